"""How programs recognise a work on a page: Highwire tags, COinS, schema.org.

Reference managers read Highwire tags; these make an article of a book that has no ISBN,
so such works carry COinS instead. Search engines read schema.org, as microdata: nothing
inline that a strict content policy would have to allow.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

Item = Mapping[str, Any]
Pairs = tuple[tuple[str, str], ...]
# CSL type → the tag that says what kind of work it is, and the field that fills it.
CONTAINERS: Mapping[str, tuple[str, str]] = {
    "article-journal": ("citation_journal_title", "container-title"),
    "article-magazine": ("citation_journal_title", "container-title"),
    "article-newspaper": ("citation_journal_title", "container-title"),
    "chapter": ("citation_inbook_title", "container-title"),
    "paper-conference": ("citation_conference_title", "container-title"),
    "report": ("citation_technical_report_institution", "publisher"),
    "thesis": ("citation_dissertation_institution", "publisher"),
}
SIMPLE: Mapping[str, str] = {
    "citation_volume": "volume",
    "citation_issue": "issue",
    "citation_doi": "DOI",
    "citation_issn": "ISSN",
    "citation_isbn": "ISBN",
    "citation_publisher": "publisher",
    "citation_language": "language",
}
GENRES: Mapping[str, str] = {
    "book": "book",
    "chapter": "bookitem",
    "report": "report",
    "thesis": "dissertation",
    "paper-conference": "proceeding",
}
SCHEMA_ORG = "https://schema.org/"
SCHEMA: Mapping[str, str] = {
    "article-journal": "ScholarlyArticle",
    "paper-conference": "ScholarlyArticle",
    "chapter": "Chapter",
    "book": "Book",
    "report": "Report",
    "thesis": "Thesis",
    "webpage": "WebPage",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMarks:
    """Marks of one work: tags for the head, or COinS, and properties for the body."""

    tags: Pairs
    coins: str
    schema: str
    properties: Pairs


def marks(item: Item) -> RecordMarks:
    """The marks of a work, from its CSL-JSON."""
    tagged = item.get("type") in CONTAINERS or bool(item.get("ISBN"))
    return RecordMarks(
        tags=tuple(_tags(item)) if tagged else (),
        coins="" if tagged else urlencode(list(_coins(item))),
        schema=SCHEMA_ORG + SCHEMA.get(str(item.get("type")), "CreativeWork"),
        properties=tuple(_properties(item)),
    )


def _tags(item: Item) -> Iterator[tuple[str, str]]:
    yield "citation_title", _text(item, "title")
    for name in names(item):
        yield "citation_author", name
    if date := "/".join(_date(item)):
        yield "citation_date", date
    for tag, value in (*_kind(item), *_numbers(item)):
        if value:
            yield tag, value


def _kind(item: Item) -> Iterator[tuple[str, str]]:
    kind = item.get("type")
    if kind in CONTAINERS:
        container, field = CONTAINERS[str(kind)]
        yield container, _text(item, field) or _text(item, "publisher")
    if kind == "report":
        yield "citation_technical_report_number", _text(item, "number")


def _numbers(item: Item) -> Iterator[tuple[str, str]]:
    first, last = _pages(item)
    yield "citation_firstpage", first
    yield "citation_lastpage", last
    for tag, field in SIMPLE.items():
        yield tag, _text(item, field)


def names(item: Item) -> Iterator[str]:
    """Each author as 'Family, Given', or as an institution is called."""
    people = item.get("author") or item.get("editor") or ()
    for person in people:
        family = " ".join(
            part
            for part in (
                person.get("non-dropping-particle"),
                person.get("family") or person.get("literal"),
            )
            if part
        )
        yield f"{family}, {person['given']}" if person.get("given") else family


def _date(item: Item) -> list[str]:
    """Year, month and day, as far as they are known."""
    parts = (item.get("issued") or {}).get("date-parts") or [[]]
    return [str(part).zfill(2) for part in parts[0]] if parts else []


def _pages(item: Item) -> tuple[str, str]:
    first, _, last = _text(item, "page").replace("–", "-").partition("-")
    return first.strip(), last.strip(" -")


def _text(item: Item, field: str) -> str:
    value = item.get(field)
    return "" if value is None else str(value).strip()


def _coins(item: Item) -> Iterator[tuple[str, str]]:
    genre = GENRES.get(str(item.get("type")), "document")
    yield "ctx_ver", "Z39.88-2004"
    yield "rft_val_fmt", "info:ofi/fmt:kev:mtx:book"
    yield "rft.genre", genre
    yield "rft.btitle", _text(item, "title")
    for name in names(item):
        yield "rft.au", name
    for key, value in {
        "rft.date": "-".join(_date(item)),
        "rft.pub": _text(item, "publisher"),
        "rft.place": _text(item, "publisher-place"),
        "rft.edition": _text(item, "edition"),
        "rft_id": f"info:doi/{item['DOI']}" if item.get("DOI") else "",
    }.items():
        if value:
            yield key, value


def _properties(item: Item) -> Iterator[tuple[str, str]]:
    yield "name", _text(item, "title")
    for name in names(item):
        yield "author", name
    doi = _text(item, "DOI")
    for key, value in {
        "datePublished": "-".join(_date(item)),
        "isPartOf": _text(item, "container-title"),
        "publisher": _text(item, "publisher"),
        "isbn": _text(item, "ISBN"),
        "inLanguage": _text(item, "language"),
        "sameAs": f"https://doi.org/{doi}" if doi else _text(item, "URL"),
    }.items():
        if value:
            yield key, value
