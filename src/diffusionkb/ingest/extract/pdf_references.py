"""Lists of references in PDF text: where one opens, and what an entry looks like."""

import re
from collections.abc import Sequence

from .pdf_headings import plain
from .pdf_names import REFERENCES
from .pdf_paragraphs import Paragraph, Style, ends_sentence

_REFERENCES = re.compile(
    rf"^(?:list of |selected |cited )?(?:{REFERENCES}"
    r"|notes and references|references and (?:notes|further reading))$"
)
_YEAR = re.compile(r"\b(?:1[6-9]|20)\d\d[a-z]?\b")
_INITIALS = re.compile(r"[A-Z](?:[.-]{0,2}[A-Z]){0,3}[.,;:]*$")
_NUMBER = re.compile(r"^[\[(]?(\d{1,3})[\]).]*$")
_MARK = re.compile(r"\[|\(?\d{1,3}[\]).]+$")  # of a new entry


def is_dated(paragraph: Paragraph) -> bool:
    """Has a year, as entries of a reference list do."""
    return bool(_YEAR.search(paragraph.text))


def is_entry(paragraph: Paragraph) -> bool:
    """An entry of a reference list: starts with names and initials, has a year."""
    names = any(_INITIALS.match(word) for word in paragraph.words[:7])
    return names and is_dated(paragraph)


def is_numbered_entry(paragraph: Paragraph) -> bool:
    """Starts with a number, names and initials; its year may stand further on."""
    words = paragraph.words[:7]
    return words[0][:1] in "[(0123456789" and any(map(_INITIALS.match, words[1:]))


def entry_number(paragraph: Paragraph) -> int:
    """The number of an entry, or 0."""
    match = _NUMBER.match(paragraph.words[0])
    return int(match[1]) if match and is_numbered_entry(paragraph) else 0


def is_rest_of_entry(last: Paragraph, paragraph: Paragraph) -> bool:
    """Whether an entry that fills its last line goes on in another column or page."""
    words = last.lines[-1].words
    if ends_sentence(words) or words[-1].endswith("]"):
        return False
    if not last.has_no_room_for(paragraph.lines[0]):
        return False
    first = paragraph.words[0]
    return first[0].islower() or not (_MARK.match(first) or is_entry(paragraph))


def opens_references(
    paragraph: Paragraph, following: Sequence[Paragraph], style: Style
) -> bool:
    """A heading of a reference list, not a column of a table called the same."""
    if len(paragraph.words) > 5 or not _REFERENCES.match(plain(paragraph.text)):
        return False
    long = [each for each in following if len(each.words) > 3]
    if not long:
        return False
    if sum(map(is_entry, long)) >= 0.5 * len(long):
        return True
    small = paragraph.lines[0].size < 0.95 * style.size
    return not small and sum(map(is_dated, long)) >= 0.6 * len(long)
