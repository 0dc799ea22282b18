"""The verb that holds drafts against their sources: check."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import click

from ..bundled import codebook_file
from ..codebook import load_first as load_codebook
from ..errors import EXIT_FINDINGS, UsageError
from ..settings import Folder, find_folder
from ..writing import balance as balancing
from ..writing.check import as_data
from ..writing.check import check as check_draft
from ..writing.mending import copies
from ..writing.quotations.records import Report
from ..writing.sarif import as_sarif
from .check_report import write_balance, write_plan, write_report
from .making import bars
from .output import console, counted, note, write_json
from .targets import NEW_FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A draft, what was found in it, and which claims it cites one-sidedly."""

    file: Path
    report: Report
    balance: Sequence[balancing.Balance] = ()


@click.command()
@click.argument(
    "drafts", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="DRAFT…"
)
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "sarif"]), default="table"
)
@click.option("--all", "everything", is_flag=True, help="Show exact quotations too.")
@click.option("--balance", is_flag=True, help="Name counter-evidence not cited.")
@click.option("--fix", is_flag=True, help="Write a copy, mended where it is certain.")
@click.option(
    "-o",
    "--output",
    type=NEW_FILE,
    help="The mended copy (else DRAFT.fixed.md and so on).",
)
@click.option(
    "--annotate",
    type=NEW_FILE,
    help="Write a copy with remarks: .docx (comments) or .html.",
)
@click.pass_context
def check(
    ctx: click.Context,
    drafts: tuple[Path, ...],
    *,
    form: str,
    everything: bool,
    balance: bool,
    fix: bool,
    output: Path | None,
    annotate: Path | None,
) -> None:
    """Check the quotations of drafts: words, work and page.

    Drafts: Markdown, Quarto, LaTeX, HTML, Word, OpenDocument, plain text. Quotations
    are words between quotation marks (four at least, or fewer with a citation right
    behind them) and block quotations. Exit code 1 says that something is wrong;
    a quotation whose source is not here cannot be verified, and is not counted.

    \b
    diffusionkb check chapter.md
    diffusionkb check chapter.docx --fix --annotate remarks.docx
    """
    if len(drafts) > 1 and (output or annotate):
        raise UsageError("-o and --annotate are for one draft; name one at a time")
    if output and not fix:
        raise UsageError("-o names the mended copy; add --fix")
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    held = [_held(folder, draft, balance=balance) for draft in drafts]
    _write(held, form, everything=everything, balance=balance)
    for one in held:
        if fix:
            target = output or copies.fixed_name(one.file)
            plan = copies.mend(one.file, one.report, target)
            write_plan(console(stderr=True), target, plan)
        if annotate:
            made = copies.annotate(one.file, one.report, annotate)
            note(f"Wrote {annotate}: {counted(made, 'quotation')} with remarks.")
    if not all(one.report.clean for one in held):
        ctx.exit(EXIT_FINDINGS)


def _held(folder: Folder, draft: Path, *, balance: bool) -> Held:
    with bars() as progress:
        report = check_draft(folder, draft, progress)
    if not balance:
        return Held(file=draft, report=report)
    codebook = load_codebook(folder.codebook, codebook_file())
    found = balancing.balance(folder, codebook, report)
    problems = (*report.problems, *balancing.one_sided(found))
    return Held(file=draft, report=replace(report, problems=problems), balance=found)


def _write(held: Sequence[Held], form: str, *, everything: bool, balance: bool) -> None:
    if form == "sarif":
        reports = [(one.file, one.report) for one in held]
        write_json(as_sarif(reports, version=version("diffusionkb")))
    elif form == "json":
        data = [_as_data(one, balance=balance) for one in held]
        write_json(data[0] if len(data) == 1 else {"drafts": data})
    else:
        out = console()
        for one in held:
            name = one.file if len(held) > 1 else None
            write_report(out, one.report, name=name, everything=everything)
            if balance:
                write_balance(out, one.balance)


def _as_data(one: Held, *, balance: bool) -> dict[str, object]:
    data: dict[str, object] = {"file": str(one.file), **as_data(one.report)}
    if balance:
        data["balance"] = [balancing.as_data(found) for found in one.balance]
    return data
