"""Read one file outside a knowledge base, under the limits of a build."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ..errors import CannotRun, UnreadableSource, UsageError
from ..model import Document, Failure, OcrPage, Passage
from ..settings import Settings
from . import ocr, workers
from .extract.pdf_scans import spelled
from .tesseract import Engine


def read_one(
    file: Path, settings: Settings, engine: Engine | None = None
) -> tuple[Document, tuple[Passage, ...]]:
    """A file's document and passages; with an engine, its scanned pages are read.

    Raises:
        UsageError: there is no such file.
        UnreadableSource: no reader can make a document of it.
        CannotRun: OCR failed on every page that needs it.
    """
    if not file.is_file():
        raise UsageError(f"{file} is no file; check the name")
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    document, passages = _read(file, sha256, settings, {})
    tasks = ocr.due(document, file, sha256) if engine else []
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
        document, passages = _read(file, sha256, settings, pages)
    failed = tuple(
        f"OCR of {spelled([n])} failed: {found[n].trouble}" for n in troubles
    )
    return replace(document, notes=(*document.notes, *failed)), passages


def _read(
    file: Path, sha256: str, settings: Settings, pages: Mapping[int, OcrPage]
) -> tuple[Document, tuple[Passage, ...]]:
    outcomes = workers.run(
        {file.name: (file, sha256)},
        workers=1,
        seconds=settings.seconds_per_document,
        megabytes=settings.megabytes_per_document,
        passwords=settings.passwords,
        ocr=lambda _: pages,
    )
    ((_, outcome),) = outcomes
    if isinstance(outcome, Failure):
        raise UnreadableSource(
            f"{file}: {outcome.message}; {outcome.remedy}",
            kind=outcome.kind,
            remedy=outcome.remedy,
        )
    _, document, passages = outcome
    return document, passages
