"""Blocks under their headings, collected in reading order. No file formats."""

import re

from ...errors import UnreadableSource
from ...model import Block, BlockKind, Extraction, PageNumbers, Piece, Stamp
from .pagemarks import PageMarks, without_marks
from .reading import clean, goes_on

_KINDS = (
    (re.compile(r"abstract|zusammenfassung|résumé|resumen", re.I), BlockKind.ABSTRACT),
    (
        re.compile(
            r"references|bibliography|works cited|literature cited|reference list"
            r"|literatur(verzeichnis)?|références|bibliographie|referencias",
            re.I,
        ),
        BlockKind.REFERENCE,
    ),
    (re.compile(r"(foot|end)?notes", re.I), BlockKind.FOOTNOTE),
)
KNOWN_HEADINGS = frozenset(
    (
        "abstract,acknowledgements,acknowledgments,appendix,background,bibliography,"
        "conclusion,conclusions,discussion,executive summary,findings,introduction,"
        "limitations,literature review,materials and methods,method,methods,"
        "methodology,notes,references,results,results and discussion,summary"
    ).split(",")
)
_NUMBERING = re.compile(r"^(?:\d+(?:\.\d+)*\.?|[IVX]+\.|[A-Z]\.)\s+(?=\S)")


def plain_heading(heading: str) -> str:
    """A heading without its number and closing colon: “2. Methods:” → “Methods”."""
    return _NUMBERING.sub("", heading).rstrip(" :.")


def kind_under(section: tuple[str, ...]) -> BlockKind:
    """What plain paragraphs below these headings are, by the headings' names."""
    for heading in reversed(section):
        for pattern, kind in _KINDS:
            if pattern.fullmatch(plain_heading(heading)):
                return kind
    return BlockKind.BODY


class Outline:
    """The blocks so far and the headings now open.

    Headings are blocks of kind `other` in their own section: they belong to the
    page's text, and `passages.py` makes no passage of them.
    """

    def __init__(self, marks: PageMarks | None = None) -> None:
        self.blocks: list[Block] = []
        self.marks = marks or PageMarks()
        self._open: list[tuple[int, str]] = []
        self._splittable = False
        self._page = 0  # as the marks met so far have it

    @property
    def section(self) -> tuple[str, ...]:
        """The path of headings that paragraphs added now stand under."""
        return tuple(heading for _, heading in self._open)

    @property
    def level(self) -> int:
        """The level of the innermost open heading, 0 where none is open."""
        return self._open[-1][0] if self._open else 0

    def heading(
        self, level: int, text: str, *, page: int = 0, printed: bool = True
    ) -> None:
        """Open a section; `printed=False` where the file has no such words."""
        self.close(level)
        self._splittable = False
        text = clean(text)
        if not text:
            return
        path = without_marks(text)
        if path:
            self._open.append((level, path))
        if printed:
            self._append(self._pieces(text, page), BlockKind.OTHER)

    def close(self, level: int) -> None:
        """Close the open headings of this level and below."""
        while self._open and self._open[-1][0] >= level:
            self._open.pop()

    def separate(self) -> None:
        """A drawn line: what follows is not the innermost subsection's any more."""
        self._splittable = False
        if len(self._open) > 1:
            self._open.pop()

    def add(self, text: str, kind: BlockKind | None = None, *, page: int = 0) -> None:
        """Add a paragraph; without `kind` its headings say what it is."""
        self._add(self._pieces(text, page), kind)

    def add_or_continue(self, text: str, *, page: int = 0) -> None:
        """Add a paragraph that may be the rest of the one before it.

        Page breaks and list layouts tear sentences apart: a block without a
        final stop and a next one in lower case are one paragraph.
        """
        pieces = self._pieces(text, page)
        if (
            self._splittable
            and pieces
            and goes_on(self.blocks[-1].text, pieces[0].text)
        ):
            self.blocks[-1] = _continued(self.blocks[-1], pieces)
        else:
            self._add(pieces, None)

    def _add(self, pieces: list[Piece], kind: BlockKind | None) -> None:
        if pieces:
            self._append(pieces, kind or kind_under(self.section))
            self._splittable = kind is None

    def _append(self, pieces: list[Piece], kind: BlockKind) -> None:
        if pieces:
            block = Block(kind=kind, pieces=tuple(pieces), section=self.section)
            self.blocks.append(block)

    def _pieces(self, text: str, page: int) -> list[Piece]:
        """The words of a paragraph, cut where a mark turns the page."""
        parts = self.marks.parted(clean(text), page or self._page)
        if self.marks.found:
            self._page = parts[-1][0]
        return [Piece(page=at, text=words) for at, words in parts if words]


def _continued(block: Block, pieces: list[Piece]) -> Block:
    *whole, last = block.pieces
    first, *rest = pieces
    if last.page == first.page:
        pieces = [Piece(page=last.page, text=f"{last.text} {first.text}"), *rest]
    else:
        pieces = [last, first, *rest]
    return Block(kind=block.kind, pieces=(*whole, *pieces), section=block.section)


def extraction(
    blocks: list[Block],
    *,
    stamp: Stamp,
    metadata: dict[str, object],
    pages: tuple[PageNumbers, ...] = (PageNumbers(index=0),),
    paged: bool = False,
    notes: tuple[str, ...] = (),
) -> Extraction:
    """An extraction of text that needs no judging of its quality."""
    if not blocks:
        raise UnreadableSource(
            "the file holds no text besides its header",
            kind="no-text",
            remedy="add the text, or remove the file from the corpus",
        )
    return Extraction(
        blocks=tuple(blocks),
        numbers=pages,
        stamp=stamp,
        paged=paged,
        metadata=metadata,
        quality=(1.0,) * len(pages),
        notes=notes,
    )
