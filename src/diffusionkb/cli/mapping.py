"""The verb map: where there is evidence, where there is none, where nobody looked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Unpack

import click
from rich.table import Table
from rich.text import Text

from ..bundled import codebook_file
from ..codebook import load_first as load_codebook
from ..query import gapmap_words as in_words
from ..query.filter_words import FilterWords, filters_of
from ..query.gapmap import Cell, GapMap, Row, State, gap_map, label
from ..query.gapmap_facts import By
from ..query.gapmap_html import as_html
from ..query.gapmap_svg import as_svg
from ..settings import find_folder
from ..whole_files import write_whole
from .filtering import filtering_works
from .output import as_json_text, console, note
from .targets import NEW_FILE

READ = "read"  # names the first line
FORMS: Mapping[str, Callable[[GapMap], str]] = {
    "json": lambda found: as_json_text(in_words.as_data(found)),
    "csv": in_words.as_csv,
    "svg": as_svg,
    "html": as_html,
}


@click.command("map")
@click.argument("codes", nargs=-1, metavar="[CODE]…")
@click.option(
    "--by",
    type=click.Choice([by.value for by in By]),
    default=By.SECTOR.value,
    show_default=True,
    help="What the columns are.",
)
@click.option("--parts", is_flag=True, help="Rows for the parts of codes, too.")
@click.option("--with-model", is_flag=True, help="Count the model's codings too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", *FORMS]),
    help="How it is written; without it, as the ending of -o says, or as a table.",
)
@click.option(
    "-o",
    "--output",
    type=NEW_FILE,
    help="Write to this file.",
)
@filtering_works
@click.pass_context
def map_(
    ctx: click.Context,
    codes: tuple[str, ...],
    by: str,
    form: str | None,
    output: Path | None,
    *,
    parts: bool,
    with_model: bool,
    **words: Unpack[FilterWords],
) -> None:
    """Map the evidence: CODEs (else all) by sector, design, decade or innovation.

    A cell counts independent works for, against and in between. "0" was searched and
    nothing found; "?" was not searched.

    \b
    diffusionkb map --by decade
    diffusionkb map M1 --parts -o map.html
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    codebook = load_codebook(folder.codebook, codebook_file())
    found = gap_map(
        folder,
        codebook,
        by=By(by),
        codes=codes,
        parts=parts,
        with_model=with_model,
        filters=filters_of(**words),
    )
    form = form or _ending(output)
    if form == "table" and output is None:
        _write(found)
    elif output is None:
        click.echo(FORMS[form](found), nl=False)
    else:
        write_whole(output, _file_text(found, form))
        note(f"Wrote {output}.")


def _ending(output: Path | None) -> str:
    ending = output.suffix.lower().removeprefix(".") if output else ""
    if output and ending not in FORMS:
        raise click.UsageError(
            f"{output} does not say what to write; end it in "
            f".{', .'.join(FORMS)}, or give --format"
        )
    return ending or "table"


def _file_text(found: GapMap, form: str) -> str:
    if form == "table":
        out = console()
        with out.capture() as captured:
            _print(found, out.print)
        return captured.get()
    return FORMS[form](found)


def _write(found: GapMap) -> None:
    _print(found, console().print)


def _print(found: GapMap, line: Callable[..., None]) -> None:
    line(Text(in_words.title(found), style="bold"))
    line()
    shown = [n for n, column in enumerate(found.columns) if column.works]
    for some in _fitting(found, shown, console().width):
        line(_table(found, some))
        line()
    for row in found.rows:
        line(_key(row, _head_width(found)))
    line()
    line(Text(f"{READ}: how many works were read."))
    signs = ", ".join(f"{sign} {word}" for sign, word in in_words.SIDES.values())
    line(Text(f"{signs}; 0: searched, none found; ?: not searched."))
    if absent := [label(c.value) for c in found.columns if not c.works]:
        line(Text(f"Not searched, because no work here is on it: {', '.join(absent)}."))
    for text in (in_words.message(found), *in_words.remarks(found)):
        line(Text(text))
    if not found.with_model and found.model_only:
        line(Text("Count them with --with-model."))


def _key(row: Row, width: int) -> Text:
    name = Text(row.code.id.ljust(width + 1), style="dim")
    return name.append(row.headline, style="not dim")


def _fitting(found: GapMap, shown: Sequence[int], wide: int) -> Iterator[list[int]]:
    """As many columns as so many letters hold, then the next ones."""
    some: list[int] = []
    room = wide - _head_width(found)
    for number in shown:
        width = _width(found, number) + 1
        if some and room < width:
            yield some
            some, room = [], wide - _head_width(found)
        some.append(number)
        room -= width
    if some:
        yield some


def _width(found: GapMap, number: int) -> int:
    words = label(found.columns[number].value).split()
    cells = (len(_short(row.cells[number])) for row in found.rows)
    return max(*map(len, words), *cells)


def _head_width(found: GapMap) -> int:
    return max(len(READ), *(len(row.code.id) for row in found.rows))


def _table(found: GapMap, columns: Sequence[int]) -> Table:
    table = Table(box=None, padding=(0, 1), collapse_padding=True, pad_edge=False)
    table.add_column("", min_width=_head_width(found), no_wrap=True)
    for number in columns:
        heading = label(found.columns[number].value)
        table.add_column(heading, width=_width(found, number), justify="right")
    read = (f"{found.columns[number].searched}" for number in columns)
    table.add_row(READ, *read, style="dim")
    for row in found.rows:
        cells = (Text(_short(row.cells[number])) for number in columns)
        table.add_row(Text(row.code.id), *cells)
    return table


def _short(cell: Cell) -> str:
    if cell.state is State.NOT_SEARCHED:
        return "?"
    return in_words.counts(cell).replace(" ", "") if cell.count else "0"
