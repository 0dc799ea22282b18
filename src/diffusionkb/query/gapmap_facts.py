"""What the gap map counts, read from the working database: works, codings, looks."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from ..catalogue import SEARCHED_KINDS, Catalogue, Row
from ..model import CoderKind, Stance
from ..references.links import links_of
from .filters import Condition

# What one work says of another if both are one piece of research.
ONE_WORK = frozenset(
    {"edition_of", "preprint_of", "update_of", "correction_of", "translation_of"}
)
ALL = Condition(sql="1")


class By(StrEnum):
    """The feature of works that the columns show."""

    SECTOR = "sector"
    DESIGN = "design"
    DECADE = "decade"
    INNOVATION = "innovation"


class Told(NamedTuple):
    """A work has a code, with a stance, by a kind of coder under a codebook version."""

    work: str
    code: str
    stance: Stance
    kind: CoderKind
    version: str


class Look(NamedTuple):
    """A kind of coder has read a passage of a work; a model's version is unknown."""

    work: str
    kind: CoderKind
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`values`: work → column ('' where not stated), for works whose text is here.

    `same`: work → the work it counts as, where it is not itself.
    """

    values: Mapping[str, str]
    told: tuple[Told, ...]
    looks: tuple[Look, ...]
    same: Mapping[str, str]


VALUES: Mapping[By, str] = {
    By.SECTOR: "sector",
    By.DESIGN: "design",
    By.INNOVATION: "innovation_type",
    By.DECADE: "(year / 10 * 10) || 's'",
}
WORKS = "SELECT citation_key, coalesce({value}, '') FROM works"
JOINED = "JOIN works w USING (citation_key)"
TOLD = """
SELECT DISTINCT p.citation_key, c.code, c.stance, c.coder_kind, c.codebook_version
FROM codings c JOIN passages p ON p.id = c.passage_id {admitted}
"""
LOOKS = """
SELECT DISTINCT p.citation_key, s.coder_kind, s.codebook_version
FROM seen s JOIN passages p ON p.id = s.passage_id {admitted}
"""
TAGGED = """
SELECT DISTINCT p.citation_key FROM tagged t
JOIN passages p ON p.id = t.passage_id {admitted}
"""
HELD = """
SELECT DISTINCT p.citation_key FROM passages p {admitted} AND p.kind IN ({kinds})
"""


def facts_of(
    catalogue: Catalogue, by: By, *, with_model: bool, admitted: Condition = ALL
) -> Facts:
    """Everything the map of a feature is made from, of passages that are admitted.

    What the model read is only looked up `with_model`; its codings always are.
    """

    def asked(sql: str, *values: str) -> list[Row]:
        among = "WHERE 1" if admitted == ALL else f"{JOINED} WHERE {admitted.sql}"
        kinds = ",".join("?" * len(values))
        query = sql.format(admitted=among, kinds=kinds)
        return catalogue.rows(query, [*admitted.values, *values])

    told = tuple(
        Told(work, code, Stance(stance), CoderKind(kind), version)
        for work, code, stance, kind, version in asked(TOLD)
    )
    looks = {Look(work, CoderKind(kind), v) for work, kind, v in asked(LOOKS)}
    looks |= {Look(t.work, t.kind, t.version) for t in told}
    if with_model:
        looks |= {Look(row[0], CoderKind.MODEL, "") for row in asked(TAGGED)}
    held = {row[0] for row in asked(HELD, *SEARCHED_KINDS)} | {t.work for t in told}
    values = catalogue.rows(WORKS.format(value=VALUES[by]))
    return Facts(
        values={work: str(value) for work, value in values if work in held},
        told=told,
        looks=tuple(looks),
        same=same_work(catalogue),
    )


def same_work(catalogue: Catalogue) -> dict[str, str]:
    """Work → the first by key of those that are one piece of research with it."""
    sql = "SELECT citation_key, csl FROM works WHERE csl LIKE '%\\_of\"%' ESCAPE '\\'"
    pairs = [
        (str(row["citation_key"]), other)
        for row in catalogue.rows(sql)
        for relation, keys in links_of(json.loads(row["csl"])).items()
        if relation in ONE_WORK
        for other in keys
    ]
    return joined(pairs)


def joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each member of a chain of pairs → the first of the chain by name."""
    groups: dict[str, set[str]] = {}
    for one, two in pairs:
        group = groups.get(one, {one}) | groups.get(two, {two})
        groups.update(dict.fromkeys(group, group))
    return {key: min(group) for key, group in groups.items()}
