"""The verb show: a passage in its context, or a work with what it argues."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from ..bundled import codebook_file
from ..codebook import Codebook
from ..codebook import load_first as load_codebook
from ..errors import DiffusionkbError
from ..model import CoderKind, Coding, Hit, SourceKind, Stance, TextOrigin, Work
from ..query.related import RelatedPassages, related
from ..query.show import PageView, PassageView, WorkView
from ..query.show import show as look_up
from ..query.work_contents import Argued, FileView
from ..settings import Folder, find_folder
from .output import (
    citation,
    console,
    counted,
    indented,
    mark,
    scores,
    source_line,
    write_json,
)

AROUND = 25  # words of each neighbour
NEAR = 3  # passages of other works that are named
BEST_WORDS = 30
SIDES: Mapping[Stance, str] = {
    Stance.SUPPORTS: "+ for",
    Stance.CONTRADICTS: "− against",
    Stance.QUALIFIES: "± it depends",
}
KINDS: Mapping[CoderKind, str] = {
    CoderKind.PERSON: "person",
    CoderKind.EDITORIAL: "editor",
    CoderKind.MODEL: "model, not checked",
}
ORIGINS: Mapping[TextOrigin, str] = {
    TextOrigin.OCR: "read by OCR",
    TextOrigin.SCAN: "a scan without text",
    TextOrigin.SALVAGED: "left of a damaged file",
}


@click.command()
@click.argument("name", metavar="ID")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.pass_context
def show(ctx: click.Context, name: str, form: str) -> None:
    """Show a passage (by its id) in context, or a work (by its citation key).

    The id of a passage of an earlier reading leads to the one with its words now.

    \b
    diffusionkb show szulanski1996
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    view = look_up(folder, name)
    if form == "json":
        write_json(asdict(view))
        return
    codebook = load_codebook(folder.codebook, codebook_file())
    if isinstance(view, PassageView):
        _write_passage(console(), view, codebook)
        _write_near(console(), folder, view)
    else:
        _write_work(console(), view, codebook)


def _write_passage(out: Console, view: PassageView, codebook: Codebook) -> None:
    hit = view.hit
    out.print(Text(f"{citation(hit)}{mark(hit)}  {hit.passage_id}", style="bold"))
    out.print(Text(f"{hit.title}  ({hit.citation_key})"))
    for line in (" › ".join(hit.section), source_line(hit), _place(view), _ids(view)):
        if line:
            out.print(Text(line, style="dim"))
    out.print()
    if view.before:
        words = view.before.split()
        text = ("… " if len(words) > AROUND else "") + " ".join(words[-AROUND:])
        _write_beside(out, "before", view.before_id, text)
    out.print(_barred(hit.text, out.width))
    out.print()
    if view.after:
        words = view.after.split()
        text = " ".join(words[:AROUND]) + (" …" if len(words) > AROUND else "")
        _write_beside(out, "after", view.after_id, text)
    _write_codings(out, view, codebook)


def _write_beside(out: Console, where: str, passage_id: str, text: str) -> None:
    out.print(Text(f"   {where}  {passage_id}", style="dim"))
    out.print(indented(Text(text, style="dim"), out.width))
    out.print()


def _barred(text: str, width: int) -> Text:
    """The passage itself, told from its neighbours by a bar."""
    lines = Text(text).wrap(console(), width - 3)
    return Text("\n").join(Text(" │ ").append_text(line) for line in lines)


def _place(view: PassageView) -> str:
    """Where in the file it stands, by all the numbers its pages have."""
    if not view.pages:
        return view.path
    return f"{view.path}: {'; '.join(_page(page) for page in view.pages)}"


def _page(page: PageView) -> str:
    parts = [f"page {page.number} of the file"]
    parts += [f"label {page.label}"] if page.label else []
    parts += [f"printed {page.folio} ({page.sure:.2f} sure)"] if page.folio else []
    parts += [ORIGINS[page.origin]] if page.origin in ORIGINS else []
    return ", ".join(parts)


def _ids(view: PassageView) -> str:
    if view.asked != view.hit.passage_id:
        return f"read anew; it was {view.asked}"
    return f"earlier: {', '.join(view.earlier)}" if view.earlier else ""


def _write_codings(out: Console, view: PassageView, codebook: Codebook) -> None:
    """Each code with its side, then who gave it and why."""
    codings = sorted(
        view.hit.codes, key=lambda c: (c.code, list(Stance).index(c.stance))
    )
    for (code, stance), some in groupby(codings, key=lambda c: (c.code, c.stance)):
        name = f"{SIDES[stance]}  {code}"
        out.print(Text(name, style="bold").append(f"  {_claim(codebook, code)}"))
        for coding in some:
            out.print(indented(Text(_made(coding)), out.width))
    if not codings:
        out.print("No codes.")
    if view.seen_by:
        out.print(Text(f"Read and left without a code by {', '.join(view.seen_by)}."))


def _claim(codebook: Codebook, code: str) -> str:
    """What a side is taken toward: of a myth the claim, which says the opposite."""
    own = codebook.wordings.get(code)
    if own and own.headline:
        return own.headline
    return next((known.label for known in codebook.codes if known.id == code), "")


