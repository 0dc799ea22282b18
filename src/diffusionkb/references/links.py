"""Links between entries that are different works and belong together, in `custom`."""

from collections.abc import Mapping
from typing import Any, NamedTuple

# What a link says of the entry that has it. The last one: these two are not one work.
RELATIONS = (
    "edition_of",
    "preprint_of",
    "update_of",
    "correction_of",
    "comment_on",
    "translation_of",
    "different_from",
)


class Link(NamedTuple):
    """One entry's relation to another: rogers2003, edition_of, rogers1962."""

    key: str
    relation: str
    other: str


def links_of(item: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Relation → the keys it leads to."""
    custom = item.get("custom")
    if not isinstance(custom, Mapping):
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for relation in RELATIONS:
        value = custom.get(relation)
        listed = value if isinstance(value, list) else [value]
        keys = tuple(key for key in listed if isinstance(key, str) and key)
        if keys:
            found[relation] = keys
    return found


def linked(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    """Whether one of two entries says how it stands to the other."""
    first, second = str(one.get("id")), str(two.get("id"))
    return any(second in keys for keys in links_of(one).values()) or any(
        first in keys for keys in links_of(two).values()
    )


def with_link(item: Mapping[str, Any], relation: str, key: str) -> dict[str, Any]:
    """The entry with one link more; a second one of a kind makes a list."""
    custom = dict(item.get("custom") or {})
    keys = [*links_of(item).get(relation, ()), key]
    custom[relation] = keys[0] if len(keys) == 1 else keys
    return {**item, "custom": custom}
