"""Records of the same work under different entries: pairs with reasons, and groups.

Nothing is changed here: `merging.py` merges. Records are compared only where a cheap
key says that they could be one work, so that large libraries take seconds.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

from .compare.record import Record
from .compare.weighing import LIKELY, Weighing, weigh
from .links import linked

BEGINNING = 24  # letters of a title that records of one work share, at either end
CROWD = 60  # records under one key, beyond which it says too little by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two entries that look like one work, the older in the file first.

    `score` is the weight of evidence; `sure` says that it is
    enough to merge them unasked: nothing speaks against it.
    """

    first: int
    second: int
    keys: tuple[str, str]
    score: int
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    sure: bool


def find(items: Sequence[Mapping[str, Any]]) -> tuple[Pair, ...]:
    """All pairs of entries that look like one work, in the order of the file."""
    records = records_of(items)
    return among(records, candidates(records))


def records_of(items: Sequence[Mapping[str, Any]]) -> list[Record]:
    return [Record(position=n, item=item) for n, item in enumerate(items)]


def among(
    records: Sequence[Record], places: Iterable[tuple[int, int]]
) -> tuple[Pair, ...]:
    """Of the pairs at these places, those that look like one work."""
    found = []
    for first, second in sorted(places):
        one, two = records[first], records[second]
        weighing = weigh(one, two)
        if weighing.score >= LIKELY and not linked(one.item, two.item):
            found.append(_pair(one, two, weighing))
    return tuple(found)


def _pair(one: Record, two: Record, weighing: Weighing) -> Pair:
    return Pair(
        first=one.position,
        second=two.position,
        keys=(one.key, two.key),
        score=weighing.score,
        reasons=weighing.reasons,
        against=weighing.against,
        sure=weighing.sure,
    )


def candidates(records: Sequence[Record]) -> set[tuple[int, int]]:
    """Pairs of positions that share a key; crowded keys are told apart by more."""
    blocks: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        for key in set(_keys(record)):
            blocks[key].append(record)
    pairs: set[tuple[int, int]] = set()
    for block in blocks.values():
        for part in _uncrowded(block):
            pairs.update(combinations(sorted(r.position for r in part), 2))
    return pairs


def _keys(record: Record) -> Iterator[str]:
    """What records of one work are likely to share."""
    for number in (record.doi, record.pmid, record.trial):
        if number:
            yield f"number:{number}"
    for isbn in record.isbns if record.group == "book" else ():
        yield f"isbn:{isbn}"
    for form in record.title.forms:
        yield f"begins:{form.compact[:BEGINNING]}"
        if len(form.compact) > BEGINNING:
            yield f"ends:{form.compact[-BEGINNING:]}"
    if record.pages and record.volume:
        yield f"page:{record.volume}:{record.pages.first}"
    longest = sorted(record.title.words, key=lambda word: (-len(word), word))[:2]
    if record.people and longest:
        yield f"who:{record.people[0].family}:{record.year}:{longest[0]}"
        yield f"who:{record.people[0].family}:{record.year}:{longest[-1]}"


def _uncrowded(block: list[Record]) -> Iterable[list[Record]]:
    if len(block) <= CROWD:
        return [block] if len(block) > 1 else []
    parts: dict[tuple[object, ...], list[Record]] = defaultdict(list)
    for record in block:
        family = record.people[0].family if record.people else ""
        page = record.pages.first if record.pages else None
        parts["title", record.title.compact, record.year].append(record)
        parts["who", family, record.year].append(record)
        parts["page", record.volume, page].append(record)
        if record.doi:
            parts["doi", record.doi].append(record)
    return (few for part in parts.values() for few in _few(part))


def _few(part: list[Record]) -> Iterable[list[Record]]:
    """Where even these are too many, each is compared with the next in the file."""
    if len(part) <= CROWD * 5:
        return [part]
    return ([one, two] for one, two in pairwise(part))


def groups(
    pairs: Iterable[Pair], items: Sequence[Mapping[str, Any]]
) -> list[list[int]]:
    """Entries of one work together; never two that would be told apart by themselves.

    The strongest pairs join first, so that one doubtful link cannot tie two works.
    """
    member: dict[int, list[int]] = {}
    records: dict[int, Record] = {}
    for pair in sorted(pairs, key=lambda pair: (-pair.score, pair.first, pair.second)):
        for position in (pair.first, pair.second):
            member.setdefault(position, [position])
            records.setdefault(
                position, Record(position=position, item=items[position])
            )
        one, two = member[pair.first], member[pair.second]
        if one is two or _contradict(one, two, records):
            continue
        joined = sorted(one + two)
        member |= dict.fromkeys(joined, joined)
    distinct = {id(group): group for group in member.values() if len(group) > 1}
    return sorted(distinct.values())


def _contradict(
    one: Sequence[int], two: Sequence[int], records: Mapping[int, Record]
) -> bool:
    return any(weigh(records[a], records[b]).score < 0 for a in one for b in two)


def reason(pair: Pair) -> str:
    """Why the pair is shown: 'same DOI, same title; volumes differ'."""
    words = ", ".join(pair.reasons)
    return f"{words}; {', '.join(pair.against)}" if pair.against else words
