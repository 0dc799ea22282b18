"""A model with fewer passages than it learned from says nearly the same."""

from typing import Any

import numpy as np
import pytest
from scipy.linalg import cho_factor
from threadpoolctl import threadpool_info

from diffusionkb.coding import centres, matrices
from diffusionkb.coding.matrices import overlap, rows_of, solved
from diffusionkb.coding.tagger import centred, likeness

SHARPNESS = 2.0


def _drawn(rows: int, seed: int) -> np.ndarray:
    """Vectors around forty topics, as passages are."""
    topics = np.random.default_rng(7).normal(size=(40, 64))
    draw = np.random.default_rng(seed)
    vectors = topics[draw.integers(0, 40, rows)] + draw.normal(size=(rows, 64))
    return centred(vectors.astype(np.float32), np.zeros(64, np.float32))


def test_half_the_passages_say_nearly_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vectors, strangers = _drawn(600, 1), _drawn(200, 2)
    pulls = np.random.default_rng(3).normal(size=(600, 4))
    said = likeness(strangers, vectors, SHARPNESS) @ pulls
    monkeypatch.setattr(centres, "MOST", 300)
    kept = centres.chosen(vectors, pulls, sharpness=SHARPNESS)
    again = likeness(strangers, kept.vectors, SHARPNESS) @ kept.meaning
    dropped = likeness(strangers, vectors[kept.rows], SHARPNESS) @ pulls[kept.rows]
    off = np.sqrt(np.mean((again - said) ** 2))
    assert len(kept.rows) == len(kept.vectors) == len(kept.meaning) == 300
    assert off < 0.15 * said.std()
    assert off < 0.3 * np.sqrt(np.mean((dropped - said) ** 2))  # not just left out


def test_few_passages_are_all_kept_in_their_order() -> None:
    vectors = _drawn(50, 1)
    pulls = np.random.default_rng(3).normal(size=(50, 4))
    kept = centres.chosen(vectors, pulls, sharpness=SHARPNESS)
    assert kept.rows.tolist() == list(range(50))


def test_those_that_weigh_most_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = _drawn(50, 1)
    pulls = np.zeros((50, 2))
    pulls[[3, 17, 40]] = [[1, 0], [0, -2], [0.5, 0.5]]
    monkeypatch.setattr(centres, "MOST", 3)
    kept = centres.chosen(vectors, pulls, sharpness=SHARPNESS)
    assert kept.rows.tolist() == [3, 17, 40]


def test_solved_where_it_stands() -> None:
    draw = np.random.default_rng(5)
    rows = draw.normal(size=(30, 10))
    matrix, damping = rows @ rows.T, draw.uniform(0.5, 2, 30)
    right = draw.normal(size=(30, 3))
    expected = np.linalg.solve(matrix + np.diag(damping), right)
    np.testing.assert_allclose(solved(matrix.copy(), damping, right), expected)


def test_overlap_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ensures that the whole is the same, whatever the size of a block."""
    draw = np.random.default_rng(5)
    found = [
        (np.flatnonzero(draw.random(20) < 0.3), draw.random(20)) for _ in range(11)
    ]
    rows = rows_of([(where, of[where]) for where, of in found], 20)
    dense = rows.toarray()
    monkeypatch.setattr(matrices, "BLOCK", 4)
    np.testing.assert_allclose(overlap(rows, rows), dense @ dense.T)
    np.testing.assert_allclose(overlap(rows[:3], rows), dense[:3] @ dense.T)


def test_one_thread_factors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ensures that no more do: with more OpenBLAS crashes on 17,000 rows."""
    threads: list[int] = []

    def seen(*args: Any, **kwargs: Any) -> Any:
        threads.extend(
            one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"
        )
        return cho_factor(*args, **kwargs)

    monkeypatch.setattr(matrices, "cho_factor", seen)
    solved(np.eye(3), 1.0, np.ones((3, 1)))
    assert threads and set(threads) == {1}


def test_what_cannot_be_solved_is_said() -> None:
    with pytest.raises(np.linalg.LinAlgError):
        solved(np.zeros((3, 3)), 0.0, np.ones((3, 1)))
