"""Accents put back on their letters, and words whole that ligatures tear.

Old fonts have no ü: they print a u and two dots over it, and the text then reads
`M¨uller` or `Mu ¨ ller`. The space that some files have after a ligature (`fi nd`)
is none to the eye. Only characters change; each keeps its index.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from .pdf_textpage import TextPage

_COMBINING = {
    "¨": "\u0308", "´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "˜": "\u0303",
    "¸": "\u0327", "˚": "\u030a", "ˇ": "\u030c", "˘": "\u0306", "˙": "\u0307",
    "˝": "\u030b", "˛": "\u0328", "¯": "\u0304",
}  # fmt: skip
_ACCENT = re.compile(f"[{''.join(_COMBINING)}]")
_GAP = re.compile(r"(?<=\w)[ \u2060]*\u2060[ \u2060]*(?=\w)")
_TORN = re.compile(r"f[fil](?= [a-z])")
_CLOSE = 0.05  # em
_DOTLESS = {"ı": "i", "ȷ": "j"}
_FAR = 150  # characters; pdfium moves some accents to the end of their line
_LEVEL = 0.5  # em between the baselines of an accent and its letter
_NARROW = 0.15  # em; a wider gap in a word is a space
NOTHING = "\u2060"  # stands for a character that is not there


def mend_letters(page: TextPage) -> bool:
    """Settle accents and ligatures in a page's text; whether it had any."""
    text = page.text
    accents = any(map(text.__contains__, _COMBINING))
    if accents:
        _settle_accents(page)
    torn = [m.end() for m in _TORN.finditer(page.text) if _is_torn(page, m.end())]
    if torn:
        characters = list(page.text)
        for at in torn:
            characters[at] = NOTHING
        page.text = "".join(characters)
    return bool(accents or torn)


def _is_torn(page: TextPage, space: int) -> bool:
    """Whether a space after a ligature takes no room; its letters share one box."""
    last = page.box(space - 1)
    if page.box(space - 2) != last:
        return False
    return page.box(space + 1)[0] - last[2] < _CLOSE * page.size(space - 1)


def _settle_accents(page: TextPage) -> None:
    """Write letters with their accents into a page's text."""
    characters = list(page.text)
    for accent, letter, whole in _pairs(page):
        characters[letter] = whole
        characters[accent] = NOTHING
    page.text = _closed("".join(characters), page)


def without_gaps(words: Iterable[str]) -> list[str]:
    """Words of a page that was mended, without the places of what went."""
    return [bare for word in words if (bare := word.replace(NOTHING, ""))]


def _pairs(page: TextPage) -> Iterator[tuple[int, int, str]]:
    """Index of an accent, index of its letter, and the letter that both make."""
    text = page.text
    taken: set[int] = set()
    for match in _ACCENT.finditer(text):
        at = match.start()
        for letter in _nearest(at, len(text)):
            whole = _whole(text[letter], match[0])
            if whole and letter not in taken and _is_over(page, at, letter):
                taken.add(letter)
                yield at, letter, whole
                break


@lru_cache(maxsize=1024)
def _whole(letter: str, accent: str) -> str:
    """The one character for a letter with an accent, or nothing."""
    plain = _DOTLESS.get(letter, letter)
    whole = unicodedata.normalize("NFC", plain + _COMBINING[accent])
    return whole if plain.isalpha() and len(whole) == 1 else ""


def _nearest(at: int, count: int) -> Iterator[int]:
    for distance in range(1, _FAR):
        if at + distance < count:
            yield at + distance
        if at >= distance:
            yield at - distance


def _is_over(page: TextPage, accent: int, letter: int) -> bool:
    """Whether the middle of an accent stands over or under a letter."""
    left, _, right, _ = page.box(letter)
    start, _, end, _ = page.box(accent)
    if not left <= (start + end) / 2 <= right:
        return False
    step = abs(page.base(accent) - page.base(letter))
    return step < _LEVEL * page.size(letter)


def _closed(text: str, page: TextPage) -> str:
    """Without the spaces that the accents have torn into words."""

    def mend(match: re.Match[str]) -> str:
        before, after = match.start() - 1, match.end()
        gap = page.box(after)[0] - page.box(before)[2]
        if gap < _NARROW * page.size(before):
            return NOTHING * len(match.group())
        return " " * len(match.group())

    text = _GAP.sub(mend, text)
    return re.sub(rf"(?<=\s){NOTHING}|{NOTHING}(?=\s)", " ", text)
