"""Word drafts as one text whose characters know their runs; edits and comments in it.

The only importer of python-docx outside the readers of sources.
"""

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.text.run import Run
from lxml import etree

from .edits import Edit, Span

NOTES = {"footnotes": "f", "endnotes": "e"}
FIELD = re.compile(r"ADDIN|\bCITATION\b|MENDELEY", re.I)  # what other programs write
AUTHOR = "diffusionkb check"
PARAGRAPH, RUN = qn("w:p"), qn("w:r")


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters of the text that one element of the file holds."""

    start: int
    end: int
    element: Any


class WordDraft:
    """A .docx as text; notes follow at its end as '[^f2]: …'."""

    def __init__(self, file: Path) -> None:
        self._document = docx.Document(str(file))
        self._notes: dict[str, Any] = {}
        self._pieces: list[str] = []
        self._length = 0
        self._segments: list[Segment] = []
        self._references: dict[str, Any] = {}
        self.locked: list[Span] = []
        self._read(self._document.element.body)
        for kind, letter in NOTES.items():
            self._read_notes(kind, letter)
        self.text = "".join(self._pieces)

    def _read_notes(self, kind: str, letter: str) -> None:
        for relation in self._document.part.rels.values():
            if relation.reltype.endswith(f"/{kind}"):
                part = relation.target_part
                root = etree.fromstring(part.blob)
                self._notes[kind] = (part, root)
                for note in root:
                    self._add(f"[^{letter}{note.get(qn('w:id'))}]: ", None)
                    self._read(note)

    def _read(self, root: Any) -> None:
        for paragraph in root.iter(PARAGRAPH):
            depth: list[str] = []
            for element in paragraph.iter():
                if _owner(element) is paragraph:
                    self._element(element, depth)
            self._add("\n\n", None)

    def _element(self, element: Any, fields: list[str]) -> None:
        """One element of a paragraph; `fields` are the fields that are open."""
        tag = etree.QName(element).localname
        if tag == "t":
            self._text(element, locked=any(map(FIELD.search, fields)))
        elif tag in {"tab", "br", "cr"} and element.getparent().tag == RUN:
            self._add("\t" if tag == "tab" else "\n", None)
        elif tag == "noBreakHyphen":
            self._add("\u2011", None)
        elif tag in {"footnoteReference", "endnoteReference"}:
            name = f"{tag[0]}{element.get(qn('w:id'))}"
            self._references[name] = element.getparent()
            self._add(f"[^{name}]", None)
        elif tag in {"fldChar", "instrText"}:
            _field(element, tag, fields)

    def _text(self, element: Any, *, locked: bool) -> None:
        start = self._length
        self._add(element.text or "", element)
        if locked or _in_control(element):
            self.locked.append((start, self._length))

    def _add(self, words: str, element: Any) -> None:
        if element is not None:
            end = self._length + len(words)
            self._segments.append(Segment(self._length, end, element))
        self._pieces.append(words)
        self._length += len(words)

    def edit(self, edits: Sequence[Edit]) -> None:
        """Make the edits in the runs that hold the characters."""
        for one in sorted(edits, key=lambda e: e.start, reverse=True):
            new = one.new
            for segment in self._touched(one.start, one.end):
                words = segment.element.text or ""
                low = max(one.start - segment.start, 0)
                high = min(one.end, segment.end) - segment.start
                segment.element.text = words[:low] + new + words[high:]
                segment.element.set(qn("xml:space"), "preserve")
                new = ""  # what is left of the words goes from further runs

    def _touched(self, start: int, end: int) -> list[Segment]:
        if start == end:
            return [s for s in self._segments if s.start <= start <= s.end][:1]
        return [s for s in self._segments if s.start < end and start < s.end]

    def comment(self, remarks: Sequence[tuple[Span, str]]) -> int:
        """Put remarks beside words, as comments; how many found a place."""
        made = 0
        for (start, end), words in sorted(remarks, key=lambda r: r[0], reverse=True):
            runs = self._runs(start, end)
            if runs:
                self._document.add_comment(
                    runs, text=words, author=AUTHOR, initials="kb"
                )
                made += 1
        return made

    def _runs(self, start: int, end: int) -> list[Run]:
        """The runs of characters, cut at both ends; of a note, its mark's."""
        touched = self._touched(start, end)
        if not touched:
            return []
        if note := self._note_of(touched[0].element):
            mark = self._references.get(note)
            return [] if mark is None else [Run(mark, self._document)]
        _cut(touched[-1], end)
        first = _cut(touched[0], start)
        elements = [first, *(s.element for s in touched[1:])]
        owners = dict.fromkeys(element.getparent() for element in elements)
        return [Run(owner, self._document) for owner in owners]

    def _note_of(self, element: Any) -> str:
        for ancestor in element.iterancestors():
            tag = etree.QName(ancestor).localname
            if tag in {"footnote", "endnote"}:
                return f"{tag[0]}{ancestor.get(qn('w:id'))}"
        return ""

    def save(self, file: Path) -> None:
        for part, root in self._notes.values():
            part._blob = etree.tostring(  # noqa: SLF001 (notes have no other way)
                root, xml_declaration=True, encoding="UTF-8", standalone=True
            )
        self._document.save(str(file))


def _field(element: Any, tag: str, fields: list[str]) -> None:
    """A field begins, says what it is, or ends."""
    kind = element.get(qn("w:fldCharType"))
    if kind == "begin":
        fields.append("")
    elif kind == "end" and fields:
        fields.pop()
    elif tag == "instrText" and fields:
        fields[-1] += element.text or ""


def _owner(element: Any) -> Any:
    """The paragraph that an element belongs to.

    None within a copy for old Word, or where tracked changes have moved it away.
    """
    for ancestor in element.iterancestors():
        if etree.QName(ancestor).localname in {"Fallback", "moveFrom"}:
            return None
        if ancestor.tag == PARAGRAPH:
            return ancestor
    return None


def _in_control(element: Any) -> bool:
    """Whether a content control of a citation program holds it."""
    return any(
        FIELD.search(str(tag.get(qn("w:val"))))
        for control in element.iterancestors(qn("w:sdt"))
        for tag in control.iterfind(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    )


def _cut(segment: Segment, place: int) -> Any:
    """Divide the run at a character; gives the element that begins there."""
    element = segment.element
    offset = place - segment.start
    words = element.text or ""
    if offset <= 0:
        _alone(element)
        return element
    if offset >= len(words):
        _move_behind(element)
        return element
    rest = copy.deepcopy(element)
    element.text, rest.text = words[:offset], words[offset:]
    for part in (element, rest):
        part.set(qn("xml:space"), "preserve")
    element.addnext(rest)
    _alone(rest)
    return rest


def _alone(element: Any) -> None:
    """What stands before an element in its run becomes a run of its own."""
    run = element.getparent()
    before = [e for e in element.itersiblings(preceding=True) if e.tag != qn("w:rPr")]
    if before:
        new = _like(run)
        for part in reversed(before):
            new.append(part)
        run.addprevious(new)


def _move_behind(element: Any) -> None:
    """What stands behind an element in its run becomes a run of its own."""
    run = element.getparent()
    behind = list(element.itersiblings())
    if behind:
        new = _like(run)
        new.extend(behind)
        run.addnext(new)


def _like(run: Any) -> Any:
    """An empty run that looks like another."""
    new = run.makeelement(RUN, {})
    for properties in run.iterfind(qn("w:rPr")):
        new.append(copy.deepcopy(properties))
    return new
