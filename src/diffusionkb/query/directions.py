"""Whether a passage that is near to another points the same way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..catalogue import Row
from ..model import Coding, Hit
from .search import hit_of

SAME, OTHER = "same", "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A passage with its cosine as score.

    `shared` are codes that both have; `direction` is `same` or `other`, by the stances
    they have toward them, and empty where they share none.
    """

    hit: Hit
    shared: tuple[str, ...] = ()
    direction: str = ""


def neighbour(
    row: Row, cosine: float, ours: Sequence[Coding], theirs: tuple[Coding, ...]
) -> Neighbour:
    """A passage beside one with codings `ours`."""
    shared = sorted({c.code for c in ours} & {c.code for c in theirs})
    alike = [
        {c.stance for c in ours if c.code == code}
        & {c.stance for c in theirs if c.code == code}
        for code in shared
    ]
    return Neighbour(
        hit=replace(hit_of(row, theirs), score=round(cosine, 4)),
        shared=tuple(shared),
        direction=(SAME if all(alike) else OTHER) if shared else "",
    )
