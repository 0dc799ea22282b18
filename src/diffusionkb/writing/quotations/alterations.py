"""What differs where words are alike: their signs, and negations that are hidden."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .fitting import Fit
from .index import Indexed
from .quoted_words import Stretch
from .severity import left_negation
from .signs import spelt_out
from .source_texts import SourceTexts
from .wording import words

HIDING = 8  # words left out that may hide a negation of what follows
AROUND = 20  # words that tell the language
CLAUSE_END = re.compile(r"[.,;:!?]\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """Words of the draft that stand for others of the source, as they are written."""

    start: int  # characters of the quotation
    end: int
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    source_start: int  # words of the index
    source_end: int


def other_signs(
    texts: SourceTexts, stretch: Stretch, source: Indexed, fit: Fit
) -> Iterator[Altered]:
    """Equal words with other signs: '< 5' for '> 5', '-3' for '3'."""
    ours, theirs = stretch.words, texts.words(source, fit.start, fit.end)
    shown = texts.signs(source)
    for at, place in fit.alike(len(ours)):
        one, other = ours[at], theirs[place - fit.start]
        edges = {"first": at == 0, "last": at == len(ours) - 1}
        if one.signs.differ(other.signs, shown, **edges):
            yield Altered(
                start=one.start,
                end=one.end,
                ours=tuple(filter(None, one.signs)),
                theirs=tuple(filter(None, other.signs)),
                source_start=place,
                source_end=place + 1,
            )


def told_once(altered: Sequence[Altered]) -> tuple[Altered, ...]:
    """Words that spell a sign out, or the other way round, as one alteration."""
    found: list[Altered] = []
    for one in sorted(altered, key=lambda one: one.start):
        if found and (both := _spelt(found[-1], one)):
            found[-1] = both
        else:
            found.append(one)
    return tuple(found)


def _spelt(one: Altered, other: Altered) -> Altered | None:
    ours, theirs = one.ours + other.ours, one.theirs + other.theirs
    beside = one.source_end == other.source_start and other.start - one.end <= 1
    if not (beside and spelt_out(ours, theirs)):
        return None
    return Altered(
        start=one.start,
        end=other.end,
        ours=ours,
        theirs=theirs,
        source_start=one.source_start,
        source_end=other.source_end,
    )


def hidden_negations(
    texts: SourceTexts,
    stretches: Sequence[Stretch],
    source: Indexed,
    fits: Sequence[Fit],
) -> Iterator[Altered]:
    """Negations of the words behind a mark that leaves them out."""
    for (before, fit), stretch in zip(pairwise(fits), stretches[1:], strict=True):
        first, last = before.end, fit.start
        if not 0 < last - first <= HIDING:
            continue
        gone = texts.forms(source, first, last)
        put_in = [word.form for word in words(stretch.mark)]
        around = _around(texts, source, last)
        count = left_negation(gone, put_in, around=around)
        written = texts.written(source, last - count, last + 1)
        if count and not CLAUSE_END.search(written):
            at = stretch.words[0].start
            yield Altered(
                start=at,
                end=at,
                ours=(),
                theirs=tuple(gone[-count:]),
                source_start=last - count,
                source_end=last,
            )


def negation_before(texts: SourceTexts, source: Indexed, first: int) -> Altered | None:
    """A negation right before the first word, in the middle of a sentence."""
    if first <= source.start:
        return None
    ((page, at, _),) = texts.parts(source, first, first + 1)
    gone = texts.forms(source, first - 1, first)
    written = texts.written(source, first - 1, first + 1)
    inside = page.text[page.words[at].start].islower()
    negated = left_negation(gone, (), around=_around(texts, source, first))
    if not inside or CLAUSE_END.search(written) or not negated:
        return None
    return Altered(
        start=0,
        end=0,
        ours=(),
        theirs=tuple(gone),
        source_start=first - 1,
        source_end=first,
    )


def _around(texts: SourceTexts, source: Indexed, place: int) -> list[str]:
    """Words of a source that tell the language at a place."""
    first, last = max(source.start, place - AROUND), min(source.end, place + AROUND)
    return texts.forms(source, first, last)
