"""The evidence gap map: codes against a feature of works, and where nobody looked.

A cell counts independent works on each side; editions, preprints, translations and
updates of one work count once. Pure counting; what is counted is read in
`gapmap_facts.py`, drawn in `gapmap_svg.py`, written in `gapmap_table.py`.

Not in the counts: codings older than the wording of their code (`awaiting`), and a
model's, unless asked for (`model_only`). A cell without works is "searched, empty" if
a coder who counts has read works of its column for the code: has coded a passage of
them, or has left one without a code, when the codebook had the code. A model reads for
the top-level codes it has given somewhere here. Else the cell is "not searched".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from ..codebook import Codebook
from ..codebook_history import order
from ..model import Code, CoderKind, Stance
from ..settings import Folder
from .gapmap_facts import By, Facts, Look, Told, facts_of

NOT_STATED = "not stated"
MOST_DECADES = 12  # with more, decades without works are left out
FACETS: Mapping[By, tuple[str, ...]] = {  # what the codebook may call them
    By.SECTOR: ("sector",),
    By.DESIGN: ("design", "evidence"),
    By.INNOVATION: ("innovation_type", "innovation"),
    By.DECADE: (),
}


class State(StrEnum):
    """What an empty cell means."""

    FOUND = "found"
    EMPTY = "searched-empty"
    NOT_SEARCHED = "not-searched"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One stance in a cell: how many independent works, and which, by whose coding.

    `works` are those that count; `people`, `editors` and `model` overlap.
    """

    count: int
    works: tuple[str, ...]
    people: tuple[str, ...]
    editors: tuple[str, ...]
    model: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A code in a column. A work on two sides is in both, and once in `count`.

    `searched` are works read for the code; `column` is None in the row's total, and ''
    where works state none.
    """

    code: str
    column: str | None
    state: State
    count: int
    works: tuple[str, ...]
    sides: Mapping[Stance, Side]
    searched: int
    awaiting: tuple[str, ...]
    model_only: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A value of the feature: works whose text is here, and those that were read."""

    value: str
    works: int
    searched: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A code with its cells in the order of the columns, and all of them in one."""

    code: Code
    name: str
    headline: str
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class GapMap:
    """The whole map. `works` are those whose text is here, `searched` those read."""

    by: By
    with_model: bool
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    works: int
    searched: int
    codebook: str  # title and version

    @property
    def awaiting(self) -> frozenset[str]:
        """Works that would count, were they coded by the present wording."""
        return frozenset(key for row in self.rows for key in row.total.awaiting)

    @property
    def model_only(self) -> frozenset[str]:
        """Works that would count, did the model's codings."""
        return frozenset(key for row in self.rows for key in row.total.model_only)


def gap_map(
    folder: Folder,
    codebook: Codebook,
    *,
    by: By = By.SECTOR,
    codes: Sequence[str] = (),
    parts: bool = False,
    with_model: bool = False,
) -> GapMap:
    """The map of a knowledge base.

    `codes` are its rows (else all top-level codes), with `parts` also those below.

    Raises:
        UnknownName: the codebook has no such code.
        NotBuilt: the knowledge base has not been built.
    """
    chosen = _rows(codebook, codes, parts=parts)
    facts = facts_of(folder, by)
    return count(facts, codebook, chosen, by=by, with_model=with_model)


def _rows(codebook: Codebook, codes: Sequence[str], *, parts: bool) -> list[Code]:
    named = [codebook.get(code) for code in codes] or codebook.tops()
    if not parts:
        return list(dict.fromkeys(named))
    families = (codebook.family(code.id) for code in named)
    return [codebook.get(c) for c in dict.fromkeys(c for f in families for c in f)]


def count(
    facts: Facts,
    codebook: Codebook,
    rows: Iterable[Code],
    *,
    by: By,
    with_model: bool = False,
) -> GapMap:
    """The map of facts, wherever they were read."""
    counter = _Counter(facts, codebook, with_model=with_model)
    values = list(_values(facts, codebook, by))
    read = counter.read_at_all()
    return GapMap(
        by=by,
        with_model=with_model,
        columns=tuple(_column(facts, value, read) for value in values),
        rows=tuple(
            Row(
                code=code,
                name=codebook.wording(code.id).name if code.parent is None else "",
                headline=_headline(codebook, code),
                cells=tuple(counter.cell(code, value) for value in values),
                total=counter.cell(code, None),
            )
            for code in rows
        ),
        works=len(facts.values),
        searched=len(read),
        codebook=f"{codebook.title}, version {codebook.version}",
    )


