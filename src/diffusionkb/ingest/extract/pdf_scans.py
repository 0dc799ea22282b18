"""Which pages of a PDF are scans, which were read by OCR, and what to say of them.

OCR itself is `../ocr.py`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median_low

from ...model import OcrPage, TextOrigin
from .pdf_chars import Line, PageLines
from .pdf_pdfium import PdfFile
from .pdf_textpage import OCR_FONT

BEST = 0.9  # quality of what OCR read: nobody has compared the words with the page
_SALVAGED = 0.5  # quality of what is left of a file
_FEW = 30  # words: a library's stamp on a scan, not the text of the page
_POINT = 1.05  # points, and
_ROOM = 0.12  # share of a size, by which OCR errs
_LONG = 30  # letters of a line; their mean width says how large they are,
_NEARLY = 0.08  # but for this share of it
_WRONG = 1.5  # how far from the truth OCR may be with the sizes of a whole file
_REMARKS = {
    TextOrigin.DAMAGED: "{} cannot be read: damaged; get the file again, or use qpdf",
    TextOrigin.SCAN: "no text on {}: scanned? OCR reads them (option --ocr)",
}
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
    if page.damaged:
        return TextOrigin.DAMAGED
    if page.lines:
        carried = TextOrigin.SALVAGED if file.salvaged else TextOrigin.FILE
        return TextOrigin.OCR if _is_by_ocr(page.lines) else carried
    nothing = file.covered(page.index) is None
    return TextOrigin.BLANK if nothing else TextOrigin.SCAN


def _is_by_ocr(lines: Sequence[Line]) -> bool:
    """Whether what is printed in any font is printed in that of tesseract."""
    named = [fonts for line in lines if any(fonts := line.fonts)]
    return bool(named) and all({*fonts} <= {OCR_FONT, ""} for fonts in named)


def _is_stamped(file: PdfFile, page: PageLines) -> bool:
    if len(page.lines) >= _FEW or sum(len(x.words) for x in page.lines) >= _FEW:
        return False
    return (file.covered(page.index) or 0.0) >= _WHOLE


def evened(
    pages: Sequence[PageLines], come_from: Sequence[TextOrigin]
) -> list[PageLines]:
    """The pages, with one size for the running text that OCR read.

    OCR guesses sizes line by line, in whole points and too small: 8, 9 and 10 in one
    paragraph set in 10. In long lines the width of the letters says more.
    """
    read = [p for p in pages if come_from[p.index] is TextOrigin.OCR and p.lines]
    if not read:
        return list(pages)
    is_running, guessed = _running_text([line for page in read for line in page.lines])
    size = _size_of_others(pages, come_from, guessed)

    def sized(line: Line) -> Line:
        right = size if is_running(line) else line.size * size / guessed
        return replace(line, size=right)

    return [
        replace(page, lines=[sized(line) for line in page.lines])
        if come_from[page.index] is TextOrigin.OCR
        else page
        for page in pages
    ]


def _running_text(lines: Sequence[Line]) -> tuple[Callable[[Line], bool], float]:
    """How to tell running text among what OCR read, and the size guessed for it."""
    middle = _most(lines)
    room = max(_POINT, _ROOM * middle)
    long = [_letter(x) for x in lines if abs(x.size - middle) <= room and _is_long(x)]
    letter = median_low(long) if long else 0.0

    def is_running(line: Line) -> bool:
        if abs(line.size - middle) <= room:
            return True
        return _is_long(line) and abs(_letter(line) - letter) <= _NEARLY * letter

    return is_running, middle


def _size_of_others(
    pages: Sequence[PageLines], come_from: Sequence[TextOrigin], guessed: float
) -> float:
    """The size of running text on the pages that were not scanned, if it can be it."""
    typed = [p for p in pages if come_from[p.index] is TextOrigin.FILE and p.lines]
    size = _most([line for page in typed for line in page.lines]) if typed else guessed
    return size if 1 / _WRONG < size / guessed < _WRONG else guessed


def _most(lines: Sequence[Line]) -> float:
    """The size in the middle of all letters."""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[line.size] += len(line.text)
    return median_low(weights.elements())


def _is_long(line: Line) -> bool:
    return len(line.text) >= _LONG


def _letter(line: Line) -> float:
    return line.width / len(line.text)


def settled(
    qualities: Sequence[float],
    come_from: Sequence[TextOrigin],
    ocr: Mapping[int, OcrPage],
) -> tuple[float, ...]:
    """The quality of each page, now that it is known where its text comes from."""
    best = dict.fromkeys(TextOrigin, 0.0)
    best |= {TextOrigin.FILE: 1.0, TextOrigin.OCR: BEST}
    best[TextOrigin.SALVAGED] = _SALVAGED
    known = {index: page.quality for index, page in ocr.items()}
    return tuple(
        min(quality, best[origin], known.get(index, 1.0))
        for index, (quality, origin) in enumerate(
            zip(qualities, come_from, strict=True)
        )
    )


def remarks(
    come_from: Sequence[TextOrigin], ocr: Mapping[int, OcrPage]
) -> Iterator[str]:
    """What a reader of the file should know about its pages, a line each."""
    for origin, words in _REMARKS.items():
        pages = [i for i, each in enumerate(come_from) if each is origin]
        if pages:
            yield words.format(f"{spelled(pages)} of {len(come_from)}")
    if all(origin is TextOrigin.BLANK for origin in come_from):
        yield f"nothing at all on {spelled(range(len(come_from)))}"
    others = [
        i for i, o in enumerate(come_from) if o is TextOrigin.OCR and i not in ocr
    ]
    if others:
        yield f"{spelled(others)} read by OCR before (tesseract), not checked"
    for program in sorted({page.made_with for page in ocr.values()}):
        pages = [i for i, page in ocr.items() if page.made_with == program]
        read = [i for i in pages if ocr[i].layer]
        empty = [i for i in pages if not ocr[i].layer]
        if read:
            yield f"{spelled(read)} read by OCR ({program}), not checked"
        if empty:
            where = spelled(empty)
            yield f"OCR ({program}) found no words on {where} (another language?)"


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
