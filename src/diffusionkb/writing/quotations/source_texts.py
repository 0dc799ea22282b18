"""The words of sources as they stand on their pages, and the names of these pages."""

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ...catalogue import Catalogue, Row
from ...model import LOW_QUALITY, TextOrigin
from .index import Indexed
from .signs import shown_in
from .wording import Word, cited_numbers, squeezed, words

SURE = 0.5  # confidence that a printed page number must have to be used
PDF = "application/pdf"
CONTEXT = 300  # characters that a sentence is looked for in, on each side
SENTENCE_END = re.compile(r"[.!?][”’\"')\]]*\s+(?=[A-ZÀ-Þ\d“‘\"'(\[])|\n\n")
PAGES = """
SELECT number, label, folio, folio_confidence, quality, origin, text FROM pages
WHERE sha256 = ? ORDER BY number
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """A page with its words in normal form."""

    number: int
    folio: str
    label: str
    poor: bool
    ocr: bool
    text: str

    @property
    def words(self) -> tuple[Word, ...]:
        """Read when they are asked for: most pages of a source never are."""
        return _words_of(self.text)

    @property
    def citations(self) -> frozenset[int]:
        """The words that are numbers of citations in parentheses, it seems."""
        return _citations_of(self.text)

    @property
    def name(self) -> str:
        return self.folio or self.label or str(self.number + 1)


class SourceTexts:
    """Pages of sources, read once each."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._read: dict[str, tuple[PageText, ...]] = {}
        self._signs: dict[str, frozenset[str]] = {}

    def pages(self, source: Indexed) -> tuple[PageText, ...]:
        if source.sha256 not in self._read:
            rows = self._catalogue.rows(PAGES, [source.sha256])
            self._read[source.sha256] = tuple(_page(row) for row in rows)
        return self._read[source.sha256]

    def signs(self, source: Indexed) -> frozenset[str]:
        """The signs that a source shows anywhere: some PDFs lose all of a kind."""
        if source.sha256 not in self._signs:
            pages = self.pages(source)
            self._signs[source.sha256] = shown_in("\n".join(p.text for p in pages))
        return self._signs[source.sha256]

    def forms(self, source: Indexed, start: int, end: int) -> list[str]:
        """Words start to end of the index, in normal form."""
        return [word.form for word in self.words(source, start, end)]

    def words(self, source: Indexed, start: int, end: int) -> list[Word]:
        """Words start to end of the index, with the characters of their pages."""
        return [
            word
            for page, first, last in self.parts(source, start, end)
            for word in page.words[first:last]
        ]

    def forms_without_citations(
        self, source: Indexed, start: int, end: int
    ) -> list[str]:
        """The same without the numbers in parentheses that a quotation may drop."""
        return [
            page.words[number].form
            for page, first, last in self.parts(source, start, end)
            for number in range(first, last)
            if number not in page.citations
        ]

    def written(self, source: Indexed, start: int, end: int) -> str:
        """Words start to end of the index, as they are written."""
        return " ".join(
            _bracketed(page.text, page.words[first].start, page.words[last - 1].end)
            for page, first, last in self.parts(source, start, end)
        )

    def with_notes(self, source: Indexed, start: int, end: int) -> str:
        """Letters and digits between word start - 1 and word end, raised ones too."""
        low, high = max(start - 1, source.start), min(end + 1, source.end)
        pieces = []
        for page, first, last in self.parts(source, low, high):
            at, stop = page.words[first].start, page.words[last - 1].end
            begins = start > low and source.pages[page.number] + first == low
            ends = high > end and source.pages[page.number] + last == high
            at = page.words[first].end if begins else at
            stop = page.words[last - 1].start if ends else stop
            pieces.append(page.text[at:stop])
        return squeezed("".join(pieces))

    def parts(
        self, source: Indexed, start: int, end: int
    ) -> list[tuple[PageText, int, int]]:
        """The pages that words start to end stand on, and which of their words."""
        found = []
        edges = pairwise([*source.pages, source.end])
        for number, (first, last) in enumerate(edges):
            low, high = max(start, first), min(end, last)
            if low < high:
                page = self.pages(source)[number]
                found.append((page, low - first, high - first))
        return found

    def sentence(self, source: Indexed, start: int, end: int) -> str:
        """The text of words start to end, with the sentences they stand in."""
        return " ".join(
            " ".join(_widened(page, first, last).split())
            for page, first, last in self.parts(source, start, end)
        )

    def locator(self, source: Indexed, start: int, end: int) -> str:
        """'p. 366', 'pp. 366–367', 'PDF p. 4'; a passage's place where no pages are."""
        parts = [page for page, _, _ in self.parts(source, start, end)]
        if not parts:
            return ""
        if source.paged or any(page.folio for page in parts):
            return pages_named(parts[0], parts[-1], source.media_type)
        return self._paragraph(source, start, end)

    def _paragraph(self, source: Indexed, start: int, end: int) -> str:
        page, first, _ = self.parts(source, start, end)[0]
        low = page.words[first].start
        rows = self._catalogue.rows(
            "SELECT locator, spans FROM passages WHERE sha256 = ? ORDER BY position",
            [source.sha256],
        )
        return _locator_of(rows, low)


