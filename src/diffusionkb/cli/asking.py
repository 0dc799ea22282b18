"""The verb search; evidence is `sides.py`, show `showing.py`."""

from pathlib import Path
from typing import Unpack

import click
from rich.console import Console

from ..query import search as searching
from ..query.evidence import evidence as find_evidence
from ..query.filter_words import FilterWords, filters_of
from ..query.ranking import Mode
from ..settings import Folder, find_folder
from . import hit_files
from .filtering import filtering, per_work
from .output import (
    counted,
    write_hit,
    write_json,
    write_json_lines,
    write_notes,
)
from .paging import paged, pager
from .queries import Asking
from .sides import LIMIT_OF_A_SIDE, codebook_of, write_sides
from .snippets import snippet

LIMIT = 10


def _folder(ctx: click.Context) -> Folder:
    return find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)


@click.command(cls=Asking)
@click.argument("query", required=False)
@click.option(
    "-n", "--limit", type=int, help=f"Results; {LIMIT}, or {LIMIT_OF_A_SIDE} a side."
)
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in Mode]),
    default=Mode.HYBRID.value,
    show_default=True,
)
@filtering
@click.option(
    "--for-and-against",
    metavar="CODE",
    help="What bears on the query, by its side toward this code.",
)
@per_work
@click.option("--nearest", is_flag=True, help="Nothing relevant: show the nearest 3.")
@hit_files.formats
@pager
@click.pass_context
def search(
    ctx: click.Context,
    *,
    query: str | None,
    limit: int | None,
    mode: str,
    for_and_against: str | None,
    per_work: int | None,
    nearest: bool,
    form: str,
    no_pager: bool,
    **words: Unpack[FilterWords],
) -> None:
    """Search the running text and abstracts of all works.

    "Quoted phrases" must stand in a passage, words after a -minus must not, and
    author:rogers, title:, year:2000..2015, code:, work:, sector: … do what the options
    do. Of one work three passages are shown, unless it is asked for.

    "Nothing relevant found" is an answer too, with exit code 0.

    \b
    diffusionkb search "pilots that never scale"
    diffusionkb search '"opinion leaders" -mandate author:rogers' --code M1
    """
    folder = _folder(ctx)
    filters = filters_of(**words)
    if query is None and not (filters or for_and_against):
        raise click.UsageError("Missing argument 'QUERY'.", ctx)
    query = query or ""
    if for_and_against is not None:
        found = find_evidence(
            folder,
            codebook_of(folder),
            for_and_against,
            limit=LIMIT_OF_A_SIDE if limit is None else limit,
            query=query,
            mode=Mode(mode),
            filters=filters,
            per_work=per_work or 0,
        )
        write_sides(folder, found, form, pager=not no_pager)
        return
    answer = searching.search(
        folder,
        query,
        limit=LIMIT if limit is None else limit,
        mode=Mode(mode),
        filters=filters,
        per_work=per_work,
        nearest=nearest,
    )
    _write_hits(folder, answer, form, pager=not no_pager)


def _write_hits(
    folder: Folder, answer: searching.Answer, form: str, *, pager: bool
) -> None:
    write_notes(answer.notes)
    items = [searching.as_json(hit) for hit in answer.hits]
    items += [{**searching.as_json(hit), "relevant": False} for hit in answer.nearest]
    if form == "json":
        write_json(items)
    elif form == "jsonl":
        write_json_lines(items)
    elif form == "csv":
        hit_files.write_csv(items)
    elif form == "bibtex":
        hit_files.write_bibtex(folder, [hit.citation_key for hit in answer.hits])
    else:
        with paged(wanted=pager) as out:
            _write_answer(out, answer)


def _write_answer(out: Console, answer: searching.Answer) -> None:
    searched = counted(answer.searched, "passage")
    if not answer.hits:
        out.print(f"Nothing relevant found; searched {searched}.")
        if answer.nearest:
            out.print("The nearest, which may have nothing to do with it:\n")
        elif answer.searched and answer.query.strip():
            out.print("What comes nearest all the same: --nearest")
    for number, hit in enumerate(answer.hits or answer.nearest, start=1):
        marks = answer.marks.get(hit.passage_id, ())
        write_hit(out, number, hit, snippet(hit.text, marks))
    if answer.hits:
        out.print(f"{len(answer.hits)} of {searched} searched{_left_out(answer)}.")


def _left_out(answer: searching.Answer) -> str:
    more = f"; {answer.left_out} more of these works: --per-work 0"
    return more if answer.left_out else ""
