"""Printed page numbers, found over the whole document from heads and feet.

A number counts when others go with it: consecutive numbers on consecutive pages
form a run, and the run says how sure each of its folios is. No text is changed.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..numerals import roman, value_of
from .pdf_chars import Line, PageLines
from .pdf_furniture import edge_lines, edge_patterns, pattern_of

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
# what is numbered by itself and may open page after page
_LABELS = re.compile(
    r"(?:chapter|section|part|table|figure|fig|box|appendix|annex|exhibit|step|week"
    r"|unit|lesson|module|session|question|case|item|act|article|volume|vol|issue|no"
    r"|version|draft)\b",
    re.IGNORECASE,
)
_LEVEL = 6  # points; at one height
_LARGE = 1.6  # times the usual size: a title
_CELLS = 4  # stretches of text on one line; more are a row of a table
_COVER = 0.2  # of the text of other pages; a first page without a number has more
_FEW = 4  # pages that are too few to show a running head
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
        return roman(value) if self.roman else f"{self.prefix}{value}"


_Candidate = tuple[_Series, float, float]  # with its weight and its height


@dataclass(slots=True)
class _Votes:
    pages: dict[int, float] = field(default_factory=dict)
    places: Counter[int] = field(default_factory=Counter)  # heights on the page

    def add(self, index: int, weight: float, base: float) -> None:
        self.pages[index] = max(self.pages.get(index, 0.0), weight)
        self.places[round(base / _LEVEL)] += 1

    @property
    def weight(self) -> float:
        return sum(self.pages.values())

    @property
    def is_level(self) -> bool:
        """Whether they mostly stand at one height, or at two."""
        at_usual = sum(count for _, count in self.places.most_common(2))
        return at_usual > 0.6 * self.places.total() or self.places.total() < 3


def find_folios(pages: Sequence[PageLines]) -> dict[int, Folio]:
    """The printed number of each page where one was found, by page index."""
    votes: dict[_Series, _Votes] = defaultdict(_Votes)
    heads, largest = _heads(pages), _LARGE * _usual_size(pages)
    doubled = 0
    for page in pages:
        found = list(_candidates(page, heads, largest))
        doubled += _is_double(found)
        for series, weight, base in found:
            votes[series].add(page.index, weight, base)
    if doubled > max(1, 0.4 * len(pages)):
        return {}
    stated = _stated_range(pages)
    folios: dict[int, Folio] = {}
    for series, vote in sorted(votes.items(), key=lambda item: _rank(item, stated)):
        for index, folio in _run(series, vote, len(pages), stated):
            if series == stated or not _is_cover(index, vote, pages):
                folios.setdefault(index, folio)
    return folios


def _is_cover(index: int, vote: _Votes, pages: Sequence[PageLines]) -> bool:
    """Whether the first sheet has no number, and far less text than the next two."""
    if index or index in vote.pages:
        return False
    counts = [sum(len(x.words) for x in page.lines) for page in pages[:3]]
    return counts[0] < _COVER * min(counts[1:])


def _rank(
    item: tuple[_Series, _Votes], stated: _Series | None
) -> tuple[float, int, str, bool]:
    series, vote = item
    weight = vote.weight * (0.7 if series.part else 1.0)
    if series == stated:
        weight += 3
    return -weight, series.offset, series.prefix, series.roman


def _heads(pages: Sequence[PageLines]) -> set[str]:
    """What stands at the edges of several pages, numbers aside; all of a few."""
    if len(pages) < _FEW:
        return edge_patterns(pages)
    counts = Counter(at for page in pages for at in edge_patterns([page]))
    return {pattern for pattern, count in counts.items() if count > 1}


def _usual_size(pages: Sequence[PageLines]) -> float:
    exact: dict[float, int] = {}
    for page in pages:
        for line in page.lines:
            exact[line.size] = exact.get(line.size, 0) + len(line.words)
    sizes: Counter[float] = Counter()
    for size, count in exact.items():
        sizes[round(size, 1)] += count
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _candidates(
    page: PageLines, heads: set[str], largest: float
) -> Iterator[_Candidate]:
    """What may be this page's number: alone in a line, or at one of its ends.

    Beside other words only in a running head; not in the type of a title, and not
    in the row of a table.
    """
    lines = edge_lines(page)
    rows = Counter(round(line.base) for line in lines if not _names(line, heads))
    for line in lines:
        if line.size > largest or rows[round(line.base)] > _CELLS:
            continue
        text = line.text.strip(_TRIM + " ")
        rest = text
        for match in _OF.finditer(text):
            series = _Series("", False, True, int(match[1]) - page.index)
            yield series, 1.0, line.base
            rest = _OF.sub(" ", text)
        if len(line.words) == 1 or pattern_of(line) in heads:
            for series, weight in _at_the_ends(rest, page.index):
                yield series, weight, line.base


def _names(line: Line, heads: set[str]) -> bool:
    """Whether it is words of a running head, such as the names of all chapters."""
    pattern = pattern_of(line)
    return pattern in heads and any(map(str.isalpha, pattern))


def _is_double(found: Sequence[_Candidate]) -> bool:
    """Two consecutive numbers at one height: two printed pages on one sheet."""
    alone = {(s.prefix, s.offset, round(base)) for s, w, base in found if w == 1}
    return any((prefix, offset + 1, base) in alone for prefix, offset, base in alone)


def _at_the_ends(text: str, index: int) -> Iterator[tuple[_Series, float]]:
    words = [word.strip(_TRIM) for word in text.split()]
    words = [word for word in words if word and word.lower() not in {"page", "p"}]
    if not words or _LABELS.match(words[0]):
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
            yield _Series("", True, False, value_of(word) - index), weight


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
        if series != stated and (len(members) < 2 or not vote.is_level):
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
