"""The plain text reader: encodings, pages, wrapped lines, bare headings."""

from pathlib import Path

import pytest

from diffusionkb.errors import UnreadableSource
from diffusionkb.ingest.extract import text
from diffusionkb.model import BlockKind, Extraction

WRAPPED = Path(__file__).parents[1] / "data" / "formats" / "wrapped.txt"
SHARED = Path(__file__).parents[3] / "shared"
MYTHS = SHARED / "source" / "albury-2015-myths-and-mechanisms.txt"


def body(found: Extraction) -> list[tuple[tuple[str, ...], str]]:
    return [(b.section, b.text) for b in found.blocks if b.kind is BlockKind.BODY]


def test_wrapped_lines_and_broken_words() -> None:
    """Ensures that lines are joined and line-end hyphens go or stay rightly."""
    found = text.read(WRAPPED.read_bytes())
    assert body(found)[0] == (
        ("INTRODUCTION",),
        "The drill spread from village to village, and the innovation was well-known "
        "by the end of the century. It was a well-known thing, and its spread went on "
        "for years. It ended with the war.",
    )


def test_pages_and_printed_numbers() -> None:
    """Ensures that form feeds are pages and their numbers are folios, not text."""
    found = text.read(WRAPPED.read_bytes())
    assert found.paged
    assert [n.folio for n in found.numbers] == ["365", "366", "367"]
    assert "366" not in " ".join(b.text for b in found.blocks)


def test_title_byline_and_bare_headings() -> None:
    """Ensures that capitals, numbers, underlines and known names are headings."""
    found = text.read(WRAPPED.read_bytes())
    assert found.metadata["title"] == "THE SPREAD OF THE DRILL"
    assert [section for section, _ in body(found)] == [
        ("INTRODUCTION",),
        *[("INTRODUCTION", "1.1 Markets")] * 3,
        *[("INTRODUCTION", "Methods")] * 2,
    ]


@pytest.mark.parametrize(
    ("data", "noted"),
    [
        ("Café – crème.".encode(), False),
        (b"\xef\xbb\xbf" + "Café – crème.".encode(), False),
        ("Café – crème.".encode("utf-16"), False),
        ("Café – crème.".encode("cp1252"), True),
        ("Café – crème.\r\n".encode(), False),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "windows-1252", "crlf"],
)
def test_encodings(data: bytes, *, noted: bool) -> None:
    """Ensures that usual encodings are read, and a guess is noted."""
    found = text.read(data)
    assert found.blocks[0].text == "Café – crème."
    assert bool(found.notes) is noted


@pytest.mark.parametrize(
    ("data", "kind"), [(b"", "empty"), (b" \n\x00", "empty"),
        (b"---\ntitle: Only a header\n---\n", "no-text"), (bytes(range(32)) * 9,
                                                             "unsupported")]
)  # fmt: skip
def test_no_text(data: bytes, kind: str) -> None:
    """Ensures that empty and binary files are refused."""
    with pytest.raises(UnreadableSource) as caught:
        text.read(data)
    assert caught.value.kind == kind


def test_numbered_lines_in_a_row_are_a_list() -> None:
    """Ensures that a loose numbered list is no row of empty sections."""
    found = text.read(b"1. Apples\n\n2. Pears\n\n3. Plums\n")
    assert [b.section for b in found.blocks] == [(), (), ()]


def test_one_line_for_each_paragraph() -> None:
    """Ensures that unwrapped lines without blank lines are paragraphs."""
    line = "A long line of text that nobody wrapped. " * 6
    assert len(body(text.read(f"{line}\n{line}\n".encode()))) == 2


def test_markdown_in_a_text_file() -> None:
    """Ensures that text with Markdown's headings is read as Markdown."""
    found = text.read(b"# A title\n\n## First\n\nSome *text*.\n")
    assert body(found) == [(("First",), "Some text.")]


@pytest.mark.skipif(not MYTHS.is_file(), reason="the source document is not here")
def test_each_myth_is_a_section() -> None:
    """Ensures that headings of every style in a converted note open sections."""
    found = body(text.read(MYTHS.read_bytes()))
    for number in range(1, 6):
        inside = [t for s, t in found if s and s[-1].startswith(f"Myth {number}:")]
        assert len(inside) == 1, number
    mechanisms = [s for s, _ in found if s and s[-1].startswith("Mechanism ")]
    assert {s[0] for s in mechanisms} == {
        "Powerful mechanisms for scaling and diffusion"
    }
    counts = [
        sum(s[-1].startswith(f"Mechanism {n}") for s in mechanisms) for n in (1, 2, 3)
    ]
    assert counts == [6, 6, 6]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the text collection is not here")
