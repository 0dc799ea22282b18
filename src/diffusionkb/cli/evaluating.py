"""The verb group that measures: evaluate retrieval, evaluate coding."""

from collections.abc import Iterator
from pathlib import Path

import click
from rich.table import Table

from ..errors import UsageError
from ..evaluating import Evaluation, evaluate_retrieval
from ..query.evaluation import MEASURES, SPACE, run_lines
from ..query.ranking import Mode
from .evaluating_coding import coding
from .making import bars
from .output import console, counted, note, write_json


@click.group("evaluate")
def evaluate() -> None:
    """Measure how good the answers are.

    \b
    diffusionkb evaluate retrieval --beir collections/cisi
    diffusionkb evaluate coding --gold gold.jsonl --codes codes.jsonl
    """


evaluate.add_command(coding)


@evaluate.command("retrieval")
@click.option(
    "--beir",
    "collection",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="A folder with corpus.jsonl, queries.jsonl and qrels.tsv.",
)
@click.option(
    "--run",
    "run_file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the ranked lists to FILE, as trec_eval reads them.",
)
@click.option(
    "--run-mode",
    type=click.Choice([mode.value for mode in Mode]),
    default=Mode.HYBRID.value,
    show_default=True,
    help="Whose lists --run writes.",
)
@click.option(
    "--model",
    default="",
    metavar="NAME",
    help="An embedding model on this machine, by name or path.",
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
def retrieval(
    collection: Path, run_file: Path | None, run_mode: str, model: str, form: str
) -> None:
    """Measure search on a test collection in the form of BEIR.

    Its documents are indexed for the moment, as a knowledge base indexes passages, and
    every judged question is asked. No knowledge base is needed, and none is changed.

    \b
    diffusionkb evaluate retrieval --beir collections/cisi --run cisi.run
    """
    if run_file and not run_file.absolute().parent.is_dir():
        raise UsageError(f"{run_file} cannot be written: make its folder first")
    with bars() as progress:
        found = evaluate_retrieval(collection, model=model, progress=progress)
    if run_file:
        mode = Mode(run_mode)
        lines = run_lines(found.runs[mode], tag=f"diffusionkb-{mode}")
        run_file.write_text("".join(lines), encoding="utf-8")
        note(f"The ranked lists ({mode}) are in {run_file}.")
        if any(SPACE.search(name) for name in _ids(found)):
            note("White space in ids is written there as in URLs: 'a b' as a%20b.")
    if form == "json":
        write_json(found.scores)
    else:
        _write(found)


def _ids(found: Evaluation) -> Iterator[str]:
    for question, scores in found.runs[Mode.HYBRID].items():
        yield question
        yield from scores


def _write(found: Evaluation) -> None:
    out = console()
    table = Table(box=None, pad_edge=False, header_style="")
    table.add_column("mode")
    for name in MEASURES:
        table.add_column(name, justify="right")
    for mode, scores in found.scores.items():
        table.add_row(mode.value, *(f"{scores[name]:.4f}" for name in MEASURES))
    out.print(table)
    asked = counted(found.questions, "judged question")
    out.print(f"{asked} asked of {counted(found.documents, 'document')}.")
