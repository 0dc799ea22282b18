"""Home and the list of claims: what this is, what it claims, what is new."""

from dataclasses import dataclass

from .. import wording
from ..answers import Asked, Page
from ..claims import Claim, claims
from ..gap_table import GapTable, gap_table
from ..shelf import Shelf
from ..wording import count


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What a visitor sees first."""

    heading: str
    findings: int
    works: int
    claims_said: str
    coded_by: str
    said: tuple[Claim, ...]
    working: tuple[Claim, ...]
    map: GapTable
    thin: str
    news: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """All claims with their parts."""

    claims: tuple[tuple[Claim, tuple[Claim, ...]], ...]


def home(shelf: Shelf, _asked: Asked) -> Page:
    content = shelf.kept("home", lambda: _content(shelf))
    return Page(template="home.html", title=shelf.about["title"], content=content)


def _content(shelf: Shelf) -> Home:
    every = claims(shelf)
    table = gap_table(shelf, "sector", every)
    return Home(
        heading=_heading(shelf),
        findings=shelf.number("findings"),
        works=shelf.number("works_with_findings"),
        claims_said=count_of_claims(len(every)),
        coded_by=coded_by(shelf.facts("coder_kinds")),
        said=tuple(claim for claim in every if claim.people_say),
        working=tuple(claim for claim in every if not claim.people_say),
        map=table,
        thin=_thin(table),
        news=news(shelf),
    )


def _heading(shelf: Shelf) -> str:
    """What the library is about, as its codebook says it."""
    subject, title = shelf.about["codebook_subject"], shelf.about["codebook_title"]
    if subject:
        return f"What research says about {subject}"
    return f"What research says: {title}" if title else "What research says"


def count_of_claims(number: int) -> str:
    return f"{wording.in_words(number)} claim{'' if number == 1 else 's'}"


def coded_by(kinds: list[str]) -> str:
    """Who stands behind the codings, in one sentence."""
    if "person" in kinds:
        return "People read and coded them; each says who did."
    if "editorial" in kinds:
        return (
            "This library's editors coded them; they have not been checked "
            "independently."
        )
    if "model" in kinds:
        return "A model coded them; nobody has checked them."
    return "Nobody has coded anything here yet."


def news(shelf: Shelf) -> str:
    """What the last change of the library brought."""
    first, last = shelf.about["first_published"], shelf.about["published"]
    day, passages, works = shelf.facts("news")
    if day is None:
        return f"First published on {wording.date(first)}; nothing is coded yet."
    if day == first:
        return (
            f"First published on {wording.date(first)}; nothing has been added since."
        )
    return (
        f"{count(passages, 'passage')} from {count(works, 'work')} added on "
        f"{wording.date(day)}; "
        f"last changed on {wording.date(last)}."
    )


def _thin(table: GapTable) -> str:
    """Where people looked and found least, in words."""
    empty = [
        (
            sum(
                not cell.works for _, cells in table.by_column(index) for cell in cells
            ),
            c,
        )
        for index, c in enumerate(table.columns)
        if c.searched and c.value
    ]
    most = sorted(((n, c) for n, c in empty if n), key=lambda pair: -pair[0])[:3]
    parts = [f"{c.label} (nothing on {count(n, 'claim')})" for n, c in most]
    return wording.joined(parts)


def all_claims(shelf: Shelf, _asked: Asked) -> Page:
    content = Claims(
        claims=tuple(
            (claim, claims(shelf, parts_of=claim.code)) for claim in claims(shelf)
        )
    )
    return Page(
        template="claims.html", title="Claims", content=content, section="claims"
    )
