"""The verb quote: which work says this, and on which page."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from ..errors import EXIT_FINDINGS
from ..model import SourceKind
from ..settings import find_folder
from ..writing.quoting import InDigest, Place, Quoted
from ..writing.quoting import quote as look_for
from .output import Stages, console, counted, indented, write_json
from .queries import Asking

NAMED = 3  # digests that are named


@click.command(cls=Asking)
@click.argument("text", metavar="TEXT")
@click.option(
    "-n", "--limit", type=int, default=10, show_default=True, help="Places shown."
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.pass_context
def quote(ctx: click.Context, text: str, limit: int, form: str) -> None:
    """Find which work says TEXT, and on which page; "-" reads it from stdin.

    First as it stands (typography, case and line ends do not count), then nearly so,
    with the differences: [-only the source-] {+only the quotation+}. An ellipsis
    stands for any words. Exit code 1 says that it stands nowhere here.

    \b
    diffusionkb quote "seven of nine wards"
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    if text == "-":
        text = sys.stdin.read()
    found = look_for(folder, text, limit=limit, progress=Stages())
    if form == "json":
        write_json(as_data(found))
    else:
        _write(console(), found)
    if not found.found:
        ctx.exit(EXIT_FINDINGS)


def _write(out: Console, found: Quoted) -> None:
    if found.places:
        where = f"{counted(found.works, 'work')}, {counted(found.in_all, 'place')}"
        least = "at least " if found.more else ""
        out.print(Text(f"As it stands: {least}{where}", style="bold"))
        out.print()
    for number, place in enumerate(found.places, start=1):
        _write_place(out, f"{number}. ", place)
    if left := found.in_all - len(found.places):
        out.print(f"… and {counted(left, 'more place')} (--limit {found.in_all})\n")
    if found.similar:
        out.print(Text("Nearly so, with other words:", style="bold"))
        out.print()
    for number, place in enumerate(found.similar, start=1):
        _write_place(out, f"{number}. ", place)
    _write_none(out, found)
    _write_digests(out, found.digests)


def _write_none(out: Console, found: Quoted) -> None:
    """What was searched in vain, and what comes nearest."""
    if found.found:
        return
    if found.searched:
        out.print(f"Not found in the texts of {counted(found.searched, 'work')}.")
    else:
        out.print("Not found: the text of no work is here.")
    if found.only_digests:
        out.print(
            f"Of {counted(found.only_digests, 'work')} only our summary is here, not "
            "the text."
        )
    if found.nearest:
        out.print("\nThe nearest, which is probably something else:\n")
        _write_place(out, "", found.nearest)


def _write_place(out: Console, number: str, place: Place) -> None:
    work = (
        f"{place.author_year}, {place.locator}" if place.locator else place.author_year
    )
    head = Text(f"{number}{work}", style="bold")
    out.print(head.append(f"  {place.citation_key}", style="not bold"))
    out.print(Text(f"   {place.title}"), overflow="ellipsis", no_wrap=True)
    if line := " · ".join(_remarks(place)):
        out.print(Text(f"   {line}", style="dim"))
    shown = Text(place.text)
    shown.highlight_words([place.words], "bold")
    out.print(indented(shown, out.width))
    if place.diff:
        out.print(indented(Text(place.diff), out.width, first="   words: "))
    out.print()


def _remarks(place: Place) -> Sequence[str]:
    remarks = [place.passage_id] if place.passage_id else []
    if place.diff:
        remarks.append(f"similarity {place.similarity:.2f}")
    if place.source_kind is SourceKind.ABSTRACT:
        remarks.append("abstract")
    if place.poor_text:
        remarks.append("text of low quality: check the page before you quote")
    elif place.ocr:
        remarks.append("read by OCR: check the page before you quote")
    return remarks


def _write_digests(out: Console, digests: Sequence[InDigest]) -> None:
    if not digests:
        return
    named = ", ".join(
        f"{one.author_year} ({one.passage_id})" for one in digests[:NAMED]
    )
    more = " and others" if len(digests) > NAMED else ""
    text = (
        f"These words stand in our summary of {named}{more}. Summaries are not the "
        "author's words: do not quote them as such."
    )
    out.print(Text(text))


def as_data(found: Quoted) -> dict[str, Any]:
    """What was found, for programs."""
    return {
        "text": found.text,
        "found": found.found,
        "in_all": found.in_all,
        "more": found.more,
        "places": [_place(place) for place in found.places],
        "similar": [_place(place) for place in found.similar],
        "nearest": _place(found.nearest) if found.nearest else None,
        "digests": [
            {"citation_key": one.citation_key, "passage_id": one.passage_id}
            for one in found.digests
        ],
        "searched_works": found.searched,
        "works_with_digest_only": found.only_digests,
    }


def _place(place: Place) -> dict[str, object]:
    return {
        "citation_key": place.citation_key,
        "work": place.author_year,
        "title": place.title,
        "locator": place.locator,
        "passage_id": place.passage_id or None,
        "source_kind": place.source_kind.value,
        "text": place.text,
        "words": place.words,
        "similarity": place.similarity,
        "diff": place.diff or None,
        "ocr": place.ocr,
        "poor_text": place.poor_text,
    }
