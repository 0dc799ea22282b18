"""The verb group of the bibliography; its verbs translate words to calls."""

from pathlib import Path

import click

from ..bundled import codebook_file
from ..codebook import load as load_codebook
from ..settings import find_folder
from ..whole_files import write_whole
from ..writing import export as exporting
from . import bibliography_checks
from .output import counted, note
from .targets import NEW_FILE


@click.group("bibliography")
def bibliography() -> None:
    """Keep the bibliography in order, and hand it on to other programs.

    \b
    diffusionkb bibliography check
    diffusionkb bibliography export --format ris -o library.ris
    """


for verb in bibliography_checks.VERBS:
    bibliography.add_command(verb)


@bibliography.command("export")
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in exporting.Format]),
    help="csl-json, or text where a style is named.",
)
@click.option(
    "--style",
    default="",
    metavar="NAME",
    help="Of formatted text: chicago (default), apa, harvard, mhra, vancouver, or a "
    ".csl file.",
)
@click.option("--key", "keys", multiple=True, metavar="KEY", help="This work.")
@click.option("--code", "codes", multiple=True, help="Works coded by people with it.")
@click.option("--search", "searches", multiple=True, help="Works a search finds.")
@click.option(
    "-o",
    "--output",
    type=NEW_FILE,
    help="Write to this file instead of standard output.",
)
@click.pass_context
def export(
    ctx: click.Context,
    *,
    form: str | None,
    style: str,
    keys: tuple[str, ...],
    codes: tuple[str, ...],
    searches: tuple[str, ...],
    output: Path | None,
) -> None:
    """Write the bibliography, or the works named, coded or found.

    Works without an entry in references.json are given as far as their file states
    them. --key, --code and --search may be repeated and add to each other.

    \b
    diffusionkb bibliography export --code M1 --format bibtex
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    own = folder.codebook
    items = exporting.chosen(
        folder,
        keys=keys,
        codes=codes,
        searches=searches,
        codebook=load_codebook(own if own.exists() else codebook_file()),
    )
    default = exporting.Format.TEXT if style else exporting.Format.CSL_JSON
    wanted = exporting.Format(form) if form else default
    text = exporting.written(items, wanted, style=style)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_whole(output, text)
        note(f"{counted(len(items), 'work')} written to {output}")
    if not items:
        note("No works: nothing in the bibliography matches.")
