"""The verbs for writers: cite, reading-list."""

from pathlib import Path

import click

from ..bundled import codebook_file
from ..codebook import load_first as load_codebook
from ..query.reading import reading_list as gather
from ..settings import find_folder
from ..whole_files import write_whole
from ..writing import cite as citing
from ..writing.reading_list import as_markdown, as_svg
from .output import counted, note
from .targets import NEW_FILE


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="ID…")
@click.option(
    "--form",
    type=click.Choice([form.value for form in citing.Form]),
    default=citing.Form.TEXT.value,
    show_default=True,
    help="How the citation is written.",
)
@click.option(
    "--style",
    default="",
    metavar="STYLE",
    help="apa (else), harvard, chicago, vancouver, mhra, or a .csl file: of text, "
    "footnote (else chicago) and quote.",
)
@click.option(
    "--original",
    default="",
    metavar="WORK",
    help="Whose words the passage quotes ('Rogers 1962', or a key): says 'quoted in'.",
)
@click.pass_context
def cite(
    ctx: click.Context, names: tuple[str, ...], form: str, style: str, original: str
) -> None:
    """Cite passages (by id, with the page) and works (by citation key).

    \b
    diffusionkb cite szulanski1996 --form pandoc
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    citations = citing.find(folder, names, original=original)
    chosen = citing.Form(form)
    written = citing.cite(citations, chosen, style=style)
    for remark in citing.remarks(citations, chosen):
        note(remark)
    click.echo(written, nl=False)


@click.command("reading-list")
@click.option(
    "-o",
    "--output",
    type=NEW_FILE,
    help="A .md file; the picture is written beside it.",
)
@click.option("--with-model", is_flag=True, help="Take the model's codings too.")
@click.pass_context
def reading_list(ctx: click.Context, output: Path | None, with_model: bool) -> None:
    """List the works for and against each claim, with references and a timeline.

    \b
    diffusionkb reading-list -o reading-list.md
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    listed = gather(
        folder, load_codebook(folder.codebook, codebook_file()), with_model=with_model
    )
    if output is None:
        click.echo(as_markdown(listed), nl=False)
        return
    picture = output.with_name(f"{output.stem}-timeline.svg")
    text = as_markdown(listed, picture=picture.name)
    write_whole(picture, as_svg(listed))
    write_whole(output, text)
    note(f"Wrote {output} and {picture.name}: {counted(len(listed.works), 'work')}.")
