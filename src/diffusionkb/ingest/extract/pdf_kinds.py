"""Say what each paragraph of a PDF is, in the order in which they are read.

Typographic rules and the fixed words of scholarly publishing; no I/O. What one
paragraph looks like by itself is asked in `pdf_looks.py`, which are headings in
`pdf_sections.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from ...model import BlockKind
from .pdf_chars import Line
from .pdf_headings import HeadingTrail, is_main, plain, run_in
from .pdf_looks import (
    has_words,
    is_body_set,
    is_caption,
    is_contents,
    is_footnote,
    is_list_item,
    is_note,
    is_other_prose,
    is_row,
    reads_like_text,
)
from .pdf_names import KEYWORDS
from .pdf_paragraphs import BULLET, Paragraph, Style, ends_sentence
from .pdf_places import Box, RunningText, is_next_part
from .pdf_references import entry_number, is_numbered_entry, opens_references
from .pdf_sections import (
    ABSTRACT,
    BACK,
    BOILERPLATE,
    find_headings,
    is_section_name,
    opens_article,
)
from .pdf_words import Vocabulary, join_lines

_LABEL = re.compile(
    r"^(?:background|introduction|context|objectives?|aims?|purpose|methods?|materials?"
    r"|design|setting|participants|interventions?|main outcomes?|measurements?|results?"
    r"|findings|conclusions?|discussion|significance|originality|implications|practical"
    r"|research|limitations|trial|study|statistical|ethno\w+ relevance)\b",
)
_KEYWORDS = re.compile(
    rf"^(?:{KEYWORDS}|index terms|jel\b|mesh terms|abbreviations?)\b"
    r"|^categories and subject descriptors\b|^ccs concepts(?:$|\W*•)"
)
_BROAD = 15  # em of a line that is no cell of a table
_OPENING = 12  # words that show of what kind a paragraph is
_LONG = 50  # words of an abstract
_PART = 4  # words that name a part of it
_AHEAD = 10  # paragraphs after a heading of references that are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A paragraph with its kind and the headings it stands under."""

    paragraph: Paragraph
    kind: BlockKind
    section: tuple[str, ...]
    heading: bool = False
    apart: bool = False  # running text that looks unlike most


def label(
    paragraphs: Sequence[Paragraph], style: Style, vocabulary: Vocabulary
) -> list[Labelled]:
    """Label the paragraphs of a document, which come in reading order."""
    labeller = _Labeller(style, vocabulary, RunningText(paragraphs, style))
    headings = find_headings(paragraphs, style)
    labelled = []
    for at, paragraph in enumerate(paragraphs):
        following = paragraphs[at + 1 : at + 1 + _AHEAD]
        heading = labeller.apart = False
        entry = labeller.in_references and is_numbered_entry(paragraph)
        if opens_references(paragraph, following, style):
            kind, heading = labeller.references(paragraph), True
        elif headings[at] and not entry:
            kind, heading = labeller.heading(paragraph, following), True
        else:
            kind = labeller.text(paragraph)
        labeller.after_body = kind is BlockKind.BODY
        labelled.append(
            Labelled(
                paragraph=paragraph,
                kind=kind,
                section=labeller.trail.path,
                heading=heading,
                apart=labeller.apart,
            )
        )
    return labelled


