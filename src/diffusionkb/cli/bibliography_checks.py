"""Verbs of the bibliography that keep it in order: check, merge, unmerge, link."""

import textwrap
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from ..catalogue import Catalogue
from ..errors import EXIT_FINDINGS
from ..query import held
from ..references import upkeep
from ..references.checking import Problem
from ..references.duplicates import Pair, reason
from ..references.editions import Relation
from ..references.links import RELATIONS
from ..references.merging import Merge
from ..settings import Folder, find_folder
from .output import console, counted, note, write_json

SHOWN = 60  # characters of a value in a conflict
KEYS = click.argument("keys", nargs=-1, metavar="[KEY KEY]")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Say it, and write nothing.")


def _folder(ctx: click.Context) -> Folder:
    return find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)


@click.command("check")
@click.option("--notes", is_flag=True, help="Also what is worth knowing, and no fault.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.pass_context
def check(ctx: click.Context, notes: bool, form: str) -> None:
    """List what is wrong in the bibliography, and what looks like one work.

    Exit code 1 says that there is something to do; notes do not count.

    \b
    diffusionkb bibliography check
    """
    folder = _folder(ctx)
    today = datetime.now(tz=UTC)
    findings = upkeep.check(folder.references, this_year=today.year)
    problems = findings.problems
    if folder.work_db.exists():
        with Catalogue(folder.work_db) as catalogue:
            problems += held.problems(catalogue)
    shown = [problem for problem in problems if notes or not problem.note]
    if form == "json":
        write_json(
            {
                "entries": findings.entries,
                "problems": [asdict(problem) for problem in problems],
                "duplicates": [_pair(pair) for pair in findings.duplicates],
                "related": [asdict(relation) for relation in findings.related],
            }
        )
    else:
        _write_findings(findings, shown, len(problems) - len(shown))
    if not findings.clean or any(not problem.note for problem in problems):
        ctx.exit(EXIT_FINDINGS)


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "keys": pair.keys,
        "score": pair.score,
        "sure": pair.sure,
        "reasons": pair.reasons,
        "against": pair.against,
    }


def _write_findings(
    findings: upkeep.Findings, shown: list[Problem], hidden: int
) -> None:
    out = console()
    _write_problems(out, shown)
    if findings.duplicates:
        out.print(Text("Likely the same work twice", style="bold"))
        for pair in findings.duplicates:
            _write(out, f"{pair.keys[0]} = {pair.keys[1]}", _verdict(pair))
    if findings.related:
        out.print(Text("Belong together, and are not linked", style="bold"))
        for relation in findings.related:
            _write(out, _related(relation), relation.reason)
    _write_summary(findings, [p for p in shown if not p.note], hidden)


def _write_problems(out: Console, problems: Iterable[Problem]) -> None:
    key = None
    for problem in problems:
        if problem.key != key:
            out.print(Text(problem.key, style="bold"), soft_wrap=True)
            key = problem.key
        mark = "note: " if problem.note else ""
        said = f"{problem.field} {problem.wrong}: {problem.remedy}".strip()
        words = f"{mark}{said}"
        _write_under(out, words)


def _verdict(pair: Pair) -> str:
    sure = "sure" if pair.sure else "please look"
    return f"{sure}: {reason(pair)}"


def _related(relation: Relation) -> str:
    words = relation.relation.replace("_", " ")
    return f"{relation.key}: {words} {relation.other}"


def _write(out: Console, head: str, *lines: str) -> None:
    out.print(Text(head), soft_wrap=True)
    for line in lines:
        _write_under(out, line)


def _write_under(out: Console, line: str) -> None:
    """Wrapped and indented; quickly, since a library may need it ten thousand times."""
    lines = textwrap.wrap(line, out.width - 3, break_on_hyphens=False)
    out.print(Text("\n".join(f"   {words}" for words in lines)), soft_wrap=True)


def _write_summary(
    findings: upkeep.Findings, faults: list[Problem], hidden: int
) -> None:
    counts = [
        counted(len(faults), "fault"),
        counted(len(findings.duplicates), "likely duplicate"),
        counted(len(findings.related), "missing link"),
    ]
    console().print(f"{_entries(findings.entries)}: {', '.join(counts)}.")
    if hidden:
        note(f"{counted(hidden, 'note')}: diffusionkb bibliography check --notes")
    if findings.duplicates:
        note("To merge what is sure: diffusionkb bibliography merge")
    if findings.related:
        note("To write the links: diffusionkb bibliography link")


