"""Blocks onto pages: every piece is found at its span, and nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from diffusionkb.ingest.pages import SEPARATOR, assemble
from diffusionkb.model import (
    Block,
    BlockKind,
    Document,
    Extraction,
    PageNumbers,
    Piece,
    Stamp,
)

PAGES = 4
STAMP = Stamp(tool="test", version="1", settings="")
WORDS = st.text(alphabet="abc äß.", min_size=1, max_size=12)


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    """A block on one page, or running over as many as follow."""
    first = draw(st.integers(0, PAGES - 1))
    last = draw(st.integers(first, PAGES - 1))
    kind = draw(st.sampled_from(BlockKind))
    pieces = tuple(
        Piece(page=page, text=draw(WORDS)) for page in range(first, last + 1)
    )
    return Block(kind=kind, pieces=pieces, section=draw(st.sampled_from([(), ("A",)])))


def extraction(found: list[Block], quality: tuple[float, ...] = ()) -> Extraction:
    numbers = tuple(PageNumbers(index=index) for index in range(PAGES))
    return Extraction(
        blocks=tuple(found), numbers=numbers, stamp=STAMP, paged=True, quality=quality
    )


def body(*texts: tuple[int, str]) -> Block:
    return block("body", *texts)


def block(kind: str, *texts: tuple[int, str]) -> Block:
    pieces = tuple(Piece(page=page, text=text) for page, text in texts)
    return Block(kind=BlockKind(kind), pieces=pieces)


def texts(document: Document) -> list[str]:
    return [page.text for page in document.pages]


@given(st.lists(blocks(), max_size=8))
def test_every_piece_is_found_at_its_span(found: list[Block]) -> None:
    """Ensures that spans point at exactly the text that the reader gave."""
    document = assemble(extraction(found))
    assert len(document.pages) == PAGES
    assert len(document.blocks) == len(found)
    for given_block, placed in zip(found, document.blocks, strict=True):
        assert placed.kind == given_block.kind
        assert placed.section == given_block.section
        for piece, span in zip(given_block.pieces, placed.spans, strict=True):
            assert span.page == piece.page
            assert document.pages[span.page].text[span.start : span.end] == piece.text


@given(st.lists(blocks(), max_size=8))
def test_pieces_cover_the_pages(found: list[Block]) -> None:
    """Ensures that page texts are the pieces and the space between, nothing else."""
    document = assemble(extraction(found))
    for number, page in enumerate(document.pages):
        spans = sorted(
            (span.start, span.end)
            for placed in document.blocks
            for span in placed.spans
            if span.page == number
        )
        assert page.text == SEPARATOR.join(page.text[a:b] for a, b in spans)


def test_a_paragraph_over_a_page_is_unbroken() -> None:
    """Ensures that a footnote does not stand between the halves of a sentence."""
    document = assemble(
        extraction(
            [
                body((0, "first")),
                body((0, "it begins"), (1, "and ends")),
                block("footnote", (0, "1 a note")),
                block("caption", (1, "Figure 1")),
                body((1, "last")),
            ]
        )
    )
    assert texts(document)[0].endswith("it begins")
    assert texts(document)[1].startswith("and ends")
    assert "1 a note" in texts(document)[0]


def test_a_paragraph_that_fills_a_page() -> None:
    """Ensures that a page between two others keeps its running text first."""
    document = assemble(
        extraction([body((0, "a"), (1, "b"), (2, "c")), block("footnote", (1, "note"))])
    )
    assert texts(document)[:3] == ["a", "b\n\nnote", "c"]


def test_the_order_of_the_reader_is_kept_where_nothing_crosses() -> None:
    """Ensures that a caption stays where it was found."""
    found = [body((0, "a")), block("caption", (0, "Figure 1")), body((0, "b"))]
    assert texts(assemble(extraction(found)))[0] == "a\n\nFigure 1\n\nb"


def test_pages_without_a_stated_quality_are_good() -> None:
    """Ensures that quality is as stated, and 1 where a reader says nothing."""
    document = assemble(extraction([], quality=(0.5, 0.0)))
    assert [page.quality for page in document.pages] == [0.5, 0.0, 1.0, 1.0]
