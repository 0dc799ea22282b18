"""What became of passages when a file was read anew."""

from hypothesis import given
from hypothesis import strategies as st

from diffusionkb.ingest.successors import successors

OLD = {
    "p-1": "The wells of the upper villages were dug by hand for two hundred years.",
    "p-2": "A merchant offered the same seed in every market along the river.",
    "p-3": "The schools took up the new slates because the inspector praised them.",
}


def test_better_reading_finds_its_way() -> None:
    """Ensures that a mended, a joined and a vanished passage are told apart."""
    new = {
        "p-a": "Running head. The wells of the upper villages were dug by hand for "
        "two hundred years. The schools took up the new slates because the inspector "
        "praised them.",
        "p-b": "Nothing that anybody had read before stands in this passage of ours.",
    }
    assert successors(OLD, new) == {"p-1": "p-a", "p-3": "p-a"}


def test_the_larger_part_is_the_successor() -> None:
    """Ensures that of two halves the one with more of the words counts."""
    new = {
        "p-a": "The wells of the upper",
        "p-b": "villages were dug by hand for two hundred years.",
    }
    assert successors({"p-1": OLD["p-1"]}, new) == {"p-1": "p-b"}


def test_what_still_exists_has_no_successor() -> None:
    """Ensures that an id that did not change is not retired."""
    assert successors(OLD, OLD) == {}


@given(st.dictionaries(st.text(max_size=3), st.text(max_size=40), max_size=5))
def test_a_new_name_is_no_loss(texts: dict[str, str]) -> None:
    """Ensures that the same text under a new id is always found."""
    renamed = {f"new {key}": text for key, text in texts.items()}
    found = successors(texts, renamed)
    worded = {key for key, text in texts.items() if any(map(str.isalnum, text))}
    assert worded <= found.keys()
