"""The lines of text of a PDF page with their places.

No judgement on what a line is: that is `pdf_furniture.py` and `pdf_kinds.py`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .pdf_glyphs import MICRO, SUPERSCRIPTS, letters_base, mark_up
from .pdf_pdfium import Box, PdfFile, TextPage

_INK = r"[^\s\0\x02\ufffe\uffff]"
# group 1: an ordinary word, which needs no closer look
_LETTER = r"[^\W\d_¹²³¼½¾]"
_ORDINARY = rf"[(\[“‘]?{_LETTER}+(?:[-–’/]{_LETTER}+)*[.,;:)\]”’?!]*"
WORD = re.compile(
    rf"(?!{MICRO.pattern})({_ORDINARY})(?=\s|$)|{_INK}+[\x02\ufffe]?"
)
_FROM_RIGHT = re.compile(r"[(\[«\"]?[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
HYPHEN_MARKS = "\x02\ufffe"  # what pdfium puts for a hyphen at the end of a line
GAP = 1.5  # em; what stands further apart is not the same stretch of text
SHORT = 12  # words; a longer line is no heading, its last font does not matter


@dataclass(slots=True)
class Line:
    """A stretch of text on one baseline, in the page's reading direction.

    `box` is upright for the reader: on a page turned on its side it differs
    from `place`, the rectangle in the page's own coordinates.
    """

    page: int
    words: list[str]
    left: float
    bottom: float
    right: float
    top: float
    base: float
    size: float
    fonts: tuple[str, str, str]  # of its first, middle and last word
    place: Box
    broken: bool = False  # ends in a line-end hyphen that pdfium recognised

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def width(self) -> float:
        return self.right - self.left


@dataclass(slots=True)
class PageLines:
    """The lines of a page in the order of the file, and its visible sheet."""

    index: int
    sheet: Box
    lines: list[Line]


class _Stretch:
    """A line in the making."""

    __slots__ = (
        "place", "left", "bottom", "top", "base", "size",
        "last_left", "last", "reach", "words", "starts", "broken", "uneven",
    )  # fmt: skip

    def __init__(self, page: TextPage, first: int, place: Box) -> None:
        self.place = place
        box = page.upright(place)
        self.last = first
        self.left = self.last_left = box[0]
        self.reach = 0.0
        self.broken = self.uneven = False
        self.words: list[str] = []
        self.starts: list[int] = []
        self.set_level(page, first, box)

    def set_level(self, page: TextPage, index: int, box: Box) -> None:
        self.bottom, self.top = box[1], box[3]
        self.base, self.size = page.base(index), page.size(index)

    def is_level(self, box: Box) -> bool:
        return -0.1 < box[1] - self.bottom < 0.1 and -0.1 < box[3] - self.top < 0.1

    def add(self, word: str, first: int, left: float, last: int) -> None:
        self.words.append(word)
        self.starts.append(first)
        self.mark_end(left, last)

    def mark_end(self, left: float, last: int) -> None:
        """Where the last word starts and how far right the next one may start."""
        self.last_left = left
        self.reach = left + (0.36 * (last + 1 - self.starts[-1]) + 1) * self.size
        self.last = last


def _stretches(page: TextPage) -> Iterator[_Stretch]:
    """Cut the page's words into stretches; most words take the short way."""
    line: _Stretch | None = None
    place, turned = page.place, page.turn
    for match in WORD.finditer(page.text):
        first = match.start()
        spot = place(first)
        box = page.upright(spot) if turned else spot
        left = box[0]
        if (
            line is not None
            and match.lastindex
            and line.last_left <= left < line.reach
            and not line.broken
            and (-0.1 < box[1] - line.bottom < 0.1 or page.base(first) == line.base)
        ):
            line.words.append(match[1])
            line.starts.append(first)
            line.last_left, line.last = left, match.end() - 1
            line.reach = left + (0.36 * (line.last + 1 - first) + 1) * line.size
            continue
        if line is None or not _follows(page, line, box, first):
            if line is not None:
                yield line
            line = _Stretch(page, first, spot)
        _extend(page, line, match[0], first, box)
    if line is not None:
        yield line


