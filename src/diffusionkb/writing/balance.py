"""Whether a draft cites both sides of the claims that its sources are coded with.

Counts passages that the draft quotes, and those of the works and pages it cites. Only
people's and editors' codings count. What is not cited is shown, the strongest first.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..catalogue import Catalogue, Row
from ..codebook import Codebook
from ..model import Code, CoderKind, Coding, Hit, Stance
from ..query.evidence import evidence
from ..settings import Folder
from .quotations.claimed_pages import claimed
from .quotations.records import Cited, Found, Problem, Report, Verdict

FOUND = frozenset({Verdict.EXACT, Verdict.WRONG_PAGE, Verdict.NO_PAGE, Verdict.ALTERED})
LOOKED_AT = 200  # passages of a side
SHOWN = 3
AGAINST: Mapping[Stance, tuple[Stance, ...]] = {
    Stance.SUPPORTS: (Stance.CONTRADICTS, Stance.QUALIFIES),
    Stance.CONTRADICTS: (Stance.SUPPORTS, Stance.QUALIFIES),
}
WORDS = {Stance.SUPPORTS: "for", Stance.CONTRADICTS: "against"}
SQL = "SELECT id, citation_key, locator, spans FROM passages WHERE {where} = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """A claim of which the draft cites one side: who for it, and what it leaves out.

    `counter` is empty where nothing in the knowledge base speaks for the other side.
    """

    code: Code
    stance: Stance
    cited: tuple[str, ...]  # citation keys
    counter: tuple[Hit, ...]
    counter_stance: Stance | None
    searched: int
    works_searched: int


def balance(folder: Folder, codebook: Codebook, report: Report) -> list[Balance]:
    """The claims that a draft cites one-sidedly, by code."""
    sides: dict[str, dict[Stance, set[str]]] = defaultdict(lambda: defaultdict(set))
    with Catalogue(folder.work_db) as catalogue:
        rows = {row["id"]: row for row in _passages(catalogue, report)}
        for passage_id, codings in catalogue.codings(rows).items():
            for coding in filter(_counts, codings):
                top = codebook.top(coding.code)
                sides[top][coding.stance].add(rows[passage_id]["citation_key"])
    return [
        found
        for code in sorted(sides)
        for found in _one_sided(folder, codebook, code, sides[code])
    ]


def _counts(coding: Coding) -> bool:
    return coding.coder_kind is not CoderKind.MODEL


def _passages(catalogue: Catalogue, report: Report) -> Iterator[Row]:
    """The passages that a draft quotes or cites, some more than once."""
    for checked in report.quotations:
        if checked.found and checked.verdict in FOUND:
            yield from _quoted(catalogue, checked.found)
    quoted = {c.found.citation_key for c in report.quotations if c.found}
    for cited in report.cited:
        if len(cited.keys) == 1:
            yield from _on_pages(catalogue, cited, only_pages=cited.keys[0] in quoted)


def _quoted(catalogue: Catalogue, found: Found) -> Iterator[Row]:
    for row in catalogue.rows(SQL.format(where="sha256"), [found.sha256]):
        spans = json.loads(row["spans"])
        if any(
            page == found.page and start < found.end and found.start < end
            for page, start, end in spans
        ):
            yield row


def _on_pages(catalogue: Catalogue, cited: Cited, *, only_pages: bool) -> Iterator[Row]:
    """The passages of a work on the pages cited; all, where no page is given."""
    wanted = claimed(cited.locator)
    if wanted is None and only_pages:
        return
    for row in catalogue.rows(SQL.format(where="citation_key"), [cited.keys[0]]):
        here = claimed(row["locator"])
        if wanted is None or here is None or wanted & here:
            yield row


def _one_sided(
    folder: Folder, codebook: Codebook, code: str, cited: Mapping[Stance, set[str]]
) -> Iterator[Balance]:
    for stance, others in AGAINST.items():
        if not cited.get(stance) or cited.get(others[0]):
            continue
        found = evidence(folder, codebook, code, limit=LOOKED_AT)
        hits = {side.stance: side.hits for side in found.sides}
        all_cited = set().union(*cited.values())
        counter_stance, counter = _strongest(hits, others, cited, all_cited)
        if counter_stance is None and any(hits.get(other) for other in others):
            continue  # what there is, is cited
        yield Balance(
            code=found.code,
            stance=stance,
            cited=tuple(sorted(cited[stance])),
            counter=counter,
            counter_stance=counter_stance,
            searched=found.searched,
            works_searched=found.works_searched,
        )


def _strongest(
    hits: Mapping[Stance, Sequence[Hit]],
    others: Sequence[Stance],
    cited: Mapping[Stance, set[str]],
    all_cited: set[str],
) -> tuple[Stance | None, tuple[Hit, ...]]:
    """The other side's passages of works that the draft does not cite."""
    for other in others:
        left = [hit for hit in hits.get(other, ()) if hit.citation_key not in all_cited]
        if left and not cited.get(other):
            return other, tuple(left[:SHOWN])
    return None, ()


def one_sided(found: Sequence[Balance]) -> tuple[Problem, ...]:
    """The claims whose other side is here and not cited, as problems of the draft."""
    return tuple(
        Problem(kind="one-sided", line=None, message=message(one), about=one.code.id)
        for one in found
        if one.counter
    )


def message(one: Balance) -> str:
    """One line: what is cited, and what is not."""
    cited = ", ".join(one.cited)
    head = f"{one.code.id} ({one.code.label}): {cited} cited {WORDS[one.stance]} it"
    if not one.counter:
        return (
            f"{head}; nothing on the other side among {one.searched} passages of "
            f"{one.works_searched} works"
        )
    verb = one.counter_stance.value if one.counter_stance else ""
    places = "; ".join(f"{hit.citation_key}, {hit.locator}" for hit in one.counter)
    return f"{head}; not cited is what {verb} it: {places}"


def as_data(one: Balance) -> dict[str, object]:
    return {
        "code": one.code.id,
        "claim": one.code.claim,
        "cited": list(one.cited),
        "stance": one.stance.value,
        "counter_stance": one.counter_stance.value if one.counter_stance else None,
        "not_cited": [
            {
                "passage_id": hit.passage_id,
                "citation_key": hit.citation_key,
                "locator": hit.locator,
                "source_kind": hit.source_kind.value,
                "text": hit.text,
            }
            for hit in one.counter
        ],
        "searched": one.searched,
    }