class _Labeller:
    """Where in the document we are: front matter, abstract, body, references."""

    def __init__(
        self, style: Style, vocabulary: Vocabulary, texts: RunningText
    ) -> None:
        self.style = style
        self.texts = texts
        self.box = Box()
        self.vocabulary = vocabulary
        self.trail = HeadingTrail()
        self.in_references = False
        self.in_abstract = False
        self.seen_body = False
        self.reference_size = 0.0
        self.abstract_look = (0.0, "")
        self.last_body: Paragraph | None = None
        self.part: Paragraph | None = None  # of an abstract without a heading
        self.after_body = False
        self.apart = False  # the last paragraph is text that looks unlike most
        self.list_heading: Paragraph | None = None
        self.last_entry = 0

    def references(self, paragraph: Paragraph) -> BlockKind:
        self.trail.enter(paragraph, self._joined(paragraph.lines))
        self.in_references, self.in_abstract = True, False
        self.list_heading = paragraph
        return BlockKind.OTHER

    def heading(
        self, paragraph: Paragraph, following: Sequence[Paragraph]
    ) -> BlockKind:
        name = plain(paragraph.text)
        if _KEYWORDS.match(name):
            self.in_abstract = False
            return BlockKind.OTHER
        if self.in_abstract and _LABEL.match(name) and not opens_article(name):
            return BlockKind.OTHER  # a part of a structured abstract
        if paragraph.page or self.seen_body or self._opens_text(name, following):
            self.trail.enter(paragraph, self._joined(paragraph.lines))
            self.in_references = False
            self.in_abstract = bool(ABSTRACT.match(name)) and not self.seen_body
            self.abstract_look = (0.0, "")
        return BlockKind.OTHER

    def _opens_text(self, name: str, following: Sequence[Paragraph]) -> bool:
        """On the first page: not the title, the authors or the kind of article."""
        if is_section_name(name) or is_main(name):
            return True
        first = next(iter(following), None)
        return (
            first is not None
            and is_body_set(first, self.style)
            and reads_like_text(first)
        )

    def text(self, paragraph: Paragraph) -> BlockKind:
        name = plain(" ".join(paragraph.words[:_OPENING]))
        if is_caption(paragraph, self.style):
            self.box.enter(paragraph)
            return BlockKind.CAPTION
        if is_contents(paragraph) or BOILERPLATE.match(name):
            return BlockKind.OTHER
        self._take_up_list(paragraph)
        if self.in_references:
            if not self._ends_references(paragraph, name):
                return self._listed(paragraph)
            self.in_references = False
        if _KEYWORDS.match(name):
            self.in_abstract = False
            return BlockKind.OTHER
        if self._is_abstract(paragraph, name):
            return BlockKind.ABSTRACT
        return self._running_text(paragraph)

    def _joined(self, lines: Sequence[Line]) -> str:
        words = join_lines(((x.words, x.broken) for x in lines), self.vocabulary)
        return " ".join(chain.from_iterable(words))

    def _ends_references(self, paragraph: Paragraph, name: str) -> bool:
        """Back matter without a heading, or running text again."""
        line = paragraph.lines[len(paragraph.lines) // 2]
        if not self.reference_size:
            self.reference_size = line.size
        if BACK.match(name):
            return True
        other = abs(line.size - self.reference_size) > 0.06 * line.size
        return other and len(paragraph.lines) > 2 and is_body_set(paragraph, self.style)

    def _take_up_list(self, paragraph: Paragraph) -> None:
        """Back to the references after an advertisement or a box between them."""
        number = entry_number(paragraph)
        heading = self.list_heading
        if heading is not None and number == self.last_entry + 1:
            if not self.in_references:
                self.references(heading)
            self.last_entry = number

    def _listed(self, paragraph: Paragraph) -> BlockKind:
        """An entry, or a folio or a table in other type that stands in its way."""
        if len(paragraph.words) == 1 and paragraph.text.isdecimal():
            return BlockKind.OTHER
        size = paragraph.lines[len(paragraph.lines) // 2].size
        alike = abs(size - self.reference_size) < 0.06 * size
        return BlockKind.REFERENCE if alike else BlockKind.OTHER

    def _is_abstract(self, paragraph: Paragraph, name: str) -> bool:
        """In the abstract, or opening it with the word itself at its start."""
        if ABSTRACT.match(name) and not self.seen_body and len(paragraph.words) > 8:
            self.in_abstract = True
        if self.in_abstract:
            self.in_abstract = self._looks_like_abstract(paragraph)
        return self.in_abstract

    def _looks_like_abstract(self, paragraph: Paragraph) -> bool:
        middle = paragraph.lines[len(paragraph.lines) // 2]
        size, font = self.abstract_look
        if not font:
            self.abstract_look = (middle.size, middle.fonts[1])
            return True
        alike = abs(middle.size - size) < 0.06 * size
        return alike and (len(paragraph.lines) < 3 or font == middle.fonts[1])

    def _running_text(self, paragraph: Paragraph) -> BlockKind:
        if is_body_set(paragraph, self.style):
            return self._body_set(paragraph)
        if not self.seen_body and paragraph.page == 0:
            return self._front(paragraph)
        return self._small(paragraph)

    def _front(self, paragraph: Paragraph) -> BlockKind:
        """An abstract without a heading is long, or comes in parts with names."""
        above, self.part = self.part, None
        goes_on = above is not None and is_next_part(above, paragraph)
        words = paragraph.words
        named = ":" in "".join(words[:_PART]) and _LABEL.match(plain(paragraph.text))
        if not reads_like_text(paragraph):
            return BlockKind.OTHER
        if not (goes_on or named or len(words) > _LONG):
            return BlockKind.OTHER
        self.part = paragraph
        return BlockKind.ABSTRACT

    def _small(self, paragraph: Paragraph) -> BlockKind:
        if is_note(paragraph, self.style) and self.texts.is_above(paragraph):
            return BlockKind.FOOTNOTE
        if self.box.holds(paragraph):
            self.apart = True
            return BlockKind.BODY
        quoted = self.after_body and self.texts.holds(paragraph)
        if quoted or is_list_item(paragraph, self.style):
            return BlockKind.BODY
        if is_footnote(paragraph, self.style):
            return BlockKind.FOOTNOTE
        if is_other_prose(paragraph, self.style):
            self.seen_body = self.apart = True
            return BlockKind.BODY
        return BlockKind.OTHER

    def _body_set(self, paragraph: Paragraph) -> BlockKind:
        if not self.seen_body and not reads_like_text(paragraph):
            return BlockKind.OTHER
        short = len(paragraph.words) < 8 or is_row(paragraph)
        if short and not _is_text(paragraph, self.last_body):
            return BlockKind.OTHER
        self.seen_body = True
        self.last_body = paragraph
        self.box.leave()
        if lines := run_in(paragraph, self.style):
            name = self._joined(lines).rstrip(" .:–—-")
            self.trail.enter(paragraph, name, runs_in=True)
        return BlockKind.BODY


def _is_text(paragraph: Paragraph, last: Paragraph | None) -> bool:
    """Ends a sentence, is of a list, or fills a line, as what goes on elsewhere."""
    if ends_sentence(paragraph.words):
        return True
    if paragraph.is_item and has_words(paragraph):
        listed = last is not None and (last.is_item or last.text.endswith(":"))
        return listed or bool(BULLET.match(paragraph.words[0]))
    line = paragraph.lines[0]
    if not _has_letters(paragraph):
        return False
    return paragraph.is_full and paragraph.indented and line.width > _BROAD * line.size


def _has_letters(paragraph: Paragraph) -> bool:
    return any(map(str.isalpha, paragraph.text))
