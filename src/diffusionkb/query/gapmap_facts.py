"""What the gap map counts, read from the working database: works, codings, looks."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from ..catalogue import SEARCHED_KINDS, Catalogue
from ..model import CoderKind, Stance
from ..references.links import links_of
from ..settings import Folder

# What one work says of another if both are one piece of research.
ONE_WORK = frozenset(
    {"edition_of", "preprint_of", "update_of", "correction_of", "translation_of"}
)


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
HELD = """
SELECT citation_key, coalesce({value}, '') FROM works WHERE citation_key IN (
  SELECT citation_key FROM passages WHERE kind IN ({kinds})
  UNION SELECT p.citation_key FROM codings c JOIN passages p ON p.id = c.passage_id)
"""
TOLD = """
SELECT DISTINCT p.citation_key, c.code, c.stance, c.coder_kind, c.codebook_version
FROM codings c JOIN passages p ON p.id = c.passage_id
"""
LOOKS = """
SELECT DISTINCT p.citation_key, s.coder_kind, s.codebook_version
FROM seen s JOIN passages p ON p.id = s.passage_id
UNION SELECT DISTINCT p.citation_key, 'model', ''
FROM tagged t JOIN passages p ON p.id = t.passage_id
"""


def facts_of(folder: Folder, by: By) -> Facts:
    """Everything the map of a feature is made from.

    Raises:
        NotBuilt: the knowledge base has not been built.
    """
    with Catalogue(folder.work_db) as catalogue:
        kinds = ",".join("?" * len(SEARCHED_KINDS))
        held = HELD.format(value=VALUES[by], kinds=kinds)
        told = tuple(
            Told(work, code, Stance(stance), CoderKind(kind), version)
            for work, code, stance, kind, version in catalogue.rows(TOLD)
        )
        looks = {
            Look(work, CoderKind(kind), version)
            for work, kind, version in catalogue.rows(LOOKS)
        } | {Look(t.work, t.kind, t.version) for t in told}
        return Facts(
            values={
                row[0]: str(row[1]) for row in catalogue.rows(held, SEARCHED_KINDS)
            },
            told=tuple(sorted(told)),
            looks=tuple(sorted(looks)),
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
