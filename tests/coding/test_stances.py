"""What a passage says of each of its codes, and the stance that is read from it."""

import time

import numpy as np
import pytest

from diffusionkb.coding import stances
from diffusionkb.coding.cues import cues


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Use stayed as before.", {"no change", "same"}),
        ("It worked only where the clinic had a nurse.", {"only if", "worked"}),
        ("In towns it spread, but in villages it did not.", {"contrast", "but not"}),
        ("Eighteen of twenty had kept it.", {"part 4"}),
        ("Two of 40 had kept it.", {"part 0"}),
        ("It was 18 per cent with and 19 per cent without.", {"shares alike"}),
        ("Use went from 9% to 46%.", {"shares far up"}),
        ("Use went from 46% to 9%.", {"shares far down"}),
        ("The ratio was 0.96 (0.71 to 1.30).", {"interval around 1"}),
        ("The difference was 0 (−46 to 46).", {"interval around 0"}),
        ("Nobody had read it; it wasn’t missed.", {"denied", "none of"}),
    ],
)
def test_cues_are_found(sentence: str, wanted: set[str]) -> None:
    """Ensures that words, turns of phrase and numbers give their cues."""
    assert wanted <= cues(sentence).keys()


@pytest.mark.parametrize(
    "text", ["", "?", "²³", "٣ of ٤", "1,2,3", "- – —", "ONE of 0"]
)
def test_odd_texts_have_cues_too(text: str) -> None:
    """Ensures that no text breaks the search for cues."""
    assert all(times > 0 for times in cues(text).values())


@pytest.mark.parametrize("piece", ["1,", "1", "in the ", "where ", "not but ", "9 of "])
def test_endless_sentences_take_no_endless_time(piece: str) -> None:
    """Ensures that sentences without an end, as in tables, are searched in a moment."""
    start = time.process_time()
    cues(piece * 5_000)
    assert time.process_time() - start < 2


def test_a_sentence_is_shared_among_codes() -> None:
    """Ensures that a sentence counts for the code that it speaks for, or for all."""
    found = stances.shares(np.array([[1.0, 0.0], [0.0, 0.0]]))
    assert found.sum(axis=1) == pytest.approx([1, 1])
    assert found[0, 0] > 0.99
    assert found[1] == pytest.approx([0.5, 0.5])


def test_a_code_has_its_own_sentences() -> None:
    """Ensures that sentences about other codes are left out, shared ones count less."""
    rarity = np.ones(3, dtype=np.float32)
    one, other = (np.array([0, 1]), np.array([1, 1])), (np.array([2]), np.array([4]))
    where, weights = stances.combined([one, other], np.array([1.0, 0.01]), rarity)
    assert where.tolist() == [0, 1]
    assert weights == pytest.approx([0.5**0.5] * 2)
    _, weights = stances.combined([one, other], np.array([1.0, 0.25]), rarity)
    assert weights == pytest.approx([3**-0.5] * 3)
    where, _ = stances.combined([one, other], np.zeros(2), rarity)
    assert not len(where)
