"""The verb agreement: how far coders agree, and where they do not.

For programs, results are written by `agreement_data.py`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..bundled import codebook_file
from ..codebook import load_first as load_codebook
from ..coding.agreement import FEWEST_CASES, About, Figures, Row
from ..coding.comparing import NOT_ASKED, Comparison, compare
from ..coding.disagreements import Decision, Disagreement
from ..coding.resampling import Figure
from ..model import CoderKind
from ..settings import find_folder
from .agreement_data import as_json, write_csv
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
    title = f"Agreement between {' and '.join(parts)}"
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
        out.print(_table(about, rows, names))
        for line in _reasons(rows):
            out.print(Text(line, style="dim"))
    if len(names) > 2:
        out.print()
        out.print(_pairs_table(figures.rows[0]))
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
                f"{coder.name} has noted no passage as seen without a code: what was "
                "read and left uncoded is missing here."
            )
    if found.not_asked:
        yield (
            f"The learned coder is not asked about {found.not_asked} of the passages "
            f"that the others saw. {NOT_ASKED}"
        )


def _table(about: About, rows: Sequence[Row], names: Sequence[str]) -> Table:
    of_code, two = about is About.CODE, len(names) == 2
    title = "Codes: given or not" if of_code else "Stances, where a code was given"
    table = Table(
        box=None, pad_edge=False, padding=(0, 1), title=title, title_justify="left"
    )
    table.add_column("", overflow="fold")
    headings = [
        *(["given" if two else "share"] if of_code else ["by two"]),
        "agree",
        *(["F1"] if of_code else []),
        "alpha",
        *(["kappa"] if two else []),
    ]
    for heading in headings:
        table.add_column(heading, justify="right", overflow="fold")
    for row in rows:
        table.add_row(*_cells(row, names))
    return table


def _cells(row: Row, names: Sequence[str]) -> Iterator[str]:
    yield row.code
    if row.about is About.STANCE:
        yield str(row.judged)
    elif len(names) == 2:
        yield " · ".join(str(row.given[name]) for name in names)
    else:
        yield "–" if row.prevalence is None else f"{row.prevalence:.0%}"
    yield _number(row.agreement.value)
    if row.about is About.CODE:
        yield _number(row.positive.value)
    yield _interval(row.alpha)
    if len(names) == 2:
        yield _interval(row.pairs[0].kappa)


def _number(value: float | None) -> str:
    """Two places; what is undefined is a dash, and 1.00 is only what is 1."""
    if value is None:
        return "–"
    shown = f"{value:.2f}".replace("-", "−")
    return "0.99" if shown == "1.00" and value < 1 else shown


def _interval(figure: Figure) -> str:
    if figure.low is None:
        return _number(figure.value)
    low, high = _number(figure.low), _number(figure.high)
    return f"{_number(figure.value)} [{low}, {high}]"


def _reasons(rows: Sequence[Row]) -> Iterator[str]:
    """Why a figure or its interval is missing, with the codes it is true of."""
    for reason in dict.fromkeys(row.reason for row in rows if row.reason):
        codes = ", ".join(row.code for row in rows if row.reason == reason)
        yield f"{codes}: {reason}"


def _pairs_table(row: Row) -> Table:
    table = Table(
        box=None,
        pad_edge=False,
        padding=(0, 1),
        title=f"Two at a time, {row.code}",
        title_justify="left",
    )
    table.add_column("", overflow="fold")
    for heading in ("judged", "kappa"):
        table.add_column(heading, justify="right")
    for pair in row.pairs:
        kappa = f"{_interval(pair.kappa)} {pair.reason}".strip()
        table.add_row(" and ".join(pair.coders), str(pair.judged), kappa)
    return table


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
            f"passages; {counted(figures.works, 'work')} are too few to resample, and "
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
