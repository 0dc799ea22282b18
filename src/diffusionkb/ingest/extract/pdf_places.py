"""How paragraphs of a PDF stand to each other: above, beside, set in, far away.

Geometry of two or three paragraphs; what a single one looks like is asked in
`pdf_looks.py`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from .pdf_looks import has_words, is_body_set, reads_like_text
from .pdf_paragraphs import SENTENCE_END, Paragraph, Style, ends_sentence

_NEAR = 3  # lines between a quotation and the text above it
_FAR = 6  # lines between a heading and its text
_SPACE = 1.4  # lines around a heading that only white space sets apart
_FEW = 12  # words of such a heading
_FRAGMENT = 7  # words; too few to be sure of running text
_SENTENCE = 5  # words
_BOX = re.compile(r"(?:box|kasten|encadré|recuadro|riquadro)\b", re.IGNORECASE)
_NAME = re.compile(r"[A-Z][\w’'-]+(?: [^\W_][\w’',()-]*)+|[A-Z][a-z]{4,}")


def in_a_row(one: Paragraph, other: Paragraph) -> bool:
    """Beside each other on one line, as the cells in the head of a table are."""
    line, next_line = one.lines[0], other.lines[0]
    return (
        line.page == next_line.page
        and abs(line.base - next_line.base) < 0.5 * line.size
        and (line.right < next_line.left or next_line.right < line.left)
    )


def is_next_part(above: Paragraph, paragraph: Paragraph) -> bool:
    """Right below another paragraph, in type of the same size between its edges."""
    last, first = above.lines[-1], paragraph.lines[0]
    return (
        last.page == first.page
        and 0 < last.base - first.base < _NEAR * last.size
        and abs(last.size - first.size) < 0.06 * last.size
        and abs(above.left - paragraph.left) < first.size
        and abs(above.right - paragraph.right) < 2 * first.size
    )


def is_centred_over(paragraph: Paragraph, text: Paragraph) -> bool:
    """Whether a line stands in the middle of the column of the text below it."""
    line = paragraph.lines[0]
    left, right = line.left - text.left, text.right - line.right
    return (
        line.page == text.page
        and line.base > text.lines[0].base
        and min(left, right) > 2 * line.size
        and abs(left - right) < 2 * line.size
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


class Box:
    """The box whose name was read last, for the small sentences that stand in it."""

    def __init__(self) -> None:
        self._name: Paragraph | None = None
        self._size = 0.0

    def enter(self, caption: Paragraph) -> None:
        """Begin the box that a caption names, or end one if it names a figure."""
        is_box = _BOX.match(caption.text)
        self._name, self._size = (caption if is_box else None), 0.0

    def leave(self) -> None:
        self._name = None

    def holds(self, paragraph: Paragraph) -> bool:
        """Whether it is a sentence below the name, in the type of the first one."""
        name, first = self._name, paragraph.lines[0]
        if name is None or name.page != paragraph.page:
            return False
        if first.base > name.lines[-1].base or not _overlap(name, paragraph):
            return False
        if self._size and abs(first.size - self._size) > 0.06 * first.size:
            return False
        ends = ends_sentence(paragraph.words) and not paragraph.text[0].islower()
        if len(paragraph.words) < _SENTENCE or not ends or not has_words(paragraph):
            return False
        self._size = first.size
        return True


class RunningText:
    """Where on each page the running text stands, for what is set smaller."""

    def __init__(self, paragraphs: Iterable[Paragraph], style: Style) -> None:
        self._style = style
        self._quoted: Paragraph | None = None  # the last one that was held
        self._pages: dict[int, list[Paragraph]] = defaultdict(list)
        for paragraph in paragraphs:
            if len(paragraph.words) > _FRAGMENT and is_body_set(paragraph, style):
                self._pages[paragraph.page].append(paragraph)

    def is_above(self, paragraph: Paragraph) -> bool:
        """On the same page, and none of it below in the same column."""
        texts = self._pages[paragraph.page]
        return bool(texts) and not any(
            text.lines[-1].base < paragraph.lines[0].base and _overlap(text, paragraph)
            for text in texts
        )

    def holds(self, paragraph: Paragraph) -> bool:
        """Whether prose is set in, right above or below running text: quoted.

        So is what stands in the same way right below another quotation.
        """
        ratio = paragraph.lines[0].size / self._style.size
        if not 0.84 < ratio < 1.1 or not reads_like_text(paragraph):
            return False
        last = self._quoted
        held = any(
            self._is_near(text, paragraph) and _is_set_in(paragraph, text)
            for text in self._pages[paragraph.page]
        )
        if held or (last is not None and _is_like(last, paragraph)):
            self._quoted = paragraph
            return True
        return False

    def _is_near(self, text: Paragraph, paragraph: Paragraph) -> bool:
        limit = _NEAR * self._style.pitch
        before = text.lines[-1].base - paragraph.lines[0].base
        after = paragraph.lines[-1].base - text.lines[0].base
        return 0 < before < limit or 0 < after < limit


def _is_like(quoted: Paragraph, paragraph: Paragraph) -> bool:
    """Right below a quotation, in its type and between its edges."""
    same_type = quoted.lines[0].fonts[1] == paragraph.lines[0].fonts[1]
    return same_type and is_next_part(quoted, paragraph)


def _overlap(one: Paragraph, other: Paragraph) -> bool:
    return min(one.right, other.right) > max(one.left, other.left)


def _is_set_in(paragraph: Paragraph, text: Paragraph) -> bool:
    """Whether all its lines stand inside the column of a text."""
    step = 0.8 * paragraph.lines[0].size
    left = min(line.left for line in paragraph.lines)
    right = max(line.right for line in paragraph.lines)
    return text.left + step < left and right < text.right + 2
