"""What reference managers and search engines recognise on a page."""

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs

import httpx
import pytest

from diffusionkb.settings import Folder
from diffusionkb.web.record_marks import marks

Ask = Callable[..., list[httpx.Response]]
AUTHOR = [{"family": "Roe", "given": "Ann"}, {"literal": "The Survey"}]
ISSUED = {"date-parts": [[2004, 5]]}


@pytest.mark.parametrize(
    ("item", "tags"),
    [
        (
            {
                "type": "article-journal",
                "container-title": "J",
                "page": "365–386",
                "DOI": "10.1/x",
            },
            {
                "citation_journal_title": "J",
                "citation_firstpage": "365",
                "citation_lastpage": "386",
                "citation_doi": "10.1/x",
            },
        ),
        ({"type": "chapter", "container-title": "B"}, {"citation_inbook_title": "B"}),
        (
            {"type": "report", "publisher": "P", "number": 7},
            {
                "citation_technical_report_institution": "P",
                "citation_technical_report_number": "7",
            },
        ),
        (
            {"type": "thesis", "publisher": "U"},
            {"citation_dissertation_institution": "U"},
        ),
        (
            {"type": "paper-conference", "container-title": "C"},
            {"citation_conference_title": "C"},
        ),
        ({"type": "book", "ISBN": "978-1"}, {"citation_isbn": "978-1"}),
    ],
    ids=lambda value: str(value.get("type", "")),
)
def test_each_type_has_its_tags(item: dict, tags: dict) -> None:
    """Ensures that an importer can tell an article from a chapter or a report."""
    found = marks({"title": "T", "author": AUTHOR, "issued": ISSUED} | item)
    assert tags.items() <= dict(found.tags).items()
    assert [v for k, v in found.tags if k == "citation_author"] == [
        "Roe, Ann",
        "The Survey",
    ]
    assert dict(found.tags)["citation_date"] == "2004/05"
    kinds = {
        "citation_journal_title",
        "citation_inbook_title",
        "citation_conference_title",
    }
    assert kinds & dict(found.tags).keys() <= tags.keys()
    assert found.coins == ""


@pytest.mark.parametrize("kind", ["book", "webpage", None])
def test_a_book_without_isbn_is_no_article(kind: str | None) -> None:
    """Ensures that COinS stand in place of tags, and never beside them."""
    found = marks({"type": kind, "title": "T & U", "author": AUTHOR, "issued": ISSUED})
    assert found.tags == ()
    coins = parse_qs(found.coins)
    assert coins["rft.btitle"] == ["T & U"] and coins["rft.au"] == [
        "Roe, Ann",
        "The Survey",
    ]
    assert coins["rft.date"] == ["2004-05"]


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"issued": {}},
        {"issued": {"date-parts": []}},
        {"author": None, "page": None},
    ],
)
def test_poor_records_are_marked_as_far_as_they_go(item: dict) -> None:
    """Ensures that a record with nearly nothing in it breaks no page."""
    assert dict(marks(item).properties) == {"name": ""}


def test_pages_carry_the_marks(small_kb: Folder, ask: Ask) -> None:
    """Ensures that work and passage pages are recognised, without inline script."""
    work, book = ask(small_kb, "/works/rota2011", "/works/loom1850")
    (link,) = (set(re.findall(r'href="(/passages/[^"]+)"', work.text)) or {""},)
    (passage,) = ask(small_kb, sorted(link)[0])
    for page in (work, passage):
        assert (
            '<meta name="citation_title" content="Rotas that came and went">'
            in page.text
        )
        assert '<meta name="citation_author" content="Ward, Ann">' in page.text
        assert 'itemtype="https://schema.org/ScholarlyArticle"' in page.text
        assert not re.search(r"<script(?![^>]*\bsrc=)", page.text)
    assert "citation_title" not in book.text
    coins = re.search(r'class="Z3988" title="([^"]+)"', book.text).group(1)
    assert parse_qs(unescape(coins))["rft.btitle"] == [
        "Looms and ferries of the northern coast"
    ]
