"""A large library's words in memory: which passages have each, and how much it tells.

The BM25 is that of the full-text index, which at every question takes tens of
milliseconds for a common word. Rare words are read from it when they are asked for. Not
here: reading the common ones (common_words), when this pays (reading_ahead), and what a
question makes of its words (lexical).
"""

from collections import OrderedDict
from dataclasses import dataclass
from math import log
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..catalogue import Catalogue
from . import words
from .common_words import (
    K1,
    NOWHERE,
    CommonWords,
    Halves,
    Rows,
    Scores,
    occurrences,
)
from .tokens import tokens_of

MOST_OTHERS = 2000  # rarer words and phrases that are remembered
# As in FTS5: its constant, and what a column counts for.
LEAST_IDF = 1e-6
WEIGHTS = "1.0, 0.5, 0.5"
PHRASE = f"""
SELECT rowid, -bm25(passages_fts, {WEIGHTS}) FROM passages_fts
WHERE passages_fts MATCH ? ORDER BY rowid
"""  # noqa: S608 - constants only


@dataclass(frozen=True, slots=True)
class Posting:
    """The passages that have a word or phrase, by their rows, in order.

    `halves` say how often, in half occurrences; of phrases BM25 itself is known.
    """

    rows: Rows
    halves: Halves | None
    scores: Scores | None = None

    def among(self, wanted: NDArray[np.bool_]) -> "Posting":
        """The same of some passages only: true at their rows."""
        kept = wanted[self.rows]
        return Posting(
            self.rows[kept],
            None if self.halves is None else self.halves[kept],
            None if self.scores is None else self.scores[kept],
        )


EMPTY: Final = Posting(*NOWHERE)


class Postings:
    """The words of a library, in the state of its database that was read."""

    def __init__(self, catalogue: Catalogue, common: CommonWords) -> None:
        self.ids, self.searched = common.ids, common.searched
        self._common = common
        self._places = {
            token: place for place, token in enumerate(common.tokens.tolist())
        }
        self._documents = int(np.count_nonzero(common.norm))
        self._tokens = tokens_of(catalogue)
        self._others: OrderedDict[str, Posting] = OrderedDict()
        self._turn = Lock()

    def everywhere(self, catalogue: Catalogue, term: str) -> int:
        """How many passages have an FTS5 string."""
        if len(words.spellings(term)) > 1:
            return len(self.posting(catalogue, term).rows)
        tokens = self._tokens.of(term.strip('"'))
        place = self._places.get(tokens[0]) if len(tokens) == 1 else None
        if place is None:
            return len(self.posting(catalogue, term).rows)
        return int(self._common.counts[place])

    def posting(self, catalogue: Catalogue, term: str) -> Posting:
        """Where an FTS5 string stands. The catalogue reads what was not read ahead."""
        if len(words.spellings(term)) > 1:
            return self._spelt(catalogue, term)
        tokens = self._tokens.of(term.strip('"'))
        if not tokens:
            return EMPTY
        token = tokens[0] if len(tokens) == 1 else ""
        if known := self._ahead(token):
            return known
        with self._turn:
            if known := self._others.get(term):
                self._others.move_to_end(term)
                return known
        read = _of_word(catalogue, token) if token else _of_phrase(catalogue, term)
        self._remember(term, read)
        return read

    def _spelt(self, catalogue: Catalogue, term: str) -> Posting:
        """Where any spelling of a word stands; mostly there is one only."""
        with self._turn:
            if known := self._others.get(term):
                return known
        postings = [self.posting(catalogue, one) for one in words.spellings(term)]
        held = [posting for posting in postings if len(posting.rows)] or [EMPTY]
        read = held[0] if len(held) == 1 else _of_phrase(catalogue, term)
        self._remember(term, read)
        return read

    def _remember(self, term: str, read: Posting) -> None:
        with self._turn:
            self._others[term] = read
            while len(self._others) > MOST_OTHERS:
                self._others.popitem(last=False)

    def _ahead(self, token: str) -> Posting | None:
        place = self._places.get(token)
        if place is None:
            return None
        start, end = self._common.starts[place : place + 2].tolist()
        if start == end:  # a stop word
            return None
        return Posting(self._common.rows[start:end], self._common.halves[start:end])

    def bm25(self, posting: Posting, some: Posting) -> Scores:
        """What the word adds to the score of some of its passages."""
        if some.scores is not None:
            return some.scores
        assert some.halves is not None
        without = self._documents - len(posting.rows)
        idf = log((without + 0.5) / (len(posting.rows) + 0.5))
        often = some.halves * 0.5
        spread = often + self._common.norm[some.rows]
        return max(idf, LEAST_IDF) * ((often * (K1 + 1.0)) / spread)


def _of_word(catalogue: Catalogue, token: str) -> Posting:
    return Posting(*occurrences(catalogue, token))


def _of_phrase(catalogue: Catalogue, term: str) -> Posting:
    found = catalogue.rows(PHRASE, [term])
    rows = np.array([row[0] for row in found], np.int32)
    return Posting(rows, None, np.array([row[1] for row in found], np.float64))
