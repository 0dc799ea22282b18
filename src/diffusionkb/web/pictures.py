"""The map and the timeline drawn as SVG, with a text alternative and links.

The tables on the pages say the same; pictures are for slides and for a first look.
No script, no style element, no fonts of others: attributes only.
"""

from collections.abc import Callable, Iterator, Sequence
from html import escape

from .gap_table import Cell, GapTable
from .pages.overview import TimelinePage
from .wording import SIDES

SHADES = ("#ffffff", "#e6edf4", "#c3d6e8", "#95b8db", "#1f4e79")
INK, SOFT, EDGE = "#1b1f24", "#4a525c", "#6b7480"
COLOURS = {"for": "#1762b0", "against": "#b84300", "depends": "#33383f"}
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
NAMES, WIDE, HIGH, TOP = 330, 96, 44, 96
Link = Callable[[str], str]


def gap_map(table: GapTable, message: str, at: Link) -> str:
    """The map of gaps. `at` makes an address of a path."""
    width = NAMES + WIDE * len(table.columns) + 16
    height = TOP + HIGH * len(table.lines) + 56
    title = f"Claims by {table.facet}: how many works speak to each"
    parts = [_opened(width, height, title, _described(table, message))]
    for index, column in enumerate(table.columns):
        x = NAMES + WIDE * index + WIDE // 2
        for row, word in enumerate(_lines(column.label, 13)):
            parts.append(_text(x, 30 + 16 * row, word, anchor="middle", bold=True))
        said = f"of {column.searched}" if column.searched else "not searched"
        parts.append(_text(x, TOP - 12, said, anchor="middle", colour=SOFT, size=12))
    for number, line in enumerate(table.lines):
        y = TOP + HIGH * number
        for row, words in enumerate(_lines(line.claim.title, 44)[:2]):
            parts.append(_text(8, y + 18 + 16 * row, words))
        for index, cell in enumerate(line.cells):
            parts.append(_cell(NAMES + WIDE * index, y, cell, at))
    legend = "In each cell: works + for, − against, ± it depends. Darker: more works."
    parts.append(_text(8, height - 26, legend, colour=SOFT, size=13))
    return "".join([*parts, "</svg>\n"])


def _cell(x: int, y: int, cell: Cell, at: Link) -> str:
    box = (
        f'<rect x="{x}" y="{y}" width="{WIDE - 2}" height="{HIGH - 2}" '
        f'fill="{SHADES[cell.shade]}" stroke="{EDGE}"'
    )
    middle, colour = x + WIDE // 2, "#ffffff" if cell.shade == 4 else INK
    if not cell.searched:
        dashed = f'{box} stroke-dasharray="3 3"/>'
        return dashed + _text(middle, y + 27, "–", anchor="middle", colour=SOFT)
    counts = "  ".join(
        f"{side.sign}{n}" for side, n in zip(SIDES, cell.sides, strict=True)
    )
    words = counts if cell.works else "0"
    said = _text(middle, y + 27, words, anchor="middle", colour=colour)
    return f'<a href="{escape(at(cell.address))}">{box}/>{said}</a>'


def _described(table: GapTable, message: str) -> str:
    lines = [
        f"{line.claim.title}: "
        + "; ".join(
            f"{column.label} {cell.spoken if cell.searched else 'not searched'}"
            for column, cell in zip(table.columns, line.cells, strict=True)
        )
        for line in table.lines
    ]
    return f"{message} {'. '.join(lines)}."


def timeline(page: TimelinePage, at: Link) -> str:
    """Dots for works by decade and side: one dot, one work."""
    most = max((sum(decade.works) for decade in page.decades), default=0)
    step = min(14.0, 640 / max(most, 1))
    height = 88 + 40 * len(page.decades) + 40
    title = f"Works by decade: {page.claim.title}"
    parts = [_opened(900, height, title, _spoken(page))]
    x = 130
    for side in SIDES:
        parts.append(_mark(side.slug, x, 40))
        parts.append(_text(x + 12, 45, f"{side.sign} {side.word}", bold=True))
        x += 150
    for number, decade in enumerate(page.decades):
        y = 88 + 40 * number
        parts.append(_text(8, y + 5, decade.label))
        left = 130.0
        for side, works, link in zip(SIDES, decade.works, decade.links, strict=True):
            if works:
                dots = "".join(
                    _mark(side.slug, left + step * i, y) for i in range(works)
                )
                named = f"{decade.label}, {side.word}: {works}"
                parts.append(
                    f'<a href="{escape(at(link))}"><title>{escape(named)}</title>'
                    f"{dots}</a>"
                )
                left += step * works + 14
        counted = " ".join(
            f"{s.sign}{n}" for s, n in zip(SIDES, decade.works, strict=True)
        )
        parts.append(_text(left, y + 5, counted, colour=SOFT, size=13))
    return "".join([*parts, "</svg>\n"])


def _mark(slug: str, x: float, y: float) -> str:
    """A shape for each side, so that grey print tells them apart."""
    colour = COLOURS[slug]
    if slug == "for":
        return f'<circle cx="{x:.1f}" cy="{y}" r="5" fill="{colour}"/>'
    if slug == "against":
        return (
            f'<rect x="{x - 4.5:.1f}" y="{y - 4.5}" width="9" height="9" '
            f'fill="#ffffff" stroke="{colour}" stroke-width="2"/>'
        )
    return (
        f'<path d="M{x:.1f} {y - 6} l6 6 l-6 6 l-6 -6 z" fill="#eceef0" '
        f'stroke="{colour}" stroke-width="1.5"/>'
    )


def _spoken(page: TimelinePage) -> str:
    return ". ".join(
        f"{decade.label}: "
        + ", ".join(
            f"{n} {side.word.lower()}"
            for side, n in zip(SIDES, decade.works, strict=True)
        )
        for decade in page.decades
    )


def _opened(width: int, height: int, title: str, description: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-labelledby="t d" '
        f'font-family="{FONT}" font-size="14"><title id="t">{escape(title)}</title>'
        f'<desc id="d">{escape(description)}</desc>'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    )


def _text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    colour: str = INK,
    size: int = 14,
    bold: bool = False,
) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}" font-size="{size}" '
        f'text-anchor="{anchor}"{weight}>{escape(words)}</text>'
    )


def _lines(words: str, length: int) -> Sequence[str]:
    """Words broken into lines of some length."""
    return list(_broken(words.split(), length))


def _broken(words: Sequence[str], length: int) -> Iterator[str]:
    line = ""
    for word in words:
        if line and len(line) + 1 + len(word) > length:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    if line:
        yield line
