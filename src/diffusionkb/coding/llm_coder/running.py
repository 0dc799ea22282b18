"""A run: ask about one text after the other, keep and write each answer at once.

An answer is on the disk before the next question. What a run will do is `plan.py`;
where codings are written, `lines.py` and `loose_texts.py`.
"""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ...model import Failure
from ...progress import Progress
from .answers import Answer, Fault, read_answer
from .answers_kept import Kept, keep, keep_instructions, name_of
from .asking import Asker, Refused, Unanswered
from .plan import Plan

MOST_IN_A_ROW = 3  # passages without an answer, before a run is given up
STAGE = "Asking the model"
ANEW = "was read anew by a build meanwhile"
REMEDY = "run the same command again: it asks only about what has no answer"


@dataclass(kw_only=True)
class Outcome:
    """What came of a run so far."""

    asked: int = 0
    from_kept: int = 0
    coded: int = 0  # passages
    uncoded: int = 0  # seen, no code
    codings: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    dropped: Counter[Fault] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    stopped: str = ""  # why not everything was asked


class Open(Protocol):
    """A text that is being coded."""

    @property
    def text(self) -> str:
        """What the model is shown."""

    def write(self, answer: Answer, kept: Kept) -> None:
        """Write down what an answer says of it."""


class Target(Protocol):
    """Where texts come from, and codings go."""

    def fetch(self, name: str) -> Open | None:
        """The text of this name; None if it is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A model that is asked, and where what it says is kept and written."""

    place: Path  # the coder's folder
    asker: Asker
    plan: Plan
    target: Target

    def go(self, progress: Progress, outcome: Outcome) -> None:
        """Write what is kept, ask about the rest; `outcome` is told as it goes.

        Raises:
            CannotRun: the coder's files cannot be written.
        """
        keep_instructions(self.place, self.asker.instructions)
        progress.start(STAGE, len(self.plan.kept) + len(self.plan.ask))
        for name in self.plan.kept:
            self._from_kept(name, outcome)
            progress.advance(STAGE)
        in_a_row = 0
        for name in self.plan.ask:
            try:
                self._ask(name, outcome)
                in_a_row = 0
            except Refused as error:
                outcome.stopped = str(error)
                return
            except Unanswered as error:
                outcome.failures.append(_failure(name, str(error)))
                in_a_row += 1
            progress.advance(STAGE)
            if in_a_row == MOST_IN_A_ROW:
                outcome.stopped = f"{in_a_row} passages in a row had no answer"
                return

    def _from_kept(self, name: str, outcome: Outcome) -> None:
        opened = self.target.fetch(name)
        given, model = self.asker.instructions, self.asker.model
        kept = opened and self.plan.answers.get(name_of(opened.text, given, model))
        if opened is None or not kept:  # a build has changed it meanwhile
            outcome.failures.append(_failure(name, ANEW))
            return
        outcome.from_kept += 1
        answer = read_answer(kept.text, opened.text, given.codebook)
        _write(opened, answer, kept, outcome)

    def _ask(self, name: str, outcome: Outcome) -> None:
        opened = self.target.fetch(name)
        if opened is None or opened.text != self.plan.ask[name]:
            outcome.failures.append(_failure(name, ANEW))
            return
        told = self.asker.about(opened.text)
        outcome.asked += 1
        outcome.tokens_in += told.tokens_in
        outcome.tokens_out += told.tokens_out
        if not told.answer.decides:
            _count_dropped(told.answer, outcome)
            said = told.answer.problems[0].message
            outcome.failures.append(_failure(name, f"no usable answer: {said}"))
            return
        kept = keep(
            self.place,
            passage=(name, opened.text),
            instructions=self.asker.instructions,
            model=self.asker.model,
            told=told,
        )
        _write(opened, told.answer, kept, outcome)


def _write(opened: Open, answer: Answer, kept: Kept, outcome: Outcome) -> None:
    opened.write(answer, kept)
    _count_dropped(answer, outcome)
    outcome.codings += len(answer.proposals)
    outcome.coded += bool(answer.proposals)
    outcome.uncoded += not answer.proposals


def _count_dropped(answer: Answer, outcome: Outcome) -> None:
    outcome.dropped.update(problem.fault for problem in answer.problems)


def _failure(name: str, message: str) -> Failure:
    return Failure(
        stage="model", path=name, kind="passage", message=message, remedy=REMEDY
    )
