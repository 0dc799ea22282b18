"""Where sentences of a draft begin: not behind abbreviations, not within brackets."""

import re
from functools import lru_cache

ENDS = re.compile(
    r"(?<=[.!?])[”’\"'»)\]⁰¹²³⁴⁵⁶⁷⁸⁹]*\s+(?=[A-ZÀ-ÞЀ-Я“‘„»«\"(\[])"
    r"|(?<=[。！？])[」』”）]*\s*(?=[^\s」』”）(（])"
)
ABBREVIATIONS = frozenset(
    "al p pp s vs cf e.g i.e vgl bd nr anm z.b u.a d.h bzw ca dr prof st mr mrs ms jr "
    "sr ed eds hrsg fig figs vol no ch sec para op cit ibid ebd a.a.o art eq approx "
    "resp inc ltd co dept univ etc".split()
)
LAST_WORD = re.compile(r"([\w.]*\w)\.$")
INITIAL = re.compile(r"(?:\w\.)*[A-ZÀ-Þ]")


@lru_cache(maxsize=256)
def sentence_starts(text: str) -> tuple[tuple[int, int], ...]:
    """End of each sentence but the last, and start of the next."""
    return tuple(
        (match.start(), match.end())
        for match in ENDS.finditer(text)
        if not _abbreviated(text[: match.start()])
        and not _within_brackets(text, match.start())
    )


def _abbreviated(before: str) -> bool:
    word = LAST_WORD.search(before[-30:])
    if word is None:
        return False
    return word[1].casefold() in ABBREVIATIONS or bool(INITIAL.fullmatch(word[1]))


def _within_brackets(text: str, place: int) -> bool:
    """A bracket opened shortly before that is closed shortly behind."""
    before = text[max(0, place - 200) : place]
    after = text[place : place + 200]
    opened = before.rfind("(") > before.rfind(")")
    closes, opens = after.find(")"), after.find("(")
    return opened and closes >= 0 and (opens < 0 or closes < opens)
