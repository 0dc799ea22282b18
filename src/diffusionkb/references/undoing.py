"""Merges undone: what both entries were before is kept beside references.json.

What a person has changed in the merged entry since then stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import UnknownName, UsageError
from . import library
from .aliases import aliases_of
from .merging import Merge

Item = Mapping[str, Any]
MERGED_FILE = "references-merged.json"  # entries as they were before a merge


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """One merge: both entries as they were, the merged one, and the other's place."""

    kept: Item
    other: Item
    merged: Item
    place: int


def keep(file: Path, items: Sequence[Item], merges: Iterable[Merge]) -> None:
    """Write down, behind what is kept already, how the entries of merges were."""
    now = {str(item["id"]): item for item in items}
    places = {str(item["id"]): place for place, item in enumerate(items)}
    kept = library.read_items(file)
    for merge in merges:
        if merge.done:
            before = {"kept": now[merge.key], "other": now[merge.other]}
            kept.append(before | {"merged": merge.item, "place": places[merge.other]})
            now[merge.key] = merge.item
    library.write_items(file, kept)


def undone(
    items: Sequence[Item], history: Sequence[object], key: str
) -> tuple[list[Item], Before, list[object]]:
    """The entries without the last merge that took this key away, or made this entry.

    Gives the entries, the merge, and the history without it.

    Raises:
        UnknownName: no merge of that key is kept.
        UsageError: a later merge is in the way.
    """
    number, found = _last(history, key)
    gone, stays = str(found.other["id"]), str(found.kept["id"])
    here = {str(item.get("id")): place for place, item in enumerate(items)}
    if gone in here:
        raise UsageError(f"'{gone}' is an entry of its own already")
    if stays not in here:
        raise UsageError(
            f"'{stays}' is no entry any more; undo its own merge first: "
            f"diffusionkb bibliography unmerge {stays}"
        )
    now = items[here[stays]]
    remaining = list(items)
    remaining[here[stays]] = _parted(now, found)
    remaining.insert(found.place, found.other)
    return remaining, found, [*history[:number], *history[number + 1 :]]


def _last(history: Sequence[object], key: str) -> tuple[int, Before]:
    for number in reversed(range(len(history))):
        match history[number]:
            case {
                "kept": {"id": str() as stays} as kept,
                "other": {"id": str() as gone} as other,
                "merged": dict() as merged,
                "place": int() as place,
            } if key in (stays, gone):
                return number, Before(
                    kept=kept, other=other, merged=merged, place=place
                )
    raise UnknownName(
        f"no merge of '{key}' is kept; 'custom.aliases' of an entry names the keys "
        "that were merged into it"
    )


def _parted(now: Item, before: Before) -> dict[str, Any]:
    """The entry as it was, with what has been changed in it since the merge."""
    entry = _back(now, before.merged, before.kept)
    custom = _back(*map(_custom, (now, before.merged, before.kept)))
    gone = {before.other["id"], *aliases_of(before.other)} - {*aliases_of(before.kept)}
    aliases = [name for name in aliases_of(now) if name not in gone]
    aside = _custom(now).get("merged") or {}
    past = {name: value for name, value in aside.items() if name not in gone}
    for name, value in (("aliases", aliases), ("merged", past)):
        custom.pop(name, None)
        if value:
            custom[name] = value
    if custom or "custom" in before.kept:
        return {**entry, "custom": custom}
    return {field: value for field, value in entry.items() if field != "custom"}


def _back(now: Item, merged: Item, kept: Item) -> dict[str, Any]:
    """Field by field: as it was, unless it is no longer as the merge left it."""
    fields = [*kept, *(field for field in now if field not in kept)]
    as_left = {field for field in fields if now.get(field) == merged.get(field)}
    chosen = {f: kept.get(f) if f in as_left else now.get(f) for f in fields}
    return {field: value for field, value in chosen.items() if value is not None}


def _custom(item: Item) -> Mapping[str, Any]:
    custom = item.get("custom")
    return custom if isinstance(custom, Mapping) else {}
