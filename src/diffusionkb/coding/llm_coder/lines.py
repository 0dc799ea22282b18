"""A model's codings of passages as annotation lines, in the files of its coder.

Lines that take the place of older ones are written before these go.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...errors import CannotRun
from ...model import CoderKind
from ...settings import Folder
from .. import coders
from ..annotation_lines import Decision, append, file_for, line_of, replace_line
from ..desk.passages import OnDesk, look_up
from ..desk.past import Given
from ..finding import Place
from .answers import Answer, Proposal
from .answers_kept import Kept
from .asking import Asked
from .prompt import Instructions


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The passages of a knowledge base, coded by a model; `given` says by whom so far.

    What the coder has said of a passage before is replaced.
    """

    folder: Folder
    coder: str
    model: Asked
    instructions: Instructions
    given: Mapping[str, Sequence[Given]]

    def fetch(self, name: str) -> "_Passage | None":
        """The passage of this id, as it is now."""
        passage = look_up(self.folder.work_db, name)
        return _Passage(passage=passage, lines=self) if passage else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    """A passage that is being coded."""

    passage: OnDesk
    lines: Lines

    @property
    def text(self) -> str:
        return self.passage.text

    def write(self, answer: Answer, kept: Kept) -> None:
        """Add the lines of an answer, and take those before out."""
        ours = self.lines
        key = self.passage.file.citation_key
        file = file_for(ours.folder.annotations, ours.coder, key)
        append(file, list(self._items(answer, kept)))
        for old in ours.given.get(self.passage.passage_id, ()):
            replace_line(old.file, old.item, None)

    def _items(self, answer: Answer, kept: Kept) -> Iterator[Mapping[str, Any]]:
        for some in answer.proposals or (None,):
            yield {**self._line(some), "generator": self._generator(kept)}

    def _line(self, some: Proposal | None) -> Mapping[str, Any]:
        """A coding, or "seen, no code" for none."""
        passage = self.passage
        begins = passage.file.starts[passage.number]
        start, end = (some.start, some.end) if some else (0, len(passage.text))
        place = Place(file=passage.file, start=begins + start, end=begins + end)
        decision = Decision(
            coder=self.lines.coder,
            code=some.code if some else None,
            stance=some.stance if some else None,
            codebook_version=self.lines.instructions.codebook.version,
            memo=some.reason if some else "",
        )
        return line_of(decision, place)

    def _generator(self, kept: Kept) -> Mapping[str, Any]:
        """What made a line: which model, told what."""
        model, given = self.lines.model, self.lines.instructions
        return {
            "type": "Software",
            "name": model.name,
            **({"version": kept.resolved} if kept.resolved else {}),
            "instructions": given.fingerprint,
            "codebook": given.codebook.fingerprint,
            **({"options": dict(model.options)} if model.options else {}),
        }


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
