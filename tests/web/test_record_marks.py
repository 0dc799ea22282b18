"""What reference managers and search engines recognise on a page."""

import json
import re
from collections.abc import Callable
from html import escape, unescape
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest

from diffusionkb.settings import Folder
from diffusionkb.web.record_marks import RecordMarks, marks

from .zotero import imported

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
        "The Survey,",
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
    title = "rft.btitle" if kind == "book" else "rft.title"
    assert coins[title] == ["T & U"]
    assert coins["rft.au"] == ["Roe, Ann"] and coins["rft.aulast"] == ["The Survey"]
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
    assert dict(marks(item).properties) == {"name": ""} and marks(item).parties == ()


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


ROE = ("author", "Roe", "Ann")
SURVEY = ("author", "The Survey", "")


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ({"type": "article-journal", "container-title": "J"}, "journalArticle"),
        ({"type": "article-journal"}, "journalArticle"),
        ({"type": "chapter", "container-title": "B", "ISBN": "978-1"}, "bookSection"),
        ({"type": "chapter", "ISBN": "978-1", "publisher": "P"}, "bookSection"),
        ({"type": "book"}, "book"),
        ({"type": "book", "ISBN": "978-1", "publisher": "P"}, "book"),
        ({"type": "report", "publisher": "P", "ISBN": "978-1"}, "report"),
        ({"type": "report", "ISBN": "978-1"}, "report"),
        ({"type": "thesis", "publisher": "U"}, "thesis"),
        ({"type": "thesis"}, "thesis"),
        ({"type": "paper-conference", "container-title": "C"}, "conferencePaper"),
        ({"type": "paper-conference"}, "conferencePaper"),
        ({"type": "webpage", "URL": "https://example.org/a"}, "webpage"),
        ({"type": "speech"}, "presentation"),
        ({"type": "article"}, "preprint"),
        ({"type": "legislation"}, "document"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_a_click_in_zotero_brings_the_work(item: dict, kind: str) -> None:
    """Ensures that kind, title, people and pages arrive, however poor the record."""
    given = {"title": "T & U: a <study>", "author": AUTHOR, "page": "365–386"}
    got = imported(page_of(marks(given | item)))
    assert (got["type"], got["title"]) == (kind, given["title"])
    assert got["people"] == [ROE, SURVEY]
    assert got["pages"] == "365-386"
    assert got["url"] == item.get("URL", "")


@pytest.mark.parametrize("kind", [{"container-title": "J"}, {}])
@pytest.mark.parametrize(
    "people",
    [
        [("author", "de la Cruz", "Ana María")],
        [("author", "Ministry of Health", "")],
        [("author", "UNESCO", "")],
        [ROE, ("author", "de la Cruz", "Ana María")],
    ],
    ids=lambda people: " and ".join(person[1] for person in people),
)
def test_names_arrive_whole(people: list, kind: dict) -> None:
    """Ensures that no name is taken for two, and no institution for a person."""
    author = [
        {"family": family, "given": given} if given else {"literal": family}
        for _, family, given in people
    ]
    item = {"type": "article-journal", "title": "T", "author": author} | kind
    assert imported(page_of(marks(item)))["people"] == people


def test_editors_are_no_authors() -> None:
    """Ensures that who edited a book does not become author of a chapter in it."""
    item = {
        "type": "chapter",
        "title": "T",
        "container-title": "B",
        "author": AUTHOR[:1],
        "editor": [{"family": "Eder", "given": "Eva"}],
        "DOI": "10.1/x",
    }
    got = imported(page_of(marks(item)))
    assert got["people"] == [ROE, ("editor", "Eder", "Eva")]
    assert got["url"] == "https://doi.org/10.1/x"


def test_search_engines_get_things_with_names() -> None:
    """Ensures that people, institutions and journals are told apart for schema.org."""
    item = {
        "type": "article-journal",
        "author": AUTHOR,
        "container-title": "J",
        "publisher": "P",
    }
    assert marks(item).parties == (
        ("author", "https://schema.org/Person", "Ann Roe"),
        ("author", "https://schema.org/Organization", "The Survey"),
        ("publisher", "https://schema.org/Organization", "P"),
        ("isPartOf", "https://schema.org/Periodical", "J"),
    )


def test_every_work_of_the_bundled_corpus_arrives() -> None:
    """Ensures that each comes out as what it is, with title and first author."""
    file = Path(__file__).parents[2] / "corpus" / "references.json"
    kinds = {"article-journal": "journalArticle", "chapter": "bookSection"}
    for item in json.loads(file.read_text(encoding="utf-8")):
        got = imported(page_of(marks(item)))
        assert got["title"] == item["title"], item["id"]
        if item["type"] in ("article-journal", "chapter", "book", "report", "thesis"):
            assert got["type"] == kinds.get(item["type"], item["type"]), item["id"]
        if item.get("author"):
            first = item["author"][0]
            family = first.get("literal") or first["family"]
            assert got["people"][0][1].endswith(family), item["id"]
            assert len(got["people"]) >= len(item["author"]), item["id"]


def page_of(found: RecordMarks) -> str:
    """The marks as a page carries them."""
    tags = "".join(
        f'<meta name="{name}" content="{escape(value)}">' for name, value in found.tags
    )
    coins = f'<span class="Z3988" title="{escape(found.coins)}"></span>'
    return tags + (coins if found.coins else "")
