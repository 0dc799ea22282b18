"""Find what belongs to the sheet, not to the text: running heads, feet, folios.

Only finds; folios are made of the findings in `pdf_folios.py`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain

from .pdf_chars import Line, PageLines
from .pdf_paragraphs import Style

_NUMBERS = re.compile(r"\d+|\b[ivxlc]+\b")
_ZONE = 0.13  # of the sheet's height, at the top and at the bottom
_OFTEN = 0.3  # of the pages have it: no chance, as cells of tables may be
_CHANCE = 3
_STAMP = re.compile(r"draft|confidential|embargoed|preprint|sample|proof|copy|specimen")
_WORDS = 40  # more of them beyond a repeated line are text, not furniture
_FEWEST = 4  # words of a line that is looked at as text
_HUGE = 2.5  # times the running text
_APART = 1.4  # sizes of type from the outermost row to the next
_EDGE_ROWS = 4  # rows counted from the edge that may be furniture


def edge_lines(page: PageLines) -> list[Line]:
    """The lines near the upper and lower edge, outermost first."""
    if page.edges is None:  # asked again and again
        page.edges = _edge_lines(page)
    return page.edges


def _edge_lines(page: PageLines) -> list[Line]:
    _, bottom, _, top = page.sheet
    zone = _ZONE * (top - bottom)
    upper = sorted([x for x in page.lines if x.base > top - zone], key=_from_top)
    lower = sorted([x for x in page.lines if x.base < bottom + zone], key=_from_bottom)
    upper = upper or _row_apart(sorted(page.lines, key=_from_top))
    lower = lower or _row_apart(sorted(page.lines, key=_from_bottom))
    return [*_outer_rows(upper), *_outer_rows(lower)]


def _from_top(line: Line) -> tuple[float, float]:
    return -line.base, line.left


def _from_bottom(line: Line) -> tuple[float, float]:
    return line.base, line.left


def _outer_rows(lines: Sequence[Line], *, rows: int = _EDGE_ROWS) -> list[Line]:
    taken: list[Line] = []
    bases: list[float] = []
    for line in lines:
        if not bases or abs(bases[-1] - line.base) > 0.4 * line.size:
            bases.append(line.base)
        if len(bases) > rows:
            break
        taken.append(line)
    return taken


def _row_apart(lines: Sequence[Line]) -> list[Line]:
    """The outermost row where it stands apart: of a small page on a large sheet."""
    row = _outer_rows(lines, rows=1)
    if len(row) == len(lines):
        return []
    step = abs(lines[len(row)].base - row[-1].base)
    return row if step > _APART * row[0].size else []


def find_furniture(pages: Sequence[PageLines]) -> set[int]:
    """The ids of the line objects that are running heads, feet or folios."""
    edges = [edge_lines(page) for page in pages]
    heights: dict[str, list[tuple[float, int]]] = defaultdict(list)
    patterns: dict[int, str] = {}
    first: dict[tuple[str, ...], int] = {}  # a page that is there twice counts once
    for page, lines in zip(pages, edges, strict=True):
        words = tuple(chain.from_iterable([line.words for line in page.lines]))
        index = first.setdefault(words, page.index)
        for line in lines:
            patterns[id(line)] = pattern = pattern_of(line)
            heights[pattern].append((line.base, index))
    often = min(len(pages), max(_CHANCE, _OFTEN * len(pages)))
    found: set[int] = set()
    for page, lines in zip(pages, edges, strict=True):
        counts = {id(x): _pages_with(x, heights[patterns[id(x)]]) for x in lines}
        repeated = {at for at, count in counts.items() if count >= max(often, 2)}
        found |= repeated | _outside(page, lines, repeated)
        found |= {id(x) for x in lines if counts[id(x)] > 1 and len(x.words) > 1}
    return found


def _pages_with(line: Line, same: Sequence[tuple[float, int]]) -> int:
    """How many pages have the like of it at the same height."""
    return len({page for base, page in same if abs(base - line.base) < line.size})


def pattern_of(line: Line) -> str:
    """What a line has in common with its like on other pages: all but numbers."""
    return _pattern(line.text)


@lru_cache(maxsize=1 << 12)
def _pattern(text: str) -> str:
    return _NUMBERS.sub("#", text.lower())


def _outside(page: PageLines, lines: Iterable[Line], repeated: set[int]) -> set[int]:
    """What stands beside the repeated lines or further out than they do."""
    _, bottom, _, top = page.sheet
    middle = (bottom + top) / 2
    above: list[Line] = []
    below: list[Line] = []
    heads = [x.base for x in lines if id(x) in repeated and x.base > middle]
    feet = [x.base for x in lines if id(x) in repeated and x.base < middle]
    for line in lines:
        slack = 0.3 * line.size
        if heads and middle < line.base and min(heads) - slack <= line.base:
            above.append(line)
        elif feet and line.base < middle and line.base <= max(feet) + slack:
            below.append(line)
    taken: set[int] = set()
    for edge in (above, below):
        others = [x for x in edge if id(x) not in repeated]
        if sum(len(x.words) for x in others) <= _WORDS:
            taken |= {id(x) for x in edge}
            taken -= {id(x) for x in others if _ends_column(x, page, middle)}
    return taken


def _ends_column(line: Line, page: PageLines, middle: float) -> bool:
    """Whether it is the first or last line of a column of text.

    That goes on towards the middle of the page in steps of one size, for more lines
    than heads and feet have.
    """
    if len(line.words) < _FEWEST:
        return False
    steps: list[float] = []
    last = line
    inwards = 1 if line.base < middle else -1
    while len(steps) < _EDGE_ROWS:
        nearest = min(
            [x for x in page.lines if _goes_on(last, x, inwards)],
            key=lambda x: inwards * x.base,
            default=None,
        )
        if nearest is None:
            return False
        steps.append(inwards * (nearest.base - last.base))
        last = nearest
    return max(steps) < 1.1 * min(steps)


def _goes_on(last: Line, line: Line, inwards: int) -> bool:
    """Whether a line in the same type stands above or below another, a step inwards."""
    step = inwards * (line.base - last.base)
    overlap = min(last.right, line.right) - max(last.left, line.left)
    return (
        0.5 * last.size < step < 2.5 * last.size
        and abs(line.size - last.size) < 0.06 * last.size
        and overlap > 0.5 * min(last.width, line.width)
    )


def repeated_inside(pages: Sequence[PageLines], *, found: set[int]) -> set[int]:
    """Lines at the very same place with the same text on most pages: watermarks."""
    if len(pages) < 3:
        return set()
    often = max(2, 0.5 * len(pages))
    firsts = Counter(
        chain.from_iterable([{line.words[0] for line in page.lines} for page in pages])
    )
    spots = [
        [(id(x), _spot(x)) for x in page.lines if firsts[x.words[0]] > often]
        for page in pages
    ]
    counts: Counter[tuple[int, int, str, int]] = Counter()
    for page in spots:
        counts.update({spot for line, spot in page if line not in found})
    return {line for page in spots for line, spot in page if counts[spot] > often}


def overprinted(page: PageLines, style: Style) -> set[int]:
    """Words in huge type that text runs through, and the usual ones anywhere."""
    huge = [x for x in page.lines if x.size > _HUGE * style.size and len(x.text) > 3]
    return {
        id(line)
        for line in huge
        if _STAMP.fullmatch(line.text.lower())
        or sum(_crosses(line, other) for other in page.lines) > 2
    }


def _crosses(line: Line, other: Line) -> bool:
    across = min(line.right, other.right) - max(line.left, other.left)
    upwards = min(line.top, other.top) - max(line.bottom, other.bottom)
    return line is not other and across > other.size and upwards > 0.5 * other.size


def _spot(line: Line) -> tuple[int, int, str, int]:
    return round(line.left / 3), round(line.base / 3), line.words[0], len(line.words)


def edge_patterns(pages: Sequence[PageLines]) -> set[str]:
    """What stands at the edges of these pages, numbers aside."""
    return {pattern_of(line) for page in pages for line in edge_lines(page)}


def is_repeated(line: Line, patterns: Iterable[str]) -> bool:
    """Whether a line stands at the edge of other pages too, in any type."""
    pattern = pattern_of(line)
    return any(pattern in other for other in patterns)
