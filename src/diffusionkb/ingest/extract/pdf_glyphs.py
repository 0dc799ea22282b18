"""Glyphs that plain text loses: superscripts, thin spaces, signs without Unicode.

Works word by word while a page is open; what is left open here (placeholders for
unknown glyphs) is settled in `pdf_words.py` with the words of the whole document.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from .pdf_textpage import TextPage

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"
UNKNOWN = 0xF0000  # placeholders for glyphs that the file maps to no character
RAISED = 0.15  # em above the baseline, and a number is a superscript
_DRAWN = 0.2  # em; where the ink of a raised digit begins that stands on the line
THIN = 0.09  # em; a wider gap between a number and a letter is a space

_RAISE = str.maketrans("0123456789+-\u2212", SUPERSCRIPTS + "⁻")
_NUMBER = re.compile(r"[-+\u2212]?\d+")
# signs inside words, where only letters are likely
_SIGN = re.compile(r"[^\w\s.,;:()\[\]\-–’'/\"“”%]|[\x01-\x1f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_UNIT = re.compile(r"\d[^\W\d_]")
_PLAIN = re.compile(r"[A-Za-z0-9.,;:()\[\]\-/%]+")
# the same among ASCII characters, where it is found several times faster
_PLAIN_UNIT = re.compile(r"[0-9][A-Za-z]")
_PLAIN_SIGN = re.compile(r"[!#$&*+<=>?@\\^`{|}~\x00-\x1f\x7f]")
# the letter is looked for first, which is quicker
MICRO = re.compile(r"[lm](?=[lLgmMs]\b|mol\b)(?<![^\W\d_].)")
_EQUALS = "¼"
_RANGE = re.compile(r"(?<=\d)e(?=\d)")  # 10e20, where a dash has a font of its own
_DOUBTFUL = re.compile(
    rf"\d|{_SIGN.pattern}|{_SURROGATE.pattern}|{MICRO.pattern}|^[,.\\\[BC¼]$"
)
# where a sign out of a symbol font may pass for a digit, a letter or a comma
_DISGUISED = re.compile(r"(?<=\w)[09](?!\.)|^[1-6](?=0?\.\d|$)|^[,.\\\[BC](?=\d|$)")
_PRIME_FONTS = re.compile(r"CMSY|MTSY|AdvP4C4E74|_symb")  # of TeX and of Springer
_SPRINGER = {"9": "×", "0": "′", "\\": "<", "[": ">", "B": "≤", "C": "≥"}
_MATHEMATICAL_PI = {
    "1": "+", "2": "−", "3": "×", "5": "=", "6": "±", ",": "<", ".": ">",
}  # fmt: skip


@lru_cache(maxsize=1 << 14)
def may_hide(word: str) -> bool:
    """Whether a word can have anything that its plain characters do not show."""
    if word.isalpha() and not MICRO.match(word):
        return False
    return bool(_DOUBTFUL.search(word))


@lru_cache(maxsize=1 << 14)
def _may_mislead(word: str) -> bool:
    """Whether a word has what may be a sign out of a symbol font."""
    return bool(_DISGUISED.search(word))


def needs_marks(text: str) -> bool:
    """Whether a run of one font has anything that plain characters do not show."""
    if text.isascii():
        return bool(_PLAIN_SIGN.search(text) or _PLAIN_UNIT.search(text))
    return bool(_SIGN.search(text) or _UNIT.search(text))


def whole(word: str) -> str:
    """Mend characters that came in two halves."""
    if word.isascii() or not _SURROGATE.search(word):
        return word
    return word.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def marked(
    page: TextPage,
    word: str,
    first: int,
    *,
    level: bool,
    base: float,
    size: float,
) -> str:
    """A word with its signs mended and with the marks that it needs.

    `base` is the line's baseline; `level` says whether the word stands on it. What
    does, and was written at once without a symbol font, hides nothing but what any
    such run may.
    """
    at_once = level and word != _EQUALS and _is_one_piece(page, word, first)
    if not at_once or (_may_mislead(word) and _signs(page.font(first))):
        return mark_up(page, mend_symbols(page, word, first), first, base, size)
    return mark_up(page, word, first, base, size) if needs_marks(word) else word


def _is_one_piece(page: TextPage, word: str, first: int) -> bool:
    last = first + len(word) - 1
    return first == last or page.piece(first) == page.piece(last)


def mark_up(page: TextPage, word: str, first: int, base: float, size: float) -> str:
    """A word with the marks that its plain characters do not show.

    Superscript digits become superscript characters: a reference mark is then no
    part of its word (`growth¹²`, not `growth12`), an exponent keeps its sense, and
    NFKC folds both back to plain digits. A thin space before a unit, which pdfium
    passes over, becomes a space. `base` is the line's baseline.
    """
    characters = list(word)
    for match in _NUMBER.finditer(word):
        _mark_number(page, characters, match, first=first, base=base, size=size)
    if len(word) > 1 and not _PLAIN.fullmatch(word):
        for match in _SIGN.finditer(word):
            at = first + match.start()
            if page.text[at] == match[0] and page.is_unmapped(at):
                characters[match.start()] = chr(UNKNOWN + ord(match[0]))
    return whole("".join(characters))


def _mark_number(
    page: TextPage,
    characters: list[str],
    match: re.Match[str],
    *,
    first: int,
    base: float,
    size: float,
) -> None:
    start, end = match.span()
    level = base + RAISED * size
    digits = start > 0 and match[0].isdecimal()
    if digits and _is_drawn_raised(page, match.string[start - 1], first + start):
        characters[start:end] = list(match[0].translate(_RAISE))
    elif page.base(first + end - 1) > level:
        while start < end - 1 and page.base(first + start) <= level:
            start += 1
        raised = match.string[start:end].translate(_RAISE)
        characters[start:end] = list(raised)
    elif end < len(characters) and characters[end].isalpha():
        gap = page.box(first + end)[0] - page.box(first + end - 1)[2]
        if gap > THIN * size:
            characters[end] = " " + characters[end]


def _is_drawn_raised(page: TextPage, last: str, at: int) -> bool:
    """Whether a digit after a letter or stop has the shape of a superscript.

    Such digits of a font stand on the baseline as others do, in a piece of their own.
    """
    if last.isdecimal() or last in "-–/([" or page.piece(at) == page.piece(at - 1):
        return False
    return page.ink(at)[0] > page.base(at) + _DRAWN * page.size(at)


def letters_base(page: TextPage, word: str, first: int) -> float:
    """The baseline of the first letter of a word; of its first sign without one."""
    for offset, character in enumerate(word):
        if character.isalpha():
            return page.base(first + offset)
    return page.base(first)


def mend_symbols(page: TextPage, word: str, first: int) -> str:
    """Signs out of symbol fonts that call themselves letters or digits.

    A letter in a unit of measure that is set in another font than the rest of the
    unit is a micro sign; a lone quarter in a font of its own is an equals sign, and
    an e in one of its own between digits a dash.
    """
    characters = list(word)
    match = MICRO.search(word)
    if match:
        at = first + match.start()
        if page.font(at) != page.font(at + 1):
            characters[match.start()] = "μ"
    if word == _EQUALS and page.font(first) != page.font(max(first - 2, 0)):
        characters[0] = "="
    for match in _RANGE.finditer(word):
        at = first + match.start()
        if page.font(at - 1) == page.font(at + 1) != page.font(at):
            characters[match.start()] = "–"
    for match in _DISGUISED.finditer(word):
        signs = _signs(page.font(first + match.start()))
        characters[match.start()] = signs.get(match.group(), match.group())
    return "".join(characters)


def is_misleading(font: str) -> bool:
    """Whether a font has signs that call themselves letters or digits."""
    return bool(_signs(font))


@lru_cache(maxsize=1024)
def _signs(font: str) -> Mapping[str, str]:
    """What the letters of a symbol font stand for, in the families that hide them."""
    if "MathematicalPi-One" in font:
        return _MATHEMATICAL_PI
    if font.endswith("_symb"):
        return _SPRINGER
    return {"0": "′"} if _PRIME_FONTS.search(font) else {}
