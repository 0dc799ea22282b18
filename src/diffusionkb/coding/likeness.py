"""How alike two wordings are, and where in a text the likest words stand.

Imports rapidfuzz for the coding wing. What follows from a likeness is decided by its
caller.
"""

import re

from rapidfuzz import fuzz

WORD = re.compile(r"\w+|[^\w\s]")
NEAR = 7  # words and marks at either end that are tried


def likest(words: str, text: str, *, least: float) -> tuple[float, int, int] | None:
    """The likeness (0 to 100) of the stretch of `text` that is most like `words`.

    With its start and end, widened to whole words; None below `least`, and in a text
    that is too short to hold them.
    """
    if len(text) < 0.9 * len(words):
        return None
    found = fuzz.partial_ratio_alignment(words, text, score_cutoff=least)
    if found is None:
        return None
    return found.score, *_fitted(words, text, found.dest_start, found.dest_end)


def _fitted(words: str, text: str, start: int, end: int) -> tuple[int, int]:
    """The whole words there that are most like `words`; the stretch found is as long
    as these, so that its ends may be off by a word or two.
    """
    found = [(word.start(), word.end()) for word in WORD.finditer(text)]
    starts = sorted((one for one, _ in found), key=lambda one: abs(one - start))
    ends = sorted((one for _, one in found), key=lambda one: abs(one - end))
    pairs = [(a, b) for a in starts[:NEAR] for b in ends[:NEAR] if a < b]
    return max(
        pairs,
        key=lambda pair: fuzz.ratio(words, text[slice(*pair)]),
        default=(start, end),
    )


def alike(one: str, other: str) -> float:
    """The likeness of two wordings as wholes, 0 to 100."""
    return fuzz.ratio(one, other)
