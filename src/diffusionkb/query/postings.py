"""A large library's words in memory: which passages have each, and how much it tells.

Read from the full-text index, whose BM25 this is, for processes that go on asking: a
common word takes the index tens of milliseconds at every question. Common words are
read ahead, others when they are asked for. Not here: when this pays (reading_ahead),
and what a question makes of its words (lexical).
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from math import log
from threading import Lock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..catalogue import SEARCHED_KINDS, Catalogue
from .tokens import tokens_of

COMMON = 1000  # passages from which a word is read ahead
MOST_AHEAD = 25_000_000  # passages of words, at six bytes
MOST_OTHERS = 2000  # rarer words and phrases that are remembered
# As in FTS5: these are its constants, and what a column counts for.
K1, B = 1.2, 0.75
LEAST_IDF = 1e-6
WEIGHTS = "1.0, 0.5, 0.5"
VOCABULARY = """
CREATE VIRTUAL TABLE IF NOT EXISTS temp.{0} USING fts5vocab(main, passages_fts, {0});
"""
COMMON_WORDS = "SELECT term, doc FROM temp.row WHERE doc >= ? ORDER BY doc DESC, term"
# As one text: SQLite writes numbers faster than it hands over rows. Below zero: in
# the heading or the name of the work, not in the text.
PLACES = """
SELECT group_concat(CASE col WHEN 'text' THEN doc ELSE -doc END, ' ')
FROM temp.instance WHERE term = ?
"""
PHRASE = f"""
SELECT rowid, -bm25(passages_fts, {WEIGHTS}) FROM passages_fts
WHERE passages_fts MATCH ? ORDER BY rowid
"""  # noqa: S608 - constants only
SIZES = (
    "SELECT group_concat(id, ' '), group_concat(hex(sz), '') FROM passages_fts_docsize"
)
SEARCHED = f"""
SELECT group_concat(row, ' '), group_concat(id, ' ') FROM passages
WHERE kind IN ({",".join("?" * len(SEARCHED_KINDS))})
"""  # noqa: S608 - constants only
Rows = NDArray[np.int32]
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Posting:
    """The passages that have a word or phrase, by their rows, in order.

    `halves` say how often, in half occurrences; of phrases BM25 itself is known.
    """

    rows: Rows
    halves: NDArray[np.uint16] | None
    scores: Scores | None

    def among(self, wanted: NDArray[np.bool_]) -> "Posting":
        """The same of some passages only: true at their rows."""
        kept = wanted[self.rows]
        return Posting(
            self.rows[kept],
            None if self.halves is None else self.halves[kept],
            None if self.scores is None else self.scores[kept],
        )


NOWHERE: Final = Posting(np.empty(0, np.int32), np.empty(0, np.uint16), None)


class Postings:
    """The words of a library, in the state of its database that was read."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._tokens = tokens_of(catalogue)
        self._norm, self._documents = _norm(catalogue)
        self.ids, self.searched = _searched(catalogue, len(self._norm))
        self._others: OrderedDict[str, Posting] = OrderedDict()
        self._turn = Lock()
        self._ahead = dict(_common(catalogue))

    def posting(self, catalogue: Catalogue, term: str) -> Posting:
        """Where an FTS5 string stands. The catalogue reads what was not read ahead."""
        tokens = self._tokens.of(term.strip('"'))
        if not tokens:
            return NOWHERE
        token = tokens[0] if len(tokens) == 1 else ""
        if known := self._ahead.get(token):
            return known
        with self._turn:
            if known := self._others.get(term):
                self._others.move_to_end(term)
                return known
        read = _of_word(catalogue, token) if token else _of_phrase(catalogue, term)
        with self._turn:
            self._others[term] = read
            while len(self._others) > MOST_OTHERS:
                self._others.popitem(last=False)
        return read

    def bm25(self, posting: Posting, some: Posting) -> Scores:
        """What the word adds to the score of some of its passages."""
        if some.scores is not None:
            return some.scores
        assert some.halves is not None
        without = self._documents - len(posting.rows)
        idf = log((without + 0.5) / (len(posting.rows) + 0.5))
        often = some.halves * 0.5
        spread = often + self._norm[some.rows]
        return max(idf, LEAST_IDF) * ((often * (K1 + 1.0)) / spread)


def _common(catalogue: Catalogue) -> Iterator[tuple[str, Posting]]:
    """The commonest words, as many as there is room for."""
    catalogue.rows(VOCABULARY.format("row"))
    left = MOST_AHEAD
    for token, passages in catalogue.rows(COMMON_WORDS, [COMMON]):
        left -= passages
        if left < 0:
            return
        yield token, _of_word(catalogue, token)


def _of_word(catalogue: Catalogue, token: str) -> Posting:
    catalogue.rows(VOCABULARY.format("instance"))
    places = _numbers(catalogue.rows(PLACES, [token])[0][0])
    if not len(places):
        return NOWHERE
    rows = np.abs(places)  # in order
    first = np.flatnonzero(np.diff(rows, prepend=-1))
    halves = np.add.reduceat(np.where(places > 0, 2, 1), first)
    most = np.iinfo(np.uint16).max
    return Posting(
        rows[first].astype(np.int32), np.minimum(halves, most).astype(np.uint16), None
    )


def _of_phrase(catalogue: Catalogue, term: str) -> Posting:
    found = catalogue.rows(PHRASE, [term])
    rows = np.array([row[0] for row in found], np.int32)
    return Posting(rows, None, np.array([row[1] for row in found], np.float64))


def _searched(catalogue: Catalogue, size: int) -> tuple[list[str], NDArray[np.bool_]]:
    """The ids of passages that are searched, by row, and which rows these are."""
    listed, names = catalogue.rows(SEARCHED, SEARCHED_KINDS)[0]
    rows = _numbers(listed)
    ids = [""] * size
    for row, key in zip(rows.tolist(), (names or "").split(), strict=True):
        ids[row] = key
    searched = np.zeros(size, np.bool_)
    searched[rows] = True
    return ids, searched


def _norm(catalogue: Catalogue) -> tuple[Scores, int]:
    """By row what BM25 makes of a passage's length, and how many passages there are."""
    listed, sizes = catalogue.rows(SIZES)[0]
    rows = _numbers(listed)
    norm = np.zeros(rows.max(initial=0) + 1)
    if len(rows):
        lengths = _varints(bytes.fromhex(sizes)).reshape(len(rows), -1).sum(axis=1)
        norm[rows] = K1 * (1 - B + B * lengths / (lengths.sum() / len(rows)))
    return norm, len(rows)


def _varints(data: bytes) -> NDArray[np.int64]:
    """SQLite's numbers of seven bits a byte, the last byte of each below 128."""
    parts = np.frombuffer(data, np.uint8).astype(np.int64)
    ends = np.flatnonzero(parts < 128)
    starts = np.concatenate(([0], ends[:-1] + 1))
    places = np.repeat(ends, ends - starts + 1) - np.arange(len(parts))
    return np.add.reduceat((parts & 127) << (7 * places), starts)


def _numbers(text: str | None) -> NDArray[np.int64]:
    return np.fromstring(text or "", np.int64, sep=" ")
