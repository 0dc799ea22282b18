"""The blocks of XHTML as it stands in books, told by elements, `epub:type` and `role`.

Nothing is judged to be main text or not, as `html.py` does for web pages: a chapter has
no navigation but what it calls so. Printed page breaks become marks.
"""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from unicodedata import normalize

from lxml import etree

from .formulas import formula
from .headings import Item
from .pagemarks import marks_in, without_marks
from .reading import clean, raise_characters, set_off
from .xhtml_tree import is_note_mark, name, types_of

_BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "aside", "header", "footer", "nav", "h1",
     "h2", "h3", "h4", "h5", "h6", "hgroup", "ul", "ol", "li", "dl", "dt", "dd",
     "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "figure",
     "figcaption", "blockquote", "pre", "hr", "address", "center", "body", "form",
     "details", "summary", "fieldset"}
)  # fmt: skip
_SILENT = frozenset(
    {"script", "style", "noscript", "template", "svg", "iframe", "object", "video",
     "audio", "rt", "rp", "head", "title", "button", "select", "input", "img", "map"}
)  # fmt: skip
# A `case` is for readers that know its markup; all show the `default` beside it.
_OTHERS = frozenset({"nav", "del", "case"})
_NOT_READ = frozenset(
    {"toc", "landmarks", "page-list", "pagelist", "loi", "lot", "loa", "cover", "index"}
)
_WITHIN = (
    ("note", {"footnote", "footnotes", "endnote", "endnotes", "rearnote", "rearnotes"}),
    ("reference", {"bibliography", "biblioentry"}),
    ("abstract", {"abstract"}),
    ("front", {"titlepage", "halftitlepage", "halftitle", "title-page",
               "copyright-page", "copyright", "imprint", "dedication", "colophon",
               "other-credits", "seriespage", "imprimatur", "credits"}),
)  # fmt: skip
_SORTS = {"blockquote": "quote", "pre": "code", "figcaption": "caption",
          "caption": "caption", "li": "list", "dd": "list"}  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NOTE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:foot|end)notes?(?:[\s_-]?text)?\b(?!-?ref)", re.I
)
_LABEL = re.compile(r"[\[(]?(?:\d{1,4}|[*†‡§])[\])]?[.:]?")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_EMPHASIS = {"b": "strong", "strong": "strong", "i": "em", "em": "em"}
_MOST_DEEP = 200  # elements inside each other; below, words are read as they come


def items_of(
    root: etree._Element, *, titles: AbstractSet[str] = frozenset()
) -> Iterator[Item]:
    """Headings, paragraphs, notes … in reading order.

    `titles` are the titles in the table of contents, as `letters` has them: a
    paragraph of just these words is a heading, of level 0.
    """
    body = next((one for one in root.iter() if name(one) == "body"), root)
    holders = {above for one in body.iter() if name(one) in _BLOCKS
               for above in _up_to(one, body)}  # fmt: skip
    walk = _Walk(holders, titles)
    yield from _with_labels(walk.of(body, _within(body, ""), 0))


def _with_labels(items: Iterable[Item]) -> Iterator[Item]:
    """A note's number that stands in a block of its own goes before the note."""
    label: Item | None = None
    for item in items:
        if label is not None and item.sort == "note" and not _is_label(item):
            yield replace(item, text=f"{label.text} {item.text}")
            label = None
            continue
        if label is not None:
            yield label
        label = item if _is_label(item) else None
        if label is None:
            yield item
    if label is not None:
        yield label


def _is_label(item: Item) -> bool:
    return item.sort == "note" and bool(_LABEL.fullmatch(without_marks(item.text)))


def _up_to(element: etree._Element, top: etree._Element) -> Iterator[etree._Element]:
    while element is not top and (above := element.getparent()) is not None:
        yield above
        element = above


def letters(text: str) -> str:
    """The letters and digits of a title, for comparing it."""
    return "".join(c for c in text.lower() if c.isalnum())


