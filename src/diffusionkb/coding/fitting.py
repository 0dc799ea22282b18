"""The arithmetic of training: ridge regression, folds, calibration, thresholds.

Pure functions of arrays. What is fitted to what is `training.py`.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .matrices import Matrix, solved

Mask = NDArray[np.bool_]

FOLDS = 8
ROUNDS = 200
CLOSE = 1e-9  # a step this small changes nothing
NO_SPREAD = 1e-9


def ridge(
    kernel: Matrix, targets: Matrix, counts: Matrix, fit: float
) -> tuple[Matrix, Matrix]:
    """The pull of each example on each target, and the targets' means.

    `counts` says how much each example counts, `fit` how closely to follow them.
    `kernel` is overwritten.
    """
    bias = counts @ targets / counts.sum()
    return solved(kernel, 1 / (fit * counts), targets - bias), bias


def unseen(
    kernel: Matrix, targets: Matrix, counts: Matrix, sources: Sequence[str], fit: float
) -> Matrix:
    """What each example gets from a fit that did not see its source."""
    raw = np.zeros_like(targets)
    for fold in folds(sources):
        seen = ~fold
        pulls, bias = ridge(
            kernel[np.ix_(seen, seen)], targets[seen], counts[seen], fit
        )
        raw[fold] = kernel[np.ix_(fold, seen)] @ pulls + bias
    return raw


def folds(sources: Sequence[str]) -> list[Mask]:
    """Sources dealt into folds of like size, the largest source first."""
    sizes = Counter(sources)
    loads = [0] * min(FOLDS, len(sizes))
    place: dict[str, int] = {}
    for source in sorted(sizes, key=lambda name: (-sizes[name], name)):
        place[source] = loads.index(min(loads))
        loads[place[source]] += sizes[source]
    where = np.array([place[source] for source in sources])
    return [where == fold for fold in range(len(loads))]


def calibration(raw: Matrix, truth: Matrix) -> tuple[float, float]:
    """Slope and offset of the logistic curve from raw outputs to probabilities."""
    curve = _curve(np.column_stack([raw, np.ones_like(raw)]), truth, [1e-2, 1e-6])
    return float(curve[0]), float(curve[1])


def shared_weights(signs: Matrix, truth: Matrix) -> Matrix:
    """How much each sign weighs, the same for all columns of `truth`.

    `signs` are texts by columns by signs. Each column has an offset of its own, which
    is left to its calibration.
    """
    columns, kinds = signs.shape[1:]
    points = signs.reshape(-1, kinds)
    spread = points.std(axis=0)
    spread[spread < NO_SPREAD] = np.inf
    own = np.tile(np.eye(columns), (len(signs), 1))
    found = _curve(
        np.hstack([(points - points.mean(axis=0)) / spread, own]),
        truth.reshape(-1),
        [1.0] * (kinds + columns),
    )
    return np.asarray(found[:kinds] / spread)


def _curve(points: Matrix, truth: Matrix, damping: Sequence[float]) -> Matrix:
    """The weights of a logistic regression, by Newton's steps."""
    curve = np.zeros(points.shape[1])
    held = np.diag(damping)
    for _ in range(ROUNDS):
        expected = logistic(points @ curve)
        slant = points.T @ (expected - truth) + held @ curve
        bend = (points.T * (expected * (1 - expected))) @ points + held
        step = np.linalg.solve(bend, slant)
        curve = curve - step * min(1.0, 4.0 / float(np.abs(step).max() + 1e-9))
        if float(np.abs(step).max()) < CLOSE:
            break
    return curve


def logistic(values: Matrix) -> Matrix:
    """Values of any size to probabilities."""
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -50, 50))))


def best_f1(scores: Matrix, truth: Matrix) -> float:
    """The highest F1 that any threshold reaches."""
    hits = np.cumsum(truth[np.argsort(-scores, kind="stable")])
    given = np.arange(1, len(truth) + 1)
    return float((2 * hits / (given + truth.sum())).max())


def matching_offsets(raw: Matrix, shares: Matrix) -> Matrix:
    """Offsets with which each column wins as often as its share says."""
    offsets = np.zeros(raw.shape[1])
    pace = 0.3 * float(raw.std())
    for _ in range(ROUNDS):
        winners = (raw + offsets).argmax(axis=1)
        won = np.bincount(winners, minlength=len(offsets)) / len(raw)
        offsets += pace * (shares - won)
    return offsets
