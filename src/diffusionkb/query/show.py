"""One passage in its context, or one work with what it argues."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from ..catalogue import PASSAGE, SEARCHED_KINDS, Catalogue, Row
from ..errors import UnknownName
from ..model import Hit, TextOrigin, Work
from ..references.links import Link, links_of
from ..rows import lines_of
from ..settings import Folder
from .search import hit_of
from .work_contents import Argued, FileView, argued, sources_of

SURE = 0.5  # confidence from which a printed page number is used


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """A page that a passage stands on: in the file (from 1), by label, as printed.

    `folio` is empty where it is not sure; `sure` is its confidence.
    """

    number: int
    label: str
    folio: str
    sure: float
    quality: float
    origin: TextOrigin


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageView:
    """A passage with its neighbours' texts and where its file stands.

    `asked` is the id it was asked for by, where an earlier reading of the file gave
    it that, `earlier` all such ids. `boxes` are its printed lines: page of the file
    (from 1), left, bottom, right, top in points from the bottom left. `seen_by` are
    coders who read it and gave it no code. Of a page-less file there are no `pages`.
    """

    hit: Hit
    asked: str
    before: str
    after: str
    path: str
    media_type: str
    made_with: str
    boxes: tuple[tuple[float, ...], ...]
    before_id: str = ""
    after_id: str = ""
    pages: tuple[PageView, ...] = ()
    seen_by: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkView:
    """A work, its files, its coded passages, and its links with other works.

    `running` counts passages of running text and abstracts, which search looks at.
    """

    work: Work
    author_year: str
    title: str
    files: tuple[str, ...]
    passages: int
    coded: tuple[Hit, ...]
    linked: tuple[Link, ...] = ()
    running: int = 0
    sources: tuple[FileView, ...] = ()
    argues: tuple[Argued, ...] = ()


def show(folder: Folder, name: str) -> PassageView | WorkView:
    """Look up a passage id or a citation key.

    Raises:
        UnknownName: neither a passage nor a work has this name.
    """
    with Catalogue(folder.work_db) as catalogue:
        passage_id = catalogue.current(name)
        rows = catalogue.passages([passage_id])
        if rows:
            return _passage(catalogue, rows[passage_id], asked=name)
        work = catalogue.work(name)
        if work:
            return _work(catalogue, work)
        raise unknown(catalogue, name)


def unknown(catalogue: Catalogue, name: str) -> UnknownName:
    """The error for a name that is neither passage nor work, with near ones."""
    if gone := catalogue.retired(name):
        return UnknownName(
            f"passage {name} is gone: {gone['path']} was read anew or taken out, and "
            f"its words ({gone['locator']}) stand in no passage of it now"
        )
    near = catalogue.similar_names(name)
    hint = f"; near it: {', '.join(near)}" if near else ""
    return UnknownName(
        f"'{name}' is neither a passage id nor a citation key here{hint}; "
        "'diffusionkb search' shows both"
    )


def _passage(catalogue: Catalogue, row: Row, *, asked: str) -> PassageView:
    source = catalogue.rows(
        "SELECT path, media_type, stamp, paged FROM sources WHERE sha256 = ?",
        [row["sha256"]],
    )[0]
    codings = catalogue.codings([row["id"]]).get(row["id"], ())
    before, after = (_neighbour(catalogue, row, step) for step in (-1, 1))
    return PassageView(
        hit=hit_of(row, codings),
        asked=asked,
        before=before["text"] if before else "",
        after=after["text"] if after else "",
        path=source["path"],
        media_type=source["media_type"],
        made_with=source["stamp"],
        boxes=tuple(_boxes(catalogue, row)),
        before_id=before["id"] if before else "",
        after_id=after["id"] if after else "",
        pages=tuple(_pages(catalogue, row)) if source["paged"] else (),
        seen_by=tuple(_names(catalogue, SEEN_BY, row["id"])),
        earlier=tuple(_names(catalogue, EARLIER, row["id"])),
    )


SEEN_BY = "SELECT coder FROM seen WHERE passage_id = ? ORDER BY coder"
EARLIER = """
WITH RECURSIVE led (id) AS (
  SELECT id FROM retired WHERE successor = ?
  UNION SELECT retired.id FROM retired JOIN led ON retired.successor = led.id)
