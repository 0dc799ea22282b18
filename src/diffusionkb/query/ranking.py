"""Rankings of a question by words and by meaning, fused into one.

Both scores are divided by their best and added, meaning weighing 0.6: of the methods
and constants that `benchmarks/retrieval.py` was used to compare, the one whose gain is
even over five test collections. A passage is shown only if it is near to the question
in meaning or has all its telling words: "nothing relevant found" is an answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from ..catalogue import Catalogue
from ..encoder import query_encoder
from ..vectors import ExactIndex, VectorIndex, exact_file
from . import lexical, words

MEANING = 0.6  # against 0.4 for words; 0.5 to 0.65 make little difference
NEIGHBOURS = 5000
# Cosines of MiniLM, from 38 questions on two libraries; provisional. Questions on a
# library's matters had their nearest passage at 0.36 or more, all but one of those on
# other matters or of no meaning at 0.33 or less.
SURE = 0.35  # where not even the nearest passage is as near, nothing is near in meaning
NEAR = 0.30  # how near the others have to be


class Mode(StrEnum):
    """Which rankings count."""

    HYBRID = "hybrid"
    LEXICAL = "lexical"
    SEMANTIC = "semantic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Passage ids with their scores, best first: by words, by meaning, together."""

    lexical: Mapping[str, float]
    semantic: Mapping[str, float]
    fused: Mapping[str, float]


def rank(
    catalogue: Catalogue, vectors: Path, query: str, *, mode: Mode, floor: bool = True
) -> Ranked:
    """Rank passages; without `floor` also those that have little to do with the query.

    Raises:
        NotBuilt: the knowledge base has no vectors.
    """
    if not words.has_words(query):
        return Ranked(lexical={}, semantic={}, fused={})
    by_words = {} if mode is Mode.SEMANTIC else lexical.ranking(catalogue, query)
    by_meaning = {} if mode is Mode.LEXICAL else _nearest(index_of(vectors), query)
    fused = fuse(by_words, by_meaning)
    if floor and mode is not Mode.LEXICAL:
        fit = near(by_meaning)
        if by_words:
            fit |= lexical.with_every_word(catalogue, query)
        fused = {key: score for key, score in fused.items() if key in fit}
    return Ranked(lexical=by_words, semantic=by_meaning, fused=fused)


def fuse(
    by_words: Mapping[str, float], by_meaning: Mapping[str, float]
) -> dict[str, float]:
    """Both scores as shares of their best; ties go by id, so that answers never vary.

    What is not among the nearest counts as near as the last of these.
    """
    most, nearest = _best(by_words), _best(by_meaning)
    last = min(by_meaning.values(), default=0.0)
    scores = {
        key: MEANING * by_meaning.get(key, last) / nearest
        + (1 - MEANING) * by_words.get(key, 0.0) / most
        for key in {*by_words, *by_meaning}
    }
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def _best(scores: Mapping[str, float]) -> float:
    best = max(scores.values(), default=0.0)
    return best if best > 0 else 1.0


def near(by_meaning: Mapping[str, float]) -> set[str]:
    """What is near to the question in meaning: nothing, unless one is surely."""
    if max(by_meaning.values(), default=0.0) < SURE:
        return set()
    return {key for key, cosine in by_meaning.items() if cosine >= NEAR}


def _nearest(index: VectorIndex, query: str) -> dict[str, float]:
    return dict(index.nearest(query_encoder().encode([query])[0], NEIGHBOURS))


def index_of(vectors: Path) -> VectorIndex:
    """The vector index of a folder, opened once as long as it is not written anew."""
    file = exact_file(vectors)
    written = file.stat().st_mtime_ns if file.exists() else 0
    return _opened(file, written)


@lru_cache(maxsize=2)
def _opened(file: Path, written: int) -> VectorIndex:  # noqa: ARG001 - part of the key
    return ExactIndex(file)
