"""An open PDF page as pdfium sees it: characters, boxes, fonts, baselines.

The only importer of pypdfium2. Boxes come upright, as the reader of the page sees
them; lines are made of them in `pdf_chars.py`.
"""

import ctypes
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from itertools import repeat
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from ...errors import UnreadableSource

VERSION = pdfium.PYPDFIUM_INFO.version
Box = tuple[float, float, float, float]  # left, bottom, right, top

OCR_FONT = "GlyphLessFont"  # of tesseract's text layers: unseen, codes are characters

_SAMPLE = 24
_NAME_SIZE = 128
_CHUNK = 1024  # characters asked for at once
_TINY = 1.5
_SLANT = 0.27  # of a right angle: italics made by slanting upright letters


def _plain(function: Any, result: Any, *arguments: Any) -> Any:
    """A pdfium function that takes bare addresses and numbers.

    Checking the types of arguments costs more than most of the calls themselves.
    """
    address = ctypes.cast(function, ctypes.c_void_p).value
    return ctypes.PYFUNCTYPE(result, *arguments)(address or 0)


_INT, _AT = ctypes.c_int, ctypes.c_void_p
_loose_box = _plain(raw.FPDFText_GetLooseCharBox, _INT, _AT, _INT, _AT)
_origin = _plain(raw.FPDFText_GetCharOrigin, _INT, _AT, _INT, _AT, _AT)
_unicode = _plain(raw.FPDFText_GetUnicode, ctypes.c_uint, _AT, _INT)
_text_object = _plain(raw.FPDFText_GetTextObject, _AT, _AT, _INT)
_clip_path = _plain(raw.FPDFPageObj_GetClipPath, _AT, _AT)
_unmapped = _plain(raw.FPDFText_HasUnicodeMapError, _INT, _AT, _INT)
_rectangles = _plain(raw.FPDFText_CountRects, _INT, _AT, _INT, _INT)
_font_size = _plain(raw.FPDFText_GetFontSize, ctypes.c_double, _AT, _INT)
_matrix = _plain(raw.FPDFText_GetMatrix, _INT, _AT, _INT, _AT)
_font_info = _plain(
    raw.FPDFText_GetFontInfo, ctypes.c_ulong, _AT, _INT, _AT, ctypes.c_ulong, _AT
)
_angle = _plain(raw.FPDFText_GetCharAngle, ctypes.c_float, _AT, _INT)
_written = _plain(raw.FPDFText_GetText, _INT, _AT, _INT, _INT, _AT)


