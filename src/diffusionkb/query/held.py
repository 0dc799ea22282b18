"""The bibliography beside the files that are held: what a file says of its own work.

Needs a built knowledge base. What is wrong in the entries alone is `references`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..catalogue import Catalogue, Row
from ..model import SourceKind
from ..references.checking import Problem
from ..references.compare import title_likeness, titles
from ..references.compare.identifiers import doi_of
from ..references.compare.spelling import alike

# What programs write where a title should stand.
NO_TITLE = re.compile(
    r"microsoft word|untitled|\.(docx?|pdf|indd|qxd|tex|dvi|ps)\b|^pii|^doi|layout \d"
    r"|\d+\.\.\d+",
    re.I,
)
TELLING = 4  # words that a title must have to contradict another
UNLIKE = 0.6  # below, not even the same title with a subtitle or a misprint


def problems(catalogue: Catalogue) -> tuple[Problem, ...]:
    """Files that contradict their entry, and entries of which no file is held."""
    sql = "SELECT * FROM sources ORDER BY path"
    sources = catalogue.rows(sql)
    held = {row["citation_key"] for row in sources}
    works = {
        work.citation_key: work
        for work in catalogue.works()
        if work.origin == "bibliography"
    }
    found = [
        problem
        for row in sources
        if row["citation_key"] in works and row["source_kind"] != SourceKind.DIGEST
        for problem in _contradictions(row, works[row["citation_key"]].csl)
    ]
    return (*found, *(_not_held(key) for key in works if key not in held))


def _not_held(key: str) -> Problem:
    return Problem(
        key=key,
        field="file",
        wrong="neither the work nor a digest of it is here",
        remedy="put it into corpus/, named by its key",
        note=True,
    )


def _contradictions(row: Row, entry: Mapping[str, Any]) -> Iterator[Problem]:
    stated = json.loads(row["metadata"])
    doi, entered = doi_of(stated), doi_of(entry)
    if doi and entered and doi != entered:
        yield Problem(
            key=row["citation_key"],
            field="DOI",
            wrong=f"{entered} is not the one in {row['path']}: {doi}",
            remedy="correct the entry, or give the file an entry of its own",
        )
    elif not doi or doi != entered:
        yield from _other_title(row, str(stated.get("title") or ""), entry)


def _other_title(row: Row, title: str, entry: Mapping[str, Any]) -> Iterator[Problem]:
    if NO_TITLE.search(title):
        return
    ours = titles.title_of(str(entry.get("title") or ""))
    theirs = titles.title_of(title)
    if min(ours.information, theirs.information) < TELLING:
        return
    if not _contradict(ours, theirs):
        return
    yield Problem(
        key=row["citation_key"],
        field="title",
        wrong=f"is not the one in {row['path']}: “{_short(title)}”",
        remedy="correct the entry, or give the file an entry of its own",
    )


def _contradict(ours: titles.Title, theirs: titles.Title) -> bool:
    if title_likeness.compare(ours, theirs) is not title_likeness.Likeness.DIFFERENT:
        return False
    inside = ours.compact in theirs.compact or theirs.compact in ours.compact
    return not inside and alike(ours.compact, theirs.compact) < UNLIKE


def _short(title: str) -> str:
    words = " ".join(title.split())
    return words if len(words) <= 60 else f"{words[:59]}…"
