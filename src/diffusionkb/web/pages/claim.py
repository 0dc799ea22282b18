"""The page of a claim: evidence for, against and “it depends”, side by side.

No side is ever left out: where there is nothing, the page says how much was searched.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from .. import addresses, model_words, wording
from ..answers import Asked, Moved, Page
from ..claims import (
    Balance,
    Claim,
    claims,
    code_row,
    codes,
    kinds_said,
    model_note,
    none_found,
    searched,
    spoken,
)
from ..gap_table import GapTable, gap_table
from ..items import Item, evidence
from ..search_rows import tops
from ..shelf import Shelf
from ..wording import SIDES, count
from .side import side_page

SHOWN = 6  # of each side: one on top, the others below
WORKS = """
SELECT w.citation_key, w.author_year, w.title, w.year,
  group_concat(DISTINCT s.side) AS sides, min(s.checked = 'model') AS only_model,
  w.retracted, json_extract(w.csl_json, '$.language') AS language
FROM standing s JOIN works w ON w.citation_key = s.work
WHERE s.code = ? AND s.side IN ('supports', 'contradicts', 'qualifies')
  AND s.place <= ? AND s.turn = 1
GROUP BY s.work ORDER BY only_model, w.year DESC, w.citation_key
"""
MOST_WORKS = 40  # of each side
KINDS = """
SELECT value, side, works FROM cells WHERE code = ? AND facet = 'kind' AND works > 0
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SideShown:
    """One side: its numbers, its best piece of evidence, and some more."""

    balance: Balance
    best: tuple[Item, ...]
    more: tuple[Item, ...]
    none_found: str
    model_note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KindLine:
    """How many works of one kind of evidence stand on each side."""

    kind: str
    is_research: bool
    is_argued: bool
    works: tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLine:
    """A work that speaks to the claim, and on which sides."""

    cited: str
    title: str
    address: str
    sides: tuple[str, ...]
    only_model: bool
    retracted: bool
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPage:
    """Everything on the page of a claim."""

    claim: Claim
    top: str  # the code of the claim that this one is, or is a part of
    spoken: str
    research: str
    model_note: str
    awaiting: str
    meaning: str
    definition: str
    includes: tuple[str, ...]
    excludes: tuple[str, ...]
    part_of: Claim | None
    sides: tuple[SideShown, ...]
    kinds: tuple[KindLine, ...]
    parts: tuple[Claim, ...]
    sectors: tuple[tuple[str, int, str, str], ...]
    not_searched: str
    searched: str
    works: tuple[WorkLine, ...]
    works_left: int
    reliability: str
    model_reliability: str
    codebook_version: str


def claim_page(shelf: Shelf, asked: Asked) -> Page | Moved:
    code = asked.parts["code"].replace("/", ".")
    known = codes(shelf)
    if code not in known:
        match = next((one for one in known if one.lower() == code.lower()), None)
        if match is not None:
            return Moved(path=addresses.claim(match))
    row = code_row(shelf, code)
    slug = asked.one_of("side", {"": 0, **wording.BY_SLUG}, "")
    (claim,) = (c for c in claims(shelf, parts_of=row["parent"]) if c.code == code)
    if slug:
        return side_page(shelf, asked, claim, slug)
    return Page(
        template="claim.html",
        title=claim.title,
        content=shelf.kept(("claim", code), lambda: _content(shelf, row, claim)),
        section="claims",
    )


def _content(shelf: Shelf, row: sqlite3.Row, claim: Claim) -> ClaimPage:
    parent = row["parent"] and code_row(shelf, row["parent"])["parent"]
    above = claims(shelf, parts_of=parent) if row["parent"] else ()
    works = _works(shelf, claim.code)
    table = gap_table(shelf, "sector", [claim])
    return ClaimPage(
        claim=claim,
        top=tops(shelf)[claim.code],
        spoken=spoken(claim),
        research=kinds_said(claim),
        model_note=model_note(claim.model_works),
        awaiting=_awaiting(claim),
        meaning=row["claim"],
        definition=row["definition"],
        includes=_listed(row["includes"]),
        excludes=_listed(row["excludes"]),
        part_of=next((c for c in above if c.code == row["parent"]), None),
        sides=tuple(_side(shelf, side) for side in _with_code(claim)),
        kinds=tuple(_kinds(shelf, claim.code)),
        parts=claims(shelf, parts_of=claim.code),
        sectors=tuple(_sectors(table, linked=not row["parent"])),
        not_searched=_not_searched(
            [
                column.label
                for column, cell in zip(
                    table.columns, table.lines[0].cells, strict=True
                )
                if not cell.searched
            ]
        ),
        searched=searched(shelf),
        works=works,
        works_left=max(0, claim.works + claim.model_works - len(works)),
        reliability=_reliability(shelf, claim.code),
        model_reliability=_of_the_model(shelf, claim.code),
        codebook_version=row["codebook_version"],
    )


