"""Plain reading text: white space, raised characters, note markers. No file formats.

What these functions return is what page texts consist of, so a change here
changes passages: raise `RULES` with it, which every reader puts in its stamp.
"""

import hashlib
import re
import unicodedata

from ...model import Stamp

RULES = 3
_LOOK_BACK = 40  # characters: searching for an end is quadratic otherwise
# Characters, also written as numbers, that XML forbids.
_NOT_IN_XML = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
    r"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]))\b;?",
    re.I,
)
_CONTROLS = [*range(32), *range(0x7F, 0xA0)]
_INVISIBLE = dict.fromkeys(
    [
        *(code for code in _CONTROLS if not chr(code).isspace()),
        *map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffe\uffff"),
    ]
)
_SUPERSCRIPTS = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_POWER = re.compile(r"[+\-−–]?\d+|\d*[+\-−–]")
_NOTE_NUMBERS = re.compile(r"\d+(?:\s*[,;–-]\s*\d+)*")
_NOTE_LETTERS = re.compile(r"[ivxlc]+|[*†‡§¶#]+")
_LONG_WORD_BEFORE = re.compile(r"[^\W\d_]{4,}$")
_WORD_BEFORE = re.compile(r"(?<![^\W\d_])[^\W\d_][^\W\d_A-Z]+$")
_LETTER_OR_STOP = re.compile(r"[\w.,;:!?)\]”’\"']$")
_WORD_OR_STOP = re.compile(r"(?:\w|[.;:)\]”’\"']|(?<!\d),)$")
_FINAL_STOP = re.compile(
    r"(?:[.!?:;…]|[。！？；：｡؟۔।॥։።။។])\s?[\"'”’»“«)\]」』）】》]*"
    r"(?:\s\d{1,3}(?:[,–-]\d{1,3})*|\s?\[\d[\d,–\s-]*\])?$"
)


def stamp(tool: str, version: str, reader: str) -> Stamp:
    """The stamp of a reader: its library, and a hash of our own rules."""
    digest = hashlib.sha256(f"{reader} {RULES}".encode()).hexdigest()
    return Stamp(tool=tool, version=version, settings=digest[:8])


def without_forbidden(text: str) -> str:
    """Markup without the characters that no XML may hold, as spaces."""
    return _NOT_IN_XML.sub(" ", text)


def clean(text: str) -> str:
    """Composed characters, single spaces, nothing invisible."""
    visible = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    return " ".join(visible.split())


def set_off(before: str, marker: str, *, raised: bool) -> str:
    """`marker` of a note or citation with the space that keeps it off the word."""
    if not marker.strip() or not before:
        return marker
    if raised:
        glued = _LETTER_OR_STOP.search(before[-1:]) is not None
    else:
        glued = marker[0].isalnum() and _WORD_OR_STOP.search(before[-2:]) is not None
    return f" {marker}" if glued else marker


def raise_characters(before: str, text: str) -> str:
    """Superscript `text` after `before`: a power, a note marker or an ending.

    Powers and charges become Unicode superscripts (10⁵, m², Pb²⁺); numbers after
    a whole word or a full stop are notes and stand apart (“word 12”). A space at the
    end stays: “31<sup>st </sup>day”.
    """
    if text[-1:].isspace():
        return raise_characters(before, text.rstrip()) + " "
    text = text.strip()
    if _NOTE_NUMBERS.fullmatch(text) and _ends_like_prose(before, text):
        return set_off(before, text, raised=True)
    if _POWER.fullmatch(text):
        return text.translate(_SUPERSCRIPTS)
    if _NOTE_LETTERS.fullmatch(text):
        return set_off(before, text, raised=True)
    return text


def _ends_like_prose(before: str, raised: str) -> bool:
    if _LONG_WORD_BEFORE.search(before[-_LOOK_BACK:]):
        return True
    if not raised.isdigit() and _WORD_BEFORE.search(before[-_LOOK_BACK:]):
        return True  # several numbers are no power
    return bool(before) and before[-1] in ".,;:!?)”’\"'"


def is_finished(text: str) -> bool:
    """Whether a paragraph ends with a full stop or another closing mark."""
    return _FINAL_STOP.search(text[-_LOOK_BACK:]) is not None


def goes_on(text: str, following: str) -> bool:
    """Whether `following` is the rest of the sentence that `text` began."""
    return bool(text) and not is_finished(text) and following[:1].islower()
