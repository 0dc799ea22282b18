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
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum

from ..catalogue import Catalogue
from ..codebook import Codebook
from ..codebook_history import older
from ..errors import UsageError
from ..model import Code, CoderKind, Stance
from ..settings import Folder
from .filter_names import checked
from .filters import EMPTY, Filters, condition
from .gapmap_axes import columns_of, headline, rows_of
from .gapmap_facts import By, Facts, Told, facts_of

NOT_STATED = "not stated"


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
    filters: Filters = EMPTY

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
    filters: Filters = EMPTY,
) -> GapMap:
    """The map of a knowledge base.

    `codes` are its rows (else all top-level codes), with `parts` also those below.
    `filters` choose works and texts (by sector, year and so on), not codings.

    Raises:
        UnknownName: the codebook has no such code, or nothing a filter's value.
        UsageError: a filter asks for codings.
        NotBuilt: the knowledge base has not been built.
    """
    chosen = rows_of(codebook, codes, parts=parts)
    if filters.codes or filters.stances or filters.coders:
        raise UsageError(
            "the map's rows are codes, and its counts are by stance and coder already; "
            "filter it by what works are (sector, design, innovation, year …)"
        )
    with Catalogue(folder.work_db) as catalogue:
        known = checked(filters, catalogue, lambda: codebook)
        admitted = condition(known, catalogue)
        facts = facts_of(catalogue, by, with_model=with_model, admitted=admitted)
    found = count(facts, codebook, chosen, by=by, with_model=with_model)
    return replace(found, filters=known)


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
    values = list(columns_of(facts, codebook, by))
    read = counter.read_at_all()
    return GapMap(
        by=by,
        with_model=with_model,
        columns=tuple(_column(facts, value, read) for value in values),
        rows=tuple(
            Row(
                code=code,
                name=codebook.wording(code.id).name if code.parent is None else "",
                headline=headline(codebook, code),
                cells=tuple(counter.cell(code, value) for value in values),
                total=counter.cell(code, None),
            )
            for code in rows
        ),
        works=len(facts.values),
        searched=len(read),
        codebook=f"{codebook.title}, version {codebook.version}",
    )


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
        self._same = facts.same
        self._codebook = codebook
        self._with_model = with_model
        changed = {code.id: code.changed for code in codebook.codes}
        self._fresh: dict[tuple[str, str], list[Told]] = defaultdict(list)
        self._stale: dict[tuple[str, str], list[Told]] = defaultdict(list)
        for told in facts.told:
            if told.code in changed and told.work in facts.values:
                stale = older(told.version, changed[told.code])
                place = told.code, facts.values[told.work]
                (self._stale if stale else self._fresh)[place].append(told)
        self._given = {
            codebook.top(code)
            for by_code in (self._fresh, self._stale)
            for (code, _), some in by_code.items()
            if any(told.kind is CoderKind.MODEL for told in some)
        }
        self._readers: dict[tuple[str, CoderKind, str], set[str]] = defaultdict(set)
        for look in facts.looks:
            if look.work in facts.values and self._counts(look.kind):
                value = facts.values[look.work]
                self._readers[value, look.kind, look.version].add(look.work)
        self._columns = sorted(set(facts.values.values()))

    def _counts(self, kind: CoderKind) -> bool:
        return self._with_model or kind is not CoderKind.MODEL

    def read_at_all(self) -> set[str]:
        return {work for works in self._readers.values() for work in works}

    def cell(self, code: Code, column: str | None) -> Cell:
        """One cell; without a column all of the row."""
        columns = self._columns if column is None else [column]
        places = [(c, at) for c in self._codebook.family(code.id) for at in columns]
        fresh = [told for place in places for told in self._fresh.get(place, ())]
        stale = {
            told.work
            for place in places
            for told in self._stale.get(place, ())
            if self._counts(told.kind)
        }
        counted = {told.work for told in fresh if self._counts(told.kind)}
        searched = counted | self._searched(code, columns)
        return Cell(
            code=code.id,
            column=column,
            state=_state(counted, searched),
            count=self._independent(counted),
            works=tuple(sorted(counted)),
            sides={stance: self._side(fresh, stance) for stance in Stance},
            searched=len(searched),
            awaiting=tuple(sorted(stale - counted)),
            model_only=tuple(sorted({told.work for told in fresh} - counted)),
        )

    def _searched(self, code: Code, columns: Sequence[str]) -> set[str]:
        """Works in these columns that were read by somebody who knew the code."""
        return {
            work
            for (column, kind, version), works in self._readers.items()
            if column in columns and self._knew(kind, version, code)
            for work in works
        }

    def _knew(self, kind: CoderKind, version: str, code: Code) -> bool:
        if kind is CoderKind.MODEL:
            return self._codebook.top(code.id) in self._given
        return not older(version, code.since)

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
        return len({self._same.get(work, work) for work in works})


def _state(counted: AbstractSet[str], searched: AbstractSet[str]) -> State:
    if counted:
        return State.FOUND
    return State.EMPTY if searched else State.NOT_SEARCHED
