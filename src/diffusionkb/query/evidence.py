"""Evidence for and against a code, always together, and how much was looked at."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..catalogue import Catalogue, coding, rank
from ..codebook import Codebook
from ..codebook_history import older
from ..errors import UsageError
from ..model import Code, CoderKind, Coding, Hit, Stance
from ..settings import Folder
from .filter_names import checked
from .filters import EMPTY, Filters, coding_condition
from .marking import Marks, marks_of
from .ranking import Mode
from .ranking import rank as rank_passages
from .scope import extent, scope_of_every_kind
from .search import hit_of, in_order
from .spreading import Chosen, spread
from .syntax import Asked, parse

KINDS = list(CoderKind)  # people before editors before a model
CODED = """
SELECT c.*, p.citation_key FROM temp.scope s JOIN passages p ON p.row = s.row
JOIN codings c ON c.passage_id = p.id WHERE """


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One stance: the passages shown, and how many there are, from how many works.

    Of these `awaiting` were coded under older words of the code only.
    """

    stance: Stance
    hits: tuple[Hit, ...]
    passages: int
    works: int
    awaiting: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A code with all its sides; `searched` counts the passages looked at.

    With a query the sides are what is relevant to it, and `marks` its words in texts.
    `older` are the codings made before their code was reworded.
    """

    code: Code
    sides: tuple[Side, ...]
    searched: int
    works_searched: int
    query: str = ""
    marks: Marks = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    older: frozenset[Coding] = frozenset()


def evidence(
    folder: Folder,
    codebook: Codebook,
    code: str,
    *,
    limit: int = 5,
    query: str = "",
    mode: Mode = Mode.HYBRID,
    filters: Filters = EMPTY,
    per_work: int = 0,
) -> Evidence:
    """Passages coded with a code or its sub-codes, by stance.

    People's codings come before editors' and a model's; several works before many
    passages of one. With a query: what is relevant to it, the nearest first. A filter
    of coders is about the codings with this code. Of one work there are `per_work`
    passages a side at most (0: any number).

    Raises:
        UnknownName: the codebook has no such code, or a filter an unknown value.
        UsageError: a number makes no sense, or a filter would hide a side.
    """
    found = codebook.asked(code)
    query = query.encode("utf-8", "replace").decode()
    asked = parse(query)
    _check(filters, asked, limit=limit, per_work=per_work)
    coded = replace(filters, codes=(found.id,))
    with Catalogue(folder.work_db) as catalogue:
        searched, works = extent(
            catalogue, asked, replace(filters, coders=()), lambda: codebook
        )
        within = scope_of_every_kind(catalogue, asked, coded, lambda: codebook)
        scores = _scores(catalogue, folder, asked, mode, within)
        codings = _codings(catalogue, checked(coded, catalogue, lambda: codebook))
        stale = _older((made for _, made in codings), codebook)
        sides = tuple(
            _side(
                catalogue,
                stance,
                codings,
                scores,
                Chosen(limit, per_work=per_work),
                older=stale,
            )
            for stance in Stance
        )
        shown = {hit.passage_id: hit.text for side in sides for hit in side.hits}
        return Evidence(
            code=found,
            sides=sides,
            searched=searched,
            works_searched=works,
            query=query,
            marks=marks_of(catalogue, asked.text, shown),
            notes=asked.notes,
            older=stale,
        )


def _check(filters: Filters, asked: Asked, *, limit: int, per_work: int) -> None:
    if limit < 1:
        raise UsageError(f"the limit is {limit}; ask for at least 1 passage a side")
    if per_work < 0:
        raise UsageError(f"{per_work} passages a work make no sense; 0 is any number")
    hiding = filters.codes or filters.stances or asked.within.of_codings
    if hiding or any(some.of_codings for some in asked.outside):
        raise UsageError(
            "evidence is of one code and all its sides; for one side of it, or another "
            "code beside it, use search --code CODE --stance STANCE"
        )


def _scores(
    catalogue: Catalogue,
    folder: Folder,
    asked: Asked,
    mode: Mode,
    within: Sequence[str],
) -> Mapping[str, float]:
    """How relevant passages are; all the same where nothing is asked."""
    if not asked.text:
        return dict.fromkeys(within, 0.0)
    return rank_passages(
        catalogue,
        folder,
        asked.text,
        mode=mode,
        floor=not asked.phrases,
        scope=within,
    ).fused


def _codings(catalogue: Catalogue, coded: Filters) -> Sequence[tuple[str, Coding]]:
    """The codings that count, each with its passage's work."""
    that = coding_condition(coded)
    rows = catalogue.rows(CODED + that.sql, that.values)
    return [(row["citation_key"], coding(row)) for row in rows]


def _older(codings: Iterable[Coding], codebook: Codebook) -> frozenset[Coding]:
    """Those of an earlier version than the one that last changed their code."""
    changed = {code.id: code.changed for code in codebook.codes}
    return frozenset(
        made
        for made in codings
        if made.code in changed and older(made.codebook_version, changed[made.code])
    )


def _side(
    catalogue: Catalogue,
    stance: Stance,
    codings: Sequence[tuple[str, Coding]],
    scores: Mapping[str, float],
    chosen: Chosen,
    *,
    older: Container[Coding],
) -> Side:
    found: dict[str, list[Coding]] = {}
    works: dict[str, str] = {}
    for work, made in codings:
        if made.stance is stance and made.passage_id in scores:
            found.setdefault(made.passage_id, []).append(made)
            works[made.passage_id] = work
    best = {key: sorted(some, key=rank) for key, some in found.items()}
    order = sorted(best, key=lambda key: (-scores[key], rank(best[key][0]), key))
    turns = spread(
        order,
        work=works.__getitem__,
        before=lambda key: KINDS.index(best[key][0].coder_kind),
    )
    for row in in_order(catalogue, turns, chosen):
        chosen.offer(row, scores[row["id"]])
    return Side(
        stance=stance,
        hits=tuple(hit_of(row, tuple(best[row["id"]])) for row, _ in chosen.kept),
        passages=len(found),
        works=len(set(works.values())),
        awaiting=sum(all(made in older for made in some) for some in found.values()),
    )
