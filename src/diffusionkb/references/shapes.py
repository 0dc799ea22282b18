"""Fields of CSL-JSON as people and programs write them → the shapes CSL asks for."""

from collections.abc import Mapping
from typing import Any

from . import dates


def people(item: Mapping[str, Any], field: str) -> list[Mapping[str, Any]]:
    """The names of a field; a bare text is a whole name."""
    value = item.get(field)
    found = value if isinstance(value, list) else [value] if value else []
    return [
        person if isinstance(person, Mapping) else {"literal": str(person)}
        for person in found
        if person
    ]


def date(item: Mapping[str, Any], field: str) -> Mapping[str, Any] | None:
    """The date of a field; a bare text or number is read as one."""
    value = item.get(field)
    if isinstance(value, Mapping):
        if "raw" in value and "date-parts" not in value:
            return dates.from_edtf(str(value["raw"]))
        return value
    if isinstance(value, str | int) and str(value).strip():
        return dates.from_edtf(str(value))
    return None


def text(item: Mapping[str, Any], field: str) -> str:
    """The words of a field; what is neither text nor number has none."""
    value = item.get(field)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)
