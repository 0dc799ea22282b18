"""The evidence gap map in words, the same on a terminal, in a picture and in a table;
and its cells for programs. Nothing here counts.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from io import StringIO

from ..model import Stance
from .filters import Filters
from .gapmap import NOT_STATED, Cell, GapMap, State
from .gapmap_facts import By

FEATURES: Mapping[By, str] = {
    By.SECTOR: "sector",
    By.DESIGN: "kind of evidence",
    By.DECADE: "decade",
    By.INNOVATION: "kind of innovation",
}
# Sign and word of each side: a side is never told by colour alone.
SIDES: Mapping[Stance, tuple[str, str]] = {
    Stance.SUPPORTS: ("+", "for"),
    Stance.CONTRADICTS: ("−", "against"),
    Stance.QUALIFIES: ("±", "it depends"),
}
COUNTING = (
    "We count independent works, not passages; a work may stand on several sides. "
    "Counting is not weighing: studies differ in size and quality."
)
FIELDS = (
    *("code", "by", "column", "state", "works", "for", "against", "depends"),
    *("searched", "awaiting", "model_only", "works_for", "works_against"),
    "works_depends",
)


def title(found: GapMap) -> str:
    return f"Evidence by claim and {FEATURES[found.by]}"


def message(found: GapMap) -> str:
    """How much of the map is evidence, and how much of it nobody knows."""
    cells = Counter(cell.state for row in found.rows for cell in row.cells)
    if not cells:
        return "Nothing to show: no works are here, or no claims."
    return (
        f"Of {works(cells.total(), 'cell')}, {cells[State.FOUND]} hold evidence, "
        f"{cells[State.EMPTY]} were searched and hold none, "
        f"{cells[State.NOT_SEARCHED]} were not searched."
    )


def remarks(found: GapMap) -> Iterator[str]:
    """What has to stand beside the counts."""
    if found.filters:
        yield f"Only {'; '.join(_asked(found.filters))}."
    yield COUNTING
    who = "people, editors and the model" if found.with_model else "people and editors"
    yield (
        f"Codings by {who}; {found.searched} of {works(found.works)} here read by them."
    )
    if found.model_only:
        yield (
            f"The model, which nobody has checked, has codings in "
            f"{works(len(found.model_only), 'further work')}; they are not counted."
        )
    if found.awaiting:
        yield (
            f"A claim was reworded: codings of {works(len(found.awaiting))} await a "
            "second look and are not counted."
        )


def works(count: int, noun: str = "work") -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def counts(cell: Cell) -> str:
    """'+12 −4 ±7'."""
    return " ".join(
        f"{sign}{cell.sides[stance].count}" for stance, (sign, _) in SIDES.items()
    )


def spoken(cell: Cell) -> str:
    """'19 works: 12 for, 4 against, 7 it depends', or why there is nothing."""
    if cell.state is State.NOT_SEARCHED:
        return "not searched"
    if cell.state is State.EMPTY:
        return f"{works(cell.searched)} searched, none found"
    sides = (
        f"{cell.sides[stance].count} {word}" for stance, (_, word) in SIDES.items()
    )
    return f"{works(cell.count)}: {', '.join(sides)}"


def as_data(found: GapMap) -> dict[str, object]:
    """The map for programs, with the works of every cell."""
    return {
        "by": found.by.value,
        "with_model": found.with_model,
        "codebook": found.codebook,
        "only": list(_asked(found.filters)),
        "works": found.works,
        "searched": found.searched,
        "columns": [
            {"column": c.value or NOT_STATED, "works": c.works, "searched": c.searched}
            for c in found.columns
        ],
        "rows": [
            {
                "code": row.code.id,
                "label": row.code.label,
                "claim": row.code.claim,
                "total": _cell(row.total),
                "cells": [
                    {"column": cell.column or NOT_STATED, **_cell(cell)}
                    for cell in row.cells
                ],
            }
            for row in found.rows
        ],
    }


def _cell(cell: Cell) -> dict[str, object]:
    return {
        "state": cell.state.value,
        "count": cell.count,
        "searched": cell.searched,
        "sides": {
            stance.value: {
                "count": side.count,
                "works": list(side.works),
                "people": list(side.people),
                "editors": list(side.editors),
                "model": list(side.model),
            }
            for stance, side in cell.sides.items()
        },
        "awaiting": list(cell.awaiting),
        "model_only": list(cell.model_only),
    }


def as_csv(found: GapMap) -> str:
    """One line a cell, with the works of each side."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIELDS)
    for row in found.rows:
        for cell in row.cells:
            sides = [cell.sides[stance] for stance in Stance]
            writer.writerow(
                [cell.code, found.by.value, _harmless(cell.column), cell.state.value]
                + [cell.count, *(side.count for side in sides), cell.searched]
                + [len(cell.awaiting), len(cell.model_only)]
                + [" ".join(side.works) for side in sides]
            )
    return out.getvalue()


def _harmless(column: str | None) -> str:
    """A value that no spreadsheet takes for a formula."""
    value = column or NOT_STATED
    return f"'{value}" if value.lstrip().startswith(("=", "+", "-", "@")) else value


def _asked(filters: Filters) -> Iterator[str]:
    """'sector health or education', 'years 2000–2015'."""
    named = {
        "sector": filters.sectors,
        "design": filters.designs,
        "innovation": filters.innovation_types,
        "work": filters.works,
        "author": filters.authors,
        "title": filters.titles,
        "text": filters.source_kinds,
        "years": ["–".join(str(end or "") for end in span) for span in filters.years],
    }
    yield from (f"{name} {' or '.join(some)}" for name, some in named.items() if some)
    if filters.open_only:
        yield "text that may be shown to anybody"