@click.command("merge")
@KEYS
@click.option("--prefer", metavar="KEY", default="", help="Its values count, of two.")
@DRY_RUN
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.pass_context
def merge(
    ctx: click.Context, keys: tuple[str, ...], prefer: str, dry_run: bool, form: str
) -> None:
    """Merge entries of one work: all that are sure, or the two that are named.

    The entry that is older in the file keeps its key; the other key still finds it.
    Entries whose fields conflict stay two, unless --prefer says which is right.
    Exit code 1 says that something is left to decide. 'unmerge' undoes it.

    \b
    diffusionkb bibliography merge --dry-run
    """
    done = upkeep.merge(_folder(ctx).references, keys, prefer=prefer, dry_run=dry_run)
    if form == "json":
        write_json(
            {
                "entries": done.entries,
                "written": not dry_run,
                "merges": [asdict(m) | {"done": m.done} for m in done.merges],
                "unsure": [_pair(pair) for pair in done.unsure],
            }
        )
    else:
        _write_merges(done, dry_run=dry_run)
    if done.unsure or not all(merged.done for merged in done.merges):
        ctx.exit(EXIT_FINDINGS)


def _write_merges(done: upkeep.Merged, *, dry_run: bool) -> None:
    out = console()
    for merged in done.merges:
        if merged.done:
            _write_merge(out, merged, "would merge" if dry_run else "merged")
    for merged in done.merges:
        if not merged.done:
            _write_conflict(out, merged)
    for pair in done.unsure:
        _write(out, f"{pair.keys[0]} = {pair.keys[1]}?", _verdict(pair))
    count = sum(merged.done for merged in done.merges)
    conflicts = len(done.merges) - count
    words = "would be merged" if dry_run else "merged"
    out.print(
        f"{count} {words}, {counted(conflicts, 'conflict')}, {len(done.unsure)} unsure;"
        f" {_entries(done.entries)} {'would remain' if dry_run else 'now'}."
    )
    if count and not dry_run:
        note("A merge is undone with: diffusionkb bibliography unmerge KEY")
    if done.unsure:
        note(
            "Unsure ones by name: diffusionkb bibliography merge KEY KEY; two works: "
            "diffusionkb bibliography link KEY KEY --as different_from"
        )


def _write_merge(out: Console, merged: Merge, word: str) -> None:
    lines = [merged.reason] if merged.reason else []
    if merged.changed:
        lines.append(f"taken from {merged.other}: {', '.join(merged.changed)}")
    if merged.aside:
        lines.append(f"other value kept in custom.merged: {', '.join(merged.aside)}")
    _write(out, f"{word} {merged.other} into {merged.key}", *lines)


def _write_conflict(out: Console, merged: Merge) -> None:
    lines = [
        f"{clash.field}: {_value(clash.kept)} | {_value(clash.other)}"
        for clash in merged.clashes
    ]
    command = f"diffusionkb bibliography merge {merged.key} {merged.other} --prefer KEY"
    _write(
        out, f"{merged.key} and {merged.other} conflict, and stay two", *lines, command
    )


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _value(value: object) -> str:
    """A value of a CSL field as a person reads it."""
    match value:
        case {"date-parts": [[*parts], *_]}:
            words = "-".join(map(str, parts))
        case [dict(), *_] as names:
            words = "; ".join(_name(name) for name in names)
        case _:
            words = str(value)
    return words if len(words) <= SHOWN else f"{words[: SHOWN - 1]}…"


def _name(name: Any) -> str:
    if not isinstance(name, dict):
        return str(name)
    parts = (name.get("family"), name.get("given"), name.get("literal"))
    return ", ".join(str(part) for part in parts if part)


@click.command("unmerge")
@click.argument("key", metavar="KEY")
@click.pass_context
def unmerge(ctx: click.Context, key: str) -> None:
    """Undo a merge: both entries are again as they were.

    KEY is the one that went; or the one that stayed, for its last merge. What was
    changed in the merged entry since then stays in it.

    \b
    diffusionkb bibliography unmerge export7
    """
    before = upkeep.unmerge(_folder(ctx).references, key)
    one, two = before.kept["id"], before.other["id"]
    console().print(Text(f"{one} and {two} are two entries again."), soft_wrap=True)
    note(
        "So that they stay two: diffusionkb bibliography link "
        f"{one} {two} --as different_from"
    )


@click.command("link")
@KEYS
@click.option(
    "--as",
    "relation",
    type=click.Choice(RELATIONS),
    default=None,
    help="What the first is to the second.",
)
@DRY_RUN
@click.pass_context
def link(
    ctx: click.Context, keys: tuple[str, ...], relation: str | None, dry_run: bool
) -> None:
    """Link works that belong together: all that check proposes, or two by name.

    Editions, preprints and updates stay entries of their own. 'different_from' says
    that two entries are not one work; they are not proposed again.

    \b
    diffusionkb bibliography link --dry-run
    """
    folder = _folder(ctx)
    relations = upkeep.link(
        folder.references, keys, relation=relation or "", dry_run=dry_run
    )
    out = console()
    for found in relations:
        _write(out, _related(found))
    linked = "would be linked" if dry_run else "linked"
    out.print(f"{counted(len(relations), 'pair')} {linked}.")


VERBS = (check, merge, unmerge, link)
