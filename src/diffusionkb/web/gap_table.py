"""Claims by sector, kind of evidence, decade or size of change, counted in works.

The table is the picture. “0” means that works were searched and none speaks to the
claim; “not searched” that the library holds no work of that kind at all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from . import addresses, wording
from .claims import Claim
from .shelf import Shelf
from .wording import SIDES

STEPS = (1, 2, 4, 8)  # from how many works on a cell is shaded more


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A value of the facet, and how many works there are to look at."""

    value: str
    label: str
    searched: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Works that speak to a claim, by side. `searched` of 0: nobody could look."""

    works: int
    sides: tuple[int, int, int]
    searched: int
    shade: int
    address: str
    spoken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A claim with its cells, in the order of the columns."""

    claim: Claim
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapTable:
    """The whole table."""

    by: str
    facet: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    works: int

    def by_column(self, index: int) -> Iterator[tuple[Column, tuple[Cell, ...]]]:
        """One column with its cells, from top to bottom."""
        yield self.columns[index], tuple(line.cells[index] for line in self.lines)


def gap_table(shelf: Shelf, facet: str, claims: Sequence[Claim]) -> GapTable:
    """Works on each claim by the values of a facet."""
    columns = tuple(_columns(shelf, facet))
    rows = shelf.rows("SELECT * FROM cells WHERE facet = ?", [facet])
    found = {(row["code"], row["value"], row["side"]): row["works"] for row in rows}
    return GapTable(
        by=facet,
        facet=wording.FACETS.get(facet, facet),
        columns=columns,
        lines=tuple(
            Line(
                claim=claim,
                cells=tuple(_cell(claim, column, facet, found) for column in columns),
            )
            for claim in claims
        ),
        works=shelf.works_searched(),
    )


def _columns(shelf: Shelf, facet: str) -> Iterator[Column]:
    rows = shelf.rows("SELECT value, works FROM searched WHERE facet = ?", [facet])
    searched = {row["value"]: row["works"] for row in rows}
    known = shelf.facts("facets").get(facet, [])
    for value in sorted({*searched, *known}, key=lambda v: _order(facet, v, known)):
        yield Column(
            value=value,
            label=wording.value(facet, value),
            searched=searched.get(value, 0),
        )


def _order(facet: str, value: str, known: Sequence[str]) -> tuple[Any, ...]:
    """As the codebook has them; what is not recorded comes last."""
    if facet == "kind":
        return (value == "", *wording.design_order(value))
    place = known.index(value) if value in known else len(known)
    return (value == "", place, value)


def _cell(
    claim: Claim, column: Column, facet: str, found: dict[tuple[str, str, str], int]
) -> Cell:
    code, value = claim.code, column.value
    works = found.get((code, value, "any"), 0)
    sides = tuple(found.get((code, value, side.stance), 0) for side in SIDES)
    for_, against, depends = sides
    return Cell(
        works=works,
        sides=(for_, against, depends),
        searched=column.searched,
        shade=sum(works >= step for step in STEPS),
        address=addresses.search(claim=code, **{facet: value or "none"}),
        spoken=f"{for_} for, {against} against, {depends} it depends",
    )
