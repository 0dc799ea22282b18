"""Notes of web pages, whichever program wrote them, marked so that pandoc knows them.

A note is told by two links: from its mark to its text, and back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree, html

MARK = re.compile(r"[\[(]?\s*(?:\d{1,3}|[ivxlc]{1,6}|[*†‡§¶]{1,3}|[a-z])\s*[\])]?")
BLOCKS = frozenset("li p div aside section dd td blockquote".split())


@dataclass(frozen=True, slots=True)
class Note:
    """The link that is a note's mark, its text, and the links back to the mark."""

    mark: Any
    block: Any
    back: tuple[Any, ...]


def marked(text: str) -> str:
    """A page with its notes as pandoc expects them; as it was if there are none."""
    if 'href="#' not in text and "href='#" not in text and "href=#" not in text:
        return text
    parser = html.HTMLParser(encoding="utf-8")
    try:
        page: Any = html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, ValueError):
        return text  # pandoc says what is wrong
    notes = list(_notes(page))
    if not notes:
        return text
    listed = etree.SubElement(page.body, "section", role="doc-endnotes")
    items = etree.SubElement(listed, "ol")
    moved: dict[Any, str] = {}
    for note in notes:
        name = moved.setdefault(note.block, f"note-{len(moved) + 1}")
        note.mark.attrib.update({"href": f"#{name}", "role": "doc-noteref"})
        for link in note.back:
            if link.getparent() is not None:  # one link back for two marks
                link.drop_tree()
    for block, name in moved.items():
        _move(block, etree.SubElement(items, "li", id=name))
    return str(html.tostring(page, encoding="unicode"))


def _notes(page: Any) -> Iterator[Note]:
    """The notes whose text links back to the mark."""
    if page.body is None:
        return
    places = {name: e for e in page.iter() for name in _names(e)}
    order = {element: number for number, element in enumerate(page.iter())}
    for link in page.body.iter("a"):
        target = places.get(_aim(link))
        if target is None or not MARK.fullmatch(link.text_content().strip()):
            continue
        block = _block(target)
        if block is None or order[block] < order[link] or link in block.iter():
            continue
        around = {name for e in (link, *link.iterancestors()) for name in _names(e)}
        around |= {name for e in link.iter() for name in _names(e)}
        back = tuple(a for a in block.iter("a") if _aim(a) in around)
        if back:
            yield Note(mark=link, block=block, back=back)


def _names(element: Any) -> Iterator[str]:
    if isinstance(element.tag, str):
        yield from filter(None, (element.get("id"), element.get("name")))


def _aim(link: Any) -> str:
    """Where on the page a link leads; '' if elsewhere."""
    address = str(link.get("href") or "")
    return address[1:] if address.startswith("#") else ""


def _block(target: Any) -> Any:
    """The smallest element of text that holds a place."""
    if target.tag in BLOCKS:
        return target
    return next((e for e in target.iterancestors() if e.tag in BLOCKS), None)


def _move(block: Any, item: Any) -> None:
    """A note's text into the list of notes."""
    parent = block.getparent()
    place = etree.Element("div")
    place.tail, block.tail = block.tail, None
    parent.replace(block, place)
    if block.tag in {"li", "td", "dd"}:
        block.tag = "div"
    item.append(block)
