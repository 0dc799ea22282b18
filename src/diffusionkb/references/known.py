"""Which of the entries there a new record is: by its content, its DOI, its place.

Only what is beyond doubt; likely duplicates are for a person to judge.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from . import shapes
from .aliases import aliases_of
from .compare.spelling import without_tags
from .dates import first_parts, to_edtf
from .fields import DATES, NAMES, doi_in
from .names import written

Item = Mapping[str, Any]
_TIED = frozenset({"file", "files", "aliases"})  # of the entry, not of the work


class Known:
    """Entries by what tells works apart. Grows as entries are added."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.items: dict[str, Item] = {}
        self._by_doi: dict[str, list[str]] = {}
        self._by_place: dict[str, str] = {}
        self._by_content: dict[str, str] = {}
        self._by_old_key: dict[str, str] = {}
        for item in items:
            self.add(item)

    def add(self, item: Item) -> None:
        key = str(item["id"])
        self.items[key] = item
        if doi := _doi(item):
            self._by_doi.setdefault(doi, []).append(key)
        if place := _place(item):
            self._by_place.setdefault(place, key)
        self._by_content.setdefault(content(item), key)
        for old in aliases_of(item):
            self._by_old_key.setdefault(old, key)

    def taken(self) -> set[str]:
        """All keys and old keys in lower case: by case alone they are mixed up."""
        return {key.lower() for key in (*self.items, *self._by_old_key)}

    def of_old(self, key: str) -> str:
        """The key of the entry that once had this key; empty without one."""
        return self._by_old_key.get(key, "")

    def same(self, item: Item) -> str:
        """The key of the entry that says the very same; empty without one."""
        return self._by_content.get(content(item), "")

    def work(self, item: Item) -> str:
        """The key of an entry for the same work, if that is beyond doubt."""
        for key in self._by_doi.get(_doi(item), []):
            if _titles_agree(self.items[key], item):
                return key
        key = self._by_old_key.get(str(item.get("id")), "")
        if key and _titles_agree(self.items[key], item):
            return key
        key = self._by_place.get(_place(item), "")
        if key and not _differ(_doi(item), _doi(self.items[key])):
            return key
        return ""


def content(item: Item) -> str:
    """All of an item but its key and files, to compare."""
    plain = {field: value for field, value in item.items() if field != "id"}
    custom = plain.get("custom")
    if isinstance(custom, dict):
        rest = {name: value for name, value in custom.items() if name not in _TIED}
        plain = {**plain, "custom": rest} if rest else _without(plain, "custom")
    return json.dumps(plain, sort_keys=True, default=str)


def says_no_more(new: Item, there: Item) -> bool:
    """Whether every field of a record stands in the entry just so.

    What programs say of themselves (`custom`) is no difference: a library that was
    exported, and comes back from another program, holds no news.
    """
    return all(
        _comparable(new, field) == _comparable(there, field)
        for field in new
        if field not in {"id", "custom"}
    )


def _comparable(item: Item, field: str) -> object:
    if field in NAMES:
        return [written(person) for person in shapes.people(item, field)]
    if field in DATES:
        return to_edtf(shapes.date(item, field) or {})
    value = item.get(field)
    return str(value) if isinstance(value, int | float) else value


def _without(item: Item, field: str) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name != field}


def _doi(item: Item) -> str:
    return doi_in(str(item.get("DOI") or "")).lower()


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _titles_agree(one: Item, other: Item) -> bool:
    """Chapters may share the DOI of their book: then their titles differ."""
    left, right = _letters(one.get("title")), _letters(other.get("title"))
    return not left or not right or left.startswith(right) or right.startswith(left)


def _place(item: Item) -> str:
    """Title, first author, year, volume and page: empty unless all are known."""
    people = item.get("author")
    first = people[0] if isinstance(people, list) and people else None
    who = written(first).partition(",")[0] if isinstance(first, dict) else ""
    page = re.match(r"\w+", str(item.get("page") or ""))
    parts = [
        _letters(item.get("title")),
        _letters(who),
        "".join(map(str, first_parts(item.get("issued"))[:1])),
        _letters(item.get("volume")),
        page[0].lower() if page else "",
    ]
    return "|".join([*parts, _letters(item.get("edition"))]) if all(parts) else ""


def _letters(words: object) -> str:
    bare = without_tags(str(words or ""))
    plain = unicodedata.normalize("NFKD", bare).casefold()
    return "".join(character for character in plain if character.isalnum())
