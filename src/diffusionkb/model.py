"""The records of diffusionkb, in the order data flows. No I/O, no behaviour.

All records are frozen; derive a changed one with `dataclasses.replace`.
Identity comes only from inputs (bytes, text, spans), never from paths or time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple


class BlockKind(StrEnum):
    """What a stretch of a document is. Passages take their kind from it."""

    BODY = "body"
    ABSTRACT = "abstract"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    REFERENCE = "reference"
    OTHER = "other"  # front matter, tables, headings, acknowledgement boxes


class TextOrigin(StrEnum):
    """Where the text of a page comes from."""

    FILE = "file"  # the file carries it
    OCR = "ocr"  # a program read it from the page's image; nobody has checked it
    SCAN = "scan"  # an image, without text that could be used: OCR might read it
    BLANK = "blank"  # there is nothing on the page
    DAMAGED = "damaged"  # the page cannot be opened
    SALVAGED = "salvaged"  # left of a file that lost its end; signs may be missing


LOW_QUALITY = 0.7  # text of less quality has to be checked before it is quoted


class SourceKind(StrEnum):
    """How close a text is to the author's own words."""

    FULL_TEXT = "full-text"
    ABSTRACT = "abstract"
    DIGEST = "digest"  # written for a knowledge base; never quoted as the author


