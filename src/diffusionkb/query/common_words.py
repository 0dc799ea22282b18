"""A large library's common words as arrays: which passages have each, and how often.

Read from the full-text index. Stop words are counted only: no question is ranked by
them. Not here: keeping the arrays in files (words_kept), and asking them (postings).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..catalogue import SEARCHED_KINDS, Catalogue
from ..progress import Progress, Silent
from .tokens import tokens_of
from .words import STOP_WORDS

STAGE = "words"
COMMON = 1000  # passages from which a word is read ahead
MOST_AHEAD = 25_000_000  # passages of words, at six bytes
# As in FTS5.
K1, B = 1.2, 0.75
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
SIZES = (
    "SELECT group_concat(id, ' '), group_concat(hex(sz), '') FROM passages_fts_docsize"
)
SEARCHED = f"""
SELECT group_concat(row, ' '), group_concat(id, ' ') FROM passages
WHERE kind IN ({",".join("?" * len(SEARCHED_KINDS))})
"""  # noqa: S608 - constants only
Rows = NDArray[np.int32]
Halves = NDArray[np.uint16]
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonWords:
    """By row of a passage: its id, whether it is searched, and what BM25 makes of its
    length, 0 where there is none. By word: how many passages have it, and from where
    these stand in `rows`. `halves` say how often, in half occurrences.
    """

    ids: NDArray[np.str_]
    searched: NDArray[np.bool_]
    norm: Scores
    tokens: NDArray[np.str_]
    counts: NDArray[np.int64]
    starts: NDArray[np.int64]  # one more than there are words: the end of the last
    rows: Rows
    halves: Halves


def read(catalogue: Catalogue, progress: Progress | None = None) -> CommonWords:
    """Read the commonest words, as many as there is room for."""
    progress = progress or Silent()
    norm = _norm(catalogue)
    ids, searched = _searched(catalogue, len(norm))
    words = list(_common(catalogue))
    progress.start(STAGE, len(words))
    found = [NOWHERE]
    for token, _, telling in words:
        found.append(occurrences(catalogue, token) if telling else NOWHERE)
        progress.advance(STAGE)
    return CommonWords(
        ids=ids,
        searched=searched,
        norm=norm,
        tokens=np.array([token for token, *_ in words], np.str_),
        counts=np.array([passages for _, passages, _ in words], np.int64),
        starts=np.cumsum([len(rows) for rows, _ in found]),
        rows=np.concatenate([rows for rows, _ in found]),
        halves=np.concatenate([halves for _, halves in found]),
    )


def _common(catalogue: Catalogue) -> Iterator[tuple[str, int, bool]]:
    """Tokens, how many passages have them, and whether they are any but stop words."""
    tokens = tokens_of(catalogue)
    silent = {token for word in STOP_WORDS for token in tokens.of(word)}
    catalogue.rows(VOCABULARY.format("row"))
    left = MOST_AHEAD
    for token, passages in catalogue.rows(COMMON_WORDS, [COMMON]):
        left -= passages * (token not in silent)
        if left < 0:
            return
        yield token, passages, token not in silent


def occurrences(catalogue: Catalogue, token: str) -> tuple[Rows, Halves]:
    """The passages that have a word, by their rows, in order, and how often."""
    catalogue.rows(VOCABULARY.format("instance"))
    places = _numbers(catalogue.rows(PLACES, [token])[0][0])
    if not len(places):
        return NOWHERE
    rows = np.abs(places)  # in order
    first = np.flatnonzero(np.diff(rows, prepend=-1))
    halves = np.add.reduceat(np.where(places > 0, 2, 1), first)
    most = np.iinfo(np.uint16).max
    return rows[first].astype(np.int32), np.minimum(halves, most).astype(np.uint16)


NOWHERE: Final = (np.empty(0, np.int32), np.empty(0, np.uint16))


def _searched(
    catalogue: Catalogue, size: int
) -> tuple[NDArray[np.str_], NDArray[np.bool_]]:
    """The ids of passages that are searched, by row, and which rows these are."""
    listed, names = catalogue.rows(SEARCHED, SEARCHED_KINDS)[0]
    rows = _numbers(listed)
    theirs = np.array((names or "").split(), np.str_)
    ids = np.zeros(size, theirs.dtype)
    ids[rows] = theirs
    searched = np.zeros(size, np.bool_)
    searched[rows] = True
    return ids, searched


def _norm(catalogue: Catalogue) -> Scores:
    listed, sizes = catalogue.rows(SIZES)[0]
    rows = _numbers(listed)
    norm = np.zeros(rows.max(initial=0) + 1)
    if len(rows):
        lengths = _varints(bytes.fromhex(sizes)).reshape(len(rows), -1).sum(axis=1)
        norm[rows] = K1 * (1 - B + B * lengths / (lengths.sum() / len(rows)))
    return norm


def _varints(data: bytes) -> NDArray[np.int64]:
    """SQLite's numbers of seven bits a byte, the last byte of each below 128."""
    parts = np.frombuffer(data, np.uint8).astype(np.int64)
    ends = np.flatnonzero(parts < 128)
    starts = np.concatenate(([0], ends[:-1] + 1))
    places = np.repeat(ends, ends - starts + 1) - np.arange(len(parts))
    return np.add.reduceat((parts & 127) << (7 * places), starts)


def _numbers(text: str | None) -> NDArray[np.int64]:
    return np.fromstring(text or "", np.int64, sep=" ")
