"""The bibliographic fields of a JATS article as CSL-JSON, and its licence."""

import re
from typing import Any

from lxml import etree

from .jats_inline import name, plain
from .reading import clean

_HREF = "{http://www.w3.org/1999/xlink}href"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_DATES_BY_WORTH = ("ppub", "collection", "pub", "epub-ppub", "epub")
_IDENTIFIERS = {"doi": "DOI", "pmid": "PMID", "pmc": "PMCID", "pmcid": "PMCID"}


def metadata_of(article: etree._Element) -> dict[str, Any]:
    """What the article's front matter says, as far as it says it."""
    meta = article.find("{*}front/{*}article-meta")
    journal = article.find("{*}front/{*}journal-meta")
    if meta is None:
        return {}
    item: dict[str, Any] = {
        "type": "article-journal",
        "title": _title(meta),
        "author": _authors(meta),
        "issued": _issued(meta),
        "container-title": _first(journal, "journal-title"),
        "container-title-short": _abbreviation(journal),
        "ISSN": _first(journal, "issn"),
        "publisher": _first(journal, "publisher-name"),
        "volume": plain(meta.find("{*}volume")),
        "issue": plain(meta.find("{*}issue")),
        "page": _pages(meta),
        "keyword": ", ".join(filter(None, map(plain, meta.iter("{*}kwd")))),
        "language": article.get(_LANGUAGE, "").lower(),
        "licence": _licence(meta),
        **_identifiers(meta),
    }
    return {field: value for field, value in item.items() if value}


def _first(parent: etree._Element | None, tag: str) -> str:
    return "" if parent is None else plain(next(parent.iter(f"{{*}}{tag}"), None))


def _abbreviation(journal: etree._Element | None) -> str:
    if journal is None:
        return ""
    for kind in ("iso-abbrev", "nlm-ta"):
        for element in journal.iterfind("{*}journal-id"):
            if element.get("journal-id-type") == kind:
                return plain(element)
    return ""


def _title(meta: etree._Element) -> str:
    group = meta.find("{*}title-group")
    if group is None:
        return ""
    title = plain(group.find("{*}article-title"))
    subtitle = plain(group.find("{*}subtitle"))
    return f"{title}: {subtitle}" if subtitle else title


def _authors(meta: etree._Element) -> list[dict[str, str]]:
    people = (
        _person(contrib)
        for contrib in meta.iterfind("{*}contrib-group/{*}contrib")
        if contrib.get("contrib-type", "author") == "author"
    )
    return [person for person in people if person]


def _person(contrib: etree._Element) -> dict[str, str]:
    called = contrib.find("{*}name")
    if called is None:
        called = contrib.find("{*}name-alternatives/{*}name")
    if called is None:
        words = plain(contrib.find("{*}collab")) or plain(
            contrib.find("{*}string-name")
        )
        return {"literal": words} if words else {}
    fields = {
        "family": plain(called.find("{*}surname")),
        "given": plain(called.find("{*}given-names")),
        "suffix": plain(called.find("{*}suffix")),
    }
    return {field: words for field, words in fields.items() if words}


def _issued(meta: etree._Element) -> dict[str, Any] | None:
    """The year of the issue where there is one: that is the year works cite."""
    dates = list(meta.iterfind("{*}pub-date"))
    years = {
        date.get("pub-type") or date.get("date-type") or "": plain(date.find("{*}year"))
        for date in reversed(dates)
    }
    ranked = [years.get(kind, "") for kind in _DATES_BY_WORTH] + list(years.values())
    year = next((year for year in ranked if re.fullmatch(r"\d{4}", year)), None)
    return {"date-parts": [[int(year)]]} if year else None


def _pages(meta: etree._Element) -> str:
    first, last = plain(meta.find("{*}fpage")), plain(meta.find("{*}lpage"))
    if first and last and first != last:
        return f"{first}-{last}"
    return first or plain(meta.find("{*}elocation-id"))


def _identifiers(meta: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in meta.iterfind("{*}article-id"):
        field = _IDENTIFIERS.get(element.get("pub-id-type", ""))
        if field and plain(element):
            found.setdefault(field, plain(element))
    if found.get("PMCID", "P")[0].isdigit():
        found["PMCID"] = f"PMC{found['PMCID']}"
    return found


def _licence(meta: etree._Element) -> str:
    """The address of the licence, else its words, else the copyright line."""
    permissions = meta.find("{*}permissions")
    if permissions is None:
        return plain(meta.find("{*}copyright-statement"))
    addresses = [
        clean(element.get(_HREF, "") or plain(element))
        for element in permissions.iter()
        if name(element) in {"license", "ext-link", "license_ref", "uri"}
    ]
    for address in addresses:
        if "creativecommons.org" in address.lower() and " " not in address:
            return address
    words = plain(permissions.find("{*}license"))
    return words or plain(permissions.find("{*}copyright-statement"))
