"""What the heading over a paragraph, or the number before it, says that it is."""

import re

from .records import Part
from .wording import RAISED

NOTED = re.compile(
    r"(?:\d+\.?\s+)?(?:(?:end|foot)?notes?|anmerkungen|fu(?:ß|ss)noten)", re.I
)
LISTED = re.compile(
    r"(?:\d+\.?\s+)?(?:references?|bibliography|works cited|literature(?: cited)?"
    r"|sources|literatur(?:verzeichnis)?)\s*:?",
    re.I,
)
LOWER = str.maketrans(RAISED, "0123456789")


def section_of(heading: str) -> Part | None:
    """What a heading says that its paragraphs are."""
    if LISTED.fullmatch(heading.strip()):
        return Part.REFERENCE
    return Part.NOTE if NOTED.fullmatch(heading.strip(" :")) else None


NOTE_NUMBER = re.compile(rf"\s*(?:\[?(\d{{1,3}})[\].)]?|([{RAISED}]{{1,3}}))\s+(?=\S)")
LOOSE_NOTE = re.compile(rf"\s*(?:\[\d{{1,3}}\]|[{RAISED}]{{1,3}})\s+(?=\S)")


def note_number(text: str) -> int:
    """The number that a note written as a paragraph begins with; 0 for none."""
    match = NOTE_NUMBER.match(text)
    return int((match[1] or match[2]).translate(LOWER)) if match else 0
