"""Scanned pages become text: which pages, with what result, kept at once.

Each page is read in a reader process of its own time limit. Running the program is
`tesseract.py`; reading the result like any other page is `extract/pdf.py`.
"""

import hashlib
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import TimeoutError as TooLate
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from pebble import ProcessExpired

from ..errors import CannotRun, UnreadableSource
from ..identity import short_hash
from ..model import LOW_QUALITY, Document, Failure, OcrPage, TextOrigin
from ..progress import Progress
from ..settings import Settings
from ..store import Store
from . import workers
from .extract.pdf_pdfium import PdfFile, open_pdf
from .extract.pdf_scans import BEST, spelled
from .tesseract import Engine, OcrTrouble, Reading, recognise

WORST = 0.5  # mean confidence; below are photographs, patterns, other languages
SURE = 0.6  # below, a page may stand on its head
RESOLUTION = 300  # dots per inch, what tesseract is made for
COARSEST = 72
MOST_DOTS = 25_000_000  # of a page; larger sheets are seen more coarsely
LONGEST = 32_000  # dots to a side that tesseract takes
GRACE = 15  # seconds more than the program gets, for drawing the page
REMEDIES = {
    "time": "raise ocr_seconds_per_page in diffusionkb.toml, then build --ocr",
    "memory": "raise megabytes_per_document in diffusionkb.toml, then build --ocr",
}
REMEDY = "try 'ocrmypdf' on the file and add its result, or replace the scan"


