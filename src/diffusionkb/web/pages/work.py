"""The page of a work: its record, what it argues here, its passages, what is unread."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .. import addresses, wording
from ..answers import Asked, Moved, Page, Problem
from ..cite_box import CiteBox
from ..claims import codes, heading
from ..items import Item, item, passages
from ..record_marks import RecordMarks, marks
from ..shelf import Shelf
from ..wording import SIDES, count
from .passage import cite_for

WORK = "SELECT * FROM works WHERE citation_key = ?"
DOCUMENTS = "SELECT * FROM documents WHERE citation_key = ? ORDER BY file"
ARGUED = """
SELECT c.code, c.stance, c.passage, c.why, c.quote, c.coder_kind, c.coder, c.trust
FROM codings c JOIN main.passages p ON p.id = c.passage
WHERE p.citation_key = ? ORDER BY
  CASE c.coder_kind WHEN 'person' THEN 0 WHEN 'editorial' THEN 1 ELSE 2 END, c.id
"""
LIST = """
SELECT id FROM main.passages WHERE citation_key = ? AND kind IN ('body', 'abstract')
ORDER BY document, position LIMIT ? OFFSET ?
"""
LISTED = 25
SHOWN = 3  # pieces of evidence a side of a claim


@dataclass(frozen=True, slots=True, kw_only=True)
class ArguedSide:
    """What a work says on one side of a claim."""

    side: str
    sign: str
    slug: str
    heading: str
    passages: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Argued:
    """A claim that the work speaks to."""

    claim: str
    address: str
    sides: tuple[ArguedSide, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPage:
    """Everything on the page of a work."""

    key: str
    address: str
    cited: str
    title: str
    reference: str
    kind: str
    sector: str
    innovation: str
    rights: str
    licence: str
    doi: str
    url: str
    language: str
    argued: tuple[Argued, ...]
    passages: tuple[Item, ...]
    passages_total: int
    first: int
    previous: str
    next: str
    files: tuple[str, ...]
    unread: str
    cite: CiteBox
    record: RecordMarks
    published: str


def work_page(shelf: Shelf, asked: Asked) -> Page | Moved:
    key = asked.parts["key"]
    row = shelf.one(WORK, [key])
    if row is None:
        return _renamed(shelf, key)
    number = asked.page()
    documents = shelf.rows(DOCUMENTS, [key])
    total = _total(shelf, key)
    after = (number - 1) * LISTED
    if number > 1 and after >= total:
        raise asked.past_the_end()
    cite = cite_for(shelf, row, caution=_not_to_quote(documents))
    content = WorkPage(
        key=key,
        address=addresses.work(key),
        cited=wording.names(row["author_year"]),
        title=row["title"],
        reference=cite.references[0][1] if cite.references else "",
        kind=wording.value("kind", row["design"]),
        sector=wording.value("sector", row["sector"]),
        innovation=wording.value("innovation", row["innovation_type"]),
        rights=wording.RIGHTS.get(row["rights"], row["rights"]),
        licence=wording.licence(row["licence"]),
        doi=row["doi"] or "",
        url=_url(row["csl_json"]),
        language=json.loads(row["csl_json"]).get("language") or "",
        argued=tuple(_argued(shelf, key)),
        passages=tuple(_passages(shelf, key, after)),
        passages_total=total,
        first=after + 1,
        previous=_at(asked, number - 1) if number > 1 else "",
        next=_at(asked, number + 1) if after + LISTED < total else "",
        files=tuple(_file(document) for document in documents),
        unread=_unread(documents),
        cite=cite,
        record=marks(json.loads(row["csl_json"])),
        published=wording.date(shelf.about["published"]),
    )
    return Page(
        template="work.html",
        title=f"{content.cited}: {row['title']}",
        content=content,
    )


def _renamed(shelf: Shelf, key: str) -> Moved:
    """Where a work that was merged stands now.

    Raises:
        Problem: there never was such a work.
    """
    row = shelf.one("SELECT citation_key FROM old_keys WHERE id = ?", [key])
    if row is None:
        raise Problem.missing("There is no such work in this library.")
    return Moved(path=addresses.work(row["citation_key"]))


def _total(shelf: Shelf, key: str) -> int:
    sql = (
        "SELECT count(*) FROM main.passages "
        "WHERE citation_key = ? AND kind IN ('body', 'abstract')"
    )
    row = shelf.one(sql, [key])
    return int(row[0]) if row else 0


def _at(asked: Asked, number: int) -> str:
    return asked.with_parameters(page=number if number > 1 else None) + "#passages"


def _url(csl_json: str) -> str:
    """The address in the record, if it is one that a browser may follow."""
    url = str(json.loads(csl_json).get("URL") or "")
    return url if url.startswith(("https://", "http://")) else ""


def _argued(shelf: Shelf, key: str) -> Iterator[Argued]:
    """What the work argues, by top-level claim and side."""
    known = codes(shelf)
    found: dict[str, dict[str, dict[str, list[sqlite3.Row]]]] = {}
    for coding in shelf.rows(ARGUED, [key]):
        top = _top(coding["code"], known)
        sides = found.setdefault(top, {}).setdefault(coding["stance"], {})
        sides.setdefault(coding["passage"], []).append(coding)
    for code in (code for code in known if code in found):
        yield Argued(
            claim=known[code]["headline"] or known[code]["label"],
            address=addresses.claim(code),
            sides=tuple(_sides(shelf, known[code], found[code])),
        )


def _top(code: str, known: Mapping[str, sqlite3.Row]) -> str:
    while known[code]["parent"] in known:
        code = known[code]["parent"]
    return code


def _sides(
    shelf: Shelf,
    code: sqlite3.Row,
    found: Mapping[str, Mapping[str, list[sqlite3.Row]]],
) -> Iterator[ArguedSide]:
    for side in SIDES:
        coded = found.get(side.stance, {})
        if not coded:
            continue
        rows = passages(shelf, list(coded)[:SHOWN])
        yield ArguedSide(
            side=side.word,
            sign=side.sign,
            slug=side.slug,
            heading=heading(code, side),
            passages=len(coded),
            items=tuple(_coded_item(rows[key], coded[key]) for key in rows),
        )


def _coded_item(row: sqlite3.Row, codings: list[sqlite3.Row]) -> Item:
    level = codings[0]["coder_kind"]
    return item(
        row,
        quote=codings[0]["quote"],
        checked=level,
        coders=len({c["coder"] for c in codings if c["coder_kind"] == level}),
        why=codings[0]["why"],
        trust=codings[0]["trust"],
    )


def _passages(shelf: Shelf, key: str, after: int) -> Iterator[Item]:
    ids = [row["id"] for row in shelf.rows(LIST, [key, LISTED, after])]
    rows = passages(shelf, ids)
    for passage in ids:
        yield item(rows[passage])


def _file(document: sqlite3.Row) -> str:
    """What was read: our summary, or the full text as PDF of 14 pages."""
    kind = wording.TEXTS.get(document["source_kind"], document["source_kind"])
    form = wording.FORMATS.get(document["format"], document["format"])
    parts = [kind if document["source_kind"] == "digest" else f"{kind} ({form})"]
    if document["pages"] and document["pages"] > 1:
        parts.append(count(document["pages"], "page"))
    if document["ocr_pages"]:
        parts.append(f"{count(document['ocr_pages'], 'page')} read by OCR, not checked")
    return ", ".join(parts)


def _not_to_quote(documents: list[sqlite3.Row]) -> str:
    """Of a work of which only our summary was read, nothing here can be quoted."""
    kinds = {document["source_kind"] for document in documents}
    return "our summary is not the author's words" if kinds == {"digest"} else ""


def _unread(documents: list[sqlite3.Row]) -> str:
    missing = sum(document["pages_without_text"] or 0 for document in documents)
    if not documents:
        return "We have the reference only: no text of this work has been read here."
    if missing:
        return f"{count(missing, 'page')} could not be read: pictures without text."
    if all(document["source_kind"] == "digest" for document in documents):
        return "The work itself has not been read into this library, only our summary."
    return ""
