"""How well a coder does beside a gold standard: right codes, order, stance, scores.

Pure: from coded passages to figures. Reading the files is `judged.py`.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, precision_recall_fscore_support

from ..codebook import Codebook
from ..model import Code, Stance
from .judged import Judged

FOUND = 0.95  # the share of a code's passages that reading should find
BINS = 10
Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFigures:
    """A code: how often it is in the gold and was given, and how well that fits.

    Without a passage in the gold there are no figures. `to_read` is how many passages
    one reads, in the coder's order, until 95 % of the code's are found; `by_chance` the
    same in any order. Passages of equal score count as read in any order.
    """

    code: str
    gold: int
    given: int
    right: int
    precision: float | None = None
    recall: float | None = None
    f1: float | None = None
    average_precision: float | None = None
    stance_accuracy: float | None = None
    to_read: float | None = None
    by_chance: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """Means of the top-level codes that the gold has, each code weighing the same."""

    precision: float
    recall: float
    f1: float
    average_precision: float
    to_read: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stances:
    """Of the top-level codes rightly given: how many stances are right too.

    `commonest` is the accuracy of always saying the gold's commonest stance.
    """

    codings: int
    accuracy: float | None
    commonest: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Codings of like score: their mean score, and the share that is right."""

    low: float
    high: float
    codings: int
    score: float
    right: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Whether scores are shares: of codings scored 0.8, are 80 % right?

    `error` is the expected calibration error, `brier` the mean squared distance.
    `all_scores` says that codes not given were scored too.
    """

    codings: int
    error: float
    brier: float
    all_scores: bool
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """A coder beside a gold standard. Without scores there is no calibration."""

    passages: int
    macro: Means | None
    micro: tuple[float, float, float]  # precision, recall, F1
    codes: tuple[CodeFigures, ...]
    parts: tuple[CodeFigures, ...]
    stances: Stances
    calibration: Calibration | None
    unanswered: tuple[str, ...]
    unasked: tuple[str, ...]


def evaluate(
    gold: Mapping[str, Judged], answers: Mapping[str, Judged], codebook: Codebook
) -> Evaluation:
    """The figures of a coder's answers on the passages of the gold standard.

    A passage without an answer counts as one without a code: who answers only easy
    ones does not gain. Answers on other passages are left out.
    """
    none = Judged(codes={})
    pairs = [(judged, answers.get(key, none)) for key, judged in gold.items()]
    tops = codebook.tops()
    codes = tuple(_figures(code, pairs) for code in tops)
    occurring = {code for one, two in pairs for code in (*one.codes, *two.codes)}
    parts = tuple(
        _figures(code, pairs)
        for code in codebook.codes
        if code.parent is not None and code.id in occurring
    )
    return Evaluation(
        passages=len(gold),
        macro=_means(codes),
        micro=_micro(codes),
        codes=codes,
        parts=parts,
        stances=_stances(tops, pairs),
        calibration=_calibration(tops, pairs),
        unanswered=tuple(sorted(gold.keys() - answers.keys())),
        unasked=tuple(sorted(answers.keys() - gold.keys())),
    )


Pairs = Sequence[tuple[Judged, Judged]]


def _figures(code: Code, pairs: Pairs) -> CodeFigures:
    truth = np.array([code.id in gold.codes for gold, _ in pairs])
    said = np.array([code.id in answer.codes for _, answer in pairs])
    counts = CodeFigures(
        code=code.id,
        gold=int(truth.sum()),
        given=int(said.sum()),
        right=int((truth & said).sum()),
    )
    if not counts.gold:
        return counts
    order = np.array([_rank(code.id, answer) for _, answer in pairs])
    precision, recall, f1, _ = precision_recall_fscore_support(
        truth, said, average="binary", zero_division=0
    )
    return CodeFigures(
        code=counts.code,
        gold=counts.gold,
        given=counts.given,
        right=counts.right,
        precision=float(precision),
        recall=float(recall),
        f1=float(f1),
        average_precision=float(average_precision_score(truth, order)),
        stance_accuracy=_share(_agreed(code.id, pairs)),
        to_read=to_read(truth, order),
        by_chance=to_read(truth, np.zeros(len(truth))),
    )


def _rank(code: str, answer: Judged) -> float:
    """The score by which passages are ordered: 1 for a code given without a score."""
    return answer.scores.get(code, float(code in answer.codes))


def to_read(truth: NDArray[np.bool_], scores: Column) -> float:
    """How many passages are read, best score first, until 95 % of the true are found.

    Among passages of equal score, the mean over all their orders: the j-th of r true
    ones among n stands at j (n + 1) / (r + 1).
    """
    wanted = math.ceil(FOUND * int(truth.sum()) - 1e-9)
    read = found = 0
    for score in sorted(set(scores.tolist()), reverse=True):
        tied = scores == score
        size, true = int(tied.sum()), int(truth[tied].sum())
        if found + true >= wanted:
            return read + (wanted - found) * (size + 1) / (true + 1)
        read, found = read + size, found + true
    return float(read)


def _means(codes: Sequence[CodeFigures]) -> Means | None:
    some = [figures for figures in codes if figures.gold]
    if not some:
        return None
    return Means(
        precision=_mean([figures.precision for figures in some]),
        recall=_mean([figures.recall for figures in some]),
        f1=_mean([figures.f1 for figures in some]),
        average_precision=_mean([figures.average_precision for figures in some]),
        to_read=_mean([figures.to_read for figures in some]),
    )


def _mean(values: Sequence[float | None]) -> float:
    return float(np.mean([value for value in values if value is not None]))


def _micro(codes: Sequence[CodeFigures]) -> tuple[float, float, float]:
    """Precision, recall and F1 of all top-level codings together."""
    right = sum(figures.right for figures in codes)
    given = sum(figures.given for figures in codes)
    gold = sum(figures.gold for figures in codes)
    both = given + gold
    return (
        right / given if given else 0.0,
        right / gold if gold else 0.0,
        2 * right / both if both else 0.0,
    )


def _agreed(code: str, pairs: Pairs) -> list[bool]:
    """Whether the stances are the same, where both gave the code with a stance."""
    both = [
        (gold.codes[code], answer.codes[code])
        for gold, answer in pairs
        if code in gold.codes and code in answer.codes
    ]
    return [one is two for one, two in both if one is not None and two is not None]


def _share(found: Sequence[bool]) -> float | None:
    return sum(found) / len(found) if found else None


def _stances(tops: Sequence[Code], pairs: Pairs) -> Stances:
    agreed = [same for code in tops for same in _agreed(code.id, pairs)]
    true: Counter[Stance] = Counter(
        stance
        for gold, answer in pairs
        for code in tops
        if answer.codes.get(code.id) is not None
        and (stance := gold.codes.get(code.id)) is not None
    )
    return Stances(
        codings=len(agreed),
        accuracy=_share(agreed),
        commonest=max(true.values()) / len(agreed) if agreed else None,
    )


def _calibration(tops: Sequence[Code], pairs: Pairs) -> Calibration | None:
    """Of the scores that top-level codes have: of all, or of those given only."""
    scored = [
        (answer.scores[code.id], code.id in gold.codes)
        for gold, answer in pairs
        for code in tops
        if code.id in answer.scores
    ]
    if not scored:
        return None
    scores = np.array([score for score, _ in scored])
    right = np.array([float(true) for _, true in scored])
    bins = tuple(_bins(scores, right))
    error = sum(b.codings * abs(b.score - b.right) for b in bins) / len(scores)
    return Calibration(
        codings=len(scores),
        error=float(error),
        brier=float(((scores - right) ** 2).mean()),
        all_scores=any(answer.scored_all for _, answer in pairs),
        bins=bins,
    )


def _bins(scores: Column, right: Column) -> list[Bin]:
    """Equal steps of score; the highest one holds 1 too. Empty ones are left out."""
    places = np.minimum((scores * BINS + 1e-9).astype(int), BINS - 1)
    return [
        Bin(
            low=place / BINS,
            high=(place + 1) / BINS,
            codings=int(here.sum()),
            score=float(scores[here].mean()),
            right=float(right[here].mean()),
        )
        for place in range(BINS)
        if (here := places == place).any()
    ]
