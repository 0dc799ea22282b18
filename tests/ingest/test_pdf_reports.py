"""The PDF reader on pages as reports have them: lists amid prose, contents, bars."""

import textwrap

import pytest

from diffusionkb.ingest.extract import pdf
from diffusionkb.model import BlockKind

from .test_pdf import BRIDGE, MILL, SEED, WATER, Mark, made, paragraph, set_lines, texts


def items(entries: list[str], *, y: float, hang: float = 18) -> list[Mark]:
    """Bulleted items of several lines each, with their bullets at the edge."""
    marks: list[Mark] = []
    for entry in entries:
        first, *rest = textwrap.wrap(entry, 72)
        marks.append((72, y, "C", 10, f"\u2022 {first}"))
        marks += set_lines(rest, x=72 + hang, y=y - 12)
        y -= 12 * (1 + len(rest))
    return marks


def test_prose_below_a_list_is_one_paragraph() -> None:
    """Ensures that full lines at the edge, below items set in, are not cut apart."""
    page = [
        *paragraph(BRIDGE, y=750),
        *items([MILL, WATER, SEED], y=702),
        *paragraph(BRIDGE, y=510),
    ]
    bodies = texts(pdf.read(made([page])), BlockKind.BODY)
    assert bodies == [
        BRIDGE.strip(),
        *(f"\u2022 {item.strip()}" for item in (MILL, WATER, SEED)),
        BRIDGE.strip(),
    ]


def contents(entries: dict[str, str], *, y: float, leader: str = "") -> list[Mark]:
    """Titles and the numbers of their pages, these aligned at the right."""
    marks: list[Mark] = []
    for title, number in entries.items():
        marks.append((72, y, "C", 10, title + leader))
        marks.append((536 - 6 * len(number), y, "C", 10, number))
        y -= 16
    return marks


ENTRIES = {
    "Foreword by the keeper of the wells": "ii",
    "Summary of what we have found in eleven villages": "1",
    "1 How the drill came over the ridge and what became of it": "4",
    "2 Seeds and cousins": "9",
    "3 Why the slates went back into the cupboard": "12",
    "Sources": "20",
}


@pytest.mark.parametrize(
    ("head", "leader"), [("Contents", ""), ("Übersicht", " . . . . . . ")]
)
def test_a_table_of_contents_is_no_text_and_heads_no_section(
    head: str, leader: str
) -> None:
    """Ensures that entries are told by their heading or leaders, however many."""
    page = [(72, 760, "B", 18, head), *contents(ENTRIES, y=720, leader=leader)]
    text = [(72, 740, "B", 14, "Seeds and cousins"), *paragraph(SEED * 2, y=715)]
    cover = [(72, 500, "B", 24, "Wells and seeds")]
    extraction = pdf.read(made([cover, page, text, paragraph(WATER, y=740)]))
    bodies = [x for x in extraction.blocks if x.kind is BlockKind.BODY]
    assert [x.text for x in bodies] == [(SEED * 2).strip(), WATER.strip()]
    assert {x.section for x in bodies} == {("Seeds and cousins",)}
    assert {x.section for x in extraction.blocks if x.pieces[0].page == 1} == {()}


def test_a_long_table_of_contents_does_not_say_how_text_is_set() -> None:
    """Ensures that text smaller than a long list of contents is no footnote."""
    entries = {WATER[n : n + 60].strip(): str(n * n) for n in range(1, 40)}
    pages = [contents(entries, y=780), paragraph(SEED * 2, y=740, size=8)]
    assert texts(pdf.read(made(pages)), BlockKind.BODY) == [(SEED * 2).strip()]


def test_figures_that_go_up_make_no_table_of_contents() -> None:
    """Ensures that rows of a table with rising figures leave the headings around."""
    rows = [("Upper village", "3", "41"), ("Ridge", "5", "22"), ("Coast", "9", "87")]
    page = [
        *paragraph(WATER * 2, y=760),
        (72, 620, "B", 14, "What it cost"),
        *paragraph(SEED, y=596),
        *(
            (x, 500 - 14 * n, "C", 10, cell)
            for n, row in enumerate(rows * 2)
            for x, cell in zip((72, 250, 350), row, strict=True)
        ),
        *paragraph(MILL, y=390),
    ]
    bodies = [x for x in pdf.read(made([page])).blocks if x.kind is BlockKind.BODY]
    assert bodies[1].section == ("What it cost",)
    assert [x.text for x in bodies][1:] == [SEED.strip(), MILL.strip()]


