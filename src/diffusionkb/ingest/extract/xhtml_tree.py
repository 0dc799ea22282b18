"""The tree of an XHTML text: parsed safely, asked for names, types and pages."""

import re
from collections.abc import Mapping
from html.entities import html5

from lxml import etree, html

from .pagemarks import PageMarks, printed_number

_TYPE = "{http://www.idpf.org/2007/ops}type"
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_SELF_CLOSED = re.compile(r"<([A-Za-z][\w:]*)((?:\s[^<>]*)?)/>")
_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()
)


def parsed(text: str) -> tuple[etree._Element, bool]:
    """The tree of a chapter, and whether it was well-formed.

    Entities are spelt out before, and never resolved: no file is opened by parsing.
    """
    data = _ENTITY.sub(_spelt_out, text).encode("utf-8", errors="replace")
    data = re.sub(rb"\A\s*<\?xml[^>]*\?>", b"", data).lstrip()
    try:
        return etree.fromstring(data, _xml_parser()), True
    except etree.XMLSyntaxError:
        pass
    opened = _SELF_CLOSED.sub(_closed, data.decode("utf-8"))
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    root = etree.fromstring(opened.encode() or b"<p/>", parser)
    return (etree.Element("html") if root is None else root), False


def _xml_parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _spelt_out(match: re.Match[str]) -> str:
    text = html5.get(f"{match[1]};")
    if text is None or match[1] in {"amp", "lt", "gt", "quot", "apos"}:
        return match[0]
    return "".join(f"&#{ord(c)};" for c in text)


def _closed(match: re.Match[str]) -> str:
    if match[1].lower() in _VOID:
        return match[0]
    return f"<{match[1]}{match[2]}></{match[1]}>"


def name(element: etree._Element) -> str:
    """The local name in small letters; HTML also has names that XML forbids."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def types_of(element: etree._Element) -> set[str]:
    """What the publisher calls an element: its `epub:type` and `role`."""
    words = f"{element.get(_TYPE, '')} {element.get('epub:type', '')}".lower()
    roles = element.get("role", "").lower().replace("doc-", "")
    return {word.rpartition(":")[2] for word in f"{words} {roles}".split()}


def mark_pages(
    root: etree._Element, marks: PageMarks, listed: Mapping[str, str]
) -> None:
    """Put marks where printed pages begin; `listed` is id → folio of the page list."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        folio = listed.get(element.get("id", "")) or listed.get(element.get("name", ""))
        is_break = "pagebreak" in types_of(element)
        if not (is_break or folio):
            continue
        mark = marks.mark(folio or _folio(element))
        if is_break:
            for child in list(element):
                element.remove(child)
            element.attrib.clear()  # page breaks are often hidden
            element.tag, element.text = "span", mark
        elif name(element) in _VOID:
            element.tail = mark + (element.tail or "")
        else:
            element.text = mark + (element.text or "")


def _folio(element: etree._Element) -> str:
    shown = (
        element.get("aria-label"),
        element.get("title"),
        " ".join(map(str, element.itertext())),
        element.get("id"),
    )
    return next(filter(None, (printed_number(one or "") for one in shown)), "")
