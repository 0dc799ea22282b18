"""Where the words of a quotation stand, in the sources cited and in all others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .alterations import Altered, hidden_negations, other_signs, told_once
from .fitting import Change, Fit, best_fit, fit_with_gap
from .index import RUN, Index, Indexed
from .quoted_words import Stretch
from .source_texts import SourceTexts
from .wording import joined, same

TRIED = 6  # places in all sources
TRIED_CITED = 10  # places in the works that are cited
EDGE = 2  # words that a divided word at the edge may go on for
SLACK = 12
HOPELESS = 0.75  # of the words differ: another sentence
RUNNING = 3  # equal words in a row that are not there by chance
POOR = 0.25  # of the words differ: perhaps words were left out without a mark
SLIPS = 0.2  # of the words may differ beside what was left out
SIGN = 0.5  # of a word that another sign costs
LEFT_OUT = 3  # words that an omission counts as, however long it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The best place of a quotation in one stretch of a source."""

    source: Indexed
    start: int  # words of the index
    end: int
    altered: tuple[Altered, ...]
    similarity: float
    running: float  # share of the words that stand in runs of equal ones

    @property
    def exact(self) -> bool:
        return not self.altered


@dataclass(frozen=True, slots=True)
class Tracer:
    """Finds quotations in the texts of an index."""

    index: Index
    texts: SourceTexts

    def matches(
        self,
        stretches: Sequence[Stretch],
        keys: Iterable[str],
        *,
        everywhere: bool = False,
    ) -> list[Match]:
        """The likely places, best first; in works cited even unlikely ones.

        `everywhere` goes on where the words were found in one place.
        """
        cited = set(keys)
        main = max(range(len(stretches)), key=lambda n: len(stretches[n].words))
        places = sorted(
            self._likely(stretches[main], cited),
            key=lambda place: place[0].citation_key not in cited,
        )
        found: list[Match] = []
        for place in places:
            done = not everywhere and any(one.exact for one in found)
            if done and place[0].citation_key not in cited:
                break  # it stands where the draft says
            found.append(self._match(stretches, main, *place))
        return sorted(found, key=lambda m: (-m.similarity, m.start))

    def _likely(
        self, main: Stretch, cited: set[str]
    ) -> Iterator[tuple[Indexed, int, int]]:
        """Sources, and the words of the index that the main stretch may lie between."""
        length = len(main.words)
        elsewhere = here = 0
        for start, _ in self.index.starts_of(main.numbers):
            source = self.index.source_at(max(start, 0) + length // 2)
            if source is None:
                continue
            is_cited = source.citation_key in cited
            if (here if is_cited else elsewhere) >= (
                TRIED_CITED if is_cited else TRIED
            ):
                continue
            here, elsewhere = here + is_cited, elsewhere + (not is_cited)
            low = max(source.start, start - SLACK - length // 4)
            yield source, low, min(source.end, low + _reach(length))
        if not here:
            for source in self.index.sources:
                if source.citation_key in cited and source.end > source.start:
                    yield source, source.start, source.end
                    if length < RUN:  # so short that it may stand on every page
                        yield from _pages(source, length)

    def _match(
        self,
        stretches: Sequence[Stretch],
        main: int,
        source: Indexed,
        low: int,
        high: int,
    ) -> Match:
        fits = {main: self._fit(stretches[main], low, high)}
        for n in range(main + 1, len(stretches)):
            edge = fits[n - 1].end
            reach = edge + stretches[n].gap + len(stretches[n].words) + SLACK
            fits[n] = self._fit(stretches[n], edge, min(reach, source.end))
        for n in range(main - 1, -1, -1):
            edge = fits[n + 1].start
            reach = edge - stretches[n + 1].gap - len(stretches[n].words) - SLACK
            fits[n] = self._fit(stretches[n], max(reach, source.start), edge)
        return self._rated(stretches, source, [fits[n] for n in range(len(stretches))])

    def _fit(self, stretch: Stretch, low: int, high: int) -> Fit:
        text = self.index.numbers[low:high]
        fit = best_fit(stretch.numbers, text)
        length = len(stretch.words)
        if fit.cost > POOR * length and high - low <= _reach(length):
            gap = fit_with_gap(stretch.numbers, text)
            fit = gap if gap and gap.cost - 1 <= SLIPS * length else fit
        changes = tuple(
            Change(c.start, c.end, c.source_start + low, c.source_end + low)
            for c in fit.changes
        )
        return Fit(fit.start + low, fit.end + low, fit.cost, changes)

    def _rated(
        self, stretches: Sequence[Stretch], source: Indexed, fits: Sequence[Fit]
    ) -> Match:
        total = sum(len(stretch.words) for stretch in stretches)
        rough = sum(fit.cost for fit in fits)
        if rough > HOPELESS * total:
            return _unlike(source, fits, max(0.0, 1 - rough / total))
        altered: list[Altered] = []
        running, cost = 0, 0.0
        for stretch, fit in zip(stretches, fits, strict=True):
            real = [
                one
                for change in fit.changes
                if (one := self._altered(stretch, source, change))
            ]
            altered += [one for one, _ in real]
            running += _in_runs(len(stretch.words), [change for _, change in real])
            cost += sum(_cost(one) for one, _ in real)
            signs = list(other_signs(self.texts, stretch, source, fit))
            altered += signs
            cost += len(signs) * SIGN
        hidden = list(hidden_negations(self.texts, stretches, source, fits))
        cost += len(hidden)
        return Match(
            source=source,
            start=fits[0].start,
            end=max(fits[-1].end, fits[0].start + 1),
            altered=told_once([*altered, *hidden]),
            similarity=max(0.0, 1 - cost / total) if total else 0.0,
            running=running / total if total else 0.0,
        )

    def _altered(
        self, stretch: Stretch, source: Indexed, change: Change
    ) -> tuple[Altered, Change] | None:
        """The change in words; None where only the writing differs."""
        ours = tuple(word.form for word in stretch.words[change.start : change.end])
        first, last = change.source_start, change.source_end
        read = self.texts.forms if ours else self.texts.forms_without_citations
        theirs = tuple(read(source, first, last))
        if same(ours, theirs) or self._divided(stretch, source, change, ours):
            return None
        at = stretch.words[min(change.start, len(stretch.words) - 1)]
        start = at.start if change.start < len(stretch.words) else at.end
        end = stretch.words[change.end - 1].end if ours else start
        altered = Altered(
            start=start,
            end=end,
            ours=ours,
            theirs=theirs,
            source_start=first,
            source_end=last,
        )
        return altered, change

    def _divided(
        self, stretch: Stretch, source: Indexed, change: Change, ours: tuple[str, ...]
    ) -> bool:
        """Whether words are the same with note numbers, or divided at the edge."""
        first, last = change.source_start, change.source_end
        at_start, at_end = change.start == 0, change.end == len(stretch.words)
        edges = [
            (max(source.start, first + low), min(source.end, last + high))
            for low in (range(-EDGE, EDGE + 1) if at_start else (0,))
            for high in (range(-EDGE, EDGE + 1) if at_end else (0,))
            if first + low <= last + high
        ]
        wanted = joined(ours)
        return any(
            (bool(ours) and same(ours, self.texts.forms(source, *edge)))
            or (bool(wanted) and wanted == self.texts.with_notes(source, *edge))
            for edge in edges
        )


def _reach(length: int) -> int:
    """How many words of a source are looked at for so many of a draft."""
    return length * 2 + length // 4 + 4 * SLACK


def _cost(one: Altered) -> int:
    if not one.ours:
        return min(len(one.theirs), LEFT_OUT)
    return max(len(one.ours), len(one.theirs))


def _unlike(source: Indexed, fits: Sequence[Fit], similarity: float) -> Match:
    """Words that are not the same ones: what differs is of no interest."""
    start, end = fits[0].start, max(fits[-1].end, fits[0].start + 1)
    gone = Altered(
        start=0, end=0, ours=(), theirs=(), source_start=start, source_end=end
    )
    return Match(
        source=source,
        start=start,
        end=end,
        altered=(gone,),
        similarity=similarity,
        running=0.0,
    )


def _pages(source: Indexed, length: int) -> Iterator[tuple[Indexed, int, int]]:
    """Each page, with a word or two of the next."""
    for first, last in pairwise([*source.pages, source.end]):
        if last > first:
            yield source, first, min(last + length - 1, source.end)


def _in_runs(length: int, changes: Sequence[Change]) -> int:
    """How many words stand in runs of equal words that are long enough."""
    edges = [0, *(edge for c in changes for edge in (c.start, c.end)), length]
    lengths = [end - start for start, end in zip(edges[::2], edges[1::2], strict=True)]
    return sum(run for run in lengths if run >= RUNNING)
