"""The order of evidence on each side of a claim, fixed when it is published.

Codings older than the wording of their code are left out: they await a second look.
How many works there are is `counts.py`. Nothing is weighed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..codebook_history import order

Row = dict[str, Any]
LEVELS = ("person", "editorial", "model")
RESEARCH = ("review", "quantitative", "qualitative", "mixed-methods")
KINDS = (*RESEARCH, "practice", "theory", "opinion")  # in this order, then the others
TEXTS = ("in full", "an excerpt (rights)", "our summary, not the author's words")
CODED = """
SELECT c.id, c.code, c.stance, c.coder_kind, c.coder, c.score * c.stance_score,
  c.passage,
  p.citation_key, p.shown, w.year, w.design, c.codebook_version, k.codebook_version
FROM codings c JOIN codes k ON k.id = c.code JOIN passages p ON p.id = c.passage
JOIN works w ON w.citation_key = p.citation_key ORDER BY c.id
"""
FACETS = ("sector", "kind", "decade", "innovation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A coding with what it is ordered and counted by."""

    id: int
    code: str
    side: str
    level: str
    coder: str
    score: float
    passage: str
    work: str
    shown: str
    year: int | None
    design: str | None


def fresh(rows: Iterable[Sequence[Any]]) -> Iterator[Coded]:
    """Codings, without those made by an older wording of their code."""
    for row in rows:
        *values, made_with, worded = row
        if order(made_with or "1.0") >= order(worded):
            yield _coded(values)


def _coded(row: Sequence[Any]) -> Coded:
    number, code, side, level, coder, score, passage, work, shown, year, design = row
    return Coded(
        id=number,
        code=code,
        side=side,
        level=level,
        coder=coder,
        score=score or 0.0,
        passage=passage,
        work=work,
        shown=shown,
        year=year,
        design=design,
    )


def facets_of(
    year: int | None, sector: str | None, design: str | None, innovation: str | None
) -> dict[str, str]:
    """The values a work is counted under; empty where one is not recorded."""
    decade = "" if year is None else f"{year // 10 * 10}s"
    values = (sector, design, decade, innovation)
    return {
        name: "" if value is None else str(value)
        for name, value in zip(FACETS, values, strict=True)
    }


def ancestry(parents: Mapping[str, str | None]) -> dict[str, tuple[str, ...]]:
    """Each code with those above it, itself first."""
    found: dict[str, tuple[str, ...]] = {}
    for code in parents:
        chain, above = [code], parents[code]
        while above is not None and above not in chain:
            chain.append(above)
            above = parents.get(above)
        found[code] = tuple(chain)
    return found


def by_side(
    codings: Iterable[Coded], above: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], dict[str, list[Coded]]]:
    """(code, side) → passage → its codings; a part's evidence is the whole's too."""
    found: dict[tuple[str, str], dict[str, list[Coded]]] = defaultdict(dict)
    for coding in codings:
        for code in above[coding.code]:
            found[code, coding.side].setdefault(coding.passage, []).append(coding)
    return found


def standing(code: str, side: str, passages: Mapping[str, list[Coded]]) -> list[Row]:
    """One side of a claim, best first; each work once before any comes again."""
    checked: list[tuple[tuple[Any, ...], Row]] = []
    for key, codings in passages.items():
        level = min((c.level for c in codings), key=LEVELS.index)
        some = [c for c in codings if c.level == level]
        first = min(some, key=lambda c: (c.code != code, -c.score, c.id))
        coders = len({c.coder for c in some})
        row = {
            "passage": key,
            "work": first.work,
            "checked": level,
            "coders": coders,
            "coding": first.id,
        }
        checked.append((_rank(first, coders), row))
    rows = [row for _, row in sorted(checked, key=lambda pair: pair[0])]
    human = _in_turns([row for row in rows if row["checked"] != "model"])
    model = _in_turns([row for row in rows if row["checked"] == "model"])
    return [
        {"code": code, "side": side, "place": place, **row}
        for place, row in enumerate([*human, *model], start=1)
    ]


def _rank(first: Coded, coders: int) -> tuple[Any, ...]:
    """By who checked it, kind of evidence, how open the text is; newer first."""
    text = TEXTS.index(first.shown) if first.shown in TEXTS else len(TEXTS)
    return (
        LEVELS.index(first.level),
        -min(coders, 2),
        first.design not in RESEARCH,
        text,
        -(first.year or 0),
        -first.score,
        first.work,
        first.passage,
    )


def _in_turns(rows: Sequence[Row]) -> list[Row]:
    """The first of each work, then the second of each, and so on; else in order."""
    seen: dict[str, int] = defaultdict(int)
    turned: list[Row] = []
    for row in rows:
        seen[row["work"]] += 1
        turned.append({**row, "turn": seen[row["work"]]})
    return sorted(turned, key=lambda row: row["turn"])


def derived(
    codings: Iterable[Coded], parents: Mapping[str, str | None]
) -> Iterator[Row]:
    """The rows of `standing`, for every code and side."""
    sides = by_side(codings, ancestry(parents))
    for code in parents:
        for side in ("supports", "contradicts", "qualifies"):
            yield from standing(code, side, sides.get((code, side), {}))
