"""One passage in its context, or one work with what it argues."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from ..catalogue import PASSAGE, Catalogue, Row
from ..errors import UnknownName
from ..model import Hit, Work
from ..references.links import Link, links_of
from ..rows import lines_of
from ..settings import Folder
from .search import hit_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageView:
    """A passage with its neighbours' texts and where its file stands.

    `asked` is the id it was asked for by, where an earlier reading of the file gave
    it that. `boxes` are its printed lines: page of the file (from 1), left, bottom,
    right, top in points from the bottom left.
    """

    hit: Hit
    asked: str
    before: str
    after: str
    path: str
    media_type: str
    made_with: str
    boxes: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkView:
    """A work, its files, its coded passages, and its links with other works."""

    work: Work
    author_year: str
    title: str
    files: tuple[str, ...]
    passages: int
    coded: tuple[Hit, ...]
    linked: tuple[Link, ...] = ()


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
        "SELECT path, media_type, stamp FROM sources WHERE sha256 = ?", [row["sha256"]]
    )[0]
    codings = catalogue.codings([row["id"]]).get(row["id"], ())
    return PassageView(
        hit=hit_of(row, codings),
        asked=asked,
        before=_neighbour(catalogue, row, -1),
        after=_neighbour(catalogue, row, 1),
        path=source["path"],
        media_type=source["media_type"],
        made_with=source["stamp"],
        boxes=tuple(_boxes(catalogue, row)),
    )


def _boxes(catalogue: Catalogue, row: Row) -> Iterator[tuple[float, ...]]:
    """The printed lines of a passage, in its order."""
    for page, start, end in json.loads(row["spans"]):
        sql = "SELECT boxes FROM pages WHERE sha256 = ? AND number = ?"
        lines = json.loads(catalogue.rows(sql, [row["sha256"], page])[0]["boxes"])
        for _, *edges in lines_of(lines, start, end):
            yield page + 1, *edges


def _neighbour(catalogue: Catalogue, row: Row, step: int) -> str:
    """The next passage of the same kind in the same file, or an empty text."""
    order = "DESC" if step < 0 else "ASC"
    compare = "<" if step < 0 else ">"
    sql = (
        f"SELECT text FROM passages WHERE sha256 = ? AND kind = ? "  # noqa: S608
        f"AND position {compare} ? ORDER BY position {order} LIMIT 1"
    )
    found = catalogue.rows(sql, [row["sha256"], row["kind"], row["position"]])
    return str(found[0]["text"]) if found else ""


def _work(catalogue: Catalogue, work: Work) -> WorkView:
    key = work.citation_key
    named = catalogue.rows(
        "SELECT author_year, title FROM works WHERE citation_key = ?", [key]
    )[0]
    rows = catalogue.rows(
        f"{PASSAGE} WHERE p.citation_key = ? ORDER BY p.sha256, p.position", [key]
    )
    codings = catalogue.codings(row["id"] for row in rows)
    files = catalogue.rows(
        "SELECT path FROM sources WHERE citation_key = ? ORDER BY path", [key]
    )
    return WorkView(
        work=work,
        author_year=named["author_year"],
        title=named["title"],
        files=tuple(row["path"] for row in files),
        passages=len(rows),
        coded=tuple(hit_of(r, codings[r["id"]]) for r in rows if r["id"] in codings),
        linked=_linked(catalogue, work),
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
