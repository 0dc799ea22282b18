"""The page of a passage: its words in their place, who coded it, how to cite it."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from .. import addresses, extracts, wording
from ..answers import Asked, Moved, Page, Problem
from ..cite_box import CiteBox, cite_box
from ..items import Item, cited, place
from ..record_marks import RecordMarks, marks
from ..related import related
from ..shelf import Shelf

PASSAGE = """
SELECT p.*, w.author_year, w.title, w.year, w.container, w.sector, w.design, w.rights,
  w.licence, w.doi, w.csl_json, w.retracted, d.format, d.pages_without_text,
  json_extract(w.csl_json, '$.language') AS language
FROM main.passages p JOIN works w USING (citation_key)
JOIN documents d ON d.id = p.document WHERE p.id = ?
"""
CODINGS = """
SELECT c.*, k.headline FROM codings c JOIN codes k ON k.id = c.code
WHERE c.passage = ? ORDER BY
  CASE coder_kind WHEN 'person' THEN 0 WHEN 'editorial' THEN 1 ELSE 2 END, c.coder,
  k.rowid
"""
NEIGHBOUR = """
SELECT id, text, source_kind FROM main.passages
WHERE document = ? AND kind = ? AND position {} ? ORDER BY position {} LIMIT 1
"""
FORMATTED = """
SELECT style, reference FROM formatted WHERE citation_key = ? ORDER BY style
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingLine:
    """Who coded the passage with what, on which side, and why."""

    claim: str
    address: str
    side: str
    sign: str
    slug: str
    coder: str
    checked: str
    score: float | None
    stance_score: float | None
    trust: str
    why: str
    codebook_version: str
    added: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """The passage before or after, as far as it may be shown."""

    address: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassagePage:
    """Everything on the page of a passage."""

    id: str
    address: str
    cited: str
    work_address: str
    title: str
    container: str
    kind: str
    sector: str
    text_kind: str
    rights: str
    words: str
    is_quotation: bool
    wording: str
    checked: str
    checked_by: str
    caution: str
    language: str
    where: str
    before: Neighbour | None
    after: Neighbour | None
    codings: tuple[CodingLine, ...]
    disagreement: str
    same: tuple[Item, ...]
    other: tuple[Item, ...]
    cite: CiteBox
    record: RecordMarks
    published: str


def passage_page(shelf: Shelf, asked: Asked) -> Page | Moved:
    key = asked.parts["id"]
    row = shelf.one(PASSAGE, [key])
    if row is None:
        return _gone(shelf, key)
    codings = shelf.rows(CODINGS, [key])
    same, other = related(shelf, key)
    content = PassagePage(
        id=key,
        address=addresses.passage(key),
        cited=cited(row),
        work_address=addresses.work(row["citation_key"]),
        title=row["title"],
        container=row["container"] or "",
        kind=wording.value("kind", row["design"]),
        sector=wording.value("sector", row["sector"]),
        text_kind=wording.TEXTS.get(row["source_kind"], ""),
        rights=wording.RIGHTS.get(row["rights"], row["rights"]),
        words=row["text"] or "",
        is_quotation=row["source_kind"] != "digest" and bool(row["text"]),
        wording=wording.wording(row["shown"], row["source_kind"]),
        checked=_checked(codings),
        checked_by=codings[0]["coder_kind"] if codings else "",
        caution=row["caution"] or "",
        language=row["language"] or "",
        where=_where(row),
        before=_neighbour(shelf, row, "<", "DESC"),
        after=_neighbour(shelf, row, ">", "ASC"),
        codings=tuple(_coding(one) for one in codings),
        disagreement=_disagreement(codings),
        same=same,
        other=other,
        cite=cite_for(
            shelf,
            row,
            place(row["locator"], row["source_kind"]),
            caution=_not_to_quote(row),
        ),
        record=marks(json.loads(row["csl_json"])),
        published=wording.date(shelf.about["published"]),
    )
    return Page(template="passage.html", title=_title(row), content=content)


def _title(row: sqlite3.Row) -> str:
    return f"{cited(row)}: {row['title']}"


