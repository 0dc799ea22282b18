"""What search needs of many passages at once, and of the few that it shows."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..query.marking import marks_of
from . import extracts
from .finding import Found
from .items import Item, item, passages
from .shelf import Shelf
from .standing import facets_of
from .wording import BY_STANCE

MANY = 500
MOST = 1000  # candidates that are looked at: a reader sees the best of them
ROWS = """
SELECT p.id, p.citation_key, p.source_kind, w.year, w.sector, w.design,
  w.innovation_type FROM main.passages p JOIN works w USING (citation_key)
WHERE p.id IN (?)
"""
CODINGS = """
SELECT passage, code, stance, coder_kind, trust FROM codings WHERE passage IN (?)
ORDER BY CASE coder_kind WHEN 'person' THEN 0 WHEN 'editorial' THEN 1 ELSE 2 END, id
"""
CODED_WITH = """
SELECT passage FROM standing WHERE code IN (?)
GROUP BY passage ORDER BY min(checked = 'model'), min(place)
"""
LEVELS = {"person": "people", "editorial": "editors", "model": "model"}
COUNT = """
SELECT coder_kind, count(DISTINCT coder) FROM codings WHERE passage = ?
GROUP BY coder_kind ORDER BY
  CASE coder_kind WHEN 'person' THEN 0 WHEN 'editorial' THEN 1 ELSE 2 END LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage with what it can be narrowed by."""

    id: str
    work: str
    facets: Mapping[str, str]
    codings: tuple[Mapping[str, str], ...]  # claim, side, checked, trust


def candidates(shelf: Shelf, ids: Sequence[str]) -> list[Candidate]:
    """The passages of these ids, in this order."""
    rows: dict[str, sqlite3.Row] = {}
    codings: dict[str, list[Mapping[str, str]]] = {}
    tops = _tops(shelf)
    for start in range(0, min(len(ids), MOST), MANY):
        some = ids[start : start + MANY]
        rows.update((row["id"], row) for row in shelf.among(ROWS, some))
        for row in shelf.among(CODINGS, some):
            coding = {
                "claim": tops[row["code"]],
                "side": BY_STANCE[row["stance"]].slug,
                "checked": LEVELS[row["coder_kind"]],
                "trust": row["trust"] or "",
            }
            codings.setdefault(row["passage"], []).append(coding)
    return [
        _candidate(rows[key], tuple(codings.get(key, ()))) for key in ids if key in rows
    ]


def _candidate(row: sqlite3.Row, codings: tuple[Mapping[str, str], ...]) -> Candidate:
    facets = facets_of(
        row["year"], row["sector"], row["design"], row["innovation_type"]
    )
    return Candidate(
        id=row["id"],
        work=row["citation_key"],
        facets={**facets, "text": row["source_kind"]},
        codings=codings,
    )


def _tops(shelf: Shelf) -> Mapping[str, str]:
    """Each code's top-level claim."""
    parents = shelf.pairs("SELECT id, parent FROM codes")
    tops: dict[str, str] = {}
    for code in parents:
        top = code
        while parents.get(top):
            top = parents[top]
        tops[code] = top
    return tops


def coded_with(shelf: Shelf, ticked: Mapping[str, Sequence[str]]) -> Found:
    """What is coded, in the order of evidence, where nothing is asked in words."""
    claims = ticked.get("claim") or [
        row["id"] for row in shelf.rows("SELECT id FROM codes WHERE parent IS NULL")
    ]
    rows = shelf.among(CODED_WITH, claims)[:MOST]
    order = tuple(row["passage"] for row in rows)
    return Found(order=order, near=(), by_words=frozenset(), words_only=False)


def shown(
    shelf: Shelf, some: Sequence[Candidate], query: str
) -> Iterator[tuple[Candidate, Item, str]]:
    """Candidates as evidence, with the words around the search marked as HTML."""
    rows = passages(shelf, [one.id for one in some])
    marks = marks_of(shelf, query, [one.id for one in some]) if query else {}
    for one in some:
        checked = shelf.one(COUNT, [one.id])
        level, coders = (checked[0], checked[1]) if checked else ("", 0)
        text = rows[one.id]["text"] or ""
        yield (
            one,
            item(rows[one.id], checked=level, coders=coders),
            extracts.marked(text, marks.get(one.id, ())) if query else "",
        )
