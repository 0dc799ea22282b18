"""About the method: corpus, codebook, agreement, limits, rights, how to cite this."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .. import addresses, model_words, wording
from ..answers import Asked, Page
from ..claims import Claim, claims
from ..shelf import Shelf
from ..wording import count
from .home import coded_by

RIGHTS = "SELECT rights, count(*) AS works FROM works GROUP BY rights ORDER BY rights"
TEXTS = """
SELECT source_kind, count(*) AS files, sum(passages) AS passages FROM documents
GROUP BY source_kind ORDER BY source_kind
"""
CODERS = """
SELECT coder, coder_kind, count(DISTINCT passage) AS passages FROM codings
GROUP BY coder, coder_kind ORDER BY coder_kind DESC, coder
"""
ALPHAS = """
SELECT r.*, k.headline, k.label FROM reliability r JOIN codes k ON k.id = r.code
WHERE k.parent IS NULL ORDER BY k.rowid
"""
MODEL = """
SELECT m.*, k.headline, k.label FROM model_figures m JOIN codes k ON k.id = m.code
WHERE k.parent IS NULL ORDER BY k.rowid
"""
LICENCES = """
SELECT citation_key, author_year, title, rights, licence FROM works
ORDER BY author_year, citation_key LIMIT ? OFFSET ?
"""
LISTED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far those who coded agree on a claim."""

    claim: str
    address: str
    judged: int
    alpha: float | None
    figure: str
    low: float | None
    high: float | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfTheModel:
    """What the learned coder did on a claim, on texts that it had not seen."""

    claim: str
    address: str
    right: str
    found: str
    sure_from: float | None
    examples: int
    low: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodPage:
    """How far this can be trusted, and why."""

    works: int
    works_recorded: int
    passages: int
    hidden_passages: int
    excerpt_words: int
    excerpt_percent: int
    texts: tuple[tuple[str, int, int], ...]
    rights: tuple[tuple[str, int], ...]
    coders: tuple[tuple[str, str, int], ...]
    coded_by: str
    agreement_of: str
    agreement: tuple[Agreement, ...]
    model: tuple[OfTheModel, ...]
    stances: tuple[tuple[str, str], ...]
    unit: str
    rules: tuple[tuple[str, str], ...]
    claims: tuple[Claim, ...]
    subject: str
    codebook_title: str
    codebook_version: str
    codebook_licence: str
    revisions: tuple[tuple[str, str, str], ...]
    source: str
    published: str
    how_to_cite: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsPage:
    """The licence of each work."""

    works: tuple[tuple[str, str, str, str, str], ...]
    previous: str
    next: str


def method_page(shelf: Shelf, _asked: Asked) -> Page:
    rows = shelf.rows(ALPHAS)
    published = wording.date(shelf.about["published"])
    content = MethodPage(
        works=shelf.works_searched(),
        works_recorded=shelf.number("works_recorded"),
        passages=shelf.searched(),
        hidden_passages=shelf.number("hidden_passages"),
        excerpt_words=shelf.number("excerpt_words"),
        excerpt_percent=shelf.number("excerpt_percent"),
        texts=tuple(
            (wording.TEXTS.get(row[0], row[0]), row[1], row[2] or 0)
            for row in shelf.rows(TEXTS)
        ),
        rights=tuple(
            (wording.RIGHTS.get(row[0], row[0]), row[1]) for row in shelf.rows(RIGHTS)
        ),
        coders=tuple(
            (
                wording.coder(row["coder"], row["coder_kind"]),
                _kind(row["coder_kind"]),
                row["passages"],
            )
            for row in shelf.rows(CODERS)
        ),
        coded_by=coded_by(shelf.facts("coder_kinds")),
        agreement_of=rows[0]["coders"] if rows else "",
        agreement=tuple(_agreement(row) for row in rows),
        model=tuple(_of_the_model(row) for row in shelf.rows(MODEL)),
        stances=_stances(shelf.facts("stances")),
        unit=shelf.about["codebook_unit"],
        rules=tuple((title, text) for title, text in shelf.facts("rules")),
        claims=claims(shelf),
        subject=shelf.about["codebook_subject"],
        codebook_title=shelf.about["codebook_title"],
        codebook_version=shelf.about["codebook_version"],
        codebook_licence=shelf.about["codebook_licence"],
        revisions=tuple(
            (version, date, note) for version, date, note in shelf.facts("revisions")
        ),
        source=_source(shelf.facts("codebook_source")),
        published=published,
        how_to_cite=_how_to_cite(shelf, published),
    )
    return Page(
        template="method.html",
        title="Method: how far to trust this",
        content=content,
        section="method",
    )


def _kind(kind: str) -> str:
    return {
        "person": "a person",
        "editorial": "an editor of this library, not independent",
        "model": "a model; nobody checked",
    }[kind]


def _agreement(row: Any) -> Agreement:
    return Agreement(
        claim=row["headline"] or row["label"],
        address=addresses.claim(row["code"]),
        judged=row["judged"],
        alpha=row["alpha"],
        figure="–" if row["alpha"] is None else wording.figure(row["alpha"]),
        low=row["low"],
        high=row["high"],
        words=wording.reliability(row["alpha"]),
    )


def _of_the_model(row: Any) -> OfTheModel:
    return OfTheModel(
        claim=row["headline"] or row["label"],
        address=addresses.claim(row["code"]),
        right=model_words.of_ten(row["precision"]),
        found=model_words.of_ten(row["recall"]),
        sure_from=row["sure"] if row["sure"] <= 1 else None,
        examples=row["examples"],
        low=bool(row["low"]),
    )


def _stances(stances: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (side.word, stances[side.stance])
        for side in wording.SIDES
        if side.stance in stances
    )


def _source(record: Mapping[str, Any]) -> str:
    """The work that the codebook goes back to."""
    people = record.get("author") or []
    named = [f"{p.get('family', '')}, {p.get('given', '')}".strip(", ") for p in people]
    year = ((record.get("issued") or {}).get("date-parts") or [[""]])[0][0]
    parts = [wording.joined(named), f"({year})" if year else "", record.get("title")]
    return " ".join(str(part) for part in parts if part)


def _how_to_cite(shelf: Shelf, published: str) -> str:
    about = shelf.about
    return (
        f"{about['title']}: {about['codebook_title']}. Codebook version "
        f"{about['codebook_version']}, published {published}, build {about['build']}; "
        f"{count(shelf.searched(), 'passage')} from "
        f"{count(shelf.works_searched(), 'work')}."
    )


def rights_page(shelf: Shelf, asked: Asked) -> Page:
    number = asked.page()
    after = (number - 1) * LISTED
    rows = shelf.rows(LICENCES, [LISTED + 1, after])
    if number > 1 and not rows:
        raise asked.past_the_end()
    content = RightsPage(
        works=tuple(
            (
                wording.names(row["author_year"]),
                row["title"],
                addresses.work(row["citation_key"]),
                wording.RIGHTS.get(row["rights"], row["rights"]),
                wording.licence(row["licence"]),
            )
            for row in rows[:LISTED]
        ),
        previous=asked.with_parameters(page=number - 1) if number > 1 else "",
        next=asked.with_parameters(page=number + 1) if len(rows) > LISTED else "",
    )
    return Page(
        template="rights.html",
        title="Rights and licence of each work",
        content=content,
        section="method",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Accessibility:
    """What was tested, and what is known not to work."""

    published: str


def accessibility_page(shelf: Shelf, _asked: Asked) -> Page:
    published = wording.date(shelf.about["published"])
    return Page(
        template="accessibility.html",
        title="Accessibility of this site",
        content=Accessibility(published=published),
    )
