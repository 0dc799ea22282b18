"""Verbs that make a knowledge base and put files into it: init, add."""

from pathlib import Path

import click

from .. import starting
from ..errors import EXIT_FINDINGS
from ..settings import find_folder
from .output import note


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--with-corpus", is_flag=True, help="Bring the bundled works along.")
def init(directory: Path, *, with_corpus: bool) -> None:
    """Make a new knowledge base in DIRECTORY. Existing files are left alone.

    \b
    diffusionkb init mylibrary
    """
    written = starting.make(directory, with_corpus=with_corpus)
    state = "is ready" if written else "was a knowledge base already; nothing changed"
    note(f"{directory} {state}.")
    note(f"Put research files into {directory / 'corpus'}, then:")
    note(f"  cd {directory} && diffusionkb build")


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…"
)
@click.pass_context
def add(ctx: click.Context, paths: tuple[Path, ...]) -> None:
    """Copy FILEs into corpus/; a CSL-JSON file (.json) into the bibliography.

    Of a folder, the documents in it are copied: PDF, JATS/NXML, HTML, DOCX, Markdown
    and plain text, by the ends of their names.

    Nothing is overwritten: what differs from a file or entry already there is
    reported, with exit code 1.

    \b
    diffusionkb add ~/papers/*.pdf library.json
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    done = starting.add(folder, paths)
    for outcome, words in (("added", "added"), ("there", "already there")):
        count = sum(entry.outcome == outcome for entry in done)
        if count:
            note(f"{count} {words}")
    conflicts = [entry for entry in done if entry.outcome == "conflict"]
    for entry in conflicts:
        note(f"{entry.name}: {entry.detail}")
    others = sum(entry.outcome == "passed over" for entry in done)
    if others:
        note(
            f"{others} passed over; name a file itself to add it (.json: bibliography)"
        )
    if any(entry.outcome == "added" for entry in done):
        note("Now run: diffusionkb build")
    elif len(done) == others:
        note("Nothing found to add.")
    if conflicts:
        ctx.exit(EXIT_FINDINGS)
