"""Whether two values of one field say the same, and which of them says more.

A value that cannot be reconciled is a conflict, which `merging.py` hands to a person.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from .compare import identifiers, people, places, title_likeness, titles
from .compare.record import year_of
from .compare.spelling import alike, words

VAGUE = frozenset({"", "document", "article"})
SAME_ABSTRACT = 0.9


class Conflict(Exception):
    """Two values that cannot both be right."""


def agreed(field: str, one: Any, two: Any) -> Any:
    """The fuller of two values that say the same, in doubt the first.

    Raises:
        Conflict: they say different things.
    """
    if one == two:
        return one
    rule = RULES.get(field, _text)
    if rule not in STRUCTURED and not (_is_text(one) and _is_text(two)):
        raise Conflict
    return rule(one, two)


def _is_text(value: Any) -> bool:
    return isinstance(value, str | int | float)


def _plain(value: Any) -> str:
    return "".join(words(str(value)))


def _text(one: Any, two: Any) -> Any:
    """Texts that differ in punctuation; or one is a part of the other."""
    first, second = _plain(one), _plain(two)
    if first == second:
        return one
    if not first or not second:
        return one if first else two
    if second.startswith(first):
        return two
    if first.startswith(second):
        return one
    raise Conflict


def _title(one: Any, two: Any) -> Any:
    first, second = titles.title_of(str(one)), titles.title_of(str(two))
    match title_likeness.compare(first, second):
        case title_likeness.Likeness.SAME | title_likeness.Likeness.PART if (
            titles.is_retracted(str(one)) is not titles.is_retracted(str(two))
        ):
            return one if titles.is_retracted(str(one)) else two
        case title_likeness.Likeness.SAME:
            return two if _shouted(str(one)) and not _shouted(str(two)) else one
        case title_likeness.Likeness.PART:
            return max(one, two, key=lambda title: len(str(title)))
    raise Conflict


def _shouted(text: str) -> bool:
    """In capitals, or in the brackets of a translated title."""
    return text.isupper() or text.startswith("[")


def _names(one: Any, two: Any) -> Any:
    first, second = people.people_of(one), people.people_of(two)
    likeness = people.compare(first, second)
    if likeness is people.Likeness.UNKNOWN:
        return one if first else two
    if likeness is not people.Likeness.SAME or not _same_order(first, second):
        raise Conflict
    return max(
        one, two, key=lambda names: (len(people.people_of(names)), _letters(names))
    )


def _same_order(
    first: tuple[people.Person, ...], second: tuple[people.Person, ...]
) -> bool:
    """A list that was cut short agrees; two people in the other order do not."""
    pairs = zip(first, second, strict=False)
    return all(people.same_person(a, b) for a, b in pairs)


def _letters(names: Any) -> int:
    """How much a list of names says: 'Everett' more than 'E.'."""
    listed = names if isinstance(names, list) else [names]
    values = (n.values() if isinstance(n, Mapping) else [n] for n in listed)
    return sum(len(_plain(value)) for group in values for value in group)


def _date(one: Any, two: Any) -> Any:
    if year_of(one) is None or year_of(two) is None:
        return one if year_of(one) is not None else two
    if year_of(one) != year_of(two):
        raise Conflict
    return max(one, two, key=_precision)  # the year is what is cited


def _precision(date: Any) -> int:
    match date:
        case {"date-parts": [[*parts], *_]}:
            return len(parts)
    return 0


def _doi(one: Any, two: Any) -> Any:
    first, second = identifiers.parsed_doi(str(one)), identifiers.parsed_doi(str(two))
    if first and first == second:
        return one
    raise Conflict


def _digits(one: Any, two: Any) -> Any:
    first, second = (re.sub(r"\D", "", str(value)).lstrip("0") for value in (one, two))
    if first == second:
        return one
    raise Conflict


def _numbers(one: Any, two: Any) -> Any:
    """ISBN or ISSN: a work has several, and all of them are kept."""
    listed = re.split(r"[\s,;]+", f"{one} {two}")
    kept: dict[str, str] = {}
    for number in listed:
        bare = re.sub(r"[^\dXx]", "", number).upper()
        if len(bare) in {8, 10, 13}:
            kept.setdefault(bare, number)
    return ", ".join(kept.values()) or one


def _numbered(one: Any, two: Any) -> Any:
    """Volume or issue: '71' and 'Vol. 71' agree, '71' and '71 Suppl 1' too."""
    first, second = places.number_of(str(one)), places.number_of(str(two))
    if not first or not second:
        return one if first else two
    if first != second:
        raise Conflict
    bare = [
        re.sub(r"^(vol\w*|no|number|issue)\.?\s*", "", str(v), flags=re.I)
        for v in (one, two)
    ]
    if _plain(bare[0]) == _plain(bare[1]):
        return one
    return max(one, two, key=lambda value: len(str(value)))


def _pages(one: Any, two: Any) -> Any:
    first, second = places.pages_of(str(one)), places.pages_of(str(two))
    if first is None or second is None:
        return _pages_that_are(one, two)
    prefixes = {first.prefix, second.prefix} - {""}  # '23-9' is 'e23-e29'
    same_start = first.first == second.first and len(prefixes) < 2
    if not same_start or (first.whole and second.whole and first.last != second.last):
        raise Conflict
    if first.whole != second.whole:
        return one if first.whole else two
    return max(one, two, key=lambda value: len(_plain(value)))


def _pages_that_are(one: Any, two: Any) -> Any:
    """Where one value only says that there are no pages, the other one."""
    if places.NO_PAGES.search(str(one)):
        return two
    if places.NO_PAGES.search(str(two)) or _plain(one) == _plain(two):
        return one
    raise Conflict


def _journal(one: Any, two: Any) -> Any:
    first, second = places.journals_of(str(one)), places.journals_of(str(two))
    if places.compare_journals(first, second) is places.Likeness.DIFFERENT:
        raise Conflict
    return max(one, two, key=lambda value: len("".join(words(str(value)))))


def _type(one: Any, two: Any) -> Any:
    if one in VAGUE or two in VAGUE:
        return two if one in VAGUE else one
    raise Conflict


def _abstract(one: Any, two: Any) -> Any:
    first, second = _plain(one), _plain(two)
    begun = first.startswith(second[:400]) or second.startswith(first[:400])
    if begun or alike(first, second) >= SAME_ABSTRACT:
        return max(one, two, key=lambda abstract: len(str(abstract)))
    raise Conflict


def _keywords(one: Any, two: Any) -> Any:
    if isinstance(one, list) and isinstance(two, list):
        return [*one, *(word for word in two if word not in one)]
    apart = ";" if ";" in f"{one}{two}" else ","
    listed = [w.strip() for value in (one, two) for w in str(value).split(apart)]
    kept = {word.casefold(): word for word in reversed(listed) if word}
    return f"{apart} ".join(reversed(kept.values()))


def _files(one: Any, two: Any) -> Any:
    """The files of both."""
    listed = [value if isinstance(value, list) else [value] for value in (one, two)]
    return [*listed[0], *(name for name in listed[1] if name not in listed[0])]


RULES: Mapping[str, Callable[[Any, Any], Any]] = {
    "title": _title,
    "type": _type,
    **dict.fromkeys(("author", "editor", "translator", "container-author"), _names),
    **dict.fromkeys(("issued", "original-date", "event-date"), _date),
    "DOI": _doi,
    **dict.fromkeys(("PMID", "PMCID"), _digits),
    **dict.fromkeys(("ISBN", "ISSN"), _numbers),
    **dict.fromkeys(("volume", "issue"), _numbered),
    "page": _pages,
    **dict.fromkeys(("container-title", "container-title-short"), _journal),
    "abstract": _abstract,
    "keyword": _keywords,
    "file": _files,
}
STRUCTURED = frozenset({_names, _date, _keywords, _files})
