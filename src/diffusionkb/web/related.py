"""Passages near to one in meaning, sorted by whether they point the same way.

Computed when the public file is written, among the passages that are coded: no page
has to compare vectors. Only what is shown in full has one.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ..scales import brought
from ..vectors import ExactIndex
from .items import Item, item, passages
from .shelf import Shelf

NEAR = 0.35  # cosine below which passages have little to do with each other
LOOKED_AT = 60
SHOWN = 3  # in each direction
BLOCK = 512
MOST = 40_000  # coded passages that are compared, people's and editors' first
CODED = """
SELECT c.passage, p.citation_key, c.code, c.stance FROM codings c
JOIN passages p ON p.id = c.passage
ORDER BY c.coder_kind = 'model', c.passage, c.id
"""
RELATED = "SELECT same, other FROM related WHERE passage = ? ORDER BY same, place"
LEVELS = """
SELECT passage, coder_kind, count(DISTINCT coder) AS coders, max(trust) AS trust
FROM codings
WHERE passage IN (?) GROUP BY passage, coder_kind ORDER BY
  CASE coder_kind WHEN 'person' THEN 0 WHEN 'editorial' THEN 1 ELSE 2 END
"""
Sides = Mapping[str, Mapping[str, str]]  # passage → code → stance


def pairs(index: ExactIndex, rows: Iterable[Sequence[Any]]) -> Iterator[dict[str, Any]]:
    """Rows of `related`: for each coded passage the nearest that share a claim.

    Of each other work one; on the same side of that claim, and on another.
    """
    sides: dict[str, dict[str, str]] = {}
    works: dict[str, str] = {}
    for passage, work, code, stance in rows:
        if passage in sides or len(sides) < MOST:
            sides.setdefault(passage, {}).setdefault(code, stance)
            works[passage] = work
    places = [row for row, key in enumerate(index.ids) if key in sides]
    keys = [index.ids[row] for row in places]
    vectors, scale = np.asarray(index.matrix[places]), index.model.scale
    for start in range(0, len(keys), BLOCK):
        cosines = brought(vectors[start : start + BLOCK] @ vectors.T, scale)
        for key, row in zip(keys[start : start + BLOCK], cosines, strict=True):
            near = [keys[place] for place in _nearest(row) if keys[place] != key]
            yield from _sorted(key, near, sides, works)


def _nearest(cosines: Any) -> list[int]:
    count = min(LOOKED_AT, len(cosines))
    best = np.argpartition(-cosines, count - 1)[:count]
    best = best[cosines[best] >= NEAR]
    return [int(place) for place in best[np.argsort(-cosines[best], kind="stable")]]


def _sorted(
    key: str, near: Sequence[str], sides: Sides, works: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Which of the nearest are shown with a passage, and in which direction."""
    own, seen = sides[key], {works[key]}
    found = {True: 0, False: 0}
    for other in near:
        shared = sides[other].keys() & own.keys()
        same = any(sides[other][code] == own[code] for code in shared)
        if not shared or works[other] in seen or found[same] == SHOWN:
            continue
        seen.add(works[other])
        found[same] += 1
        yield {"passage": key, "same": same, "place": found[same], "other": other}


def related(shelf: Shelf, key: str) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """What is near to a passage: on the same side of a claim, and on others."""
    found = shelf.rows(RELATED, [key])
    others = [row["other"] for row in found]
    rows = passages(shelf, others)
    levels: dict[str, sqlite3.Row] = {}
    for row in shelf.among(LEVELS, others):
        levels.setdefault(row["passage"], row)
    both: dict[bool, list[Item]] = {True: [], False: []}
    for row in found:
        if row["other"] in rows:
            level = levels[row["other"]]
            shown = item(
                rows[row["other"]],
                checked=level["coder_kind"],
                coders=level["coders"],
                trust=level["trust"],
            )
            both[bool(row["same"])].append(shown)
    return tuple(both[True]), tuple(both[False])
