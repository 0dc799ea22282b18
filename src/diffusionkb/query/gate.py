"""Which passages are scored at all, where a question's words are common.

Scoring all that have "data" or "study" takes most of a second in a large library. Not
here: counting and scoring (fulltext, in_memory).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

DEPTH = 1000  # how far down a ranking is read
# A passage is scored only if it has one of the rarest words, where these alone are in
# this many passages; without a rare word, only if it has some common ones together.
POOL = 3000
ENOUGH = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Words of which a passage must have one, or every one, to be scored."""

    words: tuple[str, ...]
    every: bool


class WordIndex(Protocol):
    """The words of the passages that a question is asked of."""

    def count(self, terms: Sequence[str]) -> int:
        """How many passages have all of these."""

    def everywhere(self, term: str) -> int:
        """How many of the whole library have this one."""

    def having(self, terms: Sequence[str]) -> set[str]:
        """The ids of passages that have all of these."""

    def rows_with(self, term: str, rows: Sequence[int]) -> list[int]:
        """Which of these rows have it."""

    def best(self, telling: Sequence[str], gate: Gate | None) -> dict[str, float]:
        """The best by BM25 for any of the words; what a word counts for is relative."""


def gate_of(index: WordIndex, telling: Sequence[str]) -> Gate | None:
    """What passages must have; None where all with any of the words are few enough."""
    counts = {word: index.count([word]) for word in dict.fromkeys(telling)}
    if sum(counts.values()) <= POOL:
        return None
    rarest = sorted((word for word in counts if counts[word]), key=counts.__getitem__)
    if counts[rarest[0]] <= POOL:
        totals = accumulate(counts[word] for word in rarest)
        few = rarest[: sum(total <= POOL for total in totals)]
        return Gate(words=tuple(few), every=False)
    return Gate(words=tuple(_together(index, rarest)), every=True)


def _together(index: WordIndex, rarest: Sequence[str]) -> Sequence[str]:
    """As many common words as still have enough passages that have them all."""
    for size in range(2, len(rarest) + 1):
        count = index.count(rarest[:size])
        if count <= POOL:
            return rarest[: size if count >= ENOUGH else size - 1]
    return rarest
