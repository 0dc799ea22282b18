"""Which paragraphs of a PDF are headings, by their looks and by what stands around.

What a heading looks like by itself is asked in `pdf_headings.py`.
"""

import re
from collections import Counter
from collections.abc import Sequence

from .pdf_headings import LONGEST, is_heading, is_main, is_numbered_name, plain
from .pdf_looks import is_body_set, is_caption, reads_like_text
from .pdf_names import ABSTRACT as NAMES_OF_ABSTRACTS
from .pdf_names import INTRODUCTION
from .pdf_paragraphs import Paragraph, Style
from .pdf_places import in_a_row, is_centred_over, leads_to, stands_alone

BACK = re.compile(
    r"(?:conflicts? of interest|competing interest|(?:author )?contribution|funding"
    r"|acknowledge?ment|data availability|disclosure|supplementary|publisher.?s note"
    r"|copyright|©|how to cite|received|open access|ethic)",
)
BOILERPLATE = re.compile(
    r"(?:open access )?(?:this|the) (?:article|work|manuscript) is (?:an open"
    r"|distributed|licensed|published)|this is an open.access|©|copyright\b"
    r"|publisher.?s note|how to cite|citation:|edited by|reviewed by|received[: ]"
    r"|open$|(?:original |research |review )?article$"
    r"|corresponden(?:ce|ing)|supplementary information accompanies|e-?mail:"
    r"|permission to make digital or hard copies"
)
ABSTRACT = re.compile(rf"^(?:{NAMES_OF_ABSTRACTS})\b")
_OPENING_NAME = re.compile(INTRODUCTION)
_FEWEST = 2  # words; more make a sentence
_LARGE = 1.15  # times the running text
_OFTEN = 2  # headings that show how they are set
_NAME = 5  # words of a heading over an abstract


def find_headings(paragraphs: Sequence[Paragraph], style: Style) -> list[bool]:
    """For each paragraph, which come in reading order, whether it is a heading."""
    places = range(len(paragraphs))
    looks = [_looks_like_heading(paragraphs, at, style) for at in places]
    heads = [
        looks[at] and _heads_text(paragraphs[at : at + 6], looks[at + 1 :][:4], style)
        for at in places
    ]
    usual = _usual_looks(paragraphs, heads, style)
    return [
        heads[at] or (looks[at] and _look(paragraphs[at]) in usual) for at in places
    ]


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
    if BOILERPLATE.match(name):
        return False
    if is_heading(paragraph, style, known=is_section_name(name)):
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
    usual = is_section_name(name) or is_main(name)
    small = last.lines[0].size < 0.9 * style.size and not BACK.match(name)
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


def is_section_name(name: str) -> bool:
    abstract = ABSTRACT.match(name) and name.count(" ") < _NAME
    return bool(abstract) or opens_article(name)


def opens_article(name: str) -> bool:
    return bool(_OPENING_NAME.fullmatch(name))
