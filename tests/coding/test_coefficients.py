"""The formulas, against worked examples of the literature and other implementations."""

import itertools

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, f1_score

from diffusionkb.coding import coefficients as co
from diffusionkb.coding.coefficients import MISSING, Values
from diffusionkb.coding.resampling import figure, resampling

_ = MISSING
# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability: four observers,
# twelve units, five values, with gaps. Categories from 0 here.
CANONICAL = np.array(
    [
        [0, 1, 2, 2, 1, 0, 3, 0, 1, _, _, _],
        [0, 1, 2, 2, 1, 1, 3, 0, 1, 4, _, 2],
        [_, 2, 2, 2, 1, 2, 3, 1, 1, 4, 0, _],
        [0, 1, 2, 2, 1, 3, 3, 0, 1, 4, 0, _],
    ]
)
# The same paper's two observers and ten binary units.
BINARY = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]])

CODERS = st.integers(2, 5)
TABLES = st.tuples(CODERS, st.integers(1, 12)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(-1, 2), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    ).map(np.array)
)


def alpha(values: Values, categories: int) -> float:
    return float(co.alpha(co.contributions(values, categories).sum(axis=0)))


def test_alpha_of_krippendorffs_own_examples() -> None:
    """Ensures that the figures of the paper come out, to its three places."""
    assert alpha(CANONICAL, 5) == pytest.approx(0.743, abs=5e-4)
    assert alpha(BINARY, 2) == pytest.approx(0.095, abs=5e-4)


def test_kappa_of_a_textbook_table() -> None:
    """Ensures that 20, 5, 10, 15 (the usual example) gives 0.4, worked out by hand."""
    # observed 35/50 = 0.7; by chance 0.5·0.6 + 0.5·0.4 = 0.5; (0.7 - 0.5) / 0.5
    assert float(co.kappa(np.array([20.0, 5, 10, 15]))) == pytest.approx(0.4)


def test_shares_by_hand() -> None:
    """Ensures that agreement and its positive part are the usual fractions."""
    sums = co.contributions(BINARY, 2).sum(axis=0)
    assert float(co.raw_agreement(sums)) == pytest.approx(6 / 10)
    assert float(co.positive_agreement(sums)) == pytest.approx(2 / 6)


def by_definition(values: Values) -> float:
    """Alpha from its definition: disagreement within units over that between all."""
    units = [[v for v in column if v != MISSING] for column in values.T.tolist()]
    units = [unit for unit in units if len(unit) > 1]
    pooled = [value for unit in units for value in unit]
    total = len(pooled)
    observed = sum(
        sum(a != b for a, b in itertools.permutations(unit, 2)) / (len(unit) - 1)
        for unit in units
    )
    expected = sum(a != b for a, b in itertools.permutations(pooled, 2))
    if not expected:
        return float("nan")
    return 1 - (observed / total) / (expected / (total * (total - 1)))


@given(TABLES)
def test_alpha_is_what_its_definition_says(values: Values) -> None:
    """Ensures that the quick form equals the definition, undefined cases included."""
    assert alpha(values, 3) == pytest.approx(by_definition(values), nan_ok=True)


@given(TABLES)
def test_alpha_equals_another_implementation(values: Values) -> None:
    """Ensures that the package krippendorff gives the same wherever it gives any."""
    ours = alpha(values, 3)
    if np.isnan(ours):
        return
    gaps = np.where(values == MISSING, np.nan, values.astype(float))
    theirs = krippendorff.alpha(gaps, level_of_measurement="nominal")
    assert ours == pytest.approx(theirs)


PAIRS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2)


