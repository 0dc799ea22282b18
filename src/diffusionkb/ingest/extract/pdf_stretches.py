"""The characters of a page cut into stretches: words that stand on one baseline.

Asks pdfium as little as possible: a line that is one run of one font is taken
whole, elsewhere word by word, and only odd words are looked at more closely.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from .pdf_glyphs import (
    MICRO,
    SUPERSCRIPTS,
    letters_base,
    mark_up,
    marked,
    may_hide,
    needs_marks,
)
from .pdf_pdfium import Box
from .pdf_spaces import may_part, parts
from .pdf_stretch import GAP, INITIAL, Stretch, follows, goes_on, stands_close, touches
from .pdf_textpage import TextPage

_LETTER = r"[^\W\d_¹²³¼½¾]"
_PLAIN_WORD = re.compile(
    rf"(?!{MICRO.pattern})[(\[“‘]?{_LETTER}+(?:[-–’]{_LETTER}+)*[.,;:)\]”’?!]*"
)
_ORDINARY, _PLAIN, _ODD = range(3)  # words: the last kind needs a closer look
# what pdfium sets between two line ends, without the hyphen that it may end in
_RUN = re.compile(r"([^\r\n\x02\ufffe]+)([\x02\ufffe]?)")
_NOTHING = str.maketrans("\0\uffff", "  ")
_WORD = re.compile(r"\S+")
_WORTHWHILE = 4  # words of a line that is worth asking about as a whole
_WIDEST = 0.8  # em per letter
HYPHEN_MARKS = "\x02\ufffe"  # what pdfium puts for a hyphen at the end of a line


def stretches(page: TextPage) -> list[Stretch]:
    """Cut the text of a page into stretches, in the order of the file."""
    found: list[Stretch] = []
    text = page.text
    for run in _RUN.finditer(text):
        words = run[1].split()
        whole = _whole(page, run, words, found)
        if whole is None:
            _word_by_word(page, run, words, found)
        else:
            found.append(whole)
    return found


def _whole(
    page: TextPage, run: re.Match[str], words: list[str], found: Sequence[Stretch]
) -> Stretch | None:
    """A line that is a single run of one font, unless it goes on an open one."""
    if len(words) < _WORTHWHILE or page.turn or not page.is_one_run(*run.span(1)):
        return None
    start, text = run.start(), run[1]
    first = start + text.index(words[0])
    place = page.place(first)
    if found and follows(page, found[-1], place, first):
        return None
    line = Stretch(page, first, place)
    last = start + len(text.rstrip()) - 1
    end = page.place(last)
    if end[2] - line.left > _WIDEST * line.size * len(text):
        return None  # gaps as in the row of a table
    line.even = True
    line.broken = bool(run[2])
    line.starts.append(first)
    line.words = _with_marks(page, line, text, start) if needs_marks(text) else words
    line.mark_end(end[0], last)
    line.end = end
    return line


def _with_marks(page: TextPage, line: Stretch, text: str, start: int) -> list[str]:
    """The words of a line that was written at once, with their marks."""
    words = []
    for match in _WORD.finditer(text):
        word = match[0]
        if needs_marks(word):
            first = start + match.start()
            word = mark_up(page, word, first, line.base, line.size)
        words.append(word)
    return words


def _word_by_word(
    page: TextPage, run: re.Match[str], words: list[str], found: list[Stretch]
) -> None:
    """Add the words of a run of text to the last stretch, or to new ones."""
    words, starts = _words(page.text, run, words)
    line = found[-1] if found else None
    if line is not None and run.start() in starts[:1]:
        joined = _is_joined(page, line, words[0], starts[0])
        words, starts = words[joined:], starts[joined:]
    places = page.places(starts)
    boxes = map(page.upright, places) if page.turn else places
    for word, first, box in zip(words, starts, boxes, strict=True):
        left, bottom, _, top = box
        if (
            line is None
            or not -0.1 < bottom - line.bottom < 0.1
            or left < line.last_left
            or line.broken
        ):
            line = _placed(page, found, word, first, box)
            continue
        level = -0.1 < top - line.top < 0.1
        near = left < line.reach
        if not near and level:
            near = left - page.box(line.last)[2] < GAP * line.size
        kind = _kind(word)
        if near and (kind == _ORDINARY or (level and kind == _PLAIN)):
            length = len(word)
            line.words.append(word)
            line.starts.append(first)
            line.last_left, line.last = left, first + length - 1
            line.reach = left + (0.36 * length + 1) * line.size
            line.end = None
        elif near and level:
            _extend(page, line, word, first, box)
        else:
            line = _placed(page, found, word, first, box)


def _is_joined(page: TextPage, line: Stretch, word: str, first: int) -> bool:
    """Add a word that opens a run to the one before it where both are one."""
    if not page.text[line.last].isdecimal():
        return False
    box = page.box(first)
    if not touches(line, page.box(line.last), box):
        return False
    line.words[-1] += word.rstrip(HYPHEN_MARKS)
    line.broken = word[-1] in HYPHEN_MARKS
    line.mark_end(box[0], first + len(word) - 1)
    return True


def _placed(
    page: TextPage, found: list[Stretch], word: str, first: int, box: Box
) -> Stretch:
    """The stretch that a word was added to: the last one, or a new one."""
    line = found[-1] if found else None
    kind = _kind(word)
    plain = line is not None and kind == _ORDINARY and goes_on(page, line, box, first)
    if line is None or not (plain or follows(page, line, box, first)):
        line = Stretch(page, first, page.place(first) if page.turn else box)
        found.append(line)
        if _opens_large(page, line, word, first):
            line.add(word[0], first, box[0], first)
            return _placed(page, found, word[1:], first + 1, page.box(first + 1))
        plain = kind != _ODD
    if plain:
        line.uneven = line.uneven or bool(line.words and not line.is_level(box))
        line.add(word, first, box[0], first + len(word) - 1)
    else:
        _extend(page, line, word, first, box)
    return line


def _opens_large(page: TextPage, line: Stretch, word: str, first: int) -> bool:
    """Whether a word opens a line with a dropped initial, on a baseline of its own."""
    if not word[0].isupper() or not word[1:].isalpha():
        return False
    size = page.size(first + 1)
    return line.size >= INITIAL * size and page.base(first + 1) - line.base > 0.5 * size


def _extend(page: TextPage, line: Stretch, word: str, first: int, box: Box) -> None:
    """Add a word that is looked at more closely; it may turn out to be two."""
    cut = parts(page, word, first) if may_part(word) else ()
    if len(cut) > 1:
        for part, start in cut:
            _add(page, line, part, start, page.box(start))
    else:
        _add(page, line, word, first, box)


def _add(page: TextPage, line: Stretch, word: str, first: int, box: Box) -> None:
    if word[-1] in HYPHEN_MARKS:
        line.broken = True
        word = word[:-1]
    last = first + len(word) - 1
    level = line.is_level(box)
    if line.words and not level:
        line.uneven = True
        if page.size(first) > 1.15 * line.size:
            line.set_level(page, first, box)
    if may_hide(word):
        base = line.base
        if not line.words:
            level = last == first or page.base(last) == base
            base = base if level else letters_base(page, word, first)
        word = marked(page, word, first, level=level, base=base, size=line.size)
        if word[:1] in SUPERSCRIPTS and stands_close(page, line, box):
            line.words[-1] += word
            line.mark_end(box[0], last)
            return
    line.add(word, first, box[0], last)


def _words(
    text: str, run: re.Match[str], words: list[str]
) -> tuple[list[str], list[int]]:
    """The words of a run and where they start, the last one with its hyphen."""
    plain = run[1]
    if "\0" in plain or "\uffff" in plain:
        plain = plain.translate(_NOTHING)
        words = plain.split()
    if run[2] and not plain[-1].isspace():
        words[-1] += run[2]
    starts = []
    at = run.start()
    for word in words:
        at = text.index(word, at)
        starts.append(at)
        at += len(word)
    return words, starts


@lru_cache(maxsize=1 << 14)
def _kind(word: str) -> int:
    """How closely a word is to be looked at."""
    if word[-1] in HYPHEN_MARKS or may_part(word):
        return _ODD
    if _PLAIN_WORD.fullmatch(word):
        return _ORDINARY
    return _ODD if may_hide(word) else _PLAIN
