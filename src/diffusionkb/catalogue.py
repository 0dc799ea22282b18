"""Read-only view of the working database, for everything that answers questions.

Plain sqlite3, because a command that answers in under a second cannot afford more.
Readers are never blocked by a build. Writing is `store.py`.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from .errors import NotBuilt
from .model import CoderKind, Coding, Stance, Work

SEARCHED_KINDS = ("body", "abstract")
SHAPE = 7  # the migration of the working database that this reads
MOST_COUNTS = 10_000  # kept of one state
MANY = 500  # SQLite's bound variables per statement are limited
Row = sqlite3.Row


class Catalogue:
    """An open knowledge base. Use as a context manager."""

    def __init__(self, work_db: Path) -> None:
        if not work_db.exists():
            raise NotBuilt(
                f"{work_db.parent.parent} has not been built yet; run diffusionkb build"
            )
        if self._open(work_db, _mode(work_db)) < SHAPE:
            self._db.close()
            raise NotBuilt(
                f"{work_db.parent.parent} was built by an older diffusionkb; "
                "run diffusionkb build (what is read already is kept)"
            )

    def _open(self, file: Path, mode: str) -> int:
        """Take a snapshot; returns the version of its tables.

        `state` differs once anything was written. What a build overtook between two
        looks has a state of its own: what others know of either is not of this one.
        """
        self.file = file
        state = _state(file)
        address = f"{file.absolute().as_uri()}?{mode}"
        self._db = sqlite3.connect(address, uri=True, timeout=30)
        self._db.row_factory = sqlite3.Row
        # One snapshot: a build that ends between two reads must not mix its answers.
        self._db.execute("BEGIN")
        version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
        self.state = state if _state(file) == state else (file, object())
        self._counts = _counts_in(self.state)
        return version

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def again(self) -> Self:
        """The same library opened once more, for another thread."""
        return type(self)(self.file)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """The rows of a query. Half characters in its values match nothing."""
        clean = [
            value.encode("utf-8", "replace").decode()
            if isinstance(value, str)
            else value
            for value in values
        ]
        return self._db.execute(sql, clean).fetchall()

    def count(self, sql: str, values: Sequence[Any] = ()) -> int:
        """One number, counted once as long as nothing is written."""
        asked = (sql, *values)
        if (known := self._counts.get(asked)) is not None:
            return known
        if len(self._counts) >= MOST_COUNTS:
            self._counts.clear()
        self._counts[asked] = number = int(self.rows(sql, values)[0][0])
        return number

    def searched(self) -> int:
        """How many passages a search looks at: running text and abstracts."""
        return self._count_searched("*")

    def works_searched(self) -> int:
        """How many works those passages come from."""
        return self._count_searched("DISTINCT citation_key")

    def _count_searched(self, what: str) -> int:
        marks = ",".join("?" * len(SEARCHED_KINDS))
        sql = (
            f"SELECT count({what}) FROM passages "  # noqa: S608
            f"WHERE kind IN ({marks}) AND citation_key != ''"
        )
        return self.count(sql, SEARCHED_KINDS)

    def waiting(self) -> int:
        """How many files are read, but in no work yet: a build goes on, or stopped."""
        return self.count("SELECT count(*) FROM sources WHERE citation_key = ''")

    def passages(self, ids: Iterable[str]) -> dict[str, Row]:
        """Passage rows joined with their work, by id; unknown ids are left out."""
        found: dict[str, Row] = {}
        wanted = list(ids)
        for start in range(0, len(wanted), MANY):
            some = wanted[start : start + MANY]
            marks = ",".join("?" * len(some))
            sql = f"{PASSAGE} WHERE p.id IN ({marks})"
            found.update((row["id"], row) for row in self.rows(sql, some))
        return found

    def current(self, passage_id: str) -> str:
        """The id of the passage that took this one's place; itself if none did."""
        seen = {passage_id}
        while row := self.retired(passage_id):
            passage_id = row["successor"]
            if passage_id in seen:
                break
            seen.add(passage_id)
        return passage_id

    def retired(self, passage_id: str) -> Row | None:
        """What is known of a passage of an earlier reading; `successor` may be ''."""
        rows = self.rows("SELECT * FROM retired WHERE id = ?", [passage_id])
        return rows[0] if rows else None

    def codings(self, ids: Iterable[str]) -> dict[str, tuple[Coding, ...]]:
        """Codings by passage id, people's first, then editors', then a model's."""
        found: dict[str, list[Coding]] = {}
        wanted = list(ids)
        for start in range(0, len(wanted), MANY):
            some = wanted[start : start + MANY]
            marks = ",".join("?" * len(some))
            sql = f"SELECT * FROM codings WHERE passage_id IN ({marks})"  # noqa: S608
            for row in self.rows(sql, some):
                found.setdefault(row["passage_id"], []).append(coding(row))
        return {key: tuple(sorted(value, key=rank)) for key, value in found.items()}

    def work(self, citation_key: str) -> Work | None:
        """The work of a key, also of one that it had before a merge."""
        rows = self.rows("SELECT * FROM works WHERE citation_key = ?", [citation_key])
        rows = rows or self.rows(BY_OLD_KEY, [citation_key])
        return work(rows[0]) if rows else None

    def works(self) -> list[Work]:
        return [work(r) for r in self.rows("SELECT * FROM works ORDER BY citation_key")]

    def similar_names(self, name: str) -> list[str]:
        """Citation keys that begin like a name, for a helpful error."""
        sql = "SELECT citation_key FROM works WHERE citation_key LIKE ? LIMIT 5"
        return [row[0] for row in self.rows(sql, [f"{name[:4]}%"])]


