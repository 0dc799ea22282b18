"""Doors for programs: what is new, what there is, and references as files."""

import html
from collections.abc import Callable, Iterator

from .. import addresses, feeds, row_references
from ..answers import Asked, Document, Problem
from ..feeds import Entry
from ..newest import NewLine, new_works
from ..shelf import Shelf
from ..wording import count

ENTRIES = 50
PASSAGES = 20  # named in an entry
PART = 49_000  # addresses; with the fixed ones under the 50,000 of a sitemap
FIXED = ("/", "/claims", "/map", "/timeline", "/new", "/method", "/method/rights")
LISTS = """
SELECT kind, key, day FROM (
  SELECT 1 AS kind, id AS key, '' AS day FROM codes
  UNION ALL SELECT 2, citation_key, added FROM works
  UNION ALL SELECT 3, id, '' FROM main.passages WHERE text IS NOT NULL
) ORDER BY kind, key LIMIT ? OFFSET ?
"""
NUMBER = """
SELECT (SELECT count(*) FROM codes) + (SELECT count(*) FROM works)
  + (SELECT count(*) FROM main.passages WHERE text IS NOT NULL)
"""
PATHS: tuple[Callable[[str], str], ...] = (
    addresses.claim,
    addresses.work,
    addresses.passage,
)
ATOM_TYPE = "application/atom+xml; charset=utf-8"
XML_TYPE = "application/xml; charset=utf-8"


def atom_feed(shelf: Shelf, asked: Asked) -> Document:
    """New evidence, a work at a time: what people and editors coded, newest first."""
    site = asked.origin + asked.base
    body = feeds.atom(
        f"{shelf.about['title']}: new evidence",
        address=f"{site}/",
        here=f"{site}/new.atom",
        entries=_entries(shelf, site),
    )
    return Document(body=body, content_type=ATOM_TYPE)


def _entries(shelf: Shelf, site: str) -> Iterator[Entry]:
    for work in new_works(shelf, limit=ENTRIES, lines=PASSAGES):
        yield Entry(
            name=f"{shelf.about['first_published']} {work.key} {work.day}",
            title=f"{count(work.passages, 'passage')} of {work.cited}: {work.title}",
            address=site + work.address,
            day=work.day,
            html=f"<ul>{''.join(_line(line, site) for line in work.lines)}</ul>",
        )


def _line(line: NewLine, site: str) -> str:
    link = f'<a href="{html.escape(site + line.address)}">{html.escape(line.place)}</a>'
    return f"<li>{line.side}: {html.escape(line.claim)} ({link})</li>"


def sitemap(shelf: Shelf, asked: Asked) -> Document:
    """Every page; where there are too many for one file, the parts of the list."""
    site = asked.origin + asked.base
    row = shelf.one(NUMBER)
    parts = -(-(row[0] if row else 0) // PART) or 1
    if asked.first("part") or parts == 1:
        part = asked.number("part", most=parts)
        return Document(
            body=feeds.sitemap(_addresses(shelf, site, part)), content_type=XML_TYPE
        )
    every = (f"{site}/sitemap.xml?part={part}" for part in range(1, parts + 1))
    return Document(body=feeds.sitemap_index(every), content_type=XML_TYPE)


def _addresses(shelf: Shelf, site: str, part: int) -> Iterator[tuple[str, str]]:
    if part == 1:
        yield from ((site + path, "") for path in FIXED)
    for row in shelf.rows(LISTS, [PART, (part - 1) * PART]):
        yield site + PATHS[row["kind"] - 1](row["key"]), row["day"]


def robots(shelf: Shelf, asked: Asked) -> Document:
    tables = f"/{shelf.file.stem}"
    closed = ("/search", "/basket", f"{tables}/", f"{tables}.")
    body = feeds.robots(
        sitemap_at=f"{asked.origin}{asked.base}/sitemap.xml",
        closed=[asked.base + path for path in closed],
    )
    return Document(body=body, content_type="text/plain; charset=utf-8")


def work_file(shelf: Shelf, asked: Asked) -> Document:
    """A work as BibTeX or RIS."""
    return _file(shelf, [asked.parts["key"]], asked.parts["kind"])


def passage_file(shelf: Shelf, asked: Asked) -> Document:
    """The work of a passage as BibTeX or RIS."""
    keys = row_references.works_of(shelf, [asked.parts["id"]])
    return _file(shelf, keys, asked.parts["kind"])


def _file(shelf: Shelf, keys: list[str], kind: str) -> Document:
    if not row_references.records(shelf, keys):
        raise Problem.missing("There is no such work here.")
    return row_references.document(shelf, keys, kind=kind, name="work")
