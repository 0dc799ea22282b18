"""How paragraphs of a PDF stand to each other: above, beside, set in, far away.

Geometry of two or three paragraphs; what a single one looks like is asked in
`pdf_looks.py`.
"""

import re

from .pdf_looks import is_body_set, reads_like_text
from .pdf_paragraphs import SENTENCE_END, Paragraph, Style

_NEAR = 3  # lines between a quotation and the text above it
_FAR = 6  # lines between a heading and its text
_SPACE = 1.4  # lines around a heading that only white space sets apart
_FEW = 12  # words of such a heading
_NAME = re.compile(r"[A-Z][\w’'-]+(?: [^\W_][\w’',()-]*)+|[A-Z][a-z]{4,}")


def in_a_row(one: Paragraph, other: Paragraph) -> bool:
    """Beside each other on one line, as the cells in the head of a table are."""
    line, next_line = one.lines[0], other.lines[0]
    return (
        line.page == next_line.page
        and abs(line.base - next_line.base) < 0.5 * line.size
        and (line.right < next_line.left or next_line.right < line.left)
    )


def leads_to(heading: Paragraph, text: Paragraph, style: Style) -> bool:
    """Whether text follows a heading closely, or at the top of another column.

    Small type that no text follows closely is the head of a table.
    """
    last, first = heading.lines[-1], text.lines[0]
    if first.page != last.page or first.base > last.base:
        return last.size > 0.95 * style.size
    overlap = min(last.right, text.right) - max(last.left, text.left)
    return overlap > 0 and last.base - first.base < _FAR * style.pitch


def stands_alone(
    above: Paragraph | None, paragraph: Paragraph, below: Paragraph, style: Style
) -> bool:
    """A line in the type of the running text that white space makes a heading."""
    line = paragraph.lines[0]
    if len(paragraph.lines) > 1 or len(paragraph.words) > _FEW:
        return False
    if not _NAME.fullmatch(paragraph.text) or SENTENCE_END.search(paragraph.text):
        return False
    room = _SPACE * style.pitch
    below_it = line.base - below.lines[0].base
    if not room < below_it < _NEAR * style.pitch or line.page != below.page:
        return False
    if abs(line.left - below.left) > 2 * line.size or not reads_like_text(below):
        return False
    if above is not None and above.page == line.page:
        gap = above.lines[-1].base - line.base
        if 0 <= gap < room:
            return False
    return is_body_set(paragraph, style) and is_body_set(below, style)


def is_quotation(paragraph: Paragraph, last: Paragraph, style: Style) -> bool:
    """Smaller prose set in from both the sides of the text right above it."""
    line, above = paragraph.lines[0], last.lines[-1]
    return (
        line.page == above.page
        and 0 < above.base - line.base < _NEAR * style.pitch
        and 0.8 < line.size / style.size < 1.1
        and paragraph.left > last.left + 0.8 * line.size
        and paragraph.right < last.right + 2
        and reads_like_text(paragraph)
    )
