"""The PDF reader on small PDFs written here: columns, folios, hyphens."""

import pickle
import textwrap
from collections.abc import Iterable

import pytest
import typst

from diffusionkb.ingest.extract import pdf
from diffusionkb.ingest.pages import assemble
from diffusionkb.model import BlockKind, Extraction
from diffusionkb.rows import lines_of

FONTS = {
    "C": "Courier",
    "T": "Times-Roman",
    "B": "Times-Bold",
    "H": "Helvetica",
    "O": "Courier-Oblique",
    "X": "CMBX9",
    "S": "AdvTir_symb",  # where the digit nine is a times sign
}
Mark = tuple[float, float, str, float, str]  # x, y, font, size, text

WATER = (
    "The wells of the upper villages were dug by hand until a widow from the coast "
    "brought a borrowed drill. Her neighbours watched it for two seasons, and in the "
    "third they asked her brother to carry it over the ridge. What they copied was not "
    "the drill itself but the habit of sharing its costs among eleven households. "
)
SEED = (
    "A merchant offered the same seed in every market along the river. Farmers who had "
    "talked with a cousin about it bought a small bag, and those who had only seen the "
    "printed sheet did not. The cousin mattered more than the price, and the price "
    "mattered more than the sheet that the ministry had paid for. "
)
BRIDGE = (
    "The schools took up the new slates because the inspector praised them aloud. When "
    "the inspector retired the slates went back into the cupboard, and nobody in the "
    "valley could say who had decided that. An old teacher kept hers on the wall. "
)
MILL = (
    "Millers along the lower river changed to roller mills within nine years, mostly "
    "after a visit to a neighbour who had changed before. Letters from the guild were "
    "read but seldom acted upon, and the manual stayed in its drawer. "
)


def made(
    pages: Iterable[Iterable[Mark]],
    *,
    labels: str = "",
    info: str = "",
    framed: tuple[tuple[float, float, float, float], Iterable[Mark]] | None = None,
) -> bytes:
    """A PDF file with these marks on its pages, in the given order.

    `framed` marks stand on the first page behind a frame that shows only itself.
    """
    pages = list(pages)
    framed_stream = ""
    if framed:
        x, y, width, height = framed[0]
        framed_stream = f"q {x} {y} {width} {height} re W n\n{_stream(framed[1])}Q\n"
    first = 4 + len(FONTS)
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(pages)))
    fonts = " ".join(f"/{name} {4 + n} 0 R" for n, name in enumerate(FONTS))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {labels} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        f"<< {info} >>",
        *(
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} "
            "/Encoding /WinAnsiEncoding >>"
            for font in FONTS.values()
        ),
    ]
    for number, marks in enumerate(pages):
        stream = (framed_stream if number == 0 else "") + _stream(marks)
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << {fonts} >> >> /Contents {first + 2 * number + 1} 0 R >>",
            f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}endstream",
        ]
    return _file(objects)


