"""Line numbers in the margin, as manuscripts and bills have them, taken out.

They go up by the same step from line to line, beside the text or as the first
words of its lines. Numbers inside the text (rows of tables, lists) stay.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .pdf_chars import Line, PageLines

_FEWEST = 5  # numbers that make a run; chance does not count that far
_REGULAR = 0.8  # of the steps are the same
_PROSE = 4  # words of a line that shows where text begins
_ALIGNED = 6  # points within which margins agree
_STEPS = frozenset({1, 2, 5, 10})


def without_line_numbers(pages: Sequence[PageLines]) -> list[PageLines]:
    """The pages as they are without the numbers of their lines.

    Where one page has a run of them, shorter runs at the same place count too.
    """
    places: set[int] = set()
    found: list[set[int]] = []
    for page in pages:
        lines = _beside(page, fewest=_FEWEST)
        places |= set(map(_place, lines))
        found.append(set(map(id, lines)))
    if places:
        for page, ids in zip(pages, found, strict=True):
            lines = [] if ids else _beside(page, fewest=1)
            ids |= {id(line) for line in lines if _place(line) in places}
    return [_without(page, ids) for page, ids in zip(pages, found, strict=True)]


def _without(page: PageLines, ids: set[int]) -> PageLines:
    if ids:
        return replace(page, lines=[x for x in page.lines if id(x) not in ids])
    return replace(page, lines=_unnumbered(page.lines))


def _place(line: Line) -> int:
    """Where it ends: numbers in a margin stand flush right more often than left."""
    return round(line.right / _ALIGNED)


def _number(line: Line) -> int | None:
    word = line.words[0]
    return int(word) if word.isdecimal() and len(word) <= 4 else None


def _beside(page: PageLines, *, fewest: int) -> list[Line]:
    """The lines that only hold a number, left or right of all prose, in a run."""
    alone = [x for x in page.lines if len(x.words) == 1 and _number(x) is not None]
    prose = [line for line in page.lines if len(line.words) >= _PROSE]
    if len(alone) < fewest or not prose:
        return []
    left, right = min(x.left for x in prose), max(x.right for x in prose)
    sides = (
        [line for line in alone if line.right < left],
        [line for line in alone if line.left > right],
    )
    return [x for side in sides if _counts_on(side, fewest=fewest) for x in side]


def _counts_on(lines: Sequence[Line], *, fewest: int) -> bool:
    """Whether the numbers of these lines go up evenly down the page."""
    if len(lines) < fewest:
        return False
    downwards = sorted(lines, key=lambda line: -line.base)
    numbers = [_number(line) or 0 for line in downwards]
    steps = Counter(b - a for a, b in pairwise(numbers)) or Counter([1])
    step, count = steps.most_common(1)[0]
    return step in _STEPS and count >= _REGULAR * (len(numbers) - 1)


def _unnumbered(lines: list[Line]) -> list[Line]:
    """Without numbers that are the first words of nearly all lines of prose."""
    prose = [line for line in lines if len(line.words) >= _PROSE]
    led = [line for line in prose if _number(line) is not None]
    if len(led) < _REGULAR * len(prose) or not _counts_on(led, fewest=_FEWEST):
        return lines
    return [_shortened(x) if _number(x) is not None else x for x in lines]


def _shortened(line: Line) -> Line:
    """A line without its first word; where the second one begins is an estimate."""
    if len(line.words) == 1:
        return line
    letter = line.width / len(line.text)
    left = line.left + letter * (len(line.words[0]) + 1)
    return replace(line, words=line.words[1:], left=left)
