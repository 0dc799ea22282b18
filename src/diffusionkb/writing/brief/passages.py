"""Passages as a brief shows them: an author's words set off, a digest never so.

Numbers them as they appear, and remembers which were shown. Citations are pandoc's,
in notes or in brackets.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ...model import Citation, Coding, Hit, SourceKind, Work
from ..citation_styles import is_for_notes
from ..rendering import in_brackets
from .phrases import coded, kind_of, place_of, plain, spoken
from .records import NoteForm

# Class in HTML, style in Word and OpenDocument, properties of typst's block.
DIGEST_LOOKS = (
    '.digest custom-style="Digest" typst:fill="luma(243)" '
    'typst:inset="(x: 0.8em, y: 0.7em)" typst:width="100%" '
    'typst:below="0.8em" typst:breakable="false"'
)
TOGETHER = '.passage typst:breakable="false" typst:width="100%"'
SIDE_LOOKS = '.side custom-style="Side" typst:sticky="true"'
REMARK_LOOKS = (
    '.remark custom-style="Remark" typst:text:size="0.82em" '
    'typst:text:fill="luma(90)" typst:below="1.8em"'
)


class Shown:
    """The passages of one brief in the order they are shown, each numbered once."""

    def __init__(
        self, works: Mapping[str, Work], form: NoteForm, style: Path | None
    ) -> None:
        self._works = works
        self._form = form
        self._style = style
        self.hits: dict[str, Hit] = {}
        self.codings: dict[str, list[Coding]] = {}

    def number(self, hit: Hit) -> str:
        """'E3', for the third passage of the brief."""
        return f"E{list(self.hits).index(hit.passage_id) + 1}"

    def entry(self, hit: Hit, codings: Sequence[Coding]) -> Iterator[str]:
        """The passage as Markdown; where it was shown before, only a word of that."""
        known = self.codings.setdefault(hit.passage_id, [])
        known += [coding for coding in codings if coding not in known]
        if hit.passage_id in self.hits:
            yield f"*Also {self.number(hit)}: {plain(place_of(hit))}, shown above.*\n"
            return
        self.hits[hit.passage_id] = hit
        words = f"{plain(hit.text)}{self._note(hit)}"
        if hit.source_kind is SourceKind.DIGEST:
            heading = f"**{plain(hit.section[-1])}.** " if hit.section else ""
            yield from set_off(f"{heading}{words}", DIGEST_LOOKS)
        else:
            yield f"> {words}"
            yield from self._attribution(hit)
        yield from set_off(self._remark(hit, codings), REMARK_LOOKS)

    def _note(self, hit: Hit) -> str:
        if self._form is NoteForm.AUTHOR_DATE:
            return ""  # a line below the words cites them
        cited = self._cited(hit)
        return f"^[{cited}]" if is_for_notes(self._style) else f"^[{cited}.]"

    def _attribution(self, hit: Hit) -> Iterator[str]:
        """The last line of a block quotation: 'Szulanski (1996, p. 27)'."""
        if self._form is NoteForm.AUTHOR_DATE:
            key, _, place = self._cited(hit)[1:-1].partition(", ")
            yield f">\n> — {key} [{place}]" if place else f">\n> — {key}"
        yield ""

    def _cited(self, hit: Hit) -> str:
        digest = hit.source_kind is SourceKind.DIGEST
        locator = "" if digest else hit.locator
        citation = Citation(work=self._works[hit.citation_key], locator=locator)
        return in_brackets(citation, self._style)

    def _remark(self, hit: Hit, codings: Sequence[Coding]) -> str:
        work = self._works[hit.citation_key]
        facets = ", ".join(spoken(v) for v in (work.sector, work.design) if v)
        remarks = (kind_of(hit), facets, coded(codings))
        told = [plain(remark) for remark in remarks if remark]
        return " · ".join([self.number(hit), *self._place(hit), *told])

    def _place(self, hit: Hit) -> Iterator[str]:
        """Where it stands, unless the line above has just said so."""
        if self._form is NoteForm.FOOTNOTES:
            yield plain(place_of(hit))
        elif hit.source_kind is SourceKind.DIGEST:
            yield self._cited(hit)


def set_off(paragraph: str, looks: str) -> Iterator[str]:
    """A paragraph with looks of its own, where the format knows such."""
    yield f"::: {{{looks}}}"
    yield paragraph
    yield ":::\n"


def together(lines: Iterable[str]) -> Iterator[str]:
    """What is not to be parted by the end of a page, where the format knows such."""
    yield f"::::: {{{TOGETHER}}}"
    yield from lines
    yield ":::::\n"
