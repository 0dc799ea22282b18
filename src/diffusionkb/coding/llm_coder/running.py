"""A run: ask about one passage after the other, write each answer down at once.

An answer is on the disk before the next question; lines that take the place of older
ones are written before these go. What a run will do is `plan.py`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import CannotRun
from ...model import CoderKind, Failure
from ...progress import Progress
from ...settings import Folder
from .. import coders
from ..annotation_lines import Decision, append, file_for, line_of, replace_line
from ..desk.passages import OnDesk, look_up
from ..desk.past import Given
from ..finding import Place
from .answers import Answer, Fault, Proposal, read_answer
from .answers_kept import Kept, keep, keep_instructions, name_of
from .asking import Asker, Refused, Unanswered
from .plan import Plan

MOST_IN_A_ROW = 3  # passages without an answer, before a run is given up
STAGE = "Asking the model"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A coder's folder, and the model that is asked as that coder."""

    folder: Folder
    coder: str
    asker: Asker
    plan: Plan

    def go(self, progress: Progress, outcome: Outcome) -> None:
        """Write what is kept, ask about the rest; `outcome` is told as it goes.

        Raises:
            CannotRun: the coder's files cannot be written.
        """
        introduce(self.folder, self.coder, model=self.asker.model.name)
        keep_instructions(self._place, self.asker.instructions)
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
        passage = look_up(self.folder.work_db, name)
        kept = passage and self.plan.answers.get(self._name_of(passage))
        if passage is None or not kept:  # a build has changed it meanwhile
            outcome.failures.append(_failure(name, "was read anew meanwhile"))
            return
        outcome.from_kept += 1
        book = self.asker.instructions.codebook
        answer = read_answer(kept.text, passage.text, book)
        self._write(passage, answer, kept, outcome)

    def _ask(self, name: str, outcome: Outcome) -> None:
        passage = look_up(self.folder.work_db, name)
        if passage is None or passage.text != self.plan.ask[name]:
            outcome.failures.append(_failure(name, "was read anew meanwhile"))
            return
        told = self.asker.about(passage.text)
        outcome.asked += 1
        outcome.tokens_in += told.tokens_in
        outcome.tokens_out += told.tokens_out
        if not told.answer.decides:
            _count_dropped(told.answer, outcome)
            said = told.answer.problems[0].message
            outcome.failures.append(_failure(name, f"no usable answer: {said}"))
            return
        kept = keep(
            self._place,
            passage=(name, passage.text),
            instructions=self.asker.instructions,
            model=self.asker.model,
            told=told,
        )
        self._write(passage, told.answer, kept, outcome)

    def _write(
        self, passage: OnDesk, answer: Answer, kept: Kept, outcome: Outcome
    ) -> None:
        items = [self._line(passage, some, kept) for some in answer.proposals]
        items = items or [self._line(passage, None, kept)]
        key = passage.file.citation_key
        append(file_for(self.folder.annotations, self.coder, key), items)
        self._take_out(self.plan.given.get(passage.passage_id, ()))
        _count_dropped(answer, outcome)
        outcome.codings += len(answer.proposals)
        outcome.coded += bool(answer.proposals)
        outcome.uncoded += not answer.proposals

    def _line(
        self, passage: OnDesk, some: Proposal | None, kept: Kept
    ) -> Mapping[str, Any]:
        """A coding, or "seen, no code", as a Web Annotation that names its maker."""
        begins = passage.file.starts[passage.number]
        start, end = (some.start, some.end) if some else (0, len(passage.text))
        place = Place(file=passage.file, start=begins + start, end=begins + end)
        given, model = self.asker.instructions, self.asker.model
        decision = Decision(
            coder=self.coder,
            code=some.code if some else None,
            stance=some.stance if some else None,
            codebook_version=given.codebook.version,
            memo=some.reason if some else "",
        )
        generator = {
            "type": "Software",
            "name": model.name,
            **({"version": kept.resolved} if kept.resolved else {}),
            "instructions": given.fingerprint,
            "codebook": given.codebook.fingerprint,
            **({"options": dict(model.options)} if model.options else {}),
        }
        return {**line_of(decision, place), "generator": generator}

    def _take_out(self, old: Sequence[Given]) -> None:
        for some in old:
            replace_line(some.file, some.item, None)

    def _name_of(self, passage: OnDesk) -> str:
        return name_of(passage.text, self.asker.instructions, self.asker.model)

    @property
    def _place(self) -> Path:
        return self.folder.annotations / self.coder


def introduce(folder: Folder, coder: str, *, model: str) -> None:
    """Make the coder's folder; one that is there has to be this model's.

    Raises:
        CannotRun: the folder is a person's, or another model's.
    """
    check(folder, coder, model=model)
    coders.make(folder.annotations / coder, name=model, kind=CoderKind.MODEL)


def check(folder: Folder, coder: str, *, model: str) -> None:
    """See that a coder of this name can be this model.

    Raises:
        CannotRun: the folder is a person's, or another model's.
    """
    place = folder.annotations / coder
    if not place.exists():
        return
    kind, _ = coders.kind_of(place)
    if kind is not CoderKind.MODEL:
        raise CannotRun(
            f"annotations/{coder}/ are codings of another kind ({kind}); take another "
            f"--coder for {model}"
        )
    if (name := coders.name_of(place)) != model:
        raise CannotRun(
            f"annotations/{coder}/ are codings by {name or 'an unnamed model'}; take "
            f"another --coder for {model}"
        )


def _count_dropped(answer: Answer, outcome: Outcome) -> None:
    outcome.dropped.update(problem.fault for problem in answer.problems)


def _failure(name: str, message: str) -> Failure:
    return Failure(
        stage="model", path=name, kind="passage", message=message, remedy=REMEDY
    )
