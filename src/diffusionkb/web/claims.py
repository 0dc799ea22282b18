"""Claims as pages need them: wording, works on each side, reliability of the coding."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import addresses, wording
from .answers import Problem
from .shelf import Shelf
from .wording import SIDES, Side, count

HEADINGS: Mapping[str, str] = {
    "for": "what speaks for this claim",
    "against": "what speaks against this claim",
    "depends": "when or how far this claim holds",
}
KINDLESS = """
SELECT code, works FROM cells WHERE facet = 'kind' AND value = '' AND side = 'any'
"""
NOBODY: Mapping[str, Any] = {
    "works": 0,
    "passages": 0,
    "research_works": 0,
    "model_works": 0,
    "model_passages": 0,
    "newest": None,
    "awaiting": 0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Works and passages on one side; what only the model found is apart."""

    side: str
    word: str
    sign: str
    heading: str
    works: int
    passages: int
    model_works: int
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim in a list: what it says, and how many works stand where."""

    code: str
    address: str
    kind: str
    people_say: str
    title: str
    name: str
    works: int
    research: int
    argued: int
    kindless: int  # works of which nobody recorded what kind of evidence they are
    model_works: int
    newest: int | None
    awaiting: int
    sides: tuple[Balance, ...]
    reliability: str
    is_part: bool


def codes(shelf: Shelf) -> Mapping[str, sqlite3.Row]:
    """All codes in the order of the codebook."""
    return shelf.kept(
        "codes",
        lambda: {
            row["id"]: row for row in shelf.rows("SELECT * FROM codes ORDER BY rowid")
        },
    )


def code_row(shelf: Shelf, code: str) -> sqlite3.Row:
    """The code of that id.

    Raises:
        Problem: there is none.
    """
    row = shelf.one("SELECT * FROM codes WHERE id = ?", [code])
    if row is None:
        raise Problem.missing(
            "There is no such claim in this library.", ("All claims", "/claims")
        )
    return row


def heading(row: sqlite3.Row, side: Side) -> str:
    """What stands over a side: the codebook's words, else what it is for or against."""
    return str(row[side.column] or HEADINGS[side.slug])


def claims(shelf: Shelf, *, parts_of: str | None = None) -> tuple[Claim, ...]:
    """The claims of the codebook, or the parts of one of them, in its order."""
    return shelf.kept(("claims", parts_of), lambda: _claims(shelf, parts_of))


def _claims(shelf: Shelf, parts_of: str | None) -> tuple[Claim, ...]:
    known = codes(shelf)
    wanted = [row for row in known.values() if row["parent"] == parts_of]
    balances = _balances(shelf, [row["id"] for row in wanted])
    alphas = shelf.pairs("SELECT code, alpha FROM reliability")
    kindless = shelf.pairs(KINDLESS)
    any_myths = any(row["people_say"] for row in known.values())
    return tuple(
        claim(
            row,
            balances,
            alphas.get(row["id"]),
            kindless=kindless.get(row["id"], 0),
            any_myths=any_myths,
        )
        for row in wanted
    )


def _balances(shelf: Shelf, ids: Sequence[str]) -> dict[tuple[str, str], sqlite3.Row]:
    rows = shelf.among("SELECT * FROM balance WHERE code IN (?)", ids)
    return {(row["code"], row["side"]): row for row in rows}


def claim(
    row: sqlite3.Row,
    balances: Mapping[tuple[str, str], sqlite3.Row],
    alpha: float | None,
    *,
    kindless: int,
    any_myths: bool,
) -> Claim:
    code = row["id"]
    whole = _numbers(balances.get((code, "any")))
    part = row["parent"] is not None
    return Claim(
        code=code,
        address=addresses.claim(code),
        kind="Part"
        if part
        else wording.kind_of_claim(code, row["people_say"], any_myths=any_myths),
        people_say="" if part else row["people_say"],
        title=row["headline"] or row["claim"],
        name=row["name"] or row["label"],
        works=whole["works"],
        research=whole["research_works"],
        argued=max(whole["works"] - whole["research_works"] - kindless, 0),
        kindless=kindless,
        model_works=whole["model_works"],
        newest=whole["newest"],
        awaiting=whole["awaiting"],
        sides=tuple(
            balance(row, side, _numbers(balances.get((code, side.stance))))
            for side in SIDES
        ),
        reliability=wording.reliability(alpha),
        is_part=part,
    )


def _numbers(row: sqlite3.Row | None) -> Mapping[str, Any]:
    return dict(row) if row is not None else NOBODY


def balance(row: sqlite3.Row, side: Side, numbers: Mapping[str, Any]) -> Balance:
    return Balance(
        side=side.slug,
        word=side.word,
        sign=side.sign,
        heading=heading(row, side),
        works=numbers["works"],
        passages=numbers["passages"],
        model_works=numbers["model_works"],
        address=addresses.claim(row["id"], side=side.slug),
    )


def spoken(one: Claim) -> str:
    """34 works speak to this: 21 for, 5 against, 11 say it depends."""
    for_, against, depends = (side.works for side in one.sides)
    if not one.works:
        return "No work that people or editors looked at speaks to this."
    verb = "speaks" if one.works == 1 else "speak"
    say = "says" if depends == 1 else "say"
    return (
        f"{count(one.works, 'work')} {verb} to this: {for_} for, {against} against, "
        f"{depends} {say} it depends."
    )


def kinds_said(one: Claim) -> str:
    """57 report research, 23 argue or describe."""
    if not one.works:
        return ""
    if one.kindless == one.works:
        return "The kind of evidence is not recorded."
    verb = "reports" if one.research == 1 else "report"
    other = "argues or describes" if one.argued == 1 else "argue or describe"
    said = f"{one.research} {verb} research, {one.argued} {other}"
    return (
        f"{said}; of {one.kindless} it is not recorded." if one.kindless else f"{said}."
    )


def searched(shelf: Shelf) -> str:
    """148 passages from 24 works."""
    passages = count(shelf.searched(), "passage")
    return f"{passages} from {count(shelf.works_searched(), 'work')}"


def none_found(shelf: Shelf, balance: Balance) -> str:
    where = {
        "for": "for this claim",
        "against": "against this claim",
        "depends": "that makes it depend",
    }[balance.side]
    if not shelf.searched() and not shelf.number("hidden_passages"):
        return "Not searched: no text has been read into this library yet."
    return f"We searched {searched(shelf)} and found none {where}."


def model_note(works: int) -> str:
    """Works that only the model points to are said apart."""
    if not works:
        return ""
    return f"{count(works, 'more work')} found by the model only; nobody has checked."
