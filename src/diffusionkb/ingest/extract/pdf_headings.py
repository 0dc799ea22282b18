"""Recognise headings in PDF text and keep the path of sections they open."""

import re
from dataclasses import replace
from functools import lru_cache

from .pdf_chars import BOLD, Line
from .pdf_names import MAIN
from .pdf_paragraphs import BULLET, SENTENCE_END, Paragraph, Style, look

_NUMBER = re.compile(
    r"^(?:(?:\d{1,2}|[A-Z]|[IVX]{1,5})(?:\.\d{1,2})*\.?|[A-Z]\."
    r"|\(?(?:\d{1,2}|[A-Za-z]|[ivx]{1,4})\))$"
)
_MAIN = re.compile(f"^(?:{MAIN})$")
_RUN_IN = re.compile(
    r"^(\d{1,2}(?:\.\d{1,2})+\.?\s+[A-Z](?:[^.!?:]|(?<=\b[A-Z])\.){2,90})[.:]\s"
)
# begins a formula or a line of a program; or a sentence in quotes, and who said it
_UNLIKE = re.compile(
    r"[<>+=|{}\\~^]|##|[“„\"«].+[.…]\s?[”“\"»]\S{0,3}\s?(?:[,–—-]\s?)?[^\W\da-z]"
)
_SHORT = 14  # words of a heading that is a question, or inside a paragraph
LONGEST = 26  # words
_LARGER = 1.06  # times the running text: the type of a heading
SMALLEST = 0.7  # of the size of the running text; some fonts look large


@lru_cache(maxsize=1 << 10)
def plain(text: str) -> str:
    """A heading without number, punctuation and case, for comparing names."""
    words = text.split()
    if len(words) > 1 and _NUMBER.match(words[0]):
        words = words[1:]
    return " ".join(words).strip(" .:—–-■●|").lower()


def is_main(name: str) -> bool:
    """The name of a section that most articles have."""
    return bool(_MAIN.match(name))


def is_heading(paragraph: Paragraph, style: Style, *, known: bool) -> bool:
    """A short stretch that looks unlike the running text and is no sentence."""
    words = paragraph.words
    if len(words) > LONGEST or len(paragraph.lines) > 4 or paragraph.lines[-1].broken:
        return False
    if not any(len(word) > 2 and word[0].isalpha() for word in words):
        return False
    size = max(line.size for line in paragraph.lines)
    if known or is_main(plain(paragraph.text)):
        return size > SMALLEST * style.size
    if _first_letter(paragraph.text).islower() or _UNLIKE.match(paragraph.text):
        return False
    if SENTENCE_END.search(words[-1]) and not _NUMBER.match(words[0]):
        asks = words[-1].endswith("?") and len(words) <= _SHORT
        return asks and size > _LARGER * style.size
    return size > _LARGER * style.size or _is_set_apart(paragraph, style, size)


def _is_set_apart(paragraph: Paragraph, style: Style, size: float) -> bool:
    """In one font throughout that is not the one of the running text."""
    bold = all(line.lead == len(line.words) for line in paragraph.lines)
    fonts = {line.fonts[0] if bold else look(line) for line in paragraph.lines}
    if "" in fonts or fonts & style.fonts:
        return False
    return size >= (SMALLEST if bold else 0.9) * style.size


def is_numbered_name(paragraph: Paragraph, style: Style) -> bool:
    """One line: a number like the running text, then capitals or another font."""
    line = paragraph.lines[0]
    if len(paragraph.lines) > 1 or len(paragraph.words) < 2:
        return False
    if line.size < 0.85 * style.size or not _is_numbered(paragraph.text):
        return False
    if paragraph.text.isupper():
        return True
    other = line.fonts[1] == line.fonts[2] not in style.fonts
    return other and _first_letter(paragraph.text).isupper()


def _first_letter(text: str) -> str:
    """The first letter of the first word that is no number of a section."""
    words = text.split()
    if len(words) > 1 and _NUMBER.match(words[0]):
        words = words[1:]
    return next((letter for letter in words[0] if letter.isalpha()), "")


def run_in(paragraph: Paragraph, style: Style) -> list[Line]:
    """The lines of a heading that its paragraph begins with, cut where it ends.

    It is bold, or has a number and is set in another font than the text after it.
    """
    first = paragraph.lines[0]
    if first.fonts[0] in style.fonts or BULLET.match(first.words[0]):
        return []
    if _first_letter(paragraph.text).islower():
        return []
    lines = _in_bold(paragraph) if first.lead else _numbered(paragraph)
    words = [word for line in lines for word in line.words]
    has_name = any(map(str.isalpha, "".join(words)))
    return lines if has_name and len(words) <= _SHORT else []


def _in_bold(paragraph: Paragraph) -> list[Line]:
    lines: list[Line] = []
    for line in paragraph.lines:
        if line.lead:
            lines.append(replace(line, words=line.words[: line.lead]))
        if line.lead < len(line.words):
            return lines
    return []


def _numbered(paragraph: Paragraph) -> list[Line]:
    match = _RUN_IN.match(paragraph.text)
    if match is None:
        return []
    return [replace(paragraph.lines[0], words=match[1].split(), broken=False)]


def _is_numbered(text: str) -> bool:
    return text[0].isdecimal() and bool(_NUMBER.match(text.split(maxsplit=1)[0]))


def _section_number(text: str) -> tuple[int, ...]:
    """The number that a heading begins with: (3, 1) of `3.1. Tables`, or nothing."""
    if not _is_numbered(text):
        return ()
    return tuple(int(part) for part in re.findall(r"\d+", text.split(maxsplit=1)[0]))


class HeadingTrail:
    """The headings above a place, from the outermost inwards."""

    def __init__(self) -> None:
        self._open: list[tuple[float, str, str]] = []  # rank, font, text
        self.path: tuple[str, ...] = ()

    def enter(self, paragraph: Paragraph, text: str, *, runs_in: bool = False) -> None:
        """Close the sections that this heading ends and open its own.

        Numbers say what comes after what and under what. One without a number that
        its paragraph begins with (`runs_in`) ends none that has a number.
        """
        if _MAIN.match(plain(text)):
            self._open.clear()
        number = _section_number(text)
        del self._open[self._place_of(number) :]
        rank, font = self._rank(paragraph), paragraph.lines[0].fonts[0]
        while self._open and self._closes(rank, font):
            above = _section_number(self._open[-1][2])
            if above and (number[: len(above)] == above if number else runs_in):
                break
            self._open.pop()
        self._open.append((rank, font, text))
        self.path = tuple(text for _, _, text in self._open)

    def _place_of(self, number: tuple[int, ...]) -> int:
        """The place of the section that one with this number comes after."""
        upper = number[:-1]
        for at, (_, _, text) in enumerate(self._open if number else ()):
            above = _section_number(text)
            is_sister = len(above) >= len(number) and upper == above[: len(upper)]
            if is_sister and above < number:
                return at
        return len(self._open)

    def _closes(self, rank: float, font: str) -> bool:
        above, above_font, _ = self._open[-1]
        if abs(above - rank) < 0.25:
            return above_font == font or any(f == font for _, f, _ in self._open[:-1])
        return above < rank

    @staticmethod
    def _rank(paragraph: Paragraph) -> float:
        line = paragraph.lines[0]
        bold = 0.2 if BOLD.search(line.fonts[0]) else 0.0
        capitals = 0.2 if paragraph.text.isupper() else 0.0
        return line.size + bold + capitals
