"""Choosing what is near: places in turn among works, and pairs of passages of works.

Pure functions on ids and cosines. Where these come from is `related.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

PAIRS = 3  # of passages, that say how near two works are


class Near(NamedTuple):
    """A passage of a work and one of another, with their cosine."""

    cosine: float
    ours: str
    theirs: str


class Place(NamedTuple):
    """Where a passage stands: its work and its file."""

    work: str
    file: str


def in_turn(places: Sequence[Place]) -> list[int]:
    """Which of these come first: one of each work, then a second of each, and so on.

    Only from that file of a work that came first: others have the same words.
    """
    files: dict[str, str] = {}
    turns: dict[str, int] = defaultdict(int)
    rounds = []
    for number, (work, file) in enumerate(places):
        if files.setdefault(work, file) == file:
            rounds.append((turns[work], number))
            turns[work] += 1
    return [number for _, number in sorted(rounds)]


def best_pairs(pairs: Iterable[Near], places: Mapping[str, Place]) -> list[Near]:
    """The nearest pairs with one file of a work, each passage in one of them."""
    taken: set[str] = set()
    best: list[Near] = []
    for pair in sorted(pairs, key=lambda pair: (-pair.cosine, *pair[1:])):
        same_file = not best or places[pair.theirs] == places[best[0].theirs]
        if same_file and taken.isdisjoint(pair[1:]):
            best.append(pair)
            taken |= {pair.ours, pair.theirs}
        if len(best) == PAIRS:
            break
    return best


def nearness(pairs: Sequence[Near], passages: int, least: float) -> float:
    """The mean cosine of the best pairs; a missing one is as far as any that was seen.

    A work of fewer passages has fewer pairs.
    """
    wanted = min(PAIRS, passages)
    cosines = [pair.cosine for pair in pairs] + [least] * (wanted - len(pairs))
    return sum(cosines[:wanted]) / wanted
