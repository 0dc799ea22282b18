"""Split text that is too long for one passage into parts of even size. Pure.

Breaks come at paragraph and sentence ends. Inside a sentence they come at clause
marks, only where else a part were too short or too long; at words, and at last
at characters, only where nothing coarser keeps the limits.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import ceil

from ..sentences import split

_CLAUSE = re.compile(r"(?<=[;:,)—–])\s+|\s+(?=[(—–])")
_WORD = re.compile(r"\s+")

# What a break costs, on the scale of squared words away from an even size.
_AT_SENTENCE = 100
_AT_CLAUSE = 9_000  # dearer than the worst size, cheaper than a part too short
_TOO_SHORT = 10_000
_AT_WORD = 20_000
_INSIDE_WORD = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a passage may measure. Longer is never, shorter only if need be."""

    fewest_words: int
    most_words: int
    most_tokens: int
    count_tokens: Callable[[str], int]

    def allow(self, text: str) -> bool:
        """Whether `text` is not too long."""
        return (
            len(text.split()) <= self.most_words
            and self.count_tokens(text) <= self.most_tokens
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A stretch of a paragraph that stays whole: a sentence, or less."""

    paragraph: int  # which paragraph of the run
    start: int
    end: int
    text: str
    words: int
    tokens: int
    cost: int  # of beginning a passage here


def units_of(text: str, *, paragraph: int, limits: Limits) -> Iterator[Unit]:
    """The units of a paragraph: its sentences, or parts of them that fit."""
    cost = 0
    for start, end in split(text):
        for unit in _fitting(text, start, end, _BREAKS, limits):
            yield replace(unit, paragraph=paragraph, cost=max(unit.cost, cost))
            cost = 0
        cost = _AT_SENTENCE


def _fitting(
    text: str, start: int, end: int, breaks: Sequence["_Break"], limits: Limits
) -> Iterator[Unit]:
    """One unit if it fits, else smaller ones cut at the first of `breaks`."""
    part = text[start:end]
    whole = breaks is not _BREAKS or len(part.split()) <= limits.fewest_words
    if (whole and limits.allow(part)) or end - start < 2:
        yield Unit(
            paragraph=0,
            start=start,
            end=end,
            text=part,
            words=len(part.split()),
            tokens=limits.count_tokens(part),
            cost=0,
        )
        return
    cost, pieces = breaks[0]
    for number, (first, last) in enumerate(pieces(text, start, end)):
        finer = breaks[1:] or breaks
        for inner, unit in enumerate(_fitting(text, first, last, finer, limits)):
            is_break = number > 0 and inner == 0
            yield replace(unit, cost=cost) if is_break else unit


def _at(pattern: re.Pattern[str], *, every: int = 1) -> "_Pieces":
    def pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        for gap in islice(pattern.finditer(text, start, end), every - 1, None, every):
            if gap.start() > start:
                yield start, gap.start()
            start = gap.end()
        if start < end:
            yield start, end

    return pieces


def _halves(_text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    middle = (start + end) // 2
    yield start, middle
    yield middle, end


_Pieces = Callable[[str, int, int], Iterator[tuple[int, int]]]
_Break = tuple[int, _Pieces]
_BREAKS: tuple[_Break, ...] = (
    (_AT_CLAUSE, _at(_CLAUSE)),
    (_AT_WORD, _at(_WORD, every=8)),  # eight at a time: fewer places to weigh
    (_AT_WORD, _at(_WORD)),
    (_INSIDE_WORD, _halves),
)


def even_parts(units: Sequence[Unit], limits: Limits) -> list[Sequence[Unit]]:
    """Consecutive units in as few and as even parts as the limits allow."""
    budget = limits.most_tokens
    while True:
        parts = _cheapest(units, replace(limits, most_tokens=budget))
        if all(len(part) == 1 or _allowed(part, limits) for part in parts):
            return parts
        # The tokens of a part can be more than the sum over its units.
        budget = budget * 9 // 10


def _allowed(part: Sequence[Unit], limits: Limits) -> bool:
    return limits.count_tokens(" ".join(unit.text for unit in part)) <= (
        limits.most_tokens
    )


def _cheapest(units: Sequence[Unit], limits: Limits) -> list[Sequence[Unit]]:
    """Dynamic programming over the places where a part can begin."""
    words = sum(unit.words for unit in units)
    tokens = sum(unit.tokens for unit in units)
    count = max(
        1, ceil(words / limits.most_words), ceil(tokens / max(1, limits.most_tokens))
    )
    target = words / count
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(units) + 1):
        best.append(
            min(
                (best[start][0] + price, start)
                for start, price in _prices(units, end, target, limits)
            )
        )
    return _traced(units, best)


def _prices(
    units: Sequence[Unit], end: int, target: float, limits: Limits
) -> Iterator[tuple[int, float]]:
    """Each possible begin of a part that stops before `end`, and its price."""
    words = tokens = 0
    for start in range(end - 1, -1, -1):
        words += units[start].words
        tokens += units[start].tokens
        too_long = words > limits.most_words or tokens > limits.most_tokens
        if too_long and start < end - 1:
            return
        price = (words - target) ** 2 + (units[start].cost if start else 0)
        if words < limits.fewest_words:
            price += _TOO_SHORT + 10 * (limits.fewest_words - words) ** 2
        yield start, price


def _traced(
    units: Sequence[Unit], best: Sequence[tuple[float, int]]
) -> list[Sequence[Unit]]:
    parts: list[Sequence[Unit]] = []
    end = len(units)
    while end > 0:
        start = best[end][1]
        parts.append(units[start:end])
        end = start
    return parts[::-1]