def _follows(page: TextPage, line: _Stretch, box: Box, first: int) -> bool:
    """Whether a word goes on on the same baseline without a wide gap."""
    if line.broken or box[0] < line.last_left and not _runs_left(page, line, box, first):
        return False
    size = line.size
    if not line.is_level(box):
        size = max(size, page.size(first))
        if abs(page.base(first) - line.base) > 0.5 * size:
            return False
    if box[0] < line.reach:
        return True
    return box[0] - page.box(line.last)[2] < GAP * size


def _runs_left(page: TextPage, line: _Stretch, box: Box, first: int) -> bool:
    """Whether a word of a script written from the right goes on to the left."""
    if not _FROM_RIGHT.match(page.text, first):
        return False
    length = line.last + 1 - line.starts[-1]
    return line.last_left - box[0] < (0.6 * length + GAP) * line.size


def _extend(
    page: TextPage, line: _Stretch, word: str, first: int, box: Box
) -> None:
    if word[-1] in HYPHEN_MARKS:
        line.broken = True
        word = word[:-1]
    if line.words and not line.is_level(box):
        line.uneven = True
        if page.size(first) > 1.15 * line.size:
            line.set_level(page, first, box)
    last = first + len(word) - 1
    plain = word.isalpha() and not MICRO.match(word)
    marked = word if plain else _marked(page, line, word, first)
    if marked[:1] in SUPERSCRIPTS and _stands_close(page, line, box):
        line.words[-1] += marked
        line.mark_end(box[0], last)
    else:
        line.add(marked, first, box[0], last)


def _marked(page: TextPage, line: _Stretch, word: str, first: int) -> str:
    base = line.base if line.words else letters_base(page, word, first)
    return mark_up(page, word, first, base, line.size)


def _stands_close(page: TextPage, line: _Stretch, box: Box) -> bool:
    """Whether a superscript belongs to the word before it."""
    return bool(line.words) and box[0] - page.box(line.last)[2] < 0.12 * line.size


def _line(page: TextPage, number: int, line: _Stretch) -> Line:
    end = page.place(line.last)
    ending = page.upright(end)
    start = line.place
    first, middle, last = line.starts[0], line.starts[len(line.starts) // 2], line.last
    size = page.size(middle) if line.uneven else line.size
    fonts = page.font(first), page.font(middle)
    return Line(
        page=number,
        words=line.words,
        left=min(line.left, ending[0]),
        bottom=line.bottom,
        right=max(line.left, ending[2]),
        top=line.top,
        base=line.base,
        size=size,
        fonts=(*fonts, page.font(last) if len(line.words) < SHORT else fonts[1]),
        place=(
            min(start[0], end[0]),
            min(start[1], end[1]),
            max(start[2], end[2]),
            max(start[3], end[3]),
        ),
        broken=line.broken,
    )


def page_lines(file: PdfFile, number: int) -> PageLines:
    """Read one page. Text that does not run along with the page's is left out."""
    with file.page(number) as (page, sheet):
        lines = [
            _line(page, number, stretch)
            for stretch in _stretches(page)
            if page.runs_along(stretch.starts[0], stretch.last)
        ]
    return PageLines(index=number, sheet=sheet, lines=_on_sheet(lines, sheet))


def _on_sheet(lines: Sequence[Line], sheet: Box) -> list[Line]:
    """Leave out printers' notes beside the sheet, and what is printed twice."""
    left, bottom, right, top = sheet
    kept: list[Line] = []
    for line in lines:
        inside = left - 2 <= line.left < right and bottom - 2 <= line.base < top
        if inside and not any(_is_reprint(line, last) for last in kept[-3:]):
            kept.append(line)
    return kept


def _is_reprint(line: Line, last: Line) -> bool:
    """The same letters at the same place: a cheap way to print bold."""
    return (
        abs(line.base - last.base) < 0.1 * line.size
        and last.left - 1 <= line.left
        and line.right <= last.right + 1
        and line.text in last.text
    )
