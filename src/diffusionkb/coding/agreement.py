"""How far coders agree: per code, over all codes, and on stances. Pure functions.

Coders are compared on passages that at least two of them saw, and on nothing else. A
code counts as given if a part of it is. A model is compared in the same way as people;
what that may be called is for those who show it. Reading codings is `comparing.py`;
the formulas are `coefficients.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np

from ..model import Code
from .coefficients import (
    MATCHED,
    MISSING,
    Numbers,
    Values,
    alpha,
    contributions,
    crossings,
    kappa,
    positive_agreement,
    raw_agreement,
)
from .judgements import STANCES, Coder, Judged, judgements, seen_by_two
from .resampling import DRAWS, Figure, Resampling, figure, resampling

FEWEST_CASES = 10  # passages with a part of a code, for the part to have its own row
ALL_CODES = "all codes"
ANY_CODE = "any code"


class About(StrEnum):
    """What a row of figures is about."""

    CODE = "code"
    STANCE = "stance"


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFigure:
    """Two coders, how often both judged, and Cohen's kappa, or why there is none."""

    coders: tuple[str, str]
    judged: int
    kappa: Figure
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The figures of one code, or of all. `reason` says why one of them is missing.

    `judged` counts what at least two coders judged: passages; with all codes together,
    passages times codes. `given` counts how often each coder gave the code among them
    (for stances: took a stance). Of codes only, `prevalence` is its share in all
    judgements and `positive` the agreement on giving it, F1 between two coders.
    """

    code: str
    about: About
    judged: int
    given: Mapping[str, int]
    prevalence: float | None
    agreement: Figure
    positive: Figure
    alpha: Figure
    pairs: tuple[PairFigure, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All rows, and on what they rest."""

    passages: int
    works: int
    by_work: bool
    draws: int
    rows: tuple[Row, ...]


def measure(
    coders: Sequence[Coder],
    codes: Sequence[Code],
    works: Mapping[str, str],
    *,
    within: Sequence[str] | None = None,
    draws: int = DRAWS,
) -> Figures:
    """The agreement of coders; `works` names the work of each passage.

    `within` limits the rows to some codes, all of which then have one.
    """
    compared = seen_by_two(coders)
    parents = {code.id: code.parent for code in codes}
    judged = judgements(coders, compared, parents)
    wanted = _wanted(judged, parents, within)
    drawn = resampling([works[passage] for passage in compared], draws=draws)
    names = [coder.name for coder in coders]
    return Figures(
        passages=len(compared),
        works=drawn.works,
        by_work=drawn.by_work,
        draws=drawn.draws,
        rows=tuple(
            _row(code, about, layers, names, drawn)
            for code, about, layers in _layers(judged, wanted, parents, within)
        ),
    )


def _wanted(
    judged: Judged,
    parents: Mapping[str, str | None],
    within: Sequence[str] | None,
) -> list[str]:
    """The codes that get a row: those asked for; else top codes and common parts."""
    if within is not None:
        return list(within)
    return [
        code
        for code, parent in parents.items()
        if parent is None or (judged.given[code] == 1).any(axis=0).sum() >= FEWEST_CASES
    ]


def _layers(
    judged: Judged,
    wanted: Sequence[str],
    parents: Mapping[str, str | None],
    within: Sequence[str] | None,
) -> Iterator[tuple[str, About, list[Values]]]:
    """What each row is made of: the judgements of one code, or of all top codes."""
    tops = [code for code, parent in parents.items() if parent is None]
    if within is None and tops:
        given = [judged.given[code] for code in tops]
        yield ALL_CODES, About.CODE, given
        yield ANY_CODE, About.CODE, [np.max(given, axis=0)]
    for code in wanted:
        yield code, About.CODE, [judged.given[code]]
    if within is None and tops:
        yield ALL_CODES, About.STANCE, [judged.stances[code] for code in tops]
    for code in wanted:
        if within is not None or parents[code] is None:
            yield code, About.STANCE, [judged.stances[code]]


def _row(
    code: str,
    about: About,
    layers: Sequence[Values],
    names: Sequence[str],
    drawn: Resampling,
) -> Row:
    categories = len(STANCES) if about is About.STANCE else 2
    of_code = about is About.CODE
    shared = [_shared(layer) for layer in layers]
    taken = [layer == 1 if of_code else layer != MISSING for layer in shared]
    given = np.sum(taken, axis=(0, 2))
    units = np.sum([contributions(layer, categories) for layer in layers], axis=0)
    crossed = _crossed(layers, len(names), categories)
    # resampled in one go: that is where the time is spent
    everything = drawn.sums(np.hstack([units, *crossed]))
    sums, tables = np.split(everything, [units.shape[1]], axis=1)
    judgements = sums[0, :MATCHED].sum()
    agreed = figure(sums, alpha)
    return Row(
        code=code,
        about=about,
        judged=sum(int((layer != MISSING).any(axis=0).sum()) for layer in shared),
        given={name: int(count) for name, count in zip(names, given, strict=True)},
        prevalence=float(given.sum() / judgements) if of_code and judgements else None,
        agreement=figure(sums, raw_agreement),
        positive=figure(sums, positive_agreement) if of_code else Figure(value=None),
        alpha=agreed,
        pairs=tuple(_pairs(tables, names)),
        reason=_reason(about, sums[0, :MATCHED], agreed),
    )


def _shared(layer: Values) -> Values:
    """The judgements of passages that at least two coders judged."""
    return np.where((layer != MISSING).sum(axis=0) > 1, layer, MISSING)


def _crossed(layers: Sequence[Values], coders: int, categories: int) -> list[Numbers]:
    """For each two coders, their table of values, unit by unit."""
    return [
        np.sum([crossings(layer[a], layer[b], categories) for layer in layers], axis=0)
        for a, b in combinations(range(coders), 2)
    ]


def _pairs(tables: Numbers, names: Sequence[str]) -> Iterator[PairFigure]:
    pairs = list(combinations(names, 2))
    for pair, sums in zip(pairs, np.split(tables, len(pairs), axis=1), strict=True):
        found = figure(sums, kappa)
        yield PairFigure(
            coders=pair,
            judged=int(sums[0].sum()),
            kappa=found,
            reason=_reason_of_pair(sums[0], found),
        )


def _reason_of_pair(table: Numbers, found: Figure) -> str:
    """Why kappa, or its interval, is not there."""
    if found.low is not None:
        return ""
    if not table.any():
        return "nothing that both judged"
    if found.value is None:
        return "both always decide the same"
    square = table.reshape(round(len(table) ** 0.5), -1)
    if 1 in (square.any(axis=0).sum(), square.any(axis=1).sum()):
        return "one of them always decides the same"
    return _no_interval(found)


def _no_interval(found: Figure) -> str:
    perfect = found.value == 1
    return "no disagreement to resample" if perfect else "too rare for an interval"


def _reason(about: About, counts: Numbers, agreed: Figure) -> str:
    """Why alpha, or its interval, is not there."""
    if not counts.any():
        return "no passage where two coders gave it"
    if agreed.value is None:
        (only,) = np.flatnonzero(counts)
        if about is About.STANCE:
            return f"the stance is always '{STANCES[only]}'"
        return "given to every passage" if only else "nobody gave it"
    if agreed.low is None:
        return _no_interval(agreed)
    return ""
