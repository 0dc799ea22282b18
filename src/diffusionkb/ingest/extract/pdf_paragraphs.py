"""Lines gathered into groups, and groups cut into paragraphs, by geometry alone.

What a paragraph is (body, caption …) is decided in `pdf_kinds.py`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from .pdf_chars import Line, PageLines

SENTENCE_END = re.compile(r"[.!?:;][\"'”’)\]¹²³⁰⁴-⁹,–\d]*$")
_ITEM = re.compile(r"^(?:[•●▪◦‣–—*]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])$")
_LABEL = re.compile(r"^[\[(]?(\d{1,3})[\]).]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What the running text of a document looks like."""

    size: float
    fonts: frozenset[str]
    pitch: float  # from one baseline to the next

    def is_body_size(self, size: float) -> bool:
        return 0.94 <= size / self.size <= 1.06


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together, in one look, with the room they had."""

    lines: list[Line]
    left: float  # of the column they stand in
    right: float
    indented: bool
    words: list[str] = field(init=False)
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.words = [word for line in self.lines for word in line.words]
        self.text = " ".join(self.words)

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def is_full(self) -> bool:
        """Whether its last line runs to the edge of the column."""
        return self.lines[-1].right > self.right - 0.06 * (self.right - self.left)


def find_style(pages: Sequence[PageLines]) -> Style:
    """The style that most of the text has; among near equals the larger one."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[_rounded(line.size)] += sum(map(len, line.words))
    if not sizes:
        return Style(size=10.0, fonts=frozenset(), pitch=12.0)
    most = max(sizes.values())
    size = max(size for size, weight in sizes.items() if weight > 0.5 * most)
    fonts: Counter[str] = Counter()
    steps: Counter[float] = Counter()
    for page in pages:
        body = [line for line in page.lines if abs(line.size - size) < 0.5]
        for line in body:
            fonts[line.fonts[1]] += sum(map(len, line.words))
        for last, line in pairwise(body):
            if 0 < last.base - line.base < 3 * line.size:
                steps[round(last.base - line.base, 1)] += 1
    least = 0.25 * max(fonts.values(), default=0)
    return Style(
        size=size,
        fonts=frozenset(font for font, weight in fonts.items() if weight >= least),
        pitch=steps.most_common(1)[0][0] if steps else 1.2 * size,
    )


def _rounded(size: float) -> float:
    return max(round(size * 2) / 2, 0.5)


def group(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Runs of lines, in the order given, that stand under each other in one look."""
    current: list[Line] = []
    for line in lines:
        if current and not _goes_on(current, line):
            yield current
            current = []
        current.append(line)
    if current:
        yield current


def look(line: Line) -> str:
    """The font of a line that is set in one font throughout, or nothing."""
    return line.fonts[0] if len(set(line.fonts)) == 1 else ""


def _goes_on(current: Sequence[Line], line: Line) -> bool:
    last = current[-1]
    if not 0.9 < line.size / last.size < 1.11 and not _shares_font(last, line):
        return False
    if _is_beside(last, line):
        return True
    step = last.base - line.base
    if not 0.5 * last.size < step < 1.9 * last.size:
        return False
    left = min(each.left for each in current[-3:])
    right = max(each.right for each in current[-3:])
    overlap = min(right, line.right) - max(left, line.left)
    return overlap > 0.5 * min(right - left, line.width)


def _shares_font(one: Line, other: Line) -> bool:
    return 0.8 < one.size / other.size < 1.25 and bool({*one.fonts} & {*other.fonts})


def _is_beside(last: Line, line: Line) -> bool:
    """Further right on the same baseline, as after a tab."""
    return (
        abs(last.base - line.base) < 0.3 * last.size
        and 0 < line.left - last.right < 3 * last.size
    )


def cut(lines: Sequence[Line], style: Style) -> Iterator[Paragraph]:
    """Cut a group into paragraphs at indents, gaps, short lines and list marks."""
    rows = _rows(lines)
    left = min(row[0].left for row in rows)
    right = max(row[-1].right for row in rows)
    pitch = _pitch(rows, style)
    hanging = _hangs(rows, left)
    current: list[Line] = []
    indented = False
    number = 0
    for position, row in enumerate(rows):
        label = _LABEL.match(row[0].words[0])
        counts_on = bool(label and number and int(label[1]) == number + 1)
        if hanging:
            starts = row[0].left < left + 0.3 * row[0].size
        else:
            starts = position > 0 and _starts(rows, position, left, right, pitch)
        if position and (counts_on or starts):
            yield Paragraph(current, left, right, indented)
            current = []
        if not current:
            indented = row[0].left - left > 0.5 * row[0].size
            number = int(label[1]) if label else number
        current = [*current, *row]
    yield Paragraph(current, left, right, indented)


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in lines:
        if rows and _is_beside(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _pitch(rows: Sequence[Sequence[Line]], style: Style) -> float:
    """From one baseline to the next in this group; for few lines, as to be expected."""
    steps = sorted(a[0].base - b[0].base for a, b in pairwise(rows))
    if len(steps) < 3:
        return style.pitch * max(rows[0][0].size / style.size, 0.8)
    return steps[len(steps) // 2]


def _starts(
    rows: Sequence[Sequence[Line]], at: int, left: float, right: float, pitch: float
) -> bool:
    """Whether a new paragraph starts with this row of a group."""
    last, row = rows[at - 1], rows[at]
    size = row[0].size
    if last[-1].broken:
        return False
    if last[0].base - row[0].base > 1.25 * pitch + 0.5:
        return True
    ends = bool(SENTENCE_END.search(last[-1].words[-1]))
    is_item = bool(_ITEM.match(row[0].words[0]))
    short = (ends or is_item) and _has_room(last[-1], row[0], right) > size
    if _changes_look(last[-1], row[0]) and not _is_amid(rows, at, right):
        return True
    indent = row[0].left - last[0].left
    if is_item and (ends or short):
        return True
    if ends and short and indent > -0.3 * size:
        return True
    return 0.5 * size < indent < 4 * size and row[0].left - left > 0.5 * size and ends


def _hangs(rows: Sequence[Sequence[Line]], left: float) -> bool:
    """Whether first lines stand out to the left, as in many reference lists."""
    inside = sum(row[0].left > left + 0.5 * row[0].size for row in rows)
    return len(rows) > 3 and 0.4 <= inside / len(rows) < 0.9


def _has_room(last: Line, line: Line, right: float) -> float:
    """The room left after a line if the first word of the next had stood there too."""
    letter = line.width / (sum(map(len, line.words)) + len(line.words) - 1)
    return right - last.right - letter * (len(line.words[0]) + 1)


def _is_amid(rows: Sequence[Sequence[Line]], at: int, right: float) -> bool:
    """Whether a row in a look of its own, or the one after it, is amid a sentence.

    Full lines that go on in small letters do so, as with names of species in italics.
    """
    if _flows(rows[at - 1][-1], rows[at][0], right):
        return True
    if at + 1 == len(rows) or not _flows(rows[at][-1], rows[at + 1][0], right):
        return False
    return rows[at - 1][-1].fonts[1] == rows[at + 1][0].fonts[1]


def _flows(last: Line, line: Line, right: float) -> bool:
    full = _has_room(last, line, right) <= line.size
    return full and look(last) != look(line) and line.words[0][0].islower()


def _changes_look(last: Line, line: Line) -> bool:
    """From a line wholly in one font to one wholly in another, or back."""
    before, after = look(last), look(line)
    if before != after:
        return bool(before and after)
    if any(map(str.islower, last.words)):
        return False
    return last.text.isupper() and any(map(str.islower, line.text))
