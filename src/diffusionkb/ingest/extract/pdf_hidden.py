"""Text that a page holds but does not show: what a frame around a figure cuts off.

A figure taken from a page of another document may bring the whole text of that
page along. Looked for only where lines of text lie over each other.
"""

import re
from collections.abc import Iterable
from itertools import pairwise, starmap
from operator import attrgetter

from .pdf_stretch import Stretch
from .pdf_stretches import stretches
from .pdf_textpage import TextPage

_WORD = re.compile(r"\S+")
_OVER = 0.6  # em between the baselines of lines that lie over each other


def visible_stretches(page: TextPage) -> list[Stretch]:
    """The lines of a page that run along, without what is cut off."""
    found = [stretch for stretch in stretches(page) if stretch.runs_along(page)]
    if any(starmap(_lies_over, _close_pairs(found))) and _blank_hidden(page):
        return [each for each in stretches(page) if each.runs_along(page)]
    return found


def _close_pairs(found: Iterable[Stretch]) -> list[tuple[Stretch, Stretch]]:
    """Neighbours from line to line that stand on nearly the same baseline."""
    return [
        (one, other)
        for one, other in pairwise(sorted(found, key=attrgetter("base")))
        if 0.01 * one.size < other.base - one.base < _OVER * one.size
    ]


def _lies_over(one: Stretch, other: Stretch) -> bool:
    """Whether one of two stretches starts within the other."""
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
