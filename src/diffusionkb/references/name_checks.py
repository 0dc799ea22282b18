"""What can be wrong with the people of an entry: names that are none, or not parted."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from .compare.people import INSTITUTION, NOBODY
from .finding import NAMES, Finding, Item, listed, text, unverified
from .names import is_suffix

NO_NAME = "is no name"


class Name(NamedTuple):
    """The parts of a CSL name that are checked, empty where not given."""

    family: str
    given: str
    literal: str
    suffix: str


def people(item: Item, _: int) -> Iterator[Finding]:
    """Names that are none, swapped, or several in one."""
    for field in NAMES:
        for name in listed(item.get(field)):
            if not isinstance(name, Mapping):
                yield Finding(
                    field, f"{name!r} is no CSL name", "give it family and given"
                )
            elif found := _name(field, name):
                known = unverified(item) and found.wrong.endswith(NO_NAME)
                yield found._replace(note=known)


def _name(field: str, stated: Item) -> Finding | None:
    name = Name(*(text(stated, part) for part in Name._fields))
    parts = (name.family, name.given, name.suffix)
    whole = name.literal or " ".join(filter(None, parts))
    if not whole:
        return Finding(field, "has an empty name", "take it out")
    if NOBODY.match(whole) or NOBODY.match(name.family):
        return Finding(
            field, f"'{whole}' {NO_NAME}", "name the authors, or take it out"
        )
    for wrong, remedy, test in NAME_RULES:
        if test(name):
            return Finding(field, f"'{whole}' {wrong}", remedy)
    return None


def _several(name: Name) -> bool:
    if ";" in re.sub(r"&#?\w+;", "", "".join(name)) or re.search(r"\s&\s", name.given):
        return True
    if not is_suffix(name.suffix) and re.search(r"[A-Z][a-z]{2}", name.suffix):
        return True
    both = re.search(r"\s(and|&|und|et)\s", name.family)
    return bool(both) and not INSTITUTION.search(name.family)


def _swapped(name: Name) -> bool:
    initials = re.fullmatch(r"(?:[A-Z]\.[ -]?)+|[A-Z]", name.family)
    return bool(initials) and len(re.sub(r"[^a-z]", "", name.given)) >= 2


def _unsplit(name: Name) -> bool:
    one = "," in name.family and not name.given
    person = re.fullmatch(
        r"[^\W\d]+, (?:[A-Z]\.? ?)+|[^\W\d]+, [A-Z][a-z]+", name.literal
    )
    return one or bool(person)


def _marked(name: Name) -> bool:
    return bool(re.search(r"[\d@*†‡§]", f"{name.family}{name.given}"))


def _shouted(name: Name) -> bool:
    return len(name.family) >= 4 and name.family.isupper() and bool(name.given)


NAME_RULES: tuple[tuple[str, str, Callable[[Name], bool]], ...] = (
    ("is several names", "give each a place of its own", _several),
    ("has its parts swapped", "exchange family and given", _swapped),
    ("is not parted", "write family and given apart", _unsplit),
    ("has a mark in it", "take out what is no part of the name", _marked),
    ("is in capitals", "write it as usual", _shouted),
)
