"""Read one file outside a knowledge base, under the limits of a build."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import CannotRun, UnreadableSource, UsageError
from ..model import Document, Failure, OcrPage, Passage
from ..settings import Folder, Settings
from . import bibliography, folios, matching, ocr, workers
from .extract.pdf_scans import spelled
from .tesseract import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """A page's three numbers, how sure its folio is, and how good its text (0 to 1)."""

    index: int
    label: str | None
    folio: str | None
    folio_confidence: float
    quality: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesRead:
    """The pages of a file, and the entry of the bibliography that had a say."""

    paged: bool
    pages: tuple[PageRow, ...]
    citation_key: str
    decided_by: folios.Decided
    notes: tuple[str, ...]


def read_one(
    file: Path, settings: Settings, engine: Engine | None = None
) -> tuple[Document, tuple[Passage, ...]]:
    """A file's document and passages; with an engine, its scanned pages are read.

    Raises:
        UsageError: there is no such file.
        UnreadableSource: no reader can make a document of it.
        CannotRun: OCR failed on every page that needs it.
    """
    _, document, passages = _read(file, settings)
    tasks = ocr.due(document, file, _sha256(file)) if engine else []
    if not (tasks and engine):
        return document, passages
    found = {
        task.number: page for task, page in ocr.read_pages(tasks, engine, settings)
    }
    troubles = [n for n, page in sorted(found.items()) if page.kind]
    if len(troubles) == len(tasks):
        where, trouble = spelled(troubles), found[troubles[0]].trouble
        raise CannotRun(f"{file}: OCR of {where} failed: {trouble}")
    pages = {n: page for n, page in found.items() if page.layer is not None}
    if pages:
        _, document, passages = _read(file, settings, pages)
    failed = tuple(
        f"OCR of {spelled([n])} failed: {found[n].trouble}" for n in troubles
    )
    return replace(document, notes=(*document.notes, *failed)), passages


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def read_pages(file: Path, settings: Settings, folder: Folder | None) -> PagesRead:
    """A file's page numbers; the bibliography of `folder` confirms, denies or wins.

    Raises:
        UsageError: there is no such file.
        UnreadableSource: no reader can make a document of it.
        BibliographyError: references.json cannot be used.
    """
    media_type, document, _ = _read(file, settings)
    numbers = tuple(page.numbers for page in document.pages)
    key, decided = "", folios.Decided.READ
    works = bibliography.load(folder.references) if folder and document.paged else {}
    found = matching.Found(
        sha256="",
        path=_path_in(folder, file),
        media_type=media_type,
        metadata=document.metadata,
    )
    claimed, reason = matching.match([found], works).assigned[""]
    if reason != "none":
        key = claimed
        numbers, decided = folios.settle(numbers, works[key].csl)
    return PagesRead(
        paged=document.paged,
        pages=tuple(
            PageRow(
                index=number.index,
                label=number.label,
                folio=number.folio,
                folio_confidence=round(number.folio_confidence, 3),
                quality=round(page.quality, 3),
            )
            for number, page in zip(numbers, document.pages, strict=True)
        ),
        citation_key=key,
        decided_by=decided,
        notes=document.notes,
    )


def _path_in(folder: Folder | None, file: Path) -> str:
    """The path in corpus/ of a file that stands there, else its name."""
    if folder and file.resolve().is_relative_to(folder.corpus.resolve()):
        return file.resolve().relative_to(folder.corpus.resolve()).as_posix()
    return file.name


def _read(
    file: Path, settings: Settings, pages: Mapping[int, OcrPage] | None = None
) -> workers.Read:
    if not file.is_file():
        raise UsageError(f"{file} is no file; check the name")
    sha256 = _sha256(file)
    outcomes = workers.run(
        {file.name: (file, sha256)},
        workers=1,
        seconds=settings.seconds_per_document,
        megabytes=settings.megabytes_per_document,
        passwords=settings.passwords,
        ocr=lambda _: pages or {},
    )
    ((_, outcome),) = outcomes
    if isinstance(outcome, Failure):
        raise UnreadableSource(
            f"{file}: {outcome.message}; {outcome.remedy}",
            kind=outcome.kind,
            remedy=outcome.remedy,
        )
    return outcome
