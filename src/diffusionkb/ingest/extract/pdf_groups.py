"""The lines of a page gathered into groups that stand under each other.

A group is a column or a part of one; paragraphs are cut out of it in
`pdf_paragraphs.py`.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from operator import sub

from .pdf_chars import Line
from .pdf_paragraphs import changes_look, ends_sentence, is_beside

_WIDER = 1.15  # than usual may a step from line to line be
_INDENT = 5  # em at most
_BROAD = 15  # em of a line that is no cell of a table
_COLUMN = 4  # lines that show how wide a column is


def group(lines: Sequence[Line], *, spread: float) -> Iterator[list[Line]]:
    """Runs of lines, in the order given, that stand under each other in one look.

    `spread` is the usual step from line to line, in sizes of type: manuscripts have
    a wide one.
    """
    current: list[Line] = []
    for line in lines:
        if current and not _goes_on(current, line, spread):
            yield from _by_width(current)
            current = []
        current.append(line)
    if current:
        yield from _by_width(current)


def _by_width(lines: list[Line]) -> Iterator[list[Line]]:
    """Cut where a column begins below text that runs over all columns, or ends above.

    Only at the end of a sentence or of a heading: text may run around a figure.
    """
    at = _change_of_width(lines) if len(lines) >= 2 * _COLUMN else 0
    if at:
        yield lines[:at]
        yield from _by_width(lines[at:])
    else:
        yield lines


def _change_of_width(lines: Sequence[Line]) -> int:
    above, below = _widths(lines), _widths(reversed(lines))[::-1]
    for at in range(_COLUMN, len(lines) - _COLUMN + 1):
        upper, lower = above[at - 1], below[at]
        if not 0.65 < lower / upper < 1.54 and lower and upper:
            return _best_cut(lines, at, min(upper, lower))
    return 0


def _best_cut(lines: Sequence[Line], at: int, width: float) -> int:
    """The widest step about a place that ends what comes before it."""
    best, widest = 0, 0.0
    for place in range(at, len(lines) - _COLUMN + 1):
        last, line = lines[place - 1], lines[place]
        step = last.base - line.base
        ends = ends_sentence(last.words) or changes_look(last, line)
        if ends and step > widest + 0.5:
            best, widest = place, step
        if line.width > 0.9 * width:
            break
    return best


def _widths(lines: Iterable[Line]) -> list[float]:
    """How wide the first line is, the first two together, and so on."""
    lines = list(lines)
    lefts = accumulate([line.left for line in lines], min)
    rights = accumulate([line.right for line in lines], max)
    return list(map(sub, rights, lefts))


def _goes_on(current: Sequence[Line], line: Line, spread: float) -> bool:
    last = current[-1]
    size = last.size
    if not 0.9 < line.size / size < 1.11 and not _shares_font(last, line):
        return False
    step = last.base - line.base
    if not 0.5 * size < step < max(1.9, _WIDER * spread) * size:
        return is_beside(last, line)
    # seen at once where most of it stands under the last line
    overlap = min(last.right, line.right) - max(last.left, line.left)
    if overlap > 0.5 * line.width:
        return True
    recent = current[-3:]
    left = min([each.left for each in recent])
    right = max([each.right for each in recent])
    overlap = min(right, line.right) - max(left, line.left)
    if overlap > 0.5 * min(right - left, line.width):
        return True
    return len(current) == 1 and _ends_indented(last, line)


def _ends_indented(last: Line, line: Line) -> bool:
    """Whether a few words end a sentence whose first line is wide and indented."""
    if not 0 < last.left - line.left < _INDENT * last.size:
        return False
    broad = last.width > _BROAD * last.size and not ends_sentence(last.words)
    return broad and line.words[0][0].islower()


def _shares_font(one: Line, other: Line) -> bool:
    return 0.8 < one.size / other.size < 1.25 and bool({*one.fonts} & {*other.fonts})
