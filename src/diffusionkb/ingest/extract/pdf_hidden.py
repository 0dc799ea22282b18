"""Text that a page holds but does not show: what a frame around a figure cuts off.

A figure taken from a page of another document may bring the whole text of that
page along. Looked for only where lines of text lie over each other.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .pdf_stretch import Stretch
from .pdf_stretches import stretches
from .pdf_textpage import TextPage

_WORD = re.compile(r"\S+")
_OVER = 0.6  # em between the baselines of lines that lie over each other


def visible_stretches(page: TextPage) -> Iterator[Stretch]:
    """The lines of a page that run along, without what is cut off."""
    found = [stretch for stretch in stretches(page) if stretch.runs_along(page)]
    if any(map(_lies_over, *_neighbours(found))) and _blank_hidden(page):
        return (each for each in stretches(page) if each.runs_along(page))
    return iter(found)


def _neighbours(found: Sequence[Stretch]) -> tuple[list[Stretch], list[Stretch]]:
    downwards = sorted(found, key=lambda stretch: stretch.base)
    pairs = list(pairwise(downwards))
    return [one for one, _ in pairs], [other for _, other in pairs]


def _lies_over(one: Stretch, other: Stretch) -> bool:
    """On nearly the same baseline, and one starts within the other."""
    step = abs(one.base - other.base)
    if not 0.01 * one.size < step < _OVER * one.size:
        return False
    first, second = sorted((one, other), key=lambda stretch: stretch.left)
    words = min(len(one.words), len(other.words))
    return words > 1 and second.left < first.last_left


def _blank_hidden(page: TextPage) -> bool:
    """Put spaces for the words that cannot be seen; whether there were any."""
    text = page.text
    hidden = [m for m in _WORD.finditer(text) if page.is_cut_off(m.start())]
    for match in hidden:
        start, end = match.span()
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    page.text = text
    return bool(hidden)