def test_a_question_in_large_type_is_a_heading() -> None:
    """Ensures that questions head sections, and one in italics amid text does not."""
    asked = "Who carried the drill over the ridge, and who paid for its bits?"
    page = [
        (72, 760, "B", 14, "What made them change?"),
        *paragraph(WATER, y=735),
        (72, 640, "O", 10, asked),
        *paragraph(SEED, y=610),
    ]
    first = [*paragraph(MILL, y=760)]
    blocks = pdf.read(made([first, page])).blocks
    assert [x.section for x in blocks if x.pieces[0].page] == [
        ("What made them change?",)
    ] * 4


def test_dates_and_figures_in_cells_are_no_sentences() -> None:
    """Ensures that what ends in a decimal or a date is no running text by that."""
    cells = [("Upper village", "1.12.2009", "0.46"), ("Ridge", "2.3.2010", "1.5")]
    page = [
        *paragraph(WATER, y=760),
        *(
            (x, 560 - 40 * n, "C", 10, cell)
            for n, row in enumerate(cells)
            for x, cell in zip((72, 250, 400), row, strict=True)
        ),
        *paragraph(SEED, y=430),
    ]
    bodies = texts(pdf.read(made([page])), BlockKind.BODY)
    assert bodies == [WATER.strip(), SEED.strip()]


def opened(text: str, *, y: float, drop: float, wide: float = 26) -> list[Mark]:
    """A paragraph whose first letter is large and stands beside its first lines."""
    beside = 1 + round(drop / 12)
    first = textwrap.wrap(text[1:].strip(), 70)[:beside]
    rest = textwrap.wrap(text[1:].strip()[len(" ".join(first)) + 1 :], 75)
    return [
        (72, y - drop, "H", 36, text[0]),
        *set_lines(first, x=72 + wide, y=y),
        *set_lines(rest, y=y - 12 * beside),
    ]


@pytest.mark.parametrize("drop", [24, 12, 0])
def test_a_large_initial_is_the_first_letter_of_its_text(drop: float) -> None:
    """Ensures that it is put back, dropped or raised, and as a word where it is one."""
    page = [
        (72, 780, "B", 14, "Wells"),
        *opened(WATER, y=740, drop=drop),
        *paragraph(MILL, y=660),
        (72, 600, "B", 14, "Seeds"),
        *opened(SEED, y=560, drop=drop, wide=34),
    ]
    data = pdf.read(made([page, paragraph("The merchant was seen again. " * 6)]))
    assert texts(data, BlockKind.BODY)[:3] == [
        WATER.strip(),
        MILL.strip(),
        SEED.strip(),
    ]


def test_prose_in_larger_type_or_another_font_is_running_text() -> None:
    """Ensures that what opens a chapter, and a story beside the text, is not lost."""
    opening = [(72, 740 - 16 * n, "C", 13, x) for n, x in enumerate(wrapped(SEED, 55))]
    story = [(72, 520 - 12 * n, "T", 10, x) for n, x in enumerate(wrapped(MILL, 85))]
    page = [
        (72, 780, "B", 16, "Seeds"),
        *opening,
        *paragraph(BRIDGE, y=600),
        *story,
        *paragraph(WATER, y=440),
    ]
    bodies = texts(pdf.read(made([paragraph(WATER * 3), page])), BlockKind.BODY)
    assert bodies[1:] == [x.strip() for x in (SEED, BRIDGE, MILL, WATER)]


