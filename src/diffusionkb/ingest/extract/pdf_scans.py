"""Which pages of a PDF are scans, which were read by OCR, and what to say of them.

OCR itself is `../ocr.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ...model import OcrPage, TextOrigin
from .pdf_chars import PageLines
from .pdf_pdfium import PdfFile

_FEW = 30  # words: a library's stamp on a scan, not the text of the page
_WHOLE = 0.85  # of a page: figures leave the margins free, scans do not


def origins(
    file: PdfFile, pages: Sequence[PageLines], ocr: Mapping[int, OcrPage]
) -> tuple[TextOrigin, ...]:
    """Where the text of each page comes from.

    An image over the whole page with a few words on it is a scan only where most
    pages are like this: elsewhere it is the picture on a cover.
    """
    found = [_origin(file, page, ocr) for page in pages]
    stamped = [
        page.index
        for page, origin in zip(pages, found, strict=True)
        if origin is TextOrigin.FILE and _is_stamped(file, page)
    ]
    scans = len(stamped) + sum(o in {TextOrigin.SCAN, TextOrigin.OCR} for o in found)
    if 2 * scans > len(pages):
        for index in stamped:
            found[index] = TextOrigin.SCAN
    return tuple(found)


def _origin(file: PdfFile, page: PageLines, ocr: Mapping[int, OcrPage]) -> TextOrigin:
    if page.index in ocr:
        return TextOrigin.OCR
    if page.lines:
        return TextOrigin.FILE
    nothing = file.covered(page.index) is None
    return TextOrigin.BLANK if nothing else TextOrigin.SCAN


def _is_stamped(file: PdfFile, page: PageLines) -> bool:
    if sum(len(line.words) for line in page.lines) >= _FEW:
        return False
    return (file.covered(page.index) or 0.0) >= _WHOLE


def settled(
    qualities: Sequence[float],
    come_from: Sequence[TextOrigin],
    ocr: Mapping[int, OcrPage],
) -> tuple[float, ...]:
    """The quality of each page, now that it is known where its text comes from."""
    read = [
        min(quality, ocr[index].quality) if index in ocr else quality
        for index, quality in enumerate(qualities)
    ]
    return tuple(
        0.0 if origin in {TextOrigin.SCAN, TextOrigin.BLANK} else quality
        for quality, origin in zip(read, come_from, strict=True)
    )


def remarks(
    come_from: Sequence[TextOrigin], ocr: Mapping[int, OcrPage]
) -> Iterator[str]:
    """What a reader of the file should know about its scans, a line each."""
    scans = [i for i, origin in enumerate(come_from) if origin is TextOrigin.SCAN]
    if scans:
        yield (
            f"no text on {spelled(scans)} of {len(come_from)}: scanned? "
            "OCR reads them (option --ocr)"
        )
    if all(origin is TextOrigin.BLANK for origin in come_from):
        yield f"nothing at all on {spelled(range(len(come_from)))}"
    for program in sorted({page.made_with for page in ocr.values()}):
        pages = [i for i, page in ocr.items() if page.made_with == program]
        read = [i for i in pages if ocr[i].layer]
        empty = [i for i in pages if not ocr[i].layer]
        if read:
            yield f"{spelled(read)} read by OCR ({program}), not checked"
        if empty:
            yield f"OCR ({program}) found no words on {spelled(empty)}"


def spelled(indexes: Sequence[int]) -> str:
    """'page 4' or 'pages 1-3, 7', for people, from indexes that count from 0."""
    numbers = sorted(index + 1 for index in indexes)
    starts = [numbers[0], *(b for a, b in pairwise(numbers) if b > a + 1)]
    ends = [*(a for a, b in pairwise(numbers) if b > a + 1), numbers[-1]]
    parts = ", ".join(
        str(first) if first == last else f"{first}-{last}"
        for first, last in zip(starts, ends, strict=True)
    )
    return f"page {parts}" if len(numbers) == 1 else f"pages {parts}"
