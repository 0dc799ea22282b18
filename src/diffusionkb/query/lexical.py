"""Ranking by words: BM25 of the full-text index, quick in large libraries too.

A word counts as often as the question says it. Not here: which words tell (words).
"""

from collections.abc import Sequence
from itertools import accumulate
from math import log

from ..catalogue import SEARCHED_KINDS, Catalogue
from . import words

DEPTH = 1000  # how far down the ranking is read
# A passage is scored only if it has one of the rarest words, where these alone are in
# this many passages: scoring all that have "data" or "study" takes most of a second.
POOL = 3000
ENOUGH = 300
FULL_TEXT = f"""
SELECT p.id, -bm25(passages_fts, 1.0, 0.5, 0.5) AS score
FROM passages_fts f JOIN passages p ON p.row = f.rowid
WHERE passages_fts MATCH ? AND p.kind IN ({",".join("?" * len(SEARCHED_KINDS))})
ORDER BY score DESC, p.id LIMIT {DEPTH}
"""  # noqa: S608 - constants only
WITH_WORD = "SELECT rowid FROM passages_fts WHERE passages_fts MATCH ?"
COUNT = "SELECT count(*) FROM passages_fts WHERE passages_fts MATCH ?"


def ranking(catalogue: Catalogue, query: str) -> dict[str, float]:
    """Passages that have telling words of a question, with BM25, best first."""
    telling = words.telling(query)
    return _ask(catalogue, _any_word(catalogue, telling)) if telling else {}


def with_every_word(catalogue: Catalogue, query: str) -> set[str]:
    """The best passages that have all telling words."""
    telling = dict.fromkeys(words.telling(query))
    return set(_ask(catalogue, " AND ".join(telling))) if telling else set()


def share_of_words(catalogue: Catalogue, query: str, ids: Sequence[str]) -> float:
    """How much of a question's words the best of some passages has, 0 to 1.

    Rare words count for more, as in BM25; one that is in no passage for the most.
    """
    searched = catalogue.searched()
    found: dict[int, float] = dict.fromkeys(_row_numbers(catalogue, ids), 0.0)
    total = 0.0
    for word in dict.fromkeys(words.telling(query)):
        weight = log(1 + searched / (1 + _count(catalogue, word)))
        total += weight
        for row in _rows_with(catalogue, word, list(found)):
            found[row] += weight
    return max(found.values(), default=0.0) / total if total else 0.0


def _row_numbers(catalogue: Catalogue, ids: Sequence[str]) -> list[int]:
    sql = f"SELECT row FROM passages WHERE id IN ({','.join('?' * len(ids))})"  # noqa: S608
    return [row[0] for row in catalogue.rows(sql, ids)]


def _rows_with(catalogue: Catalogue, word: str, rows: Sequence[int]) -> list[int]:
    marks = ",".join("?" * len(rows))
    sql = f"{WITH_WORD} AND rowid IN ({marks})"
    return [row[0] for row in catalogue.rows(sql, [word, *rows])]


def _ask(catalogue: Catalogue, expression: str) -> dict[str, float]:
    rows = catalogue.rows(FULL_TEXT, [expression, *SEARCHED_KINDS])
    return {row["id"]: row["score"] for row in rows}


def _any_word(catalogue: Catalogue, telling: Sequence[str]) -> str:
    """Any of the words; of passages with common words only those that have a rare one.

    What the pool asks for is scored as well, so the other words stand twice in the
    rest of the expression, that all may count alike.
    """
    counts = {word: _count(catalogue, word) for word in dict.fromkeys(telling)}
    if sum(counts.values()) <= POOL:
        return " OR ".join(telling)
    rarest = sorted((word for word in counts if counts[word]), key=counts.__getitem__)
    if counts[rarest[0]] <= POOL:
        totals = accumulate(counts[word] for word in rarest)
        pool: Sequence[str] = rarest[: sum(total <= POOL for total in totals)]
        return f"({' OR '.join(pool)}) AND ({_rest(telling, pool)})"
    pool = _together(catalogue, rarest)
    return f"({' AND '.join(pool)}) AND ({_rest(telling, pool)})"


def _together(catalogue: Catalogue, rarest: Sequence[str]) -> Sequence[str]:
    """As many common words as still have enough passages that have them all."""
    for size in range(2, len(rarest) + 1):
        count = _count(catalogue, " AND ".join(rarest[:size]))
        if count <= POOL:
            return rarest[: size if count >= ENOUGH else size - 1]
    return rarest


def _rest(telling: Sequence[str], pool: Sequence[str]) -> str:
    twice = [*telling, *telling]
    for word in pool:
        twice.remove(word)
    return " OR ".join(twice)


def _count(catalogue: Catalogue, expression: str) -> int:
    return int(catalogue.rows(COUNT, [expression])[0][0])
