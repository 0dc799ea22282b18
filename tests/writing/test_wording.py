"""The normal form of words, and what alterations weigh."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusionkb.writing.quotations.quoted_words import stretches
from diffusionkb.writing.quotations.severity import serious
from diffusionkb.writing.quotations.signs import shown_in
from diffusionkb.writing.quotations.wording import (
    joined,
    number_of,
    same,
    squeezed,
    word_numbers,
    words,
)


def forms(text):
    return [word.form for word in words(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ﬁndings of the ﬂood", "findings of the flood"),
        ("myo\u00adcardial", "myocardial"),
        ("myo-\ncardial", "myocardial"),
        ("It’s", "it's"),
        ("self‐report", "self-report"),
        ("effects¹² were seen [3,4]", "effects were seen"),
        ("1,529 people", "1529 people"),
        ("naïve", "nai\u0308ve"),
        ("p = .05", "p = 0.05"),
        ("10%–20% of 5 %", "10-20 % of 5%"),
        ("at 25 º of heat or 30 ºC", "at 25 ° of heat or 30 °C"),
    ],
)
def test_typography_is_no_wording(one, other):
    """Ensures that what a typesetter changes is the same on both sides."""
    assert forms(one) == forms(other)


def test_numbers_of_notes_are_no_decimals():
    """Ensures that a note behind a closing mark is the number that it is."""
    assert forms("the index (AIC).33 We “ran”.12 it") == forms(
        "the index AIC 33 We ran 12 it"
    )
    assert same(forms("at 25ºC"), forms("at 25 °C"))


@given(st.text(max_size=200) | st.text(alphabet="a5 .,<=>±+-–−—£$€°%×", max_size=60))
def test_words_know_their_characters(text):
    """Ensures that places are in order and inside the text, whatever it holds."""
    at = 0
    for word in words(text):
        assert at <= word.start < word.end <= len(text)
        at = word.end


@given(st.text(alphabet="ab c[]….T1,", max_size=60))
def test_stretches_keep_their_places(text):
    """Ensures that the words of stretches stand where they say, brackets or not."""
    at = 0
    for stretch in stretches(text):
        for word in stretch.words:
            assert at <= word.start < word.end <= len(text)
            at = word.end


@given(st.text(alphabet="aZé-’[1], 2.¹\u0308ﬁ\n", max_size=80))
def test_the_quick_way_is_the_same(text):
    """Ensures that the index holds the words that quotations are compared with."""
    assert word_numbers(text) == [number_of(form) for form in forms(text)]


def test_what_is_left_out_and_put_in_divides():
    """Ensures that ellipses and brackets are gaps, and a bracketed letter is none."""
    text = "[T]he pilot […] was kept [in two wards] for a year"
    assert [[w.form for w in s.words] for s in stretches(text)] == [
        ["the", "pilot"],
        ["was", "kept"],
        ["for", "a", "year"],
    ]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("3.5 million", "35 million", False),
        ("3·5 million", "35 million", False),
        ("3·5 million", "3.5 million", True),
        ("2-5 of them", "25 of them", False),
        ("10-20 wards", "1020 wards", False),
        ("10-20 wards", "10–20 wards", True),
        ("2003-\n2005", "2003–2005", True),
        ("0. 05", "0.05", True),
        ("12 500 wards", "12,500 wards", True),
        ("1.234 mm", "1234 mm", False),
        ("COVID-19", "COVID 19", True),
    ],
)
def test_what_stands_between_digits_counts(one, other, alike):
    """Ensures that two numbers never read as one, and a point is not lost."""
    assert same(forms(one), forms(other)) is alike
    assert (joined(forms(one)) == squeezed(other)) is alike


@pytest.mark.parametrize(
    ("ours", "theirs", "grave"),
    [
        ("", "not", True),
        ("never", "", True),
        ("did not", "didnt", False),
        ("7", "70", True),
        ("three", "3", False),
        ("will", "may", True),
        ("all", "some", True),
        ("likely", "unlikely", True),
        ("", "smith 1999", False),
        ("house", "home", False),
        ("more", "fewer", True),
        ("more", "even more", False),
        ("days", "weeks", True),
        ("", "days", False),
        ("percent", "%", False),
        ("per cent", "%", False),
        ("", "%", True),
        ("<", ">", True),
    ],
)
def test_what_turns_the_meaning_is_serious(ours, theirs, grave):
    """Ensures that negations, numbers and modals weigh, and plain words do not."""
    assert serious([(ours.split(), theirs.split())]) is grave


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("p < 0.05", "p<0.05", True),
        ("p < 0.05", "p > 0.05", False),
        ("p ≤ 0.05", "p <= 0.05", True),
        ("p ≤ 0.05", "p < 0.05", False),
        ("fell by -3 points", "fell by −3 points", True),
        ("fell by -3 points", "fell by 3 points", False),
        ("in 10-20 wards", "in 10–20 wards", True),
        ("the wards – 12 of them", "the wards—12 of them", True),
        ("cost £5 a day", "cost $5 a day", False),
        ("cost 5 € a day", "cost €5 a day", True),
        ("cost 5 € a day", "cost 5 a day", False),
        ("cost €1.5 million a day", "cost 1.5 million € a day", True),
        ("cost €1.5 million a day", "cost 1.5 million $ a day", False),
        ("cost €1.5 million a day", "cost 1.5 million a day", False),
        ("cost £10–20 a day", "cost £10-£20 a day", True),
        ("cost £10–20 a day", "cost 10–20 £ a day", True),
        ("cost £10–20 a day", "cost 10–20 a day", False),
        ("cost £10–20 a day", "cost $10–20 a day", False),
        ("cost £10 and 20 days", "cost £10 and £20 days", False),
        ("5 ± 3 days", "5 +/- 3 days", True),
        ("5 ± 3 days", "5 3 days", False),
        ("at 2 × 3 in", "at 2 + 3 in", False),
        ("those of 65+ were", "those of 65 were", False),
        ("wards A > B in", "wards A < B in", False),
        ("at 1:3 of", "at 1-3 of", False),
        ("at 1/3 of", "at 1 – 3 of", False),
        ("in 2003/4 and", "in 2003–4 and", True),
    ],
)
def test_signs_count(one, other, alike):
    """Ensures that a sign is neither typography nor a word of its own."""
    ours, theirs = words(one), words(other)
    assert [word.form for word in ours] == [word.form for word in theirs]
    differs = [
        a.signs.differ(b.signs, shown_in(f"{one} {other}"), first=False, last=False)
        for a, b in zip(ours, theirs, strict=True)
    ]
    assert any(differs) is not alike


def test_a_quotation_may_begin_behind_a_sign():
    """Ensures that its edges leave off what the sentence has, but no minus."""
    (five,), (less,), (minus,) = words("5"), words("< 5"), words("-5")
    shown = shown_in("< and > -5")
    assert not five.signs.differ(less.signs, shown, first=True, last=True)
    assert five.signs.differ(less.signs, shown, first=False, last=True)
    assert less.signs.differ(five.signs, shown, first=True, last=True)
    assert five.signs.differ(minus.signs, shown, first=True, last=True)
    assert minus.signs.differ(five.signs, shown, first=True, last=True)


def test_signs_that_a_source_loses_are_not_compared():
    """Ensures that a PDF that shows no '<' at all makes no quotation altered."""
    (five,), (less,), (more,) = words("5"), words("< 5"), words("> 5")
    lost, edges = shown_in("p 5, and – 3"), {"first": False, "last": False}
    assert not less.signs.differ(five.signs, lost, **edges)
    assert less.signs.differ(more.signs, lost, **edges)
    assert five.signs.differ(more.signs, lost, **edges)
