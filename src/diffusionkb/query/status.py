"""What a knowledge base holds, and what in it needs a person's attention."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from ..catalogue import Catalogue, Row
from ..lock import holder, is_building
from ..model import LOW_QUALITY, Failure
from ..rows import ANCHORING
from ..settings import Folder, load_settings
from .model_state import ModelState, model_state

COUNTS = {
    "works": "SELECT count(*) FROM works",
    "documents": "SELECT count(*) FROM sources",
    "pages": "SELECT count(*) FROM pages JOIN sources USING (sha256) WHERE paged",
    "pages read by OCR": "SELECT count(*) FROM pages WHERE origin = 'ocr'",
    "passages": "SELECT count(*) FROM passages",
    "passages searched": "SELECT count(*) FROM passages WHERE kind IN "
    "('body', 'abstract') AND citation_key != ''",
    "codings by people": "SELECT count(*) FROM codings WHERE coder_kind = 'person'",
    "codings by editors": "SELECT count(*) FROM codings WHERE coder_kind = 'editorial'",
    "codings by the model": "SELECT count(*) FROM codings WHERE coder_kind = 'model'",
}


# Blank pages want nothing, and neither do those on which OCR found no words;
# damaged and salvaged ones are named among the remarks on their file.
POOR = """
SELECT s.path, s.paged, g.number, g.origin,
  (SELECT count(*) FROM pages c WHERE c.sha256 = s.sha256) AS of_pages,
  s.media_type = 'application/pdf' AND g.origin != 'ocr' AND o.sha256 IS NULL AS waits
FROM pages g JOIN sources s USING (sha256)
  LEFT JOIN ocr_pages o ON o.sha256 = g.sha256 AND o.number = g.number
WHERE g.origin = 'scan'
  OR (g.quality < ? AND g.origin NOT IN ('blank', 'damaged', 'salvaged')
    AND NOT (g.origin = 'ocr' AND g.text = ''))
ORDER BY s.path, g.origin, waits, g.number
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoorText:
    """Pages of a file (from 1) whose text is missing or cannot be trusted.

    `origin` is `scan` (no text), `file` or `ocr`; `waits` where OCR was not tried.
    """

    path: str
    paged: bool
    pages: tuple[int, ...]
    of_pages: int
    origin: str
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Counts, and what is wrong. `building` names the process of a running build.

    `annotations` are lines of annotation files by what became of them; `moved` are
    those that stand elsewhere or in other words, as (file:line, remark). `model` is the
    embedding model, and how far a change of it has come.
    """

    folder: str
    built: bool
    building: str
    counts: Mapping[str, int]
    low_quality: tuple[tuple[str, float], ...]
    poor: tuple[PoorText, ...]
    seconds_per_page: int
    notes: tuple[tuple[str, str], ...]
    failures: tuple[Failure, ...]
    annotations: Mapping[str, int] = field(default_factory=dict)
    moved: tuple[tuple[str, str], ...] = ()
    model: ModelState | None = None


def status_of(folder: Folder) -> Status:
    """The state of a knowledge base, also of one that was never built."""
    seconds = load_settings(folder).ocr_seconds_per_page
    building = holder(folder.lock) if is_building(folder.lock) else ""
    if not folder.work_db.exists():
        return Status(
            folder=str(folder.root),
            built=False,
            building=building,
            counts={},
            low_quality=(),
            poor=(),
            seconds_per_page=seconds,
            notes=(),
            failures=(),
        )
    with Catalogue(folder.work_db) as catalogue:
        anchoring = _anchoring(catalogue)
        return Status(
            folder=str(folder.root),
            built=True,
            building=building,
            counts={
                name: int(catalogue.rows(sql)[0][0]) for name, sql in COUNTS.items()
            },
            low_quality=_low_quality(catalogue),
            poor=_poor(catalogue),
            seconds_per_page=seconds,
            notes=_notes(catalogue),
            failures=_failures(catalogue),
            annotations=anchoring["counts"],
            moved=tuple((where, remark) for where, remark in anchoring["moved"]),
            model=model_state(folder, catalogue),
        )


def _anchoring(catalogue: Catalogue) -> Mapping[str, Any]:
    """What the last build remembered of the annotations; nothing if it is older."""
    rows = catalogue.rows("SELECT value FROM meta WHERE key = ?", [ANCHORING])
    found: Mapping[str, Any] = json.loads(rows[0][0]) if rows else {}
    return {"counts": {}, "moved": [], **found}


def waiting(folder: Folder) -> tuple[PoorText, ...]:
    """Pages that OCR could read and has not been asked to."""
    with Catalogue(folder.work_db) as catalogue:
        return tuple(pages for pages in _poor(catalogue) if pages.waits)


def _low_quality(catalogue: Catalogue) -> tuple[tuple[str, float], ...]:
    sql = "SELECT path, quality FROM sources WHERE quality < ? ORDER BY path"
    rows = catalogue.rows(sql, [LOW_QUALITY])
    return tuple((row["path"], row["quality"]) for row in rows)


def _poor(catalogue: Catalogue) -> tuple[PoorText, ...]:
    def part(row: Row) -> tuple[str, str, int]:
        return row["path"], row["origin"], row["waits"]

    found = []
    for (path, origin, waits), group in groupby(
        catalogue.rows(POOR, [LOW_QUALITY]), key=part
    ):
        rows = list(group)
        found.append(
            PoorText(
                path=path,
                paged=bool(rows[0]["paged"]),
                pages=tuple(row["number"] + 1 for row in rows),
                of_pages=rows[0]["of_pages"],
                origin=origin,
                waits=bool(waits),
            )
        )
    return tuple(found)


def _notes(catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    rows = catalogue.rows("SELECT path, notes FROM sources ORDER BY path")
    return tuple((r["path"], text) for r in rows for text in json.loads(r["notes"]))


def _failures(catalogue: Catalogue) -> tuple[Failure, ...]:
    sql = "SELECT stage, path, kind, message, remedy FROM failures ORDER BY 1, 2, 4"
    found = [Failure(**dict(row)) for row in catalogue.rows(sql)]
    return tuple(sorted(found, key=lambda failure: (failure.stage, failure.place)))
