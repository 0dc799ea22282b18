"""The verb codebook drift: codings that a change of the codebook left behind."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from ..bundled import codebook_file
from ..codebook import Codebook
from ..codebook import load_first as load_codebook
from ..codebook_history import order
from ..coding import tagger
from ..coding.drift import Drift, Stale, find
from ..coding.moving import move, write_queue
from ..coding.revisions import built
from ..coding.understood import understood
from ..errors import EXIT_FINDINGS, UnknownName
from ..settings import find_folder
from .output import console, counted, note, write_json

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--coder", metavar="NAME", help="Only this coder's.")
@click.option("--code", metavar="ID", help="Only of this code, as the lines have it.")
@click.option(
    "--queue", metavar="FILE", type=FILE, help="Write those to look at again to FILE."
)
@click.option("--apply", is_flag=True, help="Move renamed and merged codes.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.pass_context
def drift(
    ctx: click.Context,
    coder: str | None,
    code: str | None,
    queue: Path | None,
    *,
    apply: bool,
    form: str,
) -> int:
    """List codings made under an older wording of their code, or under a lost name.

    What the codebook's history renames or merges can be moved in the annotation files
    (--apply); what it split, removed or reworded wants a coder's eye (--queue).

    \b
    diffusionkb codebook drift --queue again.jsonl --apply
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    book = load_codebook(folder.codebook, codebook_file())
    found = find(folder.annotations, book, lambda version: built(folder, version))
    if coder and coder not in found.coders:
        raise UnknownName(
            f"no coder '{coder}' here; coders: {', '.join(found.coders) or 'none'}"
        )
    found = _only(found, coder, _asked(code, found, book) if code else None)
    queued = write_queue(found.stale, queue) if queue is not None else 0
    moved = move(found.stale, book.version) if apply else 0
    left = found.recoding if apply else found.stale
    behind = _model_behind(book, folder.coder)
    if form == "json":
        write_json(_as_json(found, book, moved) | {"model_behind": behind})
    else:
        _write(found, book, behind)
    if queue is not None:
        note(f"{counted(queued, 'coding')} to look at again: {queue}.")
    if apply:
        note(f"{counted(moved, 'coding')} moved; run diffusionkb build.")
    return EXIT_FINDINGS if left else 0


def _asked(code: str, found: Drift, book: Codebook) -> str:
    """The code that is meant, in whatever capitals; that of a line may be of before.

    Raises:
        UnknownName: neither the codebook nor a line has it.
    """
    theirs = sorted({its for _, its in found.made})
    known = [*theirs, *(some.id for some in book.codes)]
    same = [its for its in known if its.casefold() == code.casefold()]
    if not same:
        raise UnknownName(
            f"no code '{code}' in the codebook, nor in any line; codes of the lines: "
            f"{', '.join(theirs) or 'none'}"
        )
    return code if code in same else same[0]


def _only(found: Drift, coder: str | None, code: str | None) -> Drift:
    return replace(
        found,
        made={
            (theirs, its): count
            for (theirs, its), count in found.made.items()
            if coder in {None, theirs} and code in {None, its}
        },
        stale=tuple(
            some
            for some in found.stale
            if coder in {None, some.line.coder} and code in {None, some.line.code}
        ),
    )


def _as_json(found: Drift, book: Codebook, moved: int) -> dict[str, object]:
    return {
        "version": book.version,
        "codings": found.codings,
        "moved": moved,
        "seen_without_code_before": found.uncoded,
        "unread": found.unread,
        "stale": [_row(some) for some in found.stale],
    }


def _row(some: Stale) -> Mapping[str, object]:
    line = asdict(some.line)
    del line["file"], line["number"], line["was"]
    return {**line, "into": some.into or None, "reason": some.reason or None}


def _write(found: Drift, book: Codebook, behind: Sequence[str]) -> None:
    out = console()
    if not found.stale:
        coded = counted(found.codings, "coding")
        out.print(f"No coding is stale: {coded} held against version {book.version}.")
    groups = Counter(
        (some.line.coder, some.line.code, _fate(some)) for some in found.stale
    )
    for (coder, code, fate), count in sorted(groups.items()):
        out.print(Text(f"{coder}, {code}: {counted(count, 'coding')}; {fate}"))
    _write_sum(out, found, behind)


def _fate(some: Stale) -> str:
    """What becomes of it, in words."""
    moves = f"moves to {some.into}" if some.into else ""
    again = f"look again: {some.reason}" if some.reason else ""
    return "; ".join(filter(None, [moves, again]))


def _write_sum(out: Console, found: Drift, behind: Sequence[str]) -> None:
    if found.stale:
        out.print(
            f"{len(found.stale)} of {counted(found.codings, 'coding')} are stale: "
            f"{len(found.moving)} can be moved (--apply), "
            f"{len(found.recoding)} to look at again (--queue FILE)."
        )
    if found.uncoded:
        places = counted(found.uncoded, "place")
        note(
            f"{places} seen and left without a code under an earlier version are not "
            "counted as stale; where codes were added, look at them again."
        )
    if found.unread:
        lines = counted(found.unread, "line")
        note(f"{lines} could not be read as annotations; diffusionkb build says why.")
    if behind:
        note(
            "The learned coder does not know these codes as they are now: "
            f"{', '.join(behind)}."
        )


def _model_behind(book: Codebook, model: Path) -> list[str]:
    """The top-level codes that the learned coder does not know as they are now."""
    coder = tagger.load_first(model)
    known = coder.codes & understood(book, model)
    return [
        code.id
        for code in book.tops()
        if code.id not in known or order(code.changed) > order(coder.codebook_version)
    ]
