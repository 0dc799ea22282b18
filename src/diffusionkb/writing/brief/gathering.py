"""What the slots of an outline give: passages of the knowledge base, and their number.

Only reads. How passages look in a brief is `passages.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ...catalogue import SEARCHED_KINDS, Catalogue, Row
from ...codebook import Codebook
from ...errors import UnknownName, UsageError
from ...model import CoderKind, Coding, Hit, SourceKind, Stance
from ...query.evidence import Side as FoundSide
from ...query.evidence import evidence
from ...query.search import hit_of, search
from ...query.show import unknown
from ...query.spreading import spread
from ...settings import Folder
from .records import Given, Outline, Searched, Side, Slot, SlotKind

ALL = 1_000_000
SPARE = 30  # of a search, in place of what a digest says about itself
ANY = "any"  # of a sector: all of them
SHOWN = {SlotKind.EVIDENCE: 4, SlotKind.AGAINST: 3, SlotKind.SEARCH: 3}
STANCES = {
    SlotKind.EVIDENCE: (Stance.SUPPORTS,),
    SlotKind.AGAINST: (Stance.CONTRADICTS, Stance.QUALIFIES),
}
FACETS = ("sector", "design")
COUNTS = f"""
SELECT sector, design, count(*) AS passages, count(DISTINCT citation_key) AS works,
  sum(id IN (SELECT passage_id FROM codings UNION SELECT passage_id FROM seen
    UNION SELECT passage_id FROM tagged)) AS read
FROM passages JOIN works USING (citation_key)
WHERE kind IN ({",".join("?" * len(SEARCHED_KINDS))}) GROUP BY sector, design
"""  # noqa: S608


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What slots are filled from; `works` has sector and design by citation key.

    `found` keeps the evidence of codes that were asked for: it is asked for often.
    """

    folder: Folder
    codebook: Codebook
    works: Mapping[str, Row]
    counts: Sequence[Row]
    sector: str  # of slots that name none
    found: dict[str, Sequence[FoundSide]] = field(default_factory=dict)


def open_library(folder: Folder, codebook: Codebook, *, sector: str = "") -> Library:
    """A built knowledge base.

    Raises:
        NotBuilt: it has not been built.
    """
    with Catalogue(folder.work_db) as catalogue:
        rows = catalogue.rows("SELECT citation_key, sector, design FROM works")
        return Library(
            folder=folder,
            codebook=codebook,
            works={row["citation_key"]: row for row in rows},
            counts=catalogue.rows(COUNTS, SEARCHED_KINDS),
            sector=sector,
        )


def fill(outline: Outline, library: Library, *, where: str) -> dict[Slot, Given]:
    """What each slot with passages gives, in their order.

    Raises:
        UsageError: a slot names a code, passage or sector that is not here.
    """
    return {
        slot: _filled(slot, library, where)
        for slot in outline.slots
        if slot.kind in FILLERS
    }


def _filled(slot: Slot, library: Library, where: str) -> Given:
    try:
        return FILLERS[slot.kind](slot, library)
    except UnknownName as error:
        raise UnknownName(f"{where}, line {slot.line}: {error}") from error
    except UsageError as error:
        raise UsageError(f"{where}, line {slot.line}: {error}") from error


def check_sector(library: Library, where: str) -> None:
    """See that the sector of the outline's head is one.

    Raises:
        UnknownName: it is not.
    """
    try:
        facets_of(Slot(kind=SlotKind.EVIDENCE), library)
    except UnknownName as error:
        raise UnknownName(f"{where}, head: {error}") from error


def facets_of(slot: Slot, library: Library) -> dict[str, str]:
    """The sector and design that a slot asks for; without a sector, the outline's.

    Raises:
        UnknownName: no work here has it, and the codebook does not know it.
    """
    asked = {"sector": library.sector} | dict(slot.options)
    wanted = {name: asked[name] for name in FACETS if asked.get(name)}
    if wanted.get("sector") == ANY:
        del wanted["sector"]
    for name, value in wanted.items():
        here = {row[name] for row in library.works.values() if row[name]}
        known = sorted(here | set(library.codebook.facets.get(name, ())))
        if value not in known:
            raise UnknownName(
                f"no work here has {name} '{value}'; known: {', '.join(known)}"
            )
    return wanted


