"""SQL functions for queries on the public database: semantic_rank and cite."""

import sqlite3
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from ..errors import ModelProblem, NotBuilt
from ..query.ranking import Mode, rank
from .finding import warm
from .public_vectors import public_folder
from .shelf import Shelf

LONGEST = 400  # letters of a question
KEPT = 16  # questions whose ranks are kept: a query asks once for each row
STYLE = "APA"
REFERENCE = "SELECT reference FROM formatted WHERE citation_key = ? AND style = ?"


def register(connection: sqlite3.Connection, file: Path) -> None:
    """Give a connection the functions.

    `semantic_rank(question, passage_id)` is 1 for the nearest passage; NULL of what has
    little to do with the question, and everywhere where there are no vectors.
    `cite(citation_key)` is the full reference; `cite(citation_key, style)` in a style.
    """

    def semantic_rank(question: object, passage: object) -> int | None:
        if not isinstance(question, str) or not isinstance(passage, str):
            return None
        seen = file.stat()
        stamp = (seen.st_ino, seen.st_mtime_ns)
        return _ranks(file, stamp, question[:LONGEST]).get(passage)

    def cite(key: object, style: object = STYLE) -> str | None:
        found = connection.execute(REFERENCE, [str(key), str(style)]).fetchone()
        return found[0] if found else None

    connection.create_function("semantic_rank", 2, semantic_rank)
    for values in (1, 2):
        connection.create_function("cite", values, cite)


@lru_cache(maxsize=KEPT)
def _ranks(file: Path, _stamp: tuple[int, int], question: str) -> Mapping[str, int]:
    """Passage id → place among the nearest, of those near enough."""
    question = question.encode("utf-8", "replace").decode()
    if not warm(file):
        return {}
    try:
        with Shelf(file) as shelf:
            found = rank(shelf, public_folder(file), question, mode=Mode.SEMANTIC).fused
    except (NotBuilt, ModelProblem):
        return {}
    return {key: place for place, key in enumerate(found, 1)}
