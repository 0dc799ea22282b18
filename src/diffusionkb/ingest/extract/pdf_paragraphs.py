"""Groups of lines cut into paragraphs, by geometry alone.

What a paragraph is (body, caption …) is decided in `pdf_kinds.py`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise

from .pdf_chars import BOLD, Line, PageLines
from .pdf_names import REFERENCES

SENTENCE_END = re.compile(r"[.!?:;][\"'”’)\]¹²³⁰⁴-⁹,–\d]*$")
_FIGURE = re.compile(r"(?<!\d{4})(?<=\d)[.:]\d+[)\],]*$")  # 0.05, but no year and note
_OPENS_NOTE = re.compile(r"(?:[¹²³⁰⁴-⁹]+|[*†‡§])[\"“‘(]?[^\W\d]")
_NOTE_MARK = re.compile(r"[¹²³⁰⁴-⁹⁻,–*†‡]+|\[\d[\d,–-]*\]")
BULLET = re.compile(r"^[•●▪■□◦○‣►▶➢➤✓✔❖∙⁃\uf000-\uf0ff]$")
_ITEM = re.compile(
    rf"{BULLET.pattern}|^(?:[–—*·]|\(?(?:\d{{1,2}}|[a-z]|[ivx]{{1,4}})[.)])$"
)
_CHANGE = 0.06  # of the size of type
_LIST = re.compile(rf"(?:\d+\.? |[ivx]+\. )?(?:{REFERENCES})")
_NAME = 3  # words that a list of references has for a name, its number included
_LISTED = 0.3  # of the weight of other text
_SECTION = re.compile(r"(?:\d{1,2}|[A-Z])(?:\.\d{1,2})*\.?")
_LABEL = re.compile(r"^[\[(]?(\d{1,3})[\]).]*$")


def ends_sentence(words: Sequence[str]) -> bool:
    """Whether the last word ends a sentence, marks of notes aside."""
    last = words[-1]
    if last[-1].isalpha():
        return False
    if len(words) > 1 and _NOTE_MARK.fullmatch(last):
        last = words[-2]
    return bool(SENTENCE_END.search(last)) and not _FIGURE.search(last)


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
    body_set: bool | None = field(init=False, default=None)  # of `is_body_set`

    def __post_init__(self) -> None:
        self.words = list(chain.from_iterable([line.words for line in self.lines]))
        self.text = " ".join(self.words)

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def is_item(self) -> bool:
        """Whether it starts as an item of a list does."""
        return len(self.words) > 1 and _is_item(self.words[0])

    def has_no_room_for(self, line: Line) -> bool:
        """Whether the first word of a line would not have fitted into its last one."""
        return _has_room(self.lines[-1], line, self.right) <= line.size

    @property
    def is_full(self) -> bool:
        """Whether its last line runs to the edge of the column."""
        return self.lines[-1].right > self.right - 0.06 * (self.right - self.left)


def _is_item(word: str) -> bool:
    """Whether a word is the mark of an item in a list."""
    return not word.isalpha() and bool(_ITEM.match(word))


def _sizes(pages: Sequence[Sequence[Line]]) -> dict[float, float]:
    """How much text has which size; a long list of references counts for less."""
    sizes: dict[float, float] = defaultdict(float)
    weight = 1.0
    for page in pages:
        for line in page:
            if len(line.words) <= _NAME and _LIST.fullmatch(line.text.lower()):
                weight = _LISTED
            sizes[_rounded(line.size)] += weight * line.letters
    return sizes


def find_style(
    pages: Sequence[PageLines], *, apart: Collection[int] = frozenset()
) -> Style:
    """The style that most of the text has; among near equals the larger one.

    The lines whose ids are set `apart` do not count.
    """
    texts = [[x for x in page.lines if id(x) not in apart] for page in pages]
    sizes = _sizes(texts)
    if not sizes:
        return Style(size=10.0, fonts=frozenset(), pitch=12.0)
    most = max(sizes.values())
    size = max(size for size, amount in sizes.items() if amount > 0.5 * most)
    fonts: Counter[str] = Counter()
    steps: Counter[float] = Counter()
    for lines in texts:
        body = [line for line in lines if abs(line.size - size) < 0.5]
        for line in body:
            fonts[line.fonts[1]] += line.letters
        for last, line in pairwise(body):
            if 0 < last.base - line.base < 3 * line.size:
                steps[round(last.base - line.base, 1)] += 1
    least = 0.25 * max(fonts.values(), default=0)
    return Style(
        size=size,
        fonts=frozenset(font for font, weight in fonts.items() if weight >= least),
        pitch=steps.most_common(1)[0][0] if steps else 1.2 * size,
    )


@lru_cache(maxsize=256)
def _rounded(size: float) -> float:
    return max(round(size * 2) / 2, 0.5)


def look(line: Line) -> str:
    """The font of a line that is set in one font throughout, or nothing."""
    first, middle, last = line.fonts
    return first if first == middle == last else ""


def is_beside(last: Line, line: Line) -> bool:
    """Further right on the same baseline, as after a tab."""
    gap, size = line.left - last.right, last.size
    if not (0 < gap < 6 * size and abs(last.base - line.base) < 0.3 * size):
        return False
    is_number = len(last.words) == 1 and _SECTION.fullmatch(last.words[0])
    return gap < 3 * size or bool(is_number)


def cut(lines: Sequence[Line], style: Style) -> Iterator[Paragraph]:
    """Cut a group into paragraphs at indents, gaps, short lines and list marks."""
    rows = _rows(lines)
    left = min([row[0].left for row in rows])
    right = max([row[-1].right for row in rows])
    pitch = _pitch(rows, style)
    hanging = _hangs(rows, left) and not _runs_on(rows, left, right)
    current: list[Line] = []
    indented = False
    number = 0
    for position, row in enumerate(rows):
        label = _label(row[0].words[0])
        counts_on = bool(label and number and int(label[1]) == number + 1)
        if hanging:
            starts = _stands_out(row[0], left) and not (
                position
                and not _is_item(row[0].words[0])
                and _is_cut(rows[position - 1], row, left, right)
            )
        else:
            starts = position > 0 and _starts(rows, position, left, right, pitch)
        if position and (counts_on or starts):
            yield Paragraph(current, left, right, indented)
            current = []
        if not current:
            indented = row[0].left - left > 0.5 * row[0].size
            number = int(label[1]) if label else number
        current += row
    yield Paragraph(current, left, right, indented)


def _label(word: str) -> re.Match[str] | None:
    return None if word[0].isalpha() else _LABEL.match(word)


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    rows: list[list[Line]] = []
    for line in lines:
        if rows and is_beside(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _pitch(rows: Sequence[Sequence[Line]], style: Style) -> float:
    """From one baseline to the next in this group; for few lines, as to be expected."""
    if len(rows) < 4:
        return style.pitch * max(rows[0][0].size / style.size, 0.8)
    steps = sorted([a[0].base - b[0].base for a, b in pairwise(rows)])
    return steps[len(steps) // 2]


def _starts(
    rows: Sequence[Sequence[Line]], at: int, left: float, right: float, pitch: float
) -> bool:
    """Whether a new paragraph starts with this row of a group."""
    last, row = rows[at - 1], rows[at]
    size = row[0].size
    if last[-1].broken:
        return False
    if last[0].base - row[0].base > 1.25 * pitch + 0.5 or _opens_note(last[-1], row[0]):
        return True
    looks_other = changes_look(last[-1], row[0]) and not _is_amid(rows, at, right)
    if looks_other or BULLET.match(row[0].words[0]):
        return True
    ends = ends_sentence(last[-1].words)
    is_item = _is_item(row[0].words[0])
    # a heading, and one of a lower rank that runs in
    lower = last[0].lead > 0 and abs(last[-1].size - size) > _CHANGE * size
    if not (ends or is_item or lower):
        return False
    short = _has_room(last[-1], row[0], right) > size
    if (short and lower) or (is_item and (ends or short)):
        return True
    return ends and (
        _steps_in(last[0], row[0], left, short=short)
        or (short and _steps_out(rows, at))
    )


def _opens_note(last: Line, line: Line) -> bool:
    """Whether a footnote begins right below text that its sentence goes on from."""
    return line.size < 0.92 * last.size and bool(_OPENS_NOTE.match(line.words[0]))


def _steps_in(last: Line, line: Line, left: float, *, short: bool) -> bool:
    """Whether a line after an end of a sentence is indented, or comes after room."""
    indent = line.left - last.left
    if _is_item(last.words[0]) and indent > 0 and not short:
        return False
    if short and indent > -0.3 * line.size:
        return True
    step = 0.5 * line.size
    return step < indent < 8 * step and line.left - left > step


def _steps_out(rows: Sequence[Sequence[Line]], at: int) -> bool:
    """Whether a row stands out to the left of an item, or of several rows set in."""
    last, line = rows[at - 1][0], rows[at][0]
    if last.left - line.left < 0.5 * line.size:
        return False
    before = rows[at - 2][0].left if at > 1 else line.left
    return _is_item(last.words[0]) or abs(before - last.left) < 0.3 * line.size


def _hangs(rows: Sequence[Sequence[Line]], left: float) -> bool:
    """Whether first lines stand out to the left, as in many reference lists."""
    if len(rows) < 4:
        return False
    inside = sum([row[0].left > left + 0.5 * row[0].size for row in rows])
    return 0.4 <= inside / len(rows) < 0.9


def _runs_on(rows: Sequence[Sequence[Line]], left: float, right: float) -> bool:
    """Whether full lines at the left are followed by others there, amid sentences.

    So they are in paragraphs with lists or examples set in, which hang nowhere.
    """
    full = on = 0
    for last, row in pairwise(rows):
        if _is_cut(last, row, left, right):
            full += 1
            on += _stands_out(row[0], left)
    return on > 0.5 * full


def _is_cut(
    last: Sequence[Line], row: Sequence[Line], left: float, right: float
) -> bool:
    """Whether a line at the left is full and its sentence goes on in the next."""
    if not _stands_out(last[0], left) or ends_sentence(last[-1].words):
        return False
    return _has_room(last[-1], row[0], right) <= last[-1].size


def _stands_out(line: Line, left: float) -> bool:
    return line.left <= left + 0.3 * line.size


def _has_room(last: Line, line: Line, right: float) -> float:
    """The room left after a line if the first word of the next had stood there too."""
    letter = line.width / (line.letters + len(line.words) - 1)
    return right - last.right - letter * (len(line.words[0]) + 1)


def _is_amid(rows: Sequence[Sequence[Line]], at: int, right: float) -> bool:
    """Whether a row in a look of its own, or the one after it, is amid a sentence.

    Full lines that go on in small letters do so, as with names of species in italics;
    so do full lines without an end of a sentence, unless what follows is bold.
    """
    last, line = rows[at - 1][-1], rows[at][0]
    if _flows(last, line, right) or _is_unfinished(last, line, right):
        return True
    if at + 1 == len(rows) or not _flows(rows[at][-1], rows[at + 1][0], right):
        return False
    return rows[at - 1][-1].fonts[1] == rows[at + 1][0].fonts[1]


def _flows(last: Line, line: Line, right: float) -> bool:
    full = _has_room(last, line, right) <= line.size
    return full and look(last) != look(line) and line.words[0][0].islower()


def _is_unfinished(last: Line, line: Line, right: float) -> bool:
    full = _has_room(last, line, right) <= line.size
    bold = BOLD.search(last.fonts[-1]) or BOLD.search(line.fonts[0])
    alike = abs(last.size - line.size) < _CHANGE * line.size
    return full and alike and not bold and not ends_sentence(last.words)


def changes_look(last: Line, line: Line) -> bool:
    """From a line wholly in one font to one wholly in another, or back."""
    before, after = look(last), look(line)
    if before != after:
        return bool(before and after)
    if any(map(str.islower, last.words)):
        return False
    return last.text.isupper() and any(map(str.islower, line.text))
