"""The verb that holds a draft against its sources: check."""

from collections import Counter
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from ..errors import EXIT_FINDINGS
from ..settings import find_folder
from ..writing.check import as_data
from ..writing.check import check as check_draft
from ..writing.quotations.records import Checked, Problem, Report, Verdict
from .output import Stages, console, counted, indented, write_json

STYLES = {Verdict.EXACT: "green", Verdict.UNVERIFIABLE: "yellow"}


@click.command()
@click.argument("draft", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.option("--all", "everything", is_flag=True, help="Show exact quotations too.")
@click.pass_context
def check(ctx: click.Context, draft: Path, form: str, everything: bool) -> None:
    """Check the quotations of a draft: words, work and page.

    Drafts: Markdown, Quarto, LaTeX, HTML, Word, OpenDocument, plain text. Quotations
    are words between quotation marks (four at least, or fewer with a citation right
    behind them) and block quotations. Exit code 1 says that something is wrong;
    a quotation whose source is not here cannot be verified, and is not counted.

    \b
    diffusionkb check chapter.md
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    report = check_draft(folder, draft, Stages())
    if form == "json":
        write_json(as_data(report))
    else:
        _write(report, everything=everything)
    if not report.clean:
        ctx.exit(EXIT_FINDINGS)


def _write(report: Report, *, everything: bool) -> None:
    out = console()
    for checked in report.quotations:
        if everything or checked.verdict is not Verdict.EXACT:
            _write_quotation(out, checked)
    for problem in report.problems:
        out.print(indented(Text(_problem(problem)), out.width, first="! "))
    counts = Counter(checked.verdict for checked in report.quotations)
    parts = [
        f"{counts[verdict]} {verdict.value}" for verdict in Verdict if counts[verdict]
    ]
    total = counted(len(report.quotations), "quotation")
    grave = sum(checked.serious for checked in report.quotations)
    end = f"; {grave} serious" if grave else ""
    out.print(Text(f"{total}: {', '.join(parts)}{end}." if parts else f"{total}."))


def _problem(problem: Problem) -> str:
    where = f"line {problem.line}: " if problem.line else ""
    return f"{where}{problem.kind}: {problem.message}"


def _write_quotation(out: Console, checked: Checked) -> None:
    """The verdict, the words of the draft, and beside them those of the source."""
    line = checked.quotation.line
    where = f"line {line}: " if line else ""
    grave = " (serious)" if checked.serious else ""
    work = ", ".join(filter(None, (checked.citation_key, checked.claimed_locator)))
    style = STYLES.get(checked.verdict, "red")
    head = Text(f"{where}{checked.verdict.value}{grave}", style=f"bold {style}")
    out.print(head.append(f"  {work}" if work else "  no citation", style="dim"))
    if checked.reason:
        out.print(indented(Text(checked.reason), out.width))
    out.print(indented(Text(checked.quotation.text), out.width, first="   draft:  "))
    if checked.found and checked.verdict is not Verdict.EXACT:
        place = f"[{checked.found.citation_key}, {checked.found.locator}] "
        source = Text(place, style="dim").append(checked.found.text, style="not dim")
        out.print(indented(source, out.width, first="   source: "))
    if checked.diff:
        out.print(indented(Text(checked.diff), out.width, first="   words:  "))
    out.print()
