"""The verb group annotations: check, export; import is `importing_codings.py`."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click
from rich.text import Text

from ..bundled import codebook_file
from ..codebook import load_first as load_codebook
from ..coding.exchange.formats import Form
from ..coding.exchange.handing_out import hand_out
from ..coding.finding import short
from ..coding.standing import Standing, standing, update
from ..errors import EXIT_FINDINGS, UsageError
from ..settings import find_folder
from ..whole_files import write_whole
from .importing_codings import import_
from .output import console, counted, note, write_failures, write_json
from .targets import NEW_FILE

FILE = click.Path(path_type=Path, dir_okay=False)
FORMS = click.Choice([*map(str, Form)])


@click.group("annotations")
def annotations() -> None:
    """People's codings: are they where they were, and in and out of other programs.

    \b
    diffusionkb annotations check
    diffusionkb annotations export --format refi-qda --coder ann -o ann.qdpx
    diffusionkb annotations import ann.qdpx --coder ann --dry-run
    """


@annotations.command()
@click.option("--coder", metavar="NAME", help="Only this coder's.")
@click.option("--update", "write", is_flag=True, help="Write new places into lines.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.pass_context
def check(ctx: click.Context, coder: str | None, form: str, *, write: bool) -> int:
    """Say which annotations stand where they stood: same, moved, ambiguous or lost.

    Against what was built last. --update writes the new place, and the words as they
    are now, into the lines that moved; earlier words are kept in the line.

    \b
    diffusionkb annotations check --coder ann
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    book = load_codebook(folder.codebook, codebook_file())
    found = standing(folder, book, coder=coder)
    if form == "json":
        write_json(_as_json(found))
    else:
        _write(found)
    if write:
        lines = update(folder, found.anchored.moved)
        note(f"{counted(lines, 'line')} brought up to date; run diffusionkb build.")
    left = found.findings - (len(found.anchored.moved) if write else 0)
    return EXIT_FINDINGS if left else 0


def _as_json(found: Standing) -> Mapping[str, object]:
    rows = [
        {
            "where": annotation.where,
            "state": outcome.state,
            "source": annotation.source,
            "exact": annotation.exact,
            "code": annotation.code,
            "passage": outcome.place.target.passage_id if outcome.place else None,
            "words": outcome.place.words if outcome.place else None,
            "alike": round(outcome.place.alike, 1) if outcome.place else None,
            "remark": outcome.remark,
        }
        for annotation, outcome in found.anchored.outcomes
    ]
    return {
        "counts": found.counts,
        "annotations": rows,
        "failures": [
            {"where": f.path, "message": f.message, "remedy": f.remedy}
            for f in found.failures
        ],
    }


def _write(found: Standing) -> None:
    out = console()
    states = dict(found.counts)
    unusable = states.pop("unusable")
    total = counted(sum(states.values()), "annotation")
    listed = ", ".join(f"{n} {state}" for state, n in states.items())
    out.print(f"{total}: {listed}" + (f"; {unusable} unusable." if unusable else "."))
    for annotation, outcome in found.anchored.moved:
        out.print(Text(f"{annotation.where} moved: “{short(annotation.exact, 40)}”"))
        out.print(Text(f"   {outcome.remark}", style="dim"))
    write_failures(found.failures, everything=True)


@annotations.command()
@click.option(
    "--format",
    "form",
    type=click.Choice([*map(str, Form)]),
    required=True,
    help="Which form.",
)
@click.option("--coder", metavar="NAME", help="Only this coder's; else everybody's.")
@click.option(
    "-o", "--output", metavar="FILE", type=NEW_FILE, help="Instead of stdout."
)
@click.pass_context
def export(
    ctx: click.Context, form: str, coder: str | None, output: Path | None
) -> int:
    """Write codings for other programs, with the places they have now.

    refi-qda is a project (.qdpx) with codebook and texts, for NVivo, MAXQDA, ATLAS.ti
    and others; hypothesis the JSON of Hypothes.is; csv a table; jsonl Web Annotations.
    What each format cannot hold is told in docs/coding.md.

    \b
    diffusionkb annotations export --format refi-qda --coder ann -o ann.qdpx
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    if form == Form.REFI_QDA and output is None and sys.stdout.isatty():
        raise UsageError("a project is an archive: name a file for it, -o ann.qdpx")
    book = load_codebook(folder.codebook, codebook_file())
    made = hand_out(folder, book, Form(form), coder=coder)
    if output is None:
        sys.stdout.buffer.write(made.data)
    else:
        write_whole(output, made.data)
        note(f"{counted(made.codings, 'coding')} in {output}.")
    for line in made.left:
        note(f"Left out: {line}")
    return EXIT_FINDINGS if made.left else 0


annotations.add_command(import_)
