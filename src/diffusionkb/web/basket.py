"""What a reader collected: passages by their ids, with words, sides and citation.

A basket is an address, so that it can be shared and kept; nothing is stored here.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import addresses, items, wording
from .answers import Asked, Problem
from .cite_box import pandoc
from .row_references import cited_as
from .shelf import Shelf

MOST = 100
CODINGS = """
SELECT c.passage, c.code, c.stance, c.coder, c.coder_kind, c.why, c.trust,
  coalesce(nullif(t.headline, ''), k.headline, k.label) AS claim,
  coalesce(t.id, k.id) AS claim_id
FROM codings c JOIN codes k ON k.id = c.code LEFT JOIN codes t ON t.id = k.parent
WHERE c.passage IN (?) ORDER BY
  CASE c.coder_kind WHEN 'person' THEN 0 WHEN 'editorial' THEN 1 ELSE 2 END, c.id
"""
SUCCESSORS = "SELECT id, successor FROM retired WHERE id IN (?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """A claim that a passage bears on, and its side."""

    code: str
    claim: str
    side: str
    sign: str
    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """A passage in the basket: as evidence, in full as far as it may be shown."""

    item: items.Item
    text: str
    pandoc: str
    bearings: tuple[Bearing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneSided:
    """A claim of which only one side was collected, and where the other stands."""

    claim: str
    side: str
    other: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """Passages in the order they were collected; `gone` are ids of nothing."""

    collected: tuple[Collected, ...]
    gone: tuple[str, ...]
    one_sided: tuple[OneSided, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(each.item.passage for each in self.collected)

    @property
    def works(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.item.work for each in self.collected))


def basket(shelf: Shelf, asked: Asked) -> Basket:
    """What an address collects.

    Raises:
        Problem: it is more than a basket holds.
    """
    wanted = _current(shelf, asked.every("p"))
    rows = items.passages(shelf, wanted)
    codings = defaultdict(list)
    for coding in shelf.among(CODINGS, rows):
        codings[coding["passage"]].append(coding)
    names = cited_as(shelf, {row["citation_key"] for row in rows.values()})
    collected = tuple(
        _collected(rows[key], codings[key], names) for key in wanted if key in rows
    )
    return Basket(
        collected=collected,
        gone=tuple(key for key in wanted if key not in rows),
        one_sided=one_sided(collected),
    )


def _current(shelf: Shelf, ids: Sequence[str]) -> list[str]:
    if len(ids) > MOST:
        raise Problem(
            400,
            "This basket is too full",
            f"A basket holds {MOST} passages; this address names {len(ids)}.",
            ways=((f"The first {MOST} of them", _first(ids)),),
        )
    moved = {row["id"]: row["successor"] for row in shelf.among(SUCCESSORS, ids)}
    return list(dict.fromkeys(moved.get(key) or key for key in ids))


def _first(ids: Sequence[str]) -> str:
    return Asked(path="/basket").with_parameters(p=ids[:MOST])


def _collected(
    row: sqlite3.Row,
    codings: Sequence[sqlite3.Row],
    names: Mapping[str, str],
) -> Collected:
    level = codings[0]["coder_kind"] if codings else ""
    coders = {c["coder"] for c in codings if c["coder_kind"] == level}
    shown = items.item(
        row,
        checked=level,
        coders=len(coders),
        why=codings[0]["why"] if codings else None,
        trust=codings[0]["trust"] if codings else None,
    )
    where = items.place(row["locator"], row["source_kind"])
    return Collected(
        item=shown,
        text=row["text"] or "",
        pandoc=pandoc(names[row["citation_key"]], where),
        bearings=_bearings(codings),
    )


def _bearings(codings: Sequence[sqlite3.Row]) -> tuple[Bearing, ...]:
    found = {}
    for coding in codings:
        side = wording.BY_STANCE[coding["stance"]]
        found[coding["claim_id"], side.slug] = Bearing(
            code=coding["claim_id"],
            claim=coding["claim"],
            side=side.word,
            sign=side.sign,
            slug=side.slug,
        )
    order = list(wording.BY_SLUG)
    return tuple(sorted(found.values(), key=lambda bearing: order.index(bearing.slug)))


def one_sided(collected: Sequence[Collected]) -> tuple[OneSided, ...]:
    """Claims with evidence for and none against in the basket, or the reverse."""
    sides = defaultdict(set)
    claims = {}
    for bearing in (b for each in collected for b in each.bearings):
        sides[bearing.code].add(bearing.slug)
        claims[bearing.code] = bearing.claim
    other = {"for": "against", "against": "for"}
    return tuple(
        OneSided(
            claim=claims[code],
            side=side,
            other=other[side],
            address=addresses.claim(code, side=other[side]),
        )
        for code, found in sides.items()
        for side in other
        if side in found and other[side] not in found
    )