class TextPage:
    """One open text page; pdfium wants the same few buffers again and again."""

    def __init__(self, textpage: Any) -> None:
        self._page = textpage.raw
        self._at = ctypes.cast(self._page, ctypes.c_void_p).value
        self._rect = (ctypes.c_float * 4)()  # left, top, right, bottom
        self._rect_at = ctypes.addressof(self._rect)
        self._rect_view = memoryview(self._rect).cast("B").cast("f")
        self._point = (ctypes.c_double * 2)()
        self._x_at = ctypes.addressof(self._point)
        self._y_at = self._x_at + ctypes.sizeof(ctypes.c_double)
        self._name = ctypes.create_string_buffer(_NAME_SIZE)
        self._name_at = ctypes.addressof(self._name)
        self._matrix = (ctypes.c_float * 6)()  # a, b, c, d, e, f
        self._matrix_at = ctypes.addressof(self._matrix)
        self._cut_off: dict[int | None, bool] = {}
        self.text = self._text()
        self.turn = self._turn()

    def _text(self) -> str:
        """The page's characters, one for each of pdfium's indexes.

        Characters beyond the basic plane stand as two halves (`whole` mends them).
        """
        count = raw.FPDFText_CountChars(self._page)
        starts = range(0, max(count, 0), _CHUNK)
        return "".join([self._chunk(at, min(_CHUNK, count - at)) for at in starts])

    def _chunk(self, first: int, count: int) -> str:
        """Characters at once, or one by one where some are none or are double."""
        units = (ctypes.c_ushort * (2 * count + 2))()
        length = _written(self._at, first, count, ctypes.addressof(units))
        if length == count + 1:
            text = bytes(units)[: 2 * count].decode("utf-16-le", "surrogatepass")
            return text if len(text) == count else "".join(map(chr, units))[:count]
        codes = map(_unicode, repeat(self._at), range(first, first + count))
        return "".join([chr(min(code, 0xFFFF)) for code in codes])

    def _turn(self) -> int:
        """The quarter turns (0 to 3) that most of the page's text has."""
        count = len(self.text)
        places = {at * count // _SAMPLE for at in range(_SAMPLE)} if count else set()
        turns = Counter(
            self._turn_at(place)
            for place in places
            if not self.text[place : place + 2].isspace()
        )
        turns.pop(-1, None)
        return turns.most_common(1)[0][0] if turns else 0

    def _turn_at(self, index: int) -> int:
        """Quarter turns of a character; -1 where it stands askew (slant is not).

        Some old fonts are drawn mirrored: the way to the next letter shows better
        than their matrix how a line runs, except for writing from right to left.
        """
        angle = _angle(self._at, index) / (math.pi / 2)
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
        _origin(self._at, index, self._x_at, self._y_at)
        return self._point[0], self._point[1]

    def place(self, index: int) -> Box:
        """The loose box of a character in the page's own coordinates."""
        _loose_box(self._at, index, self._rect_at)
        left, top, right, bottom = self._rect_view.tolist()
        return (
            (left, bottom, right, top) if bottom < top else (left, top, right, bottom)
        )

    def upright(self, place: Box) -> Box:
        """A box as the reader of the page sees it."""
        return _upright(place, self.turn) if self.turn else place

    def box(self, index: int) -> Box:
        """The loose box of a character as the reader of the page sees it."""
        return self.upright(self.place(index))

    def base(self, index: int) -> float:
        """The baseline of a character as the reader sees it."""
        x, y = self._origin(index)
        return (y, -x, -y, x)[self.turn]

    def size(self, index: int) -> float:
        """The size of the type in points; the boxes of odd fonts are no measure."""
        size = float(_font_size(self._at, index))
        if _matrix(self._at, index, self._matrix_at):
            size *= math.hypot(self._matrix[2], self._matrix[3])
        if size < _TINY:  # bitmap fonts of old TeX files measure in pixels
            bottom, top = ctypes.c_double(), ctypes.c_double()
            left, right = ctypes.c_double(), ctypes.c_double()
            raw.FPDFText_GetCharBox(self._page, index, left, right, bottom, top)
            across, upwards = right.value - left.value, top.value - bottom.value
            size = 1.6 * (across if self.turn % 2 else upwards)
        return size if size > 0 else 1.0

    def is_one_run(self, start: int, end: int) -> bool:
        """Whether these characters were written at once: one font, one baseline."""
        return bool(_rectangles(self._at, start, end - start) == 1)

    def is_unmapped(self, index: int) -> bool:
        """Whether the file does not say which character a glyph stands for."""
        return _unmapped(self._at, index) == 1 and self.font(index) != OCR_FONT

    def is_cut_off(self, index: int) -> bool:
        """Whether a character stands outside the frame of the figure it is part of."""
        written = _text_object(self._at, index)
        if written not in self._cut_off:
            self._cut_off[written] = bool(written) and _is_cut_off(written)
        return self._cut_off[written]

    def font(self, index: int) -> str:
        length = _font_info(self._at, index, self._name_at, _NAME_SIZE, None)
        return _font_name(self._name.value) if 0 < length <= _NAME_SIZE else ""


def _is_cut_off(at: int) -> bool:
    """Whether a piece of text lies wholly outside one of the paths that clip it."""
    if not _clip_path(at):
        return False
    written = ctypes.cast(at, raw.FPDF_PAGEOBJECT)
    clip = raw.FPDFPageObj_GetClipPath(written)
    edges = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(written, *edges):
        return False
    left, bottom, right, top = (edge.value for edge in edges)
    for path in range(max(raw.FPDFClipPath_CountPaths(clip), 0)):
        points = list(_points(clip, path))
        across, upwards = [x for x, _ in points], [y for _, y in points]
        if points and (
            right < min(across) or left > max(across)
            or top < min(upwards) or bottom > max(upwards)
        ):  # fmt: skip
            return True
    return False


def _points(clip: Any, path: int) -> Iterator[tuple[float, float]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(max(raw.FPDFClipPath_CountPathSegments(clip, path), 0)):
        segment = raw.FPDFClipPath_GetPathSegment(clip, path, number)
        if segment and raw.FPDFPathSegment_GetPoint(segment, x, y):
            yield x.value, y.value


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


class DamagedPage(Exception):
    """A page that pdfium cannot load, in a file that opens."""


class PdfFile:
    """An open document; some pages may be read from layers that OCR made of them."""

    def __init__(
        self,
        document: pdfium.PdfDocument,
        layers: Mapping[int, pdfium.PdfDocument] | None = None,
    ) -> None:
        self._document = document
        self._layers = layers or {}
        self.count = len(document)

    @contextmanager
    def page(self, number: int) -> Iterator[tuple[TextPage, Box]]:
        """One page's text and its visible sheet, upright; closed afterwards."""
        layer = self._layers.get(number)
        try:
            page = self._document[number] if layer is None else layer[0]
        except pdfium.PdfiumError as error:
            raise DamagedPage from error
        try:
            textpage = page.get_textpage()
            try:
                reader = TextPage(textpage)
                yield reader, _upright(page.get_cropbox(), reader.turn)
            finally:
                textpage.close()
        finally:
            page.close()

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of a page in points, as it is seen."""
        return tuple(self._document.get_page_size(number))

    def picture(
        self, number: int, *, dpi: int, turn: int = 0
    ) -> tuple[int, int, bytes]:
        """A page in shades of grey, turned by quarters: width, height and pixels."""
        page = self._document[number]
        try:
            bitmap = page.render(scale=dpi / 72, rotation=90 * turn, grayscale=True)
            pixels = bitmap.to_numpy()
            height, width = pixels.shape[:2]
            return width, height, pixels.tobytes()
        finally:
            page.close()

    def covered(self, number: int) -> float | None:
        """The share of a page under its largest image; None where nothing is on it."""
        page = self._document[number]
        try:
            sheet = _area(page.get_bbox()) or 1.0
            image = raw.FPDF_PAGEOBJ_IMAGE
            things = page.get_objects(max_depth=3)
            shares = (_area(x.get_bounds()) if x.type == image else 0 for x in things)
            return max((share / sheet for share in shares), default=None)
        finally:
            page.close()

    def label(self, number: int) -> str | None:
        return self._document.get_page_label(number) or None

    def info(self) -> dict[str, str]:
        """Title, Author and the like, as the file states them."""
        return dict(self._document.get_metadata_dict(skip_empty=True))


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


@contextmanager
def open_pdf(
    data: bytes, passwords: Sequence[str], layers: Mapping[int, bytes] | None = None
) -> Iterator[PdfFile]:
    """Open a PDF, trying the passwords in turn; raise `UnreadableSource`.

    `layers` are PDFs of one page each that are read in place of these pages.
    """
    with ExitStack() as opened:
        document = _open(data, passwords)
        opened.callback(document.close)
        instead = {}
        for number, layer in (layers or {}).items():
            instead[number] = _open(layer, ())
            opened.callback(instead[number].close)
        yield PdfFile(document, instead)


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
        remedy=(
            "list the password under passwords in diffusionkb.toml, "
            "or give extract --password"
        ),
    )
