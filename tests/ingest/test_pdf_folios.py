"""Printed page numbers: runs, gaps, counts of sheets, and numbers that are none."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from diffusionkb.ingest.extract.pdf_chars import Line, PageLines
from diffusionkb.ingest.extract.pdf_folios import SURE, find_folios

SHEET = (0.0, 0.0, 595.0, 842.0)


def line(page: int, text: str, *, left: float = 290, base: float = 40) -> Line:
    box = (left, base - 2, left + 5 * len(text), base + 7)
    return Line(
        page=page,
        words=text.split(),
        left=box[0],
        bottom=box[1],
        right=box[2],
        top=box[3],
        base=base,
        size=9,
        fonts=("Serif", "Serif", "Serif"),
        place=box,
    )


def confident(pages: Sequence[PageLines]) -> list[str | None]:
    """The folios we are sure of."""
    found = find_folios(pages)
    return [
        found[at].text if at in found and found[at].confidence >= SURE else None
        for at in range(len(pages))
    ]


def folios(*feet: str) -> list[str | None]:
    """The folios we are sure of, for pages with these feet (empty for none)."""
    pages = [
        PageLines(
            index=index,
            sheet=SHEET,
            lines=[
                line(index, "Text of the page", base=400),
                *([line(index, foot)] if foot else []),
            ],
        )
        for index, foot in enumerate(feet)
    ]
    return confident(pages)


@pytest.mark.parametrize(
    ("feet", "expected"),
    [
        (["12", "13", "14"], ["12", "13", "14"]),
        (["", "S4", "S5", "S6"], ["S3", "S4", "S5", "S6"]),
        (["", "e231", "e232", "e233"], ["e230", "e231", "e232", "e233"]),
        (["", "Page 2 of 4", "Page 3 of 4", "Page 4 of 4"], ["1", "2", "3", "4"]),
        (["3 of 7", "4 of 7", "5 of 7"], ["3", "4", "5"]),
        (["7", "8", "", "10", "11"], ["7", "8", "9", "10", "11"]),
        (["i", "ii", "iii", "1", "2", "3"], ["i", "ii", "iii", "1", "2", "3"]),
        (["- 4 -", "- 5 -", "- 6 -"], ["4", "5", "6"]),
        (["Valley J 7:365–368", "366", "367", "368"], ["365", "366", "367", "368"]),
    ],
)
def test_runs_of_numbers_are_folios(feet: list[str], expected: list[str]) -> None:
    """Ensures that numbers going up with the pages are found, gaps filled in."""
    assert folios(*feet) == expected


def test_a_cover_before_the_first_number_has_none() -> None:
    """Ensures that a sheet put before an article is not counted as its page."""
    pages = [
        PageLines(
            index=index,
            sheet=SHEET,
            lines=[line(index, "Text of the page " * times, base=400), *feet],
        )
        for index, times, feet in (
            (0, 1, []),
            *((at, 20, [line(at, str(364 + at))]) for at in range(1, 5)),
        )
    ]
    assert confident(pages) == [None, "365", "366", "367", "368"]


@pytest.mark.parametrize(
    "feet",
    [
        ["17", "1987", "4"],
        ["2020", "2020", "2020"],
        ["12"],
        ["", "", ""],
        ["Table 1", "Table 2", "Table 3", "Table 4"],
        ["1 Wells", "2 Drills", "3 Slates", "4 Mills", "5 Seeds"],
        ["Chapter 4", "Chapter 5", "Chapter 6"],
    ],
    ids=["any numbers", "a year", "one page", "nothing", "tables", "headings", "parts"],
)
def test_other_numbers_are_no_folios(feet: list[str]) -> None:
    """Ensures that numbers which do not go up with the pages are not claimed."""
    assert folios(*feet) == [None] * len(feet)


def test_a_cover_page_does_not_shift_the_numbers() -> None:
    """Ensures that the pages after a cover keep the numbers printed on them."""
    assert folios("Downloaded in 2024", "101", "102", "103")[1:] == [
        "101",
        "102",
        "103",
    ]


def test_a_journals_number_goes_before_a_count_of_sheets() -> None:
    """Ensures that page 365 of a journal is not cited as page 1 of 4."""
    feet = [f"Page {n} of 4 Valley Journal {364 + n}" for n in range(1, 5)]
    assert folios(*feet) == ["365", "366", "367", "368"]


def test_numbers_at_changing_heights_are_no_folios() -> None:
    """Ensures that years in tables are not taken for pages, though they go up."""
    pages = [
        PageLines(
            index=at,
            sheet=SHEET,
            lines=[
                line(at, "Text of the page", base=400),
                line(at, str(1998 + at), base=60 + 13 * (at * 3 % 5)),
            ],
        )
        for at in range(5)
    ]
    assert confident(pages) == [None] * 5


def test_a_year_in_the_type_of_a_title_is_no_folio() -> None:
    """Ensures that a report with one page for each year does not get years as pages."""
    pages = []
    for at in range(4):
        title = replace(line(at, str(1998 + at), base=780), size=20)
        text = [line(at, "Text of the page", base=400 - 12 * n) for n in range(3)]
        pages.append(PageLines(index=at, sheet=SHEET, lines=[title, *text]))
    assert confident(pages) == [None] * 4


def test_two_printed_pages_on_one_sheet_have_no_single_number() -> None:
    """Ensures that sheets with pages 4 and 5 beside each other claim neither."""
    pages = [
        PageLines(
            index=at,
            sheet=SHEET,
            lines=[
                line(at, "Text of the page", base=400),
                line(at, str(2 * at), left=140),
                line(at, str(2 * at + 1), left=440),
            ],
        )
        for at in range(1, 5)
    ]
    pages.insert(0, PageLines(index=0, sheet=SHEET, lines=[]))
    assert confident(pages) == [None] * 5


def test_a_number_beside_the_names_of_all_parts_is_a_folio() -> None:
    """Ensures that a bar with the parts of a report is no row of a table."""
    parts = ["Summary", "Wells", "Seeds", "Slates", "The year of the drill"]
    pages = [
        PageLines(
            index=at,
            sheet=SHEET,
            lines=[
                line(at, "Text of the page", base=400),
                *(
                    line(at, part, left=40 + 80 * n, base=800)
                    for n, part in enumerate(parts)
                ),
                line(at, str(at + 1), left=540, base=800),
            ],
        )
        for at in range(5)
    ]
    assert confident(pages) == ["1", "2", "3", "4", "5"]


def test_the_last_cell_of_a_tables_row_is_no_folio() -> None:
    """Ensures that figures at the edge of pages stay figures, though they go up."""
    pages = [
        PageLines(
            index=at,
            sheet=SHEET,
            lines=[
                line(at, "Text of the page", base=400),
                line(at, "Total", left=40, base=60),
                *(
                    line(at, str(7 * n + at), left=40 + 80 * n, base=60)
                    for n in range(1, 6)
                ),
            ],
        )
        for at in range(5)
    ]
    assert confident(pages) == [None] * 5
