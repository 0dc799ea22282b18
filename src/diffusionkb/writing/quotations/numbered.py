"""Citations by number: '[12]', '[3, p. 41]', '(2: 42)', a raised number.

What the numbers mean is given: entries of the draft's list, or notes at its end.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from .names import LOCATOR
from .records import Cited, Mention
from .wording import RAISED

DIGITS = str.maketrans(RAISED + "⁻", "0123456789-")
PAGES = rf"(?:{LOCATOR}|(?<=:)\s*\d{{1,4}}(?:\s*[-–]\s*\d+)?)"
ONE = rf"\d{{1,3}}(?:\s*[,:]\s*{PAGES})?"
MANY = rf"{ONE}(?:\s*[-–—,;]\s*{ONE})*"
SQUARE = re.compile(rf"(?<![\w\]])\[(?P<inside>{MANY})\]|(?<=\w)\[(?P<glued>{MANY})\]")
ROUND = re.compile(
    rf"\((?P<paged>\d{{1,3}}\s*[,:]\s*{PAGES})\)"
    r"|(?<=[”’\"'»])[.,]?\s?\((?P<alone>\d{1,3}(?:\s*[-–,]\s*\d{1,3})*)\)"
)
UP = re.compile(
    rf"(?<![{RAISED}\d])(?<!\b\w)(?P<up>[{RAISED}]+(?:[,⁻–-][{RAISED}]+)*)"
    rf"(?:\s?\((?P<page>{LOCATOR})\))?"
)
PART = re.compile(
    rf"(?P<first>\d{{1,3}})(?:\s*[-–—]\s*(?P<last>\d{{1,3}})(?!\s*:))?"
    rf"(?:\s*[,:]\s*(?P<locator>{PAGES}))?"
)


def numbered(
    text: str, meaning: Mapping[str, tuple[Cited, ...]]
) -> Iterator[tuple[Mention, tuple[str, ...]]]:
    """The citations by number in a text, with the numbers."""
    if not meaning:
        return
    for pattern in (SQUARE, ROUND, UP):
        for match in pattern.finditer(text):
            groups = match.groupdict()
            page = groups.pop("page", None) or ""
            inside = next(value for value in groups.values() if value)
            pairs = list(_pairs(inside.translate(DIGITS), page))
            if pairs and all(number in meaning for number, _ in pairs):
                works = tuple(
                    _with(cited, locator)
                    for number, locator in pairs
                    for cited in meaning[number]
                )
                place = Mention(start=match.start(), end=match.end(), works=works)
                yield place, tuple(number for number, _ in pairs)


def _pairs(inside: str, page: str) -> Iterator[tuple[str, str]]:
    for match in PART.finditer(inside):
        first = int(match["first"])
        last = int(match["last"] or first)
        for number in range(first, min(last, first + 50) + 1):
            yield str(number), (match["locator"] or page).strip()


def _with(cited: Cited, locator: str) -> Cited:
    return replace(cited, locator=locator) if locator else cited
