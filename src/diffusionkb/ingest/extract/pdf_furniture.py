"""Find what belongs to the sheet, not to the text: running heads, feet, folios.

Only finds; folios are made of the findings in `pdf_folios.py`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from .pdf_chars import Line, PageLines

_NUMBERS = re.compile(r"\d+|\b[ivxlc]+\b")
_ZONE = 0.13  # of the sheet's height, at the top and at the bottom
_OFTEN = 0.3  # of the pages have it: no chance, as cells of tables may be
_CHANCE = 3
_EDGE_ROWS = 4  # rows counted from the edge that may be furniture


def edge_lines(page: PageLines) -> list[Line]:
    """The lines near the upper and lower edge, outermost first."""
    _, bottom, _, top = page.sheet
    zone = _ZONE * (top - bottom)
    upper = sorted((x for x in page.lines if x.base > top - zone), key=_from_top)
    lower = sorted((x for x in page.lines if x.base < bottom + zone), key=_from_bottom)
    return [*_outer_rows(upper), *_outer_rows(lower)]


def _from_top(line: Line) -> tuple[float, float]:
    return -line.base, line.left


def _from_bottom(line: Line) -> tuple[float, float]:
    return line.base, line.left


def _outer_rows(lines: Sequence[Line]) -> list[Line]:
    taken: list[Line] = []
    rows: list[float] = []
    for line in lines:
        if not rows or abs(rows[-1] - line.base) > 0.4 * line.size:
            rows.append(line.base)
        if len(rows) > _EDGE_ROWS:
            break
        taken.append(line)
    return taken


def find_furniture(pages: Sequence[PageLines]) -> set[int]:
    """The ids of the line objects that are running heads, feet or folios."""
    edges = [edge_lines(page) for page in pages]
    heights: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for page, lines in zip(pages, edges, strict=True):
        for line in lines:
            heights[_pattern(line)].append((line.base, page.index))
    often = min(len(pages), max(_CHANCE, _OFTEN * len(pages)))
    found: set[int] = set()
    for page, lines in zip(pages, edges, strict=True):
        counts = {id(line): _pages_with(line, heights) for line in lines}
        repeated = {at for at, count in counts.items() if count >= max(often, 2)}
        found |= repeated | _outside(page, lines, repeated)
        found |= {id(x) for x in lines if counts[id(x)] > 1 and len(x.words) > 1}
    return found


def _pages_with(line: Line, heights: dict[str, list[tuple[float, int]]]) -> int:
    """How many pages have the like of it at the same height."""
    same = heights[_pattern(line)]
    return len({page for base, page in same if abs(base - line.base) < line.size})


def _pattern(line: Line) -> str:
    return _NUMBERS.sub("#", line.text.lower())


def _outside(page: PageLines, lines: Iterable[Line], repeated: set[int]) -> set[int]:
    """What stands beside the repeated lines or further out than they do."""
    _, bottom, _, top = page.sheet
    middle = (bottom + top) / 2
    heads = [x.base for x in lines if id(x) in repeated and x.base > middle]
    feet = [x.base for x in lines if id(x) in repeated and x.base < middle]
    found: set[int] = set()
    for line in lines:
        slack = 0.3 * line.size
        above = heads and middle < line.base and min(heads) - slack <= line.base
        below = feet and line.base < middle and line.base <= max(feet) + slack
        if above or below:
            found.add(id(line))
    return found


def repeated_inside(pages: Sequence[PageLines], *, found: set[int]) -> set[int]:
    """Lines at the very same place with the same text on most pages: watermarks."""
    if len(pages) < 3:
        return set()
    spots = [[(id(line), _spot(line)) for line in page.lines] for page in pages]
    counts: Counter[tuple[int, int, str, int]] = Counter()
    for page in spots:
        counts.update({spot for line, spot in page if line not in found})
    often = max(2, 0.5 * len(pages))
    return {line for page in spots for line, spot in page if counts[spot] > often}


def _spot(line: Line) -> tuple[int, int, str, int]:
    return round(line.left / 3), round(line.base / 3), line.words[0], len(line.words)


def edge_patterns(pages: Sequence[PageLines]) -> set[str]:
    """What stands at the edges of these pages, numbers aside."""
    return {_pattern(line) for page in pages for line in edge_lines(page)}


def is_repeated(line: Line, patterns: Iterable[str]) -> bool:
    """Whether a line stands at the edge of other pages too, in any type."""
    pattern = _pattern(line)
    return any(pattern in other for other in patterns)