def _headline(codebook: Codebook, code: Code) -> str:
    own = codebook.wordings.get(code.id)
    return own.headline if own and own.headline else code.label


def _values(facts: Facts, codebook: Codebook, by: By) -> Iterator[str]:
    """Columns: the codebook's values, others that works have, those without any."""
    there = set(facts.values.values())
    stated = there - {""}
    if by is By.DECADE:
        yield from _decades(stated)
    else:
        known = [v for name in FACETS[by] for v in codebook.facets.get(name, ())]
        yield from dict.fromkeys([*known, *sorted(stated)])
    if "" in there:
        yield ""


def _decades(stated: Iterable[str]) -> list[str]:
    years = sorted(int(decade.removesuffix("s")) for decade in stated)
    every = range(years[0], years[-1] + 1, 10) if years else []
    return [f"{year}s" for year in (every if len(every) <= MOST_DECADES else years)]


def _column(facts: Facts, value: str, read: AbstractSet[str]) -> Column:
    here = {key for key, stated in facts.values.items() if stated == value}
    return Column(value=value, works=len(here), searched=len(here & read))


def label(column: str | None) -> str:
    """The value of a column as a heading."""
    if column is None:
        return "all"
    return column.replace("-", " ") or NOT_STATED


class _Counter:
    """Facts, sorted by what a cell asks for."""

    def __init__(self, facts: Facts, codebook: Codebook, *, with_model: bool) -> None:
        self._facts = facts
        self._codebook = codebook
        self._with_model = with_model
        self._told: dict[str, list[Told]] = defaultdict(list)
        for told in facts.told:
            self._told[told.code].append(told)
        self._given = {
            codebook.top(t.code) for t in facts.told if t.kind is CoderKind.MODEL
        }
        self._looks = [look for look in facts.looks if self._counts(look.kind)]

    def _counts(self, kind: CoderKind) -> bool:
        return self._with_model or kind is not CoderKind.MODEL

    def read_at_all(self) -> set[str]:
        return {look.work for look in self._looks if look.work in self._facts.values}

    def cell(self, code: Code, column: str | None) -> Cell:
        """One cell; without a column all of the row."""
        family = self._codebook.family(code.id)
        told = [t for c in family for t in self._told[c] if self._in(t.work, column)]
        fresh = [t for t in told if not self._stale(t)]
        counted = {t.work for t in fresh if self._counts(t.kind)}
        stale = {t.work for t in told if self._stale(t) and self._counts(t.kind)}
        searched = {
            look.work
            for look in self._looks
            if self._in(look.work, column) and self._for(look, code)
        } | counted
        return Cell(
            code=code.id,
            column=column,
            state=_state(counted, searched),
            count=self._independent(counted),
            works=tuple(sorted(counted)),
            sides={stance: self._side(fresh, stance) for stance in Stance},
            searched=len(searched),
            awaiting=tuple(sorted(stale - counted)),
            model_only=tuple(sorted({t.work for t in fresh} - counted)),
        )

    def _in(self, work: str, column: str | None) -> bool:
        return column is None or self._facts.values.get(work, "") == column

    def _stale(self, told: Told) -> bool:
        return _older(told.version, self._codebook.get(told.code).changed)

    def _for(self, look: Look, code: Code) -> bool:
        """Whether who read this work then knew the code."""
        if look.kind is CoderKind.MODEL:
            return self._codebook.top(code.id) in self._given
        return not _older(look.version, code.since)

    def _side(self, fresh: Sequence[Told], stance: Stance) -> Side:
        by: dict[CoderKind, set[str]] = {kind: set() for kind in CoderKind}
        for told in fresh:
            if told.stance is stance:
                by[told.kind].add(told.work)
        works = {w for kind, some in by.items() if self._counts(kind) for w in some}
        return Side(
            count=self._independent(works),
            works=tuple(sorted(works)),
            people=tuple(sorted(by[CoderKind.PERSON])),
            editors=tuple(sorted(by[CoderKind.EDITORIAL])),
            model=tuple(sorted(by[CoderKind.MODEL])),
        )

    def _independent(self, works: Iterable[str]) -> int:
        return len({self._facts.same.get(work, work) for work in works})


def _state(counted: AbstractSet[str], searched: AbstractSet[str]) -> State:
    if counted:
        return State.FOUND
    return State.EMPTY if searched else State.NOT_SEARCHED


def _older(version: str, than: str) -> bool:
    """Whether a version is older; a coding that names none is of the first."""
    return order(version or "1.0") < order(than)
