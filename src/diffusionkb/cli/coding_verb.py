"""The verb code: a person codes passages in the terminal."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from ..bundled import codebook_file
from ..catalogue import Catalogue
from ..codebook import load_first as load_codebook
from ..coding import coders
from ..coding.desk.passages import look_up
from ..coding.desk.queue import Order, Wanted, queue
from ..coding.desk.session import Session
from ..errors import UsageError
from ..model import CoderKind
from ..settings import Folder, find_folder
from .coding_screen import CodingScreen
from .output import counted, note, scores


@click.command()
@click.option("--coder", metavar="NAME", required=True, help="Who codes, in one word.")
@click.option(
    "--order",
    type=click.Choice([*map(str, Order)]),
    default=str(Order.CORPUS),
    help="As the files stand, or what the learned coder is least sure of first.",
)
@click.option("--code", "code_id", metavar="ID", help="What others gave this code.")
@click.option("--blind-second", metavar="OTHER", help="What OTHER saw; codes hidden.")
@click.option(
    "--sample", metavar="N", type=click.IntRange(1), help="N drawn at random."
)
@click.option("--seed", metavar="N", default=0, help="Another draw, or another order.")
@click.option("--digests", is_flag=True, help="Summaries too.")
@click.pass_context
def code(
    ctx: click.Context,
    *,
    coder: str,
    order: str,
    code_id: str | None,
    blind_second: str | None,
    sample: int | None,
    seed: int,
    digests: bool,
) -> None:
    """Code passages with keys, the codebook beside them. Needs a terminal.

    Each decision is written to annotations/NAME/ at once; stop whenever you like, and
    go on where you were. Keys are told on the screen (?).

    \b
    diffusionkb code --coder ann --order uncertain
    diffusionkb code --coder bob --blind-second ann --sample 50
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "code is a screen and needs a terminal; without one, write lines into "
            "annotations/NAME/, or take them in with annotations import"
        )
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    wanted = Wanted(
        coder=coders.checked(coder, folder.annotations),
        order=Order(order),
        code=code_id,
        blind_second=blind_second,
        sample=sample,
        seed=seed,
        digests=digests,
    )
    book = load_codebook(folder.codebook, codebook_file())
    if wanted.order is Order.UNCERTAIN:
        note("Asking the learned coder what it is sure of …")
    with Catalogue(folder.work_db) as catalogue:
        passages = queue(catalogue, book, wanted, model=folder.coder)
    _introduce(folder, coder)
    session = Session(
        folder=folder,
        codebook=book,
        coder=coder,
        passages=passages,
        look=lambda name: look_up(folder.work_db, name),
    )
    before = session.done
    others = None if blind_second else lambda name: _others(folder, coder, name)
    CodingScreen(session, book, others).run()
    new = max(0, session.done - before)
    note(
        f"{counted(new, 'passage')} coded, {session.done} of {len(passages)} in all: "
        f"annotations/{coder}/. Run diffusionkb build to use them."
    )


def _introduce(folder: Folder, coder: str) -> None:
    """Ask a new coder for a name; a model codes nothing here.

    Raises:
        UsageError: the coder of this name is a model.
    """
    place = folder.annotations / coder
    if place.exists():
        kind, _ = coders.kind_of(place)
        if kind is CoderKind.MODEL:
            raise UsageError(
                f"annotations/{coder}/coder.yaml says that {coder} is a model; take "
                "another name for a person"
            )
        return
    name = click.prompt("New coder. Full name", default=coder)
    coders.make(place, name=name)


def _others(folder: Folder, coder: str, passage: str) -> Sequence[str]:
    """What others gave a passage, one line each."""
    with Catalogue(folder.work_db) as catalogue:
        found = catalogue.codings([passage]).get(passage, ())
    return [
        f"{some.coder} ({some.coder_kind}): {some.code} {some.stance}"
        + (f", {scores(some)}" if some.fingerprint else "")
        + (f" – {some.why}" if some.why else "")
        for some in found
        if some.coder != coder
    ]
