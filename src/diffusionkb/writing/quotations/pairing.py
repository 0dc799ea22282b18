"""The quotations of a draft, each with the citation that belongs to it.

What is a quotation is `placing.py`, what is a citation `citations.py`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from .citations import DASH, SHORT, Citations
from .draft_sentences import sentence_starts
from .named_works import Authors
from .names import NAME, SEE
from .pages_apart import at_once, lone_page, page_told, paged, with_page
from .placing import (
    Placed,
    between_marks,
    is_long,
    is_title,
    is_translated,
    set_off,
)
from .records import Cited, Mention, Paragraph, Part, Quotation

BLANK = re.compile(r"\n\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """A paragraph with its citations, and what stands before and behind it."""

    paragraph: Paragraph
    index: int  # of the paragraph in the draft
    own: Sequence[Mention]
    before: Paragraph | None
    earlier: Sequence[Mention]
    spoken_of: Sequence[Mention]  # in the last paragraph that cites any work
    authors: Authors
    behind: Sequence[Mention]  # of a line that only says whose words these were


@dataclass(frozen=True, slots=True)
class Pairing:
    """Finds quotations, and which of the citations belongs to each."""

    citations: Citations

    def quotations(self) -> Iterator[tuple[Paragraph, Quotation]]:
        """In the order of the draft; lines are found later."""
        waiting: list[tuple[Surroundings, Placed]] = []  # begun, and not ended yet
        for here in self._surroundings():
            paired = list(_paired(here))
            for there, placed in waiting:
                works = paired[0][1] if paired else ()
                yield there.paragraph, _quotation(there, placed, works)
            waiting = []
            for placed, works in paired:
                if placed.end > len(here.paragraph.text) and not works:
                    waiting.append((here, placed))
                else:
                    yield here.paragraph, _quotation(here, placed, works)

    def _surroundings(self) -> Iterator[Surroundings]:
        before: Paragraph | None = None
        earlier: Sequence[Mention] = ()
        spoken_of: Sequence[Mention] = ()
        paragraphs = self.citations.draft.paragraphs
        for index, paragraph in enumerate(paragraphs):
            if paragraph.part is Part.REFERENCE:
                continue
            own = self._with_notes(index)
            yield Surroundings(
                paragraph=paragraph,
                index=index,
                own=own,
                before=before,
                earlier=earlier,
                spoken_of=spoken_of,
                authors=self.citations.authors,
                behind=self._attribution(index),
            )
            if paragraph.part is not Part.NOTE:
                before, earlier = paragraph, own
                spoken_of = [m for m in own if m.works] or spoken_of

    def _with_notes(self, index: int) -> list[Mention]:
        """The citations of a paragraph, with those of its notes where these stand."""
        found = list(self.citations.of(index))
        for place, note in self.citations.draft.paragraphs[index].notes:
            works = tuple(w for m in self.citations.of(note) for w in m.works)
            if works:
                found.append(Mention(start=place, end=place, works=works))
        return sorted(found, key=lambda m: (m.start, m.end))

    def _attribution(self, index: int) -> Sequence[Mention]:
        """What the next paragraph cites, where it does nothing else."""
        paragraphs = self.citations.draft.paragraphs
        following = index + 1
        while following < len(paragraphs) and paragraphs[following].part is Part.NOTE:
            following += 1
        if following == len(paragraphs) or paragraphs[index].part is Part.NOTE:
            return ()
        text = paragraphs[following].text.strip()
        found = self._with_notes(following)
        only = "".join(
            c
            for n, c in enumerate(paragraphs[following].text)
            if not any(m.start <= n < m.end for m in found)
        )
        alone = not re.search(r"\w", re.sub(SEE, "", only, flags=re.I))
        dashed = len(text) <= SHORT and DASH.match(text)
        return found if alone or dashed else ()


def _quotation(
    here: Surroundings, placed: Placed, works: tuple[Cited, ...]
) -> Quotation:
    start = here.paragraph.text.find(placed.text, placed.start)
    return Quotation(
        text=placed.text,
        line=None,
        cited=works,
        paragraph=here.index,
        start=start,
        end=start + len(placed.text),
        translated=is_translated(here.paragraph, placed, works),
    )


def _paired(here: Surroundings) -> Iterator[tuple[Placed, tuple[Cited, ...]]]:
    text = here.paragraph.text
    if here.paragraph.part is Part.QUOTE:
        for start, block in _blocks(here):
            placed, works = _set_off(block)
            first, last = placed.start + start, placed.end + start
            yield replace(placed, start=first, end=last), works
        return
    all_placed = list(between_marks(text))
    for number, placed in enumerate(all_placed):
        others = all_placed[:number], all_placed[number + 1 :]
        behind = _right_behind(text, placed, here.own)
        if is_title(here.paragraph, placed, behind):
            continue
        if not (is_long(placed) or behind):
            continue
        works = _cited_for(here, placed, others)
        if not works and not re.search(r"\w", text[placed.end :]):
            works = _works(here.behind)
        yield placed, works


def _blocks(here: Surroundings) -> Iterator[tuple[int, Surroundings]]:
    """Where each set-off quotation begins: one ends with the citation of its page.

    Word has two that follow each other as one.
    """
    text = here.paragraph.text
    ends = [
        gap.start()
        for gap in BLANK.finditer(text)
        if any(
            any(cited.keys and cited.locator for cited in m.works)
            and m.end <= gap.start()
            and not re.search(r"\w", text[m.end : gap.start()])
            for m in here.own
        )
        and any(m.works and m.start >= gap.end() for m in here.own)
    ]
    for start, end in pairwise([0, *ends, len(text)]):
        own = [
            replace(m, start=m.start - start, end=m.end - start)
            for m in here.own
            if start <= m.start <= end
        ]
        paragraph = replace(here.paragraph, text=text[start:end])
        yield start, replace(here, paragraph=paragraph, own=own)


def _set_off(here: Surroundings) -> tuple[Placed, tuple[Cited, ...]]:
    """A set-off quotation, and the citation at its end, behind it or before it."""
    placed = set_off(here.paragraph, here.own)
    text = here.paragraph.text
    at_end = [m for m in here.own if not re.search(r"\w", text[m.end :])]
    works = (
        _works(at_end)
        or _works(here.behind)
        or _last_sentence(here)
        or _works(here.own)
    )
    return placed, with_page(works, here.own)


def _works(own: Sequence[Mention]) -> tuple[Cited, ...]:
    """The works of the last citation that names any."""
    return next((m.works for m in reversed(own) if m.works), ())


def _last_sentence(here: Surroundings) -> tuple[Cited, ...]:
    """What the sentence before a set-off quotation cites."""
    if here.before is None or here.before.part is Part.QUOTE:
        return ()
    ends = [start for _, start in sentence_starts(here.before.text)]
    start = ends[-1] if ends else 0
    return _works([mention for mention in here.earlier if mention.start >= start])


def _cited_for(
    here: Surroundings,
    placed: Placed,
    others: tuple[Sequence[Placed], Sequence[Placed]],
) -> tuple[Cited, ...]:
    """The citation of a quotation in running text, by the nearest rule that holds."""
    text = here.paragraph.text
    inside = [m for m in here.own if placed.start < m.start < placed.end]
    free = [m for m in here.own if m not in inside and m.works]
    low, high = _sentence(text, placed)
    behind = [m for m in free if m.start >= placed.end]
    ahead = [m for m in free if m.end <= placed.start]
    following = others[1][0].start if others[1] else len(text)
    close = [
        m
        for m in _right_behind(text, placed, behind)
        if not (m.narrative and re.search(r"[.!?]", text[placed.end - 2 : m.start]))
    ]
    in_sentence = [m for m in ahead if m.start >= low and m.narrative]
    later = [m for m in behind if m.start <= high]
    clear = [m for m in later if m.start < following or not m.narrative]
    lone = lone_page(here.own, placed, following, high)
    chosen = (
        close[:1]
        or in_sentence[-1:]
        or clear[:1]
        or later[:1]
        or [m for m in ahead if m.start >= low][-1:]
        or _before(text, low, ahead)
        or (_named_before(here, ahead, placed) if lone else [])
        or _next_sentence(text, placed, (low, high), behind, following)
        or [m for m in inside if m.works][-1:]
    )
    chosen = chosen[:1]
    since = max([low, *(one.end for one in others[0])])
    told = page_told(text, placed, here.own, since=since)
    return paged(text, placed, chosen, lone=lone, told=told)


def _named_before(
    here: Surroundings, ahead: Sequence[Mention], placed: Placed
) -> list[Mention]:
    """For words with a page only: the work spoken of last, or an author's works."""
    named = [m for m in ahead if m.narrative] or list(ahead)
    if named:
        return named[-1:]
    for name in reversed(list(re.finditer(NAME, here.paragraph.text[: placed.start]))):
        if keys := here.authors.named(name[0]):
            cited = Cited(label=name[0], keys=keys)
            return [Mention(start=name.start(), end=name.end(), works=(cited,))]
    return list(here.spoken_of)[-1:]


