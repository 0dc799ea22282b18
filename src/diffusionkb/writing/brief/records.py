"""What a brief is made of: the outline, its slots, and what each slot gave.

Records only. Reading an outline is `outline.py`; filling its slots `gathering.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ...model import Coding, Hit, Stance


class SlotKind(StrEnum):
    """What may stand between the braces of a slot."""

    CLAIM = "claim"  # the claim of a code, in the codebook's words
    EVIDENCE = "evidence"  # passages that support it
    AGAINST = "against"  # passages that contradict or qualify it
    PASSAGE = "passage"  # one passage
    SEARCH = "search"  # the best passages on a question
    CONFIDENCE = "confidence"  # the writer's confidence in a finding
    MAP = "map"  # where there is evidence, and where none
    TABLE = "table"  # all passages shown
    REFERENCES = "references"
    METHOD = "method"  # how the brief was made, in numbers


class NoteForm(StrEnum):
    """Where citations stand."""

    FOOTNOTES = "footnotes"
    AUTHOR_DATE = "author-date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A slot of the outline, checked: `subject` is a code, a passage id or words.

    `line` is its line in the file, 0 for slots that every brief has.
    """

    kind: SlotKind
    subject: str = ""
    options: tuple[tuple[str, str], ...] = ()
    line: int = 0

    def option(self, name: str, default: str = "") -> str:
        """The value of an option, or what holds where it is not named."""
        return dict(self.options).get(name, default)

    def __str__(self) -> str:
        subject = f'"{self.subject}"' if " " in self.subject else self.subject
        options = (f"{name}={value}" for name, value in self.options)
        return " ".join(filter(None, (self.kind.value, subject, *options)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One component of a confidence statement; `counts` is what was prefilled."""

    concern: str = ""
    reason: str = ""
    counts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """The writer's confidence in a finding, after GRADE-CERQual."""

    code: str
    finding: str = ""
    level: str = ""
    why: str = ""
    components: Mapping[str, Judgement] = field(default_factory=dict)
    line: int = 0

    @property
    def begun(self) -> bool:
        """Whether the writer has written anything of it."""
        judged = (j.concern or j.reason for j in self.components.values())
        return bool(self.level or self.why or any(judged))


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the head of an outline says."""

    title: str
    question: str = ""
    author: tuple[str, ...] = ()
    date: str = ""
    codes: tuple[str, ...] = ()
    sector: str = ""
    style: str = ""
    form: NoteForm = NoteForm.FOOTNOTES
    language: str = "en-GB"
    confidence: Mapping[str, Confidence] = field(default_factory=dict)


Part = str | Slot  # the writer's text, or a slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A file of the writer. `empty` are headings under which nothing stands yet."""

    name: str
    sha256: str
    head: Head
    parts: tuple[Part, ...]
    empty: tuple[str, ...] = ()

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(part for part in self.parts if isinstance(part, Slot))


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The passages of one stance (none: without one) that a slot found.

    `shown` are the best of them, `found` the ids of all, `works` how many they are of.
    `codings` are those of each passage that bear on the slot.
    """

    stance: Stance | None
    shown: tuple[Hit, ...]
    found: tuple[str, ...]
    works: int
    codings: Mapping[str, tuple[Coding, ...]] = field(default_factory=dict)
    elsewhere: int = 0  # in other sectors
    works_elsewhere: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """What was looked at; coded passages can only be among those a coder has read."""

    passages: int
    works: int
    read: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a slot gave, of works with these facets (none: of all)."""

    slot: Slot
    sides: tuple[Side, ...]
    searched: Searched
    facets: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> Sequence[Hit]:
        return [hit for side in self.sides for hit in side.shown]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something the writer has to see to; the brief is made all the same."""

    line: int
    message: str
