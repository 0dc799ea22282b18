"""Check, merge (and undo that) and link the entries of corpus/references.json.

What is wrong, one work or belongs together is decided in the other files here.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import BibliographyError, UnknownName, UsageError
from . import checking, duplicates, editions, library, merging, undoing
from .aliases import alias_map
from .links import with_link

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a check of the bibliography found."""

    entries: int
    problems: tuple[checking.Problem, ...]
    duplicates: tuple[duplicates.Pair, ...]
    related: tuple[editions.Relation, ...]

    @property
    def clean(self) -> bool:
        """Nothing to do; notes do not count."""
        faults = any(not problem.note for problem in self.problems)
        return not (faults or self.duplicates or self.related)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a merge did: or would do, where nothing was to be written."""

    entries: int
    merges: tuple[merging.Merge, ...]
    unsure: tuple[duplicates.Pair, ...]  # left for a person to decide


def check(file: Path, *, this_year: int) -> Findings:
    """Everything wrong in a bibliography, and what is proposed for it.

    Raises:
        BibliographyError: it cannot be read at all.
    """
    items = library.read_items(file)
    proper = [item for item in items if isinstance(item, dict)]
    records = duplicates.records_of(proper)
    places = duplicates.candidates(records)
    return Findings(
        entries=len(items),
        problems=checking.check(items, this_year=this_year),
        duplicates=duplicates.among(records, places),
        related=editions.among(records, places),
    )


def merge(
    file: Path, keys: Sequence[str] = (), *, prefer: str = "", dry_run: bool = False
) -> Merged:
    """Merge the two entries named, or all that are surely one work.

    Raises:
        UsageError: other than two keys; `prefer` is neither of them.
        UnknownName: no such entry.
    """
    items = _whole(file)
    if not keys and not prefer:
        remaining, merges = merging.merge_sure(items)
    else:
        pair = _two(items, keys)
        preferred = _known(items, prefer) if prefer else None
        if preferred and preferred not in pair:
            raise UsageError(f"--prefer {prefer} is neither of {' and '.join(keys)}")
        remaining, one = merging.merge_named(items, pair, prefer=preferred)
        merges = [one]
    if len(remaining) < len(items) and not dry_run:
        undoing.keep(file.with_name(undoing.MERGED_FILE), items, merges)
        library.write_items(file, remaining)
    refused = {(m.key, m.other) for m in merges if not m.done}
    left = [] if keys else duplicates.find(remaining)
    return Merged(
        entries=len(remaining),
        merges=tuple(merges),
        unsure=tuple(pair for pair in left if pair.keys not in refused),
    )


def unmerge(file: Path, key: str) -> undoing.Before:
    """Undo the merge that took this key away, or the last one of this entry.

    Raises:
        UnknownName: no merge of that key is kept.
        UsageError: a later merge is in the way.
    """
    kept = file.with_name(undoing.MERGED_FILE)
    items, before, history = undoing.undone(_whole(file), library.read_items(kept), key)
    library.write_items(file, items)
    library.write_items(kept, history)
    return before


def link(
    file: Path, keys: Sequence[str] = (), *, relation: str = "", dry_run: bool = False
) -> tuple[editions.Relation, ...]:
    """Write how entries are related: the one stated, or all that check proposes.

    Raises:
        UsageError: other than two keys with a relation, or none at all.
        UnknownName: no such entry.
    """
    items = _whole(file)
    if keys or relation:
        if not relation:
            raise UsageError("say with --as how the two entries are related")
        key, other = _two(items, keys)
        stated = editions.Relation(
            key=key, relation=relation, other=other, reason="stated"
        )
        relations: tuple[editions.Relation, ...] = (stated,)
    else:
        relations = editions.related(items)
    position = {item["id"]: number for number, item in enumerate(items)}
    for found in relations:
        place = position[found.key]
        items[place] = with_link(items[place], found.relation, found.other)
    if relations and not dry_run:
        library.write_items(file, items)
    return relations


def _whole(file: Path) -> list[Item]:
    """The items, each with an id of its own: else nothing can be named."""
    items = library.read_items(file)
    ids = [item.get("id") if isinstance(item, dict) else None for item in items]
    times = Counter(map(str, ids))
    for number, key in enumerate(ids, start=1):
        if not isinstance(key, str) or times[key] > 1:
            raise BibliographyError(
                f"{file}: entry {number} has no id of its own; "
                "'diffusionkb bibliography check' says what to mend"
            )
    return items


def _two(items: Sequence[Item], keys: Sequence[str]) -> tuple[str, str]:
    if len(keys) != 2:
        raise UsageError("name two entries by their citation keys, or none")
    first, second = (_known(items, key) for key in keys)
    if first == second:
        raise UsageError(f"{keys[0]} and {keys[1]} are one entry already")
    return first, second


def _known(items: Sequence[Item], key: str) -> str:
    ids = {item["id"] for item in items}
    found = key if key in ids else alias_map(items).get(key)
    if found is None:
        raise UnknownName(
            f"corpus/references.json has no entry '{key}'; "
            "'diffusionkb bibliography check' names the entries"
        )
    return found
