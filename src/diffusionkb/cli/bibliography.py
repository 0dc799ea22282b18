"""The verb group of the bibliography; its verbs translate words to calls."""

from pathlib import Path

import click

from ..settings import find_folder
from ..writing import export as exporting
from . import bibliography_checks


@click.group("bibliography")
def bibliography() -> None:
    """Keep the bibliography in order, and hand it on to other programs.

    \b
    diffusionkb bibliography check
    diffusionkb bibliography export --format csl-json -o library.json
    """


for verb in bibliography_checks.VERBS:
    bibliography.add_command(verb)


@bibliography.command("export")
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in exporting.Format]),
    default=exporting.Format.CSL_JSON.value,
    show_default=True,
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file instead of standard output.",
)
@click.pass_context
def export(ctx: click.Context, form: str, output: Path | None) -> None:
    """Write the bibliography for another program.

    \b
    diffusionkb bibliography export --format csl-json
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    text = exporting.export(folder, form=exporting.Format(form))
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
