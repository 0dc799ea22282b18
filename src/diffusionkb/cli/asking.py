"""Verbs that answer questions: search, show, evidence."""

import re
from dataclasses import asdict
from pathlib import Path

import click
from rich.text import Text

from ..bundled import codebook_file
from ..codebook import load_first as load_codebook
from ..model import Hit, Stance
from ..query import search as searching
from ..query import words
from ..query.evidence import Evidence, Side
from ..query.evidence import evidence as find_evidence
from ..query.ranking import Mode
from ..query.show import PassageView, WorkView
from ..query.show import show as look_up
from ..settings import Folder, find_folder
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
)

SNIPPET_WORDS = 45
SIDES = {
    Stance.SUPPORTS: "Evidence for",
    Stance.CONTRADICTS: "Evidence against",
    Stance.QUALIFIES: "It depends",
}
formats = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "jsonl"]),
    default="table",
    help="How results are written.",
)


def _folder(ctx: click.Context) -> Folder:
    return find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)


@click.command()
@click.argument("query")
@click.option("-n", "--limit", type=int, default=10, show_default=True)
@click.option(
    "--mode",
    type=click.Choice([mode.value for mode in Mode]),
    default=Mode.HYBRID.value,
    show_default=True,
)
@formats
@click.pass_context
def search(ctx: click.Context, query: str, limit: int, mode: str, form: str) -> None:
    """Search the running text and abstracts of all works. Quotes keep a phrase.

    "Nothing relevant found" is an answer too, with exit code 0.

    \b
    diffusionkb search "pilots that never scale"
    """
    answer = searching.search(_folder(ctx), query, limit=limit, mode=Mode(mode))
    if form == "json":
        write_json([searching.as_json(hit) for hit in answer.hits])
    elif form == "jsonl":
        write_json_lines(searching.as_json(hit) for hit in answer.hits)
    else:
        _write_answer(answer)


def _write_answer(answer: searching.Answer) -> None:
    out = console()
    if not answer.hits:
        out.print(
            f"Nothing relevant found; searched {counted(answer.searched, 'passage')}."
        )
        return
    for number, hit in enumerate(answer.hits, start=1):
        write_hit(out, number, hit, snippet(hit.text, answer.query))
    out.print(f"{len(answer.hits)} of {counted(answer.searched, 'passage')} searched.")


def snippet(text: str, query: str) -> Text:
    """The words around the first telling ones, those of the query in bold."""
    stems = [
        re.escape(term[: max(4, len(term) - 3)])
        for term in words.TERM.findall(query)
        if term.lower() not in words.STOP_WORDS
    ]
    pattern = re.compile(rf"\b(?:{'|'.join(stems)})\w*", re.I) if stems else None
    parts = text.split()
    first = next(
        (i for i, word in enumerate(parts) if pattern and pattern.search(word)), 0
    )
    start = max(0, min(first - 8, len(parts) - SNIPPET_WORDS))
    shown = " ".join(parts[start : start + SNIPPET_WORDS])
    before = "… " if start else ""
    after = " …" if start + SNIPPET_WORDS < len(parts) else ""
    result = Text(f"{before}{shown}{after}")
    if pattern:
        result.highlight_regex(pattern, "bold")
    return result


@click.command()
@click.argument("code")
@click.option("-n", "--limit", type=int, default=3, show_default=True, help="Per side.")
@formats
@click.pass_context
def evidence(ctx: click.Context, code: str, limit: int, form: str) -> None:
    """Show what speaks for a CODE's claim, what against, and what says it depends.

    \b
    diffusionkb evidence M1
    """
    folder = _folder(ctx)
    codebook = load_codebook(folder.codebook, codebook_file())
    found = find_evidence(folder, codebook, code, limit=limit)
    if form == "table":
        _write_evidence(found)
        return
    items = [
        {"side": side.stance.value, **searching.as_json(hit)}
        for side in found.sides
        for hit in side.hits
    ]
    if form == "jsonl":
        write_json_lines(items)
        return
    write_json(
        {
            "code": found.code.id,
            "claim": found.code.claim,
            "searched": found.searched,
            "sides": {
                side.stance.value: {
                    "passages": side.passages,
                    "works": side.works,
                    "hits": [searching.as_json(hit) for hit in side.hits],
                }
                for side in found.sides
            },
        }
    )


def _write_evidence(found: Evidence) -> None:
    out = console()
    out.print(Text(f"{found.code.id} · {found.code.label}", style="bold"))
    out.print(Text(f"Claim: {found.code.claim}"))
    out.print()
    for side in found.sides:
        heading = f"{SIDES[side.stance]}: {_extent(side)}"
        out.print(Text(heading, style="bold underline"))
        for number, hit in enumerate(side.hits, start=1):
            write_hit(out, number, hit, Text(hit.text))
        if not side.hits:
            searched = counted(found.searched, "passage")
            out.print(f"   None found in {searched} searched.\n")
    out.print(
        f"Searched {counted(found.searched, 'passage')} of "
        f"{counted(found.works_searched, 'work')}. "
        "Counting is not weighing: studies differ in size and quality."
    )


def _extent(side: Side) -> str:
    shown = f", {len(side.hits)} shown" if len(side.hits) < side.passages else ""
    passages, works = counted(side.passages, "passage"), counted(side.works, "work")
    return f"{passages} from {works}{shown}"


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
    write_hit(console(), number, hit, snippet(hit.text, ""))
