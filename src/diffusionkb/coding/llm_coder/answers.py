"""A model's answer, read strictly: known codes and stances, words that stand there.

What cannot be used is a problem with a kind, told to the model and counted, never
mended by guessing.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ...codebook import Codebook
from ...errors import UnknownName
from ...model import Stance
from .verbatim import LEAST_WORDS, locate

FENCED = re.compile(r"\s*```(?:json)?\s*\n(.*)\n\s*```\s*", re.S)
LONGEST_REASON = 500


class Fault(StrEnum):
    """What may be wrong with an answer."""

    FORM = "not in the form asked for"
    CODE = "no code of the codebook"
    STANCE = "no stance"
    QUOTE = "quotation not in the passage"
    TWICE = "code given twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that cannot be used, in words for the model."""

    fault: Fault
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A code that a model gives, with where its quotation stands in the passage."""

    code: str
    stance: Stance
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What of an answer can be used, and what cannot."""

    proposals: tuple[Proposal, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def decides(self) -> bool:
        """Whether it says something: codes, or in so many words that there is none."""
        return bool(self.proposals) or not self.problems


class _NotUsable(ValueError):
    """A coding that cannot be used."""

    def __init__(self, fault: Fault, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(fault=fault, message=message)


def read_answer(text: str, passage: str, codebook: Codebook) -> Answer:
    """Read the answer about a passage."""
    try:
        items = list(_items(text))
    except _NotUsable as error:
        return Answer(problems=(error.problem,))
    proposals: dict[str, Proposal] = {}
    problems: list[Problem] = []
    for item in items:
        try:
            some = _proposal(item, passage, codebook)
            if some.code in proposals:
                message = f"{some.code} is given more than once: give it once"
                raise _NotUsable(Fault.TWICE, message)  # noqa: TRY301
            proposals[some.code] = some
        except _NotUsable as error:
            problems.append(error.problem)
    return Answer(proposals=tuple(proposals.values()), problems=tuple(problems))


def _items(text: str) -> Iterator[Any]:
    fenced = FENCED.fullmatch(text)
    try:
        answer = json.loads(fenced[1] if fenced else text)
    except (ValueError, RecursionError) as error:
        raise _NotUsable(Fault.FORM, f"it is not JSON ({error})") from error
    items = answer.get("codings") if isinstance(answer, dict) else None
    if not isinstance(items, list):
        raise _NotUsable(Fault.FORM, "it is no object with a list 'codings'")
    yield from items


def _proposal(item: object, passage: str, codebook: Codebook) -> Proposal:
    if not isinstance(item, dict):
        raise _NotUsable(Fault.FORM, "a coding is no object")
    code, stance, quote = (_text(item, name) for name in ("code", "stance", "quote"))
    try:
        code = codebook.get(code).id
    except UnknownName as error:
        message = f"{_shown(code)} is no code of the codebook"
        raise _NotUsable(Fault.CODE, message) from error
    if stance not in set(Stance):
        message = f"{code}: {_shown(stance)} is no stance; take {', '.join(Stance)}"
        raise _NotUsable(Fault.STANCE, message)
    place = locate(quote, passage)
    if place is None:
        raise _NotUsable(
            Fault.QUOTE,
            f"{code}: the passage does not say {_shown(quote)} in these words; copy "
            f"{LEAST_WORDS} words or more from it, in one stretch",
        )
    return Proposal(
        code=code,
        stance=Stance(stance),
        start=place[0],
        end=place[1],
        reason=_text(item, "reason")[:LONGEST_REASON],
    )


def _text(item: Mapping[str, Any], name: str) -> str:
    """A text of a coding; half characters are none."""
    value = item.get(name)
    if not isinstance(value, str):
        raise _NotUsable(Fault.FORM, f"a coding has no text '{name}'")
    return value.strip().encode("utf-8", "replace").decode()


def _shown(text: str) -> str:
    return json.dumps(text[:200], ensure_ascii=False)
