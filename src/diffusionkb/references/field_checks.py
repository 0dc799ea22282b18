"""What can be wrong in the fields of one entry: each rule yields its findings.

Rules that need several entries are in `checking.py`.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .compare import identifiers, places
from .compare.record import year_of
from .finding import NAMES, Finding, Item, listed, text, unverified
from .name_checks import people
from .required import NEEDED, TITLED, TYPES, WANTED
from .retractions import retracted

FIRST_PRINTED = 1450
TEXTS = ("title", "container-title", "publisher", "collection-title", "title-short")
DATES = ("issued", "accessed", "original-date", "event-date", "submitted")
NOT_CSL_DATES = ("year", "date", "Year", "Date", "published", "pubdate")
LATEX = re.compile(
    r"\\[a-zA-Z]+\s*\{|\\[\"'`^~=.]\{?[a-zA-Z]|\{[^{}]*\}|\\&|(?<!\\)\$[^$]*[\\^_][^$]*\$"
)
ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[\da-fA-F]{1,6});")
TAG = re.compile(r"</?([a-zA-Z][\w-]*)[^<>]*>")
CSL_TAGS = frozenset({"i", "b", "sup", "sub", "span"})
# UTF-8 that was read as Windows or Latin text
BROKEN = re.compile("[ÃÂ][\u0080-\u00bf\u0152-\u0178\u2018-\u203a]|â€|\ufffd")
DATE_LIKE = re.compile(r"^\d{4}[-/]\d{1,2}[-/]\d{1,2}$|^\d{1,2}[./]\d{1,2}[./]\d{4}$")
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


def missing(item: Item, _: int) -> Iterator[Finding]:
    kind = text(item, "type")
    if not kind:
        yield Finding("type", "is missing", "say what it is, such as 'book'")
    elif kind not in TYPES:
        yield Finding(
            "type", f"'{kind}' is no CSL type", "use one, such as 'article-journal'"
        )
    for group in NEEDED.get(kind, TITLED):
        if not any(item.get(field) for field in group):
            choice = f" (or {group[1]})" if len(group) > 1 else ""
            remedy = f"add it: needed for {kind or 'any type'}"
            yield Finding(group[0], f"is missing{choice}", remedy, unverified(item))
    for group in WANTED.get(kind, ()):
        if not any(item.get(field) for field in group):
            yield Finding(group[0], "is missing", "add it, if the work has one", True)


def dates(item: Item, this_year: int) -> Iterator[Finding]:
    for field in NOT_CSL_DATES:
        if item.get(field) and not item.get("issued"):
            yield Finding(field, "is no CSL field", "move the date to 'issued'")
    for field in DATES:
        if item.get(field) not in (None, "", {}):
            yield from _date(field, item[field], this_year)
    issued, original = year_of(item.get("issued")), year_of(item.get("original-date"))
    if issued and original and original > issued:
        yield Finding(
            "original-date",
            f"{original} is later than the work, {issued}",
            "exchange the two, or mend one",
        )


def _date(field: str, date: Any, this_year: int) -> Iterator[Finding]:
    if not isinstance(date, Mapping):
        yield Finding(
            field, f"is {date!r}, no date", 'write {"date-parts": [[2003, 11]]}'
        )
        return
    year = year_of(date)
    if year is None:
        yield Finding(field, "holds no year", 'write {"date-parts": [[2003, 11]]}')
    elif not FIRST_PRINTED <= year <= this_year + 1:
        yield from _no_year(field, year, date)
    else:
        for parts in _parts(date):
            yield from _calendar(field, parts)


def _no_year(field: str, year: int, date: Item) -> Iterator[Finding]:
    parts = next(iter(_parts(date)), [])
    if any(FIRST_PRINTED <= part for part in parts[1:]):
        yield Finding(field, f"has its parts in the order {parts}", "year first")
    elif year >= 0 and (field != "original-date" or year > FIRST_PRINTED):
        yield Finding(field, f"{year} cannot be its year", "correct the year")


def _parts(date: Item) -> list[list[int]]:
    """The date-parts that are numbers."""
    listed = date.get("date-parts")
    found = listed if isinstance(listed, list) else []
    return [
        [int(part) for part in parts]
        for parts in found
        if isinstance(parts, list)
        and all(re.fullmatch(r"-?\d+", str(part)) for part in parts)
    ]


def _calendar(field: str, parts: list[int]) -> Iterator[Finding]:
    year, month, day = (*parts, None, None, None)[:3]
    if month is None or year is None or not 1 <= year <= 9999:
        return
    # 13 to 24 are seasons, in the two numberings in use
    if not 1 <= month <= 24:
        swapped = day is not None and 1 <= day <= 12
        remedy = "exchange month and day" if swapped else "correct the month"
        yield Finding(field, f"{month} is no month", remedy)
    elif day is not None and not 1 <= day <= _days(year, month):
        yield Finding(field, f"{day} is no day of that month", "correct the day")


def _days(year: int, month: int) -> int:
    return monthrange(year, month)[1] if month <= 12 else 31


def pages(item: Item, _: int) -> Iterator[Finding]:
    page = text(item, "page")
    if not page:
        return
    if DATE_LIKE.match(page):
        yield Finding("page", f"'{page}' is a date", "move it to 'issued'")
        return
    if "--" in page:
        yield Finding("page", f"'{page}' has a LaTeX dash", "write one hyphen")
    for part in re.split(r"[;,&]", page):
        if _backwards(part):
            yield Finding(
                "page", f"'{part.strip()}' runs backwards", "check first and last page"
            )


def _backwards(part: str) -> bool:
    found = places.pages_of(part)
    if found:
        # behind a prefix of its own, the last page counts anew: S12-S9 and 12-S9
        return found.whole and found.last < found.first and not _two_series(part)
    romans = re.fullmatch(r"\W*([ivxlcdm]+)\W+([ivxlcdm]+)\W*", part.lower())
    return bool(romans) and _roman(romans[1]) > _roman(romans[2]) if romans else False


def _two_series(part: str) -> bool:
    prefixes = re.findall(r"([a-zA-Z]*)\d+", part)
    return len({p.lower() for p in prefixes if p}) > 1


def _roman(numeral: str) -> int:
    values = [ROMAN[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-v if v < n else v for v, n in zip(values, following, strict=True))


def numbers(item: Item, _: int) -> Iterator[Finding]:
    """DOI, ISBN and ISSN: readable, and with the right check digit."""
    yield from _doi(text(item, "DOI"))
    if not item.get("DOI") and (doi := identifiers.parsed_doi(_doi_url(item))):
        yield Finding("DOI", f"stands in URL only ({doi})", "copy it to 'DOI'", True)
    isbn, issn = text(item, "ISBN"), text(item, "ISSN")
    yield from _digits("ISBN", isbn, identifiers.isbns_of(isbn))
    bare = re.sub(
        r"97[89][\d -]{10,14}[\dXx]?", " ", issn
    )  # an ISBN is not read as two
    yield from _digits("ISSN", issn, identifiers.issns_of(bare))


def _doi_url(item: Item) -> str:
    url = text(item, "URL")
    return url if "doi.org/" in url else ""


def _doi(stated: str) -> Iterator[Finding]:
    if not stated:
        return
    doi = identifiers.parsed_doi(stated)
    if not doi:
        yield Finding(
            "DOI", f"'{stated[:60]}' is no DOI", "write it as 10.1000/xyz, or leave out"
        )
    elif len(identifiers.DOI.findall(stated)) > 1 or stated.count("10.") > 2:
        yield Finding("DOI", f"'{stated[:60]}' holds several", "keep one")
    elif stated.lower() != doi:
        yield Finding("DOI", f"'{stated[:60]}' is more than a DOI", f"write {doi}")


def _digits(field: str, stated: str, found: list[str]) -> Iterator[Finding]:
    valid = identifiers.valid_isbn if field == "ISBN" else identifiers.valid_issn
    if stated and not found:
        other = "ISSN" if field == "ISBN" else "ISBN"
        there = identifiers.issns_of(stated) + identifiers.isbns_of(stated)
        wrong = f"'{stated[:40]}' is no {field}"
        yield Finding(field, wrong, f"move it to {other}" if there else "correct it")
    for number in found:
        if not valid(number):
            yield Finding(
                field, f"{number} has a wrong check digit", "compare it with the work"
            )


def remnants(item: Item, _: int) -> Iterator[Finding]:
    """Markup and broken letters that an export has left."""
    for field, value in _texts(item):
        for pattern, what, remedy in REMNANTS:
            if found := pattern.search(value):
                yield Finding(field, f"has {what}: {_shown(found.group())}", remedy)
        for tag in TAG.findall(value):
            if tag.lower() not in CSL_TAGS:
                yield Finding(field, f"has an HTML tag: <{tag}>", "take it out")
                break
    title = text(item, "title")
    if title.isupper() and len(title) >= 15 and " " in title:
        yield Finding("title", "is in capitals", "write it as on the title page")


def withdrawn(item: Item, _: int) -> Iterator[Finding]:
    """A work that was retracted may be cited, as what it is."""
    if retracted(item):
        remedy = "say so where you cite it"
        yield Finding("", "is retracted", remedy, note=True)


REMNANTS = (
    (LATEX, "LaTeX in it", "write the letters themselves"),
    (ENTITY, "an HTML entity in it", "write the character itself"),
    (BROKEN, "broken letters in it", "write them anew; the file was read wrongly"),
)


def _shown(words: str) -> str:
    return words if len(words) <= 20 else f"{words[:19]}…"


def _texts(item: Item) -> Iterator[tuple[str, str]]:
    for field in TEXTS:
        if value := text(item, field):
            yield field, value
    for field in NAMES:
        for name in listed(item.get(field)):
            values = name.values() if isinstance(name, Mapping) else [name]
            yield field, " ".join(value for value in values if isinstance(value, str))


RULES: tuple[Callable[[Item, int], Iterator[Finding]], ...] = (
    missing,
    dates,
    pages,
    numbers,
    people,
    remnants,
    withdrawn,
)
