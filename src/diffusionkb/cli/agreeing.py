"""The verb agreement: how far coders agree, and where they do not.

Its tables are `agreement_tables.py`; what programs read, `agreement_data.py`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from ..bundled import codebook_file
from ..codebook import load_first as load_codebook
from ..coding.agreement import FEWEST_CASES, About, Figures
from ..coding.comparing import NOT_ASKED, Comparison, compare
from ..coding.disagreements import Decision, Disagreement
from ..model import CoderKind
from ..settings import find_folder
from .agreement_data import as_json, write_csv
from .agreement_tables import pairs_table, reasons, table
from .output import citation, console, counted, indented, source_line, write_json

LISTED = 5
SNIPPET_WORDS = 45
KINDS = {
    CoderKind.PERSON: ("person", "people"),
    CoderKind.EDITORIAL: ("editor", "editors"),
    CoderKind.MODEL: ("model", "models"),
}


@click.command()
@click.argument("coders", nargs=-1, metavar="[CODER]…")
@click.option("--code", metavar="ID", help="Only this code and its parts.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help="How results are written.",
)
@click.option(
    "--disagreements",
    "listed",
    type=click.IntRange(min=0),
    help=f"How many to list; without it {LISTED}, in JSON all.",
)
@click.pass_context
def agreement(
    ctx: click.Context,
    coders: tuple[str, ...],
    code: str | None,
    form: str,
    listed: int | None,
) -> None:
    """Compare CODERs on the passages that they saw, and list where they disagree.

    Without names: all people and editors who have ten passages in common. The model
    is named learned-coder.

    \b
    diffusionkb agreement ann bob --code M1
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    codebook = load_codebook(folder.codebook, codebook_file())
    found = compare(folder, codebook, coders, code=code)
    if form == "json":
        write_json(as_json(found, listed))
    elif form == "csv":
        write_csv(found)
    else:
        _write(found, LISTED if listed is None else listed)


def _title(found: Comparison) -> str:
    """Who was compared, in kinds; what is not between people is said not to be."""
    kinds = Counter(coder.kind for coder in found.coders)
    parts = [
        f"{kinds[kind]} {words[kinds[kind] > 1]}"
        for kind, words in KINDS.items()
        if kinds[kind]
    ]
    listed = " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
    title = f"Agreement between {listed}"
    return title if found.between_people else f"{title}: not agreement between people"


def _write(found: Comparison, listed: int) -> None:
    out = console()
    if found.figures is None:
        out.print(found.statement)
        return
    figures = found.figures
    out.print(Text(_title(found), style="bold"))
    out.print(
        f"{counted(figures.passages, 'passage')} of {counted(figures.works, 'work')} "
        "that at least two of them saw."
    )
    for line in _about_coders(found):
        out.print(line)
    names = [coder.name for coder in found.coders]
    for about in About:
        rows = [row for row in figures.rows if row.about is about]
        out.print()
        out.print(table(about, rows, names))
        for line in reasons(rows):
            out.print(Text(line, style="dim"))
    if len(names) > 2:
        out.print()
        out.print(pairs_table(figures.rows[0]))
    out.print()
    out.print(Text(_legend(figures, names), style="dim"))
    _write_disagreements(out, found, listed)


def _about_coders(found: Comparison) -> Iterator[str]:
    for coder in found.coders:
        one, _ = KINDS[coder.kind]
        yield (
            f"  {coder.name} ({one}) saw {coder.saw}; {coder.compared} compared, "
            f"{coder.uncoded} of them without a code"
        )
    for coder in found.coders:
        if not coder.notes_uncoded and coder.kind is not CoderKind.MODEL:
            yield (
                f"No passage is noted as seen without a code by {coder.name}: what "
                "was read and left uncoded is missing here."
            )
    if found.not_asked:
        yield (
            f"The learned coder is not asked about {found.not_asked} of the passages "
            f"that the others saw. {NOT_ASKED}"
        )
    if found.not_known:
        yield (
            f"The learned coder does not know {', '.join(found.not_known)}; these "
            "count as not given by it."
        )


def _legend(figures: Figures, names: Sequence[str]) -> str:
    given = (
        f"given: by {names[0]} · {names[1]}"
        if len(names) == 2
        else "share: of decisions that gave it"
    )
    return (
        f"{given}. agree: share of equal decisions. F1: where one gave it, did the "
        f"other. In brackets: 95 % of {figures.draws:,} resamples of "
        f"{_drawn(figures)}. "
        f"Parts given to fewer than {FEWEST_CASES} passages: --code."
    )


def _drawn(figures: Figures) -> str:
    """What was drawn anew for the intervals, and why."""
    if figures.by_work:
        return "whole works, because passages of one work resemble each other"
    if figures.works < figures.passages:
        return (
            f"passages; too few works ({figures.works}) to resample these, and "
            "passages of one work resemble each other, so the intervals are too narrow"
        )
    return "passages, each of another work"


def _write_disagreements(out: Console, found: Comparison, listed: int) -> None:
    total = len(found.disagreements)
    if not total:
        out.print("\nNo disagreement on any passage.")
        return
    shown = min(listed, total)
    out.print()
    heading = f"Disagreement on {counted(total, 'passage')}, {shown} listed"
    out.print(Text(heading, style="bold underline"))
    for number, one in enumerate(found.disagreements[:shown], start=1):
        _write_disagreement(out, number, one)


def _write_disagreement(out: Console, number: int, one: Disagreement) -> None:
    hit = one.passage
    out.print()
    out.print(Text(f"{number}. {citation(hit)}", style="bold"))
    remark = source_line(hit)
    out.print(
        Text(f"   {hit.passage_id}{' · ' if remark else ''}{remark}", style="dim")
    )
    words = hit.text.split()
    cut = " …" if len(words) > SNIPPET_WORDS else ""
    text = Text(" ".join(words[:SNIPPET_WORDS]) + cut)
    out.print(indented(text, out.width))
    for view in one.views:
        out.print(Text(f"   {view.coder}", style="bold"))
        for decision in view.decisions:
            differs = decision.code in {"", *one.codes, *one.stances}
            mark = "≠" if differs else " "
            line = Text(_decision(decision))
            out.print(indented(line, out.width, first=f"   {mark} "))


def _decision(decision: Decision) -> str:
    what = f"{decision.code} {decision.stance}" if decision.code else "no code"
    return f"{what}: {decision.why}" if decision.why else what