def cite_for(
    shelf: Shelf, row: sqlite3.Row, locator: str = "", *, caution: str = ""
) -> CiteBox:
    """The cite box of a work, with a place in it."""
    styles = shelf.rows(FORMATTED, [row["citation_key"]])
    return cite_box(
        row["csl_json"],
        row["author_year"],
        locator,
        references=[(style, reference) for style, reference in styles],
        caution=caution,
        retracted=bool(row["retracted"]),
    )


def _not_to_quote(row: sqlite3.Row) -> str:
    if row["source_kind"] == "digest":
        return wording.SUMMARY_ONLY
    return "" if row["text"] else wording.NOT_SHOWN


def _gone(shelf: Shelf, key: str) -> Moved:
    """Where a passage of an earlier reading went.

    Raises:
        Problem: it is gone without a successor, or never was.
    """
    seen: set[str] = set()
    row = shelf.one("SELECT * FROM retired WHERE id = ?", [key])
    if row is None:
        raise Problem.missing("There is no such passage in this library.")
    while row is not None and row["successor"] and row["successor"] not in seen:
        seen.add(row["successor"])
        if shelf.one("SELECT 1 FROM main.passages WHERE id = ?", [row["successor"]]):
            return Moved(path=addresses.passage(row["successor"]) + "?reread=yes")
        row = shelf.one("SELECT * FROM retired WHERE id = ?", [row["successor"]])
    work = shelf.one("SELECT * FROM retired WHERE id = ?", [key])
    assert work is not None
    raise Problem(
        410,
        "This passage is gone",
        "The file was read anew, and these words stand in no passage of it now.",
        ways=(("The work it came from", addresses.work(work["citation_key"])),),
    )


def _where(row: sqlite3.Row) -> str:
    """The place in plain words: page, page of the file, section."""
    if row["source_kind"] == "digest":
        return f"Section “{row['section']}” of our summary" if row["section"] else ""
    parts = [str(row["locator"])] if row["locator"] else []
    if row["file_pages"] and not str(row["locator"]).startswith("PDF"):
        parts.append(f"page {row['file_pages']} of the file")
    if row["section"] and f"“{row['section']}”" not in row["locator"]:
        parts.append(f"section “{row['section']}”")
    return ", ".join(parts)


def _checked(codings: list[sqlite3.Row]) -> str:
    for level in ("person", "editorial", "model"):
        coders = {row["coder"] for row in codings if row["coder_kind"] == level}
        if coders:
            return wording.checked(level, len(coders))
    return ""


def _coding(row: sqlite3.Row) -> CodingLine:
    side = wording.BY_STANCE[row["stance"]]
    return CodingLine(
        claim=row["headline"],
        address=addresses.claim(row["code"]),
        side=side.word,
        sign=side.sign,
        slug=side.slug,
        coder=wording.coder(row["coder"], row["coder_kind"]),
        checked=wording.checked(row["coder_kind"], 1),
        score=row["score"],
        stance_score=row["stance_score"],
        trust=row["trust"] or "",
        why=row["why"] or "",
        codebook_version=row["codebook_version"] or "",
        added=wording.date(row["added"]),
    )


def _disagreement(codings: list[sqlite3.Row]) -> str:
    """Where two coders see different sides of the same claim."""
    sides: dict[str, set[str]] = {}
    for row in codings:
        sides.setdefault(row["code"], set()).add(row["stance"])
    split = [code for code, stances in sides.items() if len(stances) > 1]
    if not split:
        return ""
    return "Those who coded this passage do not agree on its side."


def _neighbour(
    shelf: Shelf, row: sqlite3.Row, compare: str, order: str
) -> Neighbour | None:
    sql = NEIGHBOUR.format(compare, order)
    found: Any = shelf.one(sql, [row["document"], row["kind"], row["position"]])
    if found is None or not found["text"]:
        return None
    words = found["text"].split()
    most = extracts.MOST_WORDS // 2
    cut = words[-most:] if compare == "<" else words[:most]
    before = "… " if compare == "<" and len(words) > most else ""
    after = " …" if compare == ">" and len(words) > most else ""
    return Neighbour(
        address=addresses.passage(found["id"]), words=before + " ".join(cut) + after
    )
