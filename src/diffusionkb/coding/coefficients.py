"""Coefficients of agreement: Krippendorff's alpha, Cohen's kappa, plain shares.

Formulas only, over sums of what single units contribute: a resample of units is then
one matrix product, and all resamples are done at once. Leading dimensions are kept.
What is undefined is NaN here and must not be shown as a number.

Values are whole numbers from 0; the last category is the one "given" in
`positive_agreement`. Alpha is nominal (Krippendorff, Content Analysis, ch. 12).
"""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Values = NDArray[np.int64]

MISSING = -1
# Columns after the counts of values: see `contributions`.
MATCHED, ALIKE, PAIRS, TOGETHER, CHANCES = range(-5, 0)


def contributions(values: Values, categories: int) -> Numbers:
    """What each unit adds to the sums; `values` are coders by units, or MISSING.

    A unit that fewer than two coders judged adds nothing: there is nothing to compare.
    """
    counts = np.stack([(values == c).sum(axis=0) for c in range(categories)], axis=1)
    counts = np.where(counts.sum(axis=1, keepdims=True) < 2, 0, counts).astype(float)
    others = np.maximum(counts.sum(axis=1) - 1, 0)
    alike = (counts * (counts - 1)).sum(axis=1)
    given = counts[:, -1]
    return np.column_stack(
        [
            counts,
            alike / np.maximum(others, 1),  # matched values, each weighing the same
            alike,  # ordered pairs of coders who say the same
            counts.sum(axis=1) * others,  # ordered pairs of coders
            given * (given - 1),  # of the pairs whose first gave it: both did
            given * others,
        ]
    )


def alpha(sums: Numbers) -> Numbers:
    """Krippendorff's alpha for nominal values, any number of coders, with gaps."""
    counts = sums[..., :MATCHED]
    total = counts.sum(axis=-1)
    observed = (total - 1) * (total - sums[..., MATCHED])
    expected = total**2 - (counts**2).sum(axis=-1)
    made: Numbers = 1 - _ratio(observed, expected)
    return made


def raw_agreement(sums: Numbers) -> Numbers:
    """The share of pairs of coders who say the same."""
    return _ratio(sums[..., ALIKE], sums[..., PAIRS])


def positive_agreement(sums: Numbers) -> Numbers:
    """Where one coder gave it, the share of others who did; F1 between two coders."""
    return _ratio(sums[..., TOGETHER], sums[..., CHANCES])


def crossings(first: Values, second: Values, categories: int) -> Numbers:
    """Each unit's place in the table of two coders' values; zeros where one is missing.

    Units by categories²; sums of it are what `kappa` takes.
    """
    both = (first != MISSING) & (second != MISSING)
    place = np.where(both, first * categories + second, MISSING)
    made: Numbers = (place[:, np.newaxis] == np.arange(categories**2)).astype(float)
    return made


def kappa(sums: Numbers) -> Numbers:
    """Cohen's kappa from a table of two coders' values, written in one line."""
    side = round(sums.shape[-1] ** 0.5)
    table = sums.reshape(*sums.shape[:-1], side, side)
    total = sums.sum(axis=-1)
    same = total * np.trace(table, axis1=-2, axis2=-1)
    by_chance = (table.sum(axis=-1) * table.sum(axis=-2)).sum(axis=-1)
    return _ratio(same - by_chance, total**2 - by_chance)


def _ratio(above: Numbers, below: Numbers) -> Numbers:
    """The quotient; NaN where there is nothing to divide by."""
    undefined = np.full(np.shape(below), np.nan)
    # sums of thirds may miss zero by a hair; real sums of cases are at least 1
    defined = np.abs(below) > 1e-9
    divided: Numbers = np.divide(above, below, out=undefined, where=defined)
    return divided
