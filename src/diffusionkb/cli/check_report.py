"""How the report of `check` looks on a terminal: draft and source side by side."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..writing.balance import Balance, message
from ..writing.mending.edits import Plan
from ..writing.quotations.records import Checked, Problem, Report, Verdict
from .output import counted, indented

STYLES = {Verdict.EXACT: "green", Verdict.UNVERIFIABLE: "yellow"}


def write_report(
    out: Console, report: Report, *, name: Path | None, everything: bool
) -> None:
    """The quotations that are not exact (or all), problems, and the counts."""
    if name:
        out.print(Text(str(name), style="bold underline"))
    for checked in report.quotations:
        if everything or checked.verdict is not Verdict.EXACT:
            _write_quotation(out, checked)
    for problem in report.problems:
        if problem.kind != "one-sided":  # these follow, at length
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
    if checked.found and checked.verdict is not Verdict.EXACT:
        _write_beside(out, checked)
    else:
        draft = Text(checked.quotation.text)
        out.print(indented(draft, out.width, first="   draft:  "))
    if checked.diff:
        out.print(indented(Text(checked.diff), out.width, first="   words:  "))
    out.print()


def _write_beside(out: Console, checked: Checked) -> None:
    """Two columns; the words that differ stand out on a terminal."""
    assert checked.found is not None
    draft = Text(checked.quotation.text)
    for mend in checked.mends:
        draft.stylize("bold red", mend.start, mend.end)
    place = f"{checked.found.citation_key}, {checked.found.locator} has:"
    table = Table(box=None, padding=(0, 0, 0, 3), show_edge=False, expand=True)
    table.add_column(Text("the draft has:", style="dim"), ratio=1)
    table.add_column(Text(place, style="dim"), ratio=1)
    table.add_row(draft, Text(checked.found.text))
    out.print(table)


def write_balance(out: Console, found: Sequence[Balance]) -> None:
    """What the draft leaves out of the other side, with the words."""
    if not found:
        out.print(Text("Balance: no claim is cited on one side only."))
    for one in found:
        mark = "! " if one.counter else "· "
        out.print(indented(Text(message(one)), out.width, first=mark))
        for hit in one.counter:
            place = Text(f"{hit.author_year}, {hit.locator}: ", style="dim")
            words = Text(hit.text, style="not dim")
            out.print(indented(place.append_text(words), out.width, first="     "))


def write_plan(err: Console, target: Path, plan: Plan) -> None:
    """What the mended copy has, and what is left to do by hand."""
    err.print(Text(f"Wrote {target}: {counted(len(plan.mended), 'finding')} mended."))
    for left in plan.left:
        line = left.checked.quotation.line
        where = f"line {line}: " if line else ""
        words = f"not mended: {where}{left.checked.verdict}: {left.why}"
        err.print(indented(Text(words), err.width, first="  "))
