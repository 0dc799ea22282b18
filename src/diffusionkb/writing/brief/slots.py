"""Slots of an outline: what may stand in them, and what is wrong with one.

Whether a code or a passage of that name exists is seen when the slot is filled.
"""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from ...errors import UsageError
from ...query.gapmap_facts import By
from .records import Slot, SlotKind

MOST_SHOWN = 50
OPENING = "{{"
SLOT = re.compile(r"\s*\{\{(.*)\}\}\s*")
FILTERS = ("sector", "design", "coder", "n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a kind of slot takes: `subject` in words, none where it is empty."""

    subject: str = ""
    options: tuple[str, ...] = ()
    example: str


SHAPES: Mapping[SlotKind, Shape] = {
    SlotKind.CLAIM: Shape(subject="a code", example="claim M1"),
    SlotKind.EVIDENCE: Shape(
        subject="a code", options=FILTERS, example="evidence M1 sector=health n=4"
    ),
    SlotKind.AGAINST: Shape(
        subject="a code", options=FILTERS, example="against M1 sector=health n=3"
    ),
    SlotKind.PASSAGE: Shape(subject="a passage id", example="passage p-2mdcki62pj"),
    SlotKind.SEARCH: Shape(
        subject="words in quotes",
        options=("n",),
        example='search "pilots that never scale" n=3',
    ),
    SlotKind.CONFIDENCE: Shape(subject="a code", example="confidence M1"),
    SlotKind.MAP: Shape(options=("by",), example="map by=sector"),
    SlotKind.TABLE: Shape(example="table"),
    SlotKind.REFERENCES: Shape(example="references"),
    SlotKind.METHOD: Shape(example="method"),
}


def read_slot(text: str, *, where: str, line: int) -> Slot:
    """The slot on a line of an outline.

    Raises:
        UsageError: it shares its line, has no such kind, or is not of that kind's form.
    """
    match = SLOT.fullmatch(text)
    place = f"{where}, line {line}"
    if match is None or OPENING in match[1]:
        raise UsageError(
            f"{place}: a slot needs a line of its own, {{{{…}}}}; move it there"
        )
    words = _words(match[1], place)
    kind = _kind(words[0] if words else "", place)
    shape = SHAPES[kind]
    pairs = [word.partition("=") for word in words[1:] if _is_option(word)]
    subject = [word for word in words[1:] if not _is_option(word)]
    if len(subject) != bool(shape.subject):
        raise UsageError(
            f"{place}: {kind} takes {shape.subject or 'nothing'}, here "
            f"{' '.join(subject) or 'nothing'}; write {{{{{shape.example}}}}}"
        )
    options = tuple((name, value) for name, _, value in pairs)
    slot = Slot(kind=kind, subject="".join(subject), options=options, line=line)
    _check(slot, place)
    return slot


def _words(inside: str, place: str) -> list[str]:
    try:
        return shlex.split(inside.translate(str.maketrans("“”„", '"""')))
    except ValueError as error:
        raise UsageError(
            f"{place}: a quotation mark is not closed in this slot; close it"
        ) from error


def _is_option(word: str) -> bool:
    return bool(re.match(r"[a-z]+=", word))


def _kind(word: str, place: str) -> SlotKind:
    if word in set(SlotKind):
        return SlotKind(word)
    near = get_close_matches(word, list(SlotKind), 1)
    hint = f"did you mean {near[0]}? " if near else ""
    known = ", ".join(SlotKind)
    raise UsageError(f"{place}: no slot is called '{word}'; {hint}There are: {known}")


def _check(slot: Slot, place: str) -> None:
    shape = SHAPES[slot.kind]
    names = [name for name, _ in slot.options]
    for name in names:
        if name not in shape.options:
            known = ", ".join(shape.options) or "no options"
            raise UsageError(
                f"{place}: {slot.kind} has no option '{name}', but {known}; "
                f"write {{{{{shape.example}}}}}"
            )
        if names.count(name) > 1:
            raise UsageError(f"{place}: {name} stands twice; name it once")
    by = slot.option("by", By.SECTOR.value)
    if by not in set(By):
        raise UsageError(f"{place}: by={by} is none of {', '.join(By)}; write one")
    number = slot.option("n", "1")
    if not (number.isascii() and number.isdigit() and 1 <= int(number) <= MOST_SHOWN):
        raise UsageError(
            f"{place}: n={number} is not a number from 1 to {MOST_SHOWN}; write n=4"
        )
