"""Finding passages for a question: words and meaning, as on the command line.

Where there are no vectors or no model, words alone count, and the page says so.
"""

import logging
import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..encoder import query_encoder
from ..errors import ModelProblem, NotBuilt
from ..model_files import BUNDLED
from ..query.gate import DEPTH
from ..query.indexes import model_of
from ..query.ranking import Mode, Ranked, rank
from ..query.reading_ahead import read_ahead
from ..threads import one_thread_each
from .public_vectors import public_folder
from .shelf import Shelf

NEAREST = 3  # shown on request where nothing is relevant


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Passage ids, best first; `near` are the nearest of those below the line.

    `more`: others may fit as well as the last of them.
    """

    order: tuple[str, ...]
    near: tuple[str, ...]
    by_words: frozenset[str]
    words_only: bool
    more: bool


NOTHING = Found(order=(), near=(), by_words=frozenset(), words_only=False, more=False)


def find(shelf: Shelf, query: str) -> Found:
    """Rank the passages that may be shown."""
    query = query.encode("utf-8", "replace").decode()
    words_only = not warm(shelf.file)
    ranked = _rank(shelf, query, words_only=words_only)
    return Found(
        order=tuple(ranked.fused),
        near=_nearest(ranked) if not ranked.fused else (),
        by_words=frozenset(ranked.lexical),
        words_only=words_only or bool(ranked.notes),  # no vectors, or no model
        more=any(
            len(one) == DEPTH and next(reversed(one)) in ranked.fused
            for one in (ranked.lexical, ranked.semantic)
        ),
    )


def _rank(shelf: Shelf, query: str, *, words_only: bool) -> Ranked:
    mode = Mode.LEXICAL if words_only else Mode.HYBRID
    return rank(shelf, public_folder(shelf.file), query, mode=mode)


def _nearest(ranked: Ranked) -> tuple[str, ...]:
    nearest: Mapping[str, float] = ranked.semantic or ranked.lexical
    return tuple(nearest)[:NEAREST]


def prepare(file: Path) -> None:
    """Load what searches need, before the first of them has to."""
    one_thread_each()
    warm()
    with suppress(NotBuilt, sqlite3.Error), Shelf(file) as shelf:
        read_ahead(shelf)


@cache
def warm(file: Path | None = None) -> bool:
    """Load the model of a public file's vectors once; says whether there is one."""
    try:
        model = model_of(public_folder(file)) if file else BUNDLED
        query_encoder(model).encode(["warm"])
    except NotBuilt:
        return True  # there are no vectors, which is said when they are wanted
    except (ModelProblem, ImportError, OSError) as problem:
        logging.getLogger(__name__).warning("search by words only: %s", problem)
        return False
    return True
