"""A few words of a passage: around what was coded, or around what was searched."""

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

MOST_WORDS = 60
MOST_FOUND = 40
Stretches = Sequence[tuple[int, int]]  # of a text: start, end
SENTENCE = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9])")


def around(text: str, quote: str | None, *, most: int = MOST_WORDS) -> str:
    """Whole sentences around a quotation of the text, as many as there is room for."""
    if len(text.split()) <= most:
        return text
    sentences = _sentences(text)
    start = text.find(quote) if quote else 0
    first = next((i for i, (_, end) in enumerate(sentences) if end > max(start, 0)), 0)
    kept = [first]
    while grown := _grown(kept, sentences, text, most):
        kept = grown
    return _cut(text, sentences[kept[0]][0], sentences[kept[-1]][1], most)


def _sentences(text: str) -> list[tuple[int, int]]:
    ends = [found.end() for found in SENTENCE.finditer(text)]
    return list(zip([0, *ends], [*ends, len(text)], strict=True))


def _grown(
    kept: list[int], sentences: list[tuple[int, int]], text: str, most: int
) -> list[int]:
    """One sentence more, the next one rather than the one before; empty if too long."""
    for more in ([*kept, kept[-1] + 1], [kept[0] - 1, *kept]):
        if more[0] < 0 or more[-1] >= len(sentences):
            continue
        if len(text[sentences[more[0]][0] : sentences[more[-1]][1]].split()) <= most:
            return more
    return []


def _cut(text: str, start: int, end: int, most: int) -> str:
    words = text[start:end].split()
    cut = len(words) > most
    before = "… " if start else ""
    after = " …" if cut or end < len(text) else ""
    return before + " ".join(words[:most]) + after


def marked(text: str, marks: Stretches, *, most: int = MOST_FOUND) -> str:
    """HTML of the stretch with most of the words searched; these stand out."""
    start, end = _densest(text, marks, most)
    parts = ["… " if start else ""]
    last = start
    for first, after in marks:
        if start <= first and after <= end:
            parts.append(html.escape(text[last:first]))
            parts.append(f"<mark>{html.escape(text[first:after])}</mark>")
            last = after
    parts += [html.escape(text[last:end]), " …" if end < len(text) else ""]
    return "".join(parts)


def _densest(text: str, marks: Stretches, most: int) -> tuple[int, int]:
    """Where the stretch of so many words with most marks starts and ends."""
    words = [found.span() for found in re.finditer(r"\S+", text)]
    if len(words) <= most:
        return 0, len(text)
    firsts = [start for start, _ in words]
    marked = sorted(start for start, _ in marks)
    last = len(words) - most

    def held(place: int) -> int:
        end = words[place + most - 1][1]
        return bisect_left(marked, end) - bisect_left(marked, firsts[place])

    # the best stretch may as well begin a little before one of the marks
    lead = most // 5
    places = {0, *(bisect_right(firsts, start) - 1 - lead for start in marked)}
    best = max(
        (min(max(place, 0), last) for place in sorted(places)),
        key=lambda place: (held(place), -place),
    )
    return words[best][0], words[best + most - 1][1]
