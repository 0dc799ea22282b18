"""PDF files → `Extraction`: the steps in their order, each in its own module.

Characters come from pdfium (`pdf_chars.py`), the file's structure and a second
opinion from pypdf (`pdf_structure.py`).
"""

from collections.abc import Sequence

from ...model import Extraction, PageNumbers, Stamp
from .pdf_blocks import make_blocks
from .pdf_chars import page_lines
from .pdf_furniture import find_furniture, repeated_inside
from .pdf_kinds import label
from .pdf_paragraphs import cut, find_style, group
from .pdf_pdfium import VERSION, open_pdf
from .pdf_words import Vocabulary


def read(data: bytes, *, passwords: Sequence[str] = ()) -> Extraction:
    """Read a PDF; raise `UnreadableSource` where no page can be had."""
    with open_pdf(data, passwords) as file:
        pages = [page_lines(file, number) for number in range(file.count)]
    furniture = find_furniture(pages)
    furniture |= repeated_inside(pages, found=furniture)
    style = find_style(pages)
    paragraphs = [
        paragraph
        for page in pages
        for lines in group([x for x in page.lines if id(x) not in furniture])
        for paragraph in cut(lines, style)
    ]
    vocabulary = Vocabulary(line.words for page in pages for line in page.lines)
    return Extraction(
        blocks=tuple(make_blocks(label(paragraphs, style), vocabulary)),
        numbers=tuple(PageNumbers(index=page.index) for page in pages),
        stamp=Stamp(tool="pdfium", version=VERSION, settings="1"),
        paged=True,
        quality=tuple(1.0 for _ in pages),
    )
