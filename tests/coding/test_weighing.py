"""Scores weighed against each other."""

import numpy as np
import pytest

from diffusionkb.coding.fitting import shared_weights
from diffusionkb.coding.weighing import SIGNS, signs, weighed

PARENTS = [None, None, 0, 0]  # two top codes; the first has two parts


def test_signs_are_where_they_are_said_to_be() -> None:
    """Ensures that own, kin, any and rivals are read from the right columns."""
    raw = np.array([[0.1, 0.7, 0.2, 0.4, 0.9]])
    found = signs(raw, PARENTS)[0]
    assert found[0] == pytest.approx([0.1, 0.4, 0.9, 0.7, 0.0])
    assert found[1] == pytest.approx([0.7, 0.7, 0.9, 0.5, 0.0])  # 0.1 raised by 0.4
    assert found[2] == pytest.approx([0.2, 0.1, 0.9, 0.7, 0.0])


def test_a_single_code_has_no_rival() -> None:
    """Ensures that a codebook of one code is weighed, too."""
    assert signs(np.array([[0.3, 0.6]]), [None])[0, 0] == pytest.approx(
        [0.3, 0.3, 0.6, 0.0, 0.0]
    )


def test_rows_of_weights_are_for_tops_and_parts() -> None:
    """Ensures that the two kinds of codes have their own weights."""
    weights = np.zeros((2, SIGNS))
    weights[0, 0], weights[1, 1] = 2, 10
    found = weighed(np.array([[0.1, 0.7, 0.2, 0.4, 0.9]]), PARENTS, weights)
    assert found[0] == pytest.approx([0.2, 1.4, 1.0, 1.0])


def test_a_rival_is_found_to_speak_against_a_code() -> None:
    """Ensures that weights are learned: exclusive codes weigh each other down."""
    draw = np.random.default_rng(1)
    truth = np.eye(3)[draw.integers(0, 3, size=400)]
    raw = truth + draw.normal(scale=0.6, size=truth.shape)
    raw = np.column_stack([raw, np.ones(len(raw))])
    weights = shared_weights(signs(raw, [None] * 3), truth)
    assert weights[0] > 0.5
    assert weights[3] < -0.5
    assert weights[2] == 0  # the same everywhere, so it says nothing
