"""Entries that are different works and belong together: editions, preprints, updates.

They are proposed for linking and never for merging, which is `duplicates.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import duplicates
from .compare import people, title_likeness, titles
from .compare.record import Record
from .links import linked

NAMED = {
    "correction": "correction_of",
    "retraction": "correction_of",
    "comment": "comment_on",
    "reply": "comment_on",
}
YEARS_TO_PRINT = 5
ONE_WORK = (
    title_likeness.Likeness.SAME,
    title_likeness.Likeness.PART,
    title_likeness.Likeness.NEAR,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """`key` stands in a relation to `other`: 'rogers2003 edition_of rogers1962'."""

    key: str
    relation: str
    other: str
    reason: str


def related(items: Sequence[Mapping[str, Any]]) -> tuple[Relation, ...]:
    """Relations that no entry states yet, in the order of the file."""
    records = duplicates.records_of(items)
    return among(records, duplicates.candidates(records))


def among(
    records: Sequence[Record], places: Iterable[tuple[int, int]]
) -> tuple[Relation, ...]:
    """Of the pairs at these places, those that belong together."""
    editions: list[tuple[Record, Record]] = []
    found: list[Relation] = []
    for first, second in sorted(places):
        one, two = records[first], records[second]
        if _editions(one, two):
            editions.append((one, two))
        else:
            found += _relation(one, two)
    return tuple(sorted([*found, *_first_editions(editions)], key=lambda r: r.key))


def _same_people(one: Record, two: Record) -> bool:
    return people.compare(one.people, two.people) >= people.Likeness.SOME


def _editions(one: Record, two: Record) -> bool:
    """Books of one title and author, of other years or numbered apart."""
    if one.group != "book" or two.group != "book" or not _same_people(one, two):
        return False
    if title_likeness.compare(one.title, two.title) not in ONE_WORK:
        return False
    if one.isbns & two.isbns or _reprinted_twice(one, two):
        return False
    return one.year != two.year or one.edition != two.edition


def _reprinted_twice(one: Record, two: Record) -> bool:
    """Nothing but an unknown year or edition sets them apart."""
    years = one.year is None or two.year is None or one.year == two.year
    editions = not one.edition or not two.edition or one.edition == two.edition
    return years and editions


def _first_editions(pairs: Sequence[tuple[Record, Record]]) -> list[Relation]:
    """Each later edition with the earliest that is here."""
    earliest: dict[int, Record] = {}
    members: dict[int, Record] = {}
    for one, two in pairs:
        base = min(earliest.get(one.position, one), two, key=_age)
        base = min(base, earliest.get(two.position, two), key=_age)
        for record in (one, two):
            earliest[record.position] = base
            members[record.position] = record
    return [
        Relation(
            key=record.key,
            relation="edition_of",
            other=earliest[position].key,
            reason=f"same title and authors, {_named(record)} and "
            f"{_named(earliest[position])}",
        )
        for position, record in members.items()
        if earliest[position] is not record
        and not linked(record.item, earliest[position].item)
    ]


def _age(record: Record) -> tuple[int, int, int]:
    edition = int(record.edition) if record.edition.isdecimal() else 1
    return (record.year or 9999, edition, record.position)


def _named(record: Record) -> str:
    edition = f", edition {record.edition}" if record.edition else ""
    return f"{record.year or 'no year'}{edition}"


def _relation(one: Record, two: Record) -> list[Relation]:
    for record, other in ((one, two), (two, one)):
        if found := _of(record, other):
            return [] if linked(one.item, two.item) else [found]
    return []


def _of(record: Record, other: Record) -> Relation | None:
    """How a record stands to another, if it is one of the kinds we can tell."""
    for test in (_preprint, _update, _named_work):
        if found := test(record, other):
            relation, reason = found
            return Relation(
                key=record.key, relation=relation, other=other.key, reason=reason
            )
    return None


def _preprint(record: Record, other: Record) -> tuple[str, str] | None:
    if not record.preprint or other.preprint or not _same_people(record, other):
        return None
    if other.group not in {"article", "", "book", "chapter"} or _far(record, other):
        return None
    if (
        title_likeness.compare(record.title, other.title)
        < title_likeness.Likeness.ALIKE
    ):
        return None
    return "preprint_of", "same title and authors, one of them before publication"


def _far(record: Record, other: Record) -> bool:
    if record.year is None or other.year is None:
        return False
    return not -1 <= other.year - record.year <= YEARS_TO_PRINT


def _update(record: Record, other: Record) -> tuple[str, str] | None:
    if not (record.cochrane and other.cochrane) or not _same_people(record, other):
        return None
    if title_likeness.compare(record.title, other.title) not in ONE_WORK:
        return None
    if (record.year or 0, record.issue) <= (other.year or 0, other.issue):
        return None
    return "update_of", "the same Cochrane review, a later version"


def _named_work(record: Record, other: Record) -> tuple[str, str] | None:
    """'Correction: X' with X."""
    marks = record.title.another - other.title.another
    relation = next((NAMED[mark] for mark in sorted(marks) if mark in NAMED), None)
    if relation is None or other.title.information < 4:
        return None
    named = titles.unmarked(record.text("title"))
    if title_likeness.compare(named, other.title) not in ONE_WORK:
        return None
    if record.year and other.year and record.year < other.year:
        return None
    return relation, "its title names the other"
