"""Bytes → text, whatever encoding real programs wrote. Knows no format."""

import codecs
import re
from collections.abc import Callable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MOSTLY = 0.3  # of the bytes at even or odd places are NUL: UTF-16 without a mark
_TELLING = 200_000  # bytes that say enough of an encoding
_BEHIND_WORDS = "’‘”“…–—®™©°»›²³¹ªº·´\u00a0"
_BEFORE_WORDS = "’‘“„”‚«‹–—…¿¡©·´\u00a0"
_LINE_END = re.compile(r"\r\n|\r|\n")


def decode(data: bytes) -> tuple[str, str]:
    """The text without marks and NULs, and a remark where it had to be guessed."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _clean(_utf(data.removeprefix(mark), encoding))
    if encoding := _unmarked_utf16(data):
        return _clean(_utf(data, encoding))
    return _clean(_utf(data, "utf-8"))


def lines_of(text: str) -> list[str]:
    """Lines as programs mean them: other separators of Unicode stay in the text."""
    return _LINE_END.split(text)


def _unmarked_utf16(data: bytes) -> str:
    head = data[:2000]
    half = len(head) // 2
    if half and head[1::2].count(0) > half * _MOSTLY and head[0::2].count(0) == 0:
        return "utf-16-le"
    if half and head[0::2].count(0) > half * _MOSTLY and head[1::2].count(0) == 0:
        return "utf-16-be"
    return ""


def _utf(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        return data.decode(encoding), ""
    except UnicodeDecodeError:
        if encoding != "utf-8":
            return data.decode(encoding, "replace"), f"damaged {encoding.upper()}"
    # Files put together from several sources: each line has an encoding of its own.
    lines = re.split(rb"\r\n|\r|\n", data)
    decoded = [_unicode(line) for line in lines]
    others = zip(lines, decoded, strict=True)
    name, read = _of_old(b"\n".join(line for line, text in others if text is None))
    both = zip(lines, decoded, strict=True)
    words = (read(line) if text is None else text for line, text in both)
    remark = f"not all UTF-8; some lines were read as {name}: check accents"
    return "\n".join(words), remark


def _unicode(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _of_old(data: bytes) -> tuple[str, Callable[[bytes], str]]:
    """Windows-1252 or, where its letters make better words, Mac Roman."""
    readers = {"Windows-1252": _windows_text, "Mac Roman": _macintosh_text}
    sample = data[:_TELLING]
    best = min(readers, key=lambda name: _oddities(readers[name](sample)))
    return best, readers[best]


def _oddities(text: str) -> int:
    """Signs within words, and capitals behind small letters: 'GrŸ§e' has two."""
    odd = 0
    for before, sign, behind in zip(f" {text}", text, f"{text[1:]} ", strict=False):
        if sign.isascii():
            continue
        if sign.isalpha():
            odd += sign.isupper() and before.islower()
        else:
            odd += before.isalpha() and sign not in _BEHIND_WORDS
            odd += behind.isalpha() and sign not in _BEFORE_WORDS
    return odd


def _macintosh_text(data: bytes) -> str:
    return data.decode("mac_roman")


def _windows_text(data: bytes) -> str:
    return "".join(map(_windows, data))


def _windows(byte: int) -> str:
    """Windows-1252 where it is defined, Latin-1 for its five holes."""
    raw = bytes([byte])
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _clean(decoded: tuple[str, str]) -> tuple[str, str]:
    text, remark = decoded
    return text.replace("\0", "").removeprefix("ï»¿").removeprefix("\ufeff"), remark
