"""Where evidence stands, and how much there is: derived when it is published.

The order of evidence on each side of a claim, works counted by side, and works by
sector, kind, decade. A work counts for a side if a person or an editor coded a passage
of it so; what only the model found is counted apart. Nothing is weighed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
ANY = "any"  # all sides together: a work that stands on two counts once
LEVELS = ("person", "editorial", "model")
RESEARCH = ("review", "quantitative", "qualitative", "mixed-methods")
KINDS = (*RESEARCH, "practice", "theory", "opinion")  # in this order, then the others
TEXTS = ("in full", "an excerpt (rights)", "our summary, not the author's words")
CODED = """
SELECT c.id, c.code, c.stance, c.coder_kind, c.coder, c.score, c.passage,
  p.citation_key, p.shown, p.source_kind, w.year, w.sector, w.design, w.innovation_type
FROM codings c JOIN passages p ON p.id = c.passage
JOIN works w ON w.citation_key = p.citation_key ORDER BY c.id
"""
SEARCHED = """
SELECT p.citation_key, count(*), w.year, w.sector, w.design, w.innovation_type
FROM passages p JOIN works w USING (citation_key)
WHERE p.kind IN ('body', 'abstract') GROUP BY p.citation_key ORDER BY p.citation_key
"""
FACETS = ("sector", "kind", "decade", "year", "innovation")


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
    source_kind: str
    facets: Mapping[str, str]


def coded(row: Sequence[Any]) -> Coded:
    number, code, side, level, coder, score, passage, work, shown, kind, *facets = row
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
        source_kind=kind,
        facets=facets_of(*facets),
    )


def facets_of(
    year: int | None, sector: str | None, design: str | None, innovation: str | None
) -> dict[str, str]:
    """The values a work is counted under; empty where one is not recorded."""
    decade = "" if year is None else f"{year // 10 * 10}s"
    values = (sector, design, decade, year, innovation)
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
        checked.append((_order(first, coders), row))
    rows = [row for _, row in sorted(checked, key=lambda pair: pair[0])]
    human = _in_turns([row for row in rows if row["checked"] != "model"])
    model = _in_turns([row for row in rows if row["checked"] == "model"])
    return [
        {"code": code, "side": side, "place": place, **row}
        for place, row in enumerate([*human, *model], start=1)
    ]


def _order(first: Coded, coders: int) -> tuple[Any, ...]:
    """By who checked it, kind of evidence, how open the text is; newer first."""
    design = first.facets["kind"]
    kind = KINDS.index(design) if design in KINDS else len(KINDS)
    text = TEXTS.index(first.shown) if first.shown in TEXTS else len(TEXTS)
    year = first.facets["year"]
    return (
        LEVELS.index(first.level),
        -min(coders, 2),
        kind >= len(RESEARCH),
        text,
        -int(year or 0),
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


def balance(code: str, sides: Mapping[str, Mapping[str, list[Coded]]]) -> Iterator[Row]:
    """How many works stand on each side of a claim, and on all together."""
    together: dict[str, list[Coded]] = defaultdict(list)
    for passages in sides.values():
        for key, codings in passages.items():
            together[key].extend(codings)
    for side, passages in {**sides, ANY: together}.items():
        yield {"code": code, "side": side, **_counts(passages)}


def _counts(passages: Mapping[str, list[Coded]]) -> Row:
    every = [coding for codings in passages.values() for coding in codings]
    human = [coding for coding in every if coding.level != "model"]
    works = {coding.work for coding in human}
    read = {coding.passage for coding in human}
    research = {c.work for c in human if c.facets["kind"] in RESEARCH}
    years = [int(c.facets["year"]) for c in human if c.facets["year"]]
    return {
        "works": len(works),
        "passages": len(read),
        "people_works": len({c.work for c in human if c.level == "person"}),
        "research_works": len(research),
        "model_works": len({c.work for c in every} - works),
        "model_passages": len(passages.keys() - read),
        "newest": max(years, default=None),
    }


def cells(code: str, sides: Mapping[str, Mapping[str, list[Coded]]]) -> Iterator[Row]:
    """Works on each side by sector, kind, time; codings by people and editors only."""
    found: dict[tuple[str, str, str], list[Coded]] = defaultdict(list)
    for side, passages in sides.items():
        for coding in (c for some in passages.values() for c in some):
            if coding.level != "model":
                for facet, value in coding.facets.items():
                    found[facet, value, side].append(coding)
                    found[facet, value, ANY].append(coding)
    for (facet, value, side), some in sorted(found.items()):
        yield {
            "code": code,
            "facet": facet,
            "value": value,
            "side": side,
            "works": len({c.work for c in some}),
            "people_works": len({c.work for c in some if c.level == "person"}),
            "passages": len({c.passage for c in some}),
        }


def searched(rows: Iterable[Sequence[Any]]) -> Iterator[Row]:
    """How many works and passages there are to look at, by sector, kind, time."""
    works: dict[tuple[str, str], int] = defaultdict(int)
    passages: dict[tuple[str, str], int] = defaultdict(int)
    for _, count, *facets in rows:
        for pair in facets_of(*facets).items():
            works[pair] += 1
            passages[pair] += count
    for (facet, value), number in sorted(works.items()):
        yield {
            "facet": facet,
            "value": value,
            "works": number,
            "passages": passages[facet, value],
        }


def derived(
    codings: Iterable[Coded], parents: Mapping[str, str | None]
) -> dict[str, list[Row]]:
    """Table → rows, for every code."""
    sides = by_side(codings, ancestry(parents))
    tables: dict[str, list[Row]] = {"standing": [], "balance": [], "cells": []}
    for code in parents:
        own = {
            side: sides.get((code, side), {})
            for side in ("supports", "contradicts", "qualifies")
        }
        for side, passages in own.items():
            tables["standing"] += standing(code, side, passages)
        tables["balance"] += balance(code, own)
        tables["cells"] += cells(code, own)
    return tables
