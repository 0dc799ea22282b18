"""The verb group codebook: check, diff, log, export.

What becomes of codings is `codebook_drift.py`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from ..bundled import codebook_file
from ..codebook import Codebook, as_markdown, load
from ..codebook import load_first as load_codebook
from ..codebook_history import Revision
from ..coding.book_checks import problems
from ..coding.book_export import as_refi_qda, as_skos
from ..coding.changes import Change, Kind, compare, words
from ..coding.revisions import (
    Commit,
    built,
    built_before,
    commits,
    committed,
    named,
)
from ..errors import EXIT_FINDINGS, CodebookError
from ..settings import Folder, find_folder
from ..whole_files import write_whole
from .codebook_drift import drift
from .codebook_import import import_
from .output import console, counted, indented, note, write_json
from .targets import NEW_FILE

FORMATS: Mapping[str, Callable[[Codebook], str]] = {
    "skos": as_skos,
    "refi-qda": as_refi_qda,
    "markdown": as_markdown,
}
TABLE_OR_JSON = click.Choice(["table", "json"])
FILE = click.Path(path_type=Path)


@click.group("codebook")
def codebook() -> None:
    """The codebook: check it, compare its versions, hand it on.

    \b
    diffusionkb codebook check
    diffusionkb codebook diff 1.0
    """


def folder_of(ctx: click.Context) -> Folder:
    """The knowledge base that was named, or that we stand in."""
    return find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)


def _file(folder: Folder) -> Path:
    return folder.codebook if folder.codebook.exists() else codebook_file()


@codebook.command()
@click.argument("file", required=False, type=FILE)
@click.option("--against", metavar="OLD", help="A file, version or git revision.")
@click.option("--format", "form", type=TABLE_OR_JSON, default="table")
@click.pass_context
def check(ctx: click.Context, file: Path | None, against: str | None, form: str) -> int:
    """Say what is wrong in the codebook (or in FILE), with lines.

    The knowledge base's own is also held against the last build and the last commit:
    was the version raised, and is said what became of codes that are gone?

    \b
    diffusionkb codebook check
    """
    if file is None:
        folder = folder_of(ctx)
        file = _file(folder)
        before = [*_built(folder, file), committed(folder)]
    else:
        before = []
    if against is not None:
        before = [named(against, folder_of(ctx))]
    found = problems(file, *before)
    if form == "json":
        write_json({"file": str(file), "problems": [asdict(p) for p in found]})
        return EXIT_FINDINGS if found else 0
    out = console()
    for problem in found:
        place = f"line {problem.line}, " if problem.line else ""
        name = f"{problem.code}: " if problem.code else ""
        out.print(Text(f"{place}{name}{problem.message}"))
    book = "is in order" if not found else f"has {counted(len(found), 'problem')}"
    out.print(Text(f"{file} {book}."))
    return EXIT_FINDINGS if found else 0


def _built(folder: Folder, file: Path) -> tuple[Codebook | None, ...]:
    """What builds used: under the version that the file has now, and the one before."""
    try:
        version = load(file).version
    except CodebookError:
        return ()  # the check itself says why
    return built(folder, version), built_before(folder, version)


@codebook.command()
@click.argument("old")
@click.argument("new", required=False)
@click.option("--format", "form", type=TABLE_OR_JSON, default="table")
@click.pass_context
def diff(ctx: click.Context, old: str, new: str | None, form: str) -> None:
    """Compare two versions of the codebook, word by word.

    OLD and NEW are files, versions that were built here, or git revisions; without
    NEW, the codebook as it stands. [-words-] are gone, {+words+} have come.

    \b
    diffusionkb codebook diff HEAD~3
    """
    folder = folder_of(ctx)
    before = named(old, folder)
    after = named(new, folder) if new else load_codebook(_file(folder))
    changes = compare(before, after)
    if form == "json":
        versions = {"old": before.version, "new": after.version}
        write_json({**versions, "changes": [asdict(change) for change in changes]})
        return
    out = console()
    out.print(Text(f"From version {before.version} to {after.version}", style="bold"))
    for change in changes:
        out.print(_told(change))
        if change.kind is Kind.CHANGED:
            out.print(indented(Text(words(change.old, change.new)), out.width))
    if not changes:
        same = before.fingerprint == after.fingerprint
        out.print("Nothing changed." if same else "No code changed; other parts did.")


def _told(change: Change) -> Text:
    lines = {
        Kind.ADDED: f"added {change.code}: {change.new}",
        Kind.REMOVED: f"removed {change.code}",
        Kind.RENAMED: f"renamed {change.old} to {change.new}",
        Kind.MERGED: f"merged {change.old} into {change.new}",
        Kind.SPLIT: f"split {change.old} into {change.new}",
        Kind.MOVED: f"moved {change.code} from {change.old or 'the top'} to "
        f"{change.new or 'the top'}",
        Kind.CHANGED: f"changed {change.code}, {change.field}",
    }
    return Text(lines[change.kind])


@codebook.command()
@click.option("--format", "form", type=TABLE_OR_JSON, default="table")
@click.pass_context
def log(ctx: click.Context, form: str) -> None:
    """List the versions of the codebook and what each one changed.

    From the file's history, and from git where the knowledge base is kept in it.

    \b
    diffusionkb codebook log
    """
    folder = folder_of(ctx)
    book = load_codebook(_file(folder))
    made = commits(folder)
    if form == "json":
        write_json(
            {
                "version": book.version,
                "history": [asdict(revision) for revision in reversed(book.history)],
                "commits": [asdict(commit) for commit in made],
            }
        )
        return
    out = console()
    out.print(Text(f"{book.title}: version {book.version}", style="bold"))
    for revision in reversed(book.history):
        _write_revision(out, revision)
    if not book.history:
        note("The file has no history: yet; docs/coding.md says how to write one.")
    if made:
        out.print(Text("\nIn git", style="bold"))
    for commit in made:
        _write_commit(out, commit)


def _write_revision(out: Console, revision: Revision) -> None:
    date = f" ({revision.date})" if revision.date else ""
    remark = f": {revision.note}" if revision.note else ""
    out.print(Text(f"{revision.version}{date}{remark}"))
    for line in _steps(revision):
        out.print(Text(f"   {line}"))


def _steps(revision: Revision) -> Iterable[str]:
    yield from (f"renamed {old} to {new}" for old, new in revision.renamed.items())
    yield from (f"merged {old} into {new}" for old, new in revision.merged.items())
    for old, parts in revision.split.items():
        yield f"split {old} into {', '.join(parts)}"
    for name in ("added", "removed", "reworded"):
        if codes := getattr(revision, name):
            yield f"{name} {', '.join(codes)}"


def _write_commit(out: Console, commit: Commit) -> None:
    version = f"version {commit.version}" if commit.version else "cannot be read"
    out.print(Text(f"{commit.id} {commit.date} {version}: {commit.subject}"))
    for change in commit.changes:
        out.print(Text("   ").append_text(_told(change)), no_wrap=True)


@codebook.command()
@click.option(
    "--format", "form", type=click.Choice([*FORMATS]), required=True, help="Which form."
)
@click.option(
    "-o", "--output", metavar="FILE", type=NEW_FILE, help="Instead of stdout."
)
@click.pass_context
def export(ctx: click.Context, form: str, output: Path | None) -> None:
    """Write the codebook for other programs.

    skos is Turtle for vocabularies; refi-qda a .qdc file, which NVivo, MAXQDA,
    ATLAS.ti and others import; markdown a page to read.

    \b
    diffusionkb codebook export --format refi-qda -o codes.qdc
    """
    text = FORMATS[form](load_codebook(_file(folder_of(ctx))))
    if output is None:
        click.echo(text, nl=not text.endswith("\n"))
    else:
        write_whole(output, text)
        note(f"The codebook is in {output}.")


codebook.add_command(drift)
codebook.add_command(import_)
