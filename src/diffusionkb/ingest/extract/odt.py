"""OpenDocument texts (ODT) → blocks: headings, paragraphs, tables, notes, captions.

odfdo opens the package and its metadata; words are read from the XML, because its own
text leaves no trace of what is a note, a caption or a raised number.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import odfdo
from lxml import etree
from odfdo.security import SecurityError

from ...errors import UnreadableSource
from ...model import Extraction
from . import archive
from .frontmatter import date, people
from .headings import Item, written
from .odt_styles import Styles
from .odt_words import Words, attribute, blocks_in, local, words_of
from .reading import clean, stamp

_WHAT = "ODT file"
_LOCKED = re.compile(rb"<\w+:encryption-data\b")
_INDEXES = frozenset(
    {"table-of-content", "illustration-index", "table-index", "object-index",
     "user-index", "alphabetical-index", "index-title-template"}
)  # fmt: skip
_HOLDERS = frozenset(
    {"section", "list", "list-item", "list-header", "index-body", "index-title",
     "numbered-paragraph", "page-sequence"}
)  # fmt: skip
_NO_AUTHORS = frozenset({"user", "admin", "unknown", "microsoft office user"})
_UNREADABLE = (
    SecurityError, TypeError, ValueError, KeyError, AttributeError, zipfile.BadZipFile,
    NotImplementedError, RuntimeError, OSError, EOFError, etree.XMLSyntaxError,
    archive.DECOMPRESSION,
)  # fmt: skip


def read(data: bytes) -> Extraction:
    """Read an OpenDocument text."""
    with archive.opened(data, what=_WHAT) as container:
        _refuse_locked(container)
    document = _open(data)
    styles = Styles(_tree(document, "content.xml"), _tree(document, "styles.xml"))
    items = list(_Walk(document, styles).body())
    made_with = stamp("odfdo", version("odfdo"), "odt")
    return written(items, _metadata(document, items), made_with)


def _refuse_locked(container: zipfile.ZipFile) -> None:
    manifest, _ = archive.content(container, "META-INF/manifest.xml")
    whole = "encrypted-package" in container.namelist()
    if whole or _LOCKED.search(manifest):
        raise UnreadableSource(
            "the ODT file is protected with a password",
            kind="encrypted",
            remedy="open it, remove the password and save it again",
        )


def _open(data: bytes) -> odfdo.Document:
    try:
        document = odfdo.Document(io.BytesIO(data))
        kind = document.get_type()
    except _UNREADABLE as error:
        raise archive.damaged(_WHAT, error) from error
    if not kind.startswith("text"):
        raise UnreadableSource(
            f"an OpenDocument {kind}, not a text",
            kind="unsupported",
            remedy="open it in its program and save it as PDF",
        )
    return document


def _tree(document: odfdo.Document, part: str) -> etree._Element:
    """A part of the package; nothing outside it is ever read by parsing."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        data = document.container.get_part(part) if document.container else b""
        return etree.fromstring(data or b"", parser)
    except _UNREADABLE as error:
        if part == "styles.xml":
            return etree.Element("none")
        raise archive.damaged(_WHAT, error) from error


def _metadata(document: odfdo.Document, items: list[Item]) -> dict[str, Any]:
    shown = next((item.text for item in items if item.sort == "title"), "")
    try:
        meta = document.meta
        words = {
            "title": meta.title,
            "author": meta.initial_creator or meta.creator,
            "language": meta.language,
            "keyword": meta.keyword,
            "date": meta.get_creation_date() or meta.date,
        }
    except _UNREADABLE:
        words = {}
    said = {field: clean(str(value or "")) for field, value in words.items()}
    author = said.get("author", "")
    item: dict[str, Any] = {
        "title": shown or said.get("title", ""),
        "author": [] if author.lower() in _NO_AUTHORS else people(author),
        "language": said.get("language", ""),
        "keyword": said.get("keyword", ""),
        "issued": date(said.get("date", "").partition(" ")[0]),
    }
    return {field: value for field, value in item.items() if value}


