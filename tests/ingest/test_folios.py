"""Printed page numbers held against the bibliography."""

from typing import Any

import pytest

from diffusionkb.errors import BibliographyError
from diffusionkb.ingest import folios
from diffusionkb.ingest.folios import Decided, settle
from diffusionkb.ingest.numerals import roman, value_of
from diffusionkb.model import PageNumbers


def read(*printed: str | None, sure: float = 0.8) -> list[PageNumbers]:
    """Pages as read, each with its printed number or none."""
    return [
        PageNumbers(
            index=index, folio=folio, folio_confidence=sure if folio is not None else 0
        )
        for index, folio in enumerate(printed)
    ]


def used(numbers: tuple[PageNumbers, ...]) -> list[str | None]:
    """The folios that a citation would use."""
    return [n.folio if n.folio_confidence >= folios.USED else None for n in numbers]


@pytest.mark.parametrize(
    ("override", "printed"),
    [
        (364, ["365", "366", "367", "368"]),
        ("+364", ["365", "366", "367", "368"]),
        ({"offset": 364}, ["365", "366", "367", "368"]),
        (-2, [None, None, "1", "2"]),
        ({"1": "i", "3": "1"}, ["i", "ii", "1", "2"]),
        ({"3": 1}, [None, None, "1", "2"]),
        ({"1": None, "2": "S4"}, [None, "S4", "S5", "S6"]),
        ({"1": "XI"}, ["XI", "XII", "XIII", "XIV"]),
        ({"1-2": "e230", "4": "7"}, ["e230", "e231", None, "7"]),
        ({"table": {"2": "12"}}, [None, "12", "13", "14"]),
        ({"1": "cover", "2": "1"}, ["cover", "1", "2", "3"]),
        (["i", None, 1, "2"], ["i", None, "1", "2"]),
        (["5"], ["5", None, None, None]),
    ],
)
def test_an_override_wins(override: object, printed: list[str | None]) -> None:
    """Ensures that an offset or a table beats whatever was read, with full confidence."""
    numbers, decided = settle(
        read("9", "10", "11", "12"), {"custom": {"pages": override}}
    )
    assert [n.folio for n in numbers] == printed
    assert {n.folio_confidence for n in numbers if n.folio} == {1.0}
    assert decided is Decided.STATED
    assert settle(read("9", "10", "11", "12"), {"pages": override})[0] == numbers


@pytest.mark.parametrize(
    "override",
    [True, {}, {"0": "1"}, {"first": "1"}, {"1": ["a"]}, "many", 1.5, {"1": 2.5}],
)
def test_an_override_that_says_nothing_is_refused(override: object) -> None:
    """Ensures that a mistake is named with what to write instead."""
    with pytest.raises(BibliographyError, match=r"entry 2: pages .*; write an offset"):
        folios.checked(override, "entry 2")


@pytest.mark.parametrize(
    "page",
    ["365-368", "365–368", "365-8", "pp. 365–68", "S365-S368", "365--368", "360-400"],
)
def test_what_fits_the_range_is_sure(page: str) -> None:
    """Ensures that a folio in the bibliography's range gains confidence."""
    numbers, decided = settle(read("365", None, "367", "368", sure=0.6), {"page": page})
    assert decided is Decided.CONFIRMED
    assert used(numbers) == ["365", None, "367", "368"]
    assert numbers[0].folio_confidence == folios.SURE


def test_what_is_outside_the_range_is_not_used() -> None:
    """Ensures that a manuscript's own numbering is not cited as the journal's."""
    numbers, decided = settle(read("1", "2", "3", "4"), {"page": "365-386"})
    assert (used(numbers), decided) == ([None] * 4, Decided.DENIED)
    assert [n.folio for n in numbers] == ["1", "2", "3", "4"]


def test_a_book_around_a_chapter_keeps_its_numbers() -> None:
    """Ensures that pages beside the range stay as they were read."""
    numbers, decided = settle(read("8", "9", "10", "11"), {"page": "9-10"})
    assert (used(numbers), decided) == (["8", "9", "10", "11"], Decided.CONFIRMED)
    assert [n.folio_confidence for n in numbers] == [0.8, 0.95, 0.95, 0.8]


def test_nothing_readable_is_counted_where_it_must_fit() -> None:
    """Ensures that a range with as many pages as the file numbers them, less surely."""
    numbers, decided = settle(read(None, None, None), {"page": "e7-e9"})
    assert (used(numbers), decided) == (["e7", "e8", "e9"], Decided.COUNTED)
    assert {n.folio_confidence for n in numbers} == {folios.COUNTED}
    numbers, decided = settle(read(None, None, None), {"page": "7-10"})
    assert (used(numbers), decided) == ([None] * 3, Decided.READ)


@pytest.mark.parametrize(
    "csl",
    [{}, {"page": "17"}, {"page": "e1003149"}, {"page": 365}, {"page": "16-2"}]
    + [{"page": "1, 5-9"}, {"custom": "x"}, {"custom": {"pages": None}}, {"page": ""}],
)
def test_a_record_that_says_nothing_changes_nothing(csl: dict[str, Any]) -> None:
    """Ensures that an article number or an odd range neither confirms nor denies."""
    pages = read("3", "4", sure=0.7)
    assert settle(pages, csl) == (tuple(pages), Decided.READ)


@pytest.mark.parametrize("value", [1, 4, 9, 14, 40, 49, 90, 98, 399])
def test_roman_numerals_come_and_go(value: int) -> None:
    """Ensures that a numeral means its value."""
    assert value_of(roman(value)) == value
    assert value_of(roman(value).upper()) == value
