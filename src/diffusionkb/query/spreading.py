"""Several works before many passages of one, and the same words only once.

Not here: how near a passage is to a question (ranking).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

from ..catalogue import Row

SAME_TEXT = 0.8  # share of words from which two passages of a work count as one
Item = TypeVar("Item")


class Chosen:
    """The best passages, taken in order, at most `per_work` of a work (0: any number).

    A work may be here as PDF and as XML: of two readings of the same words the one
    that knows its page stays, in the place of the better one.
    """

    def __init__(self, limit: int, *, per_work: int) -> None:
        self.limit = limit
        self.kept: list[tuple[Row, float]] = []
        self.left_out = 0
        self._per_work = per_work
        self._of_work: dict[str, list[int]] = defaultdict(list)  # places in `kept`
        self._texts: list[str] = []  # of what took each place first

    @property
    def full(self) -> bool:
        return len(self.kept) >= self.limit

    def offer(self, row: Row, score: float) -> None:
        """Take the next best passage, or leave it out."""
        places = self._of_work[row["citation_key"]]
        twin = next((p for p in places if self._is_twin(p, row)), None)
        if twin is not None:
            if _has_page(row) and not _has_page(self.kept[twin][0]):
                self.kept[twin] = row, self.kept[twin][1]
        elif self.full:
            pass
        elif self._per_work and len(places) >= self._per_work:
            self.left_out += 1
        else:
            places.append(len(self.kept))
            self.kept.append((row, score))
            self._texts.append(row["text"])

    def _is_twin(self, place: int, row: Row) -> bool:
        """Whether another file of the work says the same."""
        if self.kept[place][0]["sha256"] == row["sha256"]:
            return False
        ours, theirs = _words(row["text"]), _words(self._texts[place])
        return len(ours & theirs) >= SAME_TEXT * min(len(ours), len(theirs))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _has_page(row: Row) -> bool:
    return bool(re.match(r"(PDF |file )?pp?\. ", row["locator"]))


def spread(
    items: Iterable[Item],
    *,
    work: Callable[[Item], str],
    before: Callable[[Item], int] = lambda _: 0,
) -> list[Item]:
    """The first of each work, then the second of each, and so on; else in order.

    What comes `before` (a smaller number) stays before, and its works have had a turn.
    """
    seen: Counter[str] = Counter()
    turns: list[tuple[int, int, Item]] = []
    for item in sorted(items, key=before):
        turns.append((before(item), seen[work(item)], item))
        seen[work(item)] += 1
    return [item for _, _, item in sorted(turns, key=lambda turn: turn[:2])]
