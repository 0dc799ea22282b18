"""What a knowledge base holds, and what in it needs a person's attention."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from ..catalogue import Catalogue
from ..lock import holder, is_building
from ..model import Failure
from ..settings import Folder

LOW_QUALITY = 0.7
COUNTS = {
    "works": "SELECT count(*) FROM works",
    "documents": "SELECT count(*) FROM sources",
    "pages": "SELECT count(*) FROM pages JOIN sources USING (sha256) WHERE paged",
    "passages": "SELECT count(*) FROM passages",
    "passages searched": "SELECT count(*) FROM passages WHERE kind IN "
    "('body', 'abstract')",
    "codings by people": "SELECT count(*) FROM codings WHERE coder_kind = 'person'",
    "codings by editors": "SELECT count(*) FROM codings WHERE coder_kind = 'editorial'",
    "codings by the model": "SELECT count(*) FROM codings WHERE coder_kind = 'model'",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Counts, and what is wrong. `building` names the process of a running build."""

    folder: str
    built: bool
    building: str
    counts: Mapping[str, int]
    low_quality: tuple[tuple[str, float], ...]
    notes: tuple[tuple[str, str], ...]
    failures: tuple[Failure, ...]


def status_of(folder: Folder) -> Status:
    """The state of a knowledge base, also of one that was never built."""
    building = holder(folder.lock) if is_building(folder.lock) else ""
    if not folder.work_db.exists():
        return Status(
            folder=str(folder.root),
            built=False,
            building=building,
            counts={},
            low_quality=(),
            notes=(),
            failures=(),
        )
    with Catalogue(folder.work_db) as catalogue:
        return Status(
            folder=str(folder.root),
            built=True,
            building=building,
            counts={
                name: int(catalogue.rows(sql)[0][0]) for name, sql in COUNTS.items()
            },
            low_quality=_low_quality(catalogue),
            notes=_notes(catalogue),
            failures=_failures(catalogue),
        )


def _low_quality(catalogue: Catalogue) -> tuple[tuple[str, float], ...]:
    sql = "SELECT path, quality FROM sources WHERE quality < ? ORDER BY path"
    rows = catalogue.rows(sql, [LOW_QUALITY])
    return tuple((row["path"], row["quality"]) for row in rows)


def _notes(catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    rows = catalogue.rows("SELECT path, notes FROM sources ORDER BY path")
    return tuple((r["path"], text) for r in rows for text in json.loads(r["notes"]))


def _failures(catalogue: Catalogue) -> tuple[Failure, ...]:
    sql = "SELECT stage, path, kind, message, remedy FROM failures ORDER BY 1, 2, 4"
    return tuple(Failure(**dict(row)) for row in catalogue.rows(sql))
