"""The verb evidence: for a code's claim, against it, and what says it depends."""

from pathlib import Path
from typing import Unpack

import click
from rich.console import Console
from rich.text import Text

from ..bundled import codebook_file
from ..codebook import Codebook
from ..codebook import load_first as load_codebook
from ..coding.reliability import reliabilities
from ..model import CoderKind, Stance
from ..query import search as searching
from ..query.evidence import Evidence, Side
from ..query.evidence import evidence as find_evidence
from ..query.filter_words import FilterWords, filters_of
from ..settings import Folder, find_folder
from .filtering import filtering_evidence, per_work
from .hit_files import formats, write_bibtex, write_csv
from .output import counted, note, write_hit, write_json, write_json_lines, write_notes
from .paging import paged, pager
from .snippets import highlighted

SIDES = {
    Stance.SUPPORTS: "Evidence for",
    Stance.CONTRADICTS: "Evidence against",
    Stance.QUALIFIES: "It depends",
}
LIMIT_OF_A_SIDE = 3
Item = dict[str, object]


def codebook_of(folder: Folder) -> Codebook:
    """The folder's own codebook, or the one that comes along."""
    return load_codebook(folder.codebook, codebook_file())


@click.command()
@click.argument("of", metavar="CODE")
@click.argument("query", default="")
@click.option(
    "-n",
    "--limit",
    type=int,
    default=LIMIT_OF_A_SIDE,
    show_default=True,
    help="Per side.",
)
@filtering_evidence
@per_work
@formats
@pager
@click.pass_context
def evidence(
    ctx: click.Context,
    *,
    of: str,
    query: str,
    limit: int,
    per_work: int | None,
    form: str,
    no_pager: bool,
    **words: Unpack[FilterWords],
) -> None:
    """Show what speaks for a CODE's claim, what against, and what says it depends.

    With a QUERY, what is relevant to it. People's codings come before editors', these
    before a model's; several works before many passages of one.

    \b
    diffusionkb evidence M1
    diffusionkb evidence M1 "guidelines by post" --sector health
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    found = find_evidence(
        folder,
        codebook_of(folder),
        of,
        limit=limit,
        query=query,
        filters=filters_of(**words),
        per_work=per_work or 0,
    )
    _note_doubt(folder, of, found)
    write_sides(folder, found, form, pager=not no_pager)


def _note_doubt(folder: Folder, code: str, found: Evidence) -> None:
    """Say where a model's codings of the code are shown that it seldom gets right."""
    shown = (one for side in found.sides for hit in side.hits for one in hit.codes)
    if any(one.code == code and one.coder_kind is CoderKind.MODEL for one in shown):
        known = reliabilities(folder.coder).get(code)
        if known and known.mark:
            note(f"The learned coder's {code} has {known.mark}.")


def write_sides(folder: Folder, found: Evidence, form: str, *, pager: bool) -> None:
    """What speaks for, against, and what says it depends, in the format asked for."""
    write_notes(found.notes)
    items = [
        {"side": side.stance.value, **searching.as_json(hit, found.older)}
        for side in found.sides
        for hit in side.hits
    ]
    if form == "json":
        write_json(_sides_as_json(found))
    elif form == "jsonl":
        write_json_lines(items)
    elif form == "csv":
        write_csv(items, first=["side"])
    elif form == "bibtex":
        write_bibtex(folder, [str(item["citation_key"]) for item in items])
    else:
        with paged(wanted=pager) as out:
            _write_evidence(out, found)


def _sides_as_json(found: Evidence) -> Item:
    return {
        "code": found.code.id,
        "claim": found.code.claim,
        "searched": found.searched,
        "sides": {
            side.stance.value: {
                "passages": side.passages,
                "works": side.works,
                "awaiting": side.awaiting,
                "hits": [searching.as_json(hit, found.older) for hit in side.hits],
            }
            for side in found.sides
        },
    }


def _write_evidence(out: Console, found: Evidence) -> None:
    out.print(Text(f"{found.code.id} · {found.code.label}", style="bold"))
    out.print(Text(f"Claim: {found.code.claim}"))
    if found.query.strip():
        out.print(Text(f"On: {found.query.strip()}"))
    out.print()
    for side in found.sides:
        heading = f"{SIDES[side.stance]}: {_extent(side)}"
        out.print(Text(heading, style="bold underline"))
        for number, hit in enumerate(side.hits, start=1):
            marks = found.marks.get(hit.passage_id, ())
            write_hit(out, number, hit, highlighted(hit.text, marks), found.older)
        if not side.hits:
            searched = counted(found.searched, "passage")
            out.print(f"   None found in {searched} searched.\n")
    out.print(
        f"Searched {counted(found.searched, 'passage')} of "
        f"{counted(found.works_searched, 'work')}. "
        "Counting is not weighing: studies differ in size and quality."
    )
    if any(side.awaiting for side in found.sides):
        out.print(
            "What awaits a second look was coded before its code was reworded: "
            "diffusionkb codebook drift."
        )


def _extent(side: Side) -> str:
    shown = f", {len(side.hits)} shown" if len(side.hits) < side.passages else ""
    passages, works = counted(side.passages, "passage"), counted(side.works, "work")
    awaiting = f"; {side.awaiting} await a second look" if side.awaiting else ""
    return f"{passages} from {works}{shown}{awaiting}"
