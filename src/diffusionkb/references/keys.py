"""Citation keys: which stated ones can be kept, and new ones from family and year.

A key that was given once stays: it is never made anew from corrected fields.
"""

import re
import string
import unicodedata
from collections.abc import Container, Iterator, Mapping
from typing import Any

from .dates import first_parts

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]*")
_RUNNING_NUMBER = re.compile(r"\d{5,}")
_FEW = 2  # authors that are all named in a key
_STRANGE = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "œ": "oe", "đ": "d", "ł": "l"}
    | {"Ł": "L", "Đ": "D", "ð": "d", "þ": "th", "Þ": "Th", "ı": "i", "Œ": "Oe"}
)


def stated(key: str) -> str:
    """A key that a record brings along, if a person could have chosen it.

    Databases number their records there: '1', 'WOS:000440521600007', '037-341-21X'.
    """
    chosen = re.match(r"[A-Za-z]{2}", key) and not _RUNNING_NUMBER.search(key)
    return key if chosen and KEY.fullmatch(key) else ""


def citable(key: str) -> str:
    """A key of another program as one that can be cited here; ours stay as they are."""
    if KEY.fullmatch(key):
        return key
    plain = unicodedata.normalize("NFKD", key.translate(_STRANGE))
    ascii_only = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_.:+-]+", "-", ascii_only).strip("-_.:+")


def base_key(item: Mapping[str, Any]) -> str:
    """Family names and year in the style of the house: 'ryangross1943'."""
    people = item.get("author") or item.get("editor") or []
    named = [_plain(_family(person)) for person in people if isinstance(person, dict)]
    named = [name for name in named if name]
    who = "".join(named) if len(named) <= _FEW else named[0]
    if not who:
        title = str(item.get("title") or item.get("container-title") or "")
        who = next((w for w in map(_plain, title.split()) if len(w) > 3), "untitled")
    year = first_parts(item.get("issued"))[:1]
    return f"{who[:40]}{year[0]}" if year and year[0] > 0 else who[:40]


def free_key(base: str, taken: Container[str]) -> str:
    """The key itself, or with the first letter behind it that is free."""
    return next(key for key in _variants(base) if key not in taken)


def _variants(base: str) -> Iterator[str]:
    yield base
    letters = string.ascii_lowercase
    yield from (f"{base}{letter}" for letter in letters)
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1


def _family(person: Mapping[str, Any]) -> str:
    if person.get("literal"):
        return _initials(str(person["literal"]))
    words = (person.get("non-dropping-particle"), person.get("family"))
    return " ".join(str(word) for word in words if word)


def _initials(name: str) -> str:
    """A short institution by its name, a long one by the first letters."""
    words = [word for word in re.split(r"[\s/-]+", name) if word[:1].isalpha()]
    if len(words) < 3:
        return name
    return "".join(word[0] for word in words if word[0].isupper()) or words[0]


def _plain(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.translate(_STRANGE))
    return re.sub(r"[^a-z0-9]", "", plain.encode("ascii", "ignore").decode().lower())
