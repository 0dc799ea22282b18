"""What is meant by a query."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from diffusionkb.query.filters import Filters
from diffusionkb.query.syntax import Asked, parse
from diffusionkb.query.words import MOST_WORDS


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("opinion leaders", Asked(text="opinion leaders")),
        (
            'farmers "Opinion leaders"',
            Asked(text='farmers "Opinion leaders"', phrases=('"opinion leaders"',)),
        ),
        ("„so“ gesagt", Asked(text='"so" gesagt', phrases=('"so"',))),
        ("maize -hybrid", Asked(text="maize", without=('"hybrid"',))),
        (
            'maize -"top-down" -yield',
            Asked(text="maize", without=('"top down"', '"yield"')),
        ),
        ("self-efficacy - a well-known - thing --x", None),
        ("5 -_ a -- - -…", None),
        (
            "author:rogers pilots year:2000..2015 YEAR:1962",
            Asked(
                text="pilots",
                within=Filters(authors=("rogers",), years=((2000, 2015), (1962, 1962))),
            ),
        ),
        (
            'title:"diffusion of" code:M1, work:rogers2003',
            Asked(
                text="",
                within=Filters(
                    titles=("diffusion of",), codes=("M1",), works=("rogers2003",)
                ),
            ),
        ),
        (
            "x -code:M1 -sector:health source-kind:digest",
            Asked(
                text="x",
                within=Filters(source_kinds=("digest",)),
                outside=(Filters(codes=("M1",)), Filters(sectors=("health",))),
            ),
        ),
        ("http://a.b:80 at 10:30, and so: on", None),
        ('"a OR b" this OR', Asked(text='"a OR b" this OR', phrases=('"a or b"',))),
        ("OPINION LEADERS AND NURSES", None),
        ("maize −yield", Asked(text="maize", without=('"yield"',))),
    ],
    ids=str,
)
def test_a_query_is_understood(query: str, asked: Asked | None) -> None:
    """Ensures that phrases, minus and fields are found; None: all are plain words."""
    assert parse(query) == (asked or Asked(text=query))


@pytest.mark.parametrize(
    ("query", "text", "note"),
    [
        ('pilots "that never', "pilots that never", "not closed"),
        ('"a b" 5" pipe', '"a b" 5 pipe', "not closed"),
        ("pilots year:soon", "pilots year soon", "'soon' is no year"),
        ("pilots -year:2015..2000", "pilots year 2015..2000", "write 2000..2015"),
        ('author:"" pilots', 'author "" pilots', "author: says no name"),
        ("author: rogers", "author: rogers", "right after 'author:'"),
        ("autor:rogers x re:x", "autor:rogers x re:x", "'autor:' is no field"),
        ("pilots NOT nurses", "pilots NOT nurses", "NOT is no operator"),
        ("pilots OR (a b)", "pilots OR (a b)", "OR is no operator"),
        ("pilot* x", "pilot* x", "'pilot*' has no wildcard"),
    ],
)
def test_wrong_syntax_is_plain_words(query: str, text: str, note: str) -> None:
    """Ensures that what cannot be understood is searched, and said."""
    asked = parse(query)
    assert asked.text == text
    assert len(asked.notes) == 1
    assert note in asked.notes[0]
    assert not (asked.without or asked.within or asked.outside)


@example("\uf92a")  # composed, it is another character
@given(st.text(alphabet='ab "“-:.x', max_size=30) | st.text(max_size=40))
def test_no_word_is_lost(query: str) -> None:
    """Ensures that words without a minus are all ranked by or filtered by."""
    asked = parse(query)
    if not (asked.without or asked.within or asked.outside):
        letters = [c for c in asked.text if c.isalnum()]
        composed = unicodedata.normalize("NFC", query)
        assert letters == [c for c in composed if c.isalnum()]
    assert all(string.strip('"') for string in (*asked.phrases, *asked.without))


def test_a_pasted_page_of_fields_is_cut_down() -> None:
    """Ensures that thousands of fields make no statement that SQLite refuses."""
    asked = parse("author:x -code:M1 " * 5000)
    assert len(asked.within.authors) + len(asked.outside) == MOST_WORDS
