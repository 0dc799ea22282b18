"""Asking a model about one passage: patiently, and once more where it did not do.

Knows no library: what is transient is told from an error's status and words.
"""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ...errors import CannotRun
from .answers import Answer, read_answer
from .library import Reply
from .prompt import Instructions, once_more, question

PAUSES = (2, 5, 15, 40, 90)  # seconds before asking again after a transient error
LONGEST_PAUSE = 300
TRANSIENT = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
NO_ENTRY = frozenset({401, 402, 403})
IN_WORDS = re.compile(
    r"\b(?:429|50[0234]|529)\b|rate.?limit|too many requests|overloaded|timed? ?out",
    re.I,
)
IN_NAMES = re.compile(r"Timeout|Connect(?:ion)?Error|RateLimit|ServiceUnavailable")
REFUSED_NAMES = re.compile(r"Authentication|PermissionDenied|NeedsKey")


class Asked(Protocol):
    """Something that answers prompts."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def options(self) -> Mapping[str, str]:
        """What it was told to do otherwise."""

    def ask(self, system: str, prompt: str, schema: Mapping[str, Any]) -> Reply:
        """Send a prompt; what goes wrong is raised."""


class Refused(CannotRun):
    """The model answers nobody of this name or key: asking on is of no use."""


class Unanswered(CannotRun):
    """The model gave no answer about a passage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The better answer about a passage, as text and read, and what all took."""

    text: str
    answer: Answer
    replies: tuple[Reply, ...]

    @property
    def tokens_in(self) -> int:
        return sum(reply.tokens_in or 0 for reply in self.replies)

    @property
    def tokens_out(self) -> int:
        return sum(reply.tokens_out or 0 for reply in self.replies)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Asks a model with the same instructions about one passage after the other."""

    model: Asked
    instructions: Instructions
    told: Callable[[str], None]  # of pauses
    sleep: Callable[[float], None] = field(default=time.sleep)

    def about(self, passage: str) -> Told:
        """Ask about a passage, and once more if not all of the answer can be used.

        Raises:
            Refused: the model answers nothing.
            Unanswered: it gives no answer about this passage.
        """
        first, answer = self._answer(question(passage), passage)
        if not answer.problems:
            return Told(text=first.text, answer=answer, replies=(first,))
        problems = [problem.message for problem in answer.problems]
        again = once_more(passage, first.text, problems)
        second, better = self._answer(again, passage)
        if _worth(better) < _worth(answer):
            return Told(text=first.text, answer=answer, replies=(first, second))
        return Told(text=second.text, answer=better, replies=(first, second))

    def _answer(self, prompt: str, passage: str) -> tuple[Reply, Answer]:
        reply = self._patiently(prompt)
        book = self.instructions.codebook
        return reply, read_answer(reply.text, passage, book)

    def _patiently(self, prompt: str) -> Reply:
        given = self.instructions
        for pause in (*PAUSES, None):
            try:
                return self.model.ask(given.system, prompt, given.schema)
            except Exception as error:
                if is_refusal(error):
                    raise Refused(f"{self.model.name}: {_said(error)}") from error
                if pause is None or not is_transient(error):
                    raise Unanswered(f"{self.model.name}: {_said(error)}") from error
                wait = min(_asked_for(error) or pause, LONGEST_PAUSE)
                self.told(f"{_said(error)}; asking again in {wait:.0f} s")
                self.sleep(wait)
        raise AssertionError  # the last round returns or raises


def _worth(answer: Answer) -> tuple[bool, int]:
    """What makes an answer better: it says something, with fewer problems."""
    return answer.decides, -len(answer.problems)


def is_transient(error: BaseException) -> bool:
    """Whether the same may well be answered a little later."""
    if (status := _status(error)) is not None:
        return status in TRANSIENT
    if any(IN_NAMES.search(kind.__name__) for kind in type(error).__mro__):
        return True
    return bool(IN_WORDS.search(str(error)))


def is_refusal(error: BaseException) -> bool:
    """Whether the model would say no to any passage."""
    named = any(REFUSED_NAMES.search(kind.__name__) for kind in type(error).__mro__)
    return named or _status(error) in NO_ENTRY


def _status(error: BaseException) -> int | None:
    """The HTTP status that an error of a plugin's client carries."""
    for some in (error, getattr(error, "response", None), error.__cause__):
        status = getattr(some, "status_code", None)
        if isinstance(status, int):
            return status
    return None


def _asked_for(error: BaseException) -> float | None:
    """The seconds that a server asks us to wait."""
    headers = getattr(getattr(error, "response", None), "headers", None)
    try:
        return max(float(headers["retry-after"]), 0.1) if headers else None
    except (KeyError, TypeError, ValueError):
        return None


def _said(error: BaseException) -> str:
    words = " ".join(str(error).split()) or type(error).__name__
    return words if len(words) <= 200 else f"{words[:199]}…"
