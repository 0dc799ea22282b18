"""Stretches between quotation marks of any kind in a text. Pure functions.

Quotations inside quotations belong to the outer one. A mark without its partner ends
with its paragraph.
"""

import re
from collections.abc import Iterator

from .wording import ALONE_LETTER

PAIRS = {
    "“": '”"', "„": '“”"', "«": "»", "»": "«", "‟": "”", "‹": "›", "›": "‹", "「": "」",
    "『": "』", '"': '"”', "”": "”", "‘": "’", "‚": "‘’", "'": "'’",
}  # fmt: skip
LONG = frozenset('“„«»"')  # marks that begin each paragraph of a long quotation
SINGLE = frozenset("‘‚'")
OPENS_AFTER = frozenset(" \t\n\u00a0([{—–-/:（，。：；、")
DOUBLED = re.compile(r"``(?P<first>.+?)''|,,(?P<second>[^,].*?)(?:''|“)", re.S)
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
LONGEST = 4000  # characters between two marks


def quoted(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Start and end of each quotation with its marks, then without them."""
    text = DOUBLED.sub(_single_marks, text)
    at = 0
    while at < len(text):
        if text[at] in PAIRS and _opens(text, at):
            end = _closing(text, at)
            if end:
                yield at, end + 1, at + 1, end
                at = end
        at += 1


def _single_marks(match: re.Match[str]) -> str:
    """TeX's double marks as one character each; places stay."""
    words = match["first"] if match["first"] is not None else match["second"]
    return f"\u200b“{words}”" + "\u200b" * (len(match[0]) - len(words) - 3)


def _opens(text: str, at: int) -> bool:
    mark = text[at]
    after = text[at + 1 : at + 2]
    if mark in "“„‟‹「『":
        return True
    before = text[at - 1 : at] or " "
    if mark in "«»›":
        return before in OPENS_AFTER
    opens = before in OPENS_AFTER or bool(ALONE_LETTER.match(before))
    return opens and bool(after.strip())


def _closing(text: str, start: int) -> int:
    """Where the partner of a mark stands; 0 for none."""
    mark = text[start]
    partners = PAIRS[mark]
    depth = 0
    found = 0
    for at in range(start + 1, min(len(text), start + LONGEST)):
        here = text[at]
        if here == mark and here not in partners:
            depth += 1
        elif here in partners and _closes(text, at, mark):
            if depth and here == partners[0]:
                depth -= 1
            else:
                found = at
                break
    if mark in SINGLE and found and _possessive(text, found):
        return _later(text, found, mark)
    return found


def _closes(text: str, at: int, mark: str) -> bool:
    before, after = text[at - 1], text[at + 1 : at + 2].strip(RAISED)
    if mark in SINGLE:
        return not before.isspace() and not (
            after and (after.isalnum() or after == "_")
        )
    if text[at] == '"':
        within = after.isalnum() and not ALONE_LETTER.match(after)
        return not before.isspace() and not within
    return True


def _possessive(text: str, at: int) -> bool:
    """'the nurses’ words': an apostrophe, if the true mark still comes."""
    return (
        text[at - 1] == "s"
        and text[at + 1 : at + 2] == " "
        and text[at + 2 : at + 3].islower()
    )


def _later(text: str, at: int, mark: str) -> int:
    """The next mark that closes before another quotation opens; else this one."""
    for place in range(at + 1, min(len(text), at + LONGEST)):
        if text[place] == mark and _opens(text, place):
            break
        if text[place] in PAIRS[mark] and _closes(text, place, mark):
            return place
    return at


def unclosed(text: str) -> int:
    """Where a quotation begins that the paragraph does not end; -1 for none."""
    plain = DOUBLED.sub(_single_marks, text)
    at = 0
    while at < len(plain):
        if plain[at] in LONG and _opens(plain, at):
            end = _closing(plain, at)
            if not end:
                return at
            at = end
        at += 1
    return -1
