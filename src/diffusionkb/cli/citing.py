"""The verb for writers: cite."""

from pathlib import Path

import click

from ..settings import find_folder
from ..writing import cite as citing


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="ID…")
@click.option(
    "--form",
    type=click.Choice([form.value for form in citing.Form]),
    default=citing.Form.TEXT.value,
    show_default=True,
    help="As text with reference, pandoc key, BibTeX or CSL-JSON.",
)
@click.pass_context
def cite(ctx: click.Context, names: tuple[str, ...], form: str) -> None:
    """Cite passages (by id, with the page) and works (by citation key).

    \b
    diffusionkb cite szulanski1996 --form pandoc
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    citations = citing.find(folder, names)
    click.echo(citing.cite(citations, citing.Form(form)), nl=False)
