"""The lines of text of a PDF page with their places.

No judgement on what a line is: that is `pdf_furniture.py` and `pdf_kinds.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .pdf_pdfium import Box, DamagedPage, PdfFile, TextPage
from .pdf_stretches import Stretch, stretches

BARE, DAMAGED = "bare", "damaged"
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
    remark: str = ""  # BARE or DAMAGED; empty where there is something to read


def _line(page: TextPage, number: int, line: Stretch) -> Line:
    end = page.place(line.last)
    ending = page.upright(end)
    start = line.place
    first, middle, last = line.starts[0], line.starts[len(line.starts) // 2], line.last
    if line.even:
        size, fonts = line.size, (page.font(first),) * 3
    else:
        size = page.size(middle) if line.uneven else line.size
        font = page.font(first)
        middle_font = page.font(middle) if middle > first else font
        if first < last and len(line.words) < SHORT:
            fonts = font, middle_font, page.font(last)
        else:
            fonts = font, middle_font, middle_font
    return Line(
        page=number,
        words=line.words,
        left=min(line.left, ending[0]),
        bottom=line.bottom,
        right=max(line.left, ending[2]),
        top=line.top,
        base=line.base,
        size=size,
        fonts=fonts,
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
    try:
        with file.page(number) as (page, sheet):
            lines = [
                _line(page, number, stretch)
                for stretch in stretches(page)
                if stretch.runs_along(page)
            ]
    except DamagedPage:
        return PageLines(index=number, sheet=(0, 0, 0, 0), lines=[], remark=DAMAGED)
    kept, remark = _on_sheet(lines, sheet), BARE if page.is_bare else ""
    return PageLines(index=number, sheet=sheet, lines=kept, remark=remark)


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
