"""Stretches between quotation marks."""

import pytest

from diffusionkb.writing.quotations.quote_marks import quoted


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('He said "one two" and "three".', ["one two", "three"]),
        ("He said “one “two” three” once.", ["one “two” three"]),
        ("Er sagte „eins zwei“ und »drei«.", ["eins zwei", "drei"]),
        ("Il dit « un deux » enfin.", [" un deux "]),
        ("It says ‘the nurses’ words are few’ here.", ["the nurses’ words are few"]),
        ("It isn't 'so very simple' for us.", ["so very simple"]),
        ("It doesn’t say ‘it wasn’t me’.", ["it wasn’t me"]),
        ("TeX has ``one two'' too.", ["one two"]),
        ('A board of 12" and an open " mark', []),
        ("no “partner for this mark", []),
    ],
)
def test_marks_of_all_kinds(text, inside):
    """Ensures that the words between marks are found, and no apostrophe is a mark."""
    assert [text[first:last] for _, _, first, last in quoted(text)] == inside
