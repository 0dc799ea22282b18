"""When a library's words are read into memory: not for a question or two.

A process that goes on asking a large library reads them in a thread of its own, while
the full-text index answers; once they are there, they answer. What was read of one
state of the database is never asked of another.
"""

import sqlite3
from functools import lru_cache
from itertools import count
from threading import Lock, Thread

from ..catalogue import Catalogue
from ..errors import NotBuilt
from .postings import Postings

FEW = 3  # questions of a process before reading ahead pays
LARGE = 20_000  # passages; the full-text index is quick enough with fewer


class _Library:
    """One state of a database in this process."""

    def __init__(self) -> None:
        self.postings: Postings | None = None
        self._asked = count(1)
        self._reading = Lock()

    def wants(self) -> bool:
        """Whether this is the question from which reading ahead pays."""
        return next(self._asked) == FEW + 1

    def read(self, catalogue: Catalogue) -> None:
        """Read the words, unless somebody does already."""
        if self.postings is None and self._reading.acquire(blocking=False):
            try:
                self.postings = Postings(catalogue)
            finally:
                self._reading.release()


def postings_of(catalogue: Catalogue) -> Postings | None:
    """The words of a library, if they are in memory; a question more that was asked."""
    library = _library(catalogue.state)
    if library.postings is not None:
        return library.postings
    if library.wants() and catalogue.searched() >= LARGE:
        Thread(target=_read_again, args=[catalogue, library], daemon=True).start()
    return None


def read_ahead(catalogue: Catalogue) -> None:
    """Read the words of a large library now."""
    if catalogue.searched() >= LARGE:
        _library(catalogue.state).read(catalogue)


def _read_again(catalogue: Catalogue, library: _Library) -> None:
    """Read in a thread, through a connection of its own."""
    try:
        with catalogue.again() as own:
            if own.state == catalogue.state:
                library.read(own)
    except (NotBuilt, sqlite3.Error, OSError):
        pass  # it is being written anew: the next state will be asked again


@lru_cache(maxsize=2)
def _library(state: tuple[object, ...]) -> _Library:  # noqa: ARG001 - of this state
    return _Library()
