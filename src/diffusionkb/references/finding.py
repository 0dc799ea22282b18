"""One finding of a check, and how a rule reads an item. The rules stand elsewhere."""

from collections.abc import Mapping
from typing import Any, NamedTuple

Item = Mapping[str, Any]

NAMES = ("author", "editor", "translator", "container-author")


class Finding(NamedTuple):
    """What is wrong with one field, and what to do. A note is no fault."""

    field: str
    wrong: str
    remedy: str
    note: bool = False


def text(item: Item, field: str) -> str:
    value = item.get(field)
    return str(value).strip() if isinstance(value, str | int | float) else ""


def unverified(item: Item) -> bool:
    """Whether a person has said that the record is not complete: no fault, then."""
    custom = item.get("custom")
    stated = custom.get("verification") if isinstance(custom, Mapping) else None
    return stated in ("partly", "unverified")


def listed(names: object) -> list[Any]:
    if not names:
        return []
    return names if isinstance(names, list) else [names]
