"""References of works as files: of the rows of a table or query, or of some works."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..references import bibtex_writing, ris_writing
from .answers import Document
from .shelf import Shelf

RECORDS = "SELECT citation_key, csl_json FROM works WHERE citation_key IN (?)"
OF_PASSAGES = "SELECT id, citation_key FROM main.passages WHERE id IN (?)"
BY_WORK = ("citation_key",)
BY_PASSAGE = ("passage_id", "passage")
# Ending of the address → how it is written, and what it is called among media types.
KINDS: Mapping[str, tuple[Callable[[Iterable[Mapping[str, Any]]], str], str]] = {
    "bib": (bibtex_writing.write, "application/x-bibtex; charset=utf-8"),
    "ris": (ris_writing.write, "application/x-research-info-systems; charset=utf-8"),
}


def column(columns: Sequence[str]) -> str | None:
    """The column of a result that says which works its rows are about."""
    return next((name for name in (*BY_WORK, *BY_PASSAGE) if name in columns), None)


def references(
    file: Path, columns: Sequence[str], rows: Iterable[Any], *, kind: str
) -> Document:
    """The works of rows, each once, in the order of the rows."""
    name = column(columns)
    assert name is not None
    place = list(columns).index(name)
    values = list(dict.fromkeys(_plain(tuple(row)[place]) for row in rows))
    with Shelf(file) as shelf:
        keys = values if name in BY_WORK else works_of(shelf, values)
        return document(shelf, keys, kind=kind)


def works_of(shelf: Shelf, passages: Sequence[str]) -> list[str]:
    """The works of passages, each once, in their order."""
    found = {
        row["id"]: row["citation_key"] for row in shelf.among(OF_PASSAGES, passages)
    }
    return list(dict.fromkeys(found[key] for key in passages if key in found))


def document(
    shelf: Shelf, keys: Sequence[str], *, kind: str, name: str = "works"
) -> Document:
    """Some works in one of the formats."""
    write, content_type = KINDS[kind]
    found = records(shelf, keys)
    return Document(body=write(found), content_type=content_type, name=f"{name}.{kind}")


def records(shelf: Shelf, keys: Sequence[str]) -> list[Mapping[str, Any]]:
    """The records of works, as CSL-JSON; unknown keys are left out."""
    found = {
        row["citation_key"]: json.loads(row["csl_json"])
        for row in shelf.among(RECORDS, keys)
    }
    return [found[key] for key in keys if key in found]


def cited_as(shelf: Shelf, keys: Iterable[str]) -> dict[str, str]:
    """What works are called in the files of references that are made of them."""
    return {
        row["citation_key"]: str(json.loads(row["csl_json"]).get("id") or "")
        or row["citation_key"]
        for row in shelf.among(RECORDS, keys)
    }


def _plain(value: Any) -> str:
    """A cell; Datasette may have put a label beside the key."""
    return str(value["value"] if isinstance(value, dict) else value)
