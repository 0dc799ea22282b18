"""Printed page numbers, found over the whole document from heads and feet.

A number counts when others go with it: consecutive numbers on consecutive pages
form a run, and the run says how sure each of its folios is. No text is changed.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .pdf_chars import PageLines
from .pdf_furniture import edge_lines

_ARABIC = re.compile(r"^(?P<prefix>[A-Za-z]{0,2})(?P<number>\d{1,5})$")
_ROMAN = re.compile(
    r"^(?=[ivxlc])(?:c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$", re.I
)
_OF = re.compile(
    r"\b(?:p(?:age|\.)?\s*)?(\d{1,4})\s*(?:of|/)\s*\d{1,4}\b", re.IGNORECASE
)
_RANGE = re.compile(
    r"\b([A-Za-z]?)(\d{1,5})\s*[-\u2010-\u2014\u2212]\s*[A-Za-z]?(\d{1,5})\b"
)
_TRIM = "-–—|·•.,;:()[]{}~*"
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
SURE = 0.5  # below this a folio is not used
_BRIDGE = 4  # pages without a readable number that a run may span


@dataclass(frozen=True, slots=True)
class Folio:
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class _Series:
    """Numbers that go up with the pages: `prefix` + (page index + `offset`)."""

    prefix: str
    roman: bool
    part: bool  # "3 of 12" counts the sheets of a file, not a journal's pages
    offset: int

    def text(self, index: int) -> str:
        value = index + self.offset
        return _roman(value) if self.roman else f"{self.prefix}{value}"


@dataclass(slots=True)
class _Votes:
    pages: dict[int, float] = field(default_factory=dict)

    @property
    def weight(self) -> float:
        return sum(self.pages.values())


def find_folios(pages: Sequence[PageLines]) -> dict[int, Folio]:
    """The printed number of each page where one was found, by page index."""
    votes: dict[_Series, _Votes] = defaultdict(_Votes)
    for page in pages:
        for series, weight in _candidates(page):
            known = votes[series].pages
            known[page.index] = max(known.get(page.index, 0.0), weight)
    stated = _stated_range(pages)
    folios: dict[int, Folio] = {}
    for series, vote in sorted(votes.items(), key=lambda item: _rank(item, stated)):
        for index, folio in _run(series, vote, len(pages), stated):
            folios.setdefault(index, folio)
    return folios


def _rank(
    item: tuple[_Series, _Votes], stated: _Series | None
) -> tuple[float, int, str, bool]:
    series, vote = item
    weight = vote.weight * (0.7 if series.part else 1.0)
    if series == stated:
        weight += 3
    return -weight, series.offset, series.prefix, series.roman


def _candidates(page: PageLines) -> Iterator[tuple[_Series, float]]:
    """What may be this page's number: alone in a line, or at one of its ends."""
    for line in edge_lines(page):
        text = line.text.strip(_TRIM + " ")
        for match in _OF.finditer(text):
            yield _Series("", False, True, int(match[1]) - page.index), 1.0
        yield from _at_the_ends(_OF.sub(" ", text), page.index)


def _at_the_ends(text: str, index: int) -> Iterator[tuple[_Series, float]]:
    words = [word.strip(_TRIM) for word in text.split()]
    words = [word for word in words if word and word.lower() not in {"page", "p"}]
    if not words:
        return
    weight = 1.0 if len(words) == 1 else 0.75
    for word in dict.fromkeys((words[0], words[-1])):
        match = _ARABIC.match(word)
        if match:
            series = _Series(
                match["prefix"], False, False, int(match["number"]) - index
            )
            yield series, weight
        elif len(words) < 4 and _ROMAN.match(word):
            yield _Series("", True, False, _value(word) - index), weight


def _stated_range(pages: Sequence[PageLines]) -> _Series | None:
    """`… 2018:12 1303–1310` in the heads, when it fits the number of pages."""
    for page in pages[:2]:
        for line in edge_lines(page):
            for match in _RANGE.finditer(line.text):
                first, last = int(match[2]), _completed(match[2], match[3])
                if last - first + 1 == len(pages) and last > first:
                    return _Series(match[1], False, False, first)
    return None


def _completed(first: str, last: str) -> int:
    """The end of `365–86`, which is 386."""
    if len(last) < len(first):
        return int(first[: len(first) - len(last)] + last)
    return int(last)


def _run(
    series: _Series, vote: _Votes, count: int, stated: _Series | None
) -> Iterator[tuple[int, Folio]]:
    """The folios of the stretches of pages that this series numbers."""
    for members in _stretches(sorted(vote.pages)):
        start, end = members[0], members[-1]
        if len(members) < 2 and series != stated:
            continue
        share = len(members) / (end - start + 1)
        strength = min(1.0, vote.weight / 4)
        printed = min(1.0, 0.35 + 0.35 * strength + 0.3 * share)
        if series == stated:
            start, end, printed = 0, count - 1, 0.95
        inferred = 0.8 * printed if len(members) > 2 or series == stated else 0.4
        for index in range(max(start - 1, 0), end + 1):
            if index + series.offset < 1:
                continue
            sure = printed if index in vote.pages else inferred
            yield index, Folio(series.text(index), round(sure, 2))


def _stretches(indexes: Sequence[int]) -> Iterator[list[int]]:
    current: list[int] = []
    for index in indexes:
        if current and index - current[-1] > _BRIDGE:
            yield current
            current = []
        current.append(index)
    if current:
        yield current


def _value(numeral: str) -> int:
    values = [_VALUES[letter] for letter in numeral.lower()]
    return sum(
        -value if value < max(values[position:]) else value
        for position, value in enumerate(values)
    )


def _roman(value: int) -> str:
    text = ""
    for number, letters in (
        (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
        (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        text += letters * (value // number)
        value %= number
    return text
