"""The normal form of words: what typography changes is taken away on both sides.

Case, accents, ligatures, hyphens and quotation marks are not wording; raised or
bracketed note numbers are not either. What stands between two digits is: '3.5' is not
35. Each word knows its characters in the text, and its signs (`signs.py`).
"""

import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from .signs import NONE, Signs, signs_of

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
HYPHENS = "\u00ad\u2010\u2011\ufffe\x02-"
ALONE = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"  # letters of texts without spaces
LETTER = rf"[^\W{ALONE}]"
LETTERS = rf"{LETTER}+(?:[\u0300-\u036f]+{LETTER}*)*"
HYPHEN = rf"(?!(?<=\d)[{HYPHENS}]+\s*\d)[{HYPHENS}]+(?:[ \t]*\n[ \t]*)?"
POINT_FIRST = r"(?<![\w.)\]”’\"'»%])[.·]\d+(?!\w)"  # '.05', but no note: '(IRA).33'
PERCENT = r"%(?!\s?[-–—]\s?\d[\d.,]*\s?%)"  # '10%–20%' is '10–20%'
TOKEN = re.compile(
    rf"[{ALONE}]|\d+(?:[.,·]\d+)+(?!\w)|{POINT_FIRST}|{PERCENT}"
    rf"|{LETTERS}(?:(?:{HYPHEN}|['’ʼ`´]){LETTERS})*"
)
NOTE_NUMBERS = re.compile(r"\[\d{1,3}(?:\s*[,;–—-]\s*\d{1,3})*\]")
IN_PARENTHESES = re.compile(
    r"(?<=[^\W\d])[.,;:”’\"']?\s*\((\d{1,3}(?:\s*[,;–—-]\s*\d{1,3})*)\)"
)
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
GROUPED = re.compile(r"(?<=\d)[,\s](?=\d{3}(?!\d))")
GAP = re.compile(r"(?<=\d)[^\w%]+(?=\d)")
POINTS = {",": ".", "·": "."}
DEGREE = re.compile(r"(?<=\d)º|\Aº(?=[CFK]?\Z)")  # 'º' as it is typed for '°'
APART = "\x00"  # between digits of two numbers
NOTED = 4  # letters of a word that a raised number behind it belongs not to


ALONE_LETTER = re.compile(f"[{ALONE}]")


class Word(NamedTuple):
    """A word in normal form, and its characters with its signs in its text."""

    form: str
    start: int
    end: int
    signs: Signs = NONE


def words(text: str) -> list[Word]:
    """The words of a text in normal form, without note numbers."""
    return list(_words(text))


def _words(text: str) -> Iterator[Word]:
    text, end = without_notes(text), 0
    for match in TOKEN.finditer(text):
        if form := normal(match[0]):
            signs, start, end = signs_of(text, end, *match.span())
            yield Word(form, start, end, signs)


def length_in_words(text: str) -> float:
    """How many words a text has; of Chinese and Japanese two letters are one."""
    return len(words(text)) - len(ALONE_LETTER.findall(text)) / 2


def word_numbers(text: str) -> list[int]:
    """The words of a text as numbers, ten times as fast as one by one."""
    found = map(_token_number, TOKEN.findall(without_notes(text)))
    return [number for number in found if number is not None]


@lru_cache(maxsize=500_000)
def _token_number(token: str) -> int | None:
    form = normal(token)
    return number_of(form) if form else None


def without_notes(text: str) -> str:
    """Blanks for bracketed note numbers, so that places stay true."""
    return NOTE_NUMBERS.sub(lambda match: " " * len(match[0]), text)


def cited_numbers(text: str) -> list[tuple[int, int]]:
    """Where numbers in parentheses stand behind a word: '(7)', '(8, 9)', '(14-17)'.

    They may be citations, which a quotation may leave out, and may not change.
    """
    return [match.span(1) for match in IN_PARENTHESES.finditer(text)]


@lru_cache(maxsize=200_000)
def normal(token: str) -> str:
    """One word as it is compared; '' for what is none."""
    base = token.rstrip(RAISED)
    if base != token and (not base or len(base) >= NOTED):
        token = base
    if token[:1].isdigit():
        token = THOUSANDS.sub("", token)
    elif token[:1] in {".", "·"}:
        token = f"0{token}"
    spread = unicodedata.normalize("NFKD", DEGREE.sub("", token)).casefold()
    return "".join(POINTS.get(c, c) for c in spread if c.isalnum() or c in ".,·%")


@lru_cache(maxsize=200_000)
def number_of(form: str) -> int:
    """A word as a number of 32 bits, the same on every machine."""
    return zlib.crc32(form.encode("utf-8", "replace"))


def same(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether words differ in spaces, hyphens and trailing note numbers only."""
    if joined(ours) == joined(theirs):
        return True
    bare = [re.sub(r"(?<=[^\W\d]{4})\d{1,3}$", "", form) for form in theirs]
    return joined(ours) == joined(bare)


def joined(forms: Sequence[str]) -> str:
    """Words without what is between them; digits of two numbers stay apart."""
    return _between_digits(" ".join(forms))


def squeezed(text: str) -> str:
    """The letters and digits of a text, raised ones too, as `joined` has them."""
    return _between_digits(unicodedata.normalize("NFKD", text).casefold())


def _between_digits(text: str) -> str:
    """Letters, digits and '%'; a point for a gap between digits, but of thousands."""
    whole = GAP.sub(APART, GROUPED.sub("", text))
    return "".join(c for c in whole if c.isalnum() or c in {APART, "%"})
