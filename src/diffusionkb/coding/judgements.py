"""What coders decided, as arrays of numbers: who gave which code, with which stance.

Pure functions. A code counts as given if a part of it is. What is made of the numbers
is `agreement.py`; reading codings is `comparing.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ..model import CoderKind, Stance
from .coefficients import MISSING, Values

STANCES = tuple(Stance)
Given = Mapping[str, Stance | None]  # code → stance; None where it is not clear


@dataclass(frozen=True, slots=True, kw_only=True)
class Coder:
    """A coder with every passage they saw: its codes, or nothing if they gave none."""

    name: str
    kind: CoderKind
    saw: Mapping[str, Given]


def seen_by_two(coders: Sequence[Coder]) -> list[str]:
    """The passages that at least two of the coders saw, in a fixed order."""
    twice: set[str] = set()
    for one, other in combinations(coders, 2):
        twice |= one.saw.keys() & other.saw.keys()
    return sorted(twice)


def with_parents(
    given: Given, parents: Mapping[str, str | None]
) -> dict[str, Stance | None]:
    """The codes given, with the codes above them; codes that are not known are left.

    A code that is given through its parts only has their stance, if they share one.
    """
    full = {code: stance for code, stance in given.items() if code in parents}
    stances: dict[str, set[Stance | None]] = {}
    for code, stance in list(full.items()):
        above = parents[code]
        while above is not None:
            stances.setdefault(above, set()).add(stance)
            above = parents.get(above)
    for code, some in stances.items():
        full.setdefault(code, some.pop() if len(some) == 1 else None)
    return full


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Per code, coders by passages: given (1), not (0); its stance; or MISSING."""

    given: Mapping[str, Values]
    stances: Mapping[str, Values]


def judgements(
    coders: Sequence[Coder], passages: Sequence[str], parents: Mapping[str, str | None]
) -> Judged:
    """The judgements of passages; `parents` has each code's parent, if it has one."""
    shape = len(coders), len(passages)
    given = {code: np.full(shape, MISSING) for code in parents}
    stances = {code: np.full(shape, MISSING) for code in parents}
    for row, coder in enumerate(coders):
        for column, passage in enumerate(passages):
            if passage not in coder.saw:
                continue
            theirs = with_parents(coder.saw[passage], parents)
            for code in parents:
                given[code][row, column] = int(code in theirs)
                if stance := theirs.get(code):
                    stances[code][row, column] = STANCES.index(stance)
    return Judged(given=given, stances=stances)