class Stance(StrEnum):
    """Where a passage stands toward the claim of a code."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    QUALIFIES = "qualifies"


class CoderKind(StrEnum):
    """Who made a coding. Only a user's own named coder is a person."""

    PERSON = "person"
    EDITORIAL = "editorial"
    MODEL = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A bibliographic work. Identity: the citation key, pinned once used.

    `csl` is the CSL-JSON item. `rights` is `open`, `excerpt` or `metadata` and
    says how much of the text may be published. `origin` is `bibliography` where
    a person supplied the record, `file` where it was read from the file itself.
    """

    citation_key: str
    csl: Mapping[str, Any]
    sector: str | None = None
    design: str | None = None
    innovation_type: str | None = None
    rights: str = "metadata"
    licence: str | None = None
    origin: str = "bibliography"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file of the corpus. Identity: the sha256 of its bytes."""

    sha256: str
    path: str  # POSIX path inside corpus/
    media_type: str
    citation_key: str
    matched_by: str  # file | key | doi | title | none


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Which tool, in which version and with which settings, made a record."""

    tool: str
    version: str
    settings: str  # short hash of the settings that matter

    def __str__(self) -> str:
        return f"{self.tool} {self.version} ({self.settings})"


class LineBox(NamedTuple):
    """A printed line: the character its text starts at, and its rectangle.

    The rectangle is in PDF points from the bottom left of the page. The line's text
    ends where that of the next one starts.
    """

    start: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The part of a block that stands on one page, as clean reading text.

    `boxes` are the lines it came from; they start in `text`. None where the format
    has no printed lines.
    """

    page: int  # index into Document.pages
    text: str
    boxes: tuple[LineBox, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, caption, footnote or reference: one kind, one section.

    A paragraph that runs over a page has one piece per page; a word hyphenated
    over the page break stands whole in the first piece. The block's text is its
    pieces joined with one space.
    """

    kind: BlockKind
    pieces: tuple[Piece, ...]
    section: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNumbers:
    """The three numbers of a page: index in the file, PDF label, printed folio.

    `folio_confidence` is between 0 and 1; below 0.5 the folio is not used. 1 is a
    person's word (the bibliography) or the publisher's (a stated page break).
    """

    index: int
    label: str | None = None
    folio: str | None = None
    folio_confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page with its numbers and its clean reading text.

    `quality` is between 0 (no usable text) and 1 (nothing suspicious). `boxes` are
    its printed lines in the order of the text, where the format has such.
    A page-less format has exactly one page, with no label and no folio.
    """

    numbers: PageNumbers
    text: str
    quality: float = 1.0
    boxes: tuple[LineBox, ...] = ()
    origin: TextOrigin = TextOrigin.FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What a reader makes of a file's bytes, before pages are put together.

    `numbers` has one entry per page (one for page-less formats). `metadata` is a
    partial CSL-JSON item as far as the file itself states it (title, author,
    issued, DOI, page, container-title …) plus `licence` where it is stated.
    `quality` and `origins` per page as in `Page` (none: the defaults there).
    `notes` are one-line remarks worth showing.
    """

    blocks: tuple[Block, ...]
    numbers: tuple[PageNumbers, ...]
    stamp: Stamp
    paged: bool = False
    metadata: Mapping[str, Any] = field(default_factory=dict)
    quality: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()
    origins: tuple[TextOrigin, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrPage:
    """What OCR made of one page.

    `layer` is a PDF page with the recognised words, invisible, in their places: empty
    where there are no words, None where the file's own text is better or where `kind`
    and `trouble` say what went wrong. `made_with` names program, version, languages.
    """

    made_with: str
    layer: bytes | None = None
    quality: float = 0.0
    kind: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of one page's text: characters start to end (end excluded)."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedBlock:
    """A block whose pieces have found their place in the text of the pages."""

    kind: BlockKind
    section: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The pages and blocks of a source, stamped. Identity: source and stamp."""

    stamp: Stamp
    pages: tuple[Page, ...]
    blocks: tuple[PlacedBlock, ...]
    paged: bool
    metadata: Mapping[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def quality(self) -> float:
        """The mean text quality of the pages that are not blank, 0 to 1."""
        some = [p.quality for p in self.pages if p.origin is not TextOrigin.BLANK]
        return sum(some) / len(some) if some else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """40 to 180 words from one section: the unit of coding, search and citing.

    `text` is the text of `spans` joined with one space. `paragraph` counts the
    paragraphs of the section from 1 and locates passages of page-less sources.
    """

    id: str
    kind: BlockKind
    text: str
    section: tuple[str, ...]
    paragraph: int
    first_page: int
    last_page: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A node of the codebook; `claim` is what a stance is taken toward."""

    id: str
    label: str
    claim: str
    definition: str
    includes: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    parent: str | None = None
    since: str = "1.0"
    changed: str = "1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """A passage has a code, with a stance, by a coder.

    `score` is 1 for people and editors and a probability for a model; `stance_score`
    is the probability of the stance, where the code is right. `fingerprint` names the
    model and its weights; empty for people.
    """

    passage_id: str
    code: str
    stance: Stance
    coder: str
    coder_kind: CoderKind
    score: float = 1.0
    stance_score: float = 1.0
    quote: str = ""
    codebook_version: str = ""
    why: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A coder looked at a passage and gave it no code."""

    passage_id: str
    coder: str
    coder_kind: CoderKind
    codebook_version: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddingModel:
    """What makes vectors of texts. Identity: `fingerprint`, which `dimensions` is in.

    `name` is what diffusionkb.toml says ('': the model that comes along), `folder`
    where its files were. `scale` are pairs of cosines, of this model and of the one
    that comes along, that say the same about two texts; none for that one itself.
    """

    name: str
    fingerprint: str
    dimensions: int
    folder: str = ""
    scale: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A search result: the passage as stored, its score and where it ranked."""

    passage_id: str
    citation_key: str
    text: str
    locator: str
    source_kind: SourceKind
    score: float
    codes: tuple[Coding, ...] = ()
    title: str = ""
    author_year: str = ""
    section: tuple[str, ...] = ()
    quality: float = 1.0
    ocr: bool = False  # all or part of it was read by OCR
    lexical_rank: int | None = None
    semantic_rank: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A work with the place in it that is meant.

    `original` is a work that is quoted there, in words: a citation at second hand.
    """

    work: Work
    locator: str = ""
    passage: Hit | None = None  # where one is meant
    original: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Something that did not work: a result of a build, not an exception."""

    stage: str
    path: str
    kind: str
    message: str
    remedy: str

    @property
    def place(self) -> tuple[str, int]:
        """Its file, and the line where it names one: the order people read in."""
        file, _, line = self.path.rpartition(":")
        return (file, int(line)) if line.isdecimal() else (self.path, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did: counts and seconds per stage, and what failed."""

    counts: Mapping[str, Mapping[str, int]]
    seconds: Mapping[str, float]
    failures: Sequence[Failure]
    changed: bool
