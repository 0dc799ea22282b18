"""How a passage stands toward each code it was given: supports, contradicts, qualifies.

A passage can support one code and contradict the next. So each sentence counts toward
a code as far as its words speak for that code more than for the others given; what the
stance is read from are the words and cues (`cues.py`) of a code's own share of the
passage, beside the passage's profile. Arithmetic only; how the weights are found is
`stance_fitting.py`, which codes are given is `tagger.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model import Stance
from .cues import cues
from .lexicon import Lexicon
from .reasons import SENTENCE_END
from .weighing import Floats, Parents, lifted

STANCES = tuple(Stance)
FOCUS = 6.0  # how fast a sentence that speaks for another code stops counting
LEAST = 0.02  # of a sentence: less is left out
CUES = 0.5  # how much likeness in cues counts beside likeness in words

Counts = tuple[NDArray[np.int64], NDArray[np.int64]]  # places of terms, how often
Weights = tuple[NDArray[np.int64], Floats]  # places of terms, what they weigh
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a passage says about one of its codes."""

    words: Weights
    cues: Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCues:
    """The cues a model knows, and how rare each one is."""

    places: Mapping[str, int]
    rarity: Floats

    def count(self, sentence: str) -> Counts:
        """The places of a sentence's known cues, and how often each is there."""
        found = {
            self.places[name]: times
            for name, times in cues(sentence).items()
            if name in self.places
        }
        where = np.array(sorted(found), dtype=np.int64)
        return where, np.array([found[place] for place in where], dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Tells apart what a passage says about each of its codes.

    `words` is how far each term speaks for each output, a column of `parents`.
    """

    lexicon: Lexicon
    cues: KnownCues
    words: Floats | Matrix
    parents: Parents

    def parts(self, text: str, codes: Sequence[int]) -> Iterator[Part]:
        """For each of these top-level codes (their columns) its words and cues."""
        split = [one for one in SENTENCE_END.split(text) if one.strip()] or [text]
        terms = [_counted(self.lexicon, sentence) for sentence in split]
        signs = [self.cues.count(sentence) for sentence in split]
        for share in self._shares(terms, codes).T:
            yield Part(
                words=combined(terms, share, self.lexicon.rarity),
                cues=combined(signs, share, self.cues.rarity),
            )

    def _shares(self, sentences: Sequence[Counts], codes: Sequence[int]) -> Floats:
        """How far each sentence is about each code; all of it where there is one."""
        if len(codes) == 1:
            return np.ones((len(sentences), 1), dtype=np.float32)
        spoken = np.stack([self._pull(counts) for counts in sentences])
        return shares(lifted(spoken.astype(np.float32), self.parents)[:, codes])

    def _pull(self, counts: Counts) -> Floats | Matrix:
        """How far a sentence speaks for each output."""
        where, weights = self.lexicon.weights(np.repeat(*counts).tolist())
        return weights @ self.words[where]


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceWeights:
    """What speaks for each stance. Columns: three stances for each top-level code."""

    words: Floats  # terms by columns
    cues: Floats
    profile: Floats
    bias: Floats
    slope: float  # of sums, to be probabilities

    def sums(self, code: int, part: Part, profile: Floats) -> Floats:
        """What speaks for each stance toward the top-level code of this number."""
        columns = slice(len(STANCES) * code, len(STANCES) * (code + 1))
        found = self.bias[columns] + profile @ self.profile[:, columns]
        for (where, share), weights in (
            (part.words, self.words),
            (part.cues, self.cues),
        ):
            found = found + share @ weights[where, columns]
        return np.asarray(found, dtype=np.float32)

    def judged(self, sums: Floats) -> tuple[Stance, float]:
        """The stance that most speaks for, and the probability that it is right."""
        raised = np.exp(self.slope * (sums - sums.max()))
        best = int(np.argmax(sums))
        return STANCES[best], float(raised[best] / raised.sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Stances:
    """What a model knows of stances; `sure` is the probability of those that are."""

    reader: Reader
    weights: StanceWeights
    sure: float

    def of(
        self, text: str, profile: Floats, codes: Sequence[int]
    ) -> list[tuple[Stance, float]]:
        """The stance toward each of these top-level codes, and its probability."""
        if not codes:
            return []
        parents = self.reader.parents
        tops = [column for column, parent in enumerate(parents) if parent is None]
        sums = [
            self.weights.sums(tops.index(column), part, profile)
            for column, part in zip(codes, self.reader.parts(text, codes), strict=True)
        ]
        return [self.weights.judged(one) for one in sums]


def unpacked(
    about: Mapping[str, Any],
    arrays: Mapping[str, Floats],
    lexicon: Lexicon,
    parents: Parents,
) -> Stances:
    """What the arrays and figures of a model file say."""
    cue_places = {name: place for place, name in enumerate(about["cues"])}
    return Stances(
        reader=Reader(
            lexicon=lexicon,
            cues=KnownCues(places=cue_places, rarity=arrays["cue_rarity"]),
            words=arrays["words"][:, : len(parents)],
            parents=parents,
        ),
        weights=StanceWeights(
            words=arrays["stance_words"],
            cues=arrays["stance_cues"],
            profile=arrays["stance_profile"],
            bias=arrays["stance_bias"],
            slope=about["stance_slope"],
        ),
        sure=about["stance_sure"],
    )


def shares(spoken: Floats) -> Floats:
    """How far each sentence is about each code, from how it speaks for them.

    Sentences by codes; a sentence's shares add up to 1.
    """
    raised = np.exp(FOCUS * (spoken - spoken.max(axis=1, keepdims=True)))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def combined(sentences: Sequence[Counts], share: Floats, rarity: Floats) -> Weights:
    """What the terms of sentences, in these shares, weigh together: of unit length."""
    kept = [
        (where, times * part)
        for (where, times), part in zip(sentences, share, strict=True)
        if part > LEAST
    ]
    if not kept:
        return np.empty(0, np.int64), np.empty(0, np.float32)
    places = np.concatenate([where for where, _ in kept])
    where, back = np.unique(places, return_inverse=True)
    counts = np.bincount(back, np.concatenate([times for _, times in kept]))
    weights = np.log1p(counts) * rarity[where]
    length = np.linalg.norm(weights) or 1
    return where, np.asarray(weights / length, dtype=np.float32)


def _counted(lexicon: Lexicon, sentence: str) -> Counts:
    places = [place for place, _ in lexicon.found(sentence)]
    return np.unique(np.array(places, dtype=np.int64), return_counts=True)
