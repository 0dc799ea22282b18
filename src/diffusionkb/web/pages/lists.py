"""Pages as files: works of a claim or search as references; map, timeline as CSV."""

import csv
import io
from collections.abc import Iterable

from .. import row_references, wording
from ..answers import Asked, Document, Problem
from ..claims import code_row
from ..shelf import Shelf
from .overview import map_content, timeline_content
from .search import search_page

WORKS = """
SELECT work FROM standing WHERE code = ? AND side LIKE ? AND checked <> 'model'
GROUP BY work ORDER BY work
"""


def claim_file(shelf: Shelf, asked: Asked) -> Document:
    """The works that people or editors put on a claim, or on one side of it."""
    code = asked.parts["code"].replace("/", ".")
    code_row(shelf, code)
    slug = asked.one_of("side", {"": 0, **wording.BY_SLUG}, "")
    stance = wording.BY_SLUG[slug].stance if slug else "%"
    keys = [row["work"] for row in shelf.rows(WORKS, [code, stance])]
    return _references(shelf, asked, keys, name=code)


def search_file(shelf: Shelf, asked: Asked) -> Document:
    """The works of one page of results."""
    results = search_page(shelf, asked).content.results
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
    return _csv(head, rows, name="map")


def timeline_file(shelf: Shelf, asked: Asked) -> Document:
    """The timeline of a claim, a row for each decade."""
    found = timeline_content(shelf, asked)
    rows = [(line.label, *line.works, line.searched) for line in found.decades]
    return _csv(("decade", *_sides(), "works searched"), rows, name="timeline")


def _sides() -> list[str]:
    return [side.word.lower() for side in wording.SIDES]


def _csv(
    head: Iterable[str], rows: Iterable[Iterable[object]], *, name: str
) -> Document:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    body, kind = out.getvalue(), "text/csv; charset=utf-8"
    return Document(body=body, content_type=kind, name=f"{name}.csv")
