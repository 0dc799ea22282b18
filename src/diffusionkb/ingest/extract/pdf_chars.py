"""The lines of text of a PDF page with their places.

No judgement on what a line is: that is `pdf_furniture.py` and `pdf_kinds.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile

from .pdf_accents import mend_letters, without_gaps
from .pdf_hidden import visible_stretches
from .pdf_pdfium import Box, DamagedPage, PdfFile
from .pdf_stretch import Stretch
from .pdf_textpage import TextPage, open_page

BOLD = re.compile(
    r"bold|black|heavy|demi|semib|[.-]b\b|-bd"
    r"|\b(?:cm|ec|sf|tc)(?:ss)?bx|-medi(?:ital)?\b",  # of TeX
    re.IGNORECASE,
)
_BULLETS = frozenset("•●▪■□◦○‣►▶➢➤✓✔❖·")
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
    lead: int = 0  # words at its start that are bold
    _letters: int = field(init=False, default=0)

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def letters(self) -> int:
        """How many characters its words have; asked again and again."""
        if not self._letters:
            self._letters = sum(map(len, self.words))
        return self._letters

    @property
    def width(self) -> float:
        return self.right - self.left


@dataclass(slots=True)
class PageLines:
    """The lines of a page in the order of the file, and its visible sheet."""

    index: int
    sheet: Box
    lines: list[Line]
    damaged: bool = False  # and cannot be read at all
    edges: list[Line] | None = field(init=False, default=None)  # of `edge_lines`


@lru_cache(maxsize=1024)
def is_bold(font: str) -> bool:
    return bool(BOLD.search(font))


def _line(page: TextPage, number: int, line: Stretch) -> Line:
    end = line.end or page.place(line.last)
    left, bottom, right, top = line.place
    end_left, end_bottom, end_right, end_top = end
    place = (
        min(left, end_left),
        min(bottom, end_bottom),
        max(right, end_right),
        max(top, end_top),
    )
    if page.turn:
        end_left, _, end_right, _ = page.upright(end)
    if line.even:
        size, fonts = line.size, (page.font(line.starts[0]),) * 3
    else:
        size, fonts = _look(page, line)
    return Line(
        number,
        line.words,
        min(line.left, end_left),
        line.bottom,
        max(line.left, end_right),
        line.top,
        line.base,
        size,
        fonts,
        place,
        line.broken,
        _lead(page, line, fonts) if is_bold(fonts[0]) else 0,
    )


def _look(page: TextPage, line: Stretch) -> tuple[float, tuple[str, str, str]]:
    """The usual size of a line, and the fonts of its first, middle and last word."""
    starts = line.starts
    first, middle, last = starts[0], starts[len(starts) // 2], line.last
    size = line.size
    if line.uneven:
        size, middle = _usual(page, line)
    font = page.font(first)
    middle_font = font if middle == first else page.font(middle)
    if first < last and (len(line.words) < SHORT or is_bold(font)):
        return size, (font, middle_font, page.font(last))
    return size, (font, middle_font, middle_font)


def _lead(page: TextPage, line: Stretch, fonts: tuple[str, str, str]) -> int:
    """How many words at the start of a line are bold, be they upright or not."""
    if len({*fonts}) == 1:
        return len(line.words)
    starts = takewhile(lambda start: is_bold(page.font(start)), line.starts)
    return sum(1 for _ in starts)


def _usual(page: TextPage, line: Stretch) -> tuple[float, int]:
    """The usual size of type, and a word in it: the middle one may be an index."""
    count = len(line.starts)
    samples = {line.starts[count * part // 8] for part in (1, 4, 6)}
    sizes = sorted((page.size(start), start) for start in samples)
    return sizes[len(sizes) // 2]


def page_lines(file: PdfFile, number: int) -> PageLines:
    """Read one page. Text that does not run along with the page's is left out."""
    try:
        with open_page(file, number) as (page, sheet):
            mended = mend_letters(page)
            lines = [_line(page, number, each) for each in visible_stretches(page)]
    except DamagedPage:
        return PageLines(index=number, sheet=(0, 0, 0, 0), lines=[], damaged=True)
    if mended:
        for line in lines:
            line.words = without_gaps(line.words)
        lines = [line for line in lines if line.words]
    return PageLines(index=number, sheet=sheet, lines=_on_sheet(lines, sheet))


def _on_sheet(lines: Sequence[Line], sheet: Box) -> list[Line]:
    """Leave out printers' notes beside the sheet, and what is printed twice."""
    left, bottom, right, top = sheet
    kept: list[Line] = []
    for line in lines:
        base = line.base
        if left - 2 <= line.left < right and bottom - 2 <= base < top:
            room = 0.1 * line.size
            for last in kept[-3:]:
                if -room < base - last.base < room and _is_reprint(line, last):
                    break
            else:
                if line.words[0][0] in _BULLETS:
                    _part_bullet(line)
                kept.append(line)
    return kept


def _part_bullet(line: Line) -> None:
    """Make the mark of an item a word of its own where its text stands close."""
    word = line.words[0]
    if word[1:2].isalpha():
        line.words = [word[0], word[1:], *line.words[1:]]
        line.lead += line.lead > 0


def _is_reprint(line: Line, last: Line) -> bool:
    """The same letters at the same place: a cheap way to print bold."""
    return (
        last.left - 1 <= line.left
        and line.right <= last.right + 1
        and line.text in last.text
    )
