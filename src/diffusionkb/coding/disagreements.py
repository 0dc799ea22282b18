"""Passages on which coders disagree, with what each of them decided. Pure functions.

Most different first: by top-level codes, then by all codes and stances.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..catalogue import Row
from ..model import Code, Hit, SourceKind, Stance
from .decisions import Place
from .judgements import Coder, seen_by_two, with_parents


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A code that a coder gave, with stance and memo; no code where none was given."""

    code: str
    stance: Stance | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that a coder decided on a passage."""

    coder: str
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A passage, the codes not all gave, those with unlike stances, and all views."""

    passage: Hit
    codes: tuple[str, ...]
    stances: tuple[str, ...]
    views: tuple[View, ...]


def disagreements(
    coders: Sequence[Coder],
    codes: Sequence[Code],
    rows: Mapping[str, Row],
    why: Mapping[Place, str],
    *,
    within: Collection[str] | None = None,
) -> tuple[Disagreement, ...]:
    """The passages that at least two coders saw and did not code alike.

    `rows` are the passages with their works; `within` limits what counts to some codes.
    """
    parents = {code.id: code.parent for code in codes}
    counted = [code for code in parents if within is None or code in within]
    tops = {code for code, parent in parents.items() if parent is None}
    found = []
    for passage in seen_by_two(coders):
        there = [coder for coder in coders if passage in coder.saw]
        given = [with_parents(coder.saw[passage], parents) for coder in there]
        differ = tuple(c for c in counted if len({c in some for some in given}) > 1)
        stances = tuple(c for c in counted if _unlike([some.get(c) for some in given]))
        if differ or stances:
            found.append(
                Disagreement(
                    passage=_hit(rows[passage]),
                    codes=differ,
                    stances=stances,
                    views=tuple(_views(passage, there, list(parents), why)),
                )
            )
    return tuple(sorted(found, key=lambda one: _rank(one, tops)))


def _unlike(stances: Sequence[Stance | None]) -> bool:
    return len({stance for stance in stances if stance}) > 1


def _rank(one: Disagreement, tops: Collection[str]) -> tuple[int, int, str, str]:
    differ = [*one.codes, *one.stances]
    top = sum(code in tops for code in differ)
    return -top, -len(differ), one.passage.citation_key, one.passage.passage_id


def _views(
    passage: str,
    coders: Sequence[Coder],
    order: Sequence[str],
    why: Mapping[Place, str],
) -> Iterator[View]:
    for coder in coders:
        given = coder.saw[passage]
        shown = [code for code in order if code in given] or [""]
        yield View(
            coder=coder.name,
            decisions=tuple(
                Decision(
                    code=code,
                    stance=given.get(code),
                    why=why.get((coder.name, passage, code), ""),
                )
                for code in shown
            ),
        )


def _hit(row: Row) -> Hit:
    return Hit(
        passage_id=row["id"],
        citation_key=row["citation_key"],
        text=row["text"],
        locator=row["locator"],
        source_kind=SourceKind(row["source_kind"]),
        score=0.0,
        title=row["title"],
        author_year=row["author_year"],
        quality=row["quality"],
    )
