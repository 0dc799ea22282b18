"""Authors of two records: whether they can be the same people, however written."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from .spelling import alike, words

NOBODY = re.compile(
    r"^\W*(et al|and others|others|anon(ymous)?|no authors? listed|n/?a|unknown"
    r"|none|null|not available|author unknown)\W*$",
    re.I,
)
PARTICLES = frozenset(
    "van von der den de del della di da dos du la le ter ten zu af al el bin"
    " ibn".split()
)
SUFFIXES = frozenset("jr sr ii iii iv phd md".split())
DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("kh", "h"), ("y", "i"), ("j", "i"))
NAME = 0.84
MOST = 0.8
SOME = 0.5
EAST_ASIAN = 0x2E7F  # the letters behind it are not parted by spaces
COMPARED = 12  # of hundreds of authors the first say enough
INSTITUTION = re.compile(
    r"\b(universit|institut|organi[sz]ation|ministry|department|group|committee"
    r"|network|agency|council|commission|foundation|association|society|centre|center"
    r"|collaborat|investigators|team|bank|union|office|board|consortium|trust)",
    re.I,
)


class Likeness(IntEnum):
    """How two lists of authors stand to each other."""

    UNKNOWN = 0
    DIFFERENT = 1
    INITIALS = 2  # the same family names, but other given names
    SOME = 3
    SAME = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A name: family name as one word, its parts, and the initials of the rest."""

    family: str
    parts: frozenset[str]
    initials: str
    acronym: str = ""


def people_of(names: object) -> tuple[Person, ...]:
    """The people of a CSL name list; 'et al.' and 'Anonymous' are nobody."""
    listed = names if isinstance(names, list) else [names]
    return tuple(person for name in listed if (person := _person(name)))


def _person(name: object) -> Person | None:
    if isinstance(name, Mapping):
        family = _text(name, "family")
        given = _text(name, "given")
        if family and not NOBODY.match(family):
            return _made(family, given)
        name = _text(name, "literal") or given
    text = str(name or "").strip()
    if not text or NOBODY.match(text):
        return None
    return _from_text(text)


def _text(name: Mapping[str, Any], part: str) -> str:
    return str(name.get(part) or "").strip()


def _from_text(text: str) -> Person:
    """A name in one piece: 'Smith, J.', 'Smith JA', 'J. Smith', an institution."""
    if INSTITUTION.search(text) or len(text.split()) > 4:
        return _made(text, "")
    family, comma, given = text.partition(",")
    if comma:
        return _made(family, given)
    tokens = text.split()
    if len(tokens) == 1:
        return _made(text, "")
    if re.fullmatch(r"([A-Z]\W*){1,3}", tokens[-1]):
        return _made(" ".join(tokens[:-1]), tokens[-1])
    return _made(tokens[-1], " ".join(tokens[:-1]))


def _made(family: str, given: str) -> Person:
    spelt = [word for word in words(family) if word not in SUFFIXES]
    own = [word for word in spelt if word not in PARTICLES] or spelt
    rest = words(given)
    parts = [*own, *rest]
    if any(ord(letter) > EAST_ASIAN for letter in family):  # 王小明 is 王, 小明
        parts.append("".join(parts))
    return Person(
        family=_folded("".join(own)),
        parts=frozenset(_folded(part) for part in parts if len(part) > 1),
        initials=_initials(given),
        acronym="".join(w[0] for w in own if w not in {"of", "for", "and", "the"})
        if len(own) > 2
        else "",
    )


def _initials(given: str) -> str:
    """'Jean-Paul' → jp, 'JA' → ja, 'J. A.' → ja."""
    letters = []
    for token in re.split(r"[\s.\-–,]+", given):
        short = token.isupper() and len(token) <= 3
        letters.append(token if short else token[:1])
    return "".join(word for part in letters for word in words(part))


def _folded(word: str) -> str:
    """Spellings of one sound alike: Müller, Mueller, Muller; Aleksey, Aleksei."""
    for written, short in DIGRAPHS:
        word = word.replace(written, short)
    return word


def compare(first: Sequence[Person], second: Sequence[Person]) -> Likeness:
    """How alike two lists are; a list that was cut short is no contradiction."""
    if not first or not second:
        return Likeness.UNKNOWN
    short, long = sorted((first, second), key=len)
    few, many = short[:COMPARED], long[: 3 * COMPARED]
    found = [(person, _twin(person, many)) for person in few]
    share = sum(twin is not None for _, twin in found) / len(few)
    if share < SOME and not same_person(first[0], second[0]):
        return Likeness.DIFFERENT
    pairs = [(person, twin) for person, twin in found if twin]
    if pairs and not any(_initials_agree(a, b) for a, b in pairs):
        return Likeness.INITIALS
    return Likeness.SAME if share >= MOST else Likeness.SOME


def _twin(person: Person, others: Sequence[Person]) -> Person | None:
    twins = [other for other in others if same_person(person, other)]
    agreeing = (other for other in twins if _initials_agree(person, other))
    return next(agreeing, twins[0] if twins else None)


def same_person(one: Person, two: Person) -> bool:
    """Whether two names can be one person's: spelling, order, parts left out."""
    if one.family == two.family:
        return True
    if one.family in two.parts or two.family in one.parts:
        return True
    if one.acronym == two.family or two.acronym == one.family:
        return True
    if min(len(one.family), len(two.family)) < 5:
        return False
    return alike(one.family, two.family) >= NAME


def _initials_agree(one: Person, two: Person) -> bool:
    if not one.initials or not two.initials:
        return True
    # a swapped name has its initials in the other's family name
    swapped = one.family != two.family
    return swapped or one.initials[0] in two.initials or two.initials[0] in one.initials
