"""PubMed's tagged format (.nbib, MEDLINE) → CSL-JSON items."""

import re
from collections.abc import Iterable
from dataclasses import replace

from . import dates, names
from .fields import doi_in, is_telling, joined_keywords, with_custom
from .reading import Entry, Item, Raw, Reading
from .ris import empty
from .tagged import Field, Grammar, Record, split
from .tagged_tables import NBIB_TEXTS, NBIB_TYPES

GRAMMAR = Grammar(
    tag=re.compile(r"(?P<tag>[A-Z][A-Z0-9]{1,3}) {0,2}- ?(?P<value>.*)", re.S),
    begins=frozenset({"PMID"}),
    folded=True,
)
ERIC = replace(GRAMMAR, begins=frozenset({"OWN"}))  # which has no PubMed numbers
_HAS_PMID = re.compile(r"^PMID ?- ", re.M)
_PEOPLE = {"FAU": "author", "AU": "author", "CN": "author", "FED": "editor"}
_PEOPLE |= {"ED": "editor", "FPS": "contributor"}
_FULL = {"AU": "FAU", "ED": "FED"}  # the short form says nothing more


def read(text: str) -> Reading:
    """Every record of a PubMed export as an item, or kept raw."""
    found = split(text, GRAMMAR if _HAS_PMID.search(text) else ERIC)
    return reading(found.records, raw=found.stray)


def reading(records: Iterable[Record], *, raw: Iterable[Raw] = ()) -> Reading:
    """Records with PubMed's tags, wherever they come from, as items or kept raw."""
    entries: list[Entry] = []
    unread = list(raw)
    for record in records:
        item = _item(record)
        if is_telling(item):
            entries.append(Entry(item=item, line=record.line))
        else:
            unread.append(empty(record))
    return Reading(entries=tuple(entries), kept_raw=tuple(unread))


def _item(record: Record) -> Item:
    values: dict[str, list[str]] = {}
    for field in record.fields:
        if field.value:
            values.setdefault(field.tag, []).append(field.value)
    item: Item = {"type": _type(values.pop("PT", []), values)}
    for tag, name in NBIB_TEXTS.items():
        if tag in values and name not in item:
            item[name] = " ".join(values.pop(tag))
    if "BTI" in values and item["type"] == "chapter":  # StatPearls and the like
        item["container-title"] = _title(" ".join(values.pop("BTI")))
    item["title"] = _title(str(item.get("title") or ""))
    item["original-title"] = _title(str(item.get("original-title") or ""))
    _people(item, record.fields, values)
    _abstract(item, values)
    _numbers(item, values)
    _of_eric(item, values)
    if words := [*values.pop("MH", []), *values.pop("OT", [])]:
        item["keyword"] = joined_keywords(word.replace("*", "") for word in words)
    issued = values.pop("DP", None) or values.pop("DEP", None)
    item["issued"] = dates.parse(issued[0]) if issued else None
    with_custom(item, "nbib", values)
    return {name: value for name, value in item.items() if value}


def _type(kinds: list[str], values: dict[str, list[str]]) -> str:
    if "BTI" in values and "TI" in values:
        return "chapter"
    kind = next((NBIB_TYPES[kind] for kind in kinds if kind in NBIB_TYPES), "")
    if kinds:
        values["PT"] = kinds
    return kind or ("book" if "BTI" in values else "article-journal")


def _title(title: str) -> str:
    """Without the full stop every title has there, and brackets of translations."""
    if re.fullmatch(r"\[[^\[\]]*\]\.?", title):
        title = title.rstrip(".")[1:-1]
    return title.removesuffix(".") if not title.endswith("..") else title


def _people(item: Item, fields: list[Field], values: dict[str, list[str]]) -> None:
    """In the order of the record, groups among the people."""
    for field in fields:
        tag = field.tag
        if tag not in _PEOPLE or not field.value or _FULL.get(tag) in values:
            continue
        group = tag == "CN"
        name = {"literal": field.value} if group else _person(field.value)
        item.setdefault(_PEOPLE[tag], []).append(name)
    for tag in (*_PEOPLE,):
        values.pop(tag, None)


def _person(text: str) -> names.Name:
    """'Berg, Jan Jr': the suffix stands last, without a comma."""
    bare, suffix = names.with_suffix_apart(text)
    return names.turned(bare) | ({"suffix": suffix} if suffix else {})


def _abstract(item: Item, values: dict[str, list[str]]) -> None:
    for tag in ("AB", "OAB"):
        if tag in values and "abstract" not in item:
            item["abstract"] = " ".join(values.pop(tag))


def _numbers(item: Item, values: dict[str, list[str]]) -> None:
    for tag in ("AID", "LID"):
        for value in values.get(tag, []):
            if value.endswith("[doi]") and "DOI" not in item:
                item["DOI"] = doi_in(value)
    numbers = [number.partition(" ")[0] for number in values.get("IS", [])]
    if numbers:
        item["ISSN"] = ", ".join(dict.fromkeys(numbers))
    isbns = [number.partition(" ")[0] for number in values.get("ISBN", [])]
    if isbns:
        item["ISBN"] = ", ".join(dict.fromkeys(isbns))
    if "PMCID" in item:
        item["PMCID"] = re.sub(r"[^A-Z\d].*", "", str(item["PMCID"]))


def _of_eric(item: Item, values: dict[str, list[str]]) -> None:
    """'p12-19' and 'ISSN-0022-1465', as ERIC writes its numbers."""
    if issns := values.pop("ISSN", []):
        bare = (number.removeprefix("ISSN-") for number in issns)
        item["ISSN"] = ", ".join(dict.fromkeys(bare))
    if match := re.fullmatch(r"p(\d+(?:-\d+)?)", str(item.get("page") or "")):
        item["page"] = match[1]