def _state(work_db: Path) -> tuple[object, ...]:
    """What differs once anything was written: the database's file and its log's.

    An empty log is none: opening a database at rest makes one.
    """
    try:
        seen = work_db.stat()
    except OSError:  # being swapped: like no other state
        return work_db, object()
    whole = work_db, seen.st_ino, seen.st_mtime_ns, seen.st_size
    try:
        log = work_db.with_name(f"{work_db.name}-wal").stat()
    except OSError:
        return whole
    return (*whole, log.st_mtime_ns, log.st_size) if log.st_size else whole


@lru_cache(maxsize=4)
def _counts_in(state: tuple[object, ...]) -> dict[tuple[Any, ...], int]:  # noqa: ARG001
    """The numbers counted in this state; a long-running process asks again."""
    return {}


def _mode(work_db: Path) -> str:
    """How to open it: where nothing can be written, nobody else writes either."""
    resting = not work_db.with_name(f"{work_db.name}-wal").exists()
    if resting and not os.access(work_db.parent, os.W_OK):
        return "mode=ro&immutable=1"
    return "mode=ro"


PASSAGE = """
SELECT p.*, w.title, w.author_year, w.year, w.sector, w.design, w.rights
FROM passages p JOIN works w USING (citation_key)
"""
BY_OLD_KEY = """
SELECT works.* FROM works, json_each(works.csl, '$.custom.aliases') old
WHERE works.csl LIKE '%"aliases"%' AND old.value = ? ORDER BY citation_key LIMIT 1
"""
ORDER = {CoderKind.PERSON: 0, CoderKind.EDITORIAL: 1, CoderKind.MODEL: 2}


def rank(coding: Coding) -> tuple[int, float, str]:
    """Sort key: people, editors, model; surer first, of code and stance."""
    sure = coding.score * coding.stance_score
    return ORDER[coding.coder_kind], -sure, coding.code


def coding(row: Row) -> Coding:
    return Coding(
        passage_id=row["passage_id"],
        code=row["code"],
        stance=Stance(row["stance"]),
        coder=row["coder"],
        coder_kind=CoderKind(row["coder_kind"]),
        score=row["score"],
        stance_score=row["stance_score"],
        quote=row["quote"],
        codebook_version=row["codebook_version"],
        why=row["why"],
        fingerprint=row["fingerprint"],
    )


def work(row: Row) -> Work:
    return Work(
        citation_key=row["citation_key"],
        csl=json.loads(row["csl"]),
        sector=row["sector"],
        design=row["design"],
        innovation_type=row["innovation_type"],
        rights=row["rights"],
        licence=row["licence"],
        origin=row["origin"],
    )
