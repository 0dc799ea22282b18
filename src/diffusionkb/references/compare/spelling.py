"""Plain forms of a text, and how alike two spellings are: the rapidfuzz importer.

What a title, a name or a journal is, is decided in the other files of this folder.
"""

import html
import re
import unicodedata

from rapidfuzz.distance import Indel

TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
LATEX = re.compile(r"\\(?:text\w+|emph|mathrm|mathit|it|bf|em)\b|\\[\"'`^~=.]|[{}$\\]")
LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
MARKS = re.compile(r"[\u0300-\u036f'’ʼ`´]")
NOT_WORD = re.compile(r"[\W_]+")
GREEK = re.compile("[\u0370-\u03ff]")


def without_tags(text: str) -> str:
    """Without HTML's tags, and with the characters that its entities stand for."""
    text = html.unescape(text) if "&" in text else text
    return TAG.sub("", text) if "<" in text else text


def plain(text: str) -> str:
    """Lower case without markup, accents and apostrophes; Greek letters as words."""
    text = without_tags(text)
    text = LATEX.sub("", text) if "\\" in text or "{" in text else text
    if text.isascii():
        return MARKS.sub("", text.casefold())
    folded = unicodedata.normalize("NFKD", text).casefold().translate(LETTERS)
    folded = MARKS.sub("", folded)
    # a Greek word is a word; a letter that stands alone is a symbol
    if len(GREEK.findall(folded)) < max(6, len(folded) // 3):
        folded = GREEK.sub(_greek_name, folded)
    return folded


def _greek_name(found: re.Match[str]) -> str:
    name = unicodedata.name(found.group(), "").split(" ")
    if "LETTER" not in name:
        return found.group()
    return " ".join(name[name.index("LETTER") + 1 :][:1]).casefold()


def words(text: str) -> tuple[str, ...]:
    """The words of a text in their plain form."""
    return tuple(NOT_WORD.sub(" ", plain(text)).split())


def alike(first: str, second: str, *, least: float = 0.0) -> float:
    """How alike two spellings are, 1 being the same; 0 where it is under `least`."""
    return float(Indel.normalized_similarity(first, second, score_cutoff=least))
