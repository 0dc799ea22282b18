"""A CSL-JSON item as what can be compared of it. How it weighs is `weighing.py`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from . import identifiers
from .people import Person, people_of
from .places import Pages, journals_of, number_of, pages_of
from .titles import NUMBERS, Title, title_of

BOOKS = frozenset({"book", "collection", "classic", "periodical"})
CHAPTERS = frozenset({"chapter", "entry", "entry-dictionary", "entry-encyclopedia"})
ARTICLES = frozenset({"article-journal", "article-magazine", "article-newspaper"})
COCHRANE = re.compile(r"\bcochrane database\b", re.I)
YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")


@dataclass(frozen=True, kw_only=True)
class Record:
    """One item; `position` is its place in the list. Parts are read when asked for."""

    position: int
    item: Mapping[str, Any]

    @cached_property
    def key(self) -> str:
        return str(self.item.get("id") or f"entry {self.position + 1}")

    @cached_property
    def title(self) -> Title:
        others = [self.text("original-title")]
        return title_of(self.text("title"), others=[o for o in others if o])

    @cached_property
    def people(self) -> tuple[Person, ...]:
        item = self.item
        return people_of(item.get("author")) or people_of(item.get("editor"))

    @cached_property
    def year(self) -> int | None:
        return year_of(self.item.get("issued"))

    @cached_property
    def doi(self) -> str:
        return identifiers.doi_of(self.item)

    @cached_property
    def pmid(self) -> str:
        return identifiers.number_in(self.item, "PMID")

    @cached_property
    def trial(self) -> str:
        return identifiers.trial_of(self.item)

    @cached_property
    def isbns(self) -> frozenset[str]:
        found = identifiers.isbns_of(self.text("ISBN"))
        return frozenset(map(identifiers.isbn_13, found))

    @cached_property
    def issns(self) -> frozenset[str]:
        # EndNote keeps ISBN and ISSN in one field
        both = f"{self.text('ISSN')} {self.text('ISBN')}"
        return frozenset(identifiers.issns_of(both))

    @cached_property
    def volume(self) -> str:
        return number_of(self.text("volume"))

    @cached_property
    def issue(self) -> str:
        return number_of(self.text("issue"))

    @cached_property
    def edition(self) -> str:
        """Of books; databases keep other things in this field of an article."""
        if self.group not in {"book", "report", ""}:
            return ""
        if self.title.edition:
            return self.title.edition
        stated = self.text("edition") if self.group else ""
        return NUMBERS.get(stated.lower().split(" ")[0], number_of(stated))

    @cached_property
    def pages(self) -> Pages | None:
        return pages_of(self.text("page") or self.text("number"))

    @cached_property
    def journals(self) -> tuple[tuple[str, ...], ...]:
        fields = ("container-title", "container-title-short", "journalAbbreviation")
        return tuple(form for field in fields for form in journals_of(self.text(field)))

    @cached_property
    def group(self) -> str:
        """Book, chapter, article, or the type itself; empty where it says little."""
        kind = self.text("type")
        if kind in BOOKS:
            return "book"
        if kind in CHAPTERS:
            return "chapter"
        if kind in ARTICLES:
            return "article"
        return kind if kind in {"thesis", "report", "dataset", "software"} else ""

    @cached_property
    def preprint(self) -> bool:
        return identifiers.is_preprint(self.item, self.doi)

    @cached_property
    def cochrane(self) -> bool:
        return bool(COCHRANE.search(self.text("container-title")))

    def text(self, field: str) -> str:
        """A field as text, whatever it holds."""
        value = self.item.get(field)
        if isinstance(value, list):
            return " ".join(map(str, value))
        return str(value).strip() if value is not None else ""


def year_of(issued: object) -> int | None:
    """The year in a CSL date, however it is written."""
    if isinstance(issued, Mapping):
        match issued.get("date-parts"):
            case [[str() | int() as year, *_], *_] if str(year).lstrip("-").isdecimal():
                return int(year)
        issued = [issued.get(part) for part in ("literal", "raw", "year")]
    found = YEAR.search(str(issued or ""))
    return int(found.group()) if found else None
