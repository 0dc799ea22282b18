"""How programs recognise a work on a page: Highwire tags, COinS, schema.org.

Reference managers read Highwire tags, and tell the kind of work by one of them. Without
it, as with a report of nobody or a book without ISBN, they would make an article of it:
such works carry COinS instead (`coins.py`). Search engines read schema.org, as
microdata: nothing inline that a strict content policy would have to allow.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..references import shapes
from .coins import coins, date, named, pages, text_of, title_of

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
# What a work stands in, to search engines.
WHOLES: Mapping[str, str] = {"article-journal": "Periodical", "chapter": "Book"}
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
    parties: tuple[tuple[str, str, str], ...]  # property, type, name


def marks(item: Item) -> RecordMarks:
    """The marks of a work, from its CSL-JSON."""
    tagged = bool(_kind(item))
    return RecordMarks(
        tags=tuple(_tags(item)) if tagged else (),
        coins="" if tagged else coins(item),
        schema=SCHEMA_ORG + SCHEMA.get(text_of(item, "type"), "CreativeWork"),
        properties=tuple(_properties(item)),
        parties=tuple(_parties(item)),
    )


def _kind(item: Item) -> Pairs:
    """The tags that say what kind of work it is; none where nothing would say so."""
    kind = text_of(item, "type")
    if kind == "book":
        isbn = text_of(item, "ISBN")
        return (("citation_isbn", isbn),) if isbn else ()
    tag, field = CONTAINERS.get(kind, ("", ""))
    container = text_of(item, field)
    if not container:
        return ()
    number = text_of(item, "number") if kind == "report" else ""
    numbered = (("citation_technical_report_number", number),) if number else ()
    return ((tag, container), *numbered)


def _tags(item: Item) -> Iterator[tuple[str, str]]:
    yield "citation_title", title_of(item)
    for role in ("author", "editor"):
        people = list(_people(item, role))
        for name in people:
            yield f"citation_{role}", _alone(name) if len(people) == 1 else name
    if day := "/".join(date(item)):
        yield "citation_date", day
    yield from _kind(item)
    if not text_of(item, "DOI") and (url := text_of(item, "URL")):
        yield "citation_public_url", url
    elif doi := text_of(item, "DOI"):
        yield "citation_public_url", f"https://doi.org/{doi}"
    given = {tag for tag, _ in _kind(item)}
    for tag, value in _numbers(item):
        if value and tag not in given:
            yield tag, value


def _people(item: Item, role: str) -> Iterator[str]:
    """'Family, Given'; after the name of an institution a comma keeps it in one."""
    for person in shapes.people(item, role):
        name = named(person)
        if name:
            yield name if "," in name or " " not in name else f"{name},"


def _alone(name: str) -> str:
    """The one name of a work: 'de la Cruz, Ana María' is taken for two without this."""
    family, _, given = name.partition(", ")
    return f"{name};" if " " in family and " " in given else name


def _numbers(item: Item) -> Iterator[tuple[str, str]]:
    first, last = pages(item)
    yield "citation_firstpage", first
    yield "citation_lastpage", last
    for tag, field in SIMPLE.items():
        yield tag, text_of(item, field)


def _properties(item: Item) -> Iterator[tuple[str, str]]:
    yield "name", title_of(item)
    doi = text_of(item, "DOI")
    for key, value in {
        "datePublished": "-".join(date(item)),
        "isbn": text_of(item, "ISBN"),
        "inLanguage": text_of(item, "language"),
        "sameAs": f"https://doi.org/{doi}" if doi else text_of(item, "URL"),
    }.items():
        if value:
            yield key, value


def _parties(item: Item) -> Iterator[tuple[str, str, str]]:
    """Who made it and what it stands in: things of their own, each with a name."""
    for role in ("author", "editor"):
        for person in shapes.people(item, role):
            family, _, given = named(person).partition(", ")
            if family:
                kind = "Person" if person.get("family") else "Organization"
                yield role, SCHEMA_ORG + kind, f"{given} {family}".strip()
    if publisher := text_of(item, "publisher"):
        yield "publisher", f"{SCHEMA_ORG}Organization", publisher
    if container := text_of(item, "container-title"):
        whole = WHOLES.get(text_of(item, "type"), "CreativeWork")
        yield "isPartOf", SCHEMA_ORG + whole, container
