"""Evidence for and against a code, always together, and how much was looked at."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..catalogue import PASSAGE, Catalogue, rank
from ..codebook import Codebook
from ..errors import UsageError
from ..model import Code, Coding, Hit, Stance
from ..settings import Folder
from .search import hit_of

WITH_CODE = """
WHERE p.id IN (SELECT passage_id FROM codings WHERE code IN ({marks}) AND stance = ?)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One stance: the passages shown, and how many there are, from how many works."""

    stance: Stance
    hits: tuple[Hit, ...]
    passages: int
    works: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A code with all its sides; `searched` counts the passages looked at."""

    code: Code
    sides: tuple[Side, ...]
    searched: int
    works_searched: int


def evidence(
    folder: Folder, codebook: Codebook, code: str, *, limit: int = 5
) -> Evidence:
    """Passages coded with a code or its sub-codes, by stance.

    People's codings come before editors' and a model's; several works before many
    passages of one.

    Raises:
        UnknownName: the codebook has no such code.
        UsageError: the limit is below 1.
    """
    if limit < 1:
        raise UsageError(f"the limit is {limit}; ask for at least 1 passage a side")
    found = codebook.get(code)
    family = codebook.family(found.id)
    with Catalogue(folder.work_db) as catalogue:
        sides = tuple(_side(catalogue, family, stance, limit) for stance in Stance)
        return Evidence(
            code=found,
            sides=sides,
            searched=catalogue.searched(),
            works_searched=catalogue.works_searched(),
        )


def _side(
    catalogue: Catalogue, family: Sequence[str], stance: Stance, limit: int
) -> Side:
    marks = ",".join("?" * len(family))
    sql = PASSAGE + WITH_CODE.format(marks=marks)
    rows = {row["id"]: row for row in catalogue.rows(sql, [*family, stance.value])}
    codings = {
        key: tuple(c for c in some if c.code in family and c.stance == stance)
        for key, some in catalogue.codings(rows).items()
    }
    best = sorted(codings, key=lambda key: (_best(codings[key]), key))
    hits = [hit_of(rows[key], codings[key]) for key in best]
    return Side(
        stance=stance,
        hits=tuple(spread(hits)[:limit]),
        passages=len(rows),
        works=len({row["citation_key"] for row in rows.values()}),
    )


def _best(codings: Sequence[Coding]) -> tuple[int, float, str]:
    return min(rank(coding) for coding in codings)


def spread(hits: Sequence[Hit]) -> list[Hit]:
    """The first of each work, then the second of each, and so on; else in order."""
    seen: dict[str, int] = {}
    rounds: list[tuple[int, int, Hit]] = []
    for position, hit in enumerate(hits):
        turn = seen.get(hit.citation_key, 0)
        seen[hit.citation_key] = turn + 1
        rounds.append((turn, position, hit))
    return [hit for _, _, hit in sorted(rounds, key=lambda entry: entry[:2])]
