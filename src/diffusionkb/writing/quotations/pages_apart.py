"""The page of a quotation where it stands apart from the citation of its work.

Behind it: 'Szulanski (1996) says “…” (p. 27)'; or before: 'on p. 27 he says “…”'.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from .names import NUMBERS, SEE
from .placing import Placed
from .records import Cited, Mention

RIGHT_BEHIND = re.compile(
    rf"[\s.,;:!?。，、”’\"'»」』⁰¹²³⁴⁵⁶⁷⁸⁹]*[(\[（]?\s*(?:{SEE}\s*)*", re.I
)
NEAR = 40  # characters between a page and the quotation that it is for
PAGE = (  # no 'U.S. 40', 'p. 3 above', 'page 7 of this thesis'
    rf"(?<![\w.])(?P<locator>(?>(?:pp?\.|[Pp]ages?|S\.|Seiten?)\s*{NUMBERS}))"
    r"(?![\w-]|,?\s+(?:above|below|oben|unten)\b"
    r"|\s+(?:of|in)\s+(?:this|our|my|the present)\b)"
)
TOLD_BEFORE = re.compile(rf"{PAGE}(?=.{{1,{NEAR}}}\Z)", re.S)
TOLD_BEHIND = re.compile(rf"[\s.,”’\"'»]*\b(?:on|at|auf)\s+{PAGE}")


def paged(
    text: str,
    placed: Placed,
    chosen: Sequence[Mention],
    *,
    lone: Sequence[Mention],
    told: Sequence[Mention],
) -> tuple[Cited, ...]:
    """The works of the citation chosen, with the page that is nearest."""
    if not chosen:
        return ()
    works, ahead = chosen[0].works, chosen[0].end <= placed.start
    if ahead and at_once(text, placed, lone):
        return with_page(_pageless(works), lone)
    has_page = any(cited.locator for cited in works)
    if (
        told
        and not lone
        and (not has_page or (ahead and chosen[0].end <= told[0].start))
    ):
        return with_page(_pageless(works), told)
    return with_page(works, lone)


def page_told(
    text: str, placed: Placed, own: Sequence[Mention], *, since: int
) -> list[Mention]:
    """The page that the sentence names right before a quotation, or behind it."""
    found = [
        *list(TOLD_BEFORE.finditer(text[: placed.start], since))[-1:],
        *filter(None, [TOLD_BEHIND.match(text, placed.end)]),
    ]
    return [
        Mention(start=match.start(), end=match.end(), locator=match["locator"])
        for match in found
        if not any(
            m.start < match.end() and match.start() < m.end for m in own if m.works
        )
    ]


def lone_page(
    own: Sequence[Mention], placed: Placed, following: int, high: int
) -> list[Mention]:
    """The page behind a quotation, or only behind a later one in its sentence."""
    pages = [m for m in own if not m.works and m.start >= placed.end]
    near = [m for m in pages if m.start < following]
    if near:
        return near[:1]
    between = [m for m in own if m.works and m.start >= following and not m.narrative]
    same = [m for m in pages if m.start < high]
    return same[:1] if same and not between else []


def at_once(text: str, placed: Placed, own: Sequence[Mention]) -> list[Mention]:
    """The citations and pages that nothing but marks stands before."""
    return [
        m
        for m in own
        if m.start >= placed.end and RIGHT_BEHIND.fullmatch(text, placed.end, m.start)
    ]


def with_page(works: tuple[Cited, ...], own: Sequence[Mention]) -> tuple[Cited, ...]:
    """The page that stands behind a quotation, for a work named before it."""
    pages = [mention.locator for mention in own if not mention.works]
    if not works or not pages or works[0].locator:
        return works
    return tuple(replace(cited, locator=pages[-1]) for cited in works)


def _pageless(works: tuple[Cited, ...]) -> tuple[Cited, ...]:
    return tuple(replace(cited, locator="") for cited in works)
