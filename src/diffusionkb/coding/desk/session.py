"""A coder at work: one passage after the other, every decision written at once.

A decision is on the disk before the next key counts; a new line takes the place of the
one that it replaces in one step. Where a file cannot be written, nothing is decided.
What another window of the same coder wrote meanwhile is read before anything is added.
Which passages come is `queue.py`; how they look is the screen's business.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...codebook import Codebook
from ...model import Stance
from ...sentences import split
from ...settings import Folder
from ..annotation_lines import Decision, append, file_for, line_of, replace_line
from ..finding import Place
from .passages import OnDesk
from .past import Given, decided, state

MEANWHILE = "coded elsewhere meanwhile: look, and decide again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A change that can be undone: what was written, and what was taken out."""

    passage: str
    added: Given | None
    removed: tuple[Given, ...]


@dataclass(kw_only=True)
class Session:
    """The state of a coder's work; `place` is the number of the passage shown.

    `passages` are ids; `look` fetches one (none: it is gone).
    """

    folder: Folder
    codebook: Codebook
    coder: str
    passages: Sequence[str]
    look: Callable[[str], OnDesk | None]
    place: int = 0
    given: dict[str, list[Given]] = field(default_factory=dict)
    history: list[Step] = field(default_factory=list)
    passed: set[str] = field(default_factory=set)  # skipped now, or gone
    memo: str = ""
    current: OnDesk | None = None
    chosen: tuple[int, int] | None = None  # sentences: first, and after the last
    files: tuple[tuple[str, int, int], ...] = ()  # as they were when last read

    def __post_init__(self) -> None:
        """Take up where this coder stopped."""
        self._read()
        self.show(self._next_open(0))

    def _read(self) -> None:
        """Know what stands in this coder's files, if anybody has changed them.

        What is known stays with its passage: a build may have given that a new id.
        """
        now = state(self.folder, self.coder)
        if now == self.files:
            return
        fresh: dict[tuple[Path, str], list[Given]] = {}
        for old in decided(self.folder, self.codebook, self.coder):
            fresh.setdefault(old.line, []).append(old)
        for passage, known in self.given.items():
            there = [old.line for old in known if old.line in fresh]
            self.given[passage] = [fresh[line].pop() for line in there if fresh[line]]
        for olds in fresh.values():
            for old in olds:
                self.given.setdefault(old.passage_id, []).append(old)
        self.files = now

    def _changed(self) -> bool:
        """Whether somebody else has changed what is decided on the passage shown."""
        before = [old.line for old in self.decisions]
        self._read()
        return before != [old.line for old in self.decisions]

    def _next_open(self, start: int) -> int:
        """The number of the next passage without a decision; after the last: none."""
        for number in range(start, len(self.passages)):
            name = self.passages[number]
            if not self.given.get(name) and name not in self.passed:
                return number
        return len(self.passages)

    def show(self, number: int) -> None:
        """Show the passage of this number; one that is gone is passed over."""
        while number < len(self.passages):
            self.current = self.look(self.passages[number])
            if self.current is not None:
                break
            self.passed.add(self.passages[number])
            number = self._next_open(number + 1)
        else:
            self.current = None
        self.place = number
        self.chosen, self.memo = None, ""

    @property
    def decisions(self) -> Sequence[Given]:
        """What this coder has said of the passage shown."""
        return self.given.get(self.current.passage_id, ()) if self.current else ()

    @property
    def done(self) -> int:
        """How many of the passages have a decision."""
        return sum(bool(self.given.get(name)) for name in self.passages)

    def sentences(self) -> list[tuple[int, int]]:
        """Where the sentences of the passage shown start and end."""
        return split(self.current.text if self.current else "")

    def quoted(self) -> tuple[int, int]:
        """From where to where the words reach that a decision is about."""
        found = self.sentences()
        if not found:
            return 0, 0
        first, after = self.chosen or (0, len(found))
        return found[first][0], found[after - 1][1]

    def next_sentence(self) -> None:
        """Quote the next sentence; after the last one, the whole passage again."""
        following = 0 if self.chosen is None else self.chosen[0] + 1
        last = following >= len(self.sentences())
        self.chosen = None if last else (following, following + 1)

    def longer(self) -> None:
        """Quote one sentence more."""
        if self.chosen and self.chosen[1] < len(self.sentences()):
            self.chosen = self.chosen[0], self.chosen[1] + 1

    def give(self, code: str, stance: Stance) -> str:
        """Give a code, change its stance, or take it back if it is given so already."""
        if self._changed():
            return MEANWHILE
        old = [some for some in self.decisions if some.code in {None, code}]
        if any((some.code, some.stance) == (code, stance) for some in old):
            self._change(None, old)
            return f"{code} taken back"
        self._change(self._new(code, stance), old)
        return f"{code} {stance}"

    def nothing(self) -> str:
        """Say that no code of the codebook applies, and go on."""
        if self._changed():
            return MEANWHILE
        if any(some.code for some in self.decisions):
            return "this passage has codes: take them back first"
        if not self.decisions:
            self._change(self._new(None, None), [])
        self.go_on()
        return "no code"

    def write_memo(self, memo: str) -> str:
        """Put a memo into the last decision here, or keep it for the next one."""
        if self._changed():
            return MEANWHILE
        if not self.decisions:
            self.memo = memo
            return "memo kept for the next decision"
        old = self.decisions[-1]
        item = {**old.item, "body": {**old.item["body"], "memo": memo}}
        self._change(replace(old, memo=memo, item=item), [old])
        return "memo written"

    def _new(self, code: str | None, stance: Stance | None) -> Given:
        place = self._quotation()
        decision = Decision(
            coder=self.coder,
            code=code,
            stance=stance,
            codebook_version=self.codebook.version,
            memo=self.memo,
        )
        key, folder = place.file.citation_key, self.folder.annotations
        return Given(
            passage_id=self.passages[self.place],
            code=code,
            stance=stance,
            memo=decision.memo,
            words=place.words,
            file=file_for(folder, self.coder, key),
            item=line_of(decision, place),
        )

    def _quotation(self) -> Place:
        """The quoted words as a place in their file."""
        assert self.current is not None
        file = self.current.file
        begins = file.starts[self.current.number]
        start, end = self.quoted()
        return Place(file=file, start=begins + start, end=begins + end)

    def _change(self, added: Given | None, removed: Sequence[Given]) -> None:
        passage = self.passages[self.place]
        self._write(passage, added, removed)
        if added is not None:
            self.memo = ""
        step = Step(passage=passage, added=added, removed=tuple(removed))
        self.history.append(step)

    def _write(
        self, passage: str, added: Given | None, removed: Sequence[Given]
    ) -> None:
        kept = self.given.setdefault(passage, [])
        for old in removed:
            heir = added if added and added.file == old.file else None
            replace_line(old.file, old.item, heir.item if heir else None)
            self.files = state(self.folder, self.coder)
            kept.remove(old)
            if heir is not None:
                kept.append(heir)
                added = None
        if added is not None:
            append(added.file, [added.item])
            self.files = state(self.folder, self.coder)
            kept.append(added)

    def undo(self) -> str:
        """Take the last change back, and show its passage."""
        if not self.history:
            return "nothing to undo in this session"
        step = self.history[-1]
        if not self._is_as_left(step):
            return "coded elsewhere meanwhile: not undone"
        back, *others = step.removed or (None,)
        self._write(step.passage, back, [step.added] if step.added else [])
        self.history.pop()
        for old in others:
            self._write(step.passage, old, [])
        self.passed.discard(step.passage)
        self.show(self.passages.index(step.passage))
        return "undone"

    def _is_as_left(self, step: Step) -> bool:
        """Whether nobody else has decided something since that undoing would break."""
        self._read()
        now = list(self.given.get(step.passage, ()))
        if step.added is not None:
            left = [old for old in now if old.line != step.added.line]
            if left == now:
                return False
            now = left
        return all(_agree(old, other) for old in step.removed for other in now)

    def skip(self) -> str:
        """Go on without a decision; the passage comes again another time."""
        if self.current is None or self.decisions:
            self.go_on()
            return ""
        self.passed.add(self.passages[self.place])
        self.go_on()
        return "skipped: it comes again next time"

    def go_on(self) -> str:
        """Show the next passage without a decision, once this one has one."""
        self._read()
        if self.current is not None and not self.decisions and not self._is_passed():
            return "no decision yet: n for no code, k to skip"
        self.show(self._next_open(min(self.place + 1, len(self.passages))))
        return ""

    def _is_passed(self) -> bool:
        return self.passages[self.place] in self.passed

    def go_back(self) -> None:
        """Show the passage before this one."""
        self.show(max(0, self.place - 1))


def _agree(one: Given, two: Given) -> bool:
    """Whether both decisions can stand on one passage."""
    if one.code is None or two.code is None:
        return one.code == two.code
    return one.code != two.code or one.stance == two.stance
