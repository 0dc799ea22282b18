"""Where a work stands: journal, volume, pages. Forms of one place are known as one."""

import re
from dataclasses import dataclass
from enum import IntEnum

from .spelling import words

SMALL = frozenset(
    "the of and for in on a an de la le les des du et und der die das fur y e del to di"
    " della dei delle el och og i zur im"
    " official journals publication".split()
)
ACRONYMS = {
    "bmj": "british medical journal",
    "jama": "journal of the american medical association",
    "nejm": "new england journal of medicine",
    "pnas": "proceedings of the national academy of sciences",
    "cmaj": "canadian medical association journal",
    "mmwr": "morbidity and mortality weekly report",
    "asq": "administrative science quarterly",
}
FAMILIES = frozenset("bmj jama plos bmc npj acm ieee".split())  # of several journals
PAGE = re.compile(r"([a-z]{0,6})\s?0*(\d+)([a-z]?)")
PAGE_WORDS = re.compile(
    r"^(?:(?:art(?:icle)?\.?(?: ?(?:no|number))?|pp?|pages?|seiten?)\b\.?\s*|s\.\s+)"
    r"|\s*(?:pp?|pages)\.?$"
)
RANGE = re.compile(r"\s*(?:[-–—‐‑−]+|\bto\b|\bbis\b)\s*")
ADDRESS = re.compile(r"\s*(?:https?:|www\.)", re.I)  # no name of a journal
NO_PAGES = re.compile(r"no pagination|no page|^\W*n\W?a\W*$|not available", re.I)


class Likeness(IntEnum):
    """How two places stand to each other."""

    UNKNOWN = 0
    DIFFERENT = 1
    NEAR = 2
    SAME = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """First and last page, in full; `prefix` is the S of S12, the e of e230."""

    prefix: str
    first: int
    last: int
    whole: bool = False  # a range was written


def pages_of(text: str) -> Pages | None:
    """'365-86; discussion 387' → 365 to 386; None where nothing is understood."""
    clean = re.split(r"[;,+&]", text.strip().lower())[0].strip(" ()[].")
    clean = PAGE_WORDS.sub("", clean)
    if not clean or NO_PAGES.search(clean):
        return None
    ends = RANGE.split(clean, maxsplit=1)
    first = PAGE.match(ends[0])
    if not first:
        return None
    low = int(first.group(2))
    high = _last(ends[1], first.group(2)) if len(ends) > 1 else low
    return Pages(prefix=first.group(1), first=low, last=high, whole=len(ends) > 1)


def _last(text: str, first: str) -> int:
    """The last page, where the digits that it shares were left out: 365-86 → 386."""
    found = PAGE.search(text)
    if not found:
        return int(first)
    digits = found.group(2)
    if len(digits) < len(first):
        digits = first[: len(first) - len(digits)] + digits
    return int(digits)


def compare_pages(one: Pages | None, two: Pages | None) -> Likeness:
    """The same first page; a page count or an article number proves nothing."""
    if one is None or two is None:
        return Likeness.UNKNOWN
    if one.first == two.first:
        if one.prefix == two.prefix:
            return Likeness.SAME
        # '23-9' for 'e23-e29'
        prefixes = {one.prefix, two.prefix}
        return Likeness.NEAR if "" in prefixes else Likeness.DIFFERENT
    if _counted(one, two) or _counted(two, one):
        return Likeness.UNKNOWN
    inside = one.first <= two.first <= one.last or two.first <= one.first <= two.last
    if inside and one.prefix == two.prefix and one.whole and two.whole:
        return Likeness.NEAR
    return Likeness.DIFFERENT


def _counted(one: Pages, two: Pages) -> bool:
    """'1-12' counts the pages of an article that the other record gives a number."""
    return one.first == 1 and (not two.whole or bool(two.prefix))


def number_of(text: str) -> str:
    """The first number of a volume or issue; else its words; empty if none is known."""
    if NO_PAGES.search(text):
        return ""
    if found := re.search(r"\d+", text):
        return found.group().lstrip("0") or "0"
    return " ".join(words(text))


def journals_of(text: str) -> tuple[tuple[str, ...], ...]:
    """A journal's telling words: of the whole name, and without what stands behind it.

    'JAMA: the journal of …', 'BMJ (Clinical research ed.)', 'Title = Other title'.
    """
    if ADDRESS.match(text):
        return ()
    parts = re.split(r"\s[:=/]\s|:\s|\s=|\(|\[|;", text.strip())
    forms = (_telling(name) for name in (text, parts[0], *parts[1:2]) if name)
    return tuple(dict.fromkeys(form for form in forms if form))


def _telling(name: str) -> tuple[str, ...]:
    spelt = [word for word in words(name) if word not in SMALL]
    if len(spelt) == 1 and spelt[0] in ACRONYMS:
        spelt = [word for word in words(ACRONYMS[spelt[0]]) if word not in SMALL]
    return tuple(spelt)


def compare_journals(
    one: tuple[tuple[str, ...], ...], two: tuple[tuple[str, ...], ...]
) -> Likeness:
    """Whether two names can be one journal's, in the best of their forms."""
    compared = (_journals_alike(a, b) for a in one for b in two)
    return max(compared, default=Likeness.UNKNOWN)


def _journals_alike(one: tuple[str, ...], two: tuple[str, ...]) -> Likeness:
    """The same, abbreviated word by word, its initials, or its beginning."""
    if "".join(one) == "".join(two):
        return Likeness.SAME
    short, long = sorted((one, two), key=lambda name: len("".join(name)))
    if _abbreviates(short, long):
        return Likeness.SAME
    if len(short) == 1 and short[0] == "".join(word[0] for word in long):
        return Likeness.SAME
    begun = short == long[: len(short)] and short[0] not in FAMILIES
    return Likeness.NEAR if begun and len(short) > 1 else Likeness.DIFFERENT


def _abbreviates(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Each word begins like its own, in order: 'am j infect control'.

    Of a long name a few words may be missing: 'proc natl acad sci'.
    """
    rest = iter(long)
    if not all(any(_same_word(word, other) for other in rest) for word in short):
        return False
    return len(short) == len(long) or (len(short) >= 4 and len(long) - len(short) <= 3)


def _same_word(one: str, two: str) -> bool:
    return _shortens(*sorted((one, two), key=len))


def _shortens(short: str, long: str) -> bool:
    """'infect' for infection, 'natl' for national: begins alike, letters in order."""
    if long.startswith(short):
        return True
    if len(short) < 3 or short[0] != long[0]:
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)
