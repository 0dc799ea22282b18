"""The verb annotations import: codings of other programs taken in."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import click
from rich.text import Text

from ..bundled import codebook_file
from ..codebook import Codebook
from ..codebook import load_first as load_codebook
from ..coding.coders import checked
from ..coding.exchange.formats import Form, read
from ..coding.exchange.kept import failures, write
from ..coding.exchange.marks import Marks
from ..coding.exchange.meaning import Meanings
from ..coding.exchange.taking_in import TakenIn, take_in
from ..errors import EXIT_FINDINGS, UnknownName
from ..model import Stance
from ..settings import find_folder
from .output import SHOWN_FAILURES, console, counted, note, write_failures

SHOWN = 20
FORMS = click.Choice([*map(str, Form)])
STANCES = click.Choice([*map(str, Stance)])
FILE = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.command("import")
@click.argument("file", type=FILE)
@click.option("--coder", metavar="NAME", required=True, help="Whose codings they are.")
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="OLD=NEW",
    help="What a code's name means here: CODE, CODE:STANCE, or - to leave it out.",
)
@click.option(
    "--stance",
    type=click.Choice([*map(str, Stance)]),
    help="Where the file states none.",
)
@click.option("--user", metavar="NAME", help="Only this user's of the file.")
@click.option("--format", "form", type=FORMS, help="If not plain.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.pass_context
def import_(
    ctx: click.Context,
    file: Path,
    *,
    coder: str,
    maps: tuple[str, ...],
    stance: str | None,
    user: str | None,
    form: str | None,
    dry_run: bool,
) -> int:
    """Take codings in from REFI-QDA, Hypothes.is, CSV or JSON lines.

    Quotations are looked for in the texts here. What has no code, no stance or no
    place here is listed, and kept in annotations/NAME/not-imported/; say what names
    mean with --map and import again: what is there already stays as it is.

    \b
    diffusionkb annotations import team.qdpx --coder ann --map "Barriers=M1:contradicts"
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    book = load_codebook(folder.codebook, codebook_file())
    coder = checked(coder, folder.annotations)
    meanings = Meanings(book, maps, Stance(stance) if stance else None)
    marks = read(file.read_bytes(), name=file.name, form=Form(form) if form else None)
    marks = _only_of(marks, user)
    taken = take_in(folder, book, marks, coder=coder, meanings=meanings, name=file.name)
    left = None if dry_run else write(folder, taken, coder=coder, name=file.name)
    _write(taken, marks, book, dry_run=dry_run, user=user)
    if left is not None:
        note(f"Not imported: kept in {left.relative_to(folder.root).as_posix()}.")
    return EXIT_FINDINGS if taken.left else 0


def _only_of(marks: Marks, user: str | None) -> Marks:
    """The codings of one user of the file.

    Raises:
        UnknownName: the file has no such user.
    """
    if user is None:
        return marks
    mine = tuple(mark for mark in marks.marks if mark.user == user)
    if not mine:
        users = sorted({mark.user for mark in marks.marks if mark.user})
        raise UnknownName(
            f"no codings of '{user}'; users: {', '.join(users) or 'none'}"
        )
    return replace(marks, marks=mine)


def _write(
    taken: TakenIn, marks: Marks, book: Codebook, *, dry_run: bool, user: str | None
) -> None:
    """Counts, names without a meaning with what to do, and each one left out."""
    out = console()
    verb = "would be new" if dry_run else "new"
    out.print(
        f"{counted(len(marks.marks), 'coding')}: {taken.new} {verb}, "
        f"{taken.there} there already, {len(taken.left)} not imported."
    )
    for where, remark in taken.moved[:SHOWN]:
        out.print(Text(f"{where}: {remark}"))
    if len(taken.moved) > SHOWN:
        out.print(f"… and {len(taken.moved) - SHOWN} more in other words or files")
    for line in _unknown(taken.unknown, book):
        out.print(Text(line))
    for name, count in taken.undecided.items():
        out.print(Text(f"no stance: {name} ({count}); --stance supports, for all"))
    for remark in marks.remarks:
        note(remark)
    if len(taken.users) > 1 and user is None:
        users = ", ".join(f"{name} {count}" for name, count in taken.users.items())
        note(f"Codings of several users ({users}); --user NAME takes only one's.")
    named = [f"“{name}”" for name in (*taken.unknown, *taken.undecided)]
    shown = [
        some
        for some in failures(taken, written=not dry_run)
        if not any(name in some.message for name in named)
    ]
    write_failures(shown[:SHOWN_FAILURES])
    if len(shown) > SHOWN_FAILURES:
        where = "" if dry_run else ", in not-imported/"
        note(f"… and {len(shown) - SHOWN_FAILURES} more{where}")


def _unknown(names: Mapping[str, int], book: Codebook) -> Iterator[str]:
    """Each unknown code, with the way to say what it means; the likest one named."""
    labels = {code.label.casefold(): code.id for code in book.codes}
    labels |= {code.id.casefold(): code.id for code in book.codes}
    for name, count in sorted(names.items(), key=lambda pair: (-pair[1], pair[0])):
        near = difflib.get_close_matches(name.casefold(), labels, n=1)
        code = labels[near[0]] if near else "CODE"
        yield f'unknown code: {name} ({count}); --map "{name}={code}:STANCE"'
