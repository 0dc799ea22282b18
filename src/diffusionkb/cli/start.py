"""Verbs that make a knowledge base and put files into it: init, add."""

import shlex
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
from rich.text import Text

from .. import starting
from ..errors import EXIT_FINDINGS
from ..importing import Added
from ..settings import find_folder
from .harmless import one_line
from .output import console, note

MANY, FEW = 20, 5
COUNTED = {
    "added": "added",
    "there": "already there",
    "passed over": "passed over; name a file itself to add it",
}
NAMED = {
    "conflict": "{} left as they were:",
    "kept raw": "{} not understood, kept in corpus/references-unread.txt:",
    "missing": "Attachments missing ({}):",
    "remark": "Remarks ({}):",
}
FINDINGS = ("conflict", "kept raw", "missing")


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
    next_step = f"  cd {shlex.quote(str(directory))} && diffusionkb build"
    console(stderr=True).print(next_step, soft_wrap=True)  # to be copied in one piece


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…"
)
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.pass_context
def add(ctx: click.Context, paths: tuple[Path, ...], *, dry_run: bool) -> None:
    """Copy FILEs into corpus/, and records of bibliographies into its list of works.

    Bibliographies are known by their content: RIS, BibTeX, BibLaTeX, PubMed (.nbib),
    EndNote (.xml, .enw), Web of Science, CSL-JSON, and CSV with the usual heads. Files
    their records name come along.

    Of a folder, the bibliographies and documents in it: PDF, JATS/NXML, HTML, MHTML,
    DOCX, ODT, EPUB, Markdown, e-mail and plain text, by the ends of their names.

    Nothing is overwritten: what differs from a file or entry already there, and what
    could not be understood, is reported, with exit code 1.

    \b
    diffusionkb add ~/papers/*.pdf library.ris
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    done = starting.add(folder, paths, dry_run=dry_run)
    counts = Counter(one.outcome for one in done)
    would = "would be " if dry_run else ""
    for outcome, words in COUNTED.items():
        if counts[outcome]:
            note(f"{counts[outcome]} {would if outcome == 'added' else ''}{words}")
    for outcome, heading in NAMED.items():
        shown = FEW if outcome == "remark" else MANY
        _name([one for one in done if one.outcome == outcome], heading, shown=shown)
    elsewhere = [one for one in done if one.outcome == "there" and one.detail]
    _name(elsewhere, "{} of them in another record:", shown=FEW)
    if counts["added"] and not dry_run:
        note("Now run: diffusionkb build")
    elif len(done) == counts["passed over"]:
        note("Nothing found to add.")
    if any(counts[outcome] for outcome in FINDINGS):
        ctx.exit(EXIT_FINDINGS)


def _name(entries: Sequence[Added], heading: str, *, shown: int) -> None:
    """Which they are, each with what to know; of many, the first."""
    if not entries:
        return
    err = console(stderr=True)
    err.print(Text(heading.format(len(entries))))
    for entry in entries[:shown]:
        err.print(Text(f"  {one_line(entry.name)}: {one_line(entry.detail)}"))
    if len(entries) > shown:
        err.print(Text(f"  … and {len(entries) - shown} more"))
