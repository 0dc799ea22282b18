"""Two entries of one work made one: what agrees, what is filled in, what conflicts.

The older entry keeps its place and its key; the other key stays as an alias. Nothing
is dropped: where a person prefers one value, or where a field does not identify the
work, the other value is kept in `custom.merged`. No entry is changed in place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from . import duplicates
from .agreement import Conflict, agreed
from .aliases import aliases_of
from .fields import DATES
from .links import links_of

Item = Mapping[str, Any]

# What identifies a work or stands in its citation: a conflict here is for a person.
IDENTIFYING = frozenset(
    "type title author editor translator container-author issued DOI PMID PMCID volume"
    " issue page container-title publisher edition number genre event-title"
    " collection-number".split()
)
# What a person has said of a work for this knowledge base.
STATED = frozenset({"rights", "licence", "sector", "design", "innovation_type"})
LISTS = frozenset({"file", "files", "evidence"})
HISTORY = frozenset({"aliases", "merged"})
APART = frozenset({"id", "custom"})
EMPTY: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A field with two values that cannot both be right."""

    field: str
    kept: Any  # of the entry whose key stays
    other: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Two entries as one, or why they are not.

    `changed` are fields that the kept entry takes from the other, because it had none
    or a shorter form; `aside` those whose other value is kept in `custom.merged`.
    """

    key: str
    other: str
    item: Item
    changed: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()
    reason: str = ""

    @property
    def done(self) -> bool:
        return not self.clashes


def merge(kept: Item, other: Item, *, prefer: str | None = None) -> Merge:
    """Merge two entries; `prefer` names the one whose values count in a conflict."""
    changed: list[str] = []
    aside: dict[str, Any] = {}
    clashes: list[Clash] = []
    item: dict[str, Any] = {"id": kept["id"]}
    for field in dict.fromkeys([*kept, *other]):
        if field in APART:
            continue
        one, two = kept.get(field), other.get(field)
        try:
            item[field] = _one_value(field, one, two)
            aside |= _unsaid(field, item[field], one, two)
        except Conflict:
            item[field], left = _chosen(one, two, other["id"] == prefer)
            aside[field] = left
            if field in IDENTIFYING and prefer is None:
                clashes.append(Clash(field=field, kept=one, other=two))
        if item[field] != one:
            changed.append(field)
    custom, left, unsettled = _custom(kept, other, prefer=prefer)
    clashes += unsettled
    if left:
        aside["custom"] = left
    if aside:
        custom["merged"] = {**_history(custom), other["id"]: aside}
    item["custom"] = custom
    return Merge(
        key=kept["id"],
        other=other["id"],
        item=kept if clashes else item,
        changed=tuple(changed),
        aside=tuple(aside),
        clashes=tuple(clashes),
    )


def _one_value(field: str, one: Any, two: Any) -> Any:
    if one in EMPTY or two in EMPTY:
        return two if one in EMPTY else one
    return agreed(field, one, two)


def _unsaid(field: str, chosen: Any, one: Any, two: Any) -> dict[str, Any]:
    """Of two dates the one whose month, day or end the chosen one does not have."""
    if field not in DATES:
        return {}
    said = _ends(chosen)
    for date in (one, two):
        ends = _ends(date)
        pairs = zip(ends, said, strict=False)
        begun = all(whole[: len(end)] == end for end, whole in pairs)
        if not begun or len(ends) > len(said):
            return {field: date}
    return {}


def _ends(date: Any) -> list[list[str]]:
    """The parts of a date and, of a span of time, of its end."""
    ends = date.get("date-parts") if isinstance(date, Mapping) else None
    listed = ends if isinstance(ends, list) else []
    return [[str(part) for part in end] for end in listed if isinstance(end, list)]


def _chosen(one: Any, two: Any, second: bool) -> tuple[Any, Any]:
    return (two, one) if second else (one, two)


def _custom(
    kept: Item, other: Item, *, prefer: str | None
) -> tuple[dict[str, Any], dict[str, Any], list[Clash]]:
    """Our own fields of both, what is put aside, and what conflicts."""
    one, two = _fields(kept), _fields(other)
    left: dict[str, Any] = {}
    clashes: list[Clash] = []
    merged = one | {field: value for field, value in two.items() if _lacks(one, field)}
    for field in (one.keys() & two.keys()) - HISTORY:
        mine, value = one[field], two[field]
        if mine in EMPTY or value in EMPTY or mine == value:
            continue
        if field in LISTS:
            merged[field] = _union(mine, value)
            continue
        stated = field in STATED
        second = stated and prefer == other["id"]
        merged[field], left[field] = _chosen(mine, value, second)
        if stated and not prefer:
            clashes.append(Clash(field=f"custom.{field}", kept=mine, other=value))
    return _named_both(kept, other, merged), left, clashes


def _lacks(custom: Mapping[str, Any], field: str) -> bool:
    return field not in HISTORY and custom.get(field) in EMPTY


def _named_both(kept: Item, other: Item, custom: dict[str, Any]) -> dict[str, Any]:
    """Our own fields with the other key as an alias, and no link to itself."""
    own = (kept["id"], other["id"])
    names = [*aliases_of(kept), other["id"], *aliases_of(other)]
    aliases = [name for name in dict.fromkeys(names) if name != kept["id"]]
    linked = {
        relation: [key for key in keys if key not in own]
        for relation, keys in links_of({"custom": custom}).items()
    }
    rest = {field: value for field, value in custom.items() if field not in linked}
    links = {
        r: keys[0] if len(keys) == 1 else keys for r, keys in linked.items() if keys
    }
    history = _history(_fields(other)) | _history(_fields(kept))
    past = {"merged": history} if history else {}
    return rest | links | {"aliases": aliases} | past


def _fields(item: Item) -> dict[str, Any]:
    custom = item.get("custom")
    return dict(custom) if isinstance(custom, Mapping) else {}


def _history(custom: Mapping[str, Any]) -> dict[str, Any]:
    """What earlier merges have put aside."""
    merged = custom.get("merged")
    return dict(merged) if isinstance(merged, Mapping) else {}


def _union(one: Any, two: Any) -> list[Any]:
    first = one if isinstance(one, list) else [one]
    second = two if isinstance(two, list) else [two]
    return [*first, *(value for value in second if value not in first)]


def merge_sure(items: Sequence[Item]) -> tuple[list[Item], list[Merge]]:
    """Merge what is surely one work and has no conflict; the others are reported.

    Returns the entries that remain, in their order, and what was done or refused.
    """
    pairs = duplicates.find(items)
    sure = [pair for pair in pairs if pair.sure]
    because = {pair.keys: duplicates.reason(pair) for pair in sure}
    remaining: dict[int, Item] = dict(enumerate(items))
    merges: list[Merge] = []
    for kept, *others in duplicates.groups(sure, items):
        for position in others:
            keys = (items[kept]["id"], items[position]["id"])
            merged = merge(remaining[kept], items[position])
            merges.append(replace(merged, reason=because.get(keys, "same work")))
            if merged.done:
                remaining[kept] = merged.item
                del remaining[position]
    return list(remaining.values()), merges


def merge_named(
    items: Sequence[Item], keys: Sequence[str], *, prefer: str | None = None
) -> tuple[list[Item], Merge]:
    """Merge the two entries of these keys, the later in the file into the earlier."""
    first, second = sorted(
        position for position, item in enumerate(items) if item.get("id") in keys
    )
    merged = merge(items[first], items[second], prefer=prefer)
    if not merged.done:
        return list(items), merged
    remaining = [
        merged.item if position == first else item
        for position, item in enumerate(items)
        if position != second
    ]
    return remaining, merged
