"""The verb related: what is near to a passage or a work."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Unpack

import click
from rich.console import Console
from rich.text import Text

from ..model import Hit
from ..query.directions import Neighbour
from ..query.filter_words import FilterWords, filters_of
from ..query.related import NEAR, RelatedPassages, RelatedWorks
from ..query.related import related as find_related
from ..query.search import as_json
from ..settings import find_folder
from .filtering import filtering
from .output import (
    citation,
    console,
    counted,
    indented,
    write_hit,
    write_json,
    write_notes,
)
from .output import write_json_lines as write_lines

SHOWN_WORDS = 45
PAIR_WORDS = 24
DIRECTIONS = {
    "same": "same direction",
    "other": "other direction",
    "": "no code in common",
}


@click.command()
@click.argument("name", metavar="ID")
@click.option("-n", "--limit", type=int, default=10, show_default=True)
@click.option("--same-work", is_flag=True, help="Passages of the same file too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "jsonl"]),
    default="table",
    help="How results are written.",
)
@filtering
@click.pass_context
def related(
    ctx: click.Context,
    name: str,
    limit: int,
    form: str,
    *,
    same_work: bool,
    **words: Unpack[FilterWords],
) -> None:
    """Find what is near in meaning to a passage (by its id) or a work (by its key).

    Of other works one passage each comes first, then a second of each.

    \b
    diffusionkb related szulanski1996
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    found = find_related(
        folder, name, limit=limit, own=same_work, filters=filters_of(**words)
    )
    if not found.admitted:
        write_notes(["no passage here is what the filters ask for"])
    items = [*_items(found)]
    if form == "json":
        write_json(items)
    elif form == "jsonl":
        write_lines(items)
    elif isinstance(found, RelatedPassages):
        _write_passages(found)
    else:
        _write_works(found)


def _items(found: RelatedPassages | RelatedWorks) -> Iterator[Mapping[str, object]]:
    if isinstance(found, RelatedPassages):
        for near in found.passages:
            yield {
                **as_json(near.hit),
                "shared_codes": list(near.shared),
                "direction": near.direction or None,
            }
        return
    for work in found.works:
        yield {
            "citation_key": work.citation_key,
            "work": work.author_year,
            "title": work.title,
            "similarity": work.similarity,
            "pairs": [
                {
                    "similarity": pair.similarity,
                    "ours": as_json(pair.ours),
                    "theirs": as_json(pair.theirs),
                }
                for pair in work.pairs
            ],
        }


def _write_passages(found: RelatedPassages) -> None:
    out = console()
    asked = found.asked
    out.print(Text(f"Near to {citation(asked)}  {asked.passage_id}", style="bold"))
    out.print(indented(Text(_start(asked.text, PAIR_WORDS), style="dim"), out.width))
    out.print()
    for number, near in enumerate(found.passages, start=1):
        _say(out, near)
        write_hit(out, number, near.hit, Text(_start(near.hit.text, SHOWN_WORDS)))
    if not found.passages:
        _write_none(out, found.nearest)


def _write_none(out: Console, nearest: Neighbour | None) -> None:
    out.print(f"Nothing near (similarity of {NEAR:.2f} or more) in other works.")
    if nearest:
        out.print("\nThe nearest, which is probably about something else:")
        _say(out, nearest)
        write_hit(out, 1, nearest.hit, Text(_start(nearest.hit.text, SHOWN_WORDS)))


def _say(out: Console, near: Neighbour) -> None:
    """How near, and whether it points the same way."""
    on = f" on {', '.join(near.shared)}" if near.shared else ""
    text = f"similarity {near.hit.score:.2f} · {DIRECTIONS[near.direction]}{on}"
    out.print(Text(text, style="dim"))


def _write_works(found: RelatedWorks) -> None:
    out = console()
    out.print(Text(f"Works near to {found.author_year}: {found.title}", style="bold"))
    out.print(
        Text(
            "Similarity: mean of the three nearest pairs of passages; "
            f"{counted(found.compared, 'passage')} of it compared.\n",
            style="dim",
        )
    )
    for number, work in enumerate(found.works, start=1):
        head = f"{number}. {work.author_year}  {work.citation_key}"
        out.print(Text(f"{head}  {work.similarity:.2f}", style="bold"))
        out.print(Text(f"   {work.title}"), overflow="ellipsis", no_wrap=True)
        best = work.pairs[0]
        out.print(_side(out, "here", best.ours))
        out.print(_side(out, "there", best.theirs))
        out.print()
    if not found.works:
        out.print(f"No work is near (similarity of {NEAR:.2f} or more).")


def _side(out: Console, where: str, hit: Hit) -> Text:
    place = f"[{hit.locator}] " if hit.locator else ""
    text = Text(place, style="dim").append(
        _start(hit.text, PAIR_WORDS), style="not dim"
    )
    return indented(text, out.width, first=f"   {where:5}  ")


def _start(text: str, count: int) -> str:
    words = text.split()
    return " ".join(words[:count]) + (" …" if len(words) > count else "")
