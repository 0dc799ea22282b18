"""The working database as an open file: transactions, remembered values, the log.

What is written into its tables is `store.py`, the only writer.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sqlite_utils import Database

from .rows import as_json
from .schema import create, migrate

CHANGES = "changes"
# Memory for pages that are written, and pages of the log before it is put back: with
# the usual 2 MB and 1,000 a large library is written many times over.
SPACIOUS = ("cache_size = -65536", "wal_autocheckpoint = 8000")


class WorkingDatabase:
    """An open working database. Use as a context manager, in one process only."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            create(path)
        self._db = Database(str(path))
        migrate(self._db)
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.execute("PRAGMA synchronous = NORMAL")
        for pragma in SPACIOUS:
            self._db.execute(f"PRAGMA {pragma}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """A transaction that marks indexes and the public database as behind."""
        with self._db.atomic():
            yield
            self._set(CHANGES, str(int(self.get(CHANGES, "0")) + 1))

    def _insert(
        self, table: str, rows: Iterable[Mapping[str, Any]], *, replace: bool = False
    ) -> None:
        """Rows into a table, all of the same columns, in the transaction that is open.

        One prepared statement: sqlite-utils, which looks at each value, takes longer
        than SQLite itself.
        """
        given = list(rows)
        if not given:
            return
        names = ", ".join(given[0])
        values = ", ".join(f":{name}" for name in given[0])
        verb = "INSERT OR REPLACE" if replace else "INSERT"
        self._db.conn.executemany(
            f"{verb} INTO {table} ({names}) VALUES ({values})", given
        )

    def _set(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [key, value])

    def get(self, key: str, default: str = "") -> str:
        """A remembered value, such as what an index was last synced to."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()
        return default if row is None else str(row[0])

    def remember(self, key: str, value: str) -> None:
        """Keep a value that says nothing about content (sync marks)."""
        with self._db.atomic():
            self._set(key, value)

    def changes(self) -> str:
        """A counter that grows with every change of content."""
        return self.get(CHANGES, "0")

    def record(self, verb: str, detail: Mapping[str, Any]) -> None:
        """Add a line to the event log."""
        with self._db.atomic():
            now = datetime.now(UTC).isoformat(timespec="seconds")
            self._db.table("events").insert(
                {"at": now, "verb": verb, "detail": as_json(detail)}
            )

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """A read within the build, on the writer's own connection."""
        return list(self._db.execute(sql, list(values)).fetchall())
