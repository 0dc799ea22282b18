"""The tables of a brief: every passage shown, and where there is evidence at all."""

from collections.abc import Iterator, Mapping

from ...model import SourceKind, Stance, Work
from ...query.gapmap import Cell, GapMap, State, label
from ...query.gapmap_words import counts as signed
from ...query.gapmap_words import remarks
from .passages import Shown
from .phrases import coded, place_of, plain, rules, spoken

EMPTY = {State.EMPTY: "searched, none", State.NOT_SEARCHED: "not searched"}


def evidence_table(shown: Shown, works: Mapping[str, Work]) -> Iterator[str]:
    """The passages shown, in their order."""
    if not shown.hits:
        yield "No passage is shown.\n"
        return
    yield "|  | work | sector, design | stance and coding | passage, kind |"
    yield rules(7, 25, 20, 32, 20)
    for passage_id, hit in shown.hits.items():
        work = works[hit.citation_key]
        facets = ", ".join(spoken(v) for v in (work.sector, work.design) if v)
        kind = "digest" if hit.source_kind is SourceKind.DIGEST else "verbatim"
        cells = (
            shown.number(hit),
            plain(place_of(hit)),
            plain(facets) or "–",
            "; ".join(_stances(shown, passage_id)) or "–",
            f"{plain(passage_id)}, {kind}",
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _stances(shown: Shown, passage_id: str) -> Iterator[str]:
    codings = shown.codings[passage_id]
    for stance in Stance:
        some = [coding for coding in codings if coding.stance is stance]
        if some:
            yield plain(f"{stance}: {coded(some)}")


def gap_table(found: GapMap) -> Iterator[str]:
    """The map on its side: values down, codes across, to fit a page."""
    if not found.rows:
        yield "No code is asked for.\n"
        return
    yield f"| {found.by} | {' | '.join(plain(row.code.id) for row in found.rows)} |"
    yield rules(24, *[22] * len(found.rows))
    held = [at for at, column in enumerate(found.columns) if column.works]
    for at in held:
        cells = " | ".join(_cell(row.cells[at]) for row in found.rows)
        yield f"| {plain(label(found.columns[at].value))} | {cells} |"
    totals = " | ".join(_cell(row.total) for row in found.rows)
    yield f"| all | {totals} |"
    yield ""
    if absent := [label(column.value) for column in found.columns if not column.works]:
        yield f"No work here: {plain(', '.join(absent))}.\n"
    yield (
        "Works: all, and of them + for the claim, − against it, ± it depends. "
        f"{plain(' '.join(remarks(found)))}\n"
    )


def _cell(cell: Cell) -> str:
    """'20 (+12 −4 ±7)', or why there is no number."""
    if cell.state is not State.FOUND:
        return EMPTY[cell.state]
    return f"{cell.count} ({signed(cell)})"
