"""The verb train: a learned coder of this knowledge base's own."""

from dataclasses import asdict
from pathlib import Path

import click
from rich import box
from rich.table import Table

from .. import pipeline
from ..coding.learning import Learned, forget, learn
from ..coding.reliability import FLOOR, reliabilities
from ..encoder import build_encoder
from ..settings import find_folder
from .making import bars
from .output import console, note, write_json


@click.command()
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.option("--forget", "undo", is_flag=True, help="Back to the coder that ships.")
@click.pass_context
def train(ctx: click.Context, form: str, *, undo: bool) -> None:
    """Train the learned coder on what people and editors have coded here.

    The training passages that ship are taken in where the codebook still has their
    codes. Figures are of passages by writers, or in documents, that were left out.
    The next build codes with the new coder.

    \b
    diffusionkb train
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    if undo:
        gone = forget(folder)
        note("The next build takes the coder that ships." if gone else NONE)
        return
    note("Training; with the passages that ship this takes some minutes.")
    codebook = pipeline.codebook_of(folder)
    with bars() as progress:
        learned = learn(folder, codebook, build_encoder().read, progress)
    if form == "json":
        write_json(_as_json(learned))
    else:
        _write(learned)
    note(f"Written to {learned.file}. Run diffusionkb build to code with it.")


NONE = "No coder was trained here; the one that ships is in use."


def _as_json(learned: Learned) -> dict[str, object]:
    marks = reliabilities(learned.file)
    return {
        "file": str(learned.file),
        "bytes": learned.size,
        "fingerprint": learned.coder.fingerprint,
        "codebook": learned.coder.codebook_version,
        "examples": learned.examples,
        "figures": learned.coder.figures,
        "least_known": learned.coder.least_known,
        "codes": [
            asdict(output)
            | {"f1": marks[output.code].f1, "trusted": marks[output.code].trusted}
            for output in learned.coder.outputs
        ],
    }


def _write(learned: Learned) -> None:
    out = console()
    marks = reliabilities(learned.file)
    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column("code", overflow="fold")
    for name in ("passages", "prec.", "recall", "F1", "sure from", "sure recall"):
        table.add_column(name, justify="right")
    table.add_column("")
    for one in learned.coder.outputs:
        table.add_row(
            one.code,
            str(one.examples),
            f"{one.precision:.2f}",
            f"{one.recall:.2f}",
            f"{one.f1:.2f}",
            f"{one.sure:.2f}" if one.sure <= 1 else "never",
            f"{one.sure_recall:.2f}",
            "" if marks[one.code].trusted else "low",
        )
    out.print(table)
    found = learned.coder.figures
    out.print(
        f"Top-level codes: F1 {found['f1']:.2f}, average precision "
        f"{found['average_precision']:.2f}, calibration error "
        f"{found['calibration_error']:.3f}."
    )
    sure = (
        f"Sure codings: precision {found['sure_precision']:.2f}, recall "
        f"{found['sure_recall']:.2f}."
    )
    out.print(
        (sure if found["sure_recall"] else "No coding is sure.")
        + f" Stance: {found['stance_accuracy']:.2f} right; "
        + (
            f"of the {found['sure_stances']:.0%} that are sure, "
            f"{found['sure_stance_accuracy']:.2f}."
            if found["sure_stances"]
            else "none is sure."
        )
    )
    out.print(f"low: F1 under {FLOOR:.2f}; such codings are shown with a mark.")
    counts = ", ".join(f"{count} {kind}" for kind, count in learned.examples.items())
    out.print(f"Learned from {counts}; {learned.size // 1000} kB.")