def test_a_larger_quotation_amid_a_sentence_stands_after_it() -> None:
    """Ensures that a paragraph goes on behind a line of it that is drawn large."""
    drawn = "What they copied was not the drill but the habit of sharing its costs "
    drawn += "among eleven households, and nobody had expected that."
    lines = wrapped(WATER * 2, 75)
    marks = [(72, 400 - 20 * n, "H", 15, x) for n, x in enumerate(wrapped(drawn, 50))]
    page = [*set_lines(lines[:4], y=460), *marks, *set_lines(lines[4:], y=300)]
    bodies = texts(pdf.read(made([page, paragraph(SEED * 3)])), BlockKind.BODY)
    assert bodies[:2] == [(WATER * 2).strip(), drawn]


def wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width)


@pytest.mark.parametrize(
    ("caption", "heading", "author"),
    [
        ("Abbildung 3: Brunnen in elf Dörfern", "Literaturverzeichnis", "Meyer, A. B."),
        ("Tableau 2 – Puits dans onze villages", "Références", "Durand, C."),
        ("Cuadro 4. Pozos en once aldeas", "Bibliografía", "García, D."),
    ],
)
def test_captions_and_references_are_known_in_other_languages(
    caption: str, heading: str, author: str
) -> None:
    """Ensures that neither is running text where a report is not in English."""
    entries = [f"{author} (20{n}). {SEED[40 * n % 90 :][:90]}." for n in range(10, 14)]
    page = [
        *paragraph(WATER, y=780),
        (72, 700, "C", 10, caption),
        *paragraph(MILL, y=660),
        (72, 580, "B", 14, heading),
        *(m for n, x in enumerate(entries) for m in paragraph(x, y=560 - 40 * n)),
    ]
    extraction = pdf.read(made([page]))
    assert texts(extraction, BlockKind.BODY) == [WATER.strip(), MILL.strip()]
    assert texts(extraction, BlockKind.CAPTION) == [caption]
    assert len(texts(extraction, BlockKind.REFERENCE)) == len(entries)


def test_a_last_line_shorter_than_the_indent_belongs_to_its_paragraph() -> None:
    """Ensures that one word at the edge, below a line set in, is not cut off."""
    first = "The drill was carried over the ridge by the brother of the widow, who"
    page = [
        *paragraph(WATER, y=760),
        *set_lines([first], x=108, y=690),
        (72, 678, "C", 10, "slept then."),
        *paragraph(MILL, y=640),
    ]
    bodies = texts(pdf.read(made([page])), BlockKind.BODY)
    assert bodies == [WATER.strip(), f"{first} slept then.", MILL.strip()]


def test_a_first_paragraph_may_speak_of_universities_and_editors() -> None:
    """Ensures that words of title pages amid long text do not make it one."""
    first = f"{WATER}An editor at the university wrote what was published later."
    page = [(72, 760, "B", 14, "1 How it began"), *paragraph(first, y=730)]
    extraction = pdf.read(made([page, paragraph(SEED * 3)]))
    assert texts(extraction, BlockKind.BODY)[0] == first
    assert extraction.blocks[0].section == ("1 How it began",)


def test_a_row_of_figures_in_the_type_of_the_text_is_no_text() -> None:
    """Ensures that many figures and single letters make no sentence."""
    page = [
        *paragraph(WATER, y=760),
        *set_lines(["A B C D E F G H I", "0.50 0.47 3.48 0.5 7.47 8.48 0.6 9"], y=660),
        *paragraph(MILL, y=600),
    ]
    bodies = texts(pdf.read(made([page])), BlockKind.BODY)
    assert bodies == [WATER.strip(), MILL.strip()]


def test_a_heading_over_a_short_sentence_opens_a_section() -> None:
    """Ensures that a few words are enough where they end as a sentence does."""
    page = [
        (72, 780, "B", 14, "What came of it"),
        *paragraph(WATER, y=750),
        (72, 660, "B", 14, "Who paid"),
        (72, 640, "C", 10, "Few people did."),
        *paragraph(MILL, y=610),
    ]
    bodies = [x for x in pdf.read(made([page])).blocks if x.kind is BlockKind.BODY]
    assert [x.section for x in bodies] == [("What came of it",)] + [("Who paid",)] * 2


