"""The map of gaps and the timeline: where evidence is, where none, and since when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .. import addresses, wording
from ..answers import Asked, Page
from ..claims import Claim, claims
from ..gap_table import GapTable, gap_table
from ..shelf import Shelf
from ..wording import SIDES

DECADES = """
SELECT value, side, works FROM cells WHERE code = ? AND facet = 'decade'
"""
EDGES = """
SELECT w.author_year, w.title, w.citation_key FROM standing s
JOIN works w ON w.citation_key = s.work
WHERE s.code = ? AND s.checked <> 'model' AND w.year IS NOT NULL
ORDER BY w.year {}, w.citation_key LIMIT 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage:
    """The map, and the other ways to draw it."""

    table: GapTable
    message: str
    ways: tuple[tuple[str, str, bool], ...]
    picture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decade:
    """How many works of one decade stand on each side."""

    label: str
    works: tuple[int, int, int]
    links: tuple[str, str, str]
    searched: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePage:
    """When the works on a claim were published, by side."""

    claim: Claim
    others: tuple[Claim, ...]
    decades: tuple[Decade, ...]
    oldest: tuple[str, str]
    newest: tuple[str, str]
    picture: str


def map_content(shelf: Shelf, asked: Asked) -> MapPage:
    by = asked.one_of("by", wording.FACETS, "sector")
    table = gap_table(shelf, by, claims(shelf))
    return MapPage(
        table=table,
        message=_message(table),
        ways=tuple(
            (label, addresses.gap_map(name), name == by)
            for name, label in wording.FACETS.items()
        ),
        picture=f"/map.svg?by={by}",
    )


def map_page(shelf: Shelf, asked: Asked) -> Page:
    content = map_content(shelf, asked)
    title = f"Where evidence is, and where none is: claims by {content.table.facet}"
    return Page(template="map.html", title=title, content=content, section="map")


def _message(table: GapTable) -> str:
    """What the map says, in a sentence."""
    cells = [cell for line in table.lines for cell in line.cells if cell.searched]
    if not cells:
        return "Not searched: nobody has read works for any of these claims yet."
    empty = sum(not cell.works for cell in cells)
    one_sided = sum(
        bool(cell.works) and not (cell.sides[0] and cell.sides[1]) for cell in cells
    )
    return (
        f"Of {len(cells)} pairs of claim and {table.facet}, {empty} have no work that "
        f"speaks to the claim, and {one_sided} have works on one side only."
    )


def timeline_content(shelf: Shelf, asked: Asked) -> TimelinePage:
    every = claims(shelf)
    known = {claim.code: claim for claim in every}
    code = asked.one_of("claim", known, next(iter(known), ""))
    claim = known[code]
    return TimelinePage(
        claim=claim,
        others=every,
        decades=tuple(_decades(shelf, code)),
        oldest=_edge(shelf, code, "ASC"),
        newest=_edge(shelf, code, "DESC"),
        picture=f"/timeline.svg?claim={code}",
    )


def timeline_page(shelf: Shelf, asked: Asked) -> Page:
    content = timeline_content(shelf, asked)
    title = f"When research said what: {content.claim.title}"
    return Page(
        template="timeline.html", title=title, content=content, section="timeline"
    )


def _decades(shelf: Shelf, code: str) -> Iterator[Decade]:
    found: Mapping[tuple[str, str], int] = {
        (row["value"], row["side"]): row["works"] for row in shelf.rows(DECADES, [code])
    }
    rows = shelf.rows("SELECT value, works FROM searched WHERE facet = 'decade'")
    searched = {row["value"]: row["works"] for row in rows}
    for value in sorted(searched, key=lambda v: (v == "", v)):
        for_, against, depends = (found.get((value, s.stance), 0) for s in SIDES)
        one, two, three = (
            addresses.search(claim=code, decade=value or "none", side=side.slug)
            for side in SIDES
        )
        yield Decade(
            label=wording.value("decade", value),
            works=(for_, against, depends),
            links=(one, two, three),
            searched=searched[value],
        )


def _edge(shelf: Shelf, code: str, order: str) -> tuple[str, str]:
    """The first or the newest work on a claim: its name and its address."""
    row = shelf.one(EDGES.format(order), [code])
    if row is None:
        return "", ""
    named = f"{wording.names(row['author_year'])}: {row['title']}"
    return named, addresses.work(row["citation_key"])
