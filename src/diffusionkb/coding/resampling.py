"""Bootstrap intervals: how figures vary when units are drawn anew, with replacement.

What hangs together is drawn together: passages of one work resemble each other, and
intervals that took them for independent would be too narrow. Formulas are
`coefficients.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .coefficients import Numbers, Values

SEED = 20_250_101  # any number; the same one, so that figures come out the same
DRAWS = 1000
FEWEST_DRAWS = 200
MOST_WEIGHTS = 10_000_000  # draws times groups: what a laptop holds without noticing
FEWEST_GROUPS = 10
DEFINED = 0.95  # share of resamples in which a figure must exist to have an interval
TAILS = (2.5, 97.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure with its 95 % interval; None where there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resampling:
    """Which units are drawn together, and how often in each resample.

    `by_work` says whether whole works are drawn; else each unit stands for itself.
    """

    by_work: bool
    works: int
    draws: int
    places: Values  # of each unit, the row of `weights` columns it is drawn with
    weights: Numbers  # resamples by groups

    def sums(self, units: Numbers) -> Numbers:
        """The sums of what units contribute: as they are, then in each resample."""
        grouped = np.zeros((self.weights.shape[1], units.shape[1]))
        np.add.at(grouped, self.places, units)
        return np.vstack([grouped.sum(axis=0), self.weights @ grouped])


def figure(sums: Numbers, formula: Callable[[Numbers], Numbers]) -> Figure:
    """The figure that a formula makes of sums and resampled sums."""
    value, *_ = values = formula(sums)
    if np.isnan(value):
        return Figure(value=None)
    low, high = _interval(values[1:])
    return Figure(value=float(value), low=low, high=high)


def resampling(works: Sequence[str], *, draws: int = DRAWS) -> Resampling:
    """Resamples of units, given the work of each.

    Fewer than ten works cannot be resampled; their units then stand for themselves,
    which makes intervals too narrow, and has to be said.
    """
    names = sorted(set(works))
    by_work = FEWEST_GROUPS <= len(names) < len(works)
    groups = len(names) if by_work else len(works)
    row = {name: place for place, name in enumerate(names)}
    places = [row[work] for work in works] if by_work else range(groups)
    draws = min(draws, max(FEWEST_DRAWS, MOST_WEIGHTS // max(groups, 1)))
    return Resampling(
        by_work=by_work,
        works=len(names),
        draws=draws,
        places=np.array(places, dtype=np.int64),
        weights=_weights(groups, draws),
    )


def _weights(groups: int, draws: int) -> Numbers:
    """How often each group is in each resample of as many groups."""
    drawn = np.random.default_rng(SEED).integers(max(groups, 1), size=(draws, groups))
    drawn += groups * np.arange(draws)[:, np.newaxis]
    counts = np.bincount(drawn.ravel(), minlength=draws * groups)
    return counts.reshape(draws, groups).astype(float)


def _interval(values: Numbers) -> tuple[float | None, float | None]:
    """Percentiles; none if mostly undefined, or if resampling shows no spread."""
    defined = values[~np.isnan(values)]
    if len(defined) < DEFINED * len(values) or np.ptp(defined) < 1e-9:
        return None, None
    low, high = np.percentile(defined, TAILS)
    return float(low), float(high)
