"""What became of passages when their file was read anew. Pure functions.

A passage's id comes from its text and place, so better reading changes it; links,
briefs and notes to the old id find their way by what is said here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

RUN = 4  # words; shorter runs are common to passages that have nothing to do
ENOUGH = 0.5  # of an old passage's runs that its successor must have
Runs = frozenset[tuple[str, ...]]


def successors(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """Old id → the new passage that has most of its words; id → text are given.

    An old id that still exists, or whose words are gone, has no successor.
    """
    where: dict[tuple[str, ...], list[str]] = {}
    for passage_id, text in new.items():
        for run in _runs(text):
            where.setdefault(run, []).append(passage_id)
    found: dict[str, str] = {}
    for passage_id, text in old.items():
        runs = _runs(text)
        votes = Counter(at for run in runs for at in where.get(run, ()))
        if passage_id in new or not votes:
            continue
        best = min(votes, key=lambda at: (-votes[at], at))
        if votes[best] >= ENOUGH * len(runs):
            found[passage_id] = best
    return found


def _runs(text: str) -> Runs:
    return frozenset(_each_run(text))


def _each_run(text: str) -> Iterator[tuple[str, ...]]:
    letters = (c if c.isalnum() else " " for c in text.casefold())
    words = tuple("".join(letters).split())
    for start in range(max(1, len(words) - RUN + 1)):
        yield words[start : start + RUN]
