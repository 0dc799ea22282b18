"""What is learned of stances: pairs of a passage and a code it has, fitted together.

Each pair is what the passage says about that code (`stances.py`). Much of what is
learned of one code's stances counts for the other codes, too. Fitting the codes
themselves is `training.py`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .cues import cues
from .examples import Example
from .features import Table
from .fitting import Mask, matching_offsets, ridge, unseen
from .held_out import StanceFigures, stance_figures
from .matrices import Matrix, Sparse, blocks, overlap, rows_of
from .stances import (
    CUES,
    STANCES,
    KnownCues,
    Reader,
    StanceWeights,
)
from .weighing import Floats, Parents

Places = NDArray[np.int64]

FIT = 1.0  # how closely to follow single examples
SHARED = 0.7  # how much the stance toward one code says about another's
HALF_SHARED = 0.5  # the same, where it is read from profiles
COMMONER = 1.25  # above 1, stances in doubt go to the common ones
FEWEST_TEXTS = 5  # a cue has to stand in as many
SURE = 0.85  # of the stances that are called sure, at least so many were right
SLOPES = np.geomspace(0.5, 50, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedStances:
    """Weights, the cues they are of, and how it went with voices that were left out."""

    weights: StanceWeights
    cues: KnownCues
    figures: StanceFigures


def fitted(
    given: Sequence[Example],
    table: Table,
    codes: Sequence[str],
    *,
    words: Matrix,
    parents: Parents,
) -> FittedStances:
    """What is learned; `words` is how far each term speaks for each of `codes`."""
    tops = [column for column, parent in enumerate(parents) if parent is None]
    known = _known([example for example in given if example.codings])
    rows, which, stance = _pairs(given, [codes[column] for column in tops])
    reader = Reader(lexicon=table.lexicon, cues=known, words=words, parents=parents)
    of_words, of_cues = _said(reader, given, rows, np.array(tops)[which])
    profiles = table.profiles[rows]
    same = np.eye(len(tops))[which]
    fit = _Fit(
        kernel=_kernel(of_words, of_cues, profiles, which),
        targets=np.eye(len(STANCES))[stance],
        counts=table.counts[rows],
        voices=[table.voices[row] for row in rows],
        judged=table.judged[rows],
    )
    pulled, bias, heard = fit.solved()
    slope = _slope(heard[fit.judged], stance[fit.judged])
    right = heard.argmax(axis=1)[fit.judged] == stance[fit.judged]
    certain = _probabilities(heard[fit.judged], slope).max(axis=1)
    weights = StanceWeights(
        words=_columns(of_words, pulled, same, SHARED),
        cues=CUES * _columns(of_cues, pulled, same, SHARED),
        profile=_columns(profiles, pulled, same, HALF_SHARED),
        bias=np.tile(bias, len(tops)).astype(np.float32),
        slope=slope,
    )
    return FittedStances(
        weights=weights,
        cues=known,
        figures=stance_figures(certain, right, share=SURE),
    )


def _pairs(given: Sequence[Example], tops: Sequence[str]) -> tuple[Places, ...]:
    """Example, code and stance by their numbers, for each top code an example has."""
    found = [
        (row, tops.index(code), STANCES.index(stance))
        for row, example in enumerate(given)
        for code, stance in example.codings
        if code in tops
    ]
    return tuple(np.array(found).T)


def _known(given: Sequence[Example]) -> KnownCues:
    """The cues that stand in texts enough, and how rare each one is."""
    spread = Counter(name for example in given for name in cues(example.text))
    kept = sorted(name for name, texts in spread.items() if texts >= FEWEST_TEXTS)
    texts = np.array([spread[name] for name in kept], dtype=np.float64)
    rarity = np.log((1 + len(given)) / (1 + texts)) + 1
    return KnownCues(
        places={name: place for place, name in enumerate(kept)},
        rarity=rarity.astype(np.float16).astype(np.float32),
    )


def _said(
    reader: Reader, given: Sequence[Example], rows: Places, columns: Places
) -> tuple[Sparse, Sparse]:
    """For each pair of an example and a code what is said: its words and its cues."""
    parts = [
        part
        for row in np.unique(rows)
        for part in reader.parts(given[row].text, columns[rows == row].tolist())
    ]
    width = len(reader.lexicon.places)
    return (
        rows_of([part.words for part in parts], width),
        rows_of([part.cues for part in parts], len(reader.cues.places)),
    )


def _kernel(
    of_words: Sparse, of_cues: Sparse, profiles: Matrix, which: Places
) -> Matrix:
    """How alike pairs are; those of another code (`which`) count in part."""
    kernel = overlap(of_words, of_words)
    for some in blocks(len(kernel)):
        same = which[some, None] == which
        kernel[some] += CUES * overlap(of_cues[some], of_cues)
        kernel[some] *= np.where(same, 1, SHARED)
        kernel[some] += profiles[some] @ profiles.T * np.where(same, 1, HALF_SHARED)
    return kernel


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    """Pairs of an example and a code it has, for fitting the stance of each."""

    kernel: Matrix
    targets: Matrix
    counts: Matrix
    voices: Sequence[str]
    judged: Mask

    def solved(self) -> tuple[Matrix, Matrix, Matrix]:
        """Each pair's pull, a bias that gives each stance about its share, and what
        each pair gets from a fit without its voice. The kernel is overwritten.
        """
        parts = (self.kernel, self.targets, self.counts)
        raw = unseen(*parts, self.voices, FIT)
        pulled, bias = ridge(*parts, FIT)
        shares_of = self.targets[self.judged].mean(axis=0) ** COMMONER
        offsets = matching_offsets(raw[self.judged], shares_of / shares_of.sum())
        return pulled, bias + offsets, raw + offsets


def _columns(
    of: Matrix | Sparse, pulled: Matrix, same: Matrix, shared: float
) -> Floats:
    """Weights of columns: three stances for each code, `shared` in part."""
    each = [shared + (1 - shared) * same[:, [code]] for code in range(same.shape[1])]
    made = np.hstack([of.T @ (pulled * weight) for weight in each])
    return np.asarray(made, dtype=np.float32)


def _probabilities(heard: Matrix, slope: float) -> Matrix:
    raised = np.exp(slope * (heard - heard.max(axis=1, keepdims=True)))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _slope(heard: Matrix, stance: Places) -> float:
    """The slope with which what was found is most probable."""
    rows = np.arange(len(stance))
    fits = [np.log(_probabilities(heard, s)[rows, stance]).mean() for s in SLOPES]
    return round(float(SLOPES[int(np.argmax(fits))]), 3)
