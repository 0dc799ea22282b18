"""The part of a text that is shown, with the words of the query standing out."""

import re
from collections.abc import Sequence

from rich.text import Text

SNIPPET_WORDS = 45
BEFORE = 8  # words before the first one that is asked for
MARK = "bold red"
Marked = Sequence[tuple[int, int]]


def highlighted(text: str, marks: Marked) -> Text:
    """The whole text."""
    shown = Text(text)
    for start, end in marks:
        shown.stylize(MARK, start, end)
    return shown


def snippet(text: str, marks: Marked) -> Text:
    """The stretch with most of the words that are asked for, the first one of these."""
    words = [match.span() for match in re.finditer(r"\S+", text)]
    asked = [
        place
        for place, (start, end) in enumerate(words)
        if any(first < end and start < last for first, last in marks)
    ]
    last = max(0, len(words) - SNIPPET_WORDS)
    starts = sorted({min(max(0, place - BEFORE), last) for place in asked}) or [0]
    first = max(starts, key=lambda at: sum(at <= w < at + SNIPPET_WORDS for w in asked))
    shown = words[first : first + SNIPPET_WORDS]
    if not shown:
        return Text()
    part = highlighted(text, marks)[shown[0][0] : shown[-1][1]]
    before = "… " if first else ""
    after = " …" if first + len(shown) < len(words) else ""
    return Text(before).append_text(part).append(after)
