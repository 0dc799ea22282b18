"""Pandoc's document tree as paragraphs with their citations and notes."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from .formulas import as_shown
from .records import Cited, Mention, Paragraph, Part
from .sections import LISTED, LOOSE_NOTE, note_number, section_of

QUOTES = {"DoubleQuote": ("“", "”"), "SingleQuote": ("‘", "’")}
SPACES = frozenset({"Space", "SoftBreak", "LineBreak"})
NESTED = {
    "Emph": 0, "Strong": 0, "Underline": 0, "Strikeout": 0, "SmallCaps": 0,
    "Link": 1, "Span": 1,
}  # fmt: skip
PARAGRAPHS = frozenset({"Para", "Plain"})
SKIPPED = frozenset({"CodeBlock", "RawBlock", "HorizontalRule", "Null"})
MARKS = re.compile("[\"'“”„‟«»‹›「」‘’‚`]")  # in a program's text they quote nothing
NO_WORK = re.compile(r"(?:fig|tbl|sec|eq|lst|thm|lem|cor|exm|tip|nte|wrn)-")
SECOND_HAND = re.compile(
    r"(?:quoted|cited|qtd\.?|zit\w*\.?|cit[eé]\w*)\s+(?:in|by|after|nach|dans)\s+"
    r"@\{?(?P<key>[\w:.#$%&+?<>~/-]+)\}?(?P<locator>.*)",
    re.I | re.S,
)


class TreeReader:
    """Collects paragraphs in the order of the document."""

    def __init__(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self._number = 0
        self._section: Part | None = None
        self._item = 0
        self._others: Mapping[str, Callable[[Any, Part], None]] = {
            "BlockQuote": self._block_quote,
            "OrderedList": self._ordered,
            "Table": self._table,
        }

    def read(self, blocks: Any, part: Part = Part.TEXT) -> None:
        for block in _blocks(blocks):
            self._block(block, part)

    def _block(self, block: Mapping[str, Any], part: Part) -> None:
        kind: str = block["t"]
        content: Any = block.get("c")
        if kind in PARAGRAPHS:
            self._paragraph([content], part)
        elif kind == "Header":
            self._number += 1
            self._section = section_of("".join(plain_words(content[2])))
        elif kind == "LineBlock":
            self._paragraph(content, part)
        elif kind == "Div":
            self.read(content[1], Part.REFERENCE if _is_list(content[0]) else part)
        elif kind in self._others:
            self._others[kind](content, part)
        elif kind not in SKIPPED:
            self.read(content, part)

    def _ordered(self, content: Any, part: Part) -> None:
        for number, blocks in enumerate(content[1], start=content[0][0]):
            self._item = number
            self.read(blocks, part)
        self._item = 0

    def _table(self, content: Any, part: Part) -> None:
        """Each row as one paragraph: a cell may cite for its neighbour."""
        self.read(content[1], part)
        for row in _rows(content):
            cells = [list(_blocks(cell[4])) for cell in row[1]]
            if all(block["t"] in PARAGRAPHS for cell in cells for block in cell):
                self._paragraph([_joined(cells)], part)
            else:
                self.read(cells, part)

    def _block_quote(self, content: Any, _: Part) -> None:
        flat = [block for block in content if block["t"] in PARAGRAPHS]
        if len(flat) == len(content):
            self._paragraph([block["c"] for block in flat], Part.QUOTE)
        else:
            self.read(content, Part.QUOTE)

    def _paragraph(self, lines: Sequence[Any], part: Part) -> None:
        if part is not Part.NOTE:
            self._number += len(lines)
        flow = _Flow()
        for line in lines:
            if flow.text:
                flow.text += "\n\n"
            flow.read(line)
        if part is Part.TEXT and LISTED.fullmatch(flow.text.strip()):
            self._section = Part.REFERENCE  # a heading that is only set in bold
            return
        part, item = self._kind(flow.text, part)
        at = len(self.paragraphs)
        self.paragraphs.append(Paragraph(text="", number=self._number))
        notes: list[tuple[int, int]] = []
        for place, blocks in flow.notes:
            first = len(self.paragraphs)
            self.read(blocks, Part.NOTE)
            notes += [(place, index) for index in range(first, len(self.paragraphs))]
        self.paragraphs[at] = Paragraph(
            text=flow.text,
            number=self._number,
            part=part,
            mentions=tuple(flow.mentions),
            notes=tuple(notes),
            item=item,
            links=tuple(flow.links),
        )

    def _kind(self, text: str, part: Part) -> tuple[Part, int]:
        """What a paragraph of this section is, and its number."""
        item, self._item = self._item, 0
        if part is Part.TEXT and self._section is None and LOOSE_NOTE.match(text):
            return Part.NOTE, note_number(text)
        if part is not Part.TEXT or self._section is None:
            return part, item if part is Part.REFERENCE else 0
        if self._section is Part.NOTE:
            item = item or note_number(text)
            return (Part.NOTE, item) if item else (Part.TEXT, 0)
        return self._section, item


class _Flow:
    """The text of a paragraph as it grows."""

    def __init__(self) -> None:
        self.text = ""
        self.mentions: list[Mention] = []
        self.notes: list[tuple[int, Any]] = []
        self.links: list[tuple[int, int, str]] = []

    def read(self, inlines: Any) -> None:
        for inline in inlines:
            self._inline(inline["t"], inline.get("c"))

    def _inline(self, kind: str, content: Any) -> None:
        if kind in {"Str", "Code", "Math"}:
            self.text += content if kind == "Str" else _unquoting(kind, content[1])
        elif kind in SPACES:
            self.text += " "
        elif kind == "Quoted":
            opening, closing = QUOTES[content[0]["t"]]
            self.text += opening
            self.read(content[1])
            self.text += closing
        elif kind == "Note":
            self.notes.append((len(self.text), content))
        elif kind == "Cite":
            self._cite(content)
        elif kind in {"Superscript", "Subscript"}:
            self._raised(kind, content)
        elif kind in NESTED:
            self._nested(kind, content)

    def _nested(self, kind: str, content: Any) -> None:
        start = len(self.text)
        self.read(content[NESTED[kind]] if NESTED[kind] else content)
        if kind == "Link":
            self.links.append((start, len(self.text), content[2][0]))

    def _raised(self, kind: str, content: Any) -> None:
        if any(inline["t"] == "Note" for inline in content):
            self.read(content)
            return
        words = "".join(plain_words(content))
        raised = kind == "Superscript" and RAISABLE.match(words)
        if raised:
            words = raised[1].translate(RAISE) + words[raised.end(1) :]
        self.text += words

    def _cite(self, content: Any) -> None:
        citations = [c for c in content[0] if not NO_WORK.match(c["citationId"])]
        if not citations:
            return
        narrative = citations[0]["citationMode"]["t"] == "AuthorInText"
        place = len(self.text)
        self.mentions.append(
            Mention(
                start=place,
                end=place,
                works=tuple(_cited(c) for c in citations),
                narrative=narrative,
            )
        )


def _unquoting(kind: str, words: str) -> str:
    """Code and formulas as they are shown, without marks that quote nothing."""
    return MARKS.sub(" ", as_shown(words) if kind == "Math" else words)


RAISE = str.maketrans("0123456789-–—", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻", " []")
RAISABLE = re.compile(r"(\[?\d{1,3}(?:[,–—-]\s?\d{1,3})*\]?)(?=$|\()")


def _cited(citation: Mapping[str, Any]) -> Cited:
    """The work that the words were taken from: the second one of 'quoted in'."""
    suffix = "".join(plain_words(citation["citationSuffix"])).replace("\u00a0", " ")
    if other := SECOND_HAND.search(suffix):
        key, locator = other["key"].rstrip(".,:"), other["locator"]
    else:
        key, locator = citation["citationId"], suffix
    return Cited(label=key, keys=(key,), locator=locator.strip(" ,;[]{}\n"))


def plain_words(inlines: Any) -> Iterator[str]:
    """The characters of inlines; a citation as its key."""
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind == "Str":
            yield content
        elif kind in SPACES:
            yield " "
        elif kind == "Cite":
            yield "@" + content[0][0]["citationId"]
            yield from _suffix(content[0][0])
        elif kind == "Quoted":
            opening, closing = QUOTES[content[0]["t"]]
            yield from (opening, *plain_words(content[1]), closing)
        elif kind in NESTED:
            yield from plain_words(content[NESTED[kind]] if NESTED[kind] else content)


def _suffix(citation: Mapping[str, Any]) -> Iterator[str]:
    words = "".join(plain_words(citation["citationSuffix"]))
    if words:
        yield f", {words.lstrip(' ,')}"


def _is_list(attributes: Sequence[Any]) -> bool:
    return attributes[0] in {"refs", "references", "bibliography"} or bool(
        {"references", "thebibliography", "csl-bib-body"} & set(attributes[1])
    )


def _rows(table: Any) -> Iterator[Any]:
    """The rows of a table's head, bodies and foot."""
    yield from table[3][1]
    for body in table[4]:
        yield from body[2]
        yield from body[3]
    yield from table[5][1]


