"""One side of a claim in full, page by page, with the way to the other sides."""

from dataclasses import dataclass

from .. import wording
from ..answers import Asked, Page
from ..claims import Balance, Claim, model_note, none_found
from ..items import Item, evidence
from ..shelf import Shelf

LISTED = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class SidePage:
    """One side in full, page by page, with the way to the others."""

    claim: Claim
    side: Balance
    others: tuple[Balance, ...]
    items: tuple[Item, ...]
    none_found: str
    model_note: str
    first: int
    total: int
    previous: str
    next: str


def side_page(shelf: Shelf, asked: Asked, claim: Claim, slug: str) -> Page:
    number = asked.page()
    side = next(one for one in claim.sides if one.side == slug)
    total = side.passages + _model_passages(shelf, claim.code, slug)
    after = (number - 1) * LISTED
    items = evidence(
        shelf,
        claim.code,
        wording.BY_SLUG[slug].stance,
        after=after,
        limit=LISTED,
    )
    if number > 1 and not items:
        raise asked.past_the_end()
    content = SidePage(
        claim=claim,
        side=side,
        others=tuple(one for one in claim.sides if one.side != slug),
        items=items,
        none_found=none_found(shelf, side) if not total else "",
        model_note=model_note(side.model_works),
        first=after + 1,
        total=total,
        previous=_at(asked, number - 1) if number > 1 else "",
        next=_at(asked, number + 1) if after + LISTED < total else "",
    )
    title = f"{side.word}: {side.heading} – {claim.title}"
    return Page(template="side.html", title=title, content=content, section="claims")


def _at(asked: Asked, number: int) -> str:
    return asked.with_parameters(page=number if number > 1 else None)


def _model_passages(shelf: Shelf, code: str, slug: str) -> int:
    row = shelf.one(
        "SELECT model_passages FROM balance WHERE code = ? AND side = ?",
        [code, wording.BY_SLUG[slug].stance],
    )
    return int(row[0]) if row else 0
