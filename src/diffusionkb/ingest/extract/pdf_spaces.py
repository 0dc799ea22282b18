"""Spaces that a page shows and its text has not: where pieces of writing stand apart.

Some programs place each piece of a line by itself and write no space between them.
Where a word consists of several pieces, and one stands off clearly while its other
letters stand close, that is a space to the eye.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from .pdf_textpage import TextPage

_APART = 0.14  # em between pieces; narrow spaces of justified lines have 0.16
_LEAST = 0.5  # points; seen at once
_CLOSE = 0.07  # em; letters that all stand further apart are spaced out
_LEVEL = 0.05  # em between baselines of what is no index
# where one word may end and another begin, as far as its characters tell
_SEAM = re.compile(r"[a-z](?=[A-Z])|[.,;:!?)\]”’»](?=[^\W\d_]|[(\[“‘«])")


@lru_cache(maxsize=1 << 14)
def may_part(word: str) -> bool:
    """Whether the characters of a word may be those of two."""
    return bool(_SEAM.search(word))


def parts(page: TextPage, word: str, first: int) -> list[tuple[str, int]]:
    """A word, cut where the page shows a space, with where its parts start."""
    seams = [match.end() for match in _SEAM.finditer(word)]
    gaps = [at for at in seams if _is_apart(page, first + at)]
    if not gaps or not _is_tight(page, word, first, gaps):
        return [(word, first)]
    pairs = zip([0, *gaps], [*gaps, len(word)], strict=True)
    return [(word[begin:end], first + begin) for begin, end in pairs]


def _is_tight(page: TextPage, word: str, first: int, gaps: Sequence[int]) -> bool:
    """Whether the letters of a word stand close everywhere but at some gaps."""
    boxes = [page.box(at) for at in range(first, first + len(word))]
    limit = _CLOSE * page.size(first)
    steps = enumerate(pairwise(boxes), 1)
    return all(
        other[0] - one[2] < limit for at, (one, other) in steps if at not in gaps
    )


def _is_apart(page: TextPage, at: int) -> bool:
    gap = page.box(at)[0] - page.box(at - 1)[2]
    if gap < _LEAST or page.piece(at) == page.piece(at - 1):
        return False
    size = max(page.size(at), page.size(at - 1))
    level = abs(page.base(at) - page.base(at - 1)) < _LEVEL * size
    return level and gap > _APART * size
