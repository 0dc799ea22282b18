"""The HTML reader: main text, metadata, encodings."""

from pathlib import Path

import pytest

from diffusionkb.errors import UnreadableSource
from diffusionkb.ingest.extract import html
from diffusionkb.model import BlockKind, Extraction

PAGE = Path(__file__).parents[1] / "data" / "formats" / "page.html"


@pytest.fixture(scope="module")
def page() -> Extraction:
    return html.read(PAGE.read_bytes())


def texts(found: Extraction, kind: BlockKind) -> list[str]:
    return [block.text for block in found.blocks if block.kind is kind]


def whole(found: Extraction) -> str:
    return " ".join(block.text for block in found.blocks)


def test_metadata_from_highwire(page: Extraction) -> None:
    """Ensures that citation_ meta elements become CSL-JSON."""
    assert page.metadata == {
        "type": "article-journal",
        "title": "Spread of drills",
        "author": [
            {"family": "van Dam", "given": "Eva M."},
            {"family": "Smith", "given": "Bob"},
        ],
        "issued": {"date-parts": [[2019, 1, 15]]},
        "container-title": "Journal of Imagined Diffusion",
        "volume": "7",
        "page": "12-20",
        "DOI": "10.5555/imagined.1",
        "language": "en",
    }


def test_no_machinery_of_the_page(page: Extraction) -> None:
    """Ensures that navigation, scripts and footers stay out."""
    for word in ("Home of the journal", "never read this", "cookies"):
        assert word not in whole(page)


def test_sections_lists_and_raised_numbers(page: Extraction) -> None:
    """Ensures that headings nest, list items are blocks and notes stand apart."""
    body = [(b.section, b.text) for b in page.blocks if b.kind is BlockKind.BODY]
    assert body[0][1].endswith(
        "as the farmers 12 themselves told us when we asked them in the winter, "
        "and yields rose by 10³ kg."
    )
    assert (("Setting",), "The second village had none at all.") in body
    assert body[-1][0] == ("Setting", "Markets")


def test_kinds(page: Extraction) -> None:
    """Ensures that captions, table rows and references are told apart."""
    assert texts(page, BlockKind.CAPTION) == ["Figure 1. Villages by year."]
    assert "1900 | 3" in texts(page, BlockKind.OTHER)
    assert len(texts(page, BlockKind.REFERENCE)) == 1


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("cp1252", "iso-8859-1"),
        ("koi8-r", "koi8-r"),
        ("utf-16", "utf-16"),
        ("utf-8", "no-such-charset"),
    ],
)
def test_declared_encodings(encoding: str, declared: str) -> None:
    """Ensures that text is decoded by what the page declares, if that works."""
    word = "Тула" if encoding == "koi8-r" else "café – “naïve”"
    page = (
        f'<html><head><meta charset="{declared}"></head><body><p>A paragraph about the '
        f"{word} that is long enough to be taken for text of the page.</p></body></html>"
    )
    if encoding == "cp1252":
        page = page.replace("Тула", "")
    assert word in whole(html.read(page.encode(encoding)))


def test_title_without_the_site() -> None:
    """Ensures that a heading is preferred to a title that adds the site's name."""
    page = (
        b"<html><head><title>Spread of drills - The Site</title></head><body>"
        b"<h1>Site menu</h1><main><h1>Spread of drills</h1><p>The drills spread from"
        b" one village to the next one by talk, and it took them forty years.</p>"
        b"</main></body></html>"
    )
    assert html.read(page).metadata["title"] == "Spread of drills"


def test_page_without_main_text_is_read_whole() -> None:
    """Ensures that a page of scraps is still read, with a note."""
    found = html.read(
        b"<html><body><nav>Menu</nav><h2>Q</h2><div>Is it <b>so</b>?<p>Yes.</p>No.</div>"
    )
    assert [b.text for b in found.blocks] == ["Q", "Is it so?", "Yes.", "No."]
    assert found.notes


def test_page_without_text() -> None:
    """Ensures that a page filled by scripts is refused with a remedy."""
    with pytest.raises(UnreadableSource) as caught:
        html.read(b"<html><body><script>draw()</script></body></html>")
    assert caught.value.kind == "no-text"


def test_printed_pages() -> None:
    """Ensures that a page's marks of printed pages are believed, and site parts left."""
    body = """<nav>Menu</nav><main><h1>Report</h1><p>The first page ends with a bro<span
    role="doc-pagebreak" aria-label="Page 8"></span>ken word.</p><h2>Next</h2>
    <div role="doc-pagebreak" id="pg9"></div><p>The last.</p></main><footer>Site</footer>"""
    found = html.read(f"<!DOCTYPE html><html><body>{body}</body></html>".encode())
    assert found.paged
    assert [page.folio for page in found.numbers] == [None, "8", "9"]
    assert [(b.text, [p.page for p in b.pieces]) for b in found.blocks] == [
        ("Report", [0]),
        ("The first page ends with a broken word.", [0, 1]),
        ("Next", [1]),
        ("The last.", [2]),
    ]
