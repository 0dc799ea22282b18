"""Bytes → text, whatever encoding real programs wrote. Knows no format."""

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MOSTLY = 0.3  # of the bytes at even or odd places are NUL: UTF-16 without a mark
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
    text = "\n".join(map(_line, re.split(rb"\r\n|\r|\n", data)))
    return text, "not all UTF-8; some lines were read as Windows-1252: check accents"


def _line(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(_windows(byte) for byte in data)


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
