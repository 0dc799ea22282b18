"""Ranking by words: BM25 of the full-text index, quick in large libraries too.

A word counts as often as the question says it. Not here: which words tell (words).
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import log

from ..catalogue import SEARCHED_KINDS, Catalogue
from . import words

DEPTH = 1000  # how far down the ranking is read
# A passage is scored only if it has one of the rarest words, where these alone are in
# this many passages: scoring all that have "data" or "study" takes most of a second.
POOL = 3000
ENOUGH = 300
# The full-text index is asked alone first: looking at the kind of every passage takes
# as long again as scoring it. Where too many are references, it is asked once more.
SPARE = 2 * DEPTH
SCORED = """
SELECT f.rowid AS row, -bm25(passages_fts, 1.0, 0.5, 0.5) AS score
FROM passages_fts f {join} WHERE passages_fts MATCH ? {kinds}
ORDER BY score DESC LIMIT {depth}
"""
OF_KINDS = f"kind IN ({','.join('?' * len(SEARCHED_KINDS))})"
NAMED = f"""
SELECT p.id, s.score FROM ({{scored}}) s JOIN passages p ON p.row = s.row
WHERE p.{OF_KINDS}
ORDER BY s.score DESC, p.id LIMIT {DEPTH}
"""  # noqa: S608 - constants only
# Cross joins keep the order: first the index, then what of its rows is in the scope.
SCOPE = "CROSS JOIN temp.scope s ON s.row = f.rowid"
KINDS = "CROSS JOIN passages k ON k.row = f.rowid"
WITH_WORD = "SELECT rowid FROM passages_fts WHERE passages_fts MATCH ?"
ALL_WITH = """
SELECT p.id FROM passages_fts f {join} CROSS JOIN passages p ON p.row = f.rowid
WHERE passages_fts MATCH ?
"""
COUNT = "SELECT count(*) FROM passages_fts f {join} WHERE passages_fts MATCH ?"


def ranking(
    catalogue: Catalogue, query: str, scope: Sequence[str] | None = None
) -> dict[str, float]:
    """Passages that have telling words of a question, with BM25, best first.

    With a scope, those of `temp.scope` (see scope.py).
    """
    telling = _telling(catalogue, query)
    if not telling:
        return {}
    few = scope is not None and len(scope) <= POOL
    words = " OR ".join(telling) if few else _any_word(catalogue, telling, scope)
    return _ask(catalogue, words, scope)


def with_every_word(
    catalogue: Catalogue,
    query: str,
    ranked: Mapping[str, float],
    scope: Sequence[str] | None = None,
) -> set[str]:
    """Passages that have all telling words; `ranked` are the best with any of them."""
    telling = dict.fromkeys(_telling(catalogue, query))
    every = " AND ".join(telling)
    if len(telling) <= 1 or _count(catalogue, every, scope) > POOL:
        return set(ranked)  # so many have them all that no others were ranked
    sql = ALL_WITH.format(join="" if scope is None else SCOPE)
    return {row[0] for row in catalogue.rows(sql, [every])}


def share_of_words(catalogue: Catalogue, query: str, ids: Sequence[str]) -> float:
    """How much of a question's words the best of some passages has, 0 to 1.

    Rare words count for more, as in BM25; one that is in no passage for the most.
    """
    searched = catalogue.searched()
    found: dict[int, float] = dict.fromkeys(_row_numbers(catalogue, ids), 0.0)
    total = 0.0
    for word in dict.fromkeys(_telling(catalogue, query)):
        weight = log(1 + searched / (1 + _count(catalogue, word, None)))
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


def _telling(catalogue: Catalogue, query: str) -> list[str]:
    """The telling words; a phrase of words that say nothing only where it is rare."""
    return [
        term
        for term in words.telling(query)
        if words.says_something(term) or _count(catalogue, term, None) <= POOL
    ]


def _ask(
    catalogue: Catalogue, expression: str, scope: Sequence[str] | None
) -> dict[str, float]:
    if scope is not None:
        return _scored(catalogue, expression, join=SCOPE)
    found = _scored(catalogue, expression, depth=SPARE)
    if len(found) < DEPTH and _count(catalogue, expression, None) > SPARE:
        return _scored(catalogue, expression, join=KINDS, kinds=f"AND k.{OF_KINDS}")
    return found


def _scored(
    catalogue: Catalogue,
    expression: str,
    *,
    join: str = "",
    kinds: str = "",
    depth: int = DEPTH,
) -> dict[str, float]:
    scored = SCORED.format(join=join, kinds=kinds, depth=depth)
    values = [expression, *(SEARCHED_KINDS if kinds else ()), *SEARCHED_KINDS]
    rows = catalogue.rows(NAMED.format(scored=scored), values)
    return {row["id"]: row["score"] for row in rows}


def _any_word(
    catalogue: Catalogue, telling: Sequence[str], scope: Sequence[str] | None
) -> str:
    """Any of the words; of passages with common words only those that have a rare one.

    What the pool asks for is scored as well, so the other words stand twice in the
    rest of the expression, that all may count alike.
    """
    counts = {word: _count(catalogue, word, scope) for word in dict.fromkeys(telling)}
    if sum(counts.values()) <= POOL:
        return " OR ".join(telling)
    rarest = sorted((word for word in counts if counts[word]), key=counts.__getitem__)
    if counts[rarest[0]] <= POOL:
        totals = accumulate(counts[word] for word in rarest)
        pool: Sequence[str] = rarest[: sum(total <= POOL for total in totals)]
        return f"({' OR '.join(pool)}) AND ({_rest(telling, pool)})"
    pool = _together(catalogue, rarest, scope)
    if len(pool) == len(telling):
        return " AND ".join(pool)
    return f"({' AND '.join(pool)}) AND ({_rest(telling, pool)})"


def _together(
    catalogue: Catalogue, rarest: Sequence[str], scope: Sequence[str] | None
) -> Sequence[str]:
    """As many common words as still have enough passages that have them all."""
    for size in range(2, len(rarest) + 1):
        count = _count(catalogue, " AND ".join(rarest[:size]), scope)
        if count <= POOL:
            return rarest[: size if count >= ENOUGH else size - 1]
    return rarest


def _rest(telling: Sequence[str], pool: Sequence[str]) -> str:
    twice = [*telling, *telling]
    for word in pool:
        twice.remove(word)
    return " OR ".join(twice)


def _count(catalogue: Catalogue, expression: str, scope: Sequence[str] | None) -> int:
    if scope is None:
        return catalogue.count(COUNT.format(join=""), [expression])
    return int(catalogue.rows(COUNT.format(join=SCOPE), [expression])[0][0])
