"""An open PDF page as pdfium sees it: characters, boxes, fonts, baselines.

The only importer of pypdfium2. Boxes come upright, as the reader of the page sees
them; lines are made of them in `pdf_chars.py`.
"""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ...errors import UnreadableSource

VERSION = pdfium.PYPDFIUM_INFO.version
Box = tuple[float, float, float, float]  # left, bottom, right, top

_START = re.compile(r"\S+")
_SAMPLE = 24
_NAME_SIZE = 128
_SLANT = 0.27  # of a right angle: italics made by slanting upright letters
_loose_box = raw.FPDFText_GetLooseCharBox


class TextPage:
    """One open text page; pdfium wants the same few buffers again and again."""

    def __init__(self, textpage: Any) -> None:
        self.raw = textpage.raw
        self.rect = raw.FS_RECTF()
        self.rect_ref = ctypes.byref(self.rect)
        self.x = ctypes.c_double()
        self.y = ctypes.c_double()
        self.x_ref = ctypes.byref(self.x)
        self.y_ref = ctypes.byref(self.y)
        self.name = ctypes.create_string_buffer(_NAME_SIZE)
        self.flags = ctypes.c_int()
        self.matrix = raw.FS_MATRIX()
        self.matrix_ref = ctypes.byref(self.matrix)
        self.text = self._text()
        self.turn = self._turn()

    def _text(self) -> str:
        """The page's characters, one for each of pdfium's indexes.

        Characters beyond the basic plane stand as two halves (`whole` mends them).
        """
        count = raw.FPDFText_CountChars(self.raw)
        if count <= 0:
            return ""
        units = (ctypes.c_ushort * (count + 1))()
        if raw.FPDFText_GetText(self.raw, 0, count, units) == count + 1:
            return "".join(map(chr, units))[:count]
        get = raw.FPDFText_GetUnicode
        return "".join(chr(min(get(self.raw, i), 0xFFFF)) for i in range(count))

    def _turn(self) -> int:
        """The quarter turns (0 to 3) that most of the page's text has."""
        starts = [match.start() for match in _START.finditer(self.text)]
        step = max(1, len(starts) // _SAMPLE)
        turns = Counter(self.turn_at(index) for index in starts[::step])
        turn = turns.most_common(1)[0][0] if turns else 0
        return max(turn, 0)

    def turn_at(self, index: int) -> int:
        """Quarter turns of a character; -1 where it stands askew (slant is not)."""
        quarters = raw.FPDFText_GetCharAngle(self.raw, index) / (math.pi / 2)
        nearest = round(quarters)
        return -nearest % 4 if abs(quarters - nearest) < _SLANT else -1

    def place(self, index: int) -> Box:
        """The loose box of a character in the page's own coordinates."""
        rect = self.rect
        _loose_box(self.raw, index, self.rect_ref)
        if rect.bottom > rect.top:
            return rect.left, rect.top, rect.right, rect.bottom
        return rect.left, rect.bottom, rect.right, rect.top

    def upright(self, place: Box) -> Box:
        """A box as the reader of the page sees it."""
        return _upright(place, self.turn) if self.turn else place

    def box(self, index: int) -> Box:
        """The loose box of a character as the reader of the page sees it."""
        return self.upright(self.place(index))

    def base(self, index: int) -> float:
        """The baseline of a character as the reader sees it."""
        raw.FPDFText_GetCharOrigin(self.raw, index, self.x_ref, self.y_ref)
        x, y = self.x.value, self.y.value
        return (y, -x, -y, x)[self.turn]

    def size(self, index: int) -> float:
        """The size of the type in points; the boxes of odd fonts are no measure."""
        size: float = raw.FPDFText_GetFontSize(self.raw, index)
        matrix = self.matrix
        if raw.FPDFText_GetMatrix(self.raw, index, self.matrix_ref):
            size *= math.hypot(matrix.c, matrix.d)
        return size or 1.0

    def is_unmapped(self, index: int) -> bool:
        """Whether the file does not say which character a glyph stands for."""
        return bool(raw.FPDFText_HasUnicodeMapError(self.raw, index) == 1)

    def font(self, index: int) -> str:
        length = raw.FPDFText_GetFontInfo(
            self.raw, index, self.name, _NAME_SIZE, self.flags
        )
        return _font_name(self.name.value) if 0 < length <= _NAME_SIZE else ""


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




class PdfFile:
    """An open document. Pages are opened one at a time and closed at once."""

    def __init__(self, document: pdfium.PdfDocument) -> None:
        self._document = document
        self.count = len(document)

    @contextmanager
    def page(self, number: int) -> Iterator[tuple[TextPage, Box]]:
        """One page's text and its visible sheet, upright; closed afterwards."""
        page = self._document[number]
        try:
            textpage = page.get_textpage()
            try:
                reader = TextPage(textpage)
                yield reader, _upright(page.get_cropbox(), reader.turn)
            finally:
                textpage.close()
        finally:
            page.close()

    def label(self, number: int) -> str | None:
        return self._document.get_page_label(number) or None

    def info(self) -> dict[str, str]:
        """Title, Author and the like, as the file states them."""
        return dict(self._document.get_metadata_dict(skip_empty=True))


@contextmanager
def open_pdf(data: bytes, passwords: Sequence[str]) -> Iterator[PdfFile]:
    """Open a PDF, trying the passwords in turn; raise `UnreadableSource`."""
    document = _open(data, passwords)
    try:
        yield PdfFile(document)
    finally:
        document.close()


def _open(data: bytes, passwords: Sequence[str]) -> pdfium.PdfDocument:
    for password in [None, *passwords]:
        try:
            return pdfium.PdfDocument(data, password=password)
        except pdfium.PdfiumError as error:
            if error.err_code == raw.FPDF_ERR_PASSWORD:
                continue
            raise UnreadableSource(
                f"the PDF is damaged and cannot be opened ({error})",
                kind="damaged",
                remedy="get the file again, or repair it with qpdf or Ghostscript",
            ) from error
    raise UnreadableSource(
        "the PDF is protected with a password",
        kind="encrypted",
        remedy="give its password, or save it without protection",
    )
