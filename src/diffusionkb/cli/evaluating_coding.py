"""The verb evaluate coding: a coder beside a gold standard, as a table and as JSON.

The figures are `coding/evaluation.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..bundled import codebook_file
from ..codebook import Codebook
from ..codebook import load_first as load_codebook
from ..coding.evaluation import CodeFigures, Evaluation, evaluate
from ..coding.judged import JudgedFile, read
from ..errors import EXIT_FINDINGS, NotAKnowledgeBase
from ..settings import find_folder
from .output import console, counted, note, write_json

SHOWN = 20
DIGITS = 4
FILE = click.Path(path_type=Path)


@click.command("coding")
@click.option("--gold", required=True, metavar="FILE", type=FILE, help="What is right.")
@click.option(
    "--codes", required=True, metavar="FILE", type=FILE, help="What a coder gave."
)
@click.option(
    "--codebook", metavar="FILE", type=FILE, help="Instead of the knowledge base's own."
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.pass_context
def coding(
    ctx: click.Context, gold: Path, codes: Path, codebook: Path | None, form: str
) -> int:
    """Compare a coder's codes with a gold standard, passage by passage.

    Both files have one JSON object a line: {"id", "codings": [{"code", "stance"}]};
    the coder's as `diffusionkb tag --all-scores` writes them. Without all scores,
    average precision and the passages to read rest on the codes given only.

    \b
    diffusionkb tag texts.jsonl --all-scores > codes.jsonl
    diffusionkb evaluate coding --gold gold.jsonl --codes codes.jsonl
    """
    book = _codebook(ctx, codebook)
    right, given = read(gold, book), read(codes, book)
    found = evaluate(right.passages, given.passages, book)
    if form == "json":
        write_json(as_json(found, right, given))
    else:
        _write(found)
    said = _problems(found, right, given)
    return EXIT_FINDINGS if said else 0


def _codebook(ctx: click.Context, named: Path | None) -> Codebook:
    """The one that is named, or the knowledge base's, or the one that ships."""
    if named is not None:
        return load_codebook(named)
    try:
        folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    except NotAKnowledgeBase:
        if ctx.obj is not None:
            raise
        return load_codebook(codebook_file())
    return load_codebook(folder.codebook, codebook_file())


def as_json(
    found: Evaluation, gold: JudgedFile, codes: JudgedFile
) -> dict[str, object]:
    """All figures, rounded; `null` where there is nothing to measure."""
    precision, recall, f1 = found.micro
    made = {
        "passages": found.passages,
        "macro": asdict(found.macro) if found.macro else None,
        "micro": {"precision": precision, "recall": recall, "f1": f1},
        "stance": asdict(found.stances),
        "calibration": asdict(found.calibration) if found.calibration else None,
        "codes": {figures.code: _row(figures) for figures in found.codes},
        "sub_codes": {figures.code: _row(figures) for figures in found.parts},
        "problems": {
            "unanswered": list(found.unanswered),
            "not_in_gold": list(found.unasked),
            "gold": list(gold.problems),
            "codes": list(codes.problems),
        },
    }
    rounded: dict[str, object] = _rounded(made)
    return rounded


def _row(figures: CodeFigures) -> dict[str, Any]:
    row = asdict(figures)
    del row["code"]
    return row


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, Mapping):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return value


def _problems(found: Evaluation, gold: JudgedFile, codes: JudgedFile) -> bool:
    """One line each on stderr, and a count; whether there are any."""
    _listed([f"gold: {line}" for line in gold.problems])
    _listed([f"codes: {line}" for line in codes.problems])
    if found.unanswered:
        count = counted(len(found.unanswered), "passage")
        note(
            f"{count} of the gold without an answer, taken as uncoded: "
            f"{_some(found.unanswered)}"
        )
    if found.unasked:
        count = counted(len(found.unasked), "answer")
        note(f"{count} on passages not in the gold, left out: {_some(found.unasked)}")
    return bool(gold.problems or codes.problems or found.unanswered)


def _listed(lines: Sequence[str]) -> None:
    for line in lines[:SHOWN]:
        note(line)
    if len(lines) > SHOWN:
        note(f"… {len(lines)} such lines in all; --format json lists them")


def _some(keys: Sequence[str]) -> str:
    return ", ".join(keys[:5]) + (" …" if len(keys) > 5 else "")


def _write(found: Evaluation) -> None:
    out = console()
    out.print(Text(f"{counted(found.passages, 'passage')} judged", style="bold"))
    out.print(_table(found))
    out.print(
        Text(
            "read: passages to read, in the coder's order, to find 95 % of the code's; "
            "chance: in any order",
            style="dim",
        )
    )
    absent = [figures.code for figures in found.codes if not figures.gold]
    if absent:
        out.print(f"Not in the gold, so not in the means: {', '.join(absent)}.")
    _write_stances(out, found)
    _write_calibration(out, found)


def _table(found: Evaluation) -> Table:
    table = Table(box=None, pad_edge=False, header_style="")
    table.add_column("code", no_wrap=True)
    for name in ("gold", "given", "prec.", "recall", "F1", "AP", "stance"):
        table.add_column(name, justify="right")
    table.add_column("read", justify="right")
    table.add_column("chance", justify="right")
    for figures in found.codes:
        table.add_row(*_cells(figures))
    if means := found.macro:
        values = (means.precision, means.recall, means.f1, means.average_precision)
        cells = [_two(value) for value in values]
        table.add_row("mean", "", "", *cells, "", f"{means.to_read:.0f}", "")
    table.add_row("all codings", "", "", *(_two(value) for value in found.micro))
    for figures in found.parts:
        table.add_row(*_cells(figures), style="dim")
    return table


def _cells(figures: CodeFigures) -> list[str]:
    values = (figures.precision, figures.recall, figures.f1)
    return [
        figures.code,
        str(figures.gold),
        str(figures.given),
        *(_two(value) for value in values),
        _two(figures.average_precision),
        _two(figures.stance_accuracy),
        _whole(figures.to_read),
        _whole(figures.by_chance),
    ]


def _two(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _whole(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"


def _write_stances(out: Console, found: Evaluation) -> None:
    stances = found.stances
    if stances.accuracy is None:
        out.print("Stances: no code was given by both with a stance.")
        return
    out.print(
        f"Stances: {stances.accuracy:.2f} right on {counted(stances.codings, 'coding')}"
        f" (always the commonest stance: {_two(stances.commonest)})."
    )


def _write_calibration(out: Console, found: Evaluation) -> None:
    calibration = found.calibration
    if calibration is None:
        out.print("Calibration: the coder gave no scores.")
        return
    which = "all scores" if calibration.all_scores else "codes that were given only"
    out.print(
        f"Calibration ({which}): expected error {calibration.error:.3f}, "
        f"Brier score {calibration.brier:.3f}."
    )
    table = Table(box=None, pad_edge=False, header_style="")
    for name in ("score", "codings", "mean score", "right"):
        table.add_column(name, justify="right")
    for some in calibration.bins:
        table.add_row(
            f"{some.low:.1f}–{some.high:.1f}",
            str(some.codings),
            f"{some.score:.2f}",
            f"{some.right:.2f}",
        )
    out.print(table)
