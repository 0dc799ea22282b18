"""When a library's words are read into memory: not for a question or two.

What a build has kept of them answers from the first question on. Where it has not, a
process that goes on asking a large library reads them in a thread of its own, while the
full-text index answers; once they are there, they answer. What was read of one state of
the database is never asked of another.
"""

import sqlite3
from functools import lru_cache
from itertools import count
from threading import Lock, Thread

from ..catalogue import Catalogue
from ..errors import NotBuilt
from . import words_kept
from .common_words import read
from .postings import Postings

FEW = 3  # questions of a process before reading ahead pays


class _Library:
    """One state of a database in this process."""

    def __init__(self) -> None:
        self.postings: Postings | None = None
        self._asked = count(1)
        self._reading = Lock()

    def wants(self, catalogue: Catalogue) -> bool:
        """Whether this is the question from which reading ahead pays.

        The first one looks for what a build has kept.
        """
        asked = next(self._asked)
        if asked == 1 and (common := words_kept.kept(catalogue)):
            self.postings = Postings(catalogue, common)
        return asked == FEW + 1 and self.postings is None

    def read(self, catalogue: Catalogue) -> None:
        """Read the words, unless somebody does already."""
        if self.postings is None and self._reading.acquire(blocking=False):
            try:
                self.postings = Postings(catalogue, read(catalogue))
            finally:
                self._reading.release()


def postings_of(catalogue: Catalogue) -> Postings | None:
    """The words of a library, if they are in memory; a question more that was asked."""
    library = _library(catalogue.state)
    if library.postings is None and library.wants(catalogue) and _is_large(catalogue):
        Thread(target=_read_again, args=[catalogue, library], daemon=True).start()
    return library.postings


def read_ahead(catalogue: Catalogue) -> None:
    """Read the words of a large library now."""
    library = _library(catalogue.state)
    if postings_of(catalogue) is None and _is_large(catalogue):
        library.read(catalogue)


def _is_large(catalogue: Catalogue) -> bool:
    return catalogue.searched() >= words_kept.LARGE


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
