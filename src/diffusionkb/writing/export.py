"""The bibliography or a selection of it, for other programs and for readers.

What a format's record looks like is the business of `references/`, formatted text that
of `rendering.py`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from ..catalogue import Catalogue
from ..codebook import Codebook
from ..errors import UnknownName, UsageError
from ..query.search import search
from ..references import bibtex_writing, ris_writing
from ..references.library import read_items
from ..settings import Folder
from .citation_styles import style_file
from .rendering import formatted

Items = Sequence[Mapping[str, Any]]
FOUND_PASSAGES = 50  # whose works a search selects
CODED = """
SELECT DISTINCT p.citation_key FROM codings c JOIN passages p ON p.id = c.passage_id
WHERE c.coder_kind != 'model' AND c.code IN ({marks})
"""


class Format(StrEnum):
    """What an export is written as."""

    CSL_JSON = "csl-json"
    BIBTEX = "bibtex"
    BIBLATEX = "biblatex"
    RIS = "ris"
    TEXT = "text"


def everything(folder: Folder) -> list[Mapping[str, Any]]:
    """The entries of references.json, then the works known from their files only."""
    entries = read_items(folder.references)
    items: list[Mapping[str, Any]] = [one for one in entries if isinstance(one, dict)]
    known = {item.get("id") for item in items}
    if folder.work_db.exists():
        with Catalogue(folder.work_db) as catalogue:
            own = [work for work in catalogue.works() if work.origin == "file"]
        items += [dict(w.csl) for w in own if w.citation_key not in known]
    return items


def chosen(
    folder: Folder,
    *,
    keys: Sequence[str] = (),
    codes: Sequence[str] = (),
    searches: Sequence[str] = (),
    codebook: Codebook | None = None,
) -> Items:
    """Every work that is named, coded or found; all works where nothing is asked.

    Raises:
        UnknownName: no such key or code.
        NotBuilt: codes and searches need a built knowledge base.
    """
    items = everything(folder)
    if not (keys or codes or searches):
        return items
    wanted = set(_named(keys, items))
    for code in codes:
        if codebook is None:
            raise UsageError("a code needs a codebook; there is none")
        wanted |= _coded(folder, codebook.family(codebook.get(code).id))
    for words in searches:
        answer = search(folder, words, limit=FOUND_PASSAGES)
        wanted |= {hit.citation_key for hit in answer.hits}
    return [item for item in items if item.get("id") in wanted]


def _named(keys: Sequence[str], items: Items) -> Sequence[str]:
    known = {str(item.get("id")) for item in items}
    for key in keys:
        if key not in known:
            near = sorted(name for name in known if name[:4] == key[:4])[:5]
            hint = f"; near it: {', '.join(near)}" if near else ""
            raise UnknownName(
                f"'{key}' is no citation key here{hint}; "
                "diffusionkb bibliography export shows all"
            )
    return keys


def _coded(folder: Folder, family: Sequence[str]) -> set[str]:
    sql = CODED.format(marks=",".join("?" * len(family)))
    with Catalogue(folder.work_db) as catalogue:
        return {row["citation_key"] for row in catalogue.rows(sql, family)}


def written(items: Items, form: Format, *, style: str = "") -> str:
    """The records in a format; ends with a newline.

    Raises:
        UsageError: a style for something else than text, or no such style.
        CannotRun: pandoc is missing or refuses a record.
    """
    if form is Format.TEXT:
        return formatted(items, style=style_file(style))
    if style:
        raise UsageError(f"--style is for formatted text; {form.value} has none")
    return WRITERS[form](items)


def _csl_json(items: Items) -> str:
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


def _biblatex(items: Items) -> str:
    return bibtex_writing.write(items, biblatex=True)


WRITERS: Mapping[Format, Callable[[Items], str]] = {
    Format.CSL_JSON: _csl_json,
    Format.BIBTEX: bibtex_writing.write,
    Format.BIBLATEX: _biblatex,
    Format.RIS: ris_writing.write,
}
