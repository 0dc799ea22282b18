"""One piece of evidence as pages show it: words, citation, kind, marks, reason."""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from . import addresses, extracts, wording
from .shelf import Shelf

PASSAGES = """
SELECT p.id, p.citation_key, p.locator, p.section, p.source_kind, p.text, p.shown,
  p.caution, w.author_year, w.title, w.year, w.sector, w.design, w.rights,
  w.retracted, json_extract(w.csl_json, '$.language') AS language
FROM main.passages p JOIN works w USING (citation_key) WHERE p.id IN (?)
"""
STANDING = """
SELECT s.place, s.passage, s.checked, s.coders, c.why, c.quote, c.code, c.coder,
  c.trust
FROM standing s JOIN codings c ON c.id = s.coding
WHERE s.code = ? AND s.side = ? AND s.place > ? ORDER BY s.place LIMIT ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A passage as evidence. `words` is empty where they may not be shown."""

    passage: str
    address: str
    work: str
    work_address: str
    cited: str
    title: str
    words: str
    is_quotation: bool
    where: str
    kind: str
    sector: str
    text: str
    wording: str
    checked: str
    checked_by: str
    why: str
    caution: str
    language: str


def place(locator: str, source_kind: str) -> str:
    """Where in the work; a summary has no page of it."""
    return "" if source_kind == "digest" else locator


def cited(row: sqlite3.Row) -> str:
    """Author and others 2004, p. 594."""
    where = place(row["locator"], row["source_kind"])
    named = wording.names(row["author_year"])
    return f"{named}, {where}" if where else named


def item(
    row: sqlite3.Row,
    *,
    quote: str | None = None,
    checked: str = "",
    coders: int = 0,
    why: str | None = None,
    trust: str | None = None,
) -> Item:
    """A passage row as evidence; `trust` says how often a model was right."""
    return Item(
        passage=row["id"],
        address=addresses.passage(row["id"]),
        work=row["citation_key"],
        work_address=addresses.work(row["citation_key"]),
        cited=cited(row),
        title=row["title"],
        words=extracts.around(row["text"], quote) if row["text"] else "",
        is_quotation=row["source_kind"] != "digest" and bool(row["text"]),
        where=_where(row),
        kind=wording.value("kind", row["design"]),
        sector=wording.value("sector", row["sector"]),
        text=wording.TEXTS.get(row["source_kind"], row["source_kind"]),
        wording=wording.wording(row["shown"], row["source_kind"]),
        checked=wording.checked(checked, coders, trust or "") if checked else "",
        checked_by=checked,
        why=why or "",
        caution=caution(row),
        language=row["language"] or "",
    )


def caution(row: sqlite3.Row) -> str:
    """What to mind before citing: a retraction, text that may be read wrongly."""
    retracted = wording.RETRACTED if row["retracted"] else ""
    return "; ".join(filter(None, (retracted, row["caution"])))


def _where(row: sqlite3.Row) -> str:
    """The place on its own: p. 594, or the section of our summary."""
    if row["source_kind"] != "digest":
        return str(row["locator"])
    return f"Our summary, section “{row['section']}”" if row["section"] else ""


def passages(shelf: Shelf, ids: Iterable[str]) -> Mapping[str, sqlite3.Row]:
    """Passage rows with their work, by id; unknown ids are left out."""
    return {row["id"]: row for row in shelf.among(PASSAGES, ids)}


def evidence(
    shelf: Shelf, code: str, stance: str, *, after: int = 0, limit: int = 6
) -> tuple[Item, ...]:
    """Evidence on one side of a claim, best first, from a place in its order on."""
    standing = shelf.rows(STANDING, [code, stance, after, limit])
    rows = passages(shelf, [row["passage"] for row in standing])
    return tuple(
        item(
            rows[row["passage"]],
            quote=row["quote"],
            checked=row["checked"],
            coders=row["coders"],
            why=row["why"],
            trust=row["trust"],
        )
        for row in standing
        if row["passage"] in rows
    )
