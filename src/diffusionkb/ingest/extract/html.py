"""HTML pages → blocks: the main text only. Its `<meta>` is `html_metadata.py`."""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

import trafilatura
from lxml import etree, html

from ...errors import UnreadableSource
from ...model import Extraction
from . import html_shown, html_site
from .charsets import decode_markup
from .headings import Item, blocks_of, with_emphasis_headings
from .html_metadata import metadata_of
from .outline import extraction
from .pagemarks import PageMarks
from .reading import clean, raise_characters, stamp, without_forbidden
from .xhtml import items_of
from .xhtml_tree import mark_pages, name, types_of

_FEWEST_ITEMS = 2
_FEWEST_HEADINGS = 3  # a title and a heading are no sections yet
_ALL = 1.2  # times the main text: a page that has little else
_MOST = 3  # times the main text: of the text of a document that was found
_LINKS = 0.15  # of the letters of a page: a site has more
_COMMENT = re.compile(r"\b(?:comments?|discussion|disqus|replies)\b", re.IGNORECASE)
_EMPHASIS = {"#b": "strong", "#i": "em"}
_NOT_TEXT = (
    "script", "style", "noscript", "template", "nav", "header", "footer", "aside",
    "form", "button", "svg", "iframe", "select",
)  # fmt: skip
_FALLBACK_BLOCKS = frozenset(
    {"p", "li", "dd", "dt", "blockquote", "pre", "td", "h1", "h2", "h3", "h4", "h5",
     "h6", "div", "section", "article", "main", "body"}
)  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TOO_DEEP = (
    "its elements stand too deep inside each other, so the text ends early: "
    "open the page in a browser and save it as PDF"
)
_FALLBACK_NOTE = "no main text was recognised: the whole page was read"


def read(data: bytes) -> Extraction:
    """Read a web page that was saved as HTML."""
    text, notes = decode_markup(data)
    root, cut = _parse(text)
    notes = (*notes, *cut)
    metadata = metadata_of(root)
    html_shown.show(root)
    marks = PageMarks()
    captions: list[Item] = []
    items = list(_paged_text(root, marks))
    if not items:
        captions, items = _text_and_captions(root)
        items = _with_headings(root, items)
    if len(items) < _FEWEST_ITEMS:
        # nothing found, or a short page given as one lump without its headings
        items = list(_whole_body(root)) or items
        notes = notes if cut else (*notes, _FALLBACK_NOTE)
    if not items:
        raise UnreadableSource(
            "the HTML page holds no text (it may be put in by scripts)",
            kind="no-text",
            remedy="open it in a browser and save it as PDF",
        )
    known = {item.text for item in items}
    items.append(Item(sort="end"))  # captions have lost the place they stood at
    items += [item for item in captions if item.text not in known]
    metadata = _with_shown_title(metadata, items)
    blocks, _ = blocks_of(with_emphasis_headings(items), metadata, marks)
    blocks, pages = marks.numbered(blocks)
    return extraction(
        blocks,
        pages=pages,
        paged=marks.found,
        stamp=stamp("trafilatura", trafilatura.__version__, "html"),
        metadata=metadata,
        notes=notes,
    )


def _with_shown_title(metadata: dict[str, Any], items: list[Item]) -> dict[str, Any]:
    """Prefer a heading to a title that only adds the name of the site to it."""
    title = str(metadata.get("title", "")).lower()
    for item in items:
        if item.sort == "heading" and title.startswith(item.text.lower() or "-"):
            return {**metadata, "title": item.text}
    return metadata


