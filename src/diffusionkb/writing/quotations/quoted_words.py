"""A quotation's words in the stretches that have to stand in the source as they are.

An ellipsis leaves out any number of words, a bracketed word stands for a few.
"""

import re
from dataclasses import dataclass

from .fitting import Numbers
from .index import numbered
from .wording import Word, without_notes, words

FAR = 4000  # words that an ellipsis may leave out
NEAR = 12  # words that a bracketed one may stand for
ELLIPSIS = re.compile(
    r"\[\s*(?:…|\.\s?\.\s?\.\s?\.?)\s*\]|\(\s*(?:…|\.\s?\.\s?\.)\s*\)|…|\.\s?\.\s?\.(?:\s?\.)?"
)
LETTER = re.compile(r"\[(\w{1,2})\](?=\w)")
INSERTED = re.compile(r"\w*\[[^\[\]]*\]\w*")
CUT = re.compile(f"({ELLIPSIS.pattern})|({INSERTED.pattern})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Words that follow each other, and how many others may stand before them."""

    words: tuple[Word, ...]
    numbers: Numbers
    gap: int  # 0 for the first
    mark: str = ""  # what leaves them out, or is put in for them


def stretches(text: str) -> list[Stretch]:
    """The stretches of a quotation. Characters are those of the text as it is."""
    plain = LETTER.sub(lambda m: f"\u2060{m[1]}\u2060", text)
    # as long as the original, so that places stay true
    plain = without_notes(plain)
    found: list[Stretch] = []
    start, gap, mark = 0, 0, ""
    for match in [*CUT.finditer(plain), None]:
        end = match.start() if match else len(plain)
        some = _between(plain, start, end)
        if some:
            found.append(_stretch(some, gap if found else 0, mark))
            gap, mark = 0, ""
        if match:
            mark += match[0]
            gap = max(gap, FAR if match[1] else NEAR)
            start = match.end()
    return found


def _between(plain: str, start: int, end: int) -> list[Word]:
    text = plain[start:end]
    kept = [i for i, c in enumerate(text) if c != "\u2060"]
    glued = "".join(text[i] for i in kept)
    return [
        word._replace(
            start=start + kept[word.start], end=start + kept[word.end - 1] + 1
        )
        for word in words(glued)
    ]


def _stretch(some: list[Word], gap: int, mark: str) -> Stretch:
    numbers = numbered([word.form for word in some])
    return Stretch(words=tuple(some), numbers=numbers, gap=gap, mark=mark)