def test_a_heading_over_a_table_opens_a_section_if_it_looks_like_others() -> None:
    """Ensures that what stands below a table is not put under the heading before."""
    cells = [("Village", "Year"), ("Ridge", "2001"), ("Coast", "2004")]
    page = [
        (72, 790, "B", 14, "Why it came late"),
        *paragraph(WATER, y=765),
        (72, 690, "B", 14, "Who paid"),
        *paragraph(SEED, y=665),
        (72, 580, "B", 14, "Where it went"),
        *(
            (x, 540 - 14 * n, "H", 9, cell)
            for n, row in enumerate(cells)
            for x, cell in zip((72, 250), row, strict=True)
        ),
        *paragraph(MILL, y=470),
        (72, 400, "B", 14, "Notes by hand"),
    ]
    bodies = [x for x in pdf.read(made([page])).blocks if x.kind is BlockKind.BODY]
    assert [x.section for x in bodies] == [
        ("Why it came late",),
        ("Who paid",),
        ("Where it went",),
    ]


def test_what_somebody_said_in_larger_type_is_no_heading() -> None:
    """Ensures that a sentence in quotation marks with its speaker opens no section."""
    said = '"We never asked the ministry. We asked her." - An elder, Ridge'
    page = [
        (72, 790, "B", 14, "Why it came late"),
        *paragraph(WATER, y=765),
        (72, 690, "B", 14, said),
        *paragraph(SEED, y=665),
    ]
    bodies = [x for x in pdf.read(made([page])).blocks if x.kind is BlockKind.BODY]
    assert {x.section for x in bodies} == {("Why it came late",)}


def test_small_sentences_in_a_box_with_a_name_are_running_text() -> None:
    """Ensures that a box is searched, and a note below the next text is a note."""
    items = ["She lent it for nothing.", "She asked for a share of the water."]
    box = [
        (90, 660, "B", 8, "Box 1.1: How the widow did it"),
        *((90, 645 - 10 * n, "H", 8, x) for n, x in enumerate(wrapped(SEED, 95))),
        *((90, 590 - 14 * n, "H", 8, x) for n, x in enumerate(items)),
    ]
    note = [(72, 120 - 10 * n, "H", 8, x) for n, x in enumerate(wrapped(BRIDGE, 95))]
    page = [*paragraph(WATER, y=760), *box, *paragraph(MILL, y=520), *note]
    extraction = pdf.read(made([page, paragraph(WATER * 3)]))
    bodies = texts(extraction, BlockKind.BODY)
    assert bodies[:4] == [WATER.strip(), SEED.strip(), *items]
    assert texts(extraction, BlockKind.FOOTNOTE) == [BRIDGE.strip()]


def test_bullets_close_to_their_text_begin_items() -> None:
    """Ensures that every item is a paragraph, though no space follows its mark."""
    items = ["Lend the drill before you sell it", "Ask the priest for a word"]
    page = [
        *paragraph(WATER, y=760),
        *set_lines([f"\u2022{item}" for item in items], y=680),
        *paragraph(MILL, y=640),
    ]
    bodies = texts(pdf.read(made([page])), BlockKind.BODY)
    assert bodies[1:3] == [f"\u2022 {item}" for item in items]


def test_letters_of_a_figure_are_no_initials() -> None:
    """Ensures that the large letter of a panel stays out of the words beside it."""
    page = [
        *paragraph(WATER, y=760),
        (72, 640, "H", 20, "A"),
        (100, 652, "H", 8, "Number of wells that were dug in the upper villages"),
        *paragraph(MILL, y=560),
    ]
    assert texts(pdf.read(made([page])), BlockKind.BODY) == [
        WATER.strip(),
        MILL.strip(),
    ]


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        ("Figure 2\u2014which the keeper of the wells drew", BlockKind.BODY),
        ("Figure 2\u2014Wells that the keeper drew", BlockKind.CAPTION),
    ],
)
def test_a_dash_behind_a_number(start: str, kind: BlockKind) -> None:
    """Ensures that a sentence that goes on behind a dash is no caption."""
    page = [
        *paragraph(BRIDGE, y=750),
        *paragraph(f"{start} \u2014 is short. {MILL}", y=660),
        *paragraph(SEED, y=560),
    ]
    (found,) = [b for b in pdf.read(made([page])).blocks if "keeper" in b.text]
    assert found.kind is kind
