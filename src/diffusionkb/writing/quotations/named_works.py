"""Works by the names and years that a draft calls them by; its own list comes first."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...model import Work
from .names import AL, AND, NAME, endings, folded
from .wording import ALONE_LETTER

ARTICLE = re.compile(r"^The\s+")

SPELLINGS = (
    str.maketrans(
        {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae"}
        | {"Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa", "Æ": "Ae"}
    ),
    str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What an entry of the draft's own list says of a name and year."""

    names: frozenset[str]  # folded words at the entry's beginning
    keys: tuple[str, ...]
    other: bool  # it describes another work than those here of that name and year


@dataclass(frozen=True, slots=True)
class Authors:
    """Works by the family name of their first author and their year."""

    works: Mapping[tuple[str, str], tuple[Work, ...]]
    listed: Mapping[tuple[str, str], tuple[Listed, ...]] = field(default_factory=dict)
    bodies: frozenset[str] = frozenset()  # organisations, as they are written

    def meant(self, first: str, more: str, year: str) -> tuple[str, ...]:
        """The keys of the works that names and year may mean."""
        own = self._listed(first, more, year)
        if keys := tuple(dict.fromkeys(key for one in own for key in one.keys)):
            return keys
        if own and all(one.other for one in own):
            return ()
        found: list[Work] = []
        for name in endings(first):
            found += self.works.get((name, year[:4]), ())
        fitting = [work for work in found if _others_fit(work, more)] or found
        return tuple(dict.fromkeys(work.citation_key for work in fitting))

    def _listed(self, first: str, more: str, year: str) -> list[Listed]:
        own = [
            one for name in endings(first) for one in self.listed.get((name, year), ())
        ]
        if len(own) > 1:
            others = {folded(name) for name in _names_in(more)}
            fitting = [one for one in own if others and others <= one.names]
            return fitting or own
        return own

    def named(self, first: str) -> tuple[str, ...]:
        """The works of an author, whatever the year; those in the draft's list."""
        names = set(endings(first))
        own = [
            key
            for (name, _), some in self.listed.items()
            if name in names
            for one in some
            for key in one.keys
        ]
        if own:
            return tuple(dict.fromkeys(own))
        found = [work for name in names for work in self.of(name)]
        return tuple(dict.fromkeys(work.citation_key for work in found))

    def of(self, name: str) -> tuple[Work, ...]:
        """The works here whose first author has this name, folded."""
        return tuple(
            work
            for (family, _), works in self.works.items()
            if family == name
            for work in works
        )


def authors_of(works: Sequence[Work]) -> Authors:
    named: dict[tuple[str, str], list[Work]] = defaultdict(list)
    for work in works:
        for name in first_names(work.csl):
            for year in years_of(work.csl) or {""}:
                named[name, year].append(work)
    bodies = frozenset(body for work in works for body in _bodies(work.csl))
    return Authors({at: tuple(some) for at, some in named.items()}, bodies=bodies)


def first_names(csl: Mapping[str, Any]) -> set[str]:
    """The first author's family name, with and without its particle, folded.

    Also as it is written where its letters are not at hand: Mueller, Sorensen.
    """
    people = csl.get("author") or csl.get("editor") or []
    if not people or not isinstance(people[0], dict):
        return set()
    first = people[0]
    family = str(first.get("family") or first.get("literal") or "")
    particle = str(first.get("non-dropping-particle") or "")
    called = {family, f"{particle} {family}", ARTICLE.sub("", family), _caseless(first)}
    spelled = {name.translate(table) for name in called for table in SPELLINGS}
    return set(map(folded, called | spelled)) - {""}


def _bodies(csl: Mapping[str, Any]) -> Iterator[str]:
    """What no pattern of names finds: an organisation of several words, 田中一郎."""
    people = csl.get("author") or csl.get("editor") or []
    first = people[0] if people and isinstance(people[0], dict) else {}
    name = " ".join(str(first.get("literal") or "").split())
    if " " in name:
        yield ARTICLE.sub("", name)
    if name := _caseless(first):
        yield from (name, str(first["family"]))


def _caseless(person: Mapping[str, Any]) -> str:
    """The whole name of a person in a script that has no capitals; else ''."""
    family, given = (str(person.get(part) or "") for part in ("family", "given"))
    if not family or family.lower() != family.upper():
        return ""
    return family + given if ALONE_LETTER.match(family) else f"{given} {family}".strip()


def years_of(csl: Mapping[str, Any]) -> set[str]:
    years = set()
    for name in ("issued", "original-date"):
        date = csl.get(name)
        parts = date.get("date-parts") if isinstance(date, dict) else None
        if parts and parts[0]:
            years.add(str(parts[0][0]))
    return years


def _names_in(more: str) -> list[str]:
    return re.findall(NAME, re.sub(rf"\b{AND}\b", " & ", more))


def _others_fit(work: Work, more: str) -> bool:
    people = work.csl.get("author") or []
    if re.search(AL, more):
        return len(people) > 1
    named = _names_in(more)
    families = {
        folded(str(p.get("family") or "")) for p in people if isinstance(p, dict)
    }
    if not named:
        return len(people) == 1
    return len(people) == len(named) + 1 and all(folded(n) in families for n in named)
