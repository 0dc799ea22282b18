"""Say what each paragraph of a PDF is: heading, body, abstract, caption, reference …

Typographic rules only (size, font, place, fixed words of scholarly publishing);
no I/O. Lines and paragraphs are made in `pdf_paragraphs.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from ...model import BlockKind
from .pdf_headings import LONGEST, HeadingTrail, is_heading, plain
from .pdf_paragraphs import SENTENCE_END, Paragraph, Style
from .pdf_words import Vocabulary, join_lines

CAPTION = re.compile(
    r"^(?:supplementary |supporting |extended data |online |appendix )?"
    r"(?:fig(?:ure|s?\.|\b)|tab(?:le|\.)|box|scheme|chart|plate|exhibit|map|panel)"
    r"\s*(?P<number>s?\d+|[ivx]+|[a-z]\d*)\b(?P<after>.?)",
    re.IGNORECASE,
)
_REFERENCES = re.compile(
    r"^(?:list of |selected |cited )?(?:references?|bibliography|literature(?: cited)?"
    r"|works cited|notes and references|references and (?:notes|further reading))$"
)
_YEAR = re.compile(r"\b(?:1[6-9]|20)\d\d[a-z]?\b")
_INITIALS = re.compile(r"[A-Z](?:[.-]{0,2}[A-Z]){0,3}[.,;:]*$")
_BACK = re.compile(
    r"(?:conflicts? of interest|competing interest|(?:author )?contribution|funding"
    r"|acknowledge?ment|data availability|disclosure|supplementary|publisher.?s note"
    r"|copyright|©|how to cite|received|open access|ethic)",
)
_BOILERPLATE = re.compile(
    r"(?:open access )?(?:this|the) (?:is an open.access )?(?:article|work|manuscript) is "
    r"(?:an open|distributed|licensed|published)|this is an open.access|©|copyright\b"
    r"|publisher.?s note|how to cite|citation:|edited by|reviewed by|received[: ]"
    r"|corresponden(?:ce|ing)|supplementary information accompanies|e-?mail:"
)
_ABSTRACT = re.compile(r"^(?:abstract|summary|executive summary|a\s?b\s?s\s?t\s?r\s?a\s?c\s?t)\b")
_LABEL = re.compile(
    r"^(?:background|introduction|context|objectives?|aims?|purpose|methods?|materials?"
    r"|design|setting|participants|interventions?|main outcomes?|measurements?|results?"
    r"|findings|conclusions?|discussion|significance|originality|implications|practical"
    r"|research|limitations|trial|study|statistical|ethno\w+ relevance)\b",
)
_KEYWORDS = re.compile(r"^(?:key\s?-?words?|index terms|jel\b|mesh terms|abbreviations?)\b")
_FRONT = re.compile(
    r"@|©|\(c\) \d{4}|https?:|www\.|doi\b|copyright|licen[cs]e|correspond(?:ence|ing)"
    r"|received\b|accepted\b|published|e-?mail|issn|departments? of|universit|editor",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A paragraph with its kind and the headings it stands under."""

    paragraph: Paragraph
    kind: BlockKind
    section: tuple[str, ...]


@dataclass(slots=True)
class _State:
    in_references: bool = False
    in_abstract: bool = False
    seen_body: bool = False
    reference_size: float = 0.0
    abstract_look: tuple[float, str] = (0.0, "")


def label(
    paragraphs: Sequence[Paragraph], style: Style, vocabulary: Vocabulary
) -> list[Labelled]:
    """Label the paragraphs of a document, which come in reading order."""
    labeller = _Labeller(style, vocabulary)
    looks = [_looks_like_heading(paragraph, style) for paragraph in paragraphs]
    return [
        labeller.label(
            paragraph,
            opens_references=_opens_references(paragraphs, position),
            is_heading=looks[position] and _heads_text(paragraphs, looks, position, style),
        )
        for position, paragraph in enumerate(paragraphs)
    ]


def _looks_like_heading(paragraph: Paragraph, style: Style) -> bool:
    if len(paragraph.words) > LONGEST:
        return False
    return is_heading(paragraph, style, known=_section_name(plain(paragraph.text)))


def _heads_text(
    paragraphs: Sequence[Paragraph], looks: Sequence[bool], position: int, style: Style
) -> bool:
    """Whether text follows, perhaps after some more headings."""
    for at in range(position + 1, min(position + 5, len(paragraphs))):
        if not looks[at]:
            following = paragraphs[at]
            return _reads_like_text(following) or (
                is_body_set(following, style) and len(following.words) > 7
            )
    return False


def _opens_references(paragraphs: Sequence[Paragraph], position: int) -> bool:
    """A heading of a reference list, not a column of a table called the same."""
    words = paragraphs[position].words
    if len(words) > 5 or not _REFERENCES.match(plain(paragraphs[position].text)):
        return False
    following = [p for p in paragraphs[position + 1 : position + 11] if len(p.words) > 3]
    entries = sum(_is_entry(paragraph) for paragraph in following)
    return entries >= 0.5 * len(following)


def _is_entry(paragraph: Paragraph) -> bool:
    """Starts with names and initials, and has a year."""
    names = any(_INITIALS.match(word) for word in paragraph.words[:7])
    return names and bool(_YEAR.search(paragraph.text))


