"""A line in the making, and whether a word goes on in it.

Geometry of one word beside the words before it; how a page's text is gone through
stands in `pdf_stretches.py`.
"""

import re

from .pdf_pdfium import Box
from .pdf_textpage import TextPage

_FROM_RIGHT = re.compile(r"[(\[«\"]?[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_JOINED = 0.08  # em; nearer than that, a letter is of the same word
INITIAL = 1.8  # times the type of its text, a letter opens a chapter
GAP = 1.5  # em; what stands further apart is not the same stretch of text


class Stretch:
    """Words that stand on one baseline."""

    __slots__ = (
        "base", "bottom", "broken", "end", "even", "last", "last_left", "left",
        "place", "reach", "size", "starts", "top", "uneven", "words",
    )  # fmt: skip

    def __init__(self, page: TextPage, first: int, place: Box) -> None:
        self.place = place
        self.end: Box | None = None  # the place of its last letter, where it is known
        self.last = first
        self.reach = 0.0
        self.broken = self.uneven = self.even = False
        self.words: list[str] = []
        self.starts: list[int] = []
        box = page.upright(place)
        self.left = self.last_left = box[0]
        self.set_level(page, first, box)

    def set_level(self, page: TextPage, index: int, box: Box) -> None:
        self.bottom, self.top = box[1], box[3]
        self.base, self.size = page.base(index), page.size(index)

    def is_level(self, box: Box) -> bool:
        return -0.1 < box[1] - self.bottom < 0.1 and -0.1 < box[3] - self.top < 0.1

    def runs_along(self, page: TextPage) -> bool:
        """Whether it runs the way of the page's text, not across as in margins."""
        if self.last_left > self.left + 2 * self.size:
            return True
        return page.runs_along(self.starts[0], self.last)

    def add(self, word: str, first: int, left: float, last: int) -> None:
        self.words.append(word)
        self.starts.append(first)
        self.mark_end(left, last)

    def mark_end(self, left: float, last: int) -> None:
        """Where the last word starts and how far right the next one may start."""
        self.last_left = left
        self.reach = left + (0.36 * (last + 1 - self.starts[-1]) + 1) * self.size
        self.last = last
        self.end = None


def goes_on(page: TextPage, line: Stretch, box: Box, first: int) -> bool:
    """Whether an ordinary word follows, as far as that is quickly seen."""
    left, bottom, _, top = box
    if line.broken or left < line.last_left:
        return False
    level = -0.1 < bottom - line.bottom < 0.1
    if left < line.reach:
        if level:
            return True
        return page.base(first) == line.base and not _is_initial(page, line, first)
    if not level or not -0.1 < top - line.top < 0.1:
        return False
    return left - page.box(line.last)[2] < GAP * line.size


def follows(page: TextPage, line: Stretch, box: Box, first: int) -> bool:
    """Whether a word goes on on the same baseline without a wide gap."""
    left = box[0]
    if line.broken or (
        left < line.last_left and not _runs_left(page, line, box, first)
    ):
        return False
    if not line.is_level(box):
        step = abs(page.base(first) - line.base)
        if step > 0.5 * line.size and step > 0.5 * page.size(first):
            return False
        if _is_initial(page, line, first):
            return False
    if left < line.reach:
        return True
    return left - page.box(line.last)[2] < GAP * line.size


def _is_initial(page: TextPage, line: Stretch, first: int) -> bool:
    """Whether all there is so far is a capital much larger than what follows it."""
    if len(line.words) > 1 or not is_capital(line.words[0]):
        return False
    return line.size >= INITIAL * page.size(first)


def is_capital(word: str) -> bool:
    """A single capital, perhaps with a quotation mark before it."""
    if len(word) == 2 and not word[0].isalnum():
        word = word[1]
    return len(word) == 1 and word.isupper()


def _runs_left(page: TextPage, line: Stretch, box: Box, first: int) -> bool:
    """Whether a word of a script written from the right goes on to the left."""
    text = page.text
    if text[first : first + 2].isascii() or not _FROM_RIGHT.match(text, first):
        return False
    length = line.last + 1 - line.starts[-1]
    return line.last_left - box[0] < (0.6 * length + GAP) * line.size


def touches(line: Stretch, last: Box, box: Box) -> bool:
    """Whether a word goes on after a lowered digit, where pdfium breaks the line.

    `last` is the box of that digit.
    """
    if len(line.words[-1]) < 2 or not line.is_level(box):
        return False
    lowered = last[1] < box[1] - 0.1 * line.size
    return lowered and abs(box[0] - last[2]) < _JOINED * line.size


def stands_close(page: TextPage, line: Stretch, box: Box) -> bool:
    """Whether a superscript belongs to the word before it."""
    return bool(line.words) and box[0] - page.box(line.last)[2] < 0.12 * line.size
