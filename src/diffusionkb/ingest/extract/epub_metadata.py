"""The bibliographic fields of an EPUB's package document as CSL-JSON."""

import re
from typing import Any

from lxml import etree

from .frontmatter import bare_doi, date, people
from .reading import clean

_DC = "{http://purl.org/dc/elements/1.1/}"
_ROLE = "{http://www.idpf.org/2007/opf}role"
_EVENT = "{http://www.idpf.org/2007/opf}event"
_ISBN = re.compile(r"(?:urn:)?(?:isbn:?\s*)?((?:97[89])?\d{9}[\dX])", re.I)
_NOT_WRITERS = frozenset("edt trl ill bkp bkd cov pbl red pht nrt fwd aui".split())
_UNKNOWN = frozenset({"unknown", "unbekannt", "anonymous"})


def metadata_of(opf: etree._Element) -> dict[str, Any]:
    """What the package says of the book, as far as it says it."""
    item: dict[str, Any] = {
        "type": "book",
        "title": _title(opf),
        "author": _people(opf, "creator"),
        "editor": _people(opf, "creator", role="edt")
        or _people(opf, "contributor", role="edt"),
        "issued": _issued(opf),
        "publisher": _first(opf, "publisher"),
        "language": _language(_first(opf, "language")),
        "licence": _first(opf, "rights"),
        "keyword": ", ".join(filter(None, map(_words, opf.iter(f"{_DC}subject")))),
        **_identifiers(opf),
    }
    return {field: value for field, value in item.items() if value}


def _words(element: etree._Element) -> str:
    return clean("".join(map(str, element.itertext())))


def _first(opf: etree._Element, field: str) -> str:
    return next(filter(None, map(_words, opf.iter(f"{_DC}{field}"))), "")


def _title(opf: etree._Element) -> str:
    """The main title with its subtitle, where the package tells them apart."""
    titles = {_refined(opf, one, "title-type"): _words(one)
              for one in reversed(list(opf.iter(f"{_DC}title")))}  # fmt: skip
    main = titles.get("main") or _first(opf, "title")
    subtitle = titles.get("subtitle", "")
    joined = f"{main}: {subtitle}"
    return joined if subtitle and subtitle not in main else main


def _refined(opf: etree._Element, element: etree._Element, field: str) -> str:
    """What a `<meta refines="#id">` adds to an element."""
    identifier = element.get("id")
    for meta in opf.iter("{*}meta") if identifier else ():
        if meta.get("refines") == f"#{identifier}" and meta.get("property") == field:
            return clean(meta.text or "").lower()
    return ""


def _language(said: str) -> str:
    """A language, not the “C” or “UND” that programs write for want of one."""
    known = re.fullmatch(r"[A-Za-z]{2,3}(?:[-_]\w+)*", said)
    return "" if said.lower() == "und" or not known else said


def _people(opf: etree._Element, field: str, *, role: str = "") -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for one in opf.iter(f"{_DC}{field}"):
        given = (one.get(_ROLE) or _refined(opf, one, "role")).lower()
        wanted = given == role if role else given not in _NOT_WRITERS
        if wanted and _words(one).lower() not in _UNKNOWN:
            found += people(_words(one))
    return found


def _issued(opf: etree._Element) -> dict[str, Any] | None:
    dates = list(opf.iter(f"{_DC}date"))
    named = [one for one in dates if one.get(_EVENT) in {"publication", "issued"}]
    rest = [one for one in dates if one.get(_EVENT) is None]
    found = (date(_words(one)) for one in [*named, *rest])
    return next((one for one in found if one), None)


def _identifiers(opf: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in opf.iter(f"{_DC}identifier"):
        words = _words(one)
        if match := _ISBN.fullmatch(re.sub(r"(?<=[\dX])[-\s](?=[\dX])", "", words)):
            found.setdefault("ISBN", match[1].upper())
        doi = bare_doi(words.removeprefix("urn:"))
        if re.match(r"10\.\d{4,9}/\S", doi):
            found.setdefault("DOI", doi)
    return found
