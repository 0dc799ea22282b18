"""What a run will take, before it is begun: tokens estimated, money only if told.

Prices are the user's word: none is known here, and none is guessed.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .answers_kept import Kept
from .prompt import Instructions, question

CHARACTERS = 4.0  # of English prose to a token; models differ, so this is a guess
ANSWER = 80  # tokens of an answer with one coding or two, before any was seen
MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Money for a million tokens, in and out, in whatever currency the user means."""

    tokens_in: float
    tokens_out: float

    def of(self, tokens_in: float, tokens_out: float) -> float:
        """What so many tokens cost."""
        return (self.tokens_in * tokens_in + self.tokens_out * tokens_out) / MILLION


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """The tokens of a run; `measured` where earlier answers gave the figures."""

    passages: int
    tokens_in: int
    tokens_out: int
    measured: bool


def estimate(
    texts: Sequence[str], given: Instructions, earlier: Collection[Kept]
) -> Estimate:
    """What asking once about each of these texts will take.

    Answers of this coder that came with token counts say what an answer takes here;
    without such, a figure of prose in general does.
    """
    counted = [kept for kept in earlier if kept.tokens_in and kept.tokens_out]
    once = sum(len(given.system) + len(question(text)) for text in texts)
    tokens_in = once / CHARACTERS
    tokens_out = float(ANSWER * len(texts))
    if counted:
        tokens_in = len(texts) * _mean([kept.tokens_in for kept in counted])
        tokens_out = len(texts) * _mean([kept.tokens_out for kept in counted])
    return Estimate(
        passages=len(texts),
        tokens_in=math.ceil(tokens_in),
        tokens_out=math.ceil(tokens_out),
        measured=bool(counted),
    )


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values)
