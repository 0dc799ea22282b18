"""All citations of a draft, paragraph by paragraph: by key, name, number, or 'ibid.'.

Which citation belongs to which quotation is `pairing.py`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from .author_dates import mentions as by_names
from .back_references import Earlier, back_references
from .links import Addresses, linked
from .named_works import Authors
from .names import LOCATOR
from .note_references import described
from .numbered import numbered
from .own_list import Entry, by_number, own_list, with_list
from .records import Cited, Draft, Mention, Paragraph, Part

DASH = re.compile(r"\s*[—–―]|\s*-{1,3}\s*(?=[A-Z])")
PAGE_BEHIND = re.compile(rf",?\s*[(\[]?({LOCATOR})")
SHORT = 160  # characters of a line that only says whose words these are


class Citations:
    """Reads the citations of all paragraphs, in the order they refer back in."""

    def __init__(
        self, draft: Draft, authors: Authors, addresses: Addresses | None = None
    ) -> None:
        self.draft = draft
        self._addresses = addresses or {}
        self.entries: tuple[Entry, ...] = own_list(draft, authors)
        self.authors = with_list(authors, self.entries)
        self.numbers: frozenset[str] = frozenset()
        self._note_numbers = _note_numbers(draft)
        self._found: dict[int, tuple[Mention, ...]] = {}
        self._earlier = Earlier()
        self._meaning: Mapping[str, tuple[Cited, ...]] = {}
        notes = [p.part is Part.NOTE and p.item > 0 for p in draft.paragraphs]
        self._read_all([n for n, manual in enumerate(notes) if manual])
        self._meaning = self._noted() or by_number(self.entries)
        self._earlier = Earlier(notes=self._earlier.notes)
        self._read_all([n for n, manual in enumerate(notes) if not manual])

    def of(self, index: int) -> tuple[Mention, ...]:
        """The citations of a paragraph, in order."""
        return self._found[index]

    def all(self) -> list[tuple[Paragraph, tuple[Mention, ...]]]:
        return [(p, self._found[n]) for n, p in enumerate(self.draft.paragraphs)]

    def _noted(self) -> dict[str, tuple[Cited, ...]]:
        """What raised numbers mean where a draft's notes are a list at its end."""
        return {
            str(paragraph.item): tuple(c for m in self._found[n] for c in m.works)
            for n, paragraph in enumerate(self.draft.paragraphs)
            if n in self._found
        }

    def _read_all(self, indexes: Sequence[int]) -> None:
        for index in indexes:
            paragraph = self.draft.paragraphs[index]
            found: tuple[Mention, ...] = ()
            if paragraph.part is not Part.REFERENCE:
                found = tuple(self._read(paragraph))
                number = paragraph.item or self._note_numbers.get(index, 0)
                note = number if paragraph.part is Part.NOTE else 0
                self._earlier.remember(found, note=note)
            self._found[index] = found

    def _read(self, paragraph: Paragraph) -> list[Mention]:
        text = paragraph.text
        found = [_with_page(one, text) for one in paragraph.mentions]
        names = by_names(text, self.authors, numeric=bool(self._meaning))
        for mention, numbers in numbered(text, self._meaning):
            found.append(mention)
            self.numbers |= frozenset(numbers)
        found += _apart(names, found)
        in_note = paragraph.part is Part.NOTE
        again = back_references(text, self._earlier, before=found, in_note=in_note)
        found = _without_parts(found, list(again))
        cited = [one for mention in found for one in mention.works if one.keys]
        unsure = not cited or (in_note and not any(one.locator for one in cited))
        if unsure and (told := list(self._described(paragraph))):
            found = [*told, *_apart([m for m in found if not m.works], told)]
        if not (in_note and any(m.works for m in found)):
            links = [_with_page(m, text) for m in linked(paragraph, self._addresses)]
            found = [_told_apart(one, links) for one in found]
            found += _apart(links, found)
        return sorted(found, key=lambda m: (m.start, m.end))

    def _described(self, paragraph: Paragraph) -> Iterator[Mention]:
        """The works that a note or the line under a quotation describes in words."""
        text = paragraph.text
        start = 0
        if paragraph.part is Part.QUOTE:
            start = text.rfind("\n\n") + 1
        line = text[start:].strip()
        attributed = len(line) <= SHORT and DASH.match(line) is not None
        if paragraph.part is Part.NOTE or attributed:
            for one in described(text[start:], self.authors):
                yield Mention(
                    start=one.start + start, end=one.end + start, works=one.works
                )


def _with_page(mention: Mention, text: str) -> Mention:
    """'@rogers2003, p. 12': the page that stands behind a key without brackets."""
    page = PAGE_BEHIND.match(text, mention.end)
    if not page or len(mention.works) != 1 or mention.works[0].locator:
        return mention
    works = (replace(mention.works[0], locator=page[1]),)
    return replace(mention, works=works)


def _apart(some: Sequence[Mention], others: Sequence[Mention]) -> list[Mention]:
    """Those that do not lie over one of the others."""
    return [
        one
        for one in some
        if not any(one.start < m.end and m.start < one.end for m in others)
    ]


def _told_apart(mention: Mention, links: Sequence[Mention]) -> Mention:
    """A citation that may mean several works, by the link that lies under it."""
    under = {
        key
        for link in links
        if link.start < mention.end and mention.start < link.end
        for cited in link.works
        for key in cited.keys
    }
    works = tuple(
        replace(cited, keys=tuple(key for key in cited.keys if key in under))
        if under & set(cited.keys)
        else cited
        for cited in mention.works
    )
    return replace(mention, works=works)


def _without_parts(found: list[Mention], again: list[Mention]) -> list[Mention]:
    """References back, and what lies not within one of them."""
    known = [m for m in found if any(cited.keys for cited in m.works)]
    kept = _apart(again, known)
    return [*_apart(found, kept), *kept]


def _note_numbers(draft: Draft) -> dict[int, int]:
    """Paragraph → the number of the note that it is part of."""
    numbers: dict[int, int] = {}
    number = 0
    for paragraph in draft.paragraphs:
        last = -1
        for place, index in paragraph.notes:
            number += place != last
            last = place
            numbers[index] = number
    return numbers