def _joined(cells: Sequence[Sequence[Mapping[str, Any]]]) -> list[Any]:
    """The words of a row's cells, with a bar between."""
    inlines: list[Any] = []
    for cell in cells:
        if inlines:
            inlines += [{"t": "Str", "c": " | "}]
        for number, block in enumerate(cell):
            inlines += [{"t": "Space"}] * bool(number) + block["c"]
    return inlines


def _blocks(content: Any) -> Iterator[Mapping[str, Any]]:
    """The blocks in a part of the tree, however deep in lists and tables."""
    if isinstance(content, dict) and "t" in content:
        yield content
    elif isinstance(content, list):
        for one in content:
            yield from _blocks(one)


def records_of(meta: Any) -> dict[str, dict[str, Any]]:
    """The bibliographic records that a draft carries, by id: words only."""
    listed = meta.get("references", {}).get("c", []) if isinstance(meta, dict) else []
    records = [_plain(one) for one in listed if isinstance(one, dict)]
    return {
        str(one["id"]): one for one in records if isinstance(one, dict) and "id" in one
    }


def _plain(value: Any) -> Any:
    kind, content = value.get("t"), value.get("c")
    if kind == "MetaMap":
        return {key: _plain(one) for key, one in content.items()}
    if kind == "MetaList":
        return [_plain(one) for one in content]
    if kind == "MetaInlines":
        return "".join(plain_words(content))
    if kind == "MetaBlocks":
        return " ".join("".join(plain_words(b["c"])) for b in content if "c" in b)
    return content
