"""What a draft quotes and cites, and what came of checking it. No I/O.

A place in a draft is a paragraph and a character in its text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """What the source says of a quotation."""

    EXACT = "exact"
    WRONG_PAGE = "exact, wrong page"
    NO_PAGE = "exact, no page given"
    MISATTRIBUTED = "misattributed"
    ALTERED = "altered"
    NOT_FOUND = "not found"
    UNVERIFIABLE = "unverifiable"


# What cannot be checked is no fault of the draft.
CLEAN = frozenset({Verdict.EXACT, Verdict.UNVERIFIABLE})


class Part(StrEnum):
    """What a paragraph of a draft is."""

    TEXT = "text"
    QUOTE = "quote"  # set off as a whole
    NOTE = "note"
    REFERENCE = "reference"  # of the draft's own list


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One work in a citation: by its key, or by the names and the year in the text.

    `keys` are the works that may be meant; none where no work here fits.
    """

    label: str  # as the draft has it
    keys: tuple[str, ...] = ()
    locator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A citation in a paragraph. In the running sentence it is `narrative`.

    One without works only gives a page: 'Szulanski (1996) says “…” (p. 27)'.
    """

    start: int
    end: int
    works: tuple[Cited, ...] = ()
    locator: str = ""
    narrative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of a draft as plain text; citations made by keys stand apart.

    `notes` are places of notes with the number of their paragraphs; `links` are
    characters and the address they lead to; `item` is the number in a numbered list,
    or of a note that is written as a paragraph.
    """

    text: str
    number: int
    part: Part = Part.TEXT
    mentions: tuple[Mention, ...] = ()
    notes: tuple[tuple[int, int], ...] = ()
    item: int = 0
    links: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft's paragraphs in order, and its own bibliographic records by id."""

    paragraphs: tuple[Paragraph, ...]
    source: str = ""  # as written, where it has lines
    records: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words between quotation marks, or set off, with what is cited for them.

    `translated`: the draft says that they are the writer's translation.
    """

    text: str
    line: int | None
    cited: tuple[Cited, ...] = ()
    paragraph: int = 0  # of the draft; `start` and `end` are its characters
    start: int = 0
    end: int = 0
    translated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where the words stand, or the nearest to them: work, place, sentence.

    `start` and `end` are characters of the page of the file that it begins on.
    """

    citation_key: str
    locator: str
    text: str
    sha256: str = ""
    page: int = 0
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """Characters of a quotation, and the words that the source has there."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A quotation with its verdict. `reason` is one line for people."""

    quotation: Quotation
    verdict: Verdict
    citation_key: str = ""
    claimed_locator: str = ""
    reason: str = ""
    serious: bool = False
    found: Found | None = None
    similarity: float = 0.0
    diff: str = ""
    wrong_page: bool = False
    mends: tuple[Mend, ...] = ()  # where it is certain what the source says


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong with a citation or a reference of the draft: `about` which."""

    kind: str
    line: int | None
    message: str
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All quotations of a draft with their verdicts, and other problems.

    `cited` are the citations of the draft that name a work here, in order.
    """

    quotations: tuple[Checked, ...]
    problems: tuple[Problem, ...]
    draft: Draft = field(default_factory=lambda: Draft(paragraphs=()))
    cited: tuple[Cited, ...] = ()

    @property
    def clean(self) -> bool:
        return not self.problems and all(q.verdict in CLEAN for q in self.quotations)
