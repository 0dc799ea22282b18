"""Put the groups of lines of a page into reading order: bands, then columns.

A group that runs over the gutter ends the columns above it and starts new ones
below. Where there is only one column, the order of the file stands.
"""

from collections.abc import Mapping, Sequence

from .pdf_chars import Line

WIDE = 0.6  # of the width of the page's text: runs over the gutter
Extent = tuple[float, float]  # from left to right
TALL = 3  # lines that make a group a witness for a column


def in_reading_order(groups: Sequence[list[Line]]) -> list[list[Line]]:
    """The groups of one page from the first to be read to the last."""
    if len(groups) < 2:
        return list(groups)
    extents = {id(group): _extent(group) for group in groups}
    left = min(left for left, _ in extents.values())
    limit = WIDE * (max(right for _, right in extents.values()) - left)
    wide = {at for at, (left, right) in extents.items() if right - left > limit}
    columns = _columns([group for group in groups if id(group) not in wide], extents)
    if len(columns) < 2:
        return list(groups)
    column = {at: _column_of(extent, columns) for at, extent in extents.items()}
    heights = [_middle(group) for group in groups if id(group) in wide]
    heights += _bands(groups, column)

    def place(group: list[Line]) -> tuple[float, int, float]:
        if id(group) in wide:
            return sum(bar > _middle(group) for bar in heights) + 0.5, 0, 0.0
        above = sum(bar > group[0].base for bar in heights)
        return above, column[id(group)], -group[0].base

    return sorted(groups, key=place)


def _bands(groups: Sequence[Sequence[Line]], column: Mapping[int, int]) -> list[float]:
    """White bands over all columns which the order of the file respects as well.

    So references that start in two columns below an article's two columns are read
    last, while gaps that happen to lie beside each other part nothing.
    """
    numbered = sorted(enumerate(groups), key=lambda pair: -pair[1][0].base)
    bands: list[float] = []
    bottom = numbered[0][1][-1].base
    for at, (_, group) in enumerate(numbered):
        top = group[0].base + group[0].size
        if bottom - top > group[0].size and _agrees(numbered, at, column):
            bands.append((bottom + top) / 2)
        bottom = min(bottom, group[-1].base)
    return bands


def _agrees(
    numbered: Sequence[tuple[int, Sequence[Line]]],
    at: int,
    column: Mapping[int, int],
) -> bool:
    """Whether both sides have several columns, and the file gives the upper first."""
    above, below = numbered[:at], numbered[at:]
    if max(number for number, _ in above) > min(number for number, _ in below):
        return False
    return all(
        len({column[id(group)] for _, group in side}) > 1 for side in (above, below)
    )


def _extent(group: Sequence[Line]) -> Extent:
    return min([line.left for line in group]), max([line.right for line in group])


def _middle(group: Sequence[Line]) -> float:
    return (group[0].base + group[-1].base) / 2


def _columns(
    groups: Sequence[Sequence[Line]], extents: Mapping[int, Extent]
) -> list[Extent]:
    """The stretches from left to right that tall groups keep to."""
    columns: list[Extent] = []
    tall = [group for group in groups if len(group) >= TALL]
    for left, right in sorted(extents[id(group)] for group in tall):
        if columns and left < columns[-1][1] - 2:
            columns[-1] = (columns[-1][0], max(right, columns[-1][1]))
        else:
            columns.append((left, right))
    return columns


def _column_of(extent: Extent, columns: Sequence[Extent]) -> int:
    middle = (extent[0] + extent[1]) / 2
    distances = [max(left - middle, middle - right, 0.0) for left, right in columns]
    return distances.index(min(distances))
