"""Find tables of contents: titles with the numbers of pages, which go up.

They are no running text, head no section and say nothing of how text is set. Told
by leaders, by a heading that names them, or by a long column of numbers alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..numerals import value_of
from .pdf_chars import Line, PageLines

_NAMES = frozenset(
    "contents|table of contents|list of contents|list of figures|list of tables"
    "|inhalt|inhaltsverzeichnis|inhaltsübersicht|sommaire|table des matières"
    "|índice|indice|contenido|conteúdo|sumário|sommario|inhoud|inhoudsopgave"
    "|innehåll|indhold|innhold|sisällys|spis treści|obsah".split("|")
)
_LEADERS = re.compile(r"(?:[.·] ?){4,}|(?:… ?){2,}|_{4,}")
_ARABIC = re.compile(r"\d{1,4}")
_ROMAN = re.compile(r"[ivxl]{1,7}")
_FRONT = 1000  # roman numbers come before the others
_ALIGNED = 4  # points within which edges agree
_FEWEST = 4  # entries that make a table
_MANY = 12  # of numbers that nothing but their order tells
_RISING = 0.85  # of the steps do not go down
_NEAR = 3  # times its size between a heading and the first entry
_FEW = 5  # words of that heading
_NEXT = 1.7  # times its size from one line of a title to the next
_STRAY = 0.3  # of the numbers may stand elsewhere: more are columns of figures


@dataclass(frozen=True, slots=True)
class _Entry:
    """The number of a page at one end of a row."""

    line: Line
    value: int
    edge: float  # where the numbers are aligned
    left: float  # of the whole row
    right: float
    led: bool  # leaders lead to it


def find_contents(pages: Iterable[PageLines]) -> set[int]:
    """The ids of the line objects that belong to tables of contents."""
    found: set[int] = set()
    goes_on = False
    for page in pages:
        named = [x for x in page.lines if len(x.words) < _FEW and _is_named(x)]
        on_page = set(_of_page(page, named, told=bool(named) or goes_on))
        goes_on = bool(on_page)
        found |= on_page
    return found


def _is_named(line: Line) -> bool:
    return line.text.lower().strip(" .:") in _NAMES


def _of_page(page: PageLines, named: Sequence[Line], *, told: bool) -> Iterator[int]:
    for entries in _columns(page, told=told):
        if not _is_table(entries, page, told=told):
            continue
        left = min(entry.left for entry in entries) - _ALIGNED
        right = max(entry.right for entry in entries) + _ALIGNED
        bottom = min(entry.line.base for entry in entries)
        top = max(entry.line.base for entry in entries)
        above = [x.base for x in page.lines if _heads(x, top, left, right)]
        top = max([top, *above, *(x.base for x in named if x.base > bottom)])
        for line in page.lines:
            inside = left <= line.left and line.right <= right
            if inside and bottom - 0.3 * line.size <= line.base <= top:
                yield id(line)
        yield from (id(line) for line in named)


def _heads(line: Line, top: float, left: float, right: float) -> bool:
    """Whether a heading or the first line of a title stands right above a table."""
    if not (left <= line.left and line.right <= right):
        return False
    lines = _NEAR if len(line.words) < _FEW else _NEXT
    return 0 < line.base - top < lines * line.size


def _columns(page: PageLines, *, told: bool) -> Iterator[list[_Entry]]:
    """Entries whose numbers stand below one another, from the top."""
    columns: dict[tuple[bool, int], list[_Entry]] = defaultdict(list)
    for entry in _entries(page, told=told):
        at_end = entry.edge == entry.right
        columns[at_end, round(entry.edge / _ALIGNED)].append(entry)
    for key in sorted(columns):
        at_end, place = key
        beside = columns.get((at_end, place + 1), [])
        if len(columns[key]) + len(beside) >= _FEWEST:
            both = [*columns[key], *beside]
            columns[at_end, place + 1] = []
            yield sorted(both, key=lambda entry: -entry.line.base)


def _entries(page: PageLines, *, told: bool) -> Iterator[_Entry]:
    for line in page.lines:
        value = _value(line.words[-1])
        if value is not None:
            led = bool(_LEADERS.search(line.text))
            if len(line.words) == 1:
                before = _before(line, page)
                if before is None:
                    continue
                led = bool(_LEADERS.search(before.text))
                yield _Entry(line, value, line.right, before.left, line.right, led)
            elif led or told:
                yield _Entry(line, value, line.right, line.left, line.right, led)
        elif told and (value := _value(line.words[0])) and len(line.words) > 1:
            yield _Entry(line, value, line.left, line.left, line.right, False)


def _before(number: Line, page: PageLines) -> Line | None:
    """The text that stands to the left of a number on its line, the nearest."""
    near = 0.4 * number.size
    lowest, highest = number.base - near, number.base + near
    beside = [
        line
        for line in page.lines
        if lowest < line.base < highest and line.right <= number.left
    ]
    nearest = max(beside, key=lambda line: line.right, default=None)
    if nearest is None or not any(word[0].isalpha() for word in nearest.words):
        return None
    return nearest


def _value(word: str) -> int | None:
    """The number of a page; roman ones count from before the first arabic one."""
    if _ARABIC.fullmatch(word):
        return int(word)
    return value_of(word) - _FRONT if _ROMAN.fullmatch(word) else None


def _is_table(entries: Sequence[_Entry], page: PageLines, *, told: bool) -> bool:
    """Whether the numbers go up, and something says that they are of pages."""
    values = [entry.value for entry in entries]
    steps = [last <= value for last, value in pairwise(values)]
    if sum(steps) < _RISING * len(steps) or len(set(values)) < 0.5 * _FEWEST:
        return False
    led = sum(entry.led for entry in entries)
    if led >= _FEWEST or told:
        return True
    return len(set(values)) >= _MANY and _stray(entries, page) < _STRAY * len(entries)


def _stray(entries: Sequence[_Entry], page: PageLines) -> int:
    """How many other numbers stand in the rows of these, as in a table of figures."""
    bases = {round(entry.line.base) for entry in entries}
    own = {id(entry.line) for entry in entries}
    return sum(
        round(line.base) in bases and id(line) not in own
        for line in page.lines
        if not any(word[0].isalpha() for word in line.words)
    )
