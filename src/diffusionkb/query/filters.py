"""Filters: which passages a question is asked of, before anything is ranked.

Several values of one filter are alternatives; different filters all have to hold, and
code, stance and coder on one and the same coding. Not here: whether such values exist
(filter_names), and the words of a question (syntax).
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from ..catalogue import SEARCHED_KINDS, Catalogue
from ..model import CoderKind, SourceKind
from .words import spelt_out

# What may be shown to anybody: open works, and what was written for this library.
OPEN = f"(w.rights = 'open' OR p.source_kind = '{SourceKind.DIGEST.value}')"

OF_KINDS = f"p.kind IN ({','.join(map(repr, SEARCHED_KINDS))})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a passage must be. Empty: nothing is asked.

    `codes` bring their sub-codes. `coders` are kinds (`person`, `editorial`, `model`)
    or names. `years` of publication are inclusive, None at an open end. `authors` and
    `titles` are words that a name or a title has, however accented.
    """

    codes: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    coders: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    designs: tuple[str, ...] = ()
    innovation_types: tuple[str, ...] = ()
    years: tuple[tuple[int | None, int | None], ...] = ()
    works: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    source_kinds: tuple[str, ...] = ()
    open_only: bool = False

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))

    @property
    def of_codings(self) -> bool:
        """Whether anything is asked of a passage's codings."""
        return bool(self.codes or self.stances or self.coders)


EMPTY = Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """SQL that is true of admitted passages: `p` is the passage, `w` its work.

    `by_passage`: it names passages one by one, so works need not be run through.
    """

    sql: str
    values: tuple[Any, ...] = ()
    by_passage: bool = False

    def select(self, columns: str, *, kinds: str = OF_KINDS) -> str:
        """The statement that reads something of what is admitted, quick in both cases.

        SQLite does not know which table to begin with: a plus keeps it from an index,
        and a cross join is never turned round.
        """
        if self.by_passage:
            tables, kinds = "passages p JOIN works w USING (citation_key)", f"+{kinds}"
        else:
            tables = "works w CROSS JOIN passages p USING (citation_key)"
        return f"SELECT {columns} FROM {tables} WHERE {kinds} AND {self.sql}"  # noqa: S608


NOTHING = Condition(sql="")


def condition(filters: Filters, catalogue: Catalogue) -> Condition:
    """What checked filters say in SQL. Without any: true."""
    parts = [
        _coded(filters),
        _one_of("w.sector", filters.sectors),
        _one_of("w.design", filters.designs),
        _one_of("w.innovation_type", filters.innovation_types),
        _published(filters.years),
        _one_of("w.citation_key", filters.works),
        _described(filters, catalogue),
        _one_of("p.source_kind", filters.source_kinds),
        Condition(sql=OPEN if filters.open_only else ""),
    ]
    return all_of(parts)


def all_of(parts: Sequence[Condition]) -> Condition:
    """True where all of these are."""
    return Condition(
        sql=" AND ".join(part.sql for part in parts if part.sql) or "1",
        values=tuple(value for part in parts for value in part.values),
        by_passage=any(part.by_passage for part in parts),
    )


def _one_of(column: str, values: Sequence[str]) -> Condition:
    """The column has one of these values; nothing is asked where there are none."""
    if not values:
        return NOTHING
    marks = ",".join("?" * len(values))
    return Condition(sql=f"{column} IN ({marks})", values=tuple(values))


def coding_condition(filters: Filters) -> Condition:
    """What is asked of one coding `c`: its code, its stance and its coder."""
    kinds = [coder for coder in filters.coders if coder in set(CoderKind)]
    names = [coder for coder in filters.coders if coder not in set(CoderKind)]
    by = [_one_of("c.coder_kind", kinds), _one_of("c.coder", names)]
    coders = " OR ".join(each.sql for each in by if each.sql)
    return all_of(
        [
            _one_of("c.code", filters.codes),
            _one_of("c.stance", filters.stances),
            Condition(sql=f"({coders})" if coders else "", values=(*kinds, *names)),
        ]
    )


def _coded(filters: Filters) -> Condition:
    if not filters.of_codings:
        return NOTHING
    of_coding = coding_condition(filters)
    some = f"SELECT c.passage_id FROM codings c WHERE {of_coding.sql}"  # noqa: S608
    return Condition(sql=f"p.id IN ({some})", values=of_coding.values, by_passage=True)


def _published(years: Sequence[tuple[int | None, int | None]]) -> Condition:
    spans = " OR ".join(
        "w.year BETWEEN coalesce(?, w.year) AND coalesce(?, w.year)" for _ in years
    )
    return Condition(
        sql=f"({spans})" if spans else "",
        values=tuple(year for span in years for year in span),
    )


def _described(filters: Filters, catalogue: Catalogue) -> Condition:
    """Works by people's names and by titles; letters with accents are plain ones."""
    if not (filters.authors or filters.titles):
        return NOTHING
    keys = [
        row["citation_key"]
        for row in catalogue.rows("SELECT citation_key, title, csl FROM works")
        if _any_has(_people(json.loads(row["csl"])), filters.authors)
        and _any_has([row["title"]], filters.titles)
    ]
    # as one value: there may be more works than a statement takes values
    return Condition(
        sql="w.citation_key IN (SELECT value FROM json_each(?))",
        values=(json.dumps(keys),),
    )


def _people(csl: Mapping[str, Any]) -> list[str]:
    named = [*(csl.get("author") or ()), *(csl.get("editor") or ())]
    return [" ".join(map(str, name.values())) for name in named]


def _any_has(texts: Iterable[str], wanted: Sequence[str]) -> bool:
    """Whether one of the texts has all words of one of the wanted; none wanted: yes."""
    if not wanted:
        return True
    held = [frozenset().union(*_spellings(text)) for text in texts]
    asked = [words for text in wanted for words in _spellings(text)]
    return any(words <= some for words in asked for some in held)


def _spellings(text: str) -> tuple[set[str], set[str]]:
    """Words without accents, and with what may be written instead: Mueller."""
    return _words(text), _words(spelt_out(text.lower()))


def _words(text: str) -> set[str]:
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return set(re.findall(r"[^\W_]+", plain))


def count_admitted(catalogue: Catalogue, admitted: Condition) -> tuple[int, int]:
    """How many passages that are searched a condition admits, and of how many works."""
    sql = admitted.select("count(*), count(DISTINCT p.citation_key)")
    row = catalogue.rows(sql, admitted.values)[0]
    return int(row[0]), int(row[1])


def admitted_rows(catalogue: Catalogue, admitted: Condition) -> dict[str, int]:
    """The ids of searched passages that a condition admits, with their row numbers."""
    rows = catalogue.rows(admitted.select("p.id, p.row"), admitted.values)
    return {row[0]: row[1] for row in sorted(rows, key=lambda row: str(row[0]))}