class _Walk:
    """Walks the tree; `holders` are the elements that hold blocks."""

    def __init__(self, holders: set[etree._Element], titles: AbstractSet[str]) -> None:
        self._holders = holders
        self._titles = titles

    def of(self, element: etree._Element, within: str, depth: int) -> Iterator[Item]:
        """The items in a block; words that stand loose in it are paragraphs."""
        text = element.text or ""
        for child in element:
            if self._is_block(child) and depth < _MOST_DEEP:
                yield from self._loose(text, within)
                text = ""
                yield from self._block(child, within, depth + 1)
            else:
                text = _with_inline(text, child)
            text += child.tail or ""
        yield from self._loose(text, within)

    def _is_block(self, element: etree._Element) -> bool:
        return name(element) in _BLOCKS or element in self._holders

    def _loose(self, text: str, within: str) -> Iterator[Item]:
        if text := clean(text):
            yield self._titled(Item(sort=within or "paragraph", text=text))

    def _block(
        self, element: etree._Element, within: str, depth: int
    ) -> Iterator[Item]:
        tag = name(element)
        if _is_left_out(element):
            yield Item(sort="paragraph", text=marks_in(element.itertext()))
            return
        within = _within(element, within)
        if tag == "hr":
            yield Item(sort="line")
        elif tag == "tr":
            cells = [clean(words_of(cell)) for cell in element]
            yield Item(sort="row", text=" | ".join(filter(None, cells)))
        elif element in self._holders:
            inner = _SORTS.get(tag, "") if tag != "figure" else ""
            yield from self.of(element, within or inner, depth)
        elif text := clean(words_of(element)):
            yield self._item(element, text, within)

    def _item(self, element: etree._Element, text: str, within: str) -> Item:
        tag = name(element)
        if tag in _HEADINGS and within not in {"note", "front"}:
            return Item(sort="heading", text=text, level=int(tag[1]))
        sort = _SORTS.get(tag, "paragraph")
        if within and sort not in {"caption", "code"}:
            sort = within
        emphasis = _emphasis_of(element) if sort == "paragraph" else ""
        return self._titled(Item(sort=sort, text=text, emphasis=emphasis))

    def _titled(self, item: Item) -> Item:
        words = letters(without_marks(item.text))
        if item.sort != "paragraph" or words not in self._titles:
            return item
        return Item(sort="heading", text=item.text)


def _is_left_out(element: etree._Element) -> bool:
    if name(element).removeprefix("epub:") in _OTHERS or types_of(element) & _NOT_READ:
        return True
    hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    return hidden or _HIDDEN.search(element.get("style", "")) is not None


def _within(element: etree._Element, within: str) -> str:
    """What paragraphs in `element` are, by what the publisher calls it."""
    types = types_of(element)
    for sort, names in _WITHIN:
        if types & names:
            return sort
    if name(element) != "body" and _NOTE_CLASS.search(element.get("class", "")):
        return "note"
    return within


def _emphasis_of(element: etree._Element) -> str:
    inner = [child for child in element if isinstance(child.tag, str)]
    if len(inner) != 1 or clean(element.text or "") or clean(inner[0].tail or ""):
        return ""
    return _EMPHASIS.get(name(inner[0]), "")


def words_of(element: etree._Element) -> str:
    """The words of an element in reading order."""
    text = element.text or ""
    for child in element:
        text = _with_inline(text, child) + (child.tail or "")
    return text


def _with_inline(text: str, child: etree._Element) -> str:
    """`text` with the words of an inline element put after it."""
    tag = name(child)
    if not tag or tag in _SILENT:
        return text
    if _is_left_out(child):
        return text + marks_in(child.itertext())
    if tag in {"br", "math"}:
        return text + (" " if tag == "br" else formula(child))
    return text + _inline(text, child, words_of(child))


def _inline(before: str, child: etree._Element, words: str) -> str:
    """The words of a link, a span or raised characters, after what stands before."""
    if is_note_mark(child, words):
        # NFKC: a raised number in a link is a number, not a power
        return set_off(before, normalize("NFKC", words.strip()), raised=True)
    if "backlink" in types_of(child) and not any(map(str.isalnum, words)):
        return ""
    if name(child) == "sup":
        return raise_characters(before, words)
    return f" {words} " if name(child) in _BLOCKS else words