def _made(coding: Coding) -> str:
    score = f" {scores(coding)}" if coding.fingerprint else ""
    version = f", codebook {coding.codebook_version}" if coding.codebook_version else ""
    who = f"{coding.coder} ({KINDS[coding.coder_kind]}{score}{version})"
    return f"{who}: {coding.why}" if coding.why else who


def _write_near(out: Console, folder: Folder, view: PassageView) -> None:
    try:
        found = related(folder, view.hit.passage_id, limit=NEAR)
    except DiffusionkbError:  # without vectors nothing is known of what is near
        return
    if not isinstance(found, RelatedPassages) or not found.passages:
        return
    out.print(Text(f"\nNear to it (diffusionkb related {view.hit.passage_id}):"))
    for near in found.passages:
        line = f"   {near.hit.passage_id}  {near.hit.score:.2f}  {citation(near.hit)}"
        out.print(Text(line, style="dim"), overflow="ellipsis", no_wrap=True)


def _write_work(out: Console, view: WorkView, codebook: Codebook) -> None:
    out.print(Text(f"{view.author_year}  {view.work.citation_key}", style="bold"))
    out.print(Text(view.title))
    for line in _record(view.work):
        out.print(Text(line))
    if view.work.origin == "file":
        out.print(Text("Described from the file itself, not checked.", style="dim"))
    for link in view.linked:
        relation = link.relation.replace("_", " ")
        out.print(Text(f"{link.key} is {relation} {link.other}"), soft_wrap=True)
    for source in view.sources:
        out.print(Text(_file(source), style="dim"))
    if not view.sources:
        out.print(Text("No text of it is here.", style="dim"))
    running = f" ({view.running} searched)" if view.running != view.passages else ""
    passages = counted(view.passages, "passage")
    out.print(f"{passages}{running}, {len(view.coded)} coded\n")
    _write_argued(out, view, codebook)


def _record(work: Work) -> Iterator[str]:
    """The record in lines: people, where it appeared, what kind of work it is."""
    csl = work.csl
    if people := "; ".join(_people(csl.get("author") or csl.get("editor") or ())):
        yield people
    place = [csl.get("container-title"), csl.get("publisher")]
    numbers = [csl.get("volume"), csl.get("issue") and f"({csl['issue']})"]
    place += ["".join(str(number) for number in numbers if number)]
    place += [csl.get("page") and f"pp. {csl['page']}"]
    if appeared := ", ".join(str(part) for part in place if part):
        yield appeared
    if address := (csl.get("DOI") and f"https://doi.org/{csl['DOI']}") or csl.get(
        "URL"
    ):
        yield str(address)
    facets = (work.sector, work.design, work.innovation_type)
    if any(facets):
        yield " · ".join(facet for facet in facets if facet)
    licence = f", {work.licence}" if work.licence else ""
    yield f"May be published: {RIGHTS.get(work.rights, work.rights)}{licence}"


RIGHTS = {
    "open": "all of its text",
    "excerpt": "short extracts",
    "metadata": "its record only",
}


def _people(names: Sequence[Any]) -> Iterator[str]:
    for name in names:
        if isinstance(name, Mapping):
            parts = (name.get("family") or name.get("literal"), name.get("given"))
            yield ", ".join(str(part) for part in parts if part)
        else:
            yield str(name)


def _file(source: FileView) -> str:
    parts = [source.source_kind.value]
    if source.source_kind is SourceKind.DIGEST:
        parts = ["our summary, not the author's words"]
    parts += [counted(source.pages, "page")] if source.pages else []
    parts += [f"{source.by_ocr} by OCR"] if source.by_ocr else []
    parts += [counted(source.passages, "passage"), f"text quality {source.quality:.2f}"]
    return f"{source.path}: {', '.join(parts)}"


def _write_argued(out: Console, view: WorkView, codebook: Codebook) -> None:
    """Codes in the order of the codebook, with the passage to read first."""
    places = {code.id: place for place, code in enumerate(codebook.codes)}
    ordered = sorted(view.argues, key=lambda one: places.get(one.code, len(places)))
    if ordered:
        out.print(Text("What it argues", style="bold underline"))
    unseen = {hit.passage_id: hit for hit in view.coded}
    for code, sides in groupby(ordered, key=lambda one: one.code):
        out.print()
        out.print(Text(code, style="bold").append(f"  {_claim(codebook, code)}"))
        for argued in sides:
            _write_side(out, argued, unseen.pop(argued.best, None))


def _write_side(out: Console, argued: Argued, best: Hit | None) -> None:
    """One side of a code; `best` is the passage to read first, unless it was shown."""
    counts = (
        (argued.people, "people"),
        (argued.editors, "editors"),
        (argued.model, "the model, not checked"),
    )
    by = ", ".join(f"{count} by {who}" for count, who in counts if count)
    passages = counted(argued.passages, "passage")
    out.print(Text(f"   {SIDES[argued.stance]}: {passages} ({by})"))
    if best is None:
        out.print(Text(f"      {argued.best}, see above", style="dim"))
        return
    words = best.text.split()
    text = " ".join(words[:BEST_WORDS]) + (" …" if len(words) > BEST_WORDS else "")
    head = Text(f"{best.passage_id} · {best.locator}  ", style="dim")
    out.print(indented(head.append(text, style="not dim"), out.width, first="      "))
