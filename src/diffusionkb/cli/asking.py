"""Verbs that answer questions: search and show; evidence is `sides.py`."""

from dataclasses import asdict
from pathlib import Path
from typing import Unpack

import click
from rich.console import Console
from rich.text import Text

from ..model import Hit
from ..query import search as searching
from ..query.evidence import evidence as find_evidence
from ..query.filter_words import FilterWords, filters_of
from ..query.ranking import Mode
from ..query.show import PassageView, WorkView
from ..query.show import show as look_up
from ..settings import Folder, find_folder
from . import hit_files
from .filtering import filtering, per_work
from .output import (
    citation,
    code_lines,
    console,
    counted,
    indented,
    mark,
    source_line,
    write_hit,
    write_json,
    write_json_lines,
    write_notes,
)
from .paging import paged, pager
from .sides import LIMIT_OF_A_SIDE, codebook_of, write_sides
from .snippets import snippet

LIMIT = 10


def _folder(ctx: click.Context) -> Folder:
    return find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)


@click.command()
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
    for number, hit in enumerate(answer.hits or answer.nearest, start=1):
        marks = answer.marks.get(hit.passage_id, ())
        write_hit(out, number, hit, snippet(hit.text, marks))
    if answer.hits:
        out.print(f"{len(answer.hits)} of {searched} searched{_left_out(answer)}.")


def _left_out(answer: searching.Answer) -> str:
    more = f"; {answer.left_out} more of these works: --per-work 0"
    return more if answer.left_out else ""


@click.command()
@click.argument("name", metavar="ID")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.pass_context
def show(ctx: click.Context, name: str, form: str) -> None:
    """Show a passage (by its id) in context, or a work (by its citation key).

    \b
    diffusionkb show szulanski1996
    """
    view = look_up(_folder(ctx), name)
    if form == "json":
        write_json(asdict(view))
    elif isinstance(view, PassageView):
        _write_passage(view)
    else:
        _write_work(view)


def _write_passage(view: PassageView) -> None:
    out = console()
    hit = view.hit
    out.print(Text(f"{citation(hit)}{mark(hit)}  {hit.passage_id}", style="bold"))
    if view.asked != hit.passage_id:
        out.print(Text(f"(read anew; it was {view.asked})", style="dim"))
    out.print(Text(hit.title))
    for line in (" › ".join(hit.section), source_line(hit), view.path):
        if line:
            out.print(Text(line, style="dim"))
    out.print()
    if view.before:
        out.print(indented(Text(f"… {_end_of(view.before)}", style="dim"), out.width))
    out.print(indented(Text(hit.text), out.width))
    if view.after:
        out.print(indented(Text(f"{_start_of(view.after)} …", style="dim"), out.width))
    out.print()
    for coding in hit.codes:
        (line,) = code_lines([coding])
        out.print(Text(line if not coding.why else f"{line}: {coding.why}"))
    if not hit.codes:
        out.print("No codes.")


def _end_of(text: str) -> str:
    return " ".join(text.split()[-20:])


def _start_of(text: str) -> str:
    return " ".join(text.split()[:20])


def _write_work(view: WorkView) -> None:
    out = console()
    out.print(Text(f"{view.author_year}  {view.work.citation_key}", style="bold"))
    out.print(Text(view.title))
    if view.work.origin == "file":
        out.print(Text("Described from the file itself, not checked.", style="dim"))
    facets = (view.work.sector, view.work.design, view.work.innovation_type)
    if any(facets):
        out.print(Text(" · ".join(facet for facet in facets if facet)))
    for link in view.linked:
        relation = link.relation.replace("_", " ")
        out.print(Text(f"{link.key} is {relation} {link.other}"), soft_wrap=True)
    for path in view.files:
        out.print(Text(path, style="dim"))
    out.print(f"{counted(view.passages, 'passage')}, {len(view.coded)} coded\n")
    for number, hit in enumerate(view.coded, start=1):
        _write_coded(number, hit)


def _write_coded(number: int, hit: Hit) -> None:
    write_hit(console(), number, hit, snippet(hit.text, ()))
