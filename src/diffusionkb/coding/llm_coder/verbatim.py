"""Where the words that a model quotes stand in the passage, if they do.

Case, quotation marks, hyphens, ligatures, white space and raised note numbers do not
count: what is written down afterwards are the passage's own words.
"""

import unicodedata
from collections.abc import Iterator

LEAST_WORDS = 3  # fewer may stand anywhere, and carry nothing
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"


def locate(quote: str, passage: str) -> tuple[int, int] | None:
    """From where to where the passage has the quoted words; None: it does not."""
    if len(quote.split()) < LEAST_WORDS:
        return None
    wanted = "".join(letter for letter, _ in _letters(quote))
    found = list(_letters(passage))
    text = "".join(letter for letter, _ in found)
    start = text.find(wanted) if wanted else -1
    while start >= 0:
        first, last = found[start][1], found[start + len(wanted) - 1][1] + 1
        if _is_whole(passage, first, last):
            return _with_marks(quote, passage, first, last)
        start = text.find(wanted, start + 1)
    return None


def _letters(text: str) -> Iterator[tuple[str, int]]:
    """The letters and digits of a text in plain form, each with its place."""
    for place, character in enumerate(text):
        if character in RAISED:
            continue
        for letter in unicodedata.normalize("NFKD", character.casefold()):
            if letter.isalnum():
                yield letter, place


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a stretch begins and ends where words do."""
    before, after = text[:start][-1:], text[end : end + 1]
    return not before.isalnum() and (not after.isalnum() or after in RAISED)


def _with_marks(quote: str, text: str, start: int, end: int) -> tuple[int, int]:
    """With as many marks before and after as the quotation has, where they stand."""
    quote = quote.strip()
    bare = [place for place, some in enumerate(quote) if some.isalnum()]
    for _ in range(bare[0]):
        start -= bool(start and _is_mark(text[start - 1]))
    for _ in range(len(quote) - 1 - bare[-1]):
        end += bool(end < len(text) and _is_mark(text[end]))
    return start, end


def _is_mark(character: str) -> bool:
    return not character.isalnum() and not character.isspace()
