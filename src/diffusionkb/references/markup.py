"""HTML, JATS and entities in a record's words → characters and CSL's few tags."""

import html
import re
from collections.abc import Mapping
from typing import Any

from .fields import NAMES, TEXTS

_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,31}\d{0,2}|#\d{1,7}|#x[\da-fA-F]{1,6});")
# What stands behind the name gives a value: in 'n<p and q>r' it does not.
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>(?:\w+:)?(?P<bare>[a-zA-Z]+))(?:\s+[\w:-]+=[^<>]*)?\s*/?>"
)
_SAME = {
    **dict.fromkeys(("i", "em", "italic"), "i"),
    **dict.fromkeys(("b", "strong", "bold"), "b"),
    **dict.fromkeys(("sub", "inf", "subscript"), "sub"),
    **dict.fromkeys(("sup", "superscript"), "sup"),
}
_BLOCKS = frozenset("p div br jats:p jats:sec jats:title jats:list".split())
_SMALL_CAPS = {"": '<span style="font-variant:small-caps;">', "/": "</span>"}
_FORMULA = re.compile(r"<(?:\w+:)?math\b.*?</(?:\w+:)?math>", re.S | re.I)
_WITH_TAGS = TEXTS - {"URL", "DOI", "archive_location", "call-number"}


def cleaned(item: Mapping[str, Any]) -> dict[str, Any]:
    """An item of another program with its words as CSL wants them.

    `custom` and `id` stay as they stood.
    """
    return {field: _value(field, value) for field, value in item.items()}


def _value(field: str, value: Any) -> Any:
    if field in NAMES and isinstance(value, list):
        return [
            {part: characters(word) for part, word in name.items()} for name in value
        ]
    if not isinstance(value, str) or field in {"id", "type"}:
        return value
    return as_csl(value) if field in _WITH_TAGS else characters(value)


def characters(text: str) -> str:
    """With the characters that entities stand for, also where they are written twice.

    '&amp;lt;' is what programs make of '&lt;' when they write it once more.
    """
    for _ in range(2):
        if "&" in text:
            text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return text


def as_csl(text: str) -> str:
    """Italics, bold, raised and lowered letters as CSL marks them; no other markup.

    Of a formula the signs are kept. A tag that is not known is part of the words.
    """
    words = characters(text)
    if "<" not in words:
        return words
    words = _FORMULA.sub(lambda found: re.sub(r"<[^<>]*>\s*", "", found[0]), words)
    return re.sub(r"[ \t]{2,}", " ", _TAG.sub(_tag, words)).strip()


def _tag(match: re.Match[str]) -> str:
    name, bare, end = match["name"].lower(), match["bare"].lower(), match["end"]
    if bare in _SAME:
        return f"<{end}{_SAME[bare]}>"
    if bare in {"sc", "scp"}:  # small capitals, as Wiley marks them
        return _SMALL_CAPS[end]
    return " " if name in _BLOCKS else match[0]
