"""A draft in plain text: paragraphs between blank lines, set-off ones, keys."""

import re
from collections.abc import Iterator

from .records import Cited, Mention, Paragraph, Part
from .tree_reading import LISTED, SECOND_HAND

BLANK = re.compile(r"\n[ \t]*\n")
SET_OFF = re.compile(r"(?:[ ]{3,}|\t|>[ ]?)")
ITEM = re.compile(r"\s*(?:[-*•]|\d+[.)])\s")
GROUP = re.compile(r"\[([^\[\]]*@[\w{][^\[\]]*)\]|(?<![\w@.])@([\w][\w:.+-]*\w)")
KEY = re.compile(r"@\{?(?P<key>[\w][\w:.#$%&+?~/-]*)\}?,?\s*(?P<locator>[^;]*)")


def plain_paragraphs(text: str) -> Iterator[Paragraph]:
    """The paragraphs of a text, with the citations that are made by keys."""
    listed = False
    blocks = BLANK.split(text.replace("\r\n", "\n"))
    for number, block in enumerate(blocks, start=1):
        lines = [line for line in block.split("\n") if line.strip()]
        if not lines:
            continue
        words = " ".join(SET_OFF.sub("", line, count=1).strip() for line in lines)
        if len(lines) == 1 and LISTED.fullmatch(words.strip("#= *")):
            listed = True
            continue
        part = Part.REFERENCE if listed else _part(lines)
        yield _with_keys(words, number, part)


def _part(lines: list[str]) -> Part:
    """Set off are paragraphs of which every line is; lists are not."""
    set_off = all(SET_OFF.match(line) for line in lines) and not ITEM.match(lines[0])
    return Part.QUOTE if set_off else Part.TEXT


def _with_keys(words: str, number: int, part: Part) -> Paragraph:
    kept: list[str] = []
    mentions: list[Mention] = []
    at = length = 0
    for match in GROUP.finditer(words):
        kept.append(words[at : match.start()])
        length += len(kept[-1])
        mentions.append(_mention(match, length))
        at = match.end()
    text = "".join([*kept, words[at:]])
    return Paragraph(text=text, number=number, part=part, mentions=tuple(mentions))


def _mention(match: re.Match[str], place: int) -> Mention:
    inside = match[1]
    if inside is None:
        works: tuple[Cited, ...] = (Cited(label=match[2], keys=(match[2],)),)
    elif second := SECOND_HAND.search(inside):
        works = (_cited(second),)
    else:
        works = tuple(_cited(one) for one in KEY.finditer(inside))
    return Mention(start=place, end=place, works=works, narrative=inside is None)


def _cited(match: re.Match[str]) -> Cited:
    key = match["key"].rstrip(".,:")
    return Cited(label=key, keys=(key,), locator=match["locator"].strip(" ,"))
