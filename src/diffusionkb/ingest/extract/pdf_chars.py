"""The lines of text of a PDF page with their places.

No judgement on what a line is: that is `pdf_furniture.py` and `pdf_kinds.py`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .pdf_glyphs import SUPERSCRIPTS, level_of_letters, mark_up
from .pdf_pdfium import Box, PdfFile, TextPage

_INK = r"[^\s\0\x02\ufffe\uffff]"
# group 1: an ordinary word, which needs no closer look
_ORDINARY = r"[(\[“‘]?[^\W\d_]+(?:[-–’/][^\W\d_]+)*[.,;:)\]”’?!]*"
WORD = re.compile(rf"({_ORDINARY})(?=\s|$)|{_INK}+[\x02\ufffe]?")
HYPHEN_MARKS = "\x02\ufffe"  # what pdfium puts for a hyphen at the end of a line
GAP = 1.5  # em; what stands further apart is not the same stretch of text


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
        "first", "left", "bottom", "top", "base", "size",
        "last_left", "last", "words", "starts", "broken",
    )  # fmt: skip

    def __init__(self, page: TextPage, first: int, box: Box) -> None:
        self.first = self.last = first
        self.left = self.last_left = box[0]
        self.broken = False
        self.words: list[str] = []
        self.starts: list[int] = []
        self.set_level(page, first, box)

    def set_level(self, page: TextPage, index: int, box: Box) -> None:
        self.bottom, self.top = box[1], box[3]
        self.base, self.size = page.base(index), page.size(index)

    def is_level(self, box: Box) -> bool:
        return -0.1 < box[1] - self.bottom < 0.1 and -0.1 < box[3] - self.top < 0.1


def _stretches(page: TextPage) -> Iterator[_Stretch]:
    """Cut the page's words into stretches; most words take the short way."""
    line: _Stretch | None = None
    for match in WORD.finditer(page.text):
        first = match.start()
        box = page.box(first)
        if line is not None and match.lastindex and line.is_level(box):
            step = box[0] - line.last_left
            reach = (0.36 * len(line.words[-1]) + 1) * line.size
            if 0 <= step < reach and not line.broken:
                line.words.append(match.group())
                line.starts.append(first)
                line.last_left, line.last = box[0], match.end() - 1
                continue
        if line is None or not _follows(page, line, box, first):
            if line is not None:
                yield line
            line = _Stretch(page, first, box)
        _extend(page, line, match.group(), first, box)
    if line is not None:
        yield line


def _follows(page: TextPage, line: _Stretch, box: Box, first: int) -> bool:
    """Whether a word goes on on the same baseline without a wide gap."""
    step = box[0] - line.last_left
    if step < 0 or line.broken:
        return False
    size = line.size
    if not line.is_level(box):
        size = max(size, page.size(first))
        if abs(page.base(first) - line.base) > 0.5 * size:
            return False
    if step < (0.36 * len(line.words[-1]) + 1) * size:
        return True
    return box[0] - page.box(line.last)[2] < GAP * size


def _extend(
    page: TextPage, line: _Stretch, word: str, first: int, box: Box
) -> None:
    if word[-1] in HYPHEN_MARKS:
        line.broken = True
        word = word[:-1]
    if line.words and not line.is_level(box) and page.size(first) > 1.15 * line.size:
        line.set_level(page, first, box)
    marked = word if word.isalpha() else _marked(page, line, word, first, box)
    if marked[:1] in SUPERSCRIPTS and _stands_close(page, line, box):
        line.words[-1] += marked
    else:
        line.words.append(marked)
        line.starts.append(first)
    line.last = first + len(word) - 1
    line.last_left = box[0]


def _marked(page: TextPage, line: _Stretch, word: str, first: int, box: Box) -> str:
    if line.words:
        level = (line.left, line.bottom, line.left, line.top)
    else:
        level = level_of_letters(page, word, first)
    return mark_up(page, word, first, level, line.size)


def _stands_close(page: TextPage, line: _Stretch, box: Box) -> bool:
    """Whether a superscript belongs to the word before it."""
    return bool(line.words) and box[0] - page.box(line.last)[2] < 0.12 * line.size


def _line(page: TextPage, number: int, line: _Stretch) -> Line:
    end = page.place(line.last)
    start = page.place(line.first)
    middle = line.starts[len(line.starts) // 2]
    return Line(
        page=number,
        words=line.words,
        left=line.left,
        bottom=line.bottom,
        right=max(page.box(line.last)[2], line.left),
        top=line.top,
        base=line.base,
        size=page.size(middle),
        fonts=(page.font(line.first), page.font(middle), page.font(line.last)),
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
            if page.turn_at(stretch.first) == page.turn
        ]
    return PageLines(index=number, sheet=sheet, lines=_on_sheet(lines, sheet))


def _on_sheet(lines: Sequence[Line], sheet: Box) -> list[Line]:
    """Leave out what stands beside the visible sheet (printers' notes)."""
    left, bottom, right, top = sheet
    return [
        line
        for line in lines
        if left - 2 <= line.left < right and bottom - 2 <= line.base < top
    ]
