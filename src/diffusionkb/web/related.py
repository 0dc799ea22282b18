"""Passages near to one in meaning, sorted by whether they point the same way.

Only vectors of what is shown in full stand beside the public database.
"""

from bisect import bisect_left
from collections.abc import Mapping

from ..errors import NotBuilt
from ..query.ranking import index_of
from ..vectors import ExactIndex
from .items import Item, item, passages
from .public_vectors import public_folder
from .shelf import Shelf

NEAR = 0.35  # cosine below which passages have little to do with each other
LOOKED_AT = 60
SHOWN = 3
CODED = (
    "SELECT passage, code, stance, coder_kind, coder FROM codings WHERE passage IN (?)"
)


def related(
    shelf: Shelf, key: str, sides: Mapping[str, str]
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Nearest passages of other works: on the same side of a claim, and on others.

    Passages that share no claim with this one are left out; without vectors, all are.
    """
    near = nearest(shelf, key)
    rows = passages(shelf, near)
    coded: dict[str, dict[str, str]] = {}
    level: dict[str, tuple[str, int]] = {}
    for row in shelf.among(CODED, rows):
        coded.setdefault(row["passage"], {})[row["code"]] = row["stance"]
        level.setdefault(row["passage"], (row["coder_kind"], 1))
    own = shelf.one("SELECT citation_key FROM main.passages WHERE id = ?", [key])
    works = {own["citation_key"]} if own else set()
    found: dict[bool, list[Item]] = {True: [], False: []}
    for other in near:
        shared = coded.get(other, {}).keys() & sides.keys()
        if not shared or rows[other]["citation_key"] in works:
            continue
        same = any(coded[other][code] == sides[code] for code in shared)
        if len(found[same]) < SHOWN:
            works.add(rows[other]["citation_key"])
            checked, coders = level[other]
            found[same].append(item(rows[other], checked=checked, coders=coders))
    return tuple(found[True]), tuple(found[False])


def nearest(shelf: Shelf, key: str) -> list[str]:
    """The passages nearest in meaning, itself left out; none without vectors."""
    try:
        index = index_of(public_folder(shelf.file))
    except NotBuilt:
        return []
    assert isinstance(index, ExactIndex)
    row = _row_of(index, key)
    if row is None:
        return []
    found = index.nearest(index.matrix[row], LOOKED_AT + 1)
    return [other for other, cosine in found if other != key and cosine >= NEAR]


def _row_of(index: ExactIndex, key: str) -> int | None:
    """The row of a passage; ids are sorted."""
    row = bisect_left(index.ids, key)
    return row if row < len(index.ids) and index.ids[row] == key else None
