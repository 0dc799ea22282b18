"""Keys that an entry had before a merge: whatever names one of them still finds it."""

from collections.abc import Iterable, Mapping
from typing import Any


def aliases_of(item: Mapping[str, Any]) -> tuple[str, ...]:
    """The old keys of an entry."""
    custom = item.get("custom")
    stated = custom.get("aliases") if isinstance(custom, Mapping) else None
    listed = stated if isinstance(stated, list) else [stated]
    return tuple(name for name in listed if isinstance(name, str) and name)


def alias_map(items: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Old key → the key that counts now; a key in use is nobody's old one."""
    listed = [item for item in items if isinstance(item.get("id"), str)]
    used = {item["id"] for item in listed}
    found: dict[str, str] = {}
    for item in listed:
        for name in aliases_of(item):
            if name not in used:
                found.setdefault(name, item["id"])
    return found
