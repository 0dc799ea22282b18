"""EPUB books → blocks: chapters in the order of the spine, under the book's contents.

The container is zipfile's, the XML lxml's: the one well-kept EPUB library is under the
AGPL, which would bind every user of this package.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version
from zipfile import ZipFile

from lxml import etree

from ...errors import UnreadableSource
from ...model import Extraction
from .archive import content, damaged, opened
from .charsets import decode_markup
from .epub_metadata import metadata_of
from .epub_package import Entry, Package, package_of
from .headings import Item, place, with_emphasis_headings
from .outline import Outline, extraction
from .pagemarks import marks_in, without_marks
from .reading import clean, stamp
from .xhtml import items_of, letters
from .xhtml_tree import mark_pages, name, parsed, types_of

_WHAT = "EPUB"
_NOT_READ = frozenset({"cover", "toc", "index", "loi", "lot", "loa"})
_FRONT = frozenset(
    {"title-page", "titlepage", "halftitlepage", "halftitle", "copyright-page",
     "copyright", "dedication", "colophon", "imprint"}
)  # fmt: skip
_TITLES_NOT_READ = frozenset(
    {"cover", "contents", "tableofcontents", "index", "inhalt", "inhaltsverzeichnis",
     "tabledesmatières", "índice", "listoffigures", "listoftables",
     "listofillustrations"}
)  # fmt: skip
_FRONT_TITLES = frozenset(
    {"titlepage", "halftitle", "copyright", "copyrightpage", "dedication", "imprint",
     "colophon", "impressum"}
)  # fmt: skip
_IMPRINT = (
    re.compile(r"©|\bcopyright\b", re.I),
    re.compile(r"\bISBN\b", re.I),
    re.compile(r"\ball rights reserved|no part of this (?:book|publication)", re.I),
    re.compile(r"library of congress|catalogu?ing[- ]in|catalogue record", re.I),
    re.compile(
        r"\bprinted (?:in|and bound)|\bfirst published\b|\bpublished by\b", re.I
    ),
)
_SIGNS_OF_IMPRINT = 3
_LONGEST_IMPRINT = 900  # words
_FEWEST_LINKS = 8
_SHARE_OF_LINKS = 0.7  # of the words of a page that is a table of contents
_SOON = 4  # items: a chapter's heading stands among the first


def read(data: bytes) -> Extraction:
    """Read an EPUB of any version."""
    archive = opened(data, what=_WHAT)
    package = package_of(archive)
    book = _Book(archive, package)
    for member in package.chapters:
        book.read(member)
    if not book.outline.blocks:
        raise _nothing_read(book.notes)
    blocks, pages = book.outline.marks.numbered(book.outline.blocks)
    return extraction(
        blocks,
        stamp=stamp("lxml", version("lxml"), "epub"),
        metadata=metadata_of(package.opf),
        pages=pages,
        paged=book.outline.marks.found,
        notes=tuple(book.notes),
    )


def _nothing_read(notes: Sequence[str]) -> UnreadableSource:
    if notes:
        return damaged(_WHAT, notes[0])
    return UnreadableSource(
        "the EPUB holds no text (pictures of pages, perhaps)",
        kind="no-text",
        remedy="get the PDF, add that, and run 'diffusionkb build --ocr'",
    )


class _Book:
    """Takes the chapters in one after the other."""

    def __init__(self, archive: ZipFile, package: Package) -> None:
        self.outline = Outline()
        self.notes: list[str] = []
        self._archive = archive
        self._package = package
        self._entries: dict[str, list[Entry]] = defaultdict(list)
        self._above: dict[Entry, list[Entry]] = {}
        self._shift = 0  # from the level of <h…> to that in the contents
        self._pages: dict[str, dict[str, str]] = defaultdict(dict)
        for (file, fragment), folio in package.pages.items():
            self._pages[file][fragment] = folio
        self._order_contents()

    def _order_contents(self) -> None:
        path: list[Entry] = []
        for entry in self._package.contents:
            path = [one for one in path if one.level < entry.level]
            self._above[entry] = list(path)
            path.append(entry)
            self._entries[entry.member].append(entry)

    def read(self, member: str) -> None:
        """Read one chapter; what cannot be read of it is a note."""
        data, trouble = content(self._archive, member)
        root = self._tree(member, data, trouble)
        if root is None:
            return
        listed = dict(self._pages[member])
        if folio := listed.pop("", ""):
            self.outline.add(self.outline.marks.mark(folio))
        mark_pages(root, self.outline.marks, listed)
        kind = self._kind(member, root)
        if kind == "none":
            self.outline.add(marks_in(root.itertext()))
            return
        self._take(member, root, kind)

    def _tree(self, member: str, data: bytes, trouble: str) -> etree._Element | None:
        if not data.strip():
            if trouble:
                self.notes.append(f"chapter {member} cannot be read: {trouble}")
            return None
        try:
            text, _ = decode_markup(data)
        except UnreadableSource as error:
            self.notes.append(f"chapter {member} cannot be read: {error}")
            return None
        root, whole = parsed(text)
        if trouble:
            self.notes.append(f"chapter {member} is read in part: {trouble}")
        elif not whole:
            self.notes.append(f"chapter {member} is not well-formed: read as HTML")
        return root

    def _kind(self, member: str, root: etree._Element) -> str:
        """“none” for what is not read, “front” for title pages, else nothing."""
        titles = {letters(entry.title) for entry in self._entries[member]}
        called = set(self._package.kinds.get(member, "").split())
        called |= {word for one in root.iter() if name(one) == "body"
                   for word in types_of(one)}  # fmt: skip
        if member in self._package.navigation or called & _NOT_READ:
            return "none"
        if (len(titles) == 1 and titles <= _TITLES_NOT_READ) or _is_contents(root):
            return "none"
        front = called & _FRONT or (len(titles) == 1 and titles <= _FRONT_TITLES)
        return "front" if front or _is_imprint(root) else ""

    def _take(self, member: str, root: etree._Element, kind: str) -> None:
        entries = [] if kind else self._entries[member]
        levels = {letters(entry.title): entry.level for entry in entries}
        items = list(items_of(root, titles=levels.keys() - {""}))
        if kind == "front":
            self.outline.close(1)
            items = [_as_front(item) for item in items]
        elif entries:
            self._open(entries[0], items)
        if not any(item.sort == "heading" for item in items) and not entries:
            items = with_emphasis_headings(items)
        floor = entries[0].level if entries else 1
        for item in self._levelled(items, levels, floor):
            place(self.outline, item)
        if kind == "front":
            self.outline.close(1)

    def _open(self, entry: Entry, items: Sequence[Item]) -> None:
        """Open the section of a chapter: above it what leads nowhere itself."""
        self.outline.close(entry.level)
        for above in self._above.pop(entry, []):
            if above.member not in self._package.chapters and above in self._above:
                self.outline.heading(above.level, above.title, printed=False)
                del self._above[above]
        first = next((i for i in _soon(items) if i.sort == "heading"), None)
        if first is None:
            self.outline.heading(entry.level, entry.title, printed=False)
            self._shift = entry.level
        elif first.level:
            self._shift = entry.level - first.level

    def _levelled(
        self, items: Sequence[Item], levels: dict[str, int], floor: int
    ) -> Iterator[Item]:
        """Headings on the level that the contents give them, the others by theirs."""
        for item in items:
            if item.sort != "heading":
                yield item
                continue
            listed = levels.get(letters(without_marks(item.text)), 0)
            if listed and item.level:
                self._shift = listed - item.level
            level = listed or max(floor, item.level + self._shift)
            yield replace(item, level=level)


def _soon(items: Sequence[Item]) -> Sequence[Item]:
    return [item for item in items if without_marks(item.text)][:_SOON]


def _as_front(item: Item) -> Item:
    kept = {"caption", "row", "line"}
    return item if item.sort in kept else Item(sort="front", text=item.text)


def _is_contents(root: etree._Element) -> bool:
    """Whether nearly all words of a page are links into the book."""
    links = [one for one in root.iter() if name(one) == "a" and _leads_inside(one)]
    if len(links) < _FEWEST_LINKS:
        return False
    linked = sum(len(_text(one)) for one in links)
    return linked > _SHARE_OF_LINKS * len(_text(root))


def _leads_inside(link: etree._Element) -> bool:
    href = link.get("href", "")
    return bool(href) and "//" not in href


def _is_imprint(root: etree._Element) -> bool:
    text = _text(root)
    signs = sum(pattern.search(text) is not None for pattern in _IMPRINT)
    return signs >= _SIGNS_OF_IMPRINT and len(text.split()) < _LONGEST_IMPRINT


def _text(element: etree._Element) -> str:
    return clean(" ".join(map(str, element.itertext())))
