"""The public Python interface: one class with the verbs of the command.

It only hands over to the modules that do the work, with the same names and results.
"""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TypeVar, Unpack

from . import briefing as _briefing
from . import pipeline, starting
from .codebook import Codebook
from .coding import comparing as _comparing
from .errors import UnknownName
from .importing import Added
from .model import BuildReport
from .progress import Progress
from .query import evidence as _evidence
from .query import gapmap as _gapmap
from .query import ranking as _ranking
from .query import related as _related
from .query import search as _search
from .query import show as _show
from .query import status as _status
from .query.filter_words import FilterWords, filters_of
from .query.filters import EMPTY, Filters
from .query.gapmap_facts import By
from .settings import Folder, find_folder
from .writing import cite as _cite
from .writing import quoting as _quoting
from .writing.brief import composing as _composing

Choice = TypeVar("Choice", bound=StrEnum)


class KnowledgeBase:
    """A knowledge base in a folder.

    >>> kb = KnowledgeBase.open("mylibrary")       # doctest: +SKIP
    >>> for hit in kb.search("pilots that never scale").hits:   # doctest: +SKIP
    ...     print(hit.author_year, hit.locator)
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    @classmethod
    def open(cls, path: str | Path) -> "KnowledgeBase":
        """Open an existing knowledge base.

        Raises:
            NotAKnowledgeBase: there is none at `path`.
        """
        return cls(find_folder(Path(path), named=True))

    @classmethod
    def create(cls, path: str | Path, *, with_corpus: bool = False) -> "KnowledgeBase":
        """Make a knowledge base; files that are there already are left alone."""
        starting.make(Path(path), with_corpus=with_corpus)
        return cls.open(path)

    @property
    def path(self) -> Path:
        """The folder it stands in."""
        return self._folder.root

    @property
    def codebook(self) -> Codebook:
        """The codes with their claims."""
        return pipeline.codebook_of(self._folder)

    def add(self, *paths: str | Path) -> list[Added]:
        """Copy documents into corpus/ and CSL-JSON entries into the bibliography."""
        return starting.add(self._folder, [Path(path) for path in paths])

    def build(
        self,
        *,
        progress: Progress | None = None,
        ocr: bool = False,
        ocr_languages: Sequence[str] = (),
    ) -> BuildReport:
        """Bring everything up to date.

        Documents are read in processes of their own, started afresh: a script needs
        the usual `if __name__ == "__main__":` around this call.

        Raises:
            BuildLocked: another process is building.
            CannotRun: OCR is wanted, and tesseract or a language is missing.
        """
        return pipeline.build(
            self._folder,
            progress=progress,
            with_ocr=ocr,
            ocr_languages=ocr_languages,
        )

    def status(self) -> _status.Status:
        """What is here and what needs attention."""
        return _status.status_of(self._folder)

    def search(
        self,
        query: str = "",
        *,
        limit: int = 10,
        mode: _ranking.Mode | str = _ranking.Mode.HYBRID,
        filters: Filters = EMPTY,
        per_work: int | None = None,
        nearest: bool = False,
        **words: Unpack[FilterWords],
    ) -> _search.Answer:
        """Find passages by words and meaning; no hits is an answer.

        Filters are given as a `Filters`, or by the names of the command's options:
        `code`, `stance`, `coder`, `sector`, `design`, `innovation`, `year`, `work`,
        `author`, `title`, `source_kind` (a text or a list of texts) and `open_only`.
        `per_work` bounds the hits of one work: 0 is any number; without it three, or
        any number where works are asked for. `nearest` adds the nearest three to an
        answer without hits.

        >>> kb.search("pilots", code="M3", year="2000..")      # doctest: +SKIP

        Raises:
            UsageError: nothing is asked, or a number or year makes no sense.
            UnknownName: a filter has a value that neither library nor codebook has.
        """
        return _search.search(
            self._folder,
            query,
            limit=limit,
            mode=_one_of(_ranking.Mode, mode),
            filters=filters_of(filters, **words),
            per_work=per_work,
            nearest=nearest,
        )

    def evidence(
        self,
        of: str,
        query: str = "",
        *,
        limit: int = 5,
        mode: _ranking.Mode | str = _ranking.Mode.HYBRID,
        filters: Filters = EMPTY,
        per_work: int = 0,
        **words: Unpack[FilterWords],
    ) -> _evidence.Evidence:
        """What speaks for a code's claim, what against, and what says it depends.

        With a query, what is relevant to it. Filters as in `search`, but for those
        that would hide a side (`code`, `stance`).

        Raises:
            UnknownName: no such code, or an unknown value of a filter.
            UsageError: a number makes no sense, or a filter hides a side.
        """
        return _evidence.evidence(
            self._folder,
            self.codebook,
            of,
            limit=limit,
            query=query,
            mode=_one_of(_ranking.Mode, mode),
            filters=filters_of(filters, **words),
            per_work=per_work,
        )

    def related(
        self,
        name: str,
        *,
        limit: int = 10,
        own: bool = False,
        filters: Filters = EMPTY,
        **words: Unpack[FilterWords],
    ) -> _related.RelatedPassages | _related.RelatedWorks:
        """What is near in meaning to a passage (by id) or a work (by key).

        Passages of other works; `own` lets in those of the same file. Filters as in
        `search`.
        """
        return _related.related(
            self._folder,
            name,
            limit=limit,
            own=own,
            filters=filters_of(filters, **words),
        )

    def map(
        self,
        *codes: str,
        by: By | str = By.SECTOR,
        parts: bool = False,
        with_model: bool = False,
        filters: Filters = EMPTY,
        **words: Unpack[FilterWords],
    ) -> _gapmap.GapMap:
        """Where evidence is, where none was found, and where nobody looked.

        Without names all top-level codes; `parts` adds the codes below. Filters as in
        `search`, but for those of codings.
        """
        return _gapmap.gap_map(
            self._folder,
            self.codebook,
            by=_one_of(By, by),
            codes=codes,
            parts=parts,
            with_model=with_model,
            filters=filters_of(filters, **words),
        )

    def agreement(self, *coders: str, code: str | None = None) -> _comparing.Comparison:
        """How far coders agree on what they saw, and where they do not.

        Without names, the people and editors who have ten passages in common.

        Raises:
            UsageError: one coder was named, or an unknown one.
        """
        return _comparing.compare(self._folder, self.codebook, coders, code=code)

    def show(self, name: str) -> _show.PassageView | _show.WorkView:
        """A passage in context, or a work with its coded passages."""
        return _show.show(self._folder, name)

    def quote(self, text: str, *, limit: int = 10) -> _quoting.Quoted:
        """Which work says this, and on which page; digests are nobody's words."""
        return _quoting.quote(self._folder, text, limit=limit)

    def cite(
        self, *names: str, form: _cite.Form | str = _cite.Form.TEXT, style: str = ""
    ) -> str:
        """Citations of passages (with page) and works, in a style or a .csl file."""
        citations = _cite.find(self._folder, names)
        return _cite.cite(citations, _one_of(_cite.Form, form), style=style)

    def brief(
        self, outline: str | Path, *outputs: str | Path, force: bool = False
    ) -> _composing.Brief:
        """Build the brief of an outline into files; without any, a Word file beside it.

        Raises:
            UsageError: something in the outline cannot be had, or a file is not ours
                to overwrite.
        """
        files = [Path(output) for output in outputs]
        return _briefing.build(self._folder, Path(outline), files, force=force)


def _one_of(choices: type[Choice], value: str) -> Choice:
    """The value as a choice, also where it was given as a plain text."""
    try:
        return choices(value)
    except ValueError as error:
        known = ", ".join(choice.value for choice in choices)
        raise UnknownName(f"'{value}' is none of {known}") from error