class _Labeller:
    def __init__(self, style: Style, vocabulary: Vocabulary) -> None:
        self.style = style
        self.vocabulary = vocabulary
        self.trail = HeadingTrail()
        self.state = _State()

    def label(
        self, paragraph: Paragraph, *, opens_references: bool, is_heading: bool
    ) -> Labelled:
        kind = self._kind(paragraph, opens_references, is_heading)
        return Labelled(paragraph=paragraph, kind=kind, section=self.trail.path)

    def _kind(
        self, paragraph: Paragraph, opens_references: bool, is_heading: bool
    ) -> BlockKind:
        state = self.state
        if is_caption(paragraph, self.style):
            return BlockKind.CAPTION
        name = plain(" ".join(paragraph.words[:LONGEST]))
        if _BOILERPLATE.match(name):
            return BlockKind.OTHER
        if opens_references or is_heading:
            state.in_references = opens_references
            return self._heading(paragraph, name)
        if state.in_references:
            if not self._ends_references(paragraph, name):
                return BlockKind.REFERENCE
            state.in_references = False
        if _KEYWORDS.match(name):
            state.in_abstract = False
            return BlockKind.OTHER
        if _ABSTRACT.match(name) and not state.seen_body and len(paragraph.words) > 8:
            state.in_abstract = True
        if state.in_abstract:
            if self._is_still_abstract(paragraph):
                return BlockKind.ABSTRACT
            state.in_abstract = False
        return self._running_text(paragraph)

    def _heading(self, paragraph: Paragraph, name: str) -> BlockKind:
        state = self.state
        if _KEYWORDS.match(name):
            state.in_abstract = False
            return BlockKind.OTHER
        if state.in_abstract and _LABEL.match(name) and not _opens_article(name):
            return BlockKind.OTHER
        if not state.seen_body and paragraph.page == 0 and not _section_name(name):
            return BlockKind.OTHER  # the title, authors, the kind of article
        self.trail.enter(paragraph, self._joined(paragraph))
        state.in_abstract = bool(_ABSTRACT.match(name)) and not state.seen_body
        state.abstract_look = (0.0, "")
        return BlockKind.OTHER

    def _ends_references(self, paragraph: Paragraph, name: str) -> bool:
        """Back matter without a heading, or running text again."""
        state = self.state
        line = paragraph.lines[len(paragraph.lines) // 2]
        if not state.reference_size:
            state.reference_size = line.size
        if _BACK.match(name):
            return True
        other = abs(line.size - state.reference_size) > 0.06 * line.size
        return other and len(paragraph.lines) > 2 and is_body_set(paragraph, self.style)

    def _joined(self, paragraph: Paragraph) -> str:
        lines = ((line.words, line.broken) for line in paragraph.lines)
        return " ".join(chain.from_iterable(join_lines(lines, self.vocabulary)))

    def _is_still_abstract(self, paragraph: Paragraph) -> bool:
        middle = paragraph.lines[len(paragraph.lines) // 2]
        size, font = self.state.abstract_look
        if not font:
            self.state.abstract_look = (middle.size, middle.fonts[1])
            return True
        if len(paragraph.lines) < 3:
            return abs(middle.size - size) < 0.06 * size
        return abs(middle.size - size) < 0.06 * size and font == middle.fonts[1]

    def _running_text(self, paragraph: Paragraph) -> BlockKind:
        if is_body_set(paragraph, self.style):
            if not self.state.seen_body and not _reads_like_text(paragraph):
                return BlockKind.OTHER
            if len(paragraph.words) < 8 and not SENTENCE_END.search(paragraph.text):
                return BlockKind.OTHER
            self.state.seen_body = True
            return BlockKind.BODY
        if not self.state.seen_body and paragraph.page == 0:
            if _reads_like_text(paragraph) and len(paragraph.words) > 50:
                return BlockKind.ABSTRACT
            return BlockKind.OTHER
        if is_footnote(paragraph, self.style):
            return BlockKind.FOOTNOTE
        return BlockKind.OTHER


def _section_name(name: str) -> bool:
    return bool(_ABSTRACT.match(name)) or _opens_article(name)


def _opens_article(name: str) -> bool:
    return name in ("introduction", "background")


def is_caption(paragraph: Paragraph, style: Style) -> bool:
    """A figure or table label that is set off by its look or its punctuation."""
    first = paragraph.lines[0]
    match = CAPTION.match(paragraph.text)
    if match is None:
        return False
    odd_size = not style.is_body_size(first.size)
    odd_font = first.fonts[0] not in style.fonts
    if match["after"] in ".:|" and match["after"]:
        return True
    if match["number"].isdigit() or match["number"].isupper():
        return odd_size or odd_font
    return False


def is_body_set(paragraph: Paragraph, style: Style) -> bool:
    """Whether most of it is set like the running text of the document."""
    good = total = 0
    for line in paragraph.lines:
        weight = sum(map(len, line.words))
        total += weight
        if style.is_body_size(line.size) and style.fonts.intersection(line.fonts):
            good += weight
    return good >= 0.5 * total


def is_footnote(paragraph: Paragraph, style: Style) -> bool:
    return paragraph.lines[0].size < 0.94 * style.size and _reads_like_text(paragraph)


def _reads_like_text(paragraph: Paragraph) -> bool:
    words = paragraph.words[:80]
    if len(words) < 12:
        return False
    wordlike = sum(word.strip(".,;:()[]").isalpha() for word in words)
    small = sum(not word[0].isupper() for word in words if word[0].isalpha())
    if wordlike <= 0.6 * len(words) or small <= 0.5 * len(words):
        return False
    return len(_FRONT.findall(paragraph.text)) < 3
