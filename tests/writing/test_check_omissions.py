"""What a quotation leaves out without saying so, and what it may leave out."""

import pytest

CASES = [
    ("Wool from the upper farms was carried by mule over a pass", "exact", False),
    ("Wool from the upper farms (7) was carried by mule (8, 9)", "exact", False),
    ("Wool from the upper farms (6) was carried by mule", "altered", True),
    (
        "the upper farms was carried by mule and then sold at the fair",
        "altered",
        True,  # a "not" is among what is gone
    ),
    (
        "carried by mule over a pass that had not cleared of snow",
        "altered",
        False,
    ),
    ("was carried by mule […] and then sold at the fair", "exact", False),
    ("the mule carried a cooper to the fair in the next valley", "not found", False),
]


@pytest.mark.parametrize(("words", "verdict", "serious"), CASES)
def test_words_left_out(held, words, verdict, serious):
    """Ensures that a gap without a mark is an alteration, also a long one."""
    (one,) = held(f'"{words}" [@sheep1960].\n', "md").quotations
    assert (one.verdict, one.serious) == (verdict, serious)


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("The barns were … painted before the harvest of that year", "altered"),
        ("The barns were [...] painted before the harvest", "altered"),
        ("The barns were [newly] painted before the harvest", "altered"),
        ("The barns … painted before the harvest of that year", "altered"),
        ("The barns were [never] painted before the harvest", "exact"),
        ("The barns […] before the harvest of that year", "exact"),
        ("The barns were not […] before the harvest of that year", "exact"),
    ],
)
def test_a_mark_hides_no_negation(held, words, verdict):
    """Ensures that an ellipsis or a bracket cannot turn the words behind it."""
    (one,) = held(f'"{words}" [@barn1950, p. 41].\n', "md").quotations
    assert (one.verdict, one.serious) == (verdict, verdict == "altered")
    assert ("[-not-]" in one.diff) is one.serious


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("Painted before the harvest of that year", "altered"),
        ("painted before the harvest of that year", "exact"),
        ("[P]ainted before the harvest of that year", "exact"),
        ("Before the harvest of that year", "exact"),
        ("Not painted before the harvest of that year", "exact"),
    ],
)
def test_no_sentence_begins_behind_its_negation(held, words, verdict):
    """Ensures that 'Painted …' is not what 'not painted …' says."""
    (one,) = held(f'"{words}" [@barn1950, p. 41].\n', "md").quotations
    assert (one.verdict, one.serious) == (verdict, verdict == "altered")
    assert ("[-not-]" in one.diff) is one.serious


@pytest.mark.parametrize(
    "words",
    [
        "The mean … values of the hens were drawn",
        "Values of the hens were drawn as sin functions on every door",
        "Functions on every door of the parish",
    ],
)
def test_words_of_other_languages_negate_nothing_in_english(held, words):
    """Ensures that SEM and sin, which negate elsewhere, may be left out."""
    (one,) = held(f'"{words}" [@sheep1960].\n', "md").quotations
    assert one.verdict == "exact"


def test_the_difference_shows_what_is_gone(held):
    """Ensures that the writer sees which words were left out."""
    text = (
        '"the upper farms was carried by mule and then sold at the fair" [@sheep1960].'
    )
    (one,) = held(text, "md").quotations
    assert "by mule [-(8, 9) over a pass that the cooper" in one.diff
    assert one.diff.endswith("-] and then sold at the fair")


@pytest.mark.parametrize(
    "text",
    [
        'Run `print("this is a line of a program")` first.',
        'See "https://example.org/a-page/of/ours" for more.',
        'Write to "somebody.else@example.org" today.',
    ],
)
def test_programs_and_addresses_are_no_quotations(held, text):
    """Ensures that marks around what nobody said are not checked."""
    assert not held(text, "md").quotations
