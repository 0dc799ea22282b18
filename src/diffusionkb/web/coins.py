"""COinS: a work as OpenURL in the title of an empty span, for reference managers.

Which fields a kind of work is read from follows Zotero's reader of them: a title, for
one, stands under another name in each format.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from ..references import dates, shapes
from .wording import untagged

Item = Mapping[str, Any]
FORMAT = "info:ofi/fmt:kev:mtx:"
# CSL type → format, genre, and the names of title and of what the work stands in.
FORMATS: Mapping[str, tuple[str, str, str, str]] = {
    "article-journal": ("journal", "article", "rft.atitle", "rft.jtitle"),
    "article-magazine": ("journal", "article", "rft.atitle", "rft.jtitle"),
    "article-newspaper": ("journal", "article", "rft.atitle", "rft.jtitle"),
    "book": ("book", "book", "rft.btitle", "rft.series"),
    "chapter": ("book", "bookitem", "rft.atitle", "rft.btitle"),
    "paper-conference": ("book", "proceeding", "rft.atitle", "rft.btitle"),
    "report": ("book", "report", "rft.btitle", "rft.series"),
    "thesis": ("dissertation", "dissertation", "rft.title", ""),
}
OTHER = ("dc", "", "rft.title", "rft.source")
# For all other works the reader's own name of the kind, where it has one.
TYPES: Mapping[str, str] = {
    "article": "preprint",
    "manuscript": "manuscript",
    "post": "forumPost",
    "post-weblog": "blogPost",
    "speech": "presentation",
    "webpage": "webpage",
}


def coins(item: Item) -> str:
    """The work as one line of names and values."""
    filled = [(name, value) for name, value in _fields(item) if value]
    return urlencode(filled, errors="replace")  # half a character is a question mark


def _fields(item: Item) -> Iterator[tuple[str, str]]:
    kind = text_of(item, "type")
    form, genre, title, container = FORMATS.get(kind, OTHER)
    yield "ctx_ver", "Z39.88-2004"
    yield "rft_val_fmt", f"{FORMAT}{form}"
    yield "rft.genre", genre
    if form == "dc":
        yield "rft.type", TYPES.get(kind, "document")
        yield "rft.identifier", text_of(item, "URL")
        yield "rft.language", text_of(item, "language")
    yield title, title_of(item)
    if container:
        yield container, text_of(item, "container-title")
    for person in shapes.people(item, "author") or shapes.people(item, "editor"):
        yield "rft.au" if person.get("given") else "rft.aulast", named(person)
    yield "rft.date", "-".join(date(item))
    yield from _printed(item, form)
    if doi := text_of(item, "DOI"):
        yield "rft_id", f"info:doi/{doi}"
    elif form != "dc":
        yield "rft_id", text_of(item, "URL")


def _printed(item: Item, form: str) -> Iterator[tuple[str, str]]:
    """Who brought it out, and the numbers on it."""
    yield (
        "rft.inst" if form == "dissertation" else "rft.pub",
        text_of(item, "publisher"),
    )
    for name, field in {
        "rft.place": "publisher-place",
        "rft.edition": "edition",
        "rft.volume": "volume",
        "rft.issue": "issue",
        "rft.issn": "ISSN",
        "rft.isbn": "ISBN",
    }.items():
        yield name, text_of(item, field)
    first, last = pages(item)
    yield "rft.spage", first
    yield "rft.epage", last


def named(person: Mapping[str, Any]) -> str:
    """'Family, Given', or as an institution is called."""
    family = _joined(person, "non-dropping-particle", "family")
    given = _joined(person, "given", "dropping-particle")
    whole = family or _joined(person, "literal")
    return f"{whole}, {given}" if person.get("given") else whole


def _joined(person: Mapping[str, Any], *fields: str) -> str:
    return " ".join(str(person[field]) for field in fields if person.get(field))


def date(item: Item) -> list[str]:
    """Year, month and day, as far as they are known."""
    return [
        str(part).zfill(2) for part in dates.first_parts(shapes.date(item, "issued"))
    ]


def pages(item: Item) -> tuple[str, str]:
    first, _, last = text_of(item, "page").replace("–", "-").partition("-")
    return first.strip(), last.strip(" -")


def title_of(item: Item) -> str:
    """The title as plain text: these formats know no italics."""
    return untagged(text_of(item, "title"))


def text_of(item: Item, field: str) -> str:
    return shapes.text(item, field).strip()
