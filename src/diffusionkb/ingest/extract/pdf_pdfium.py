"""pdfium: PDF files opened, and the functions that ask about their characters.

The only importer of pypdfium2. What the characters of a page tell is asked in
`pdf_textpage.py`.
"""

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from struct import Struct
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from ...errors import UnreadableSource
from .pdf_salvage import put_together

VERSION = pdfium.PYPDFIUM_INFO.version
Box = tuple[float, float, float, float]  # left, bottom, right, top

BOX, POINT, MATRIX = Struct("4f"), Struct("2d"), Struct("6f")
ROW = 64  # boxes asked for at once
NAME_SIZE = 128


def _plain(function: Any, result: Any) -> Any:
    """A pdfium function that takes prepared addresses (`argument`) and C ints.

    Checking the types of arguments costs more than most of the calls themselves.
    """
    address = ctypes.cast(function, ctypes.c_void_p).value
    return ctypes.PYFUNCTYPE(result)(address or 0)


def argument(at: int) -> Any:
    """An address, as an argument to pass often."""
    return ctypes.c_void_p.from_param(at)


class Answers:
    """Room for what pdfium answers; one for each open file, for all its pages."""

    def __init__(self) -> None:
        self.boxes = ctypes.create_string_buffer(BOX.size * ROW)
        self.boxes_seen = memoryview(self.boxes)
        start = ctypes.addressof(self.boxes)
        self.boxes_at = [argument(start + BOX.size * place) for place in range(ROW)]
        self.point = ctypes.create_string_buffer(POINT.size)
        start = ctypes.addressof(self.point)
        self.x_at, self.y_at = argument(start), argument(start + POINT.size // 2)
        self.matrix = ctypes.create_string_buffer(MATRIX.size)
        self.matrix_at = argument(ctypes.addressof(self.matrix))
        self.name = ctypes.create_string_buffer(NAME_SIZE)
        self.name_at = argument(ctypes.addressof(self.name))
        self.name_size = ctypes.c_ulong.from_param(NAME_SIZE)


_INT = ctypes.c_int
count_chars = _plain(raw.FPDFText_CountChars, _INT)
loose_box = _plain(raw.FPDFText_GetLooseCharBox, None)  # left, top, right, bottom
ink_box = _plain(raw.FPDFText_GetCharBox, None)  # left, right, bottom, top
origin = _plain(raw.FPDFText_GetCharOrigin, None)
unicode = _plain(raw.FPDFText_GetUnicode, ctypes.c_uint)
text_object = _plain(raw.FPDFText_GetTextObject, ctypes.c_void_p)
is_unmapped = _plain(raw.FPDFText_HasUnicodeMapError, _INT)
count_rectangles = _plain(raw.FPDFText_CountRects, _INT)
font_size = _plain(raw.FPDFText_GetFontSize, ctypes.c_double)
matrix = _plain(raw.FPDFText_GetMatrix, _INT)
font_info = _plain(raw.FPDFText_GetFontInfo, ctypes.c_ulong)
angle = _plain(raw.FPDFText_GetCharAngle, ctypes.c_float)
text_of = _plain(raw.FPDFText_GetText, _INT)
_clip_path = _plain(raw.FPDFPageObj_GetClipPath, ctypes.c_void_p)


def is_cut_off(at: int) -> bool:
    """Whether a piece of text lies wholly outside one of the paths that clip it."""
    if not _clip_path(argument(at)):
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


class DamagedPage(Exception):
    """A page that pdfium cannot load, in a file that opens."""


class PdfFile:
    """An open document; some pages may be read from layers that OCR made of them."""

    def __init__(
        self,
        document: pdfium.PdfDocument,
        layers: Mapping[int, pdfium.PdfDocument] | None = None,
        *,
        data: bytes,
        salvaged: bool,
    ) -> None:
        self._document = document
        self._layers = layers or {}
        self.data = data  # what was opened: the file, or what was salvaged of it
        self.salvaged = salvaged
        self.count = len(document)
        self.answers = Answers()

    @contextmanager
    def characters(self, number: int) -> Iterator[tuple[int, Box]]:
        """The address of a page's text and its visible sheet; closed afterwards."""
        layer = self._layers.get(number)
        try:
            page = self._document[number] if layer is None else layer[0]
        except pdfium.PdfiumError as error:
            raise DamagedPage from error
        try:
            textpage = page.get_textpage()
            try:
                at = ctypes.cast(textpage.raw, ctypes.c_void_p).value or 0
                yield at, page.get_cropbox()
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

    `layers` are PDFs of one page each that are read in place of these pages. Of a
    file that has lost its end the pages that are left are opened (`salvaged`).
    """
    with ExitStack() as opened:
        salvage = None
        try:
            document = _open(data, passwords)
        except UnreadableSource as error:
            salvage = put_together(data) if error.kind == "damaged" else None
            if salvage is None:
                raise
            document = _open(salvage, ())
        opened.callback(document.close)
        instead = {}
        for number, layer in (layers or {}).items():
            instead[number] = _open(layer, ())
            opened.callback(instead[number].close)
        yield PdfFile(
            document, instead, data=salvage or data, salvaged=salvage is not None
        )


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