def _stream(marks: Iterable[Mark]) -> str:
    return "".join(
        f"BT /{font} {size} Tf 1 0 0 1 {x} {y} Tm ({_escaped(text)}) Tj ET\n"
        for x, y, font, size, text in marks
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _file(objects: Iterable[str]) -> bytes:
    data = b"%PDF-1.5\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(offsets) + 1
    return data + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n"
        f"<< /Size {size} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    ).encode("cp1252")


def set_lines(
    lines: Iterable[str], *, x: float = 72, y: float = 700, size: float = 10
) -> list[Mark]:
    return [(x, y - 12 * n, "C", size, line) for n, line in enumerate(lines)]


def paragraph(
    text: str, *, x: float = 72, y: float = 700, width: int = 75, size: float = 10
) -> list[Mark]:
    return set_lines(textwrap.wrap(text, width), x=x, y=y, size=size)


def running(number: int) -> list[Mark]:
    """A head and a folio as in a journal: left pages even, right pages odd."""
    if number % 2:
        return [
            (200, 800, "H", 8, "Habits of sharing"),
            (510, 800, "H", 8, str(number)),
        ]
    return [(72, 800, "H", 8, str(number)), (200, 800, "H", 8, "A. Weaver and others")]


def texts(extraction: Extraction, kind: BlockKind) -> list[str]:
    return [block.text for block in extraction.blocks if block.kind is kind]


def test_columns_are_read_one_after_the_other() -> None:
    """Ensures that columns come in reading order even where the file mixes them."""
    right = paragraph(SEED * 3, x=310, y=700, width=36)
    left = paragraph(WATER * 3, x=72, y=700, width=36)
    bodies = texts(pdf.read(made([[*right, *left]])), BlockKind.BODY)
    assert bodies == [(WATER * 3).strip(), (SEED * 3).strip()]


def test_a_column_right_below_text_over_the_whole_width_has_its_own_edge() -> None:
    """Ensures that full lines of a column count as full below an abstract."""
    wide = paragraph(MILL, y=740)
    narrow = "Nobody asked who had dug them first. " * 2 + WATER
    page = [
        *wide,
        *paragraph(narrow, y=wide[-1][1] - 14, width=36),
        *paragraph(BRIDGE * 3, x=310, y=wide[-1][1] - 14, width=36),
    ]
    bodies = texts(pdf.read(made([page])), BlockKind.BODY)
    assert bodies == [MILL.strip(), narrow.strip(), (BRIDGE * 3).strip()]


def test_columns_below_columns_are_read_last() -> None:
    """Ensures that a list in two columns below two columns of text follows both."""
    upper = [
        *paragraph(WATER * 2, y=700, width=36),
        *paragraph(SEED * 2, x=310, y=700, width=36),
    ]
    lower = [
        *paragraph(BRIDGE, y=300, width=36),
        *paragraph(WATER, x=310, y=300, width=36),
    ]
    text = assemble(pdf.read(made([[*upper, *lower]]))).pages[0].text
    places = [text.index(part) for part in ("The wells", "A merchant", "The schools")]
    assert places == sorted(places)


def test_alternating_folios_and_heads_are_found_and_taken_out() -> None:
    """Ensures that folios left and right make one run and leave the text."""
    pages = [[*running(365 + n), *paragraph(WATER * 4)] for n in range(4)]
    extraction = pdf.read(made(pages))
    assert [page.folio for page in extraction.numbers] == ["365", "366", "367", "368"]
    assert all(page.folio_confidence >= 0.5 for page in extraction.numbers)
    assert all("Habits" not in page.text for page in assemble(extraction).pages)
    assert all("366" not in block.text for block in extraction.blocks)


def test_folios_of_a_small_page_on_a_large_sheet_are_found() -> None:
    """Ensures that the wide margins of such a sheet hide no head and no folio."""
    pages = [
        [
            *paragraph(text * 3, y=690, width=60),
            (300, 150, "C", 10, str(361 + number)),
        ]
        for number, text in enumerate((WATER, SEED, BRIDGE, MILL))
    ]
    extraction = pdf.read(made(pages))
    assert [page.folio for page in extraction.numbers] == ["361", "362", "363", "364"]
    assert not any("36" in block.text for block in extraction.blocks)


def test_numbers_of_tables_at_one_height_take_no_text_away() -> None:
    """Ensures that lines above a chance repetition near the edge stay."""
    tops = [paragraph(text * 3, y=800) for text in (WATER, SEED, BRIDGE)]
    cells = [(540, 776, "H", 9, "17"), (540, 776, "H", 9, "4")]
    pages = [[*tops[0], cells[0]], [*tops[1], cells[1]], tops[2]]
    body = " ".join(texts(pdf.read(made(pages)), BlockKind.BODY))
    for opening in ("The wells of the upper", "A merchant offered", "The schools took"):
        assert body.count(opening) == 3


def test_a_note_on_many_pages_takes_no_column_with_it() -> None:
    """Ensures that the last lines of a column stay where a repeated note is beside."""
    marks = [f"q{one}{other}" for one in "abcdefgh" for other in "abcdefghijkl"]
    lines = textwrap.wrap(WATER * 24, 38)
    column = [f"{mark} {line}" for mark, line in zip(marks, lines, strict=False)]
    pages = [
        [
            *set_lines(column[start : start + 24], y=336),
            (320, 66, "C", 8, "* Letters of the guild, as before."),
        ]
        for start in (0, 24, 48, 72)
    ]
    kept = " ".join(block.text for block in pdf.read(made(pages)).blocks).split()
    assert [mark for mark in marks if mark not in kept] == []


def test_lines_with_wide_steps_are_paragraphs() -> None:
    """Ensures that a manuscript in double spacing has its paragraphs and footnotes."""
    story = [*textwrap.wrap(WATER, 60), *textwrap.wrap(SEED + BRIDGE, 60)]
    marks = [(72.0, 760 - 28.0 * n, "T", 12.0, x) for n, x in enumerate(story)]
    notes = [
        (72.0, 100 - 11.0 * n, "T", 9.0, x)
        for n, x in enumerate(textwrap.wrap(MILL, 90))
    ]
    mark = (72.0, 114.0, "T", 6.0, "4")
    first = (
        75.5,
        111.0,
        "T",
        9.0,
        "Letters of the guild say the same, but for one of them.",
    )
    extraction = pdf.read(made([[*marks, mark, first, *notes]]))
    assert texts(extraction, BlockKind.BODY)[0].endswith(
        "its costs among eleven households."
    )
    assert texts(extraction, BlockKind.FOOTNOTE)[0].startswith("⁴Letters of the guild")


def test_roman_front_matter_is_followed_by_arabic_pages() -> None:
    """Ensures that two runs of page numbers stand beside each other."""
    folios = ["iii", "iv", "v", "1", "2", "3", "4"]
    pages = [[(290, 40, "H", 9, folio), *paragraph(SEED * 4)] for folio in folios]
    labels = "/PageLabels << /Nums [0 << /S /r /St 3 >> 3 << /S /D >>] >>"
    extraction = pdf.read(made(pages, labels=labels))
    assert [page.folio for page in extraction.numbers] == folios
    assert [page.label for page in extraction.numbers] == folios


def line_numbers(lines: Iterable[Mark], *, every: int, first: int) -> list[Mark]:
    return [
        (40, y, font, size, str(number))
        for number, (_, y, font, size, _) in enumerate(lines, first)
        if number % every == 0
    ]


@pytest.mark.parametrize("every", [1, 5])
@pytest.mark.parametrize("goes_on", [True, False])
def test_line_numbers_in_the_margin_are_taken_out(every: int, *, goes_on: bool) -> None:
    """Ensures that numbers of lines leave the text, be they each or every fifth."""
    stories = [(WATER + SEED + BRIDGE) * 3, BRIDGE * 4 + MILL]
    pages, first = [], 1
    for story in stories:
        lines = paragraph(story)
        numbers = line_numbers(lines, every=every, first=first)
        pages.append(sorted([*lines, *numbers], key=lambda mark: (-mark[1], mark[0])))
        first += len(lines) if goes_on else 0
    extraction = pdf.read(made(pages))
    assert texts(extraction, BlockKind.BODY) == [story.strip() for story in stories]
    assert [page.folio for page in extraction.numbers] == [None, None]


def test_numbers_of_rows_and_lists_are_no_line_numbers() -> None:
    """Ensures that numbers in the text stay, though they go up from line to line."""
    rows = [
        (x, 500 - 12 * row, "C", 10, text)
        for row in range(1, 8)
        for x, text in ((72, str(row)), (130, "a household on the river bank"))
    ]
    text = assemble(pdf.read(made([[*paragraph(WATER * 3), *rows]]))).pages[0].text
    assert all(f"{row} a household" in text for row in range(1, 8))


def test_words_broken_at_line_ends_are_whole() -> None:
    """Ensures that hyphens of line ends go and hyphens of words stay."""
    lines = [
        "Neighbours compared the harvest before they believed in the inno-",
        "vation, and their self-interest was plain. Every innovation that they",
        "took up was one that they had seen, and the talk of self-",
        "interest came later, when the ministry sent its own reporters round.",
    ]
    text = texts(pdf.read(made([set_lines(lines)])), BlockKind.BODY)[0]
    assert "the innovation, and" in text
    assert "talk of self-interest came" in text


def test_a_paragraph_over_a_page_break_is_one_block() -> None:
    """Ensures that a paragraph goes on overleaf, the footnote notwithstanding."""
    lines = textwrap.wrap(WATER * 3, 75)
    note = paragraph(
        "1 The drill was later shown in the district museum, where children may turn "
        "its handle on the second Sunday of the month.",
        y=80,
        width=95,
        size=8,
    )
    top = set_lines(lines[:5], y=300)
    extraction = pdf.read(
        made([[*paragraph(SEED * 3), *top, *note], set_lines(lines[5:])])
    )
    crossing = [block for block in extraction.blocks if len(block.pieces) == 2]
    assert [block.text for block in crossing] == [(WATER * 3).strip()]
    assert [piece.page for piece in crossing[0].pieces] == [0, 1]
    assert texts(extraction, BlockKind.FOOTNOTE)[0].startswith("1 The drill")


def test_a_paragraph_goes_on_below_a_figure_in_its_column() -> None:
    """Ensures that a figure and its caption do not end the sentence they part."""
    lines = textwrap.wrap(WATER * 3, 36)
    page = [
        *set_lines(lines[:10], y=760),
        (90, 600, "H", 8, "1998"),
        (120, 600, "H", 8, "1999"),
        (72, 580, "B", 8, "Figure 1. Wells by year."),
        *set_lines(lines[10:], y=540),
        *paragraph(SEED * 5, x=310, y=760, width=36),
    ]
    bodies = texts(pdf.read(made([page])), BlockKind.BODY)
    assert bodies == [(WATER * 3).strip(), (SEED * 5).strip()]


def test_stamps_and_notices_over_the_text_take_none_of_it_away() -> None:
    """Ensures that DRAFT and a notice in the text's way go, and the text stays."""
    stories = [WATER * 9, SEED * 9, BRIDGE * 9, MILL * 9]
    notice = (60, 736, "H", 7, "Downloaded by a guest of the valley")
    pages = [
        [*paragraph(story, y=770), (150, 600, "H", 60, "DRAFT"), notice]
        for story in stories
    ]
    extraction = pdf.read(made(pages))
    assert texts(extraction, BlockKind.BODY) == [story.strip() for story in stories]
    assert texts(extraction, BlockKind.OTHER) == []


def test_text_that_a_frame_cuts_off_is_not_read() -> None:
    """Ensures that what a figure brings along unseen does not come into the text."""
    seen = paragraph(WATER * 3)
    unseen = [
        (x + 30, y + 2, font, size, text) for x, y, font, size, text in paragraph(SEED)
    ]
    frame = (100.0, 200.0, 300.0, 120.0)
    extraction = pdf.read(made([seen], framed=(frame, unseen)))
    assert [block.text for block in extraction.blocks] == [(WATER * 3).strip()]


def test_pages_that_are_there_twice_keep_their_edges() -> None:
    """Ensures that a page bound in twice does not lose its first and last lines."""
    page = paragraph(WATER * 9, y=800)
    extraction = pdf.read(made([page, page, paragraph(SEED * 9, y=800)]))
    assert texts(extraction, BlockKind.BODY) == [(WATER * 9).strip()] * 2 + [
        (SEED * 9).strip()
    ]


def test_a_footnote_over_a_page_break_is_one_block() -> None:
    """Ensures that a note that goes on below the next page's text is put together."""
    head, tail = MILL.split(", mostly ")
    first = [
        *paragraph(WATER * 3),
        (72, 80, "C", 8, "* Corresponding author."),
        *paragraph(f"1 {head},", y=68, width=95, size=8),
    ]
    second = [
        *paragraph(SEED * 3),
        *paragraph(f"mostly {tail}", y=80, width=95, size=8),
        (72, 44, "C", 8, "2 Ledger of the upper village."),
    ]
    extraction = pdf.read(made([first, second]))
    assert texts(extraction, BlockKind.FOOTNOTE) == [
        "* Corresponding author.",
        f"1 {MILL.strip()}",
        "2 Ledger of the upper village.",
    ]
    assert texts(extraction, BlockKind.BODY) == [
        (WATER * 3).strip(),
        (SEED * 3).strip(),
    ]


def test_a_word_broken_over_the_page_stands_in_the_first_piece() -> None:
    """Ensures that a word hyphenated over a page break is whole on its first page."""
    before = [*textwrap.wrap(WATER, 75), "and the households kept a ledger of bor-"]
    after = ["rowed days. " + BRIDGE[:55], *textwrap.wrap(BRIDGE[55:] + SEED, 75)]
    extraction = pdf.read(made([set_lines(before), set_lines(after)]))
    (crossing,) = [block for block in extraction.blocks if len(block.pieces) == 2]
    first, second = crossing.pieces
    assert first.text.endswith("a ledger of borrowed")
    assert second.text.startswith("days.")


def test_sections_captions_and_references_are_told_apart() -> None:
    """Ensures that each kind of text gets its kind, and prose its section."""
    references = [
        f"{n}. Weaver A, Potter B{n}. On slates and drills. J Valley. 19{70 + n};{n}:1-9."
        for n in range(1, 7)
    ]
    page = [
        (72, 740, "B", 14, "Results"),
        *paragraph(WATER * 2, y=715),
        (72, 560, "B", 8, "Figure 1. Wells dug in each year of the drought."),
        (72, 530, "B", 14, "References"),
        *set_lines(references, y=505, size=8),
    ]
    extraction = pdf.read(made([page]))
    (body,) = [b for b in extraction.blocks if b.kind is BlockKind.BODY]
    assert body.section == ("Results",)
    assert texts(extraction, BlockKind.CAPTION) == [
        "Figure 1. Wells dug in each year of the drought."
    ]
    assert " ".join(texts(extraction, BlockKind.REFERENCE)) == " ".join(references)


def test_text_that_begins_with_the_number_of_a_figure_is_no_caption() -> None:
    """Ensures that captions of a book are told from sentences about its figures."""
    about = f"Figure 2.1 shows where the drill was seen first. {SEED.strip()}"
    page = [
        *paragraph(WATER * 2, y=760),
        *paragraph(about, y=620),
        (72, 500, "C", 10, "Figure 2.1 Villages with a drill, by year."),
        (72, 470, "C", 8, "Table 2.2 wells and looms in the villages."),
    ]
    extraction = pdf.read(made([page]))
    assert texts(extraction, BlockKind.BODY)[1:] == [about]
    assert [text[:10] for text in texts(extraction, BlockKind.CAPTION)] == [
        "Figure 2.1",
        "Table 2.2 ",
    ]


def test_each_part_of_an_abstract_without_a_heading_belongs_to_it() -> None:
    """Ensures that short parts are found like long ones, and the address is not."""
    parts = [f"Objectives: {BRIDGE.strip()}", f"In short, {MILL.strip()}"]
    address = "School of Wells and Drills, Upper Valley, by the road to the old mill"
    page = [
        (72, 780, "B", 14, "Slates, drills and mills"),
        *paragraph(parts[0], x=120, y=750, width=80, size=8),
        *paragraph(parts[1], x=120, y=698, width=80, size=8),
        *paragraph(address, x=120, y=560, width=80, size=8),
        (72, 500, "B", 14, "Introduction"),
        *paragraph(WATER * 3, y=475),
    ]
    extraction = pdf.read(made([page]))
    assert texts(extraction, BlockKind.ABSTRACT) == parts


def test_what_a_publisher_puts_on_the_first_page_is_no_abstract() -> None:
    """Ensures that concepts and permissions of proceedings are not the authors'."""
    legal = "Permission to make digital or hard copies of all or part of this tale is"
    page = [
        (72, 790, "B", 12, "Abstract"),
        *paragraph(BRIDGE, y=770, size=9),
        (72, 700, "B", 12, "CCS Concepts"),
        *paragraph(
            "\u2022 Wells; Drills; \u2022 Seeds \u2022 Looms and mills", y=680, size=9
        ),
        *paragraph(f"{legal} granted for two seasons. {MILL}", y=660, size=9),
        (72, 580, "B", 12, "1 Introduction"),
        *paragraph(WATER * 3, y=560),
    ]
    extraction = pdf.read(made([page]))
    assert texts(extraction, BlockKind.ABSTRACT) == [BRIDGE.strip()]
    assert "Permission" not in " ".join(texts(extraction, BlockKind.FOOTNOTE))


def test_a_reference_list_is_taken_up_after_a_box() -> None:
    """Ensures that entries after an advertisement are references like the others."""
    references = [
        f"{n}. Weaver A, Potter B. On slates and drills. J Valley. 19{70 + n};{n}:1-9."
        for n in range(1, 9)
    ]
    page = [
        *paragraph(WATER * 2, y=760),
        (72, 640, "B", 14, "References"),
        *set_lines(references[:4], y=615, size=8),
        (72, 540, "B", 14, "Publish with us"),
        *paragraph(MILL, y=515),
        *set_lines(references[4:], y=440, size=8),
    ]
    extraction = pdf.read(made([page]))
    assert texts(extraction, BlockKind.REFERENCE) == references
    assert {b.section for b in extraction.blocks if b.text in references} == {
        ("References",)
    }


def test_an_entry_goes_on_in_the_next_column() -> None:
    """Ensures that the entry which a column cuts is whole, and no other grows."""
    entries = [
        f"{n}. Weaver A, Potter B. On slates and drills and the looms of the lower"
        f" valley, {n}. J Valley. 19{70 + n};{n}:1-9. doi:10.1/{n}"
        for n in range(1, 9)
    ]
    lines = [line for entry in entries for line in textwrap.wrap(entry, 36)]
    assert " ".join(lines[13:15]) in entries[3]  # which is cut
    page = [
        *paragraph(WATER * 2, y=780),
        (72, 660, "B", 14, "References"),
        *set_lines(lines[:14], y=630),
        (72, 440, "C", 10, "51"),
        *set_lines(lines[14:], x=320, y=630),
    ]
    assert texts(pdf.read(made([page])), BlockKind.REFERENCE) == entries


def test_the_column_of_references_in_a_table_opens_no_list() -> None:
    """Ensures that cells under `Reference` are not read as references."""
    cells = [(300, 585 - 12 * n, "H", 9, f"[{n + 20}]") for n in range(14)]
    page = [
        *paragraph(WATER * 2, y=760),
        (300, 600, "B", 10, "Reference"),
        *cells,
        *paragraph(SEED * 3, y=380),
    ]
    extraction = pdf.read(made([page]))
    assert texts(extraction, BlockKind.REFERENCE) == []


def test_figures_in_a_table_are_no_running_text() -> None:
    """Ensures that numbers set like the text, and rows of them, make no paragraphs."""
    cells = [
        mark
        for row in range(5)
        for mark in (
            (90, 640 - 26 * row, "C", 10, f"0.{row}5"),
            (250, 640 - 26 * row, "C", 10, f"0.{row}343"),
        )
    ]
    rows = [(90, 480, "C", 10, " ".join(f"0.{n}1" for n in range(9)))]
    page = [*paragraph(WATER * 2, y=760), *cells, *rows, *paragraph(SEED * 2, y=420)]
    bodies = texts(pdf.read(made([page])), BlockKind.BODY)
    assert bodies == [(WATER * 2).strip(), (SEED * 2).strip()]


def test_a_number_at_the_end_of_a_line_ends_no_sentence() -> None:
    """Ensures that a line which ends in 0.05 goes on in an indented one below."""
    lines = [
        "The wells of the upper villages were dug by hand until a p below 0.05",
        "   was found for the drill that a widow from the coast had brought along,",
        "and her neighbours watched it for two more seasons before they believed.",
    ]
    page = [*paragraph(SEED * 2, y=760), *set_lines(lines, y=600)]
    assert texts(pdf.read(made([page])), BlockKind.BODY)[1:] == [
        " ".join(" ".join(lines).split())
    ]


def test_a_table_of_contents_is_no_running_text() -> None:
    """Ensures that titles with dots and page numbers are no text and no captions."""
    titles = ["1.1 Wells in the upper villages", "1.2 Seed", "Figure 1. A drill"]
    contents = [
        (72, 640 - 30 * n, "C", 10, f"{title} {'. ' * (30 - len(title) // 2)}{n + 3}")
        for n, title in enumerate(titles)
    ]
    page = [*paragraph(WATER * 2, y=760), *contents, *paragraph(SEED * 2, y=480)]
    extraction = pdf.read(made([page]))
    kinds = [block.kind for block in extraction.blocks if ". . ." in block.text]
    assert set(kinds) == {BlockKind.OTHER}
    assert len(texts(extraction, BlockKind.BODY)) == 2


def test_a_heading_in_bold_ends_where_its_type_ends() -> None:
    """Ensures that a heading at the start of its paragraph is whole, and no more."""
    lines = textwrap.wrap(WATER * 2, 75)
    page = [
        *paragraph(SEED * 2, y=750),
        (72, 630, "B", 10, "Wells of A. Weaver and Co."),
        (200, 630, "C", 10, lines[0][:53]),
        *set_lines(lines[1:], y=618),
    ]
    (first, second) = pdf.read(made([page])).blocks
    assert first.section == ()
    assert second.section == ("Wells of A. Weaver and Co",)
    assert second.text.startswith("Wells of A. Weaver and Co. The wells of the upper")


def test_a_heading_in_the_bold_type_of_tex_is_one() -> None:
    """Ensures that Computer Modern Bold is known, though its name does not say so."""
    page = [
        *paragraph(WATER * 2, y=750),
        (72, 610, "X", 8.9, "A. Slates and inspectors"),
        *paragraph(BRIDGE * 2, y=592),
    ]
    sections = [block.section for block in pdf.read(made([page])).blocks]
    assert sections[-1] == ("A. Slates and inspectors",)


def test_a_heading_in_its_paragraph_stands_under_one_with_a_number() -> None:
    """Ensures that it ends no numbered section, and that no bold digit is one."""
    lines = textwrap.wrap(WATER * 2, 75)
    seeds = textwrap.wrap(f"18 {SEED * 2}", 75)
    page = [
        (72, 760, "B", 10, "3.1 Slates"),
        *paragraph(BRIDGE * 2, y=740),
        (72, 640, "B", 10, "Wells in brief."),
        (140, 640, "C", 10, lines[0][:50]),
        *set_lines(lines[1:], y=628),
        (72, 500, "B", 10, "18"),
        (90, 500, "C", 10, seeds[0][3:]),
        *set_lines(seeds[1:], y=488),
    ]
    sections = [block.section for block in pdf.read(made([page])).blocks]
    assert sections[1:] == [
        ("3.1 Slates",),
        ("3.1 Slates", "Wells in brief"),
        ("3.1 Slates", "Wells in brief"),
    ]


def test_a_heading_with_a_number_in_the_middle_of_the_column_is_one() -> None:
    """Ensures that capitals or italics do, where the number is set like the text."""
    page = [
        *paragraph(WATER * 2, y=760),
        (260, 640, "C", 10, "2. SLATES"),
        *paragraph(BRIDGE * 2, y=622),
        (250, 500, "C", 10, "2.1."),
        (280, 500, "O", 10, "Inspectors"),
        *paragraph(MILL * 2, y=482),
        (72, 380, "C", 10, "3. SEED"),
        *paragraph(SEED * 2, y=368),
    ]
    sections = [block.section for block in pdf.read(made([page])).blocks]
    assert sections[2] == ("2. SLATES",)
    assert {section[-1:] for section in sections[3:]} == {("2.1. Inspectors",)}


def test_numbers_say_which_section_a_heading_stands_in() -> None:
    """Ensures that 2.1 stands under 2, and 3 after both, in whatever type they are."""
    headings = [
        ("B", 10, "2 SLATES"),
        ("B", 11, "2.1 Inspectors"),
        ("B", 11, "2.2 Cupboards"),
        ("B", 10, "3 Seed"),
    ]
    page = []
    for at, (font, size, text) in enumerate(headings):
        page += [(72, 780 - 150 * at, font, size, text)]
        page += paragraph(BRIDGE * 2, y=765 - 150 * at)
    blocks = pdf.read(made([page])).blocks
    assert [block.section for block in blocks if block.kind is BlockKind.BODY] == [
        ("2 SLATES",),
        ("2 SLATES", "2.1 Inspectors"),
        ("2 SLATES", "2.2 Cupboards"),
        ("3 Seed",),
    ]


@pytest.mark.parametrize("line", ["> plot(wells, by = years)", "= wells + Looms"])
def test_a_formula_or_a_line_of_a_program_is_no_heading(line: str) -> None:
    """Ensures that what is set in a font of its own opens no section."""
    page = [
        (72, 760, "B", 14, "Results"),
        *paragraph(WATER * 2, y=735),
        (72, 610, "O", 10, line),
        *paragraph(SEED * 2, y=585),
    ]
    sections = {block.section for block in pdf.read(made([page])).blocks}
    assert sections == {("Results",)}


def test_the_head_of_a_table_heads_no_section() -> None:
    """Ensures that bold cells in small type do not come into the path of sections."""
    heads = [
        (x, 600, "B", 8, text) for x, text in ((72, "Village"), (250, "Reference"))
    ]
    cells = [
        mark
        for row in range(4)
        for mark in (
            (72, 585 - 12 * row, "H", 8, "the upper one on the river by the mill"),
            (250, 585 - 12 * row, "H", 8, "as told by the widow of the old miller"),
        )
    ]
    page = [
        (72, 750, "B", 14, "Results"),
        *paragraph(WATER * 2, y=720),
        *heads,
        *cells,
        *paragraph(SEED * 3, y=500),
    ]
    sections = {block.section for block in pdf.read(made([page])).blocks}
    assert sections == {("Results",)}


def test_a_line_set_apart_by_white_space_is_a_heading() -> None:
    """Ensures that a heading in the type of the text is found by its surroundings."""
    page = [
        *paragraph(WATER * 2, y=750),
        (72, 620, "C", 10, "Slates and inspectors"),
        *paragraph(BRIDGE * 2, y=595),
    ]
    first, heading, last = pdf.read(made([page])).blocks
    assert (first.section, last.section) == ((), ("Slates and inspectors",))
    assert heading.kind is BlockKind.OTHER


def test_a_sentence_that_begins_with_summary_is_no_heading() -> None:
    """Ensures that only a short line opens a section with that name."""
    said = "Summary accounts of the wells were kept by the widow and by her brother."
    page = [
        (72, 760, "B", 14, "Results"),
        *paragraph(WATER * 2, y=735),
        (72, 600, "C", 10, said),
        *paragraph(SEED * 2, y=570),
    ]
    extraction = pdf.read(made([page]))
    assert texts(extraction, BlockKind.BODY)[1] == said
    assert {block.section for block in extraction.blocks} == {("Results",)}


def test_items_of_a_list_are_blocks_of_running_text() -> None:
    """Ensures that bulleted items keep apart, however short they are."""
    items = ["a borrowed drill", "a ledger of days", "a habit of sharing its costs"]
    page = [
        *paragraph(WATER * 2, y=750),
        *[
            (90, 610 - 12 * n, "C", 10, f"\u2022 {item}")
            for n, item in enumerate(items)
        ],
        *paragraph(SEED * 2, y=560),
    ]
    bodies = texts(pdf.read(made([page])), BlockKind.BODY)
    assert bodies[1:-1] == [f"\u2022 {item}" for item in items]


def test_a_paragraph_right_above_its_list_is_whole() -> None:
    """Ensures that a list set in does not make the text above hang like references."""
    lead = WATER.replace(" households. ", " households, with these in turn:")
    items = [f"\u2022 {name}" for name in ("drill", "ledger", "rope", "sieve", "lamp")]
    items += ["\u2022 the widow, and whoever of the cousins would walk with her then"]
    lines = textwrap.wrap(lead, 75)
    page = [
        *paragraph(SEED * 3, y=750),
        *set_lines(lines, y=560),
        *set_lines(items, x=90, y=560 - 12 * len(lines)),
        *paragraph(BRIDGE * 2, y=380),
    ]
    bodies = texts(pdf.read(made([page])), BlockKind.BODY)
    assert bodies[1:-1] == [lead, *items]


def test_a_quotation_set_in_is_running_text() -> None:
    """Ensures that a small paragraph set in below its sentence is no footnote."""
    page = [
        *paragraph(WATER * 2, y=750),
        *paragraph(BRIDGE, x=102, y=630, width=70, size=9),
        *paragraph(SEED * 2, y=540),
        *paragraph(f"1 {BRIDGE}", y=90, width=95, size=8),
    ]
    extraction = pdf.read(made([page]))
    assert texts(extraction, BlockKind.BODY)[1] == BRIDGE.strip()
    assert texts(extraction, BlockKind.FOOTNOTE) == [f"1 {BRIDGE.strip()}"]


def test_a_quotation_in_italics_within_its_column_is_running_text() -> None:
    """Ensures that words of an interview count, right below what introduces them."""
    lead = f"{SEED.strip()} One of the farmers put it in these words:"
    lines = textwrap.wrap(lead, 75)
    said = textwrap.wrap(BRIDGE, 65)
    page = [
        *paragraph(WATER * 2, y=750),
        *set_lines(lines, y=600),
        *[
            (96, 600 - 12 * (len(lines) + n), "O", 10, line)
            for n, line in enumerate(said)
        ],
        *paragraph(MILL, y=600 - 12 * (len(lines) + len(said))),
    ]
    bodies = texts(pdf.read(made([page])), BlockKind.BODY)
    assert bodies[1:] == [lead, BRIDGE.strip(), MILL.strip()]


def test_a_quotation_below_a_quotation_is_running_text() -> None:
    """Ensures that each of several voices counts, not only the first and the last."""
    voices = [BRIDGE.strip(), MILL.strip(), SEED.strip()]
    page = [*paragraph(WATER * 5, y=780)]
    y = 500
    for voice in voices:
        lines = textwrap.wrap(voice, 60)
        page += [(102, y - 12 * n, "O", 10, line) for n, line in enumerate(lines)]
        y -= 12 * len(lines) + 10
    page += paragraph(SEED * 5, y=y)
    extraction = pdf.read(made([page]))
    assert texts(extraction, BlockKind.BODY)[1:-1] == voices


def test_superscript_numbers_are_set_off() -> None:
    """Ensures that a raised reference number does not become part of the word."""
    page = [
        *paragraph(SEED * 3, y=600),
        (72, 700, "C", 10, "The cousin mattered"),
        (186, 704, "C", 6, "12"),
        (200, 700, "C", 10, "more than the merchant did, and nobody disputed that."),
    ]
    assert "mattered¹² more" in " ".join(texts(pdf.read(made([page])), BlockKind.BODY))


def test_digits_that_a_font_draws_raised_are_superscripts() -> None:
    """Ensures that superscripts which stand on the baseline do not join the word."""
    page = f"{SEED} The cousin mattered#super[12] more than IL2 did."
    made_by_typst = typst.compile(page.encode())
    body = " ".join(block.text for block in pdf.read(made_by_typst).blocks)
    assert "mattered¹² more than IL2 did" in body


def test_accents_printed_by_themselves_stand_on_their_letters() -> None:
    """Ensures that two dots over a letter, set as a sign of their own, join it."""
    lines = textwrap.wrap(WATER.replace("widow", "Mrs Muller"), 75)
    at = next(n for n, line in enumerate(lines) if "Muller" in line)
    x = 72 + 6 * (lines[at].index("Muller") + 1)
    page = set_lines(lines)
    page.insert(at + 1, (x, page[at][1], "C", 10, "\u00a8"))
    body = " ".join(texts(pdf.read(made([page])), BlockKind.BODY))
    assert body == WATER.replace("widow", "Mrs Müller").strip()


def test_words_that_only_stand_apart_are_two() -> None:
    """Ensures that a space too narrow for pdfium parts pieces that are shown apart."""
    page = [
        *set_lines(textwrap.wrap(WATER * 3, 75), y=688),
        (72, 400, "H", 10, "The wells were dug by hand and"),  # ends at 215.96
        (217.46, 400, "H", 10, "Widows from the coast called Mac"),
        (369.4, 400, "H", 10, "Williams a man of the drill."),  # 0.03 em: one name
    ]
    found = " ".join(block.text for block in pdf.read(made([page])).blocks)
    assert "by hand and Widows from the coast called MacWilliams a man" in found


def test_a_formula_with_lowered_digits_is_one_word() -> None:
    """Ensures that what follows a lowered digit closely belongs to its word."""
    page = [
        (72, 700, "C", 10, "The well gave MgCl"),
        (180, 696, "C", 6, "2"),
        (183.6, 700, "C", 10, "OH and water, and nobody knew the reason."),
        *paragraph(WATER * 3, y=600),
    ]
    assert "gave MgCl2OH and water" in " ".join(
        block.text for block in pdf.read(made([page])).blocks
    )


def test_a_line_in_italics_amid_a_sentence_is_no_heading() -> None:
    """Ensures that a line filled by names of species does not cut its paragraph."""
    lines = [
        "x" * 74 + ".",
        "A" * 75,
        *["brought a drill and the habit of sharing" * 2] * 6,
    ]
    marks = [
        (x, y, "O" if line[0] == "A" else font, size, line[:75])
        for line, (x, y, font, size, _) in zip(lines, set_lines(lines), strict=True)
    ]
    blocks = pdf.read(made([marks])).blocks
    assert len(blocks) == 1
    assert blocks[0].section == ()


def test_signs_that_call_themselves_digits_are_read() -> None:
    """Ensures that a times sign of a symbol font does not end a number with 9."""
    marks = paragraph(WATER * 2)
    y = marks[-1][1] - 12
    marks += [(72, y, "C", 10, "in 1"), (96, y, "S", 10, "9"), (108, y, "C", 10, "TBE")]
    assert "in 1× TBE" in " ".join(
        block.text for block in pdf.read(made([marks])).blocks
    )


def test_a_dash_that_calls_itself_e_is_read() -> None:
    """Ensures that a range is one, and a number with an exponent stays as it is."""
    marks = paragraph(WATER * 2)
    y = marks[-1][1] - 12
    marks += [
        (72, y, "C", 10, "on 26"),
        (102, y, "S", 10, "e"),
        (108, y, "C", 10, "31"),
    ]
    marks += [(126, y, "C", 10, "of 1e5 wells")]
    text = " ".join(block.text for block in pdf.read(made([marks])).blocks)
    assert "on 26–31 of 1e5 wells" in text


def test_metadata_is_read_where_the_page_bears_it_out() -> None:
    """Ensures that title, author and DOI are taken, and a file name is not."""
    page = [
        (72, 770, "B", 18, "Slates in the valley schools"),
        (72, 745, "T", 10, "Ada Weaver"),
        (72, 60, "T", 7, "https://doi.org/10.1234/valley.2020.7."),
        *paragraph(BRIDGE * 3),
    ]
    stated = pdf.read(made([page], info="/Title (slates_v3.doc) /Author (Ada Weaver)"))
    assert stated.metadata == {
        "title": "Slates in the valley schools",
        "author": [{"family": "Weaver", "given": "Ada"}],
        "DOI": "10.1234/valley.2020.7",
    }


def test_reading_is_repeatable_and_travels() -> None:
    """Ensures that the same bytes give the same record, also through a process."""
    data = made([[*running(3), *paragraph(WATER * 3)], paragraph(SEED * 3)])
    first = pdf.read(data)
    assert first == pdf.read(data) == pickle.loads(pickle.dumps(first))
    assert first.paged


def test_every_line_keeps_its_place() -> None:
    """Ensures that words lead back to the printed lines they stand on."""
    lines = textwrap.wrap(WATER + SEED, 60)
    lines[1] += " extra-"
    lines[2] = "ordinary " + lines[2]
    page = assemble(pdf.read(made([set_lines(lines)]))).pages[0]
    assert "extraordinary" in page.text or "extra-ordinary" in page.text
    assert len(page.boxes) == len(lines)
    for number, line in enumerate(lines):
        word = line.split()[3]
        start = page.text.index(" ".join(line.split()[2:5]))
        found = list(lines_of(page.boxes, start, start + len(word)))
        (box,) = found
        assert abs(box.bottom - (700 - 12 * number)) < 4
        assert box.left == pytest.approx(72, abs=2)
        assert box.right == pytest.approx(72 + 6 * len(line), abs=7)
