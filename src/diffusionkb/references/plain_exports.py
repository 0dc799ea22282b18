"""Web of Science plain text, EndNote's % format (.enw), RefWorks, Cochrane → items."""

import re
from collections.abc import Iterable, Mapping

from . import names
from .fields import is_telling, joined_keywords, with_custom
from .reading import Entry, Item, Problem, Raw, Reading
from .ris import empty, joined_date, reading
from .tagged import Field, Grammar, Record, split
from .tagged_tables import (
    CENTRAL_TAGS,
    ENDNOTE_TAGS,
    ENDNOTE_TYPES,
    REFWORKS_TAGS,
    WOS_TEXTS,
    WOS_TYPES,
)

WOS = Grammar(
    tag=re.compile(r"(?P<tag>[A-Z][A-Z0-9])(?: (?P<value>.*))?", re.S),
    begins=frozenset({"PT"}),
    end="ER",
)
ENDNOTE = Grammar(
    tag=re.compile(
        r"%(?P<tag>[0-9A-Za-z!@#$^&*()+?~>\[\]=<])(?:\s(?P<value>.*))?", re.S
    ),
    begins=frozenset({"0"}),
    known=frozenset("ATD"),
)
REFWORKS = Grammar(
    tag=re.compile(rf"(?P<tag>{'|'.join(REFWORKS_TAGS)})(?: (?P<value>.*))?", re.S),
    begins=frozenset({"RT"}),
)
_COUNTED = re.compile(r"^Record #\d+ of \d+[ \t]*$", re.M)
_PUBMED = re.compile(r"PUBMED (\d{1,8})")
CENTRAL = Grammar(
    tag=re.compile(rf"(?P<tag>{'|'.join(CENTRAL_TAGS)}): (?P<value>.*)", re.S),
    begins=frozenset({"ID"}),
)
Values = dict[str, list[str]]


def read_wos(text: str) -> Reading:
    """Every record of a Web of Science export as an item, or kept raw."""
    found = split(text, WOS)
    return reading_wos(found.records, raw=found.stray, problems=found.problems)


def reading_wos(
    records: Iterable[Record],
    *,
    raw: Iterable[Raw] = (),
    problems: Iterable[Problem] = (),
) -> Reading:
    """Records with tags of Web of Science, wherever they come from."""
    entries: list[Entry] = []
    unread = list(raw)
    for record in records:
        item = _wos(record)
        if is_telling(item):
            entries.append(Entry(item=item, line=record.line))
        else:
            unread.append(empty(record))
    return Reading(
        entries=tuple(entries), kept_raw=tuple(unread), problems=tuple(problems)
    )


def read_endnote(text: str) -> Reading:
    """Every record of an EndNote % export as an item, or kept raw."""
    found = split(text, ENDNOTE)
    records = [_as_ris(record, {"0": "TY"} | ENDNOTE_TAGS) for record in found.records]
    return reading(records, raw=found.stray, problems=found.problems)


def read_refworks(text: str) -> Reading:
    """Every record of RefWorks' tagged format as an item, or kept raw."""
    found = split(text, REFWORKS)
    records = [_as_ris(record, REFWORKS_TAGS) for record in found.records]
    return reading(records, raw=found.stray, problems=found.problems)


def read_central(text: str) -> Reading:
    """Every record of the Cochrane Library's text as an item, or kept raw."""
    found = split(_COUNTED.sub("", text), CENTRAL)
    records = [_as_ris(record, CENTRAL_TAGS) for record in found.records]
    for record in records:
        record.fields.insert(0, Field(tag="TY", lines=["JOUR"]))
        numbers = [_PUBMED.fullmatch(field.value) for field in record.fields]
        for number in filter(None, numbers):
            record.fields.append(Field(tag="AN", lines=[number[1]]))
            record.fields.append(Field(tag="DP", lines=["PubMed"]))
    return reading(records, raw=found.stray, problems=found.problems)


def _as_ris(record: Record, tags: Mapping[str, str]) -> Record:
    named = ((tags.get(field.tag, f"U{field.tag}"), field) for field in record.fields)
    fields = [
        Field(tag=tag, lines=[_ris_type(field.value)] if tag == "TY" else field.lines)
        for tag, field in named
    ]
    return Record(line=record.line, fields=fields, raw=record.raw)


def _ris_type(name: str) -> str:
    return ENDNOTE_TYPES.get(name.lower(), name)


def _wos(record: Record) -> Item:
    lines: Values = {}
    for field in record.fields:
        kept = [line for line in field.lines if line]
        lines.setdefault(field.tag, []).extend(kept)
    kind = WOS_TYPES.get("".join(lines.pop("PT", [])), "document")
    item: Item = {"type": kind}
    _texts(item, lines, WOS_TEXTS)
    item["container-title"] = " ".join(lines.pop("SO", []))
    if kind == "book":
        _of_book(item)
    short = lines.pop("J9", []) or lines.pop("JI", [])
    item["container-title-short"] = " ".join(short)
    people = lines.pop("AF", None) or lines.get("AU", [])
    lines.pop("AU", None)
    item["author"] = [names.turned(name) for name in people if name != "[Anonymous]"]
    item["author"] += [{"literal": name} for name in lines.pop("CA", [])]
    item["editor"] = [names.turned(name) for name in lines.pop("BE", [])]
    year, day = " ".join(lines.pop("PY", [])), " ".join(lines.pop("PD", []))
    item["issued"] = joined_date(year, day.title())
    first, last = " ".join(lines.pop("BP", [])), " ".join(lines.pop("EP", []))
    number = " ".join(lines.pop("AR", []))
    item["page"] = "-".join(filter(None, [first, last])) or number
    words = " ".join(lines.pop("DE", [])).split(";")
    item["keyword"] = joined_keywords(
        [*words, *" ".join(lines.pop("ID", [])).split(";")]
    )
    with_custom(item, "wos", {tag: value for tag, value in lines.items() if value})
    return {name: value for name, value in item.items() if value}


def _of_book(item: Item) -> None:
    """A book is its own source; what has another source is a chapter of it."""
    title, source = (str(item.get(f) or "") for f in ("title", "container-title"))
    if not title or title.casefold() == source.casefold():
        item["title"], item["container-title"] = title or source, ""
    elif source:
        item["type"] = "chapter"


def _texts(item: Item, values: Values, table: Mapping[str, str]) -> None:
    for tag, field in table.items():
        if tag in values and field not in item:
            item[field] = " ".join(values.pop(tag))