# There is no picture of a text, or none that would show more of it.
_NO_PICTURE = {TextOrigin.BLANK, TextOrigin.DAMAGED, TextOrigin.SALVAGED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A page to be read; `quality` is that of the file's text, -1 where is none."""

    path: Path
    sha256: str
    number: int
    quality: float


def update(
    store: Store,
    paths: Mapping[str, Path],
    engine: Engine | None,
    settings: Settings,
    progress: Progress,
    *,
    folder: Path,
) -> dict[str, int]:
    """Read every scanned page that was not read like this; each is kept at once.

    `folder` takes temporary files; what a killed build left there goes.
    """
    shutil.rmtree(folder, ignore_errors=True)
    counts = {"pages": 0, "failed": 0}
    if engine:
        folder.mkdir(parents=True)
        try:
            counts = _read_due(store, paths, engine, settings, progress, folder=folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    store.replace_failures("ocr", list(failures(store.ocr_troubles())))
    return counts


def _read_due(
    store: Store,
    paths: Mapping[str, Path],
    engine: Engine,
    settings: Settings,
    progress: Progress,
    *,
    folder: Path,
) -> dict[str, int]:
    limits = (settings.ocr_seconds_per_page, settings.megabytes_per_document)
    trial = short_hash([engine.made_with, *limits])
    tasks = [
        Task(
            path=paths[row["path"]],
            sha256=row["sha256"],
            number=row["number"],
            quality=row["quality"],
        )
        for row in store.ocr_due(made_with=engine.made_with, trial=trial)
        if row["path"] in paths
    ]
    progress.start("ocr", len(tasks))
    failed = 0
    for task, page in read_pages(tasks, engine, settings, folder=folder):
        store.save_ocr(task.sha256, task.number, page, trial=trial)
        failed += bool(page.kind)
        progress.advance("ocr")
    return {"pages": len(tasks) - failed, "failed": failed}


def due(document: Document, file: Path, sha256: str) -> list[Task]:
    """The pages of a document that OCR should read."""
    return [
        Task(
            path=file,
            sha256=sha256,
            number=number,
            quality=-1 if page.origin is TextOrigin.SCAN else page.quality,
        )
        for number, page in enumerate(document.pages)
        if page.origin is TextOrigin.SCAN
        or (page.quality < LOW_QUALITY and page.origin not in _NO_PICTURE)
    ]


def read_pages(
    tasks: Sequence[Task],
    engine: Engine,
    settings: Settings,
    *,
    folder: Path | None = None,
) -> Iterator[tuple[Task, OcrPage]]:
    """Each page with what OCR made of it, as they are done."""
    seconds = settings.ocr_seconds_per_page
    outcomes = workers.each(
        read_page,
        {task: (task, engine, seconds, settings.passwords, folder) for task in tasks},
        workers=settings.workers,
        seconds=seconds + GRACE,
        megabytes=settings.megabytes_per_document,
    )
    for task, result in outcomes:
        yield task, _outcome(result, engine, settings)


def read_page(
    task: Task,
    engine: Engine,
    seconds: int,
    passwords: Sequence[str],
    folder: Path | None,
) -> OcrPage:
    """Draw a page, read it, and judge whether that is better than what was there.

    Runs in a reader process: troubles go back as records.
    """
    try:
        with open_pdf(_bytes(task.path, task.sha256), passwords) as file:
            best = _best(file, task.number, engine, seconds, folder)
    except (OcrTrouble, UnreadableSource) as trouble:
        return OcrPage(
            made_with=engine.made_with, kind=trouble.kind, trouble=str(trouble)
        )
    usable = best.confidence >= WORST
    quality = min(BEST, best.confidence) if usable else 0.0
    layer = best.layer if usable else b""
    better = quality > task.quality
    return OcrPage(
        made_with=engine.made_with, quality=quality, layer=layer if better else None
    )


def _best(
    file: PdfFile, number: int, engine: Engine, seconds: int, folder: Path | None
) -> Reading:
    """The surest reading; a page that is read badly is turned as well."""
    deadline = time.monotonic() + seconds
    dpi = _resolution(*file.size(number))
    best = Reading(layer=b"", confidence=0.0)
    for turn in (0, 2, 1, 3):
        began = time.monotonic()
        width, height, dots = file.picture(number, dpi=dpi, turn=turn)
        picture = b"P5 %d %d 255\n%b" % (width, height, dots)
        found = recognise(
            engine, picture, dpi=dpi, seconds=deadline - began, folder=folder
        )
        best = max(best, found, key=lambda reading: reading.confidence)
        now = time.monotonic()
        if best.confidence >= SURE or not found.confidence:
            break  # sure enough, or nothing to read whichever way it is turned
        if deadline - now < 2 * (now - began):
            break  # better this than nothing in time
    return best


def _resolution(width: float, height: float) -> int:
    """Dots per inch for a page of so many points, within bounds."""
    inches = width * height / 72**2
    by_area = (MOST_DOTS / (inches or 1)) ** 0.5
    by_length = LONGEST / (max(width, height) / 72 or 1)
    return max(COARSEST, int(min(RESOLUTION, by_area, by_length)))


@lru_cache(maxsize=1)
def _bytes(path: Path, sha256: str) -> bytes:
    """A file's bytes; its pages mostly come one after the other."""
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise OcrTrouble("the file changed during the build", kind="changed")
    return data


def _outcome(
    result: Callable[[], OcrPage], engine: Engine, settings: Settings
) -> OcrPage:
    try:
        return result()
    except TooLate:
        kind, words = "time", f"took more than {settings.ocr_seconds_per_page} s"
    except MemoryError:
        kind, words = "memory", f"needs more than {settings.megabytes_per_document} MB"
    except BrokenProcessPool as error:
        raise CannotRun(
            "the processes for OCR cannot start; check megabytes_per_document"
        ) from error
    except ProcessExpired:
        kind, words = "crash", "the process that drew the page died"
    except Exception as error:  # noqa: BLE001 - one page must not end the build
        line = " ".join(str(error).split())[:160]
        kind, words = "defect", f"stopped with {type(error).__name__}: {line}"
    return OcrPage(made_with=engine.made_with, kind=kind, trouble=words)


def failures(troubles: Sequence[Mapping[str, object]]) -> Iterator[Failure]:
    """One failure for each file and reason, with the pages it is about."""

    def reason(row: Mapping[str, object]) -> tuple[str, str, str]:
        return str(row["path"]), str(row["kind"]), str(row["trouble"])

    for (path, kind, trouble), rows in groupby(troubles, key=reason):
        pages = spelled([int(str(row["number"])) for row in rows])
        yield Failure(
            stage="ocr",
            path=path,
            kind=f"OCR, {kind}",
            message=f"{pages}: {trouble}",
            remedy=REMEDIES.get(kind, REMEDY),
        )