def _sectors(table: GapTable, *, linked: bool) -> Iterator[tuple[str, int, str, str]]:
    """What was found in each sector; a search narrows to claims, not to their parts."""
    for column, cell in zip(table.columns, table.lines[0].cells, strict=True):
        if cell.searched:
            address = cell.address if linked else ""
            yield column.label, cell.works, cell.spoken, address


def _of_the_model(shelf: Shelf, code: str) -> str:
    row = shelf.one("SELECT * FROM model_figures WHERE code = ?", [code])
    return model_words.said(model_words.figures_of(dict(row))) if row else ""


def _with_code(claim: Claim) -> list[tuple[str, Balance]]:
    return [(claim.code, balance) for balance in claim.sides]


def _side(shelf: Shelf, coded: tuple[str, Balance]) -> SideShown:
    code, balance = coded
    stance = wording.BY_SLUG[balance.side].stance
    items = evidence(shelf, code, stance, limit=SHOWN)
    return SideShown(
        balance=balance,
        best=items[:1],
        more=items[1:],
        none_found=none_found(shelf, balance) if not items else "",
        model_note=model_note(balance.model_works),
    )


def _awaiting(claim: Claim) -> str:
    if not claim.awaiting:
        return ""
    return (
        f"The claim was reworded; codings in {count(claim.awaiting, 'work')} await a "
        "second look and are not counted."
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple((text or "").splitlines())


def _kinds(shelf: Shelf, code: str) -> list[KindLine]:
    found = {
        (row["value"], row["side"]): row["works"] for row in shelf.rows(KINDS, [code])
    }
    values = sorted({value for value, _ in found}, key=wording.design_order)
    lines: list[KindLine] = []
    for value in values:
        for_, against, depends = (found.get((value, s.stance), 0) for s in SIDES)
        lines.append(
            KindLine(
                kind=wording.value("kind", value),
                is_research=wording.is_research(value),
                is_argued=bool(value) and not wording.is_research(value),
                works=(for_, against, depends),
            )
        )
    return lines


def _not_searched(labels: list[str]) -> str:
    if not labels:
        return ""
    return (
        "Not searched: nobody has read works of these sectors for this claim: "
        f"{wording.joined(labels)}."
    )


def _works(shelf: Shelf, code: str) -> tuple[WorkLine, ...]:
    return tuple(
        WorkLine(
            cited=wording.names(row["author_year"]),
            title=row["title"],
            address=addresses.work(row["citation_key"]),
            sides=tuple(
                side.word for side in SIDES if side.stance in row["sides"].split(",")
            ),
            only_model=bool(row["only_model"]),
            retracted=bool(row["retracted"]),
            language=row["language"] or "",
        )
        for row in shelf.rows(WORKS, [code, MOST_WORKS])
    )


def _reliability(shelf: Shelf, code: str) -> str:
    """How far those who coded agree, in a sentence with the figure."""
    row = shelf.one("SELECT * FROM reliability WHERE code = ?", [code])
    if row is None or row["alpha"] is None:
        return "How far coders agree on this claim has not been measured."
    who = (
        "People coding this independently"
        if row["coders"] == "people"
        else "This library's editors, who are not independent people,"
    )
    span = f", between {row['low']:.2f} and {row['high']:.2f}" if row["low"] else ""
    alpha, judged = row["alpha"], row["judged"]
    return (
        f"{who} agree with α {wording.figure(alpha)}{span}, on {judged:,} passages: "
        f"{wording.reliability(alpha)}."
    )
