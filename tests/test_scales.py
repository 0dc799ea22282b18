"""Cosines of one model on the scale of another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusionkb.scales import STEP, brought, equated


def cosines(count: int, seed: int) -> np.ndarray:
    drawn = np.random.default_rng(seed).normal(0.15, 0.15, size=count)
    return np.clip(drawn, -1, 1).astype(np.float32)


def test_a_model_is_brought_to_the_other_by_equal_shares() -> None:
    """Ensures that as many pairs are above a line before and after."""
    ours = cosines(20_000, 1)
    theirs = (0.7 + 0.2 * ours).astype(np.float32)
    scale = equated(theirs, ours)
    usual = (ours > np.quantile(ours, 0.01)) & (ours < np.quantile(ours, 0.999))
    assert brought(theirs, scale)[usual] == pytest.approx(ours[usual], abs=0.01)
    again = 0.7 + 0.2 * cosines(20_000, 2)
    for line in (0.2, 0.3, 0.44):
        share = float((brought(again, scale) >= line).mean())
        assert share == pytest.approx(float((ours >= line).mean()), abs=0.01)


def test_the_same_text_is_the_same_and_order_stays() -> None:
    """Ensures that nearer stays nearer, to the ends and beyond."""
    scale = equated(0.7 + 0.2 * cosines(5000, 1), cosines(5000, 1))
    line = np.linspace(-1, 1, 2001, dtype=np.float32)
    assert brought(np.array([1.0], np.float32), scale)[0] == pytest.approx(1)
    assert (np.diff(brought(line, scale)) > 0).all()


@given(count=st.integers(0, 60), seed=st.integers(0, 99), flat=st.booleans())
def test_any_pairs_give_a_scale(count: int, seed: int, flat: bool) -> None:
    """Ensures that few pairs, or all alike, harm nothing."""
    theirs = np.full(count, 0.5, np.float32) if flat else cosines(count, seed)
    scale = equated(theirs, cosines(count, seed + 1))
    assert scale[-1] == (1.0, 1.0)
    steps = np.diff(np.array(scale), axis=0)
    assert np.isfinite(steps).all()
    assert (steps >= STEP * 0.9).all()
    assert np.isfinite(brought(cosines(5, 3), scale)).all()


def test_without_a_scale_cosines_are_cosines() -> None:
    """Ensures that the bundled model's are left alone."""
    some = cosines(5, 1)
    assert brought(some, ()) is some
