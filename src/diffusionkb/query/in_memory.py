"""A question's words asked of the postings in memory: the answers of the full text.

The same scores to the last bits; ties go by id. What is asked is decided in
`lexical.py`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..catalogue import Catalogue
from .gate import DEPTH, Gate
from .postings import Posting, Postings

SCOPE = "SELECT group_concat(row, ' ') FROM temp.scope"
Mask = NDArray[np.bool_]  # by row


class InMemory:
    """The words of a library, or of the passages in its `temp.scope` (see scope.py)."""

    def __init__(
        self, postings: Postings, catalogue: Catalogue, *, scoped: bool = False
    ) -> None:
        self._postings = postings
        self._catalogue = catalogue
        self._scope = self._in_scope() if scoped else None

    def _in_scope(self) -> Mask:
        listed = self._catalogue.rows(SCOPE)[0][0]
        mask = np.zeros(len(self._postings.ids), np.bool_)
        mask[np.fromstring(listed or "", np.int64, sep=" ")] = True
        return mask

    def count(self, terms: Sequence[str]) -> int:
        if len(terms) == 1 and self._scope is None:
            return self.everywhere(terms[0])
        if len(terms) == 1 and self._scope is not None:
            return int(np.count_nonzero(self._scope[self._posting(terms[0]).rows]))
        return int(np.count_nonzero(self._with(terms, every=True)))

    def everywhere(self, term: str) -> int:
        return self._postings.everywhere(self._catalogue, term)

    def having(self, terms: Sequence[str]) -> set[str]:
        rows = np.flatnonzero(self._with(terms, every=True) & self._postings.searched)
        return set(self._postings.ids[rows].tolist())

    def rows_with(self, term: str, rows: Sequence[int]) -> list[int]:
        held = self._posting(term).rows
        places = np.searchsorted(held, rows)
        return [
            row
            for row, place in zip(rows, places.tolist(), strict=True)
            if place < len(held) and held[place] == row
        ]

    def best(self, telling: Sequence[str], gate: Gate | None) -> dict[str, float]:
        wanted = self._postings.searched & (
            self._with(gate.words, every=gate.every)
            if gate
            else self._with(telling, every=False)
        )
        scores = np.zeros(len(wanted))
        for term in telling:
            posting = self._posting(term)
            some = posting.among(wanted)
            scores[some.rows] += self._postings.bm25(posting, some)
        return self._named(np.flatnonzero(wanted), scores)

    def _named(
        self, rows: NDArray[np.intp], scores: NDArray[np.float64]
    ) -> dict[str, float]:
        """The best, by id; what is as good as the last of them goes by id too."""
        theirs = scores[rows]
        if len(rows) > DEPTH:
            kept = theirs >= np.partition(theirs, -DEPTH)[-DEPTH]
            rows, theirs = rows[kept], theirs[kept]
        ids = self._postings.ids[rows].tolist()
        in_order = sorted(zip((-theirs).tolist(), ids, strict=True))
        return {key: -less for less, key in in_order[:DEPTH]}

    def _with(self, terms: Sequence[str], *, every: bool) -> Mask:
        """Which rows have all of the words, or any, in the scope."""
        times = np.zeros(len(self._postings.ids), np.uint8)
        for term in terms:
            times[self._posting(term).rows] += 1
        mask = times >= (len(terms) if every else 1)
        return mask if self._scope is None else mask & self._scope

    def _posting(self, term: str) -> Posting:
        return self._postings.posting(self._catalogue, term)