def _of_code(slot: Slot, library: Library) -> Given:
    """Passages coded with a code or its parts, by stance."""
    facets = facets_of(slot, library)
    shown = int(slot.option("n") or SHOWN[slot.kind])
    found = {
        stance: side_of(
            slot.subject, stance, facets, library, coder=slot.option("coder")
        )
        for stance in STANCES[slot.kind]
    }
    return Given(
        slot=slot,
        facets=facets,
        searched=searched_in(facets, library),
        sides=tuple(replace(side, shown=side.shown[:shown]) for side in found.values()),
    )


def searched_in(facets: Mapping[str, str], library: Library) -> Searched:
    """The passages that are looked at for a slot with these facets."""
    rows = [
        row
        for row in library.counts
        if all(row[name] == value for name, value in facets.items())
    ]
    return Searched(
        passages=sum(row["passages"] for row in rows),
        works=sum(row["works"] for row in rows),
        read=sum(row["read"] for row in rows),
    )


def side_of(
    code: str,
    stance: Stance,
    facets: Mapping[str, str],
    library: Library,
    *,
    coder: str = "",
) -> Side:
    """All passages with a code or its parts and a stance, best first.

    Raises:
        UnknownName: the codebook has no such code.
    """
    if code not in library.found:
        found = evidence(library.folder, library.codebook, code, limit=ALL)
        library.found[code] = found.sides
    (side,) = (side for side in library.found[code] if side.stance is stance)
    coded = [_by(hit, coder) for hit in side.hits]
    ordered = sorted((hit for hit in coded if hit.codes), key=_weight)
    hits = spread(ordered, work=lambda hit: hit.citation_key)
    here = [hit for hit in hits if _fits(hit, facets, library)]
    away = [hit for hit in hits if not _fits(hit, facets, library)]
    return Side(
        stance=stance,
        shown=tuple(here),
        found=tuple(sorted(hit.passage_id for hit in here)),
        works=_works(here),
        codings={hit.passage_id: hit.codes for hit in here},
        elsewhere=len(away),
        works_elsewhere=_works(away),
    )


def _weight(hit: Hit) -> tuple[int, int, bool]:
    """People before editors and the model, more coders before one, then words of the
    author before a digest. What is equal in that stays in order.
    """
    best = hit.codes[0].coder_kind
    coders = {coding.coder for coding in hit.codes if coding.coder_kind is best}
    digest = hit.source_kind is SourceKind.DIGEST
    return list(CoderKind).index(best), -len(coders), digest


def _by(hit: Hit, coder: str) -> Hit:
    """The hit with the codings by a coder, named or of a kind; no name: by all."""

    def made(coding: Coding) -> bool:
        return coder in {"", coding.coder, coding.coder_kind.value}

    return replace(hit, codes=tuple(coding for coding in hit.codes if made(coding)))


def _fits(hit: Hit, facets: Mapping[str, str], library: Library) -> bool:
    work = library.works[hit.citation_key]
    return all(work[name] == value for name, value in facets.items())


def _works(hits: Sequence[Hit]) -> int:
    return len({hit.citation_key for hit in hits})


def _passage(slot: Slot, library: Library) -> Given:
    with Catalogue(library.folder.work_db) as catalogue:
        current = catalogue.current(slot.subject)
        rows = catalogue.passages([current])
        if not rows:
            raise unknown(catalogue, slot.subject)
        hit = hit_of(rows[current], catalogue.codings([current]).get(current, ()))
        return _plain(slot, [hit], library)


def _found(slot: Slot, library: Library) -> Given:
    """The best passages on a question; of digests, only those with a finding."""
    shown = int(slot.option("n") or SHOWN[slot.kind])
    answer = search(library.folder, slot.subject, limit=shown + SPARE)
    hits = [
        hit for hit in answer.hits if hit.codes or hit.source_kind != SourceKind.DIGEST
    ]
    return _plain(slot, hits[:shown], library)


def _plain(slot: Slot, hits: Sequence[Hit], library: Library) -> Given:
    side = Side(
        stance=None,
        shown=tuple(hits),
        found=tuple(hit.passage_id for hit in hits),
        works=_works(hits),
        codings={hit.passage_id: hit.codes for hit in hits},
    )
    return Given(slot=slot, sides=(side,), searched=searched_in({}, library))


FILLERS: Mapping[SlotKind, Callable[[Slot, Library], Given]] = {
    SlotKind.EVIDENCE: _of_code,
    SlotKind.AGAINST: _of_code,
    SlotKind.PASSAGE: _passage,
    SlotKind.SEARCH: _found,
}
