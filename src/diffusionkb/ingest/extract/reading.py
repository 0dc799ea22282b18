"""Plain reading text: white space, raised characters, note markers. No file formats.

What these functions return is what page texts consist of, so a change here
changes passages: raise `RULES` with it, which every reader puts in its stamp.
"""

import codecs
import hashlib
import re
import unicodedata

from ...errors import UnreadableSource
from ...model import Stamp

RULES = 3
MOST_CONTROLS = 0.01
_LOOK_BACK = 40  # characters: searching for an end is quadratic otherwise
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Characters, also written as numbers, that XML forbids.
_NOT_IN_XML = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
    r"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]))\b;?",
    re.I,
)
_CHARSET = re.compile(
    rb"<meta[^>]+charset\s*=\s*[\"']?([\w.:-]+)|<\?xml[^>]+encoding=[\"']([\w.:-]+)",
    re.I,
)
_SINGLE_BYTE = frozenset({"iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii"})
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
    r"[.!?:;…][\"'”’»)\]]*(?:\s\d{1,3}(?:[,–-]\d{1,3})*|\s?\[\d[\d,–\s-]*\])?$"
)


def stamp(tool: str, version: str, reader: str) -> Stamp:
    """The stamp of a reader: its library, and a hash of our own rules."""
    digest = hashlib.sha256(f"{reader} {RULES}".encode()).hexdigest()
    return Stamp(tool=tool, version=version, settings=digest[:8])


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Text of unknown encoding with Unix line ends, and notes on any guess."""
    if not data.strip(b" \t\r\n\f\0\xef\xbb\xbf\xff\xfe"):
        raise UnreadableSource(
            "the file is empty", kind="empty", remedy="get the file again"
        )
    text, notes = _decoded(data)
    if _share_of_controls(text) > MOST_CONTROLS:
        raise UnreadableSource(
            "the file is not text in an encoding we know",
            kind="unsupported",
            remedy="save it as UTF-8 text, or give the original PDF or HTML",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace"), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        note = (
            f"not UTF-8 (byte {error.start}): read as Windows-1252; "
            "save the file as UTF-8 if letters are wrong"
        )
    return data.decode("cp1252", errors="replace"), (note,)


def decode_markup(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Text by the character set that HTML or XML declares, if it is known and fits."""
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = (declared[1] or declared[2]).decode("ascii").lower()
        if name in _SINGLE_BYTE and not _is_utf_8(data):
            # Browsers read Latin-1 as its superset; pages declare it and mean that.
            name = "cp1252"
        try:
            codecs.lookup(name)
            return data.decode("utf-8" if name in _SINGLE_BYTE else name), ()
        except (LookupError, ValueError):  # any codec can be named
            pass
    return decode(data)


def _is_utf_8(data: bytes) -> bool:
    """Whether the bytes are UTF-8: letters of another set hardly ever happen to be."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _share_of_controls(text: str) -> float:
    controls = sum(c < " " and c not in "\t\n\r\f\v" for c in text[:20_000])
    return controls / max(1, len(text[:20_000]))


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