class _Walk:
    """Walks the body in reading order."""

    def __init__(self, document: odfdo.Document, styles: Styles) -> None:
        self._document = document
        self._styles = styles

    def body(self) -> Iterator[Item]:
        """The items of the text: headers and footers stand with the styles."""
        for text in self._styles.content.iter("{*}text"):
            if local(text.getparent()) == "body":
                yield from self._children(text, "")

    def _children(self, element: etree._Element, within: str) -> Iterator[Item]:
        for child in element:
            yield from self._block(child, within)

    def _block(self, element: etree._Element, within: str) -> Iterator[Item]:
        match local(element):
            case "h" | "p":
                yield from self._paragraph(element, within)
            case "table":
                yield from self._table(element)
            case "bibliography":
                yield from self._children(element, "reference")
            case "list":
                yield from self._children(element, within or "list")
            case "frame" | "text-box" | "g" | "custom-shape" | "rect":
                yield from self._children(element, "")
            case "section" if attribute(element, "display") == "none":
                pass
            case tag if tag in _HOLDERS:
                yield from self._children(element, within)

    def _paragraph(self, element: etree._Element, within: str) -> Iterator[Item]:
        if self._styles.hides(attribute(element, "style-name")):
            return
        words = self._words(element)
        text = clean(words.text)
        if text:
            yield self._item(element, text, within)
        for note in words.notes:
            yield Item(sort="note", text=clean(note))
        for box in words.boxes:
            yield from self._children(box, "")

    def _words(self, element: etree._Element) -> Words:
        return words_of(
            element,
            raised=self._styles.raised,
            hidden=self._styles.hidden,
            formula=self._formula,
        )

    def _item(self, element: etree._Element, text: str, within: str) -> Item:
        level = self._level(element)
        if level and within != "reference":
            return Item(sort="heading", text=text, level=level)
        sort = self._styles.sort(attribute(element, "style-name"))
        if sort == "paragraph" and _has_sequence(element) and text[0].isalpha():
            sort = "caption"
        if within and sort == "paragraph":
            titled = local(element.getparent()) == "index-title"
            return Item(
                sort="heading" if titled else within, text=text, level=int(titled)
            )
        emphasis = self._styles.emphasis(element) if sort == "paragraph" else ""
        return Item(sort=sort, text=text, emphasis=emphasis)

    def _level(self, element: etree._Element) -> int:
        if local(element) == "h":
            level = attribute(element, "outline-level")
            return min(int(level), 10) if level.isdecimal() and int(level) else 1
        return self._styles.heading_level(attribute(element, "style-name"))

    def _table(self, table: etree._Element) -> Iterator[Item]:
        notes: list[str] = []
        rows = [list(row.iterchildren("{*}table-cell"))
                for row in blocks_in(table, "table-row")]  # fmt: skip
        if all(len(row) == 1 for row in rows):
            for (cell,) in rows:  # one column is no table: a box drawn around text
                yield from self._children(cell, "")
            return
        for row in rows:
            cells = []
            for cell in row:
                found = [self._words(one) for one in cell.iter("{*}p", "{*}h")
                         if not _in_note(one, cell)]  # fmt: skip
                cells.append(clean(" ".join(words.text for words in found)))
                notes += [note for words in found for note in words.notes]
            yield Item(sort="row", text=" | ".join(filter(None, cells)))
        yield from (Item(sort="note", text=clean(note)) for note in notes)

    def _formula(self, reference: str) -> etree._Element | None:
        """The MathML of an embedded formula."""
        part = f"{reference.removeprefix('./').rstrip('/')}/content.xml"
        try:
            root = _tree(self._document, part)
        except UnreadableSource:
            return None
        return root if local(root) == "math" else None


def _has_sequence(element: etree._Element) -> bool:
    return next(element.iter("{*}sequence"), None) is not None


def _in_note(element: etree._Element, cell: etree._Element) -> bool:
    for above in element.iterancestors():
        if above is cell:
            return False
        if local(above) in {"note", "annotation"}:
            return True
    return False
