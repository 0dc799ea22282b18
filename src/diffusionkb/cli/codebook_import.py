"""The verb codebook import: a codebook of REFI-QDA becomes a codebook file."""

from pathlib import Path

import click

from ..coding.exchange.refi_codebook import codebook_file_of
from ..errors import UsageError
from .output import counted, note
from .targets import NEW_FILE

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command("import")
@click.argument("file", type=FILE)
@click.option(
    "-o", "--output", metavar="FILE", type=NEW_FILE, help="Instead of stdout."
)
def import_(file: Path, output: Path | None) -> None:
    """Write a codebook file from a .qdc or .qdpx of NVivo, MAXQDA, ATLAS.ti.

    Such files have no claims: write them, check the file, then put it in the place of
    annotations/codebook.yaml. No file is overwritten.

    \b
    diffusionkb codebook import team.qdc -o codebook.yaml
    """
    text, codes = codebook_file_of(file.read_bytes(), name=file.name)
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        with output.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError as error:
        raise UsageError(f"{output} is there already; name another file") from error
    note(
        f"{counted(codes, 'code')} in {output}; see diffusionkb codebook check {output}"
    )
