"""PDF files → `Extraction`: the steps in their order, each in its own module.

Characters come from pdfium (`pdf_pdfium.py`), a second opinion from pypdf
(`pdf_structure.py`); everything between is geometry and typography.
"""

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, groupby

from ...errors import UnreadableSource
from ...model import (
    Block,
    BlockKind,
    Extraction,
    OcrPage,
    PageNumbers,
    Stamp,
    TextOrigin,
)
from .pdf_blocks import make_blocks
from .pdf_chars import PageLines, page_lines
from .pdf_columns import in_reading_order
from .pdf_contents import find_contents
from .pdf_folios import find_folios
from .pdf_furniture import find_furniture, overprinted, repeated_inside
from .pdf_groups import group
from .pdf_initials import with_initials
from .pdf_kinds import Labelled, label
from .pdf_margins import without_line_numbers
from .pdf_metadata import read_metadata
from .pdf_paragraphs import Paragraph, Style, cut, find_style
from .pdf_pdfium import VERSION, open_pdf
from .pdf_quality import agreement, page_quality, with_second_opinion
from .pdf_scans import evened, origins, remarks, settled
from .pdf_structure import SecondReading, read_again
from .pdf_words import Vocabulary

_SETTINGS = "7"  # raise when the rules here change what comes out
_ENOUGH = 400  # letters that make a page's prose worth judging
_CUT = "the end of the file is missing; pages and signs may be lost: get it again"
_PLENTY = 2000  # letters that are enough to judge a page by
_DOUBT = 0.9  # pages of less quality are read a second time


def read(
    data: bytes,
    *,
    passwords: Sequence[str] = (),
    ocr: Mapping[int, OcrPage] | None = None,
) -> Extraction:
    """Read a PDF; raise `UnreadableSource` where no page can be had.

    `ocr` holds pages that were read by OCR: their text counts, not the file's.
    """
    with _no_collecting():
        return _read(data, passwords, ocr or {})


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Nothing here makes cycles: looking for them is a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(
    data: bytes, passwords: Sequence[str], ocr: Mapping[int, OcrPage]
) -> Extraction:
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableSource(
            "the PDF is empty (no bytes)", kind="empty", remedy="get the file again"
        )
    with open_pdf(data, passwords, _layers(ocr)) as file:
        pages = [page_lines(file, number) for number in range(file.count)]
        labels = [file.label(number) for number in range(file.count)]
        info = file.info()
        come_from = origins(file, pages, ocr)
        data, salvaged = file.data, file.salvaged
    if all(page.damaged or (salvaged and not page.lines) for page in pages):
        raise UnreadableSource(
            "the PDF is damaged: it opens, but none of its pages can be read",
            kind="damaged",
            remedy="get the file again, or repair it with qpdf or Ghostscript",
        )
    pages = with_initials(without_line_numbers(evened(pages, come_from)))
    furniture = find_furniture(pages)
    furniture |= repeated_inside(pages, found=furniture)
    contents = find_contents(pages)
    style = find_style(pages, apart=contents)
    furniture |= {at for page in pages for at in overprinted(page, style)}
    paragraphs = list(_paragraphs(pages, furniture, style, contents))
    vocabulary = Vocabulary((x.words, x.broken) for page in pages for x in page.lines)
    labelled = list(_labelled(paragraphs, style, vocabulary, contents))
    blocks = tuple(make_blocks(labelled, vocabulary))
    judged = _judge(pages, blocks)
    doubtful = _doubtful(pages, judged, come_from)
    second = read_again(data, passwords=passwords, pages=doubtful)
    return Extraction(
        blocks=blocks,
        numbers=tuple(_numbers(pages, labels)),
        stamp=Stamp(tool="pdfium", version=VERSION, settings=_settings(ocr)),
        paged=True,
        metadata=read_metadata(data, info, pages),
        quality=settled(_quality(pages, judged, second), come_from, ocr),
        notes=(*([_CUT] * salvaged), *remarks(come_from, ocr), *second.notes),
        origins=come_from,
    )


def _layers(ocr: Mapping[int, OcrPage]) -> dict[int, bytes]:
    return {number: page.layer for number, page in ocr.items() if page.layer}


def _settings(ocr: Mapping[int, OcrPage]) -> str:
    programs = sorted({page.made_with for page in ocr.values()})
    return "; ".join([_SETTINGS, *programs])


def _paragraphs(
    pages: Iterable[PageLines],
    furniture: set[int],
    style: Style,
    contents: Collection[int],
) -> Iterator[Paragraph]:
    spread = style.pitch / style.size
    for page in pages:
        lines = [line for line in page.lines if id(line) not in furniture]
        for members in in_reading_order(list(group(lines, spread=spread))):
            for _, run in groupby(members, key=lambda line: id(line) in contents):
                yield from cut(list(run), style)


def _labelled(
    paragraphs: Sequence[Paragraph],
    style: Style,
    vocabulary: Vocabulary,
    contents: Collection[int],
) -> Iterator[Labelled]:
    """The paragraphs with their kinds; a table of contents opens no section."""
    listed = [id(paragraph.lines[0]) in contents for paragraph in paragraphs]
    texts = [x for x, apart in zip(paragraphs, listed, strict=True) if not apart]
    labelled = iter(label(texts, style, vocabulary))
    section: tuple[str, ...] = ()
    for paragraph, apart in zip(paragraphs, listed, strict=True):
        if apart:
            yield Labelled(paragraph=paragraph, kind=BlockKind.OTHER, section=section)
        else:
            found = next(labelled)
            section = found.section
            yield found


def _numbers(
    pages: Sequence[PageLines], labels: Sequence[str | None]
) -> Iterator[PageNumbers]:
    folios = find_folios(pages)
    for page, page_label in zip(pages, labels, strict=True):
        folio = folios.get(page.index)
        yield PageNumbers(
            index=page.index,
            label=page_label,
            folio=folio.text if folio else None,
            folio_confidence=folio.confidence if folio else 0.0,
        )


def _doubtful(
    pages: Sequence[PageLines],
    judged: Sequence[float],
    come_from: Sequence[TextOrigin],
) -> list[int]:
    """Pages to read a second time: the worst ones, or one that is quickly read."""
    read = {
        page.index: page
        for page in pages
        if page.lines and come_from[page.index] is not TextOrigin.OCR
    }
    worst = sorted((q, index) for index, q in enumerate(judged) if index in read)
    doubtful = [index for q, index in worst if q < _DOUBT]
    return doubtful[:2] or [at for at, page in read.items() if _is_quick(page)][-1:]


def _is_quick(page: PageLines) -> bool:
    words = sum([len(line.words) for line in page.lines])
    return words <= _ENOUGH < len(_text(page)) < 2 * _ENOUGH


def _text(page: PageLines) -> str:
    return " ".join(chain.from_iterable([line.words for line in page.lines]))


def _judge(pages: Sequence[PageLines], blocks: Sequence[Block]) -> list[float]:
    """Of each page's prose where it has some: letters in drawings are no measure."""
    prose = [""] * len(pages)
    for block in blocks:
        if block.kind is not BlockKind.OTHER:
            for piece in block.pieces:
                prose[piece.page] += f"{piece.text} "
    return [
        page_quality((text if len(text) > _ENOUGH else _text(page))[:_PLENTY])
        for text, page in zip(prose, pages, strict=True)
    ]


def _quality(
    pages: Sequence[PageLines], judged: Sequence[float], second: SecondReading
) -> tuple[float, ...]:
    opinions = {
        index: agreement(_text(pages[index]), text)
        for index, text in second.texts.items()
    }
    return with_second_opinion(judged, opinions)
