"""The quotations of a draft, each with the citation that belongs to it.

A quotation is what stands between marks and has four words, or fewer and a citation
right behind it; and what is set off. Single words between marks are no quotations.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .author_dates import Authors, mentions
from .note_references import described
from .quote_marks import quoted
from .records import Cited, Draft, Mention, Paragraph, Part, Quotation
from .wording import words

FEWEST = 4  # words of a quotation without a citation
NO_END = r"(?<![ .]al\.)(?<![ (,]p\.)(?<!pp\.)(?<!vs\.)(?<!cf\.)(?<!e\.g\.)(?<!i\.e\.)"
SENTENCE = re.compile(rf"(?<=[.!?]){NO_END}[”’\"'»)\]]*\s+(?=[A-ZÀ-Þ“‘\"«(\[])")
RIGHT_BEHIND = re.compile(
    r"[\s.,;:!?”’\"'»⁰¹²³⁴⁵⁶⁷⁸⁹]*[(\[]?\s*(?:see |cf\. |from |in )?", re.I
)
TITLE_BEFORE = 80  # characters that the names of a reference in a note may take


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A quotation in its paragraph: characters with marks, and its words."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Pairing:
    """Finds quotations and citations, and what belongs together."""

    draft: Draft
    authors: Authors

    def mentions(self) -> list[tuple[Paragraph, tuple[Mention, ...]]]:
        """All citations by paragraph: by key, and by names and year."""
        return [(p, self._mentions(p)) for p in self.draft.paragraphs]

    def _mentions(self, paragraph: Paragraph) -> tuple[Mention, ...]:
        found = [*paragraph.mentions, *mentions(paragraph.text, self.authors)]
        known = any(cited.keys for mention in found for cited in mention.works)
        if paragraph.part is Part.NOTE and not known:
            found = described(paragraph.text, self.authors) or found
        return tuple(sorted(found, key=lambda m: (m.start, m.end)))

    def quotations(self) -> Iterator[tuple[Paragraph, Quotation]]:
        """In the order of the draft; lines are found later."""
        cited = {id(p): some for p, some in self.mentions()}
        before: Paragraph | None = None
        for paragraph in self.draft.paragraphs:
            if paragraph.part is Part.REFERENCE:
                continue
            own = self._with_notes(paragraph, cited)
            earlier = cited[id(before)] if before else ()
            for placed, works in _paired(paragraph, own, before, earlier):
                yield paragraph, Quotation(text=placed.text, line=None, cited=works)
            if paragraph.part is not Part.NOTE:
                before = paragraph

    def _with_notes(
        self, paragraph: Paragraph, cited: dict[int, tuple[Mention, ...]]
    ) -> list[Mention]:
        """The citations of a paragraph, with those of its notes where these stand."""
        found = list(cited[id(paragraph)])
        for place, index in paragraph.notes:
            note = self.draft.paragraphs[index]
            works = tuple(w for m in cited[id(note)] for w in m.works)
            if works:
                found.append(Mention(start=place, end=place, works=works))
        return sorted(found, key=lambda m: (m.start, m.end))


def _paired(
    paragraph: Paragraph,
    own: Sequence[Mention],
    before: Paragraph | None,
    earlier: Sequence[Mention],
) -> Iterator[tuple[Placed, tuple[Cited, ...]]]:
    if paragraph.part is Part.QUOTE:
        placed = _set_off(paragraph, own)
        works = _works(own) or _last_sentence(before, earlier)
        yield placed, _with_page(works, own)
        return
    all_placed = [
        Placed(start=start, end=end, text=paragraph.text[first:last])
        for start, end, first, last in quoted(paragraph.text)
    ]
    for number, placed in enumerate(all_placed):
        others = all_placed[:number], all_placed[number + 1 :]
        if paragraph.part is Part.NOTE and _is_title(placed):
            continue
        long = len(words(placed.text)) >= FEWEST
        if long or _right_behind(paragraph.text, placed, own):
            yield placed, _cited_for(paragraph.text, placed, others, own)


def _is_title(placed: Placed) -> bool:
    """'Ann Ward, “Rotas that came and went,” Journal of Rotas' in a note."""
    return placed.start < TITLE_BEFORE and placed.text.endswith(",")


def _works(own: Sequence[Mention]) -> tuple[Cited, ...]:
    """The works of the last citation that names any."""
    return next((m.works for m in reversed(own) if m.works), ())


def _last_sentence(
    paragraph: Paragraph | None, own: Sequence[Mention]
) -> tuple[Cited, ...]:
    """What the sentence before a set-off quotation cites."""
    if paragraph is None or paragraph.part is Part.QUOTE:
        return ()
    ends = [match.end() for match in SENTENCE.finditer(paragraph.text)]
    start = ends[-1] if ends else 0
    return _works([mention for mention in own if mention.start >= start])


def _set_off(paragraph: Paragraph, own: Sequence[Mention]) -> Placed:
    """A block quotation without its attribution and without marks around it."""
    text = paragraph.text
    end = len(text)
    for mention in reversed(own):
        tail = text[mention.end : end]
        if mention.start > 0 and not re.search(r"\w", tail):
            end = mention.start
            if mention.works:
                break  # one before it is the source's own
    head, _, last = text[:end].rpartition("\n\n")
    if head and re.match(r"\s*[—–-]", last):
        end = len(head)
    words_only = text[:end].rstrip(" \t\n([—–-")
    inside = list(quoted(words_only.strip()))
    start = 0
    if inside and inside[0][0] == 0 and inside[0][1] >= len(words_only.strip()) - 1:
        words_only = words_only.strip()[inside[0][2] : inside[0][3]]
    return Placed(start=start, end=end, text=words_only.strip())


def _cited_for(
    text: str,
    placed: Placed,
    others: tuple[Sequence[Placed], Sequence[Placed]],
    own: Sequence[Mention],
) -> tuple[Cited, ...]:
    """The citation of a quotation in running text, by the nearest rule that holds."""
    inside = [m for m in own if placed.start < m.start and m.end <= placed.end]
    free = [m for m in own if m not in inside and m.works]
    low, high = _sentence(text, placed)
    behind = [m for m in free if m.start >= placed.end]
    ahead = [m for m in free if m.end <= placed.start]
    following = others[1][0].start if others[1] else len(text)
    close = _right_behind(text, placed, behind)
    in_sentence = [m for m in ahead if m.start >= low and m.narrative]
    later = [m for m in behind if m.start < high]
    clear = [m for m in later if m.start < following or not m.narrative]
    chosen = (
        close[:1]
        or in_sentence[-1:]
        or clear[:1]
        or [m for m in ahead if m.start >= low][-1:]
        or _before(text, low, ahead)
        or [m for m in inside if m.works][-1:]
    )
    pages = [m for m in own if not m.works and placed.end <= m.start < following]
    return _with_page(chosen[0].works if chosen else (), pages[:1])


def _right_behind(text: str, placed: Placed, own: Sequence[Mention]) -> list[Mention]:
    """The citations that nothing but marks stands before."""
    return [
        m
        for m in own
        if m.works
        and m.start >= placed.end
        and RIGHT_BEHIND.fullmatch(text, placed.end, m.start)
    ]


def _with_page(works: tuple[Cited, ...], own: Sequence[Mention]) -> tuple[Cited, ...]:
    """The page that stands behind a quotation, for a work named before it."""
    pages = [mention.locator for mention in own if not mention.works]
    if not works or not pages or works[0].locator:
        return works
    return tuple(replace(cited, locator=pages[-1]) for cited in works)


def _sentence(text: str, placed: Placed) -> tuple[int, int]:
    """The sentence around a quotation. What stands in it ends none."""
    low, high = 0, len(text)
    for match in SENTENCE.finditer(text):
        if match.end() <= placed.start:
            low = match.end()
        elif match.start() >= placed.end - 1:
            high = match.start()
            break
    return low, high


def _before(text: str, low: int, ahead: Sequence[Mention]) -> list[Mention]:
    """The last citation of the sentence before."""
    ends = [0, *(match.end() for match in SENTENCE.finditer(text) if match.end() < low)]
    return [m for m in ahead if ends[-1] <= m.start < low][-1:]
