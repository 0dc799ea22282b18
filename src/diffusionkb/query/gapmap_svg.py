"""The evidence gap map as an SVG picture, readable in grey and without its colours.

Drawn here, because a grid of boxes needs no drawing library. Words and numbers are
those of `gapmap_words.py`; links are the caller's. No style sheet and no font.
"""

from collections.abc import Callable, Iterator
from textwrap import wrap
from xml.etree.ElementTree import Element, SubElement, tostring

from .gapmap import Cell, Column, GapMap, Row, State, label
from .gapmap_words import SIDES, message, remarks, spoken, title, works

Link = Callable[[str, str | None], str]  # code and column → an address, or ''
LEFT, COLUMN, ROW, HEAD, MARGIN = 262, 104, 52, 104, 12
LINE = 17
INK, SOFT, BORDER, GROUND = "#1b1f24", "#4a525c", "#6b7480", "#ffffff"
# From how many works on, the ground of a cell and its ink; darker is more, in grey too.
STEPS = (
    (8, "8+", "#1f4e79", "#ffffff"),
    (4, "4–7", "#95b8db", INK),
    (2, "2–3", "#c3d6e8", INK),
    (1, "1", "#e6edf4", INK),
)
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
HATCH = "gapmap-hatch"


def as_svg(found: GapMap, link: Link | None = None) -> str:
    """The picture; with `link`, each cell that was searched leads to its evidence."""
    return tostring(drawn(found, link), encoding="unicode") + "\n"