def _parse(text: str) -> tuple[html.HtmlElement, tuple[str, ...]]:
    """The page, and a note if it was not parsed to its end."""
    data = without_forbidden(text).encode("utf-8", errors="replace")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = html.document_fromstring(data, parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise UnreadableSource(
            f"the HTML cannot be read: {error}",
            kind="damaged",
            remedy="open the page in a browser and save it as PDF",
        ) from error
    limits = parser.error_log.filter_types([etree.ErrorTypes.ERR_RESOURCE_LIMIT])
    return root, (_TOO_DEEP,) if len(limits) else ()


def _paged_text(root: html.HtmlElement, marks: PageMarks) -> Iterator[Item]:
    """The text of a page that marks printed pages, which trafilatura would lose."""
    if not any("pagebreak" in types_of(one) for one in root.iter("*")):
        return
    main = next((one for one in root.iter("*") if name(one) == "main"
                 or "main" in types_of(one)), root)  # fmt: skip
    etree.strip_elements(main, *_NOT_TEXT, etree.Comment, with_tail=False)
    mark_pages(main, marks, {})
    yield from items_of(main)


def _text_and_captions(root: html.HtmlElement) -> tuple[list[Item], list[Item]]:
    """Captions with notes, which lose their place, and the main text without them."""
    html_site.cut_site(root)
    html_site.set_notes_apart(root)
    html_site.space_labels(root)
    notes = html_site.take_notes(root)
    captions = list(html_site.take_captions(root))
    return [*captions, *notes], list(_main_text(root))


def _with_headings(root: html.HtmlElement, items: list[Item]) -> list[Item]:
    """The whole page where the main text has lost its headings and is all there is.

    So it goes with documents that a program has exported, and with manuals whose
    text stands loose between headings: without any site about them.
    """
    kept = sum(item.sort == "heading" for item in items)
    if kept > 1:
        return items
    if sum(1 for _ in root.iter(*_HEADINGS)) < _FEWEST_HEADINGS:
        return items
    copy = deepcopy(root)
    etree.strip_elements(copy, *_NOT_TEXT, etree.Comment, with_tail=False)
    whole = list(items_of(copy))
    times = _length(whole) / max(_length(items), 1)
    alike = times < _ALL and not kept
    return whole if alike or (times < _MOST and _is_bare(copy)) else items


def _length(items: Iterable[Item]) -> int:
    return sum(len(item.text) for item in items)


def _is_bare(root: html.HtmlElement) -> bool:
    """Whether hardly a word is a link, as on no page of a site, and none a comment."""
    if any(_COMMENT.search(f"{x.get('id')} {x.get('class')}") for x in root.iter("*")):
        return False
    links = sum(len(clean(link.text_content())) for link in root.iter("a"))
    return links < _LINKS * len(clean(root.text_content()))


def _main_text(root: html.HtmlElement) -> Iterator[Item]:
    found: Any = trafilatura.bare_extraction(
        root,
        include_comments=False,
        include_tables=True,
        include_formatting=True,
        favor_recall=True,
        with_metadata=False,
    )
    if found is not None and found.body is not None:
        yield from _items(found.body)


def _items(element: etree._Element, within: str = "") -> Iterator[Item]:
    """The items in trafilatura's simplified XML."""
    for child in element:
        match child.tag:
            case "head":
                level = int(child.get("rend", "h2")[-1])
                yield Item(sort="heading", text=_plain(child), level=level)
            case "p" | "item" | "cell":
                yield from _paragraph(child, within)
            case "code":
                yield Item(sort="code", text=_plain(child))
            case "row":
                cells = [_plain(cell) for cell in child]
                yield Item(sort="row", text=" | ".join(filter(None, cells)))
            case "list" | "quote":
                yield from _loose_text(child, within or child.tag)
            case _:
                yield from _items(child, within)


def _paragraph(element: etree._Element, within: str) -> Iterator[Item]:
    text = _plain(element)
    if text:
        emphasis = _emphasis_of(element) if not within else ""
        yield Item(sort=within or "paragraph", text=text, emphasis=emphasis)


def _loose_text(element: etree._Element, within: str) -> Iterator[Item]:
    """A list or quote: its paragraphs, or its words where it has none."""
    if any(child.tag in {"p", "item", "list", "quote"} for child in element):
        if clean(element.text or ""):
            yield Item(sort=within, text=clean(element.text or ""))
        yield from _items(element, within)
    elif text := _plain(element):
        yield Item(sort=within, text=text)


def _emphasis_of(element: etree._Element) -> str:
    if len(element) != 1 or clean(element.text or "") or clean(element[0].tail or ""):
        return ""
    return _EMPHASIS.get(element[0].get("rend", ""), "")


def _plain(element: etree._Element) -> str:
    return html_site.without_look_ups(clean(_content(element, "")))


def _content(element: etree._Element, text: str) -> str:
    text += element.text or ""
    for child in element:
        if child.tag == "hi" and child.get("rend") == "#sup":
            text += raise_characters(text, _content(child, ""))
        elif child.tag in {"lb", "p", "item", "list"}:
            text = _content(child, f"{text} ")
        else:
            text = _content(child, text)
        text += child.tail or ""
    return text


def _whole_body(root: html.HtmlElement) -> Iterator[Item]:
    """All text of the page but its machinery, for pages without a main text."""
    etree.strip_elements(root, *_NOT_TEXT, etree.Comment, with_tail=False)
    body = root.find("body")
    text = ""
    walk = etree.iterwalk(body if body is not None else root, events=("start", "end"))
    for event, element in walk:
        block = element.tag in _FALLBACK_BLOCKS
        if block and clean(text):
            closes = event == "end" and element.tag in _HEADINGS
            level = int(element.tag[1]) if closes else 0
            sort = "heading" if closes else "paragraph"
            yield Item(sort=sort, text=clean(text), level=level)
        text = "" if block else text + " " * (element.tag == "br")
        text += (element.text if event == "start" else element.tail) or ""
