"""Large initials that open a chapter, put back before the rest of their first word.

A dropped initial stands beside the first lines of its paragraph, a raised one on the
first of them. Looked for only where a capital stands alone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from .pdf_chars import Line, PageLines
from .pdf_stretch import INITIAL, is_capital

_HEIGHT = 0.78  # of its size, that the first line beside an initial is raised at most
_GAP = 1.5  # em between an initial and its text
_BROAD = 8  # em of the first line beside it
_ALONE = frozenset("AIOEYUÀÈÉÓ")  # words of one letter, in one language or another


def with_initials(pages: Sequence[PageLines]) -> list[PageLines]:
    """The pages with every large initial as the first letter of its text."""
    counts: Counter[str] = Counter()
    joined: list[PageLines] = []
    for page in pages:
        initials = [
            line
            for line in page.lines
            if len(line.words) == 1 and is_capital(line.words[0])
        ]
        changed: dict[int, Line | None] = {}
        for initial in initials:
            beside = _beside(initial, page.lines)
            if beside:
                counts = counts or _counted(pages)
                changed |= _opened(initial, beside, counts)
        lines = [changed.get(id(line), line) for line in page.lines] if changed else []
        kept = [line for line in lines if line is not None]
        joined.append(replace(page, lines=kept) if changed else page)
    return joined


def _beside(initial: Line, lines: Sequence[Line]) -> list[Line]:
    """The lines that stand beside an initial, from the first; empty if it is none."""
    found = [line for line in lines if _is_beside(initial, line)]
    found.sort(key=lambda line: -line.base)
    if not found or found[0].width < _BROAD * found[0].size:
        return []
    rest = found[0].words[0].lstrip("'’")
    goes_on = rest[:1].islower() or rest.isupper()
    return found if goes_on and len(found[0].words) > 1 else []


def _is_beside(initial: Line, line: Line) -> bool:
    size = line.size
    if initial.size < INITIAL * size:
        return False
    above = line.base - initial.base
    if not -0.3 * size < above < _HEIGHT * initial.size:
        return False
    return -0.4 * initial.width < line.left - initial.right < _GAP * size


def _counted(pages: Sequence[PageLines]) -> Counter[str]:
    lines = chain.from_iterable(page.lines for page in pages)
    return Counter(word.lower() for line in lines for word in line.words)


def _stands_by_itself(letter: str, rest: str, counts: Counter[str]) -> bool:
    """Whether a capital is a word, as the rest stands elsewhere without it."""
    return counts[rest.lower()] - 1 > counts[(letter + rest).lower()]


def _opened(
    initial: Line, beside: Sequence[Line], counts: Counter[str]
) -> dict[int, Line | None]:
    """What becomes of the initial (nothing) and of the lines beside it."""
    first, *others = beside
    letter, rest = initial.words[0], first.words[0]
    opening = [letter + rest]
    if letter[-1] in _ALONE and _stands_by_itself(letter[-1], rest, counts):
        opening = [letter, rest]
    left = min(initial.left, *(line.left for line in beside))
    return {
        id(initial): None,
        id(first): replace(first, words=[*opening, *first.words[1:]], left=left),
        **{id(line): replace(line, left=left) for line in others},
    }
