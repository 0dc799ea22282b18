"""Rankings of a question by words and by meaning, fused into one.

Both scores are divided by their best and added, meaning weighing 0.6: chosen on five
test collections (`benchmarks/fusion.py`). A passage is shown only if it is near to the
question in meaning or has all its telling words: "nothing relevant found" is an answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path

from ..catalogue import Catalogue
from ..encoder import query_encoder
from ..errors import ModelProblem, NotBuilt
from ..settings import Folder
from . import indexes, lexical, words
from .gate import WordIndex

MEANING = 0.6  # against 0.4 for words; 0.5 to 0.65 make little difference
NEIGHBOURS = 1000
# Cosines of MiniLM, chosen by `benchmarks/floor.py` on five libraries.
SURE = 0.44  # something is near, if the nearest passage is as near as this,
SHARED = 0.2  # or would be with this much for having all the words of the question
FIRST = 10  # passages of which one may have them
UNHEARD = 0.5  # instead of SURE, if no word of the question stands in the library
NEAR = 0.30  # where something is near, what else is shown


class Mode(StrEnum):
    """Which rankings count."""

    HYBRID = "hybrid"
    LEXICAL = "lexical"
    SEMANTIC = "semantic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Passage ids with their scores, best first: by words, by meaning, together.

    `notes` say what was not to be had.
    """

    lexical: dict[str, float]
    semantic: dict[str, float]
    fused: dict[str, float]
    notes: tuple[str, ...] = ()


def rank(
    catalogue: Catalogue,
    library: Folder | Path,
    query: str,
    *,
    mode: Mode,
    floor: bool = True,
    scope: Sequence[str] | None = None,
) -> Ranked:
    """Rank passages; without `floor` also those that have little to do with the query.

    A library may be just the folder of its vectors. With a scope, only these ids,
    which stand in `temp.scope` too (see scope.py).

    Raises:
        NotBuilt: only meaning is asked for, and there are no vectors.
        ModelProblem: only meaning is asked for, and there is no model.
    """
    if not words.has_words(query):
        return Ranked(lexical={}, semantic={}, fused={})
    by_words: dict[str, float] = {}
    by_meaning: dict[str, float] = {}
    note = ""
    index = lexical.index_of(catalogue, scope)
    if mode is not Mode.SEMANTIC:
        by_words = lexical.ranking(index, query, scope)
    if mode is not Mode.LEXICAL:
        by_meaning, note, mode = _by_meaning(library, query, scope, mode)
    fused = fuse(by_words, by_meaning)
    if floor and mode is not Mode.LEXICAL:
        fit = _near(index, catalogue, query, by_meaning)
        if by_words:
            fit |= lexical.with_every_word(index, query, by_words)
        fused = {key: score for key, score in fused.items() if key in fit}
    notes = (note,) if note else ()
    return Ranked(lexical=by_words, semantic=by_meaning, fused=fused, notes=notes)


def fuse(
    by_words: Mapping[str, float], by_meaning: Mapping[str, float]
) -> dict[str, float]:
    """Both scores as shares of their best; ties go by id, so that answers never vary.

    What is not among the nearest counts as near as the last of these.
    """
    most, nearest = _best(by_words), _best(by_meaning)
    last = min(by_meaning.values(), default=0.0)
    scores = dict.fromkeys(by_words, MEANING * last / nearest)
    scores.update((key, MEANING * c / nearest) for key, c in by_meaning.items())
    for key, score in by_words.items():
        scores[key] += (1 - MEANING) * score / most
    # Pairs of plain values: sorting by a function takes three times as long.
    in_order = sorted((-score, key) for key, score in scores.items())
    return {key: -less for less, key in in_order}


def _best(scores: Mapping[str, float]) -> float:
    best = max(scores.values(), default=0.0)
    return best if best > 0 else 1.0


def _near(
    index: WordIndex,
    catalogue: Catalogue,
    query: str,
    by_meaning: Mapping[str, float],
) -> set[str]:
    """What is near to the question in meaning: nothing, unless something surely is."""
    best = max(by_meaning.values(), default=0.0)
    if best < SURE - SHARED:
        return set()
    if best < UNHEARD and not lexical.has_any_word(index, query):
        return set()  # strings without a sense are near to something now and then
    if best < SURE:
        first = list(islice(by_meaning, FIRST))
        best += SHARED * lexical.share_of_words(index, catalogue, query, first)
    if best < SURE:
        return set()
    return {key for key, cosine in by_meaning.items() if cosine >= NEAR}


def _nearest(
    library: Folder | Path, query: str, scope: Sequence[str] | None
) -> indexes.Found:
    if scope is not None and not scope:
        return {}, ""
    while True:
        model = indexes.model_of(library)
        vector = query_encoder(model).encode([query])[0]
        found = indexes.nearest(library, vector, NEIGHBOURS, within=scope)
        if indexes.model_of(library) == model:  # no build changed it in between
            return found


def _by_meaning(
    library: Folder | Path,
    query: str,
    scope: Sequence[str] | None,
    mode: Mode,
) -> tuple[dict[str, float], str, Mode]:
    """The nearest, or by words alone where model or vectors are not to be had."""
    try:
        return *_nearest(library, query, scope), mode
    except (ModelProblem, NotBuilt) as error:
        if mode is Mode.SEMANTIC:
            raise
        return {}, f"searched by words alone: {error}", Mode.LEXICAL