def drawn(found: GapMap, link: Link | None = None) -> Element:
    """The picture as an element, to stand in a page."""
    width = LEFT + COLUMN * max(len(found.columns), 5) + 2 * MARGIN
    below = [line for text in _below(found) for line in wrap(text, width // 8)]
    bottom = HEAD + ROW * len(found.rows)
    height = bottom + 70 + LINE * len(below)
    svg = _frame(found, width, height, linked=link is not None)
    for across, column in enumerate(found.columns):
        _column_head(svg, column, LEFT + COLUMN * across)
    for down, row in enumerate(found.rows):
        top = HEAD + ROW * down
        _row_head(svg, row, top)
        for across, cell in enumerate(row.cells):
            _cell(svg, cell, LEFT + COLUMN * across, top, link)
    _legend(svg, bottom + 20)
    for number, line in enumerate(below):
        _text(svg, line, MARGIN, bottom + 80 + LINE * number, fill=SOFT)
    return svg


def step(count: int) -> int:
    """How dark a cell is: 0 without works, then 1 to 4."""
    return sum(count >= least for least, *_ in STEPS)


def _below(found: GapMap) -> Iterator[str]:
    yield message(found)
    yield from remarks(found)
    yield f"Codebook: {found.codebook}."


def _frame(found: GapMap, width: int, height: int, *, linked: bool) -> Element:
    about = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {width} {height}",
        "width": str(width),
        "height": str(height),
        # as one image, its links could not be reached
        "role": "group" if linked else "img",
        "aria-labelledby": "gapmap-title gapmap-desc",
        "font-family": FONT,
    }
    svg = Element("svg", about)
    SubElement(svg, "title", id="gapmap-title").text = title(found)
    SubElement(svg, "desc", id="gapmap-desc").text = " ".join(_described(found))
    hatch = SubElement(
        SubElement(svg, "defs"),
        "pattern",
        {"id": HATCH, "width": "8", "height": "8", "patternUnits": "userSpaceOnUse"},
    )
    SubElement(hatch, "rect", width="8", height="8", fill=GROUND)
    line = {"d": "M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6", "stroke": BORDER}
    SubElement(hatch, "path", line)
    SubElement(svg, "rect", width="100%", height="100%", fill=GROUND)
    _text(svg, title(found), MARGIN, 26, size=18, weight="600")
    return svg


def _described(found: GapMap) -> Iterator[str]:
    """All that the picture shows, in sentences."""
    yield message(found)
    for row in found.rows:
        cells = (f"{label(cell.column)} {spoken(cell)}" for cell in row.cells)
        yield f"{row.code.id} {row.headline}: {'; '.join(cells)}."


def _column_head(svg: Element, column: Column, left: int) -> None:
    lines = wrap(label(column.value), 13)[:2]
    for number, line in enumerate(reversed(lines)):
        middle = left + COLUMN / 2
        top = HEAD - 26 - LINE * number
        _text(svg, line, middle, top, anchor="middle", weight="600")
    read = f"{works(column.searched)} read" if column.works else "no works"
    _text(svg, read, left + COLUMN / 2, HEAD - 8, anchor="middle", fill=SOFT, size=12)


def _row_head(svg: Element, row: Row, top: int) -> None:
    indent = 14 if row.code.parent else 0
    _text(svg, row.code.id, MARGIN + indent, top + 17, weight="600")
    lines = wrap(row.headline, 36, max_lines=2, placeholder=" …")
    for number, line in enumerate(lines):
        _text(svg, line, MARGIN + indent, top + 32 + 14 * number, size=12, fill=SOFT)


def _cell(svg: Element, cell: Cell, left: int, top: int, link: Link | None) -> None:
    address = link(cell.code, cell.column) if link else ""
    known = cell.state is not State.NOT_SEARCHED
    where = f"{cell.code}, {label(cell.column)}: {spoken(cell)}"
    about = {"aria-label": where}
    parent = (
        SubElement(svg, "a", about, href=address)
        if address and known
        else SubElement(svg, "g")
    )
    SubElement(parent, "title").text = where
    fill, ink = _ground(cell)
    box = {"x": str(left + 2), "y": str(top + 2), "fill": fill, "stroke": BORDER}
    SubElement(parent, "rect", box, width=str(COLUMN - 4), height=str(ROW - 4))
    middle = left + COLUMN / 2
    if not known:
        plain = {"x": str(left + 10), "y": str(top + 16), "fill": GROUND}
        SubElement(parent, "rect", plain, width=str(COLUMN - 20), height="20")
        _text(parent, "not searched", middle, top + 30, anchor="middle", size=12)
        return
    first, second = ("0", "none found")
    if cell.state is State.FOUND:
        first = " ".join(f"{s}{cell.sides[of].count}" for of, (s, _) in SIDES.items())
        second = works(cell.count)
    weight = "600" if cell.count else "400"
    _text(parent, first, middle, top + 23, anchor="middle", fill=ink, weight=weight)
    _text(parent, second, middle, top + 40, anchor="middle", fill=ink, size=12)


def _ground(cell: Cell) -> tuple[str, str]:
    if cell.state is State.NOT_SEARCHED:
        return f"url(#{HATCH})", INK
    reached = ((fill, ink) for least, _, fill, ink in STEPS if cell.count >= least)
    return next(reached, (GROUND, INK))


def _legend(svg: Element, top: int) -> None:
    """The four shades, nothing found, not searched, and what the signs say."""
    shades = [(name, fill) for _, name, fill, _ in reversed(STEPS)]
    boxes = [("0", GROUND), *shades, ("not searched", f"url(#{HATCH})")]
    left = float(MARGIN)
    for name, fill in boxes:
        box = {"x": f"{left:g}", "y": str(top), "fill": fill, "stroke": BORDER}
        SubElement(svg, "rect", box, width="22", height="16")
        _text(svg, name, left + 28, top + 13, size=12)
        left += 46 + 7 * len(name)
    _text(svg, "independent works in a cell", left, top + 13, size=12)
    signs = "   ".join(f"{sign} {word}" for sign, word in SIDES.values())
    _text(svg, f"The claim of the row:   {signs}", MARGIN, top + 38, size=12)


def _text(
    parent: Element,
    words: str,
    x: float,
    y: float,
    *,
    anchor: str = "start",
    fill: str = INK,
    size: int = 14,
    weight: str = "400",
) -> None:
    place = {"x": f"{x:g}", "y": f"{y:g}", "text-anchor": anchor, "fill": fill}
    look = {"font-size": str(size), "font-weight": weight}
    SubElement(parent, "text", place | look).text = words