def _next_sentence(
    text: str,
    placed: Placed,
    sentence: tuple[int, int],
    behind: Sequence[Mention],
    following: int,
) -> list[Mention]:
    """'“…” So wrote Rogers (2003).': for words that are a sentence of their own."""
    low, high = sentence
    if placed.start > low + 1 or re.search(r"\w", text[placed.end : high]):
        return []
    ends = [end for end, _ in sentence_starts(text) if end > high]
    stop = min(ends[0] if ends else len(text), following)
    return [m for m in behind if m.narrative and m.start < stop][:1]


def _right_behind(text: str, placed: Placed, own: Sequence[Mention]) -> list[Mention]:
    """The citations that nothing but marks stands before."""
    return at_once(text, placed, [m for m in own if m.works])


def _sentence(text: str, placed: Placed) -> tuple[int, int]:
    """The sentence around a quotation. What stands in it ends none."""
    low, high = 0, len(text)
    for end, start in sentence_starts(text):
        if start <= placed.start:
            low = start
        elif end >= placed.end - 1:
            high = end
            break
    return low, high


def _before(text: str, low: int, ahead: Sequence[Mention]) -> list[Mention]:
    """The last citation of the sentence before."""
    ends = [0, *(start for _, start in sentence_starts(text) if start < low)]
    return [m for m in ahead if ends[-1] <= m.start < low][-1:]