SELECT id FROM led ORDER BY id
"""


def _names(catalogue: Catalogue, sql: str, passage_id: str) -> list[str]:
    return [str(found[0]) for found in catalogue.rows(sql, [passage_id])]


def _pages(catalogue: Catalogue, row: Row) -> Iterator[PageView]:
    sql = (
        "SELECT number, label, folio, folio_confidence, quality, origin FROM pages "
        "WHERE sha256 = ? AND number BETWEEN ? AND ? ORDER BY number"
    )
    values = [row["sha256"], row["first_page"], row["last_page"]]
    for page in catalogue.rows(sql, values):
        sure = page["folio_confidence"] >= SURE
        yield PageView(
            number=page["number"] + 1,
            label=page["label"] or "",
            folio=page["folio"] if page["folio"] and sure else "",
            sure=page["folio_confidence"],
            quality=page["quality"],
            origin=TextOrigin(page["origin"]),
        )


def _boxes(catalogue: Catalogue, row: Row) -> Iterator[tuple[float, ...]]:
    """The printed lines of a passage, in its order."""
    for page, start, end in json.loads(row["spans"]):
        sql = "SELECT boxes FROM pages WHERE sha256 = ? AND number = ?"
        lines = json.loads(catalogue.rows(sql, [row["sha256"], page])[0]["boxes"])
        for _, *edges in lines_of(lines, start, end):
            yield page + 1, *edges


def _neighbour(catalogue: Catalogue, row: Row, step: int) -> Row | None:
    """The next passage of the same kind in the same file, if there is one."""
    order = "DESC" if step < 0 else "ASC"
    compare = "<" if step < 0 else ">"
    sql = (
        f"SELECT id, text FROM passages WHERE sha256 = ? AND kind = ? "  # noqa: S608
        f"AND position {compare} ? ORDER BY position {order} LIMIT 1"
    )
    found = catalogue.rows(sql, [row["sha256"], row["kind"], row["position"]])
    return found[0] if found else None


def _work(catalogue: Catalogue, work: Work) -> WorkView:
    key = work.citation_key
    named = catalogue.rows(
        "SELECT author_year, title FROM works WHERE citation_key = ?", [key]
    )[0]
    rows = catalogue.rows(
        f"{PASSAGE} WHERE p.citation_key = ? ORDER BY p.sha256, p.position", [key]
    )
    codings = catalogue.codings(row["id"] for row in rows)
    coded = tuple(hit_of(r, codings[r["id"]]) for r in rows if r["id"] in codings)
    sources = tuple(sources_of(catalogue, key))
    return WorkView(
        work=work,
        author_year=named["author_year"],
        title=named["title"],
        files=tuple(source.path for source in sources),
        passages=len(rows),
        coded=coded,
        linked=_linked(catalogue, work),
        running=sum(row["kind"] in SEARCHED_KINDS for row in rows),
        sources=sources,
        argues=tuple(argued(coded)),
    )


def _linked(catalogue: Catalogue, work: Work) -> tuple[Link, ...]:
    """What the work says of others, and others of it."""
    key = work.citation_key
    sql = "SELECT citation_key, csl FROM works WHERE instr(csl, ?) ORDER BY year, 1"
    naming = catalogue.rows(sql, [f'"{key}"'])
    links = [
        Link(row["citation_key"], relation, other)
        for row in naming
        for relation, keys in links_of(json.loads(row["csl"])).items()
        for other in keys
        if relation != "different_from"
    ]
    return tuple(link for link in links if key in {link.key, link.other})
