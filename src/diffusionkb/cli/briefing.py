"""The verb brief: an outline begun, a brief built from it, and verified."""

import shlex
from collections.abc import Sequence
from pathlib import Path

import click
from rich.text import Text

from ..briefing import Verified, build, draft, verify
from ..errors import EXIT_FINDINGS, UsageError
from ..settings import Folder, find_folder
from ..whole_files import write_whole
from ..writing.brief.composing import Brief
from ..writing.brief.records import Given
from .output import console, counted, indented, note, write_json
from .targets import NEW_FILE


class Briefs(click.Group):
    """A group in which a file alone means: build it."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = args[0] in self.commands or args[0].startswith("-")
        return super().resolve_command(ctx, args if known else ["build", *args])


FILE = click.argument(
    "outline", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False)
)


@click.group("brief", cls=Briefs)
def brief() -> None:
    """Write a case for change whose evidence, numbers and references are checked.

    \b
    diffusionkb brief new --code M1 --sector health -o brief.md
    diffusionkb brief build brief.md -o brief.docx
    diffusionkb brief verify brief.md
    """


@brief.command("new")
@click.option("--code", "codes", multiple=True, metavar="ID", help="May be repeated.")
@click.option("--sector", default="", help="Of the works that are asked for.")
@click.option("--question", default="", help="What the brief is to answer.")
@click.option("--author", default="", help="Your name.")
@click.option(
    "-o",
    "--output",
    type=NEW_FILE,
    help="Write to this file instead of standard output.",
)
@click.option("--force", is_flag=True, help="Overwrite the file.")
@click.pass_context
def new(
    ctx: click.Context,
    *,
    codes: tuple[str, ...],
    sector: str,
    question: str,
    author: str,
    output: Path | None,
    force: bool,
) -> None:
    """Write an outline to begin with, on these codes.

    \b
    diffusionkb brief new --code M1 --code P2 --sector health -o brief.md
    """
    if output is not None and output.exists() and not force:
        raise UsageError(
            f"{output} is there already, perhaps with your text in it; name another "
            "file, or overwrite it with --force"
        )
    text = draft(
        _folder(ctx), codes=codes, sector=sector, question=question, author=author
    )
    if output is None:
        click.echo(text, nl=False)
        return
    write_whole(output, text)
    click.echo(f"{output}: an outline on {', '.join(codes) or 'no codes yet'}.")
    note(f"Write in it, then: diffusionkb brief build {shlex.quote(str(output))}")


@brief.command("build")
@FILE
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A .docx, .odt, .pdf, .html or .md file; may be repeated. Without: .docx.",
)
@click.option("--force", is_flag=True, help="Overwrite what brief did not make.")
@click.pass_context
def build_verb(
    ctx: click.Context, outline: Path, outputs: tuple[Path, ...], force: bool
) -> None:
    """Fill the slots of the outline FILE and write the brief.

    What each slot gave is kept beside it in a .lock.json, for verify. Exit code 1
    says that something in the outline wants you, such as a judgement without a reason.

    \b
    diffusionkb brief build brief.md -o brief.docx -o brief.pdf
    """
    made = build(_folder(ctx), outline, outputs, force=force)
    files = outputs or (outline.with_suffix(".docx"),)
    _write_built(made, files)
    for finding in made.findings:
        note(f"{outline}, line {finding.line}: {finding.message}")
    if made.findings:
        ctx.exit(EXIT_FINDINGS)


def _write_built(made: Brief, files: Sequence[Path]) -> None:
    """What each slot gave, and where the brief is."""
    out = console()
    for given in made.given:
        line = Text(f"{{{{{given.slot}}}}}: {_amount(given)}")
        out.print(indented(line, out.width, first=""))
    works = {hit.citation_key for hit in made.shown.hits.values()}
    shown = counted(len(made.shown.hits), "passage")
    total = f"{shown} of {counted(len(works), 'work')}"
    names = ", ".join(map(str, files))
    out.print(indented(Text(f"{total} in {names}"), out.width, first=""))
    if made.outline.empty:
        headings = ", ".join(made.outline.empty)
        note(f"Left out, because nothing stands under them yet: {headings}.")


def _amount(given: Given) -> str:
    found = "; ".join(
        f"{len(side.found)} {side.stance or 'found'}" for side in given.sides
    )
    return f"{found}; {len(given.shown)} shown"


@brief.command("verify")
@FILE
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.pass_context
def verify_verb(ctx: click.Context, outline: Path, form: str) -> None:
    """Say what has changed since FILE was built, or from FILE.

    New evidence, codings that were withdrawn, text that reads otherwise, passages that
    are gone, references, codebook, numbers of the method. Exit code 1 says that
    something has changed; nothing is written.

    \b
    diffusionkb brief verify brief.md
    """
    found = verify(_folder(ctx), outline)
    if form == "json":
        changes = [
            {"kind": c.kind, "line": c.line or None, "message": c.message}
            for c in found.changes
        ]
        write_json({"changes": changes, "edited": list(found.edited)})
    else:
        _write_verified(found)
    if found.changes:
        ctx.exit(EXIT_FINDINGS)


def _write_verified(found: Verified) -> None:
    out = console()
    for change in found.changes:
        where = f"line {change.line}: " if change.line else ""
        line = Text(f"{where}{change.kind}: {change.message}")
        out.print(indented(line, out.width, first="! "))
    if found.changes:
        amount = counted(len(found.changes), "change")
        command = f"diffusionkb brief build {shlex.quote(str(found.outline))}"
        ending = f"{amount} since it was built. To take them in: {command}"
        out.print(indented(Text(ending), out.width, first=""))
    else:
        passages = counted(len(found.brief.shown.hits), "passage")
        out.print(f"Nothing has changed: {passages}, the same words, the same codings.")
    for name in found.edited:
        note(f"{name} is not as it was written: somebody has edited it.")


def _folder(ctx: click.Context) -> Folder:
    """The knowledge base of the command line."""
    parent = ctx.find_root().obj
    return find_folder(parent or Path.cwd(), named=parent is not None)
