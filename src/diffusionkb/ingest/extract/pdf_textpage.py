"""A page's text as pdfium sees it: characters, boxes, fonts, baselines.

Boxes come upright, as the reader of the page sees them; lines are made of them in
`pdf_stretches.py` and `pdf_chars.py`.
"""

import ctypes
import math
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import repeat

from . import pdf_pdfium as pdfium
from .pdf_pdfium import BOX, MATRIX, NAME_SIZE, POINT, ROW, Answers, Box, PdfFile

OCR_FONT = "GlyphLessFont"  # of tesseract's text layers: unseen, codes are characters

_SAMPLE = 24
_CHUNK = 1024  # characters asked for at once
_TINY = 1.5
_SLANT = 0.27  # of a right angle: italics made by slanting upright letters

# as names of this module they are quicker to find
_loose_box, _origin, _font_size = pdfium.loose_box, pdfium.origin, pdfium.font_size
_text_object, _matrix = pdfium.text_object, pdfium.matrix


class TextPage:
    """One open text page."""

    def __init__(self, at: int, answers: Answers) -> None:
        self._at = pdfium.argument(at)
        self._answers = answers
        self._cut_off: dict[int | None, bool] = {}
        self.text = self._text()
        self.turn = self._turn()

    def _text(self) -> str:
        """The page's characters, one for each of pdfium's indexes.

        Characters beyond the basic plane stand as two halves (`whole` mends them).
        """
        count = pdfium.count_chars(self._at)
        starts = range(0, max(count, 0), _CHUNK)
        return "".join([self._chunk(at, min(_CHUNK, count - at)) for at in starts])

    def _chunk(self, first: int, count: int) -> str:
        """Characters at once, or one by one where some are none or are double."""
        units = (ctypes.c_ushort * (2 * count + 2))()
        at = pdfium.argument(ctypes.addressof(units))
        if pdfium.text_of(self._at, first, count, at) == count + 1:
            text = bytes(units)[: 2 * count].decode("utf-16-le", "surrogatepass")
            return text if len(text) == count else "".join(map(chr, units))[:count]
        codes = map(pdfium.unicode, repeat(self._at), range(first, first + count))
        return "".join([chr(min(code, 0xFFFF)) for code in codes])

    def _turn(self) -> int:
        """The quarter turns (0 to 3) that most of the page's text has."""
        text, count = self.text, len(self.text)
        places = {at * count // _SAMPLE for at in range(_SAMPLE)} if count else set()
        samples = [at for at in places if not text[at : at + 2].isspace()]
        turns: Counter[int] = Counter()
        for place in samples:
            turn = self._turn_at(place)
            turns[turn] += turn >= 0
            if 2 * turns[turn] > len(samples):
                return turn
        del turns[-1]
        return turns.most_common(1)[0][0] if turns else 0

    def _turn_at(self, index: int) -> int:
        """Quarter turns of a character; -1 where it stands askew (slant is not).

        Some old fonts are drawn mirrored: the way to the next letter shows better
        than their matrix how a line runs, except for writing from right to left.
        """
        angle = pdfium.angle(self._at, index) / (math.pi / 2)
        turn = -round(angle) % 4 if abs(angle - round(angle)) < _SLANT else -1
        x, y = self._origin(index)
        next_x, next_y = self._origin(index + 1)
        across, upwards = next_x - x, next_y - y
        if turn >= 0 and abs(upwards) > 2 * abs(across):
            return 1 if upwards > 0 else 3
        if turn % 2 == 1 and abs(across) > 2 * abs(upwards):
            return 0
        return turn

    def runs_along(self, first: int, last: int) -> bool:
        """Whether a stretch of text runs the way that the page's text runs."""
        if last == first:
            return True
        x, y = self._origin(first)
        end_x, end_y = self._origin(last)
        across, upwards = abs(end_x - x), abs(end_y - y)
        if self.turn % 2:
            across, upwards = upwards, across
        return upwards <= max(0.3 * across, 0.5 * self.size(first))

    def _origin(self, index: int) -> tuple[float, float]:
        answers = self._answers
        _origin(self._at, index, answers.x_at, answers.y_at)
        x, y = POINT.unpack(answers.point)
        return x, y

    def place(self, index: int) -> Box:
        """The loose box of a character in the page's own coordinates."""
        answers = self._answers
        _loose_box(self._at, index, answers.boxes_at[0])
        left, top, right, bottom = BOX.unpack_from(answers.boxes)
        if bottom < top:
            return left, bottom, right, top
        return left, top, right, bottom

    def places(self, indexes: Sequence[int]) -> list[Box]:
        """The loose boxes of some characters in the page's own coordinates."""
        if len(indexes) > ROW:
            return self.places(indexes[:ROW]) + self.places(indexes[ROW:])
        answers = self._answers
        deque(map(_loose_box, repeat(self._at), indexes, answers.boxes_at), maxlen=0)
        found = BOX.iter_unpack(answers.boxes_seen[: BOX.size * len(indexes)])
        return [
            (left, bottom, right, top) if bottom < top else (left, top, right, bottom)
            for left, top, right, bottom in found
        ]

    def upright(self, place: Box) -> Box:
        """A box as the reader of the page sees it."""
        return _upright(place, self.turn) if self.turn else place

    def box(self, index: int) -> Box:
        """The loose box of a character as the reader of the page sees it."""
        return self.upright(self.place(index))

    def base(self, index: int) -> float:
        """The baseline of a character as the reader sees it."""
        answers = self._answers
        _origin(self._at, index, answers.x_at, answers.y_at)
        x: float
        y: float
        x, y = POINT.unpack(answers.point)
        return (y, -x, -y, x)[self.turn] if self.turn else y

    def size(self, index: int) -> float:
        """The size of the type in points; the boxes of odd fonts are no measure."""
        size: float = _font_size(self._at, index)
        answers = self._answers
        if _matrix(self._at, index, answers.matrix_at):
            _, _, c, d, _, _ = MATRIX.unpack(answers.matrix)
            size *= math.hypot(c, d)
        if size < _TINY:  # bitmap fonts of old TeX files measure in pixels
            size = 1.6 * self._height(index)
        return size if size > 0 else 1.0

    def _height(self, index: int) -> float:
        """How far the ink of a character reaches, upwards as the reader sees it."""
        bottom, top = self.ink(index)
        return top - bottom

    def ink(self, index: int) -> tuple[float, float]:
        """Where the ink of a character begins and ends, upwards as it is seen."""
        edges = [ctypes.c_double() for _ in range(4)]
        pdfium.ink_box(self._at, index, *map(ctypes.byref, edges))
        left, right, bottom, top = (edge.value for edge in edges)
        _, low, _, high = self.upright((left, bottom, right, top))
        return low, high

    def is_one_run(self, start: int, end: int) -> bool:
        """Whether these characters were written at once: one font, one baseline."""
        return bool(pdfium.count_rectangles(self._at, start, end - start) == 1)

    def piece(self, index: int) -> int:
        """The number of the piece that a character was written with; 0 for none."""
        return _text_object(self._at, index) or 0

    def is_unmapped(self, index: int) -> bool:
        """Whether the file does not say which character a glyph stands for."""
        unmapped = pdfium.is_unmapped(self._at, index) == 1
        return unmapped and self.font(index) != OCR_FONT

    def is_cut_off(self, index: int) -> bool:
        """Whether a character stands outside the frame of the figure it is part of."""
        written = pdfium.text_object(self._at, index)
        if written not in self._cut_off:
            self._cut_off[written] = bool(written) and pdfium.is_cut_off(written)
        return self._cut_off[written]

    def font(self, index: int) -> str:
        answers, size = self._answers, self._answers.name_size
        length = pdfium.font_info(self._at, index, answers.name_at, size, None)
        return _font_name(answers.name.value) if 0 < length <= NAME_SIZE else ""


@lru_cache(maxsize=1024)
def _font_name(name: bytes) -> str:
    """Without the mark of a subset (`ABCDEF+`)."""
    return name.decode("utf-8", "replace").split("+", 1)[-1]


def _upright(box: Box, turn: int) -> Box:
    left, bottom, right, top = box
    if turn == 1:
        return bottom, -right, top, -left
    if turn == 2:
        return -right, -top, -left, -bottom
    if turn == 3:
        return -top, left, -bottom, right
    return box


@contextmanager
def open_page(file: PdfFile, number: int) -> Iterator[tuple[TextPage, Box]]:
    """One page's text and its visible sheet, upright; closed afterwards."""
    with file.characters(number) as (at, sheet):
        page = TextPage(at, file.answers)
        yield page, page.upright(sheet)
