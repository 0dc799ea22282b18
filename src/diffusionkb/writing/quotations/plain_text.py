"""A draft in plain text: paragraphs between blank lines, set-off ones, keys."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from .names import YEAR
from .records import Cited, Mention, Paragraph, Part
from .sections import LISTED, LOOSE_NOTE, NOTED, note_number, section_of
from .tree_reading import SECOND_HAND

BLANK = re.compile(r"\n[ \t]*\n")
SET_OFF = re.compile(r"\A(?:[ ]{2,}|\t|>[ ]?)")
ITEM = re.compile(r"\s*(?:[-*•]|\d+[.)])\s")
HEADING = re.compile(
    rf"{LISTED.pattern}|{NOTED.pattern}|(?:appendix|annex|anhang|acknowledge?ments)\b.{{0,60}}",
    re.I,
)
MARKS = "".join(("#=*_", ": \t"))  # around a heading
GROUP = re.compile(r"\[([^\[\]]*@[\w{][^\[\]]*)\]|(?<![\w@.])@([\w][\w:.+-]*\w)")
KEY = re.compile(r"@\{?(?P<key>[\w][\w:.#$%&+?~/-]*)\}?,?\s*(?P<locator>[^;]*)")


def plain_paragraphs(text: str) -> Iterator[Paragraph]:
    """The paragraphs of a text, with the citations that are made by keys."""
    section: Part | None = None
    number = 0
    blocks = BLANK.split(text.replace("\r\n", "\n"))
    # where every paragraph begins with blanks, these set nothing off
    plain = sum(block.lstrip("\n")[:1].isspace() for block in blocks) * 2 > len(blocks)
    for block in blocks:
        lines = [line for line in block.split("\n") if line.strip()]
        if lines and HEADING.fullmatch(heading := lines[0].strip(MARKS)):
            section = section_of(heading)
            lines = lines[1:]
        listed = section or (lines and all(map(LOOSE_NOTE.match, lines)))
        for some in _entries(lines) if listed else [lines] * bool(lines):
            number += 1
            found = _paragraph(some, number, section)
            indented = found.part is Part.QUOTE and some[0][:1].isspace()
            yield replace(found, part=Part.TEXT) if indented and plain else found


def _entries(lines: list[str]) -> Iterator[list[str]]:
    """The lines of each entry: what a number begins, or every line not indented."""
    marked = [bool(note_number(line)) for line in lines]
    if not any(marked):
        indented = any(line[0].isspace() for line in lines)
        years = sum(bool(re.search(YEAR, line)) for line in lines)
        flat = indented or years * 2 > len(lines)
        marked = [flat and not line[0].isspace() for line in lines]
    starts = [n for n, begins in enumerate(marked) if begins or n == 0]
    for start, end in pairwise([*starts, len(lines)]):
        yield lines[start:end]


def _paragraph(lines: list[str], number: int, section: Part | None) -> Paragraph:
    words = " ".join(SET_OFF.sub("", line, count=1).strip() for line in lines)
    part, item = section or _part(lines), 0
    if section is not Part.REFERENCE:
        item = note_number(words) if section or LOOSE_NOTE.match(words) else 0
        part = Part.NOTE if item else _part(lines)
    return _with_keys(words, number, part, item)


def _part(lines: list[str]) -> Part:
    """Set off are paragraphs of which every line is; lists are not."""
    set_off = all(SET_OFF.match(line) for line in lines) and not ITEM.match(lines[0])
    return Part.QUOTE if set_off else Part.TEXT


def _with_keys(words: str, number: int, part: Part, item: int) -> Paragraph:
    kept: list[str] = []
    mentions: list[Mention] = []
    at = length = 0
    for match in GROUP.finditer(words):
        kept.append(words[at : match.start()])
        length += len(kept[-1])
        mentions.append(_mention(match, length))
        at = match.end()
    text = "".join([*kept, words[at:]])
    return Paragraph(
        text=text, number=number, part=part, mentions=tuple(mentions), item=item
    )


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
