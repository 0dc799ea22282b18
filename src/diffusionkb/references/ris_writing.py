"""CSL-JSON items → RIS: what the format can hold, and what was kept of a RIS record."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from . import dates, names, shapes
from .fields import IN_PERIODICALS, kept, split_keywords
from .ris_tables import COUNTED, IN_SERIES, NUMBERED, TEXT_TAGS, TYPES, WRITTEN

_PAGES = re.compile(r"([^\s,;-]+)-([^\s,;-]+)")
_TAG = re.compile(r"[A-Z][A-Z0-9]")
Line = tuple[str, Any]


def write(items: Iterable[Mapping[str, Any]]) -> str:
    """RIS records, one blank line between them."""
    return "\n".join(_record(item) for item in items)


def _record(item: Mapping[str, Any]) -> str:
    rest = kept(item, "ris")
    lines = [("TY", _type(item, rest)), *_lines(item)]
    lines += [
        (tag, value)
        for tag, values in rest.items()
        if _TAG.fullmatch(tag) and tag not in {"TY", "ER"}
        for value in (values if isinstance(values, list) else [values])
    ]
    written = [f"{tag}  - {_flat(value)}\n" for tag, value in lines if _flat(value)]
    return "".join([*written, "ER  - \n"])


def _flat(value: object) -> str:
    return " ".join(str(value if value is not None else "").split())


def _type(item: Mapping[str, Any], rest: Mapping[str, Any]) -> str:
    """The type it came with, as long as that still means the item's type."""
    came = next(iter(rest.get("TY") or []), "")
    kind = str(item.get("type") or "document")
    if came and TYPES.get(came, "document") == kind:
        return str(came)
    return WRITTEN.get(kind, "GEN")


def _lines(item: Mapping[str, Any]) -> Iterator[Line]:
    yield "ID", item.get("id")
    yield from ((tags[0], item.get(field)) for field, tags in TEXT_TAGS.items())
    yield from _titles(item)
    yield from _people(item)
    yield from _dates(item)
    yield from _numbers(item)
    yield from (("KW", word) for word in split_keywords(item.get("keyword")))
    yield from (("N1", line) for line in str(item.get("note") or "").splitlines())


def _titles(item: Mapping[str, Any]) -> Iterator[Line]:
    kind = item.get("type")
    container, event = item.get("container-title"), item.get("event-title")
    if kind in IN_SERIES:
        yield "T2", item.get("collection-title") or container
        return
    if kind == "paper-conference" and event:
        yield "C3", container or item.get("title")
        yield "T2", event
    else:
        yield "T2", container
        yield "J2", item.get("container-title-short")
    yield "T3", item.get("collection-title")


def _people(item: Mapping[str, Any]) -> Iterator[Line]:
    second, third = _names(item, "editor"), _names(item, "collection-editor")
    if item.get("type") == "book" and second and third:
        second, third = third, second
    tagged = (
        ("AU", _names(item, "author")),
        ("A2", second),
        ("A3", third),
        ("A4", _names(item, "translator")),
    )
    for tag, people in tagged:
        yield from ((tag, name) for name in people)


def _names(item: Mapping[str, Any], field: str) -> Sequence[str]:
    return [names.written(person) for person in shapes.people(item, field)]


def _dates(item: Mapping[str, Any]) -> Iterator[Line]:
    issued = shapes.date(item, "issued")
    if issued:
        parts = dates.first_parts(issued)
        yield "PY", parts[0] if parts else None
        if len(parts) != 1 or _more_than_numbers(issued):
            yield "DA", _ris_date(issued)
    accessed = shapes.date(item, "accessed")
    if accessed:
        yield "Y2", _ris_date(accessed)


def _more_than_numbers(date: Mapping[str, Any]) -> bool:
    doubt = date.get("circa") or dates.season_of(date)
    return bool(doubt) or dates.is_range(date)


def _ris_date(date: Mapping[str, Any]) -> str:
    """YYYY/MM/DD/other: seasons, ranges and words stand in the last part."""
    parts = dates.first_parts(date)
    if not parts:
        words = date.get("literal") or date.get("raw")
        return f"///{words}" if words else ""
    other = dates.to_edtf(date) if _more_than_numbers(date) else ""
    numbers = [f"{parts[0]:04d}", *(f"{part:02d}" for part in parts[1:]), "", ""][:3]
    return "/".join([*numbers, other]) if other else "/".join(filter(None, numbers))


def _numbers(item: Mapping[str, Any]) -> Iterator[Line]:
    kind = item.get("type")
    one, two = item.get("number"), item.get("issue")
    yield "IS", (one or two) if kind in NUMBERED else (two or one)
    length = _flat(item.get("number-of-pages")) if kind in COUNTED else ""
    # 'xii, 250' would come back as the pages where it stands
    page = _flat(item.get("page")) or (length if length.isdecimal() else "")
    match = _PAGES.fullmatch(page)
    yield "SP", match[1] if match else page
    yield "EP", match[2] if match else None
    yield "DO", item.get("DOI")
    yield "C2", item.get("PMCID")
    yield from _pubmed(item)
    for field in ("ISSN", "ISBN"):
        if field == "ISBN" or kind in IN_PERIODICALS or _looks_issn(item.get(field)):
            for number in str(item.get(field) or "").split(", "):
                yield "SN", number


def _pubmed(item: Mapping[str, Any]) -> Iterator[Line]:
    """A PubMed number is known by its database; another one's name stays."""
    source = str(item.get("source") or "PubMed")
    if item.get("PMID") and re.search("pubmed|medline|nlm", source, re.I):
        yield "AN", item["PMID"]
        yield "DP", None if item.get("source") else "PubMed"


def _looks_issn(value: object) -> bool:
    return re.match(r"\d{4}-?\d{3}[\dXx]\b", str(value or "")) is not None
