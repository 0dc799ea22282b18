"""How many works speak to each claim, as the map of the command line counts them.

Independent works by side: editions and translations of one count once; what only the
model found, and codings that await a second look, are counted apart.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..codebook import Codebook
from ..query.gapmap import Cell, GapMap, gap_map
from ..query.gapmap_facts import By
from ..settings import Folder
from .standing import RESEARCH

Row = dict[str, Any]
ANY = "any"  # all sides together: a work that stands on two counts once
FACETS = {
    By.SECTOR: "sector",
    By.DESIGN: "kind",
    By.DECADE: "decade",
    By.INNOVATION: "innovation",
}
PASSAGES = """
SELECT s.code, s.side, sum(s.checked <> 'model'), sum(s.checked = 'model'),
  max(CASE WHEN s.checked <> 'model' THEN w.year END)
FROM standing s JOIN works w ON w.citation_key = s.work GROUP BY s.code, s.side
"""


def maps(folder: Folder, codebook: Codebook) -> dict[By, GapMap]:
    """The map by each feature of works, with the parts of claims."""
    return {by: gap_map(folder, codebook, by=by, parts=True) for by in FACETS}


def cells(found: Mapping[By, GapMap]) -> Iterator[Row]:
    """Works on each side of each claim, by each feature."""
    for by, facet in FACETS.items():
        for row in found[by].rows:
            for cell in row.cells:
                yield from _cell(cell, facet)


def _cell(cell: Cell, facet: str) -> Iterator[Row]:
    place = {"code": cell.code, "facet": facet, "value": cell.column}
    state = {"state": cell.state.value, "searched": cell.searched}
    yield {**place, "side": ANY, "works": cell.count, **state}
    for stance, side in cell.sides.items():
        if side.count:
            yield {**place, "side": stance.value, "works": side.count, **state}


def searched(found: Mapping[By, GapMap]) -> Iterator[Row]:
    """How many works there are to look at, by each feature, in the map's order."""
    for by, facet in FACETS.items():
        for place, column in enumerate(found[by].columns):
            yield {
                "facet": facet,
                "value": column.value,
                "place": place,
                "works": column.works,
            }


def balance(
    found: Mapping[By, GapMap], passages: Sequence[Sequence[Any]]
) -> Iterator[Row]:
    """How many works stand on each side of a claim, and on all together."""
    counted = {(row[0], row[1]): tuple(row[2:]) for row in passages}
    for row in found[By.DESIGN].rows:
        total, code = row.total, row.code.id
        sides = [
            counted.get((code, stance.value), (0, 0, None)) for stance in total.sides
        ]
        research = [c.count for c in row.cells if c.column in RESEARCH]
        yield {
            "code": code,
            "side": ANY,
            "works": total.count,
            "passages": sum(side[0] for side in sides),
            "research_works": min(sum(research), total.count),
            "model_works": len(total.model_only),
            "model_passages": sum(side[1] for side in sides),
            "newest": max((side[2] for side in sides if side[2]), default=None),
            "awaiting": len(total.awaiting),
        }
        for stance, side in total.sides.items():
            read, guessed, newest = counted.get((code, stance.value), (0, 0, None))
            yield {
                "code": code,
                "side": stance.value,
                "works": side.count,
                "passages": read,
                "research_works": 0,
                "model_works": len({*side.model} - {*total.works}),
                "model_passages": guessed,
                "newest": newest,
                "awaiting": 0,
            }
