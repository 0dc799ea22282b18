"""The pages of plain text between form feeds: running heads and printed numbers.

Also the frame that Project Gutenberg puts around a book.
"""

import re
from collections import Counter
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from ...model import PageNumbers
from .frontmatter import people

_FEWEST_FOLIOS = 3  # pages that count on, before we believe their numbers
_FEWEST_HEADS = 2
_LONGEST_HEAD = 15  # words
_MOST_LINES = 3  # of a head or foot
_BARE = re.compile(r"[-–—\s]*\d{1,4}[-–—\s]*")
_NUMBER = re.compile(r"(?<![\d.,])\d{1,4}(?![\d,]|\.\d)")
_START = re.compile(r"^\*{3} ?START OF (?:THE|THIS) PROJECT GUTENBERG.*$", re.M)
_END = re.compile(r"^\*{3} ?END OF (?:THE|THIS) PROJECT GUTENBERG.*$", re.M)
_FIELD = re.compile(r"^(Title|Author):\s*(.+)$", re.M | re.I)
_CONFIDENCE = 0.9


def without_frame(text: str) -> tuple[str, dict[str, Any]]:
    """A book of Project Gutenberg without its licence; what the header says of it."""
    start = _START.search(text)
    if start is None:
        return text, {}
    end = _END.search(text, start.end())
    said = {name.lower(): words.strip() for name, words
            in _FIELD.findall(text[: start.start()])}  # fmt: skip
    item = {
        "type": "book",
        "title": said.get("title", ""),
        "author": people(said.get("author", "")),
    }
    found = {field: value for field, value in item.items() if value}
    return text[start.end() : end.start() if end else len(text)], found


def parted(pages: Sequence[str]) -> tuple[list[str], tuple[PageNumbers, ...]]:
    """Pages without running heads and feet, and the numbers printed in those."""
    lines = [page.strip("\n").split("\n") for page in pages]
    folios: dict[int, int] = {}
    for edge in (-1, 0):
        for _ in range(_MOST_LINES):
            edges = [_edge(page, edge) for page in lines]
            found = _counting(edges) if not folios else {}
            folios |= found
            running = _running(edges)
            running |= {n for n in found if _BARE.fullmatch(edges[n])}
            for n in running:
                _remove(lines[n], edge)
            if not running:
                break
    texts = ["\n".join(page) for page in lines]
    return texts, tuple(_numbers(n, folios.get(n)) for n in range(len(texts)))


def _edge(page: Sequence[str], edge: int) -> str:
    """The first or last line of a page that has words, if it is short."""
    shown = [line for line in page if line.strip()]
    line = shown[edge].strip() if shown else ""
    return line if len(line.split()) <= _LONGEST_HEAD else ""


def _counting(edges: Sequence[str]) -> dict[int, int]:
    """Numbers at the edges of the pages that count the pages."""
    shapes = Counter(map(_shape, edges))
    found = {
        n: [int(number) for number in _NUMBER.findall(line)]
        for n, line in enumerate(edges)
        if _BARE.fullmatch(line) or shapes[_shape(line)] >= _FEWEST_HEADS
    }
    shifts = Counter(
        number - n for n, numbers in found.items() for number in set(numbers)
    )
    shift, agreeing = max(shifts.items(), key=itemgetter(1), default=(0, 0))
    if agreeing < max(_FEWEST_FOLIOS, len(edges) // 2):
        return {}
    return {n: n + shift for n, numbers in found.items() if n + shift in numbers}


def _running(edges: Sequence[str]) -> set[int]:
    """The pages whose edge is a line that most others have too, but for its number."""
    shapes = Counter(_shape(line) for line in edges if any(map(str.isalpha, line)))
    enough = max(_FEWEST_HEADS, len(edges) // 3)
    return {n for n, line in enumerate(edges) if shapes[_shape(line)] >= enough}


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.split()))


def _remove(page: list[str], edge: int) -> None:
    at = [n for n, line in enumerate(page) if line.strip()][edge]
    del page[at]


def _numbers(index: int, folio: int | None) -> PageNumbers:
    if folio is None:
        return PageNumbers(index=index)
    return PageNumbers(index=index, folio=str(folio), folio_confidence=_CONFIDENCE)