@given(PAIRS)
def test_kappa_equals_another_implementation(pairs: list[tuple[int, int]]) -> None:
    """Ensures that scikit-learn gives the same kappa, and the same F1."""
    first, second = np.array(pairs).T
    kappa = float(co.kappa(co.crossings(first, second, 3).sum(axis=0)))
    if np.isnan(kappa):
        assert len(set(first.tolist()) | set(second.tolist())) == 1
    else:
        assert kappa == pytest.approx(cohen_kappa_score(first, second))
    one, other = (first == 2).astype(int), (second == 2).astype(int)
    sums = co.contributions(np.stack([one, other]), 2).sum(axis=0)
    f1 = float(co.positive_agreement(sums))
    if one.any() or other.any():
        assert f1 == pytest.approx(f1_score(one, other))
    else:
        assert np.isnan(f1)


@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_coders_and_units_does_not_matter(values, random) -> None:
    """Ensures that shuffling rows and columns changes no coefficient."""
    rows, columns = list(range(len(values))), list(range(values.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    for formula in (co.alpha, co.raw_agreement, co.positive_agreement):
        one, other = (
            float(formula(co.contributions(some, 3).sum(axis=0)))
            for some in (values, values[rows][:, columns])
        )
        assert one == pytest.approx(other, nan_ok=True)


def test_missing_values_do_not_cross() -> None:
    """Ensures that a unit that one of two coders did not see is in no table."""
    table = co.crossings(np.array([1, MISSING, 0]), np.array([MISSING, 1, 1]), 2)
    assert table.tolist() == [[0] * 4, [0] * 4, [0, 1, 0, 0]]


def test_the_interval_of_a_share_is_the_expected_one() -> None:
    """Ensures that resampling 400 units with 80 % agreement gives 80 ± 3.9 %."""
    second = np.repeat([0, 1, 0, 1], [160, 160, 40, 40])
    values = np.stack([np.repeat([0, 1, 1, 0], [160, 160, 40, 40]), second])
    drawn = resampling([f"w{number}" for number in range(400)])
    share = figure(drawn.sums(co.contributions(values, 2)), co.raw_agreement)
    assert share.value == pytest.approx(0.8)
    assert share.low == pytest.approx(0.8 - 0.0392, abs=0.01)
    assert share.high == pytest.approx(0.8 + 0.0392, abs=0.01)
    assert not drawn.by_work
    assert drawn.draws == 1000


def test_passages_of_one_work_are_drawn_together() -> None:
    """Ensures that repeating each work's passage ten times adds no certainty."""
    values = np.stack([np.tile([0, 1, 1, 0], 10), np.tile([0, 1, 0, 0], 10)])
    works = [f"w{number:02}" for number in range(40)]
    once = figure(resampling(works).sums(co.contributions(values, 2)), co.alpha)
    tenfold = resampling([work for work in works for _ in range(10)])
    assert tenfold.by_work
    repeated = co.contributions(np.repeat(values, 10, axis=1), 2)
    again = figure(tenfold.sums(repeated), co.alpha)
    assert once.low is not None
    assert once.high is not None
    assert again.low == pytest.approx(once.low, abs=0.05)
    assert again.high == pytest.approx(once.high, abs=0.05)
    apart = resampling([str(number) for number in range(400)])
    narrow = figure(apart.sums(repeated), co.alpha)
    assert narrow.low is not None
    assert narrow.low - once.low > 0.1


def test_no_interval_where_resampling_says_nothing() -> None:
    """Ensures that perfect agreement, and a single case, have no made-up interval."""
    drawn = resampling([str(number) for number in range(20)])
    perfect = np.stack([np.arange(20) % 2] * 2)
    share = figure(drawn.sums(co.contributions(perfect, 2)), co.alpha)
    assert (share.value, share.low, share.high) == (1.0, None, None)
    single = np.stack([np.arange(20) == 3] * 2).astype(int)
    single[1, 4] = 1
    rare = figure(drawn.sums(co.contributions(single, 2)), co.positive_agreement)
    assert rare.value == pytest.approx(2 / 3)
    assert rare.low is None
    nothing = figure(drawn.sums(co.contributions(perfect * 0, 2)), co.alpha)
    assert nothing.value is None
