"""Measures of a ranked list, worked by hand and beside trec_eval's."""

import math

import pytest
import pytrec_eval
from hypothesis import given
from hypothesis import strategies as st

from diffusionkb.query.measures import ndcg, recall, reciprocal_rank


def test_worked_by_hand() -> None:
    """Ensures that grades gain, places discount, and what is not found counts."""
    relevant = {"a": 2, "c": 1, "z": 1}
    ranked = ["b", "a", "c"]
    best = 2 + 1 / math.log2(3) + 1 / math.log2(4)
    assert ndcg(ranked, relevant, at=10) == pytest.approx(
        (2 / math.log2(3) + 1 / math.log2(4)) / best
    )
    assert ndcg(ranked, relevant, at=2) == pytest.approx(
        (2 / math.log2(3)) / (2 + 1 / math.log2(3))
    )
    assert recall(ranked, relevant, at=2) == pytest.approx(1 / 3)
    assert reciprocal_rank(ranked, relevant) == 0.5
    assert reciprocal_rank(["b"], relevant) == 0.0


DOCUMENTS = [f"d{number:02}" for number in range(30)]


@given(
    st.permutations(DOCUMENTS),
    st.integers(0, 30),
    st.dictionaries(st.sampled_from(DOCUMENTS), st.integers(1, 4), min_size=1),
)
def test_as_trec_eval_counts(ranked: list[str], depth: int, relevant: dict) -> None:
    """Ensures that the figures are those that others publish."""
    ranked = ranked[:depth]
    names = {"ndcg_cut_10", "recall_5", "recip_rank"}
    run = {"q": {key: float(-place) for place, key in enumerate(ranked)}}
    theirs = pytrec_eval.RelevanceEvaluator({"q": relevant}, names).evaluate(run)
    expected = theirs.get("q") or dict.fromkeys(names, 0.0)
    assert ndcg(ranked, relevant, at=10) == pytest.approx(expected["ndcg_cut_10"])
    assert recall(ranked, relevant, at=5) == pytest.approx(expected["recall_5"])
    assert reciprocal_rank(ranked, relevant) == pytest.approx(expected["recip_rank"])
