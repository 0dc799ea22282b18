"""Read one file outside a knowledge base, under the limits of a build."""

import hashlib
from pathlib import Path

from ..errors import UnreadableSource, UsageError
from ..model import Document, Failure, Passage
from ..settings import Settings
from . import workers


def read_one(file: Path, settings: Settings) -> tuple[Document, tuple[Passage, ...]]:
    """A file's document and passages.

    Raises:
        UsageError: there is no such file.
        UnreadableSource: no reader can make a document of it.
    """
    if not file.is_file():
        raise UsageError(f"{file} is no file; check the name")
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    outcomes = workers.run(
        {file.name: (file, sha256)},
        workers=1,
        seconds=settings.seconds_per_document,
        megabytes=settings.megabytes_per_document,
        passwords=settings.passwords,
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
