"""Where the printed pages of a JATS article begin, in the ways publishers mark it.

JATS has no page break of its own. In use are `<target target-type="page">16</target>`
(Oxford University Press, Taylor & Francis), instructions such as
`<?page-start page-number="2"?>` and `<?Page pageId="6"?>`, milestones, and named
content. Each becomes a mark in the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from .jats_inline import FLOATS, name, plain
from .pagemarks import PageMarks, printed_number

_PI = type(etree.ProcessingInstruction("page"))
_INSTRUCTIONS = frozenset({"page", "pagebreak", "pagestart", "pb", "newpage"})
_PSEUDO_ATTRIBUTE = re.compile(
    r"\b(?:page-?(?:number|id|num)?|number|num|no|n|folio)\s*=\s*[\"']([^\"']*)[\"']",
    re.I,
)
_IDENTIFIER = re.compile(
    r"(?:.*[^a-z])?(p(?:g|age)?(?:num)?)[-_.]?0*(\d+|[ivxlc]+)", re.I
)
_TYPES = ("target-type", "content-type", "unit", "rationale", "specific-use")
_ELEMENTS = frozenset(
    {"target", "named-content", "milestone-start", "milestone", "pb", "page-break"}
)
_FLOWING = frozenset({"body", "back", "floats-group"})
_BLOCK_LEVEL = frozenset(
    {"body", "back", "floats-group", "sec", "list", "list-item", "def-list", "ack",
     "disp-quote", "app", "app-group", "notes", "ref-list", "boxed-text", "statement",
     "fn-group", "glossary", "bio", "verse-group"}
)  # fmt: skip


@dataclass(slots=True)
class _Break:
    node: etree._Element
    folio: str
    by_identifier: bool = False


def mark_pages(article: etree._Element) -> PageMarks:
    """Put a mark for each page break into the running text of `article`."""
    first, last = _page_range(article)
    breaks = [found for node in _nodes(article) if (found := _break(node, first, last))]
    _number(breaks, first, last)
    above = _cut_from_front(article)
    marks = PageMarks(str(first or above) if breaks else "")
    for found in breaks:
        _replace(found.node, marks.mark(found.folio))
    return marks


def _page_range(article: etree._Element) -> tuple[int, int]:
    meta = article.find("{*}front/{*}article-meta")
    pages = [plain(meta.find(f"{{*}}{tag}")) if meta is not None else ""
             for tag in ("fpage", "lpage")]  # fmt: skip
    first, last = (int(page) if re.fullmatch(r"\d{1,6}", page) else 0 for page in pages)
    return (first, last) if last >= first else (first, 0)


def _cut_from_front(article: etree._Element) -> str:
    """Remove the breaks above the text, as in the title; the number of the first."""
    front = article.find("{*}front")
    nodes = list(front.iter()) if front is not None else []
    found = [one for one in map(_any_break, nodes) if one]
    for one in found:
        _cut_out(one.node, "")
    return found[0].folio if found else ""


def _any_break(node: etree._Element) -> _Break | None:
    return _break(node, 0, 0)


def _nodes(article: etree._Element) -> Iterator[etree._Element]:
    for part in list(article.iter("{*}body", "{*}back", "{*}floats-group")):
        inside = any(name(above) in _FLOWING for above in part.iterancestors())
        if not inside:
            yield from [node for node in part.iter() if not _in_note(node)]


def _in_note(node: etree._Element) -> bool:
    """Notes run over pages on their own: their breaks turn no page of the text."""
    return any(name(above) == "fn" for above in node.iterancestors())


def _break(node: etree._Element, first: int, last: int) -> _Break | None:
    """The break that `node` stands for, if it does."""
    if isinstance(node, _PI):
        return _instruction(node)
    if name(node) not in _ELEMENTS:
        return None
    kind = " ".join(node.get(attribute, "") for attribute in _TYPES).lower()
    identifier = _IDENTIFIER.fullmatch(node.get("id", ""))
    by_type = "page" in kind or name(node) in {"pb", "page-break"}
    if not by_type and not (identifier and name(node) == "target"):
        return None
    shown = plain(node) or node.get("num") or node.get("n") or ""
    folio = printed_number(shown)
    if folio or identifier is None:
        return _Break(node, folio) if by_type else None
    if not by_type and not _fits(identifier[2], first, last):
        return None
    return _Break(node, identifier[2], by_identifier=True)


def _instruction(node: etree._Element) -> _Break | None:
    target = str(getattr(node, "target", ""))
    if re.sub(r"[-_.]", "", target).lower() not in _INSTRUCTIONS:
        return None
    words = str(node.text or "")
    given = _PSEUDO_ATTRIBUTE.search(words)
    return _Break(node, printed_number(given[1] if given else words))


def _fits(folio: str, first: int, last: int) -> bool:
    return folio.isdecimal() and first <= int(folio) <= last


def _number(breaks: list[_Break], first: int, last: int) -> None:
    """Give numbers to breaks that only count, where the article says how many.

    Identifiers such as “page-0002” may be folios or the pages of the article.
    """
    for found in breaks:
        if found.by_identifier and last and not _fits(found.folio, first, last):
            counted = found.folio.isdecimal() and int(found.folio) <= last - first + 1
            found.folio = str(first + int(found.folio) - 1) if counted else ""
    if breaks and not any(found.folio for found in breaks) and last:
        skipped = last - first - len(breaks) + 1
        for at, found in enumerate(breaks):
            found.folio = str(first + skipped + at) if skipped in {0, 1} else ""


def _replace(node: etree._Element, mark: str) -> None:
    """Put the mark in the place of `node`: where words can stand, or as a paragraph.

    A page that begins inside a figure or table is met behind it.
    """
    parent = node.getparent()
    if parent is None:
        return
    float_ = next((one for one in node.iterancestors() if name(one) in FLOATS), None)
    if float_ is not None and (outer := float_.getparent()) is not None:
        _paragraph_at(outer, outer.index(float_) + 1, mark)
        mark = ""
    elif name(parent) in _BLOCK_LEVEL:
        _paragraph_at(parent, parent.index(node), mark)
        mark = ""
    _cut_out(node, mark)


def _paragraph_at(parent: etree._Element, position: int, mark: str) -> None:
    paragraph = etree.Element("p")
    paragraph.text = mark
    if position and (before := parent[position - 1]).tail:
        paragraph.tail, before.tail = before.tail, None
    parent.insert(position, paragraph)


def _cut_out(node: etree._Element, mark: str) -> None:
    """Remove `node` with its words; the mark and what followed it stay."""
    parent = node.getparent()
    assert parent is not None
    words = mark + (node.tail or "")
    before = node.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + words
    else:
        parent.text = (parent.text or "") + words
    node.tail = None
    parent.remove(node)
