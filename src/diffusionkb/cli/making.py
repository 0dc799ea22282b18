"""Verbs of the build: build, status."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from .. import pipeline
from ..errors import EXIT_FINDINGS
from ..model import BuildReport
from ..query.model_state import ModelState
from ..query.status import Status, status_of, waiting
from ..settings import find_folder
from .harmless import one_line
from .output import (
    SHOWN_FAILURES,
    console,
    counted,
    note,
    ocr_options,
    write_failures,
    write_json,
)
from .scans import write_poor, write_waiting

STAGE_WORDS = {
    "extract": "Reading documents",
    "ocr": "OCR of pages",
    "embed": "Embedding passages",
    "embed again": "Embedding all anew",
    "tag": "Coding passages",
    "read": "Reading examples",
    "fit": "Fitting the coder",
    "index": "Updating indexes",
    "words": "Indexing common words",
    "store": "Storing documents",
    "ask": "Asking questions",
}


class Bars:
    """One progress bar a stage on a terminal; one line a stage elsewhere."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, int] = {}

    def start(self, stage: str, total: int) -> None:
        if not total:
            return
        words = STAGE_WORDS.get(stage, stage)
        if self._bars.console.is_terminal:
            self._tasks[stage] = self._bars.add_task(words, total=total)
        else:
            note(f"{words}: {total}")

    def advance(self, stage: str, steps: int = 1) -> None:
        if stage in self._tasks:
            self._bars.advance(self._tasks[stage], steps)  # type: ignore[arg-type]


@contextmanager
def bars() -> Iterator[Bars]:
    """Progress on stderr for as long as something takes."""
    columns = (TextColumn("{task.description:20}"), BarColumn(30), MofNCompleteColumn())
    err = console(stderr=True)
    with Progress(*columns, console=err, disable=not err.is_terminal) as drawn:
        yield Bars(drawn)


@click.command()
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@ocr_options
@click.pass_context
def build(
    ctx: click.Context, form: str, *, ocr: bool, ocr_language: tuple[str, ...]
) -> None:
    """Read new and changed files, code and index their passages. Safe to stop.

    With --ocr, scanned pages and pages of poor text are read with tesseract, as far
    as that was not done yet. Later builds keep what it read.

    Exit code 1 says that some files could not be used; they are named.

    \b
    diffusionkb build
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    with bars() as progress:
        report = pipeline.build(
            folder,
            progress=progress,
            with_ocr=ocr or bool(ocr_language),
            ocr_languages=ocr_language,
        )
    if form == "json":
        write_json(
            {
                "counts": report.counts,
                "seconds": report.seconds,
                "failures": [asdict(failure) for failure in report.failures],
                "changed": report.changed,
            }
        )
    else:
        _write_report(report)
        write_waiting(waiting(folder))
        if moved := report.counts["annotate"]["moved"]:
            note(
                f"{counted(moved, 'annotation')} moved: the words stand elsewhere now, "
                "or are others. See diffusionkb annotations check."
            )
        write_failures(report.failures)
    if report.failures:
        ctx.exit(EXIT_FINDINGS)


def _write_report(report: BuildReport) -> None:
    out = console()
    total = report.counts["knowledge_base"]
    seconds = sum(report.seconds.values())
    if not report.counts["extract"]["files"]:
        out.print("corpus/ is empty: put research files there, then build again.")
        return
    if not report.changed:
        out.print(f"Nothing to do: everything is up to date ({seconds:.1f} s).")
    else:
        read, gone = (
            report.counts["extract"]["read"],
            report.counts["extract"]["removed"],
        )
        out.print(
            f"Built in {seconds:.1f} s: {counted(read, 'file')} read, "
            f"{gone} removed{_by_ocr(report)}."
        )
    kept = {"works": "work", "sources": "document", "passages": "passage"}
    parts = [counted(total[key], noun) for key, noun in kept.items()]
    out.print(" · ".join([*parts, counted(total["codings"], "coding")]))


def _by_ocr(report: BuildReport) -> str:
    pages = report.counts["ocr"]["pages"]
    return f", {counted(pages, 'page')} read by OCR" if pages else ""


@click.command()
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.pass_context
def status(ctx: click.Context, form: str) -> None:
    """Show what the knowledge base holds and what could not be used.

    \b
    diffusionkb status
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    found = status_of(folder)
    if form == "json":
        write_json(asdict(found))
    else:
        _write_status(found)


def _write_status(found: Status) -> None:
    out = console()
    out.print(f"Knowledge base: {found.folder}")
    if found.building:
        out.print(f"Being built now by {found.building}.")
    if not found.built:
        out.print("Not built yet. Run: diffusionkb build")
        return
    for name, count in found.counts.items():
        out.print(f"{name:>22}  {count}")
    _write_anchoring(found)
    if found.model:
        _write_model(found.model)
    write_poor(found.poor, found.seconds_per_page)
    for path, text in found.notes:
        out.print(f"{one_line(path)}: {text}")
    write_failures(found.failures, everything=True)


def _write_model(model: ModelState) -> None:
    out = console()
    if not model.changing:
        out.print(f"Embedding model: {model.wanted} ({model.dimensions} dimensions).")
        return
    texts = counted(model.texts, "text")
    out.print(
        f"Embedding model: diffusionkb.toml names {model.wanted}; {model.done} of "
        f"{texts} have its vectors. Until all have, searches use "
        f"{model.name or 'words alone'}. diffusionkb build goes on."
    )


def _write_anchoring(found: Status) -> None:
    """What became of the lines of annotation files, and which of them moved."""
    out = console()
    if any(found.annotations.values()):
        states = ", ".join(
            f"{n} {state}" for state, n in found.annotations.items() if n
        )
        out.print(f"{'annotations':>22}  {states}")
    for where, remark in found.moved[:SHOWN_FAILURES]:
        out.print(Text(f"annotations/{one_line(where)} moved: {remark}"))
    if len(found.moved) > SHOWN_FAILURES:
        more = len(found.moved) - SHOWN_FAILURES
        out.print(f"… and {more} more moved: diffusionkb annotations check")
