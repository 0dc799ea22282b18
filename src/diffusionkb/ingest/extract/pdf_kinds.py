"""Say what each paragraph of a PDF is, in the order in which they are read.

Typographic rules and the fixed words of scholarly publishing; no I/O. What one
paragraph looks like by itself is asked in `pdf_looks.py`.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from ...model import BlockKind
from .pdf_chars import Line
from .pdf_headings import (
    LONGEST,
    HeadingTrail,
    is_heading,
    is_main,
    is_numbered_name,
    plain,
    run_in,
)
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
from .pdf_names import ABSTRACT, INTRODUCTION, KEYWORDS
from .pdf_paragraphs import BULLET, Paragraph, Style, ends_sentence
from .pdf_places import (
    Box,
    RunningText,
    in_a_row,
    is_centred_over,
    is_next_part,
    leads_to,
    stands_alone,
)
from .pdf_references import entry_number, is_numbered_entry, opens_references
from .pdf_words import Vocabulary, join_lines

_BACK = re.compile(
    r"(?:conflicts? of interest|competing interest|(?:author )?contribution|funding"
    r"|acknowledge?ment|data availability|disclosure|supplementary|publisher.?s note"
    r"|copyright|©|how to cite|received|open access|ethic)",
)
_BOILERPLATE = re.compile(
    r"(?:open access )?(?:this|the) (?:article|work|manuscript) is (?:an open"
    r"|distributed|licensed|published)|this is an open.access|©|copyright\b"
    r"|publisher.?s note|how to cite|citation:|edited by|reviewed by|received[: ]"
    r"|open$|(?:original |research |review )?article$"
    r"|corresponden(?:ce|ing)|supplementary information accompanies|e-?mail:"
    r"|permission to make digital or hard copies"
)
_ABSTRACT = re.compile(rf"^(?:{ABSTRACT})\b")
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
_OPENING_NAME = re.compile(INTRODUCTION)
_BROAD = 15  # em of a line that is no cell of a table
_OPENING = 12  # words that show of what kind a paragraph is
_FEWEST = 2  # words; more make a sentence
_LARGE = 1.15  # times the running text
_OFTEN = 2  # headings that show how they are set
_LONG = 50  # words of an abstract
_PART = 4  # words that name a part of it
_NAME = 5  # words of a heading over an abstract
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
    places = range(len(paragraphs))
    looks = [_looks_like_heading(paragraphs, at, style) for at in places]
    heads = [
        looks[at] and _heads_text(paragraphs[at : at + 6], looks[at + 1 :][:4], style)
        for at in places
    ]
    usual = _usual_looks(paragraphs, heads, style)
    labelled = []
    for at, paragraph in enumerate(paragraphs):
        following = paragraphs[at + 1 : at + 1 + _AHEAD]
        heading = labeller.apart = False
        entry = labeller.in_references and is_numbered_entry(paragraph)
        if opens_references(paragraph, following, style):
            kind, heading = labeller.references(paragraph), True
        elif not entry and (heads[at] or (looks[at] and _look(paragraph) in usual)):
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


def _usual_looks(
    paragraphs: Sequence[Paragraph], heads: Sequence[bool], style: Style
) -> set[tuple[str, float]]:
    """How headings in large type are set: those over tables and figures, too."""
    large = [
        _look(paragraph)
        for paragraph, is_one in zip(paragraphs, heads, strict=True)
        if is_one and paragraph.lines[0].size > _LARGE * style.size
    ]
    return {look for look, count in Counter(large).items() if count >= _OFTEN}


def _look(paragraph: Paragraph) -> tuple[str, float]:
    line = paragraph.lines[0]
    return line.fonts[0], round(line.size, 1)


def _looks_like_heading(paragraphs: Sequence[Paragraph], at: int, style: Style) -> bool:
    paragraph = paragraphs[at]
    if len(paragraph.words) > LONGEST or is_caption(paragraph, style):
        return False
    name = plain(paragraph.text)
    if _BOILERPLATE.match(name):
        return False
    if is_heading(paragraph, style, known=_is_section_name(name)):
        around = paragraphs[max(at - 1, 0) : at + 2]
        return not any(in_a_row(paragraph, other) for other in around)
    above = paragraphs[at - 1] if at else None
    below = paragraphs[at + 1] if at + 1 < len(paragraphs) else None
    if below is None:
        return False
    if is_numbered_name(paragraph, style) and is_centred_over(paragraph, below):
        return True
    return stands_alone(above, paragraph, below, style)


def _heads_text(
    paragraphs: Sequence[Paragraph], looks: Sequence[bool], style: Style
) -> bool:
    """Whether text follows the first one, perhaps after some more headings.

    Small headings head text of the usual size: others are cells of tables. A
    name that most articles have may stand beside something else.
    """
    last = paragraphs[0]
    name = plain(last.text)
    usual = _is_section_name(name) or is_main(name)
    small = last.lines[0].size < 0.9 * style.size and not _BACK.match(name)
    for paragraph, is_another in zip(paragraphs[1:], looks, strict=False):
        if not is_another:
            body = is_body_set(paragraph, style)
            text = body and (len(paragraph.words) > 7 or _is_sentence(paragraph))
            if not small or usual:
                text = text or reads_like_text(paragraph)
            text = text and leads_to(last, paragraph, style)
            if not usual or text:
                return text
        else:
            last = paragraph
    return False


def _is_sentence(paragraph: Paragraph) -> bool:
    """A short sentence, where words in cells end in none."""
    words = paragraph.words
    return len(words) > _FEWEST and words[-1][-1] in ".!?" and words[0][0].isupper()


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
        if self.in_abstract and _LABEL.match(name) and not _opens_article(name):
            return BlockKind.OTHER  # a part of a structured abstract
        if paragraph.page or self.seen_body or self._opens_text(name, following):
            self.trail.enter(paragraph, self._joined(paragraph.lines))
            self.in_references = False
            self.in_abstract = bool(_ABSTRACT.match(name)) and not self.seen_body
            self.abstract_look = (0.0, "")
        return BlockKind.OTHER

    def _opens_text(self, name: str, following: Sequence[Paragraph]) -> bool:
        """On the first page: not the title, the authors or the kind of article."""
        if _is_section_name(name) or is_main(name):
            return True
        texts = following[:1]
        return any(is_body_set(x, self.style) and reads_like_text(x) for x in texts)

    def text(self, paragraph: Paragraph) -> BlockKind:
        name = plain(" ".join(paragraph.words[:_OPENING]))
        if is_caption(paragraph, self.style):
            self.box.enter(paragraph)
            return BlockKind.CAPTION
        if is_contents(paragraph) or _BOILERPLATE.match(name):
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
        if _BACK.match(name):
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
        if _ABSTRACT.match(name) and not self.seen_body and len(paragraph.words) > 8:
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


def _is_section_name(name: str) -> bool:
    abstract = _ABSTRACT.match(name) and name.count(" ") < _NAME
    return bool(abstract) or _opens_article(name)


def _opens_article(name: str) -> bool:
    return bool(_OPENING_NAME.fullmatch(name))
