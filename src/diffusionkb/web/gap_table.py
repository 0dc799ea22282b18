"""Claims by sector, kind of evidence, decade or size of change, counted in works.

The table is the picture. “0” means that works were read for the claim and none speaks
to it; “not searched” that nobody has read any of that kind for it.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from . import addresses, wording
from .claims import Claim
from .shelf import Shelf
from .wording import SIDES

COLUMNS = "SELECT value, works FROM searched WHERE facet = ? ORDER BY place"
STEPS = (1, 2, 4, 8)  # from how many works on a cell is shaded more


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A value of the facet, and how many works there are to look at."""

    value: str
    label: str
    searched: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Works that speak to a claim, by side; `searched` says whether anybody looked."""

    works: int
    sides: tuple[int, int, int]
    searched: bool
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

    def by_column(self, index: int) -> Iterator[tuple[Column, tuple[Cell, ...]]]:
        """One column with its cells, from top to bottom."""
        yield self.columns[index], tuple(line.cells[index] for line in self.lines)


def gap_table(shelf: Shelf, facet: str, claims: Sequence[Claim]) -> GapTable:
    """Works on each claim by the values of a facet."""
    name = ("map", facet, tuple(claim.code for claim in claims))
    return shelf.kept(name, lambda: _gap_table(shelf, facet, claims))


def _gap_table(shelf: Shelf, facet: str, claims: Sequence[Claim]) -> GapTable:
    columns = tuple(
        Column(
            value=row["value"],
            label=wording.value(facet, row["value"]),
            searched=row["works"],
        )
        for row in _in_order(shelf.rows(COLUMNS, [facet]), facet)
    )
    rows = shelf.rows("SELECT * FROM cells WHERE facet = ?", [facet])
    found = {(row["code"], row["value"], row["side"]): row for row in rows}
    return GapTable(
        by=facet,
        facet=wording.FACETS[facet],
        columns=columns,
        lines=tuple(
            Line(
                claim=claim,
                cells=tuple(_cell(claim, column, facet, found) for column in columns),
            )
            for claim in claims
        ),
    )


def _in_order(rows: list[sqlite3.Row], facet: str) -> list[sqlite3.Row]:
    """Kinds of evidence as on the other pages, research first; else as published."""
    if facet != "kind":
        return rows
    return sorted(rows, key=lambda row: wording.design_order(row["value"]))


def _cell(
    claim: Claim,
    column: Column,
    facet: str,
    found: Mapping[tuple[str, str, str], sqlite3.Row],
) -> Cell:
    code, value = claim.code, column.value
    whole = found.get((code, value, "any"))
    for_, against, depends = (
        row["works"] if (row := found.get((code, value, side.stance))) else 0
        for side in SIDES
    )
    works = whole["works"] if whole else 0
    return Cell(
        works=works,
        sides=(for_, against, depends),
        searched=whole is not None and whole["state"] != "not-searched",
        shade=sum(works >= step for step in STEPS),
        address=addresses.search(claim=code, **{facet: value or "none"}),
        spoken=f"{for_} for, {against} against, {depends} it depends",
    )
