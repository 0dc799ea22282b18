"""What a single paragraph of a PDF looks like: caption, running text, reference.

Questions about one paragraph and the style of the document; what follows from
the order of paragraphs is decided in `pdf_kinds.py`.
"""

import re
from collections.abc import Sequence

from . import pdf_names as names
from .pdf_chars import Line
from .pdf_paragraphs import Paragraph, Style, ends_sentence

CAPTION = re.compile(
    r"^(?:supplementary |supporting |extended data |online |appendix |continued )?"
    rf"(?:{names.CAPTION})"
    r"\s*(?P<number>s?\d+|[ivx]+|[a-z]\d*)\b(?P<after>.?)(?P<part>[\d.-]*\d )?",
    re.IGNORECASE,
)
_DASH = re.compile(r"[–—] ?[^\W\da-z]")  # Figure 2 – What it shows
_FRONT = re.compile(
    r"@|©|\(c\) \d{4}|https?:|www\.|doi\b|copyright|licen[cs]e|correspond(?:ence|ing)"
    r"|received\b|accepted\b|published|e-?mail|issn|departments? of|universit|editor"
)  # in small letters
_NAMES = 0.05  # of the words may be of addresses and rights
_WORDS = 0.25  # of what stands in a row are words
_DOTS = 6  # of a row that leads to a page number
_LEADERS = re.compile(rf"(?:\. ?){{{_DOTS},}} ?(?:\d|[ivxl]+\b)")
_SENTENCES = 20  # words of text that is known by its words alone
_MARK = re.compile(
    r"(?:\(?\d{1,3}[.)]? (?=[\"“‘]?[^\W\da-z])|[¹²³⁰⁴-⁹]+\s?|[*†‡§¶#]+\s?)"
    r"[\"“‘]?[^\W\d]"
)


def is_caption(paragraph: Paragraph, style: Style) -> bool:
    """A figure or table label that is set off by its look or its punctuation."""
    first = paragraph.lines[0]
    match = CAPTION.match(paragraph.text)
    if match is None or is_contents(paragraph):
        return False
    odd_size = not style.is_body_size(first.size)
    odd_font = first.fonts[0] not in style.fonts
    says = paragraph.text[match.end() :][:1].islower()  # Figure 2.1 shows ...
    numbers = match["part"] or match["after"] in "–—"  # Figure 2—which shows …
    if match["after"] and match["after"] in ".:|–—" and not (numbers and says):
        return True
    if _DASH.match(paragraph.text, match.end()):
        return True
    if match["number"].isdigit() or match["number"].isupper():
        return odd_size or odd_font
    return False


def is_contents(paragraph: Paragraph) -> bool:
    """Rows of dots that lead to page numbers, as in a table of contents."""
    text = paragraph.text
    return text.count(".") >= _DOTS and bool(_LEADERS.search(text))


def is_body_set(paragraph: Paragraph, style: Style) -> bool:
    """Whether most of it is set like the running text of the document.

    Lines of its size in other fonts are half a witness: italics amid the text.
    """
    if paragraph.body_set is None:  # asked again and again, always of one style
        paragraph.body_set = _is_body_set(paragraph.lines, style)
    return paragraph.body_set


def _is_body_set(lines: Sequence[Line], style: Style) -> bool:
    good = total = 0.0
    for line in lines:
        weight = line.letters
        total += weight
        if style.is_body_size(line.size):
            good += weight if style.fonts.intersection(line.fonts) else 0.4 * weight
    return good >= 0.5 * total


def is_list_item(paragraph: Paragraph, style: Style) -> bool:
    """An item of a list as large as the running text, though in another font."""
    size = paragraph.lines[-1].size
    return paragraph.is_item and style.is_body_size(size) and has_words(paragraph)


def has_words(paragraph: Paragraph) -> bool:
    """Mostly made of words, as no row of numbers is."""
    words = [word.strip(".,;:()")[:3] for word in paragraph.words[1:]]
    return sum(map(str.isalpha, words)) >= 0.5 * len(words)


def is_row(paragraph: Paragraph) -> bool:
    """Nearly all figures and single letters, as rows of a table are."""
    words = sum([word[:2].isalpha() and len(word) > 1 for word in paragraph.words])
    return words < _WORDS * len(paragraph.words)


def is_note(paragraph: Paragraph, style: Style) -> bool:
    """Small and marked like a footnote, however short."""
    small = paragraph.lines[0].size < 0.94 * style.size
    marked = _MARK.match(paragraph.text)
    return small and bool(marked) and len(paragraph.words) > 2 and has_words(paragraph)


def is_footnote(paragraph: Paragraph, style: Style) -> bool:
    return paragraph.lines[0].size < 0.94 * style.size and reads_like_text(paragraph)


def is_other_prose(paragraph: Paragraph, style: Style) -> bool:
    """Whole sentences in larger type or in another font, as where a chapter opens."""
    if paragraph.lines[0].size < 0.94 * style.size or len(paragraph.words) < _SENTENCES:
        return False
    whole = ends_sentence(paragraph.words) or paragraph.is_full
    return whole and not paragraph.text[0].islower() and reads_like_text(paragraph)


def reads_like_text(paragraph: Paragraph) -> bool:
    words = paragraph.words[:80]
    if len(words) < 12:
        return False
    wordlike = sum([word.strip(".,;:()[]").isalpha() for word in words])
    small = sum([not word[0].isupper() for word in words if word[0].isalpha()])
    if wordlike <= 0.6 * len(words) or small <= 0.5 * len(words):
        return False
    found = len(_FRONT.findall(paragraph.text.lower()))
    return found < max(3, _NAMES * len(paragraph.words))
