"""Markdown → blocks. Front matter is `frontmatter.py`; plain text is `text.py`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import markdown_it
from markdown_it.tree import SyntaxTreeNode

from ...model import Extraction, PageNumbers
from . import frontmatter
from .charsets import decode
from .headings import Item, blocks_of, with_emphasis_headings
from .markdown_dialects import CAPTION, in_plain_markdown
from .outline import extraction
from .reading import clean, raise_characters, set_off, stamp
from .xhtml import items_of
from .xhtml_tree import parsed

# Real tags only: “if x <b and c> 0” is prose to us and HTML to CommonMark.
_TAG = re.compile(
    r"<!--.*?-->|<(/?)(a|abbr|b|big|blockquote|br|caption|center|cite|code|dd|del|"
    r"details|div|dl|dt|em|figcaption|figure|font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|"
    r"pre|q|s|section|small|span|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|"
    r"tr|tt|u|ul|var)(?=[\s/>])(?:\s+[\w:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+))*"
    r"\s*/?>",
    re.S | re.I,
)
_FOOTNOTE_DEFINITION = re.compile(r"^( {0,3})(\[\^[^\]\s]+\]:)", re.M)
_FOOTNOTE_MARKER = re.compile(r"\[\^([^\]\s]+)\]")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]:\s+")
_DRAWN_LINE = re.compile(r"(?:[.·•*_~–—-]\s*){3,}")
_FEWEST_CAPTION_WORDS = 3
_SPACED = frozenset({"br", "p", "div", "li", "td", "th", "tr", "dd", "dt", "hr"})
_EMPHASIS = frozenset({"em", "strong"})


def read(data: bytes) -> Extraction:
    """Read a Markdown file."""
    text, notes = decode(data)
    parted = frontmatter.part(text)
    body = in_plain_markdown(parted.body)
    found = read_text(body, metadata=parted.metadata)
    return replace(found, notes=(*notes, *parted.notes, *found.notes))


def read_text(text: str, *, metadata: Mapping[str, Any]) -> Extraction:
    """Read Markdown whose header has been split off into `metadata`."""
    text, pages = _without_form_feeds(text)
    tree = SyntaxTreeNode(_parser().parse(_shielded(text)))
    found = _Items(pages).of(tree)
    blocks, title = blocks_of(with_emphasis_headings(list(found)), metadata)
    return extraction(
        blocks,
        stamp=stamp("markdown-it-py", markdown_it.__version__, "markdown"),
        metadata={**({"title": title} if title else {}), **metadata},
        pages=tuple(PageNumbers(index=n) for n in range(pages[-1] + 1)),
        paged=pages[-1] > 0,
    )


def _parser() -> markdown_it.MarkdownIt:
    # Indented code is off: in prose four spaces are a paragraph's indent.
    return markdown_it.MarkdownIt("commonmark").enable("table").disable("code")


def _shielded(text: str) -> str:
    """Keep `[^1]: text` from being taken for a link definition."""
    return _FOOTNOTE_DEFINITION.sub(r"\1\\\2", text)


def _without_form_feeds(text: str) -> tuple[str, list[int]]:
    """The text with page breaks as blank lines, and the page of each line."""
    lines: list[str] = []
    pages: list[int] = []
    for page, part in enumerate(text.strip("\f").split("\f")):
        for line in [*part.split("\n"), ""]:
            lines.append(line)
            pages.append(page)
    return "\n".join(lines), pages


class _Items:
    """Walks the syntax tree in reading order."""

    def __init__(self, pages: Sequence[int]) -> None:
        self._pages = pages

    def of(self, node: SyntaxTreeNode, within: str = "") -> Iterator[Item]:
        """The items of a node, which stands `within` a list or a quote."""
        match node.type:
            case "paragraph" | "heading":
                yield self._paragraph(node, within)
            case "hr":
                yield Item(sort="line", page=self._page(node))
            case "bullet_list" | "ordered_list":
                yield from self._list(node)
            case "tr":
                cells = [_inline(cell)[0] for cell in node.children]
                yield self._item(node, sort="row", text=" | ".join(filter(None, cells)))
            case "fence" | "html_block":
                yield from self._block(node, within)
            case _:
                inner = "quote" if node.type == "blockquote" else within
                for child in node.children:
                    yield from self.of(child, inner)

    def _paragraph(self, node: SyntaxTreeNode, within: str) -> Item:
        if node.type == "heading" and not within:
            return self._inline(node, sort="heading", level=int(node.tag[1]))
        # a heading inside a quotation opens no section of the text
        return self._inline(node, sort=within or "paragraph")

    def _block(self, node: SyntaxTreeNode, within: str) -> Iterator[Item]:
        """Code, or a block written in HTML."""
        if node.type == "fence" or not _is_whole(node.content):
            text = clean(_TAG.sub(" ", node.content))
            yield self._item(node, sort="code", text=text)
            return
        root, _ = parsed(f"<div>{node.content}</div>")
        for item in items_of(root):
            sort = within if item.sort == "paragraph" and within else item.sort
            yield replace(item, sort=sort, page=self._page(node))

    def _list(self, node: SyntaxTreeNode) -> Iterator[Item]:
        """List items; a number is part of the text, a bullet is not."""
        number = int(node.attrs.get("start", 1)) if node.type[0] == "o" else None
        for entry in node.children:
            first, *rest = list(self._entry(entry)) or [Item(sort="list")]
            if number is not None:
                label = f"{number}{entry.markup}"
                first = replace(first, text=f"{label} {first.text}", emphasis="")
                number += 1
            yield first
            yield from rest

    def _entry(self, entry: SyntaxTreeNode) -> Iterator[Item]:
        """The items of a list entry: its own paragraphs, then lists in it."""
        for child in entry.children:
            yield from self.of(child, "list")

    def _inline(self, node: SyntaxTreeNode, *, sort: str, level: int = 0) -> Item:
        text, emphasis = _inline(node)
        if sort == "paragraph" and (text.startswith(CAPTION) or not text):
            sort, text = "caption", text.removeprefix(CAPTION) or _only_image(node)
        if note := _FOOTNOTE.match(text):
            sort, text = "note", f"{note[1]} {text[note.end() :]}"
        elif _starts_raised(node):
            sort = "note"
        elif sort == "paragraph" and _DRAWN_LINE.fullmatch(text):
            sort = "line"
        return Item(
            sort=sort,
            text=_note_markers_apart(text),
            level=level,
            page=self._page(node),
            emphasis=emphasis,
        )

    def _item(self, node: SyntaxTreeNode, *, sort: str, text: str) -> Item:
        return Item(sort=sort, text=text, page=self._page(node))

    def _page(self, node: SyntaxTreeNode) -> int:
        line = node.map[0] if node.map else 0
        return self._pages[min(line, len(self._pages) - 1)]


def _is_whole(markup: str) -> bool:
    """Whether no comment is left open, which would hide the rest of the file."""
    return markup.count("<!--") <= markup.count("-->")


def _inline(node: SyntaxTreeNode) -> tuple[str, str]:
    """The plain words of a node, and the emphasis that all of them are in."""
    inner = [child for inline in node.children for child in inline.children]
    parts = [n for n in inner if n.type not in {"softbreak", "hardbreak"}]
    parts = [n for n in parts if n.type != "text" or n.content.strip()]
    kinds = {n.type for n in parts}
    alone = kinds.pop() if len(kinds) == 1 and kinds <= _EMPHASIS else ""
    return clean(_plain(inner)), alone


def _only_image(node: SyntaxTreeNode) -> str:
    """The words of a picture that stands alone: pandoc prints them as its caption."""
    inner = [child for inline in node.children for child in inline.children]
    images = [_plain(one.children) for one in inner if one.type == "image"]
    text = clean(images[0]) if len(images) == 1 else ""
    return text if len(text.split()) >= _FEWEST_CAPTION_WORDS else ""


def _plain(nodes: Sequence[SyntaxTreeNode]) -> str:
    text = ""
    raised: str | None = None  # what stood before an open <sup>
    for node in nodes:
        if node.type == "html_inline":
            tag = _TAG.fullmatch(node.content)
            name = (tag[2] or "").lower() if tag else ""
            if tag is None:
                text += node.content
            elif name == "sup" and not tag[1]:
                raised, text = (raised or "") + text, ""
            elif name == "sup" and raised is not None:
                text, raised = raised + raise_characters(raised, text), None
            elif name in _SPACED:
                text += " "
        else:
            text += _words(node)
    return text if raised is None else raised + text


def _words(node: SyntaxTreeNode) -> str:
    if node.type in {"softbreak", "hardbreak"}:
        return " "
    if node.type == "image":
        return ""
    return _plain(node.children) if node.children else node.content


def _note_markers_apart(text: str) -> str:
    """“word[^1]” → “word [1]”."""
    return _FOOTNOTE_MARKER.sub(
        lambda m: set_off(text[: m.start()], f"[{m[1]}]", raised=True), text
    )


def _starts_raised(node: SyntaxTreeNode) -> bool:
    """Whether the paragraph begins with a note's marker: <sup>1</sup> …"""
    first = node.children[0].children[:1] if node.children else []
    return bool(first) and first[0].content.lower().startswith("<sup")
