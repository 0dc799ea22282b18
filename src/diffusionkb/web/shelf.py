"""The public database as pages read it: read only, opened anew for each request.

Temporary views give its tables the shape of the working database, so that ranking is
the same as on the command line. They hold what may be shown, and nothing else.
"""

import json
import sqlite3
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from ..catalogue import Catalogue
from ..errors import NotBuilt
from .public_schema import MARK, REVISION

Part = TypeVar("Part")
HEADER = slice(68, 72)  # where SQLite keeps the application_id
VIEWS = """
CREATE TEMP VIEW passages AS SELECT rowid AS row, id, kind, citation_key
FROM main.passages WHERE text IS NOT NULL;
"""


def is_ours(file: Path) -> bool:
    """Whether a file is a public database of this package, by its first bytes."""
    try:
        with file.open("rb") as stream:
            start = stream.read(100)
    except OSError:
        return False
    return int.from_bytes(start[HEADER]) == MARK


class Shelf(Catalogue):
    """An open public database. Use as a context manager."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            revision = self._open(file, "mode=ro&immutable=1")
        except (OSError, sqlite3.Error) as error:
            raise NotBuilt(f"{file} cannot be opened: {error}") from error
        if revision != REVISION:
            self._db.close()
            raise NotBuilt(
                f"{file} was made by another diffusionkb; run diffusionkb build again"
            )
        self._db.executescript(VIEWS)

    def one(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        """The first row of a query, if there is one."""
        found = self.rows(sql, values)
        return found[0] if found else None

    def among(self, sql: str, values: Iterable[Any]) -> list[sqlite3.Row]:
        """Rows of a query that says `IN (?)`, for any number of values."""
        listed = list(values)
        marks = ",".join("?" * len(listed))
        return self.rows(sql.replace("(?)", f"({marks})"), listed)

    def kept(self, name: Hashable, make: Callable[[], Part]) -> Part:
        """A part of pages, made once as long as the file is the same: it never changes.

        Only what there are few of: everything that is kept stays in memory.
        """
        parts = _parts_of(self.state)
        if name not in parts:
            parts[name] = make()
        return cast(Part, parts[name])

    @cached_property
    def about(self) -> Mapping[str, str]:
        """What the file says of itself."""
        return dict(self._db.execute("SELECT name, value FROM about").fetchall())

    def pairs(self, sql: str, values: Sequence[Any] = ()) -> dict[str, Any]:
        """Two columns of a query, the first leading to the second."""
        return {row[0]: row[1] for row in self.rows(sql, values)}

    def number(self, name: str) -> int:
        return int(self.about[name])

    def facts(self, name: str) -> Any:
        """A part of `about` that has an inner shape."""
        return json.loads(self.about[name])

    def searched(self) -> int:
        return self.number("passages")

    def works_searched(self) -> int:
        return self.number("works")


@lru_cache(maxsize=2)
def _parts_of(state: tuple[object, ...]) -> dict[Hashable, Any]:  # noqa: ARG001
    """What is kept of one state of a file."""
    return {}
