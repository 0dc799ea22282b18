"""The stretch of a text that fits some words best, word by word.

Sellers' form of the edit distance: the text may begin and end anywhere. Words are
numbers (`wording.number_of`).
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint32]
PIECE = 3  # words on each side of what a quotation leaves out


class Change(NamedTuple):
    """Words start to end of the quotation stand where others stand in the source."""

    start: int
    end: int
    source_start: int
    source_end: int


class Fit(NamedTuple):
    """Where the words fit, and what differs there, in order."""

    start: int
    end: int
    cost: int
    changes: tuple[Change, ...]

    def alike(self, length: int) -> Iterator[tuple[int, int]]:
        """The places of equal words, of `length` words and of the source."""
        at, place = 0, self.start
        for change in (*self.changes, Change(length, length, self.end, self.end)):
            yield from zip(
                range(at, change.start), range(place, change.source_start), strict=True
            )
            at, place = change.end, change.source_end


def best_fit(ours: Numbers, text: Numbers) -> Fit:
    """The best place of our words in the text; of equals the first."""
    table = _distances(ours, text)
    last = table[-1]
    end = int(last.argmin())
    while end + 1 < len(last) and last[end + 1] == last[end]:
        end += 1  # a changed last word stands for one, rather than for none
    changes, start = _traced(table, ours, text, end)
    return Fit(start, end, int(last[end]), _joined(changes))


def fit_with_gap(ours: Numbers, text: Numbers) -> Fit | None:
    """The best place where the text goes on in the middle, and our words do not.

    One run of words of the text, however long, costs as much as one word. On each of
    its sides stand `PIECE` of our words or more; None where there are not so many.
    """
    length, end = len(ours), len(text)
    if length < 2 * PIECE or not end:
        return None
    before = _distances(ours, text)
    behind = _distances(ours[::-1], text[::-1])
    cuts = np.arange(PIECE, length - PIECE + 1)
    heads = np.minimum.accumulate(before[cuts], axis=1)
    total = heads + behind[length - cuts, ::-1]
    row, second = (int(n) for n in np.unravel_index(total.argmin(), total.shape))
    cut = int(cuts[row])
    head = before[cut, : second + 1]
    first = int(np.flatnonzero(head == heads[row, second])[-1])
    changes, start = _traced(before, ours[:cut], text, first)
    mirrored, tail = _traced(behind, ours[cut:][::-1], text[::-1], end - second)
    changes.append(Change(cut, cut, first, second))
    changes += [
        Change(
            length - c.end, length - c.start, end - c.source_end, end - c.source_start
        )
        for c in reversed(mirrored)
    ]
    return Fit(start, end - tail, int(total.min()) + 1, _joined(changes))


def _distances(ours: Numbers, text: Numbers) -> NDArray[np.int32]:
    columns = np.arange(len(text) + 1, dtype=np.int32)
    table = np.zeros((len(ours) + 1, len(text) + 1), dtype=np.int32)
    for row, word in enumerate(ours, start=1):
        before = table[row - 1]
        here = before + 1
        here[1:] = np.minimum(here[1:], before[:-1] + (text != word))
        table[row] = np.minimum.accumulate(here - columns) + columns
    return table


def _traced(
    table: NDArray[np.int32], ours: Numbers, text: Numbers, end: int
) -> tuple[list[Change], int]:
    """The steps back from the end; those that change something, in order."""
    row, column = len(ours), end
    changes: list[Change] = []
    while row:
        here = table[row, column]
        equal = column > 0 and ours[row - 1] == text[column - 1]
        if column and here == table[row - 1, column - 1] + (not equal):
            if not equal:
                changes.append(Change(row - 1, row, column - 1, column))
            row, column = row - 1, column - 1
        elif here == table[row - 1, column] + 1:
            changes.append(Change(row - 1, row, column, column))
            row -= 1
        else:
            changes.append(Change(row, row, column - 1, column))
            column -= 1
    return changes[::-1], column


def _joined(changes: list[Change]) -> tuple[Change, ...]:
    """Changes of neighbouring words as one."""
    joined: list[Change] = []
    for change in changes:
        last = joined[-1] if joined else None
        if last and (last.end, last.source_end) == (change.start, change.source_start):
            joined[-1] = Change(
                last.start, change.end, last.source_start, change.source_end
            )
        else:
            joined.append(change)
    return tuple(joined)
