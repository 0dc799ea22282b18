"""The characters of a page cut into stretches: words that stand on one baseline.

Asks pdfium as little as possible: a line that is one run of one font is taken
whole, elsewhere word by word, and only odd words are looked at more closely.
"""

import re
from collections.abc import Iterator

from .pdf_glyphs import (
    MICRO,
    SUPERSCRIPTS,
    letters_base,
    mark_up,
    may_hide,
    mend_symbols,
    needs_marks,
)
from .pdf_pdfium import Box, TextPage

_INK = r"[^\s\0\x02\ufffe\uffff]"
# group 1: an ordinary word, which needs no closer look
_LETTER = r"[^\W\d_¹²³¼½¾]"
_ORDINARY = rf"[(\[“‘]?{_LETTER}+(?:[-–’]{_LETTER}+)*[.,;:)\]”’?!]*"
WORD = re.compile(rf"(?!{MICRO.pattern})({_ORDINARY})(?=\s|$)|{_INK}+[\x02\ufffe]?")
# what pdfium sets between two line ends, without the hyphen that it may end in
_RUN = re.compile(r"([^\r\n\x02\ufffe]+)([\x02\ufffe]?)")
_WORD = re.compile(r"\S+")
_WORTHWHILE = 4  # words of a line that is worth asking about as a whole
_WIDEST = 0.8  # em per letter
_FROM_RIGHT = re.compile(r"[(\[«\"]?[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
HYPHEN_MARKS = "\x02\ufffe"  # what pdfium puts for a hyphen at the end of a line
_JOINED = 0.08  # em; nearer than that, a letter is of the same word
GAP = 1.5  # em; what stands further apart is not the same stretch of text


class Stretch:
    """A line in the making."""

    __slots__ = (
        "base", "bottom", "broken", "even", "last", "last_left", "left", "place",
        "reach", "size", "starts", "top", "uneven", "words",
    )  # fmt: skip

    def __init__(self, page: TextPage, first: int, place: Box) -> None:
        self.place = place
        box = page.upright(place)
        self.last = first
        self.left = self.last_left = box[0]
        self.reach = 0.0
        self.broken = self.uneven = self.even = False
        self.words: list[str] = []
        self.starts: list[int] = []
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


def stretches(page: TextPage) -> Iterator[Stretch]:
    """Cut the text of a page into stretches, in the order of the file."""
    line: Stretch | None = None
    for match in _RUN.finditer(page.text):
        whole = _whole(page, match, line)
        if whole is None:
            for finished in _word_by_word(page, match, line):
                if line is not None and finished is not line:
                    yield line
                line = finished
            continue
        if line is not None:
            yield line
        line = whole
    if line is not None:
        yield line


def _whole(
    page: TextPage, match: re.Match[str], before: Stretch | None
) -> Stretch | None:
    """A line that is a single run of one font, unless it goes on an open one."""
    words = match[1].split()
    if page.turn or len(words) < _WORTHWHILE or not page.is_one_run(*match.span(1)):
        return None
    first = match.start(1) + len(match[1]) - len(match[1].lstrip())
    place = page.place(first)
    if before is not None and _follows(page, before, place, first):
        return None
    line = Stretch(page, first, place)
    line.even = True
    last = match.end(1) - 1 - (len(match[1]) - len(match[1].rstrip()))
    if page.place(last)[2] - line.left > _WIDEST * line.size * len(match[1]):
        return None  # gaps as in the row of a table
    line.broken = bool(match[2])
    line.starts = [first]
    line.words = words
    if needs_marks(match[1]):
        line.words = _marked_words(page, line, match)
    line.mark_end(page.place(last)[0], last)
    return line


def _marked_words(page: TextPage, line: Stretch, match: re.Match[str]) -> list[str]:
    words = []
    for word in _WORD.finditer(match[1]):
        text = word.group()
        if needs_marks(text):
            first = match.start(1) + word.start()
            text = mark_up(page, text, first, line.base, line.size)
        words.append(text)
    return words


def _word_by_word(
    page: TextPage, run: re.Match[str], line: Stretch | None
) -> Iterator[Stretch]:
    """The stretches of a run of text, the open one first if it goes on."""
    place, turned = page.place, page.turn
    for match in WORD.finditer(page.text, *run.span()):
        first, end = match.span()
        spot = place(first)
        box = page.upright(spot) if turned else spot
        if line is not None and first == run.start() and _touches(page, line, box):
            line.words[-1] += match[0].rstrip(HYPHEN_MARKS)
            line.broken = match[0][-1] in HYPHEN_MARKS
            line.mark_end(box[0], end - 1)
            continue
        if line is None or not match.lastindex or not _goes_on(page, line, box, first):
            if line is None or not _follows(page, line, box, first):
                line = Stretch(page, first, spot)
                yield line
            _extend(page, line, match[0], first, box)
            continue
        line.words.append(match[1])
        line.starts.append(first)
        left = line.last_left = box[0]
        line.last = end - 1
        line.reach = left + (0.36 * (end - first) + 1) * line.size


def _goes_on(page: TextPage, line: Stretch, box: Box, first: int) -> bool:
    """Whether an ordinary word follows, as far as that is quickly seen."""
    left, bottom, _, top = box
    if line.broken or left < line.last_left:
        return False
    level = -0.1 < bottom - line.bottom < 0.1
    if left < line.reach:
        return level or page.base(first) == line.base
    if not level or not -0.1 < top - line.top < 0.1:
        return False
    return left - page.box(line.last)[2] < GAP * line.size


def _follows(page: TextPage, line: Stretch, box: Box, first: int) -> bool:
    """Whether a word goes on on the same baseline without a wide gap."""
    if line.broken:
        return False
    if box[0] < line.last_left and not _runs_left(page, line, box, first):
        return False
    if not line.is_level(box):
        step = abs(page.base(first) - line.base)
        if step > 0.5 * line.size and step > 0.5 * page.size(first):
            return False
    if box[0] < line.reach:
        return True
    return box[0] - page.box(line.last)[2] < GAP * line.size


def _touches(page: TextPage, line: Stretch, box: Box) -> bool:
    """Whether a word goes on after a lowered digit, where pdfium breaks the line."""
    if not page.text[line.last].isdecimal() or len(line.words[-1]) < 2:
        return False
    last = page.box(line.last)
    lowered = last[1] < box[1] - 0.1 * line.size and line.is_level(box)
    return lowered and abs(box[0] - last[2]) < _JOINED * line.size


def _runs_left(page: TextPage, line: Stretch, box: Box, first: int) -> bool:
    """Whether a word of a script written from the right goes on to the left."""
    if not _FROM_RIGHT.match(page.text, first):
        return False
    length = line.last + 1 - line.starts[-1]
    return line.last_left - box[0] < (0.6 * length + GAP) * line.size


def _extend(page: TextPage, line: Stretch, word: str, first: int, box: Box) -> None:
    if word[-1] in HYPHEN_MARKS:
        line.broken = True
        word = word[:-1]
    if line.words and not line.is_level(box):
        line.uneven = True
        if page.size(first) > 1.15 * line.size:
            line.set_level(page, first, box)
    last = first + len(word) - 1
    plain = word.isalpha() and not MICRO.match(word)
    marked = word if plain else _marked(page, line, word, first)
    if marked[:1] in SUPERSCRIPTS and _stands_close(page, line, box):
        line.words[-1] += marked
        line.mark_end(box[0], last)
    else:
        line.add(marked, first, box[0], last)


def _marked(page: TextPage, line: Stretch, word: str, first: int) -> str:
    if not may_hide(word):
        return word
    base = line.base if line.words else letters_base(page, word, first)
    return mark_up(page, mend_symbols(page, word, first), first, base, line.size)


def _stands_close(page: TextPage, line: Stretch, box: Box) -> bool:
    """Whether a superscript belongs to the word before it."""
    return bool(line.words) and box[0] - page.box(line.last)[2] < 0.12 * line.size
