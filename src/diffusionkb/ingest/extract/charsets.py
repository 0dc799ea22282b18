"""Bytes → text of whatever character set: marked, declared, or told by its letters.

Knows no file format but the declaration of a character set in HTML and XML.
"""

import codecs
import re
from collections import Counter

from ...errors import UnreadableSource

MOST_CONTROLS = 0.01
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(
    rb"<meta[^>]+charset\s*=\s*[\"']?([\w.:-]+)|<\?xml[^>]+encoding=[\"']([\w.:-]+)",
    re.I,
)
# What pages declare, and the larger set that browsers take it for.
_MEANT = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252",
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874", "tis-620": "cp874", "gb2312": "gb18030",
    "gb_2312-80": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030",
    "big5": "big5hkscs", "shift_jis": "cp932", "shift-jis": "cp932",
    "x-sjis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949",
}  # fmt: skip
# The commonest letters of the languages that were written in each set.
_COMMON = {
    "cp1251": "оеаинтсрвл",
    "koi8-r": "оеаинтсрвл",
    "cp1253": "αοιετσνηρπ",
    "cp1255": "יוהלאמתרשב",
    "cp1256": "ايلمونترب",
    "gb18030": "的一是不了在有人这中大为国，。",
    "big5": "的一是不了在有人這中大為國，。",
    "cp932": "のにはをたがでてとるいしな、。",
    "euc_jp": "のにはをたがでてとるいしな、。",
    "euc-kr": "이다는에의을를가고하지한은기로사도서인리자",
}
_FEWEST_LETTERS = 15  # beyond ASCII that tell a set
_FEWEST_COMMON = 0.25  # of the letters that are not of ASCII
_MOST_WESTERN = 0.4  # of the letters: more are never accented
_MOST_BROKEN = 0.02  # of the letters: more and the set is another
_MOST_ODD = 0.2  # of the words
_MIXED = re.compile(r"[A-Za-z][^\W\d_a-zA-Z]|[^\W\d_a-zA-Z][A-Za-z]")
_ALPHABETS = frozenset({"cp1251", "koi8-r", "cp1253", "cp1255", "cp1256"})
_SAMPLE = 20_000
_STRAY = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_GUESSED = "save the file as UTF-8 if letters are wrong"


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


def decode_markup(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Text by the character set that HTML or XML declares, if it is known and fits."""
    declared = _CHARSET.search(data[:4096])
    name = (declared[1] or declared[2]).decode("ascii") if declared else ""
    return decode_declared(data, name)


def decode_declared(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Text by a character set of this name, if it is known and fits."""
    plain = _is_marked(data) or _is_utf_8(data)
    known = _MEANT.get(name.lower(), name.lower())
    if name and not plain and (text := _as_declared(data, known)):
        return text, ()
    return decode(data)


def unmarked_utf_16(data: bytes) -> str:
    """The codec of text in UTF-16 without a mark: every second byte of much is 0."""
    head = data[:2000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 8 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(head) // 8 and not odd else ""


def _as_declared(data: bytes, name: str) -> str:
    """The text, unless the set is unknown or more than a few letters are not of it."""
    try:
        if codecs.lookup(name).name == "utf-8":
            return ""  # it is not, or else not all of it
        text = data.decode(name, errors="replace")
    except (LookupError, ValueError):  # any codec can be named
        return ""
    wide = re.fullmatch(r"(?:utf|ucs)[-_]?(?:16|32|2|4).*", name)
    broken = text.count("\ufffd") > max(1, _MOST_BROKEN * len(text))
    # no page that names its set in ASCII is in UTF-16
    return "" if broken or wide else text


def _is_marked(data: bytes) -> bool:
    return any(data.startswith(mark) for mark, _ in _BYTE_ORDER_MARKS)


def _is_utf_8(data: bytes) -> bool:
    """Whether bytes beyond ASCII are UTF-8: those of other sets hardly ever are."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not data.isascii()


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace"), ()
    if wide := unmarked_utf_16(data):
        return data.decode(wide, errors="replace"), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        at = error.start
    mixed = data.decode("utf-8", errors="surrogateescape")
    strays = len(_STRAY.findall(mixed))
    if 2 * strays < len(_BEYOND_ASCII.findall(mixed)):
        note = f"not all UTF-8 (byte {at}): {strays} of its bytes read as Windows-1252"
        return _STRAY.sub(_western, mixed), (f"{note}; {_GUESSED}",)
    name = _told_by_letters(data)
    label = name.replace("cp125", "Windows-125")
    note = f"not UTF-8 (byte {at}): read as {label}; {_GUESSED}"
    return data.decode(name, errors="replace"), (note,)


def _western(stray: re.Match[str]) -> str:
    return bytes([ord(stray[0]) - 0xDC00]).decode("cp1252", errors="replace")


def _told_by_letters(data: bytes) -> str:
    """The set in which the commonest letters of a language are common."""
    sample = data[:_SAMPLE]
    western = sample.decode("cp1252", errors="replace")
    letters = [c for c in western if c.isalpha() or c > "\x7f"]
    foreign = sum(c > "\x7f" for c in letters)
    shares = {name: _share(sample, name) for name in _COMMON}
    best = max(shares, key=lambda name: shares[name])
    if foreign < max(_FEWEST_LETTERS, _MOST_WESTERN * len(letters)):
        return "cp1252"
    return best if shares[best] >= _FEWEST_COMMON else "cp1252"


def _share(sample: bytes, name: str) -> float:
    """How many of the characters beyond ASCII are common ones, read as this set."""
    text = sample.decode(name, errors="replace")
    if text.count("\ufffd") > max(2, _MOST_BROKEN * len(text)):
        return 0.0
    if name in _ALPHABETS:
        words = [word for word in text.split() if not word.isascii()]
        if sum(map(_is_odd, words)) > _MOST_ODD * len(words):
            return 0.0
    beyond = Counter(c for c in text.lower() if c > "\x7f")
    common = sum(beyond[c] for c in _COMMON[name])
    return common / max(1, beyond.total())


def _is_odd(word: str) -> bool:
    """Whether it is of two scripts, as Latin words read in another set are.

    Read in another set of the same script, small letters become capitals.
    """
    usual = word in {word.lower(), word.upper(), word.title()}
    return not usual or _MIXED.search(word) is not None


def _share_of_controls(text: str) -> float:
    controls = sum(c < " " and c not in "\t\n\r\f\v" for c in text[:20_000])
    return controls / max(1, len(text[:20_000]))
