"""OpenDocument drafts as one text whose characters know where they stand; edits in it.

Comments, deletions that are tracked, headers and footers are no part of the text.
"""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from ..quotations.odt_fields import NAMESPACES, citation_marks
from ..quotations.odt_words import BOXES, HIDDEN
from .edits import Edit, Span

TEXT = f"{{{NAMESPACES['text']}}}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
CONTENT = "content.xml"
PARAGRAPHS = frozenset({f"{TEXT}p", f"{TEXT}h"})
SIGNS = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}
SPACES = f"{TEXT}s"
NOTE, NOTE_BODY = f"{TEXT}note", f"{TEXT}note-body"
PASSED_OVER = frozenset(
    {f"{TEXT}tracked-changes", f"{OFFICE}annotation", f"{TEXT}note-citation", *HIDDEN}
)


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters of the text: those in an element, or those right behind it."""

    start: int
    end: int
    element: Any
    behind: bool

    @property
    def words(self) -> str:
        return (self.element.tail if self.behind else self.element.text) or ""

    def put(self, words: str) -> None:
        if self.behind:
            self.element.tail = words
        else:
            self.element.text = words


class OdtDraft:
    """An .odt as text; notes follow at its end as '[^3]: …'."""

    def __init__(self, file: Path) -> None:
        self._file = file
        with zipfile.ZipFile(file) as packed:
            self._content = etree.fromstring(packed.read(CONTENT))
            names = packed.namelist()
            meta = packed.read("meta.xml") if "meta.xml" in names else b""
        marks = list(citation_marks(self._content, meta))
        self._starts = {start for start, _, _ in marks}
        self._ends = {end for _, end, _ in marks}
        self._pieces: list[str] = []
        self._length = 0
        self._segments: list[Segment] = []
        self._notes: list[Any] = []
        self._boxes: list[Any] = []
        self._within_citation = False
        self.locked: list[Span] = []
        self._read(self._content)
        for number, note in enumerate(self._notes, 1):  # grows, should notes have notes
            self._sign(f"[^{number}]: ")
            self._read(note)
        self.text = "".join(self._pieces)

    def _read(self, element: Any) -> None:
        """An element and all that stands in it, in the order of reading."""
        if element.tag in PASSED_OVER or not isinstance(element.tag, str):
            return
        if element.tag == NOTE:
            self._notes += element.iterfind(NOTE_BODY)
            self._sign(f"[^{len(self._notes)}]")
            return
        if element.tag in BOXES and _within_paragraph(element):
            self._boxes.append(element)  # read behind its paragraph
            return
        self._read_words(element)

    def _read_words(self, element: Any) -> None:
        self._open(element)
        self._hold(element, behind=False)
        for child in element:
            self._read(child)
            self._hold(child, behind=True)
        if element.tag in PARAGRAPHS:
            self._sign("\n\n")
            boxes, self._boxes = self._boxes, []
            for box in boxes:
                self._read_words(box)

    def _open(self, element: Any) -> None:
        if element in self._starts:
            self._within_citation = True
        elif element in self._ends:
            self._within_citation = False
        elif element.tag == SPACES:
            self._sign(" " * int(element.get(f"{TEXT}c", "1")))
        elif element.tag in SIGNS:
            self._sign(SIGNS[element.tag])

    def _hold(self, element: Any, *, behind: bool) -> None:
        words = (element.tail if behind else element.text) or ""
        if not words:
            return
        start, end = self._length, self._length + len(words)
        self._segments.append(Segment(start, end, element, behind))
        if self._within_citation:
            self.locked.append((start, end))
        self._sign(words)

    def _sign(self, words: str) -> None:
        self._pieces.append(words)
        self._length += len(words)

    def edit(self, edits: Sequence[Edit]) -> None:
        """Make the edits where the characters stand."""
        for one in sorted(edits, key=lambda e: e.start, reverse=True):
            new = one.new
            for segment in self._touched(one.start, one.end):
                low = max(one.start - segment.start, 0)
                high = min(one.end, segment.end) - segment.start
                words = segment.words
                segment.put(words[:low] + new + words[high:])
                new = ""  # what is left of the words goes from further places

    def _touched(self, start: int, end: int) -> list[Segment]:
        if start == end:
            return [s for s in self._segments if s.start <= start <= s.end][:1]
        return [s for s in self._segments if s.start < end and start < s.end]

    def save(self, file: Path) -> None:
        """Write the file anew; all but the text stays as it was."""
        content = etree.tostring(
            self._content, xml_declaration=True, encoding="UTF-8", standalone=True
        )
        with zipfile.ZipFile(self._file) as old, zipfile.ZipFile(file, "w") as new:
            for info in old.infolist():
                is_content = info.filename == CONTENT
                new.writestr(info, content if is_content else old.read(info))


def _within_paragraph(element: Any) -> bool:
    return next(element.iterancestors(*PARAGRAPHS), None) is not None
