"""The words of JATS elements as reading text: citations, powers, formulas."""

import re
from collections.abc import Callable, Iterator, Mapping
from html.entities import html5
from unicodedata import normalize

from lxml import etree

from .formulas import formula
from .reading import clean, raise_characters, set_off

FLOATS = frozenset(
    {"fig", "fig-group", "table-wrap", "table-wrap-group", "supplementary-material"}
)
SPLITTING = frozenset(
    {"list", "def-list", "disp-quote", "boxed-text", "statement", "verse-group"}
)
_SILENT = FLOATS | {
    "fn", "graphic", "inline-graphic", "media", "object-id", "index-term",
    "inline-supplementary-material", "alt-text", "long-desc", "institution-id",
    "annotation", "annotation-xml", "colgroup",
}  # fmt: skip
_SPACED = frozenset(
    {"break", "p", "title", "label", "list-item", "disp-formula", "hr", "td", "th",
     "tr", "def", "term", "sec", "speaker", "verse-line"}
)  # fmt: skip
_PEOPLE = frozenset({"name", "string-name", "collab", "etal"})
_FIELDS = frozenset(
    {"given-names", "suffix", "year", "article-title", "source", "pub-id",
     "publisher-loc", "publisher-name", "comment"}
)  # fmt: skip
_BINDING = frozenset(" \t\n\u00a0([{\"'“‘«/-–—")
_TEX = re.compile(r"\\begin\{document\}(.*?)\\end\{document\}", re.S)


def name(element: etree._Element) -> str:
    """The local name; empty for comments, instructions and entities."""
    tag = element.tag
    return etree.QName(tag).localname if isinstance(tag, str) else ""


def children(element: etree._Element) -> Iterator[etree._Element]:
    """The child elements, without comments, instructions and entities."""
    return (child for child in element if isinstance(child.tag, str))


def plain(element: etree._Element | None) -> str:
    """The words of an element in reading order, without its floats and notes."""
    return clean(_content(element, "")) if element is not None else ""


def parts(paragraph: etree._Element) -> Iterator[str | etree._Element]:
    """The words of a paragraph and the lists, quotes and floats inside it.

    Lists and quotes split the paragraph; figures, tables and footnotes follow it.
    """
    text = paragraph.text or ""
    later: list[etree._Element] = []
    for child in paragraph:
        if name(child) in SPLITTING:
            yield text
            yield child
            text = child.tail or ""
        else:
            text = _with_child(text, child)
            later += _silent_blocks(child)
    yield text
    yield from later


def _silent_blocks(element: etree._Element) -> Iterator[etree._Element]:
    if name(element) in FLOATS | {"fn"}:
        yield element
    else:
        for child in children(element):
            yield from _silent_blocks(child)


def _content(element: etree._Element, text: str) -> str:
    """`text` with the words of `element` put after it."""
    text += element.text or ""
    for child in element:
        text = _with_child(text, child)
    return text


def _with_child(text: str, child: etree._Element) -> str:
    """`text` with a child and what follows the child put after it."""
    tail = child.tail or ""
    if _is_citation(child):
        text = _with_citation(text, child)
        return text + (f" {tail}" if tail[:1].isalnum() else tail)
    return _with_element(text, child) + tail


def _with_element(text: str, child: etree._Element) -> str:
    tag = name(child)
    if tag in _SILENT:
        return text
    if tag in _SPECIAL:
        return text + _SPECIAL[tag](child)
    if tag == "sup":
        return text + raise_characters(text, _content(child, ""))
    if tag in _SPACED:
        return f"{_content(child, f'{text} ')} "
    if tag in _PEOPLE | _FIELDS and text and text[-1] not in _BINDING:
        # Some publishers leave the punctuation between the fields to the printer.
        named = tag in _PEOPLE and text[-1] not in ",;:&"
        return _content(child, f"{text}{',' * named} ")
    return _content(child, text)


def _with_citation(text: str, child: etree._Element) -> str:
    raised = name(child) == "sup" or any(name(one) == "sup" for one in child)
    # NFKC: inside a citation a raised number is a number, not a power
    marker = normalize("NFKC", _content(child, "").strip())
    return text + set_off(text, marker, raised=raised)


def _entity(node: etree._Element) -> str:
    """The character of a named entity; nothing for entities a file defines."""
    if node.tag is not etree.Entity:
        return ""
    return html5.get(str(node.text).removeprefix("&"), "")


def _is_citation(element: etree._Element) -> bool:
    if name(element) == "xref":
        return element.get("ref-type") in {"bibr", "fn", "table-fn", None}
    inner = list(children(element))
    return name(element) == "sup" and any(_is_citation(one) for one in inner)


def _best_alternative(element: etree._Element) -> str:
    for wanted in ("math", "tex-math", "textual-form"):
        for child in children(element):
            if name(child) == wanted:
                return _with_element("", child)
    return ""


def _tex(element: etree._Element) -> str:
    source = "".join(map(str, element.itertext()))
    body = _TEX.search(source)
    return (body[1] if body else source).strip().strip("$").strip()


_SPECIAL: Mapping[str, Callable[[etree._Element], str]] = {
    "": _entity,
    "math": formula,
    "alternatives": _best_alternative,
    "tex-math": _tex,
}
