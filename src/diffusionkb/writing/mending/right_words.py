"""Where words of a quotation stand in a file, with their signs. Pure functions."""

import re
from collections.abc import Sequence

from ..quotations.lines import ALNUM
from ..quotations.records import Mend

EDGES = re.compile(r"\A(\W*).*?(\W*)\Z", re.S)
Span = tuple[int, int]


def characters(
    source: str, quoted: str, places: Sequence[Span], mend: Mend
) -> Span | None:
    """The characters of a file that a mend is for; None where they are not the same.

    `places` are those of each word of the quotation. A sign alone stands as far behind
    the word before it as in the quotation.
    """
    spans = [match.span() for match in ALNUM.finditer(quoted)]
    inside = [n for n, (s, e) in enumerate(spans) if s >= mend.start and e <= mend.end]
    before = [n for n, (_, e) in enumerate(spans) if e <= mend.start]
    if not inside and not before:
        return None
    if inside:
        start = places[inside[0]][0] + mend.start - spans[inside[0]][0]
        end = places[inside[-1]][1] + mend.end - spans[inside[-1]][1]
    else:
        moved = places[before[-1]][1] - spans[before[-1]][1]
        start, end = mend.start + moved, mend.end + moved
    alike = _edges(source[start:end]) == _edges(quoted[mend.start : mend.end])
    return (start, end) if alike else None


def _edges(words: str) -> tuple[str, ...]:
    """The signs that words begin and end with."""
    match = EDGES.match(words)
    return match.groups() if match else ()
