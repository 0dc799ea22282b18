"""Works as OpenAlex's API lists them → CSL-JSON items."""

import json
import re
from collections.abc import Mapping
from typing import Any

from . import dates, names
from .crossref import objects, reading_of
from .fields import doi_in, with_custom
from .reading import Item, Reading

_TYPES = {
    "book": "book",
    "book-chapter": "chapter",
    "dissertation": "thesis",
    "dataset": "dataset",
    "report": "report",
    "preprint": "article",
    "standard": "standard",
    "reference-entry": "entry",
    "other": "document",
}
_ADDRESS = re.compile(r"https://openalex\.org/W\d+")


def is_openalex(text: str) -> bool:
    """Whether it is a list of works, or one, of OpenAlex's API."""
    try:
        works = objects(_works(json.loads(text)))
    except (ValueError, RecursionError):
        return False
    return any(_ADDRESS.match(str(work.get("id"))) for work in works)


def read(text: str) -> Reading:
    """Every work as an item, or kept raw."""
    return reading_of(_works(json.loads(text)), _item)


def _works(data: Any) -> list[Any]:
    if isinstance(data, dict):
        data = data.get("results", [data])
    return data if isinstance(data, list) else []


def _item(work: Mapping[str, Any]) -> Item:
    item: Item = {"type": _TYPES.get(str(work.get("type")), "article-journal")}
    item["title"] = work.get("title") or work.get("display_name")
    item["author"] = [_name(one) for one in objects(work.get("authorships"))]
    date = work.get("publication_date") or work.get("publication_year")
    item["issued"] = dates.parse(str(date or ""))
    item["language"] = work.get("language")
    item["DOI"] = doi_in(str(work.get("doi") or ""))
    pmid = re.search(r"\d+$", str(_part(work, "ids").get("pmid") or ""))
    item["PMID"] = pmid[0] if pmid else ""
    place = _part(work, "primary_location")
    source = _part(place, "source")
    item["URL"] = place.get("landing_page_url")
    item["container-title"] = source.get("display_name")
    item["publisher"] = source.get("host_organization_name")
    issns = source.get("issn")
    item["ISSN"] = ", ".join(map(str, issns if isinstance(issns, list) else []))
    biblio = _part(work, "biblio")
    item["volume"], item["issue"] = biblio.get("volume"), biblio.get("issue")
    ends = [biblio.get("first_page"), biblio.get("last_page")]
    item["page"] = "-".join(dict.fromkeys(str(end) for end in ends if end))
    item["abstract"] = _abstract(_part(work, "abstract_inverted_index"))
    with_custom(item, "openalex", {"id": work["id"]} if "id" in work else {})
    return {field: value for field, value in item.items() if value}


def _part(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = whole.get(name)
    return found if isinstance(found, dict) else {}


def _name(authorship: Mapping[str, Any]) -> names.Name:
    """As the work prints it; where that is not known, as OpenAlex calls the person."""
    known = _part(authorship, "author").get("display_name")
    return names.free(str(authorship.get("raw_author_name") or known or ""))


def _abstract(index: Mapping[str, Any]) -> str:
    """Word → its places, as OpenAlex keeps abstracts, in their order."""
    placed = [
        (place, word)
        for word, places in index.items()
        for place in (places if isinstance(places, list) else [])
        if isinstance(place, int)
    ]
    return " ".join(word for _, word in sorted(placed))
