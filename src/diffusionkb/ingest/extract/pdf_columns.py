"""Put the groups of lines of a page into reading order: bands, then columns.

A group that runs over the gutter ends the columns above it and starts new ones
below. Where there is only one column, the order of the file stands.
"""

from collections.abc import Sequence

from .pdf_chars import Line

WIDE = 0.6  # of the width of the page's text: runs over the gutter
TALL = 3  # lines that make a group a witness for a column


def in_reading_order(groups: Sequence[list[Line]]) -> list[list[Line]]:
    """The groups of one page from the first to be read to the last."""
    if len(groups) < 2:
        return list(groups)
    left = min(_left(group) for group in groups)
    right = max(_right(group) for group in groups)
    limit = WIDE * (right - left)
    wide = [group for group in groups if _right(group) - _left(group) > limit]
    narrow = [group for group in groups if _right(group) - _left(group) <= limit]
    columns = _columns(narrow)
    if len(columns) < 2:
        return list(groups)
    barriers = sorted((_middle(group) for group in wide), reverse=True)

    def place(group: list[Line]) -> tuple[float, int, float]:
        above = sum(barrier > _middle(group) for barrier in barriers)
        if _right(group) - _left(group) > limit:
            return above + 0.5, 0, 0.0
        above = sum(barrier > group[0].base for barrier in barriers)
        return above, _column_of(group, columns), -group[0].base

    return sorted(groups, key=place)


def _left(group: Sequence[Line]) -> float:
    return min(line.left for line in group)


def _right(group: Sequence[Line]) -> float:
    return max(line.right for line in group)


def _middle(group: Sequence[Line]) -> float:
    return (group[0].base + group[-1].base) / 2


def _columns(groups: Sequence[Sequence[Line]]) -> list[tuple[float, float]]:
    """The stretches from left to right that tall groups keep to."""
    columns: list[tuple[float, float]] = []
    tall = [group for group in groups if len(group) >= TALL]
    for left, right in sorted((_left(group), _right(group)) for group in tall):
        if columns and left < columns[-1][1] - 2:
            columns[-1] = (columns[-1][0], max(right, columns[-1][1]))
        else:
            columns.append((left, right))
    return columns


def _column_of(group: Sequence[Line], columns: Sequence[tuple[float, float]]) -> int:
    middle = (_left(group) + _right(group)) / 2
    distances = [
        max(left - middle, middle - right, 0.0) for left, right in columns
    ]
    return distances.index(min(distances))
