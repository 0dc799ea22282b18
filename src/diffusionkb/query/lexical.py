"""Ranking by words: BM25, quick in large libraries too.

A word counts as often as the question says it. Not here: which words tell (words), and
the two indexes that are asked (fulltext, in_memory).
"""

from collections.abc import Mapping, Sequence
from math import log

from ..catalogue import Catalogue
from . import gate, words
from .fulltext import FullText
from .gate import WordIndex, gate_of
from .in_memory import InMemory
from .reading_ahead import postings_of


def index_of(catalogue: Catalogue, scope: Sequence[str] | None = None) -> WordIndex:
    """The index that answers soonest; with a scope, for `temp.scope` (see scope.py)."""
    if postings := postings_of(catalogue):
        return InMemory(postings, catalogue, scoped=scope is not None)
    return FullText(catalogue, scoped=scope is not None)


def ranking(
    index: WordIndex, query: str, scope: Sequence[str] | None = None
) -> dict[str, float]:
    """Passages that have telling words of a question, with BM25, best first."""
    telling = _telling(index, query)
    if not telling:
        return {}
    few = scope is not None and len(scope) <= gate.POOL
    return index.best(telling, None if few else gate_of(index, telling))


def with_every_word(
    index: WordIndex, query: str, ranked: Mapping[str, float]
) -> set[str]:
    """Passages that have all telling words; `ranked` are the best with any of them."""
    telling = list(dict.fromkeys(_telling(index, query)))
    if len(telling) <= 1 or index.count(telling) > gate.POOL:
        return set(ranked)  # so many have them all that no others were ranked
    return index.having(telling)


def has_any_word(index: WordIndex, query: str) -> bool:
    """Whether a telling word of a question stands anywhere in the library."""
    return any(index.everywhere(word) for word in dict.fromkeys(words.telling(query)))


def unheard(catalogue: Catalogue, query: str) -> list[str]:
    """Telling words of a question that stand nowhere in the library."""
    sql = "SELECT 1 FROM passages_fts WHERE passages_fts MATCH ? LIMIT 1"
    telling = dict.fromkeys(words.telling(query))
    return [words.as_asked(word) for word in telling if not catalogue.rows(sql, [word])]


def share_of_words(
    index: WordIndex, catalogue: Catalogue, query: str, ids: Sequence[str]
) -> float:
    """How much of a question's words the best of some passages has, 0 to 1.

    Rare words count for more, as in BM25; one that is in no passage for the most.
    """
    searched = catalogue.searched()
    found: dict[int, float] = dict.fromkeys(_row_numbers(catalogue, ids), 0.0)
    total = 0.0
    for word in dict.fromkeys(_telling(index, query)):
        weight = log(1 + searched / (1 + index.everywhere(word)))
        total += weight
        for row in index.rows_with(word, list(found)):
            found[row] += weight
    return max(found.values(), default=0.0) / total if total else 0.0


def _row_numbers(catalogue: Catalogue, ids: Sequence[str]) -> list[int]:
    sql = f"SELECT row FROM passages WHERE id IN ({','.join('?' * len(ids))})"  # noqa: S608
    return [row[0] for row in catalogue.rows(sql, ids)]


def _telling(index: WordIndex, query: str) -> list[str]:
    """The telling words; a phrase of words that say nothing only where it is rare."""
    return [
        term
        for term in words.telling(query)
        if words.says_something(term) or index.everywhere(term) <= gate.POOL
    ]
