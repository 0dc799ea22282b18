"""Narrowing a search: boxes to tick, how many results each leaves, and unticking.

Claim, side and who coded it have to be said by one and the same coding.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from . import wording
from .answers import Asked
from .claims import Claim
from .search_rows import Candidate, Kind
from .wording import BY_SLUG

NONE = "none"
BY_CODING = ("claim", "side", "checked")
LABELS = {
    "claim": "Claim",
    "side": "Side",
    "sector": "Sector",
    "kind": "Kind of evidence",
    "decade": "Decade",
    "innovation": "Size of change",
    "text": "Text we read",
    "checked": "Who coded it",
}
CHECKED = {
    "people": "checked by people",
    "editors": "coded by this library's editors",
    "model": "found by the model only",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A box to tick, with how many results it leaves."""

    value: str
    label: str
    results: int
    ticked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A group of boxes."""

    name: str
    label: str
    choices: tuple[Choice, ...]


def ticked_of(asked: Asked, known: Mapping[str, Claim]) -> dict[str, tuple[str, ...]]:
    """What is ticked, by facet; claims are the known ones.

    Raises:
        Problem: a value is none of those that a group always has.
    """
    closed = {
        "claim": known,
        "side": BY_SLUG,
        "checked": CHECKED,
        "text": wording.TEXTS,
    }
    for name, allowed in closed.items():
        asked.some_of(name, allowed)
    found: dict[str, tuple[str, ...]] = {}
    for name in LABELS:
        values = tuple(value[:100] for value in asked.every(name))[:20]
        if values:
            found[name] = values
    if work := asked.first("work"):
        found["work"] = (work,)
    return found


def fitting(
    pool: Sequence[Candidate], ticked: Mapping[str, Sequence[str]]
) -> list[Candidate]:
    """Passages that have one of the ticked values in every group."""
    if not ticked:
        return list(pool)
    works = ticked.get("work")
    kinds = {kind for kind in {one.kind for one in pool} if _fits(kind, ticked)}
    return [
        one
        for one in pool
        if one.kind in kinds and (works is None or one.work in works)
    ]


def _fits(kind: Kind, ticked: Mapping[str, Sequence[str]]) -> bool:
    """Whether passages of a kind have one of the ticked values in every group.

    Claim, side and who coded it have to be said by one and the same coding.
    """
    for name, values in ticked.items():
        if name in BY_CODING or name == "work":
            continue
        if (kind.facets[name] or NONE) not in values:
            return False
    about_codings = {n: ticked[n] for n in BY_CODING if n in ticked}
    if not about_codings:
        return True
    return any(
        all(coding[name] in values for name, values in about_codings.items())
        for coding in kind.codings
    )


def facets_of(
    pool: Sequence[Candidate],
    ticked: Mapping[str, Sequence[str]],
    known: Mapping[str, Claim],
) -> Iterator[Facet]:
    """Each group counted with what is ticked in the other groups."""
    of_work = {name: values for name, values in ticked.items() if name == "work"}
    kinds = Counter(one.kind for one in fitting(pool, of_work))
    for name, label in LABELS.items():
        others = {n: values for n, values in ticked.items() if n != name}
        counts: Counter[str] = Counter()
        for kind, passages in kinds.items():
            if _fits(kind, others):
                for value in _values(kind, name, others):
                    counts[value] += passages
        for value in ticked.get(name, ()):
            counts.setdefault(value, 0)
        if counts:
            yield Facet(
                name=name,
                label=label,
                choices=tuple(_choices(name, counts, ticked, known)),
            )


def _values(
    kind: Kind, name: str, others: Mapping[str, Sequence[str]]
) -> Collection[str]:
    """What passages count for in one group, given what is ticked in the others."""
    if name not in BY_CODING:
        return (kind.facets[name] or NONE,)
    if not kind.codings:
        return ()
    return {
        coding[name]
        for coding in kind.codings
        if all(coding[n] in v for n, v in others.items() if n in coding)
    }


def _choices(
    name: str,
    counts: Mapping[str, int],
    ticked: Mapping[str, Sequence[str]],
    known: Mapping[str, Claim],
) -> Iterator[Choice]:
    for value in sorted(counts, key=lambda v: _order(name, v, known)):
        yield Choice(
            value=value,
            label=_label(name, value, known),
            results=counts[value],
            ticked=value in ticked.get(name, ()),
        )


def _order(name: str, value: str, known: Mapping[str, Claim]) -> tuple[object, ...]:
    fixed: Mapping[str, Sequence[str]] = {
        "claim": list(known),
        "side": list(BY_SLUG),
        "checked": list(CHECKED),
        "kind": list(wording.DESIGNS),
    }
    places = fixed.get(name, ())
    place = places.index(value) if value in places else len(places)
    return (value == NONE, place, value)


def _label(name: str, value: str, known: Mapping[str, Claim]) -> str:
    if value == NONE:
        return wording.NOT_RECORDED
    if name == "claim":
        return known[value].title
    if name == "side":
        return BY_SLUG[value].word
    if name == "checked":
        return CHECKED[value]
    return wording.value(name, value)


def removable(
    asked: Asked, ticked: Mapping[str, Sequence[str]], known: Mapping[str, Claim]
) -> Iterator[tuple[str, str]]:
    """Each ticked box as a link that unticks it."""
    for name, values in ticked.items():
        for value in values:
            yield _said(name, value, known), _taken_off(asked, name, value)


def _said(name: str, value: str, known: Mapping[str, Claim]) -> str:
    if name == "work":
        return "This work only"
    return f"{LABELS[name]}: {_label(name, value, known)}"


def _taken_off(asked: Asked, name: str, value: str) -> str:
    left = [given for given in asked.every(name) if given != value]
    return asked.with_parameters(**{"page": None, name: left or None})


def without(
    asked: Asked,
    pool: Sequence[Candidate],
    ticked: Mapping[str, Sequence[str]],
    known: Mapping[str, Claim],
) -> Iterator[tuple[str, int, str]]:
    """Where nothing is left: what there would be without each of the boxes."""
    for name, values in ticked.items():
        others = {n: v for n, v in ticked.items() if n != name}
        left = len(fitting(pool, others))
        if left and values:
            yield (
                _said(name, values[0], known),
                left,
                _taken_off(asked, name, values[0]),
            )
