"""Where a passage stands, in the words a citation uses."""

import pytest

from diffusionkb.ingest.locators import PDF, locator
from diffusionkb.model import (
    BlockKind,
    Document,
    Page,
    PageNumbers,
    Passage,
    Span,
    Stamp,
)

STAMP = Stamp(tool="test", version="1", settings="")


def page(
    index: int, *, label: str | None = None, folio: str | None = None, sure: float = 1.0
) -> Page:
    numbers = PageNumbers(index=index, label=label, folio=folio, folio_confidence=sure)
    return Page(numbers=numbers, text="")


def passage(
    first: int = 0, last: int = 0, *, section: tuple[str, ...] = (), kind: str = "body"
) -> Passage:
    return Passage(
        id="p",
        kind=BlockKind(kind),
        text="text",
        section=section,
        paragraph=3,
        first_page=first,
        last_page=last,
        spans=(Span(page=first, start=0, end=4),),
    )


def document(*pages: Page, paged: bool = True, **metadata: str) -> Document:
    return Document(stamp=STAMP, pages=pages, blocks=(), paged=paged, metadata=metadata)


@pytest.mark.parametrize(
    ("pages", "last", "words"),
    [
        ((page(0, label="1", folio="365"),), 0, "p. 365"),
        ((page(0, folio="365"), page(1, folio="366")), 1, "pp. 365–366"),
        ((page(0, folio="xii"),), 0, "p. xii"),
        ((page(0, label="iv", folio="3", sure=0.49),), 0, "p. iv (PDF label)"),
        ((page(0, label="iv", folio="3", sure=0.5),), 0, "p. 3"),
        ((page(0, folio="9"), page(1, label="x")), 1, "PDF pp. 1–2"),
        (
            (page(0, label="a", folio="9"), page(1, label="b")),
            1,
            "pp. a–b (PDF label)",
        ),
        ((page(0),), 0, "PDF p. 1"),
        ((page(0, folio=""),), 0, "PDF p. 1"),
    ],
)
def test_pages(pages: tuple[Page, ...], last: int, words: str) -> None:
    """Ensures that the best number that both pages have is used, and named."""
    assert locator(passage(0, last), document(*pages), PDF) == words


def test_pages_of_other_formats_are_not_called_pdf() -> None:
    """Ensures that a page number is never said to be of a PDF that is none."""
    assert locator(passage(), document(page(0)), "text/plain") == "file p. 1"


def test_text_before_the_first_printed_page() -> None:
    """Ensures that a book's pages are the printed ones, and nothing else is a page."""
    book = document(page(0), page(1, folio="12"))
    epub = "application/epub+zip"
    where = passage(1, 1, section=("Markets",))
    assert locator(where, book, epub) == "p. 12"
    where = passage(0, 1, section=("Preface",))
    assert locator(where, book, epub) == "section “Preface”, para. 3"


@pytest.mark.parametrize(
    ("section", "kind", "words"),
    [
        (("Methods", "Sample"), "body", "section “Sample”, para. 3"),
        ((), "abstract", "abstract, para. 3"),
        (("Summary",), "abstract", "section “Summary”, para. 3"),
        ((), "body", "para. 3"),
    ],
)
def test_without_pages(section: tuple[str, ...], kind: str, words: str) -> None:
    """Ensures that page-less sources are located by section and paragraph."""
    where = passage(section=section, kind=kind)
    assert locator(where, document(page(0), paged=False), "text/html") == words


def test_a_digest_has_no_place_in_the_work() -> None:
    """Ensures that a digest's own heading is never taken for one of the work."""
    digest = document(page(0), paged=False, source_kind="digest")
    assert locator(passage(section=("A",)), digest, "text/markdown") == "digest: “A”"
    assert locator(passage(), digest, "text/markdown") == "digest"
