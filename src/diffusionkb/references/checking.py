"""What is wrong in a bibliography: each problem with its entry, field and remedy.

The rules for single fields are in `field_checks.py`. Nothing is changed here.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .aliases import alias_map, aliases_of
from .compare import title_likeness
from .compare.record import Record
from .field_checks import RULES
from .links import linked, links_of

Item = Mapping[str, Any]
NOT_ONE = (title_likeness.Likeness.DIFFERENT, title_likeness.Likeness.ANOTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong with an entry. A note is worth knowing and no fault."""

    key: str
    field: str
    wrong: str
    remedy: str
    note: bool = False


def check(items: Sequence[object], *, this_year: int) -> tuple[Problem, ...]:
    """All problems, in the order of the entries; raw items, however broken."""
    records = [
        Record(position=position, item=item)
        for position, item in enumerate(items)
        if isinstance(item, dict)
    ]
    problems = [
        Problem(
            key=f"entry {position + 1}",
            field="",
            wrong="is no CSL-JSON item",
            remedy="write { … } with an id, or take it out",
        )
        for position, item in enumerate(items)
        if not isinstance(item, dict)
    ]
    for record in records:
        problems += _entry(record, this_year)
    problems += [*_repeated(records), *_old_keys(records), *_lost_links(records)]
    problems += _shared_dois(records)
    order = {record.key: record.position for record in reversed(records)}
    return tuple(sorted(problems, key=lambda p: (order.get(p.key, -1), p.note)))


def _entry(record: Record, this_year: int) -> Iterator[Problem]:
    if not isinstance(record.item.get("id"), str):
        yield Problem(
            key=record.key, field="id", wrong="is missing", remedy="give it one"
        )
    for rule in RULES:
        for found in rule(record.item, this_year):
            yield Problem(key=record.key, **found._asdict())


def _repeated(records: Sequence[Record]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for record in records:
        first = seen.setdefault(record.key.lower(), record.position)
        if first != record.position:
            yield Problem(
                key=record.key,
                field="id",
                wrong=f"is the id of entry {first + 1} already",
                remedy="give each work one entry, with an id of its own",
            )


def _old_keys(records: Sequence[Record]) -> Iterator[Problem]:
    """An alias that another entry has as its key leads nowhere."""
    used = {record.key for record in records}
    for record in records:
        for name in aliases_of(record.item):
            if name in used:
                yield Problem(
                    key=record.key,
                    field="custom.aliases",
                    wrong=f"'{name}' is the id of an entry",
                    remedy="take the alias out, or merge the two",
                )


def _lost_links(records: Sequence[Record]) -> Iterator[Problem]:
    known = {record.key for record in records} | alias_map(
        r.item for r in records
    ).keys()
    for record in records:
        for relation, keys in links_of(record.item).items():
            for key in keys:
                if key not in known:
                    yield Problem(
                        key=record.key,
                        field=f"custom.{relation}",
                        wrong=f"there is no entry '{key}'",
                        remedy="correct the key, or take the link out",
                    )


def _shared_dois(records: Sequence[Record]) -> Iterator[Problem]:
    """One DOI, two titles: one of the two is wrong, or the DOI is of the whole."""
    by_doi: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record.doi:
            by_doi[record.doi].append(record)
    for group in by_doi.values():
        first = group[0]
        for other in group[1:]:
            apart = title_likeness.compare(first.title, other.title) in NOT_ONE
            if apart and not linked(first.item, other.item):
                yield Problem(
                    key=other.key,
                    field="DOI",
                    wrong=f"is the DOI of '{first.key}', which has another title",
                    remedy="compare both with the works; one DOI names one work",
                )
