"""Raised citation numbers stay out of search and meaning."""

import numpy as np
from sqlite_utils import Database

from diffusionkb.encoder import query_encoder
from diffusionkb.schema import TOKENIZER


def test_a_word_with_a_raised_number_is_found() -> None:
    """Ensures that 'growth¹²' is found as growth, with the stemming tokenizer."""
    db = Database(memory=True)
    db["t"].insert({"text": "They saw rapid growth¹² and spreading³ habits."})
    db["t"].enable_fts(["text"], tokenize=TOKENIZER)
    for word in ("growth", "spread"):
        assert list(db["t"].search(word))
    db.close()


def test_a_raised_number_does_not_move_a_vector() -> None:
    """Ensures that a citation mark changes nothing in what a text means."""
    bare, marked = query_encoder().encode(
        ["rapid growth of habits", "rapid growth⁴ of habits"]
    )
    assert np.allclose(bare, marked, atol=1e-5)
