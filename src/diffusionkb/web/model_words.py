"""What may be said of a model's codings: how often it was right, and its reasons.

Words made of figures measured on passages that the model had not seen; the figures come
from the caller. Nothing here judges a passage.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LIKE = re.compile(
    r"closest to (?P<examples>.+?)(?=; carried by |; words: |; stance |$)"
)
LAST = re.compile(r",? finding \d+$")
UNNAMED = "a passage it learned from"
NOT_ALL = 0.9  # what is called less sure is never said to be right in 10 of 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFigures:
    """What a learned coder did for a code on voices that were left out of training.

    From the score `sure` on nine in ten were right; above 1: never. From a probability
    of `side_sure` on, at least 85 of 100 sides were; above 1: never, too. `low` says
    that the code is published with a mark.
    """

    code: str
    precision: float
    recall: float
    f1: float
    examples: int
    sure: float
    side_sure: float
    low: bool


def said(figures: ModelFigures) -> str:
    """What is known of a model on one claim, in sentences."""
    parts = [
        "In tests on texts it had not seen, "
        f"{of_ten(figures.precision)} passages that the learned coder found for this "
        f"claim were right, and it found {of_ten(figures.recall)} that there were.",
        f"From a model score of {figures.sure:.2f} on, 9 of 10 were right."
        if figures.sure <= 1
        else "At no score were 9 of 10 right.",
    ]
    if figures.low:
        parts.append("That is low: take what it found as leads only.")
    return " ".join(parts)


def of_ten(share: float) -> str:
    """7 of 10: a share in words that need no gloss."""
    return f"{round(share * 10)} of 10"


def figures_of(row: Mapping[str, Any]) -> ModelFigures:
    """The figures as the public database keeps them."""
    return ModelFigures(**{**dict(row), "low": bool(row["low"])})


def trust(figures: ModelFigures | None, score: float | None, side: float) -> str | None:
    """How far to trust one coding of the learned coder; None of anybody else's.

    `side` is the probability of its side, where the passage bears on the claim.
    """
    if figures is None or score is None:
        return None
    sure, sure_of_side = score >= figures.sure, side >= figures.side_sure
    if sure and sure_of_side:
        said = "sure: 9 of 10 such were right in tests, 8 of 10 with the side"
    elif sure:
        said = "sure of the claim: 9 of 10 such were right in tests"
    else:
        said = f"a lead: {of_ten(figures.precision)} were right in tests"
    if figures.side_sure > 1:
        said += "; no side was sure in tests"
    elif not sure_of_side:
        said += f"; its side is less sure, right in {of_ten(min(side, NOT_ALL))}"
    return f"{said}; low reliability on this claim" if figures.low else said


def reason(why: str, names: Mapping[str, str]) -> str:
    """The model's reason with works by name; ids of training texts say nothing."""
    found = LIKE.match(why)
    if found is None:
        return why
    examples = (LAST.sub("", one) for one in found["examples"].split(" and "))
    named = dict.fromkeys(names.get(key, UNNAMED) for key in examples)
    rest = why[found.end() :].replace("; words: ", "; telling words: ")
    return f"closest to {' and '.join(named)}{rest}"
