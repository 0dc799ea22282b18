"""Words as the learned coder knows them."""

import numpy as np
import pytest

from diffusionkb.coding.lexicon import Lexicon, share_known, stem, terms
from diffusionkb.coding.reasons import Reasons, nearest

KNOWN = frozenset({"the", "pilot", "was", "over", "wards", "adopted", "it", "o'clock"})


def test_terms_are_words_stems_and_pairs() -> None:
    """Ensures that each term comes with the words of the text behind it."""
    assert list(terms("Wards adopted")) == [
        ("wards", "wards"),
        ("ward-", "wards"),
        ("adopted", "adopted"),
        ("adopt-", "adopted"),
        ("wards adopted", "wards adopted"),
    ]
    assert [stem(word) for word in ("it", "bed", "beds")] == ["it", "bed", "bed"]


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("The pilot was over.", 1),
        ("At eight O’Clock", 1 / 3),
        ("Le pilote était fini, the end.", 1 / 6),
        ("pilot 12 3.4", 1 / 4),
        ("the_pilot was_over", 0),
        ("", 0),
        ("…", 0),
    ],
)
def test_share_of_known_words(text: str, share: float) -> None:
    """Ensures that words of other languages, numbers and names of variables count."""
    assert share_known(text, KNOWN) == pytest.approx(share)


def test_references_do_not_make_a_text_strange() -> None:
    """Ensures that names and years in brackets are left aside, but never all words."""
    cited = "Wards adopted it (Bloomquist, Lemey and Suchard 2010; Faria 2011) [12]."
    assert share_known(cited, KNOWN) == 1
    assert share_known("(The pilot was over)", KNOWN) == 1


def test_rare_terms_weigh_more() -> None:
    """Ensures that weights have unit length and follow rarity and count."""
    lexicon = Lexicon(
        places={"the": 0, "pilot": 1}, rarity=np.array([1.0, 3.0], dtype=np.float32)
    )
    where, weights = lexicon.weigh("The pilot")
    assert where.tolist() == [0, 1]
    assert weights.tolist() == pytest.approx([10**-0.5, 3 * 10**-0.5])
    assert [len(part) for part in lexicon.weigh("nothing known")] == [0, 0]


def test_reasons_name_the_sentence_and_the_words_as_they_stand() -> None:
    """Ensures that what pulls toward the code is shown, and nothing else."""
    lexicon = Lexicon(
        places={"adopt-": 0, "wards": 1, "cold": 2},
        rarity=np.ones(3, dtype=np.float32),
    )
    reasons = Reasons("It was cold. Nine wards adopted it.", lexicon)
    pulls = np.array([2.0, 1.0, -1.0], dtype=np.float32)
    assert reasons.why(["a-1", "b-2"], pulls) == (
        "closest to a-1 and b-2; carried by “Nine wards adopted it.”; "
        "words: “adopted”, “wards”"
    )
    assert reasons.why(["a-1"], -abs(pulls)) == "closest to a-1"


def test_the_nearest_of_those_with_the_code() -> None:
    """Ensures that the order is by likeness, and of equals the first comes first."""
    near = np.array([0.9, 0.2, 0.5, 0.5, 0.4], dtype=np.float32)
    assert nearest(np.array([1, 3, 2, 4]), near).tolist() == [3, 2]
    assert nearest(np.array([1]), near).tolist() == [1]


def test_reasons_name_words_that_say_something_and_none_twice() -> None:
    """Ensures that pairs of common words, and words shown already, are left out."""
    rarity = {"to": 1.2, "all": 2.7, "mailed": 7.0, "to all": 4.0, "mailed to": 7.5}
    places = {term: place for place, term in enumerate(rarity)}
    known = Lexicon(places=places, rarity=np.array(list(rarity.values()), np.float32))
    weighs = np.array([0, -0.1, 0.9, 0.8, 0.9], np.float32)
    told = Reasons("It was mailed to all.", known).why(["p1"], weighs)
    assert told.endswith("words: “mailed to”")
    told = Reasons("It goes to all.", known).why(["p1"], weighs)
    assert told.endswith("words: “to all”")  # better than nothing
