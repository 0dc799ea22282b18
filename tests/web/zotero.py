"""What Zotero's connector makes of a page, by the rules of its readers.

Of two readers the one of COinS comes first. The rules here are those that decide on the
kind of work, its title, people, pages and address; the rest is the same for all.
"""

import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl

# The last of these tags on a page says what kind of work it is.
KINDS = {
    "citation_journal_title": "journalArticle",
    "citation_technical_report_institution": "report",
    "citation_conference_title": "conferencePaper",
    "citation_inbook_title": "bookSection",
    "citation_dissertation_institution": "thesis",
}
IN_BOOK = {
    "bookitem": "bookSection",
    "proceeding": "conferencePaper",
    "report": "report",
    "document": "document",
}
IN_OTHERS = ("journalArticle", "bookSection", "conferencePaper")


class _Marks(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, str]] = []
        self.coins: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and given.get("name") and given.get("content"):
            self.tags.append((given["name"], given["content"]))
        if "Z3988" in given.get("class", "").split():
            self.coins.append(given["title"])


def imported(html: str) -> dict:
    """The item that a reader of the page gets with one click; empty if none."""
    marks = _Marks()
    marks.feed(html)
    if marks.coins:
        return _of_coins(marks.coins[0])
    return _of_tags(marks.tags) if dict(marks.tags).get("citation_title") else {}


def _of_tags(tags: list[tuple[str, str]]) -> dict:
    first = dict(reversed(tags))
    guess = "book" if "citation_isbn" in first else "journalArticle"
    kind = next((KINDS[name] for name, _ in reversed(tags) if name in KINDS), guess)
    where = ("citation_firstpage", "citation_lastpage")
    return {
        "type": kind,
        "title": first["citation_title"],
        "people": [
            person
            for role in ("author", "editor")
            for person in _people(
                [value for name, value in tags if name == f"citation_{role}"], role
            )
        ],
        "pages": "-".join(first[name] for name in where if name in first),
        "url": first.get("citation_public_url", ""),
    }


def _people(given: list[str], role: str) -> list[tuple[str, str, str]]:
    found = []
    for value in given:
        parts = re.split(r"\s*;\s*", value)
        by_comma = re.split(r"\s*,\s*", value)
        alone = len(given) == 1 and len(parts) == 1
        if alone and len(by_comma) > 1 and " " in by_comma[0] and " " in by_comma[1]:
            parts = by_comma
        found += [_person(part, role) for part in parts if part.strip(" ,.;")]
    return found


def _person(name: str, role: str) -> tuple[str, str, str]:
    last_first = "," in name
    name = name.strip(" .,/[]:")
    if last_first:
        family, _, given = name.partition(", ")
    else:
        given, _, family = name.rpartition(" ")
    return role, family, given


def _of_coins(text: str) -> dict:
    pairs = parse_qsl(text)
    first = dict(reversed(pairs))
    form = first["rft_val_fmt"].removeprefix("info:ofi/fmt:kev:mtx:")
    kind = {
        "journal": "journalArticle",
        "book": IN_BOOK.get(first.get("rft.genre", ""), "book"),
        "dissertation": "thesis",
        "dc": first.get("rft.type", "webpage"),
    }[form]
    titles = {"rft.title"}
    if kind in ("book", "report"):
        titles.add("rft.btitle")
    if kind in IN_OTHERS:
        titles = {"rft.atitle"}
    where = ("rft.spage", "rft.epage")
    return {
        "type": kind,
        "title": next((v for name, v in pairs if name in titles), ""),
        "people": [
            _person(value, "author") if name == "rft.au" else ("author", value, "")
            for name, value in pairs
            if name in ("rft.au", "rft.aulast")
        ],
        "pages": "-".join(first[name] for name in where if name in first),
        "url": next(
            (v for n, v in pairs if n in ("rft_id", "rft.identifier") if "//" in v), ""
        ),
    }
