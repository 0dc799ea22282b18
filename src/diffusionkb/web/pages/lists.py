"""Pages as files: evidence and numbers as CSV; works of a claim or search."""

from collections.abc import Iterator

from .. import evidence_files, row_references, wording
from ..answers import Asked, Document, Problem
from ..claims import Claim, claims, code_row, none_found
from ..csv_files import csv_file
from ..items import evidence
from ..shelf import Shelf
from .overview import map_content, timeline_content
from .search import search_page

WORKS = """
SELECT work FROM standing WHERE code = ? AND side LIKE ? AND checked <> 'model'
GROUP BY work ORDER BY work
"""
MOST_OF_A_SIDE = 500  # rows in a file; `page=2` has the next


def claim_file(shelf: Shelf, asked: Asked) -> Document:
    """A claim, or one side of it: its evidence, or the works that others coded."""
    code = asked.parts["code"].replace("/", ".")
    parent = code_row(shelf, code)["parent"]
    slug = asked.one_of("side", {"": 0, **wording.BY_SLUG}, "")
    name = f"{code}-{slug}" if slug else code
    if asked.parts["kind"] == "csv":
        (claim,) = (c for c in claims(shelf, parts_of=parent) if c.code == code)
        return csv_file(
            evidence_files.HEAD, _evidence(shelf, asked, claim, slug), name=name
        )
    stance = wording.BY_SLUG[slug].stance if slug else "%"
    keys = [row["work"] for row in shelf.rows(WORKS, [code, stance])]
    return _references(shelf, asked, keys, name=name)


def _evidence(
    shelf: Shelf, asked: Asked, claim: Claim, slug: str
) -> Iterator[evidence_files.Row]:
    """Each side, best first; of a side with nothing, how much was searched."""
    site = asked.origin + asked.base
    after = (asked.page() - 1) * MOST_OF_A_SIDE
    for balance in claim.sides:
        if slug not in ("", balance.side):
            continue
        stance = wording.BY_SLUG[balance.side].stance
        items = evidence(shelf, claim.code, stance, after=after, limit=MOST_OF_A_SIDE)
        said = f"{balance.word}: {claim.title}"
        yield from evidence_files.rows(shelf, ((one, said) for one in items), site=site)
        if not items and not after:
            yield evidence_files.nothing(said, none_found(shelf, balance))


def search_file(shelf: Shelf, asked: Asked) -> Document:
    """One page of results: the passages, or the works they are of."""
    results = search_page(shelf, asked).content.results
    if asked.parts["kind"] == "csv":
        found = (
            (hit.item, "; ".join(f"{side[2]}: {side[3]}" for side in hit.sides))
            for hit in results
        )
        rows = evidence_files.rows(shelf, found, site=asked.origin + asked.base)
        return csv_file(evidence_files.HEAD, rows, name="search")
    keys = list(dict.fromkeys(result.item.work for result in results))
    return _references(shelf, asked, keys, name="search")


def _references(shelf: Shelf, asked: Asked, keys: list[str], *, name: str) -> Document:
    if not keys:
        raise Problem.missing("There is no work to refer to here.")
    kind = asked.parts["kind"]
    return row_references.document(shelf, keys, kind=kind, name=name)


def map_file(shelf: Shelf, asked: Asked) -> Document:
    """The map, a row for each claim and column."""
    table = map_content(shelf, asked).table
    rows = [
        (
            line.claim.title,
            column.label,
            *(cell.sides if cell.searched else ("", "", "")),
            cell.works if cell.searched else "",
            "yes" if cell.searched else "no",
        )
        for line in table.lines
        for column, cell in zip(table.columns, line.cells, strict=True)
    ]
    head = ("claim", table.facet, *_sides(), "works", "searched")
    return csv_file(head, rows, name="map")


def timeline_file(shelf: Shelf, asked: Asked) -> Document:
    """The timeline of a claim, a row for each decade."""
    found = timeline_content(shelf, asked)
    rows = [(line.label, *line.works, line.searched) for line in found.decades]
    return csv_file(("decade", *_sides(), "works searched"), rows, name="timeline")


def _sides() -> list[str]:
    return [side.word.lower() for side in wording.SIDES]