def _locator_of(rows: Sequence[Row], low: int) -> str:
    """The locator of the passage that holds characters of a page-less source."""
    for row in rows:
        spans = re.findall(r"\[(\d+), (\d+), (\d+)\]", row["spans"])
        if any(int(start) <= low < int(end) for _, start, end in spans):
            return str(row["locator"])
    return ""


def _page(row: Row) -> PageText:
    sure = (row["folio_confidence"] or 0) >= SURE
    return PageText(
        number=row["number"],
        folio=str(row["folio"]) if row["folio"] and sure else "",
        label=str(row["label"] or ""),
        poor=row["quality"] < LOW_QUALITY or row["origin"] == TextOrigin.SCAN,
        ocr=row["origin"] == TextOrigin.OCR,
        text=row["text"],
    )


@lru_cache(maxsize=2000)
def _words_of(text: str) -> tuple[Word, ...]:
    return tuple(words(text))


@lru_cache(maxsize=2000)
def _citations_of(text: str) -> frozenset[int]:
    spans = cited_numbers(text)
    return frozenset(
        number
        for number, word in enumerate(_words_of(text) if spans else ())
        if any(start <= word.start < end for start, end in spans)
    )


def pages_named(first: PageText, last: PageText, media_type: str) -> str:
    """One page or a range, by the best number that both have."""
    if first.folio and last.folio:
        return _range(first.folio, last.folio)
    if first.label and last.label:
        return f"{_range(first.label, last.label)} (PDF label)"
    where = "PDF" if media_type == PDF else "file"
    return f"{where} {_range(str(first.number + 1), str(last.number + 1))}"


def _range(first: str, last: str) -> str:
    return f"p. {first}" if first == last else f"pp. {first}–{last}"


def _bracketed(text: str, start: int, end: int) -> str:
    """Characters of a text, with the bracket that they begin in or end in."""
    words = text[start:end]
    opened = words.count("(") - words.count(")")
    if opened < 0 and text[start - 1 : start] == "(":
        start -= 1
    elif opened > 0 and text[end : end + 1] == ")":
        end += 1
    return text[start:end]


def _widened(page: PageText, first: int, last: int) -> str:
    """Words of a page with the rest of their sentences."""
    start, end = page.words[first].start, page.words[last - 1].end
    low = max(0, start - CONTEXT)
    ends = [m.end() for m in SENTENCE_END.finditer(page.text, low, start + 1)]
    before = ends[-1] if ends and ends[-1] <= start else (0 if low == 0 else start)
    after = SENTENCE_END.search(page.text, max(end - 1, 0), end + CONTEXT)
    stop = after.end() if after else min(len(page.text), end + 1)
    if not after and len(page.text) <= end + CONTEXT:
        stop = len(page.text)
    return page.text[before:stop].strip()


def page_at(source: Indexed, place: int) -> int:
    """The number of the page in the file that a word of the index stands on."""
    return bisect.bisect_right(source.pages, place) - 1
