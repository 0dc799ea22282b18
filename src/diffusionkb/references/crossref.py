"""Works as Crossref's API lists them → CSL-JSON items.

They look like CSL-JSON and are none: titles are lists, types have other names.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from . import dates
from .fields import TYPES, is_telling, joined_keywords
from .reading import Entry, Item, Raw, Reading

# fmt: off
_TYPES = {
    "journal-article": "article-journal", "book-chapter": "chapter",
    "book-section": "chapter", "book-part": "chapter", "book-track": "chapter",
    "reference-entry": "entry", "proceedings-article": "paper-conference",
    "posted-content": "article", "monograph": "book", "edited-book": "book",
    "reference-book": "book", "book": "book", "book-set": "book", "proceedings": "book",
    "book-series": "book", "dissertation": "thesis", "report": "report",
    "report-component": "report", "report-series": "report", "dataset": "dataset",
    "database": "dataset", "peer-review": "review", "journal": "periodical",
    "journal-issue": "periodical", "standard": "standard",
}
_TEXTS = {
    "publisher": "publisher", "publisher-location": "publisher-place", "DOI": "DOI",
    "URL": "URL", "volume": "volume", "issue": "issue", "page": "page",
    "language": "language", "source": "source", "edition-number": "edition",
    "abstract": "abstract", "short-title": "title-short", "ISSN": "ISSN",
    "ISBN": "ISBN", "original-title": "original-title", "part-number": "part",
    "container-title": "container-title",
    "short-container-title": "container-title-short",
}
# fmt: on
_PEOPLE = ("author", "editor", "translator", "chair")
_DATES = ("issued", "published-print", "published-online", "published", "posted")
_MARKS = {"is-referenced-by-count", "reference-count", "content-domain", "indexed"}
_SEVERAL = frozenset({"ISSN", "ISBN"})
_HEADING = re.compile(r"\s*<jats:title>\s*abstract\s*</jats:title>", re.I)


def is_crossref(text: str) -> bool:
    """Whether it is an answer of Crossref's API, or works that were cut out of one."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if isinstance(data, dict) and "message-type" in data:
        return True
    works = _works(data)
    return bool(works) and all(map(_marked, works))


def _marked(work: object) -> bool:
    """Whether it is a work of the API, and no CSL that keeps some of its fields."""
    if not isinstance(work, dict) or "id" in work:
        return False
    if isinstance(work.get("title"), str) and work.get("type") in TYPES:
        return False
    return bool(_MARKS & work.keys()) or isinstance(work.get("title"), list)


def read(text: str) -> Reading:
    """Every work as an item, or kept raw."""
    return reading_of(_works(json.loads(text)), _item)


def reading_of(
    works: Iterable[object], item_of: Callable[[Mapping[str, Any]], Item]
) -> Reading:
    """The works of an API's answer as items; what names no work is kept raw."""
    entries: list[Entry] = []
    raw: list[Raw] = []
    for work in works:
        item = item_of(work) if isinstance(work, dict) else {}
        if is_telling(item):
            entries.append(Entry(item=item, line=1))
        else:
            words = json.dumps(work, ensure_ascii=True)
            why = "nothing in it says which work it is"
            raw.append(Raw(text=words, line=1, why=why))
    return Reading(entries=tuple(entries), kept_raw=tuple(raw))


def _works(data: Any) -> list[Any]:
    """The works of an answer of the API, or of what was cut out of one."""
    if isinstance(data, dict) and isinstance(data.get("message"), dict):
        data = data["message"]
    if isinstance(data, dict):
        data = data.get("items", [data])
    return data if isinstance(data, list) else []


def _item(work: Mapping[str, Any]) -> Item:
    item: Item = {"type": _TYPES.get(str(work.get("type")), "document")}
    item["title"] = _title(work)
    for name, field in _TEXTS.items():
        item[field] = _text(work.get(name), all_of_it=field in _SEVERAL)
    item["abstract"] = _HEADING.sub("", item["abstract"])
    item["page"] = item["page"] or _text(work.get("article-number"))
    listed = work.get("container-title")
    if isinstance(listed, list):
        item["collection-title"] = _text(listed[1:])
    for field in _PEOPLE:
        item[field] = [_name(name) for name in objects(work.get(field))]
    item["issued"] = next(
        filter(None, (_date(work.get(name)) for name in _DATES)), None
    )
    for event in objects(work.get("event")):
        item["event-title"] = _text(event.get("name"))
        item["event-place"] = _text(event.get("location"))
    for body in objects(work.get("institution"))[:1]:
        item["publisher"] = _text(body.get("name")) or item["publisher"]
    if isinstance(subjects := work.get("subject"), list):
        item["keyword"] = joined_keywords(map(str, subjects))
    return {field: value for field, value in item.items() if value}


def objects(value: object) -> list[Mapping[str, Any]]:
    """The objects of a list, or a single one; nothing else."""
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, dict)]


def _title(work: Mapping[str, Any]) -> str:
    title, sub = _text(work.get("title")), _text(work.get("subtitle"))
    if not sub or sub.casefold() in title.casefold():
        return title
    return f"{title}{' ' if title.endswith(('?', '!', ':')) else ': '}{sub}"


def _text(value: object, *, all_of_it: bool = False) -> str:
    """The first of several, or all of them."""
    listed = value if isinstance(value, list) else [value]
    words = [str(one).strip() for one in listed if isinstance(one, str | int) and one]
    words = [re.sub(r"^https?://id\.crossref\.org/\w+/", "", word) for word in words]
    return ", ".join(words) if all_of_it else next(iter(words), "")


def _name(name: Mapping[str, Any]) -> dict[str, str]:
    parts = {part: _text(name.get(part)) for part in ("family", "given", "suffix")}
    if not parts["family"]:
        return {"literal": _text(name.get("name")) or parts["given"]}
    return {part: word for part, word in parts.items() if word}


def _date(stated: object) -> dates.Date | None:
    """A date whose parts are numbers; Crossref writes [[null]] for none."""
    parts = dates.first_parts(stated)
    return {"date-parts": [parts]} if parts else None