def test_no_letter_of_real_texts_is_lost() -> None:
    """Ensures that all letters of real texts arrive."""
    for source in sorted((SHARED / "data" / "text").glob("*.txt")):
        raw = source.read_text("utf-8").split("\n---\n", 1)[1]
        found = " ".join(block.text for block in text.read(source.read_bytes()).blocks)
        assert sorted(filter(str.isalpha, raw)) == sorted(filter(str.isalpha, found))


RFC = """Working Group                                      E. van Dam
Request: 9999                                      March 2001

Neighbours copied what they saw at the mill,
and not what they had read in the long win-


van Dam                  Informational                  [Page 1]
\fRFC 9999             How Drills Spread              March 2001

ter evenings. That is the second lesson of these villages.

van Dam                  Informational                  [Page 2]
\fRFC 9999             How Drills Spread              March 2001

The third page says that costs were low.

van Dam                  Informational                  [Page 3]
"""


def test_running_heads_and_numbered_feet() -> None:
    """Ensures that heads and feet are no words, and their numbers are the pages'."""
    found = text.read(RFC.encode())
    assert [page.folio for page in found.numbers] == ["1", "2", "3"]
    assert [[(p.page, p.text) for p in b.pieces] for b in found.blocks[1:]] == [
        [
            (0, "Neighbours copied what they saw at the mill, and not what they had read"
             " in the long winter"),
            (1, "evenings. That is the second lesson of these villages."),
        ],
        [(2, "The third page says that costs were low.")],
    ]  # fmt: skip


GUTENBERG = """The Project Gutenberg eBook of How Drills Spread

This eBook is for the use of anyone anywhere at no cost.

Title: How Drills Spread

Author: Eva van Dam

*** START OF THE PROJECT GUTENBERG EBOOK HOW DRILLS SPREAD ***

HOW DRILLS SPREAD

CHAPTER I.

The Setting

Neighbours copied what they saw.

CHAPTER II.

Nobody kept it, for there were no markets to sell the corn in at all.

*** END OF THE PROJECT GUTENBERG EBOOK HOW DRILLS SPREAD ***

Updated editions will replace the previous one.
"""


def test_project_gutenberg() -> None:
    """Ensures that the licence around a book is left out, and chapters head sections."""
    found = text.read(GUTENBERG.encode())
    assert found.metadata == {
        "type": "book",
        "title": "How Drills Spread",
        "author": [{"family": "van Dam", "given": "Eva"}],
    }
    assert [(b.section, b.text) for b in found.blocks if b.kind is BlockKind.BODY] == [
        (("CHAPTER I. The Setting",), "Neighbours copied what they saw."),
        (
            ("CHAPTER II.",),
            "Nobody kept it, for there were no markets to sell the corn in at all.",
        ),
    ]


def test_paragraphs_that_are_only_set_in() -> None:
    """Ensures that a line that is set in begins a paragraph where a sentence ended."""
    lines = [
        *(
            "   The first drill came in the spring",
            "and was kept in a barn.",
            "No more.",
        ),
        *(
            "   The second came in the autumn, to",
            "   Iowa, where it was",
            "sold at once.",
        ),
    ]
    found = text.read("\n".join(lines).encode())
    assert [block.text for block in found.blocks] == [
        "The first drill came in the spring and was kept in a barn. No more.",
        "The second came in the autumn, to Iowa, where it was sold at once.",
    ]


def test_signs_that_quote_and_signs_that_say_more() -> None:
    """Ensures that “>” is only taken away where it marks a line as quoted."""
    quoted = (
        "> In all villages we found p > 0.05 for the\n> wells of <ann@well.org> too."
    )
    table = "> 65 years  23 wells\n> 80 years  12 wells"
    session = "We count wells:\n>>> import wells\n>>> wells.count()\n12"
    found = text.read("\n\n".join(["Read this.", quoted, table, session]).encode())
    words = " ".join(block.text for block in found.blocks)
    assert (
        "In all villages we found p > 0.05 for the wells of <ann@well.org> to" in words
    )
    assert "> 65 years 23 wells > 80 years 12 wells" in " ".join(words.split())
    assert ">>> import wells >>> wells.count() 12" in words


def test_entries_with_their_second_line_set_in() -> None:
    """Ensures that an entry whose second line hangs is no two paragraphs."""
    entry = "Rogers, E. M. (2003). Diffusion of innovations.\n   Free Press, New York."
    found = text.read(f"{entry}\n\n{entry}\n".encode())
    assert [block.text.count("Rogers") for block in found.blocks] == [1, 1]


def test_a_line_set_in_below_a_colon() -> None:
    """Ensures that what a colon announces stays with the line that announces it."""
    lines = ["The wells were", "counted twice:", "   three and four,", "as Ann says."]
    found = text.read("\n".join(lines).encode())
    assert len(found.blocks) == 1
