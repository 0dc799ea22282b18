"""Word documents (DOCX) → blocks: headings, paragraphs, tables, footnotes."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from importlib.metadata import version
from itertools import takewhile
from typing import Any

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.styles.style import BaseStyle
from lxml import etree

from ...errors import UnreadableSource
from ...model import Extraction
from . import archive
from .docx_package import as_plain_document
from .docx_words import (
    BOX,
    OFF,
    Notes,
    boxes_in,
    emphasis_of,
    is_not_written,
    words_of,
)
from .frontmatter import people
from .headings import Item, written
from .reading import clean, stamp

_WHAT = "DOCX file"
_OLE = b"\xd0\xcf\x11\xe0"
_HEADING_STYLE = re.compile(r"(?:heading|überschrift|titre|título) ?(\d)", re.I)
_STYLES = {
    "title": "title",
    "caption": "caption",
    "footnote text": "note",
    "endnote text": "note",
    "bibliography": "reference",
    "abstract": "abstract",
}
_CONTENTS_STYLE = re.compile(r"(?:toc|table of (?:contents|figures))\b", re.I)
_WRAPPERS = frozenset(
    qn(name) for name in ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml")
)
_NO_AUTHORS = frozenset({"python-docx", "user", "admin", "microsoft office user"})


def read(data: bytes) -> Extraction:
    """Read a Word document."""
    _refuse_old(data)
    archive.opened(data, what=_WHAT).close()
    document = _open(data)
    items = list(_body(document, Notes.of(document)))
    made_with = stamp("python-docx", version("python-docx"), "docx")
    return written(items, _metadata(document, items), made_with)


def _refuse_old(data: bytes) -> None:
    if data.startswith(_OLE):
        raise UnreadableSource(
            "an old or password-protected Word file",
            kind="encrypted",
            remedy="open it in Word, remove the password and save it as DOCX",
        )


def _open(data: bytes) -> Document:
    try:
        return docx.Document(io.BytesIO(as_plain_document(data)))
    except (
        EOFError,
        NotImplementedError,
        KeyError,
        ValueError,
        AttributeError,
        zipfile.BadZipFile,
        zlib.error,
        PackageNotFoundError,
        etree.XMLSyntaxError,
    ) as error:
        raise archive.damaged(_WHAT, error) from error


def _metadata(document: Document, items: list[Item]) -> dict[str, Any]:
    properties = document.core_properties
    shown = next((item.text for item in items if item.sort == "title"), "")
    author = clean(properties.author or "")
    item: dict[str, Any] = {
        "title": shown or clean(properties.title or ""),
        "author": [] if author.lower() in _NO_AUTHORS else people(author),
        "language": clean(properties.language or ""),
        "keyword": clean(properties.keywords or ""),
    }
    return {field: value for field, value in item.items() if value}


def _body(document: Document, notes: Notes) -> Iterator[Item]:
    styles = {style.style_id: style for style in document.styles}
    _remove_hidden(document.element.body, styles)
    for element in _members(document.element.body, "w:p", "w:tbl"):
        yield from _block(element, styles, notes)
        for box in boxes_in(element):
            for inner in _members(box, "w:p", "w:tbl"):
                yield from _block(inner, styles, notes)
        yield from (Item(sort="note", text=text) for text in notes.taken())


def _remove_hidden(body: etree._Element, styles: dict[str, BaseStyle]) -> None:
    """Take out what a style hides; what hides itself `docx_words.py` passes over."""
    hidden = {key for key, style in styles.items() if any(map(_hides, _lineage(style)))}
    for mark in list(body.iter(qn("w:rStyle"), qn("w:pStyle"))) if hidden else ():
        properties = mark.getparent()
        held = properties.getparent() if properties is not None else None
        if held is None or held.tag not in {qn("w:r"), qn("w:p")}:
            continue  # the mark at the end of a paragraph has a style, too
        if mark.get(qn("w:val")) in hidden:
            del held[:]


def _hides(style: BaseStyle) -> bool:
    mark = style.element.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return mark is not None and mark.get(qn("w:val"), "true") not in OFF


def _block(
    element: etree._Element, styles: dict[str, BaseStyle], notes: Notes
) -> Iterator[Item]:
    if element.tag == qn("w:tbl"):
        yield from _table(element, styles, notes)
    else:
        yield from _paragraph(element, styles, notes)


def _members(parent: etree._Element, *wanted: str) -> Iterator[etree._Element]:
    """Elements of these names, also inside content controls and custom XML."""
    names = {qn(name) for name in wanted}
    for child in parent:
        if child.tag in names:
            yield child
        elif child.tag in _WRAPPERS and not is_not_written(child):
            yield from _members(child, *wanted)


def _table(
    table: etree._Element, styles: dict[str, BaseStyle], notes: Notes
) -> Iterator[Item]:
    rows = [list(_members(row, "w:tc")) for row in _members(table, "w:tr")]
    if all(len(cells) == 1 for cells in rows):
        for (cell,) in rows:  # one column is no table: a box drawn around text
            for element in _members(cell, "w:p", "w:tbl"):
                yield from _block(element, styles, notes)
        return
    for cells in rows:
        texts = [clean(" ".join(_paragraphs_of(cell, notes))) for cell in cells]
        yield Item(sort="row", text=" | ".join(filter(None, texts)))


def _paragraphs_of(cell: etree._Element, notes: Notes) -> Iterator[str]:
    """The paragraphs of a cell, of tables in it too; boxes are read elsewhere."""
    for paragraph in cell.iter(qn("w:p")):
        above = takewhile(lambda one: one is not cell, paragraph.iterancestors())
        if not any(one.tag == BOX for one in above):
            yield words_of(paragraph, notes)


def _paragraph(
    element: etree._Element, styles: dict[str, BaseStyle], notes: Notes
) -> Iterator[Item]:
    text = clean(words_of(element, notes))
    style = _style(element, styles)
    if not text or _CONTENTS_STYLE.match(style.name or "" if style else ""):
        return
    level = _outline_level(element, style)
    if level:
        yield Item(sort="heading", text=text, level=level)
        return
    sort = _sort(element, style)
    emphasis = emphasis_of(element) if sort == "paragraph" else ""
    yield Item(sort=sort, text=text, emphasis=emphasis)


def _style(element: etree._Element, styles: dict[str, BaseStyle]) -> BaseStyle | None:
    name = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return styles.get(name.get(qn("w:val"), "")) if name is not None else None


def _lineage(style: BaseStyle | None) -> Iterator[BaseStyle]:
    """A style and the styles it is based on."""
    seen: set[str] = set()
    while style is not None and style.style_id not in seen:
        seen.add(style.style_id)
        yield style
        style = getattr(style, "base_style", None)


def _outline_level(element: etree._Element, style: BaseStyle | None) -> int:
    """1 to 9 for headings, 0 for running text."""
    levels = [element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")]
    for ancestor in _lineage(style):
        if match := _HEADING_STYLE.fullmatch(ancestor.name or ""):
            return int(match[1])
        levels.append(ancestor.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}"))
    for level in levels:
        if level is not None and level.get(qn("w:val"), "9") < "9":
            return int(level.get(qn("w:val"), "0")) + 1
    return 0


def _sort(element: etree._Element, style: BaseStyle | None) -> str:
    for ancestor in _lineage(style):
        name = (ancestor.name or "").lower()
        if name in _STYLES:
            return _STYLES[name]
        if "quote" in name:
            return "quote"
    in_list = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
    by_style = style is not None and (style.name or "").lower().startswith("list")
    return "list" if in_list or by_style else "paragraph"
