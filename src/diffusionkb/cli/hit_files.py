"""Results for other programs: JSON lines, CSV and BibTeX of the works found."""

import csv
import importlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from ..catalogue import Catalogue
from ..settings import Folder

FORMATS = ("table", "json", "jsonl", "csv", "bibtex")
COLUMNS = (
    *("passage_id", "citation_key", "work", "title", "locator", "section"),
    *("source_kind", "score", "codes", "text_quality", "ocr", "text"),
)
# A spreadsheet would run a cell that begins so as a formula.
FORMULA = tuple("=+-@＝＋－＠")
Item = Mapping[str, Any]
formats = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="table",
    help="How results are written; bibtex: the works found.",
)


def write_csv(items: Iterable[Item], *, first: Sequence[str] = ()) -> None:
    """One line a passage, on stdout; `first` are columns before the usual ones."""
    columns = [*first, *COLUMNS]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for item in items:
        writer.writerow([_cell(item[column]) for column in columns])


def _cell(value: object) -> object:
    if isinstance(value, list):
        value = "; ".join(_word(part) for part in value)
    if not isinstance(value, str):
        return value
    line = value.replace("\r", " ").replace("\n", " ")
    return f"'{line}" if line.lstrip().startswith(FORMULA) else line


def _word(part: object) -> str:
    """A code as 'supports M1 (editorial)'; a part of the section as it is."""
    if isinstance(part, dict):
        old = "; older wording" if part.get("awaiting") else ""
        return f"{part['stance']} {part['code']} ({part['origin']}{old})"
    return str(part)


def write_bibtex(folder: Folder, keys: Iterable[str]) -> None:
    """The records of these works, in this order, on stdout."""
    with Catalogue(folder.work_db) as catalogue:
        works = [catalogue.work(key) for key in dict.fromkeys(keys)]
    items = [{**work.csl, "id": work.citation_key} for work in works if work]
    # a search that is not for BibTeX shall not pay for what its writing imports
    writing = importlib.import_module("...references.bibtex_writing", __name__)
    sys.stdout.write(writing.write(items))
