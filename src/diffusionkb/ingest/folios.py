"""The printed page numbers that count: what was read, held against the bibliography.

An entry's `pages` (an offset or a table) is a person's word and wins. Else the page
range of its record speaks for or against what was read. Pure functions.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from ..errors import BibliographyError
from ..model import PageNumbers
from .numerals import roman, value_of

SURE = 0.95  # a number read from the page that fits the bibliography
COUNTED = 0.6  # nothing readable, but the range has just as many pages as the file
DENIED = 0.3  # read, but the bibliography says that the work stands elsewhere
USED = 0.5  # below this a folio is not used
_NUMBER = re.compile(r"([A-Za-z]{0,3})(\d{1,6})")
_RANGE = re.compile(
    rf"\s*(?:pp?\.?\s*)?{_NUMBER.pattern}\s*[-‐-―−]+\s*{_NUMBER.pattern}\s*[.,;]?\s*"
)
_HOW = 'write an offset, "pages": 364, or a table, "pages": {"1": "i", "13": "1"}'


class Decided(StrEnum):
    """By what the folios of a file count."""

    READ = "read"  # from the pages alone
    STATED = "stated"  # by the bibliography's offset or table
    CONFIRMED = "confirmed"  # read, and in the bibliography's range
    DENIED = "denied"  # read, but not in that range: not used
    COUNTED = "counted"  # not read; the range has as many pages as the file


@dataclass(frozen=True, slots=True)
class _Range:
    prefix: str
    first: int
    last: int

    def __len__(self) -> int:
        return self.last - self.first + 1

    def holds(self, folio: str) -> bool:
        match = _NUMBER.fullmatch(folio)
        if not match or match[1].lower() not in {"", self.prefix.lower()}:
            return False
        return self.first <= int(match[2]) <= self.last


def stated(csl: Mapping[str, Any]) -> object:
    """The `pages` override of a bibliography entry, as it stands there, or None."""
    custom = csl.get("custom")
    inside = custom.get("pages") if isinstance(custom, dict) else None
    return csl.get("pages") if inside is None else inside


def checked(override: object, where: str) -> None:
    """Refuse an override that says nothing we can use.

    Raises:
        BibliographyError: neither an offset nor a table of pages.
    """
    if override is None or _offset(override) is not None or _is_range(override):
        return
    try:
        _table(override, 1)
    except ValueError as error:
        raise BibliographyError(f"{where}: pages {error}; {_HOW}") from error


def settle(
    read: Sequence[PageNumbers], csl: Mapping[str, Any]
) -> tuple[tuple[PageNumbers, ...], Decided]:
    """The numbers of a file's pages, with the folios that count for this work."""
    override = stated(csl)
    if override is not None and not _is_range(override):
        return _overridden(read, override), Decided.STATED
    known = _range(csl.get("page") or override)
    claimed = [n for n in read if n.folio and n.folio_confidence >= USED]
    if known is None or not (claimed or len(known) == len(read)):
        return tuple(read), Decided.READ
    if not claimed:
        return tuple(_counted(read, known)), Decided.COUNTED
    if any(known.holds(str(n.folio)) for n in claimed):
        return tuple(_confirmed(n, known) for n in read), Decided.CONFIRMED
    doubted = (min(n.folio_confidence, DENIED) for n in read)
    return tuple(
        replace(n, folio_confidence=sure) for n, sure in zip(read, doubted, strict=True)
    ), Decided.DENIED


def _confirmed(numbers: PageNumbers, known: _Range) -> PageNumbers:
    fits = numbers.folio_confidence >= USED and known.holds(numbers.folio or "")
    sure = max(numbers.folio_confidence, SURE)
    return replace(numbers, folio_confidence=sure) if fits else numbers


def _counted(read: Sequence[PageNumbers], known: _Range) -> Iterator[PageNumbers]:
    for place, numbers in enumerate(read):
        folio = f"{known.prefix}{known.first + place}"
        yield replace(numbers, folio=folio, folio_confidence=COUNTED)


def _overridden(
    read: Sequence[PageNumbers], override: object
) -> tuple[PageNumbers, ...]:
    offset = _offset(override)
    if offset is not None:
        folios = {n.index: str(n.index + 1 + offset) for n in read}
        folios = {at: folio for at, folio in folios.items() if int(folio) > 0}
    else:
        folios = _table(override, len(read))
    return tuple(
        replace(
            numbers,
            folio=folios.get(numbers.index),
            folio_confidence=1.0 if numbers.index in folios else 0.0,
        )
        for numbers in read
    )


def _offset(override: object) -> int | None:
    """What to add to a page's position in the file (counted from 1)."""
    if isinstance(override, bool):
        return None
    if isinstance(override, dict) and set(override) == {"offset"}:
        return _offset(override["offset"])
    if isinstance(override, int):
        return override
    if isinstance(override, str) and re.fullmatch(r"\s*[+-]?\d{1,6}\s*", override):
        return int(override)
    return None


def _table(override: object, count: int) -> dict[int, str]:
    """Page index → folio. A list names each page; a table says where numbering starts.

    Numbering goes on from each named page to the next one named; null ends it; "5-8"
    names a stretch.
    """
    if isinstance(override, dict) and set(override) == {"table"}:
        return _table(override["table"], count)
    if isinstance(override, list):
        listed = {at: _word(value) for at, value in enumerate(override)}
        return {at: word for at, word in listed.items() if word}
    if not isinstance(override, dict) or not override:
        raise ValueError("are neither an offset nor a table")
    starts = sorted((*_place(key), _word(value)) for key, value in override.items())
    ends = [first - 1 for first, _, _ in starts[1:]] + [count]
    folios: dict[int, str] = {}
    for (first, last, word), end in zip(starts, ends, strict=True):
        for page in range(first, min(last or end, end, count) + 1):
            if word:
                folios[page - 1] = _counted_on(word, page - first)
    return folios


def _place(key: object) -> tuple[int, int]:
    """First and last page of the file that an entry of a table is for; 0: open."""
    match = re.fullmatch(r"\s*(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?\s*", str(key))
    if not match or not int(match[1]):
        raise ValueError(f"have '{key}', which is no page of a file (1, 2, …)")
    return int(match[1]), int(match[2] or 0)


def _word(value: object) -> str:
    if value is None or isinstance(value, (str, int)):
        return str(value or "").strip()
    raise ValueError(f"have '{value}', which is no printed page number")


def _counted_on(word: str, steps: int) -> str:
    """The printed number so many pages after `word`: 12, xii, S4, e230."""
    if re.fullmatch(r"[ivxlc]+", word, re.I):
        numeral = roman(value_of(word) + steps)
        return numeral.upper() if word.isupper() else numeral
    match = re.fullmatch(r"(.*?)(\d+)", word)
    if match:
        return f"{match[1]}{int(match[2]) + steps}"
    return word if not steps else ""


def _is_range(override: object) -> bool:
    return isinstance(override, str) and _range(override) is not None


def _range(page: object) -> _Range | None:
    """'365-386', '365–86', 'e230-e241', 'S4-S10', 'xi-xx'; one page is no range."""
    if not isinstance(page, str):
        return None
    match = _RANGE.fullmatch(page)
    if match is None:
        return None
    prefix, start, _, end = match.groups()
    if len(end) < len(start):
        end = start[: len(start) - len(end)] + end
    known = _Range(prefix, int(start), int(end))
    return known if known.first < known.last else None
