"""Words as the full-text index takes them, without asking it: its tokeniser in memory.

A few texts are compared with a question in a millisecond; the index itself would run
through every passage that has one of the words. Not here: which words tell (words).
"""

import re
import sqlite3
from collections.abc import Mapping, Sequence
from functools import lru_cache
from threading import Lock

from ..catalogue import Catalogue

DECLARED = "SELECT sql FROM main.sqlite_master WHERE name = 'passages_fts'"
TOKENIZER = re.compile(r"""tokenize\s*=\s*('(?:[^']|'')*'|"(?:[^"]|"")*")""", re.I)
USUAL = "'unicode61'"  # where none is declared
MARKED = """
SELECT rowid, highlight(texts, 0, ?, ?) FROM texts WHERE texts MATCH ?
"""
MOST_WORDS = 20_000  # whose tokens are remembered


class Tokens:
    """The tokeniser of one full-text index. Threads take turns."""

    def __init__(self, tokenizer: str) -> None:
        self._turn = Lock()
        self._known: dict[str, tuple[str, ...]] = {}
        self._db = sqlite3.connect(
            ":memory:", check_same_thread=False, isolation_level=None
        )
        self._db.executescript(
            f"CREATE VIRTUAL TABLE texts USING fts5(text, tokenize={tokenizer});"
            "CREATE VIRTUAL TABLE tokens USING fts5vocab(texts, instance);"
        )

    def of(self, text: str) -> tuple[str, ...]:
        """The tokens of a text, stemmed, in their order."""
        if (known := self._known.get(text)) is not None:
            return known
        with self._turn:
            try:
                self._hold([text])
                rows = self._db.execute("SELECT offset, term FROM tokens").fetchall()
            finally:
                self._db.execute("ROLLBACK")
        if len(self._known) >= MOST_WORDS:
            self._known.clear()
        self._known[text] = found = tuple(term for _, term in sorted(rows))
        return found

    def marked(
        self, texts: Sequence[str], expression: str, *, start: str, end: str
    ) -> Mapping[int, str]:
        """Texts in which an FTS5 expression is found, with marks around its words."""
        with self._turn:
            try:
                self._hold(texts)
                rows = self._db.execute(MARKED, [start, end, expression]).fetchall()
            finally:
                self._db.execute("ROLLBACK")
        return dict(rows)

    def _hold(self, texts: Sequence[str]) -> None:
        """Until the rollback, which is quicker than deleting them again."""
        self._db.execute("BEGIN")
        self._db.executemany(
            "INSERT INTO texts (rowid, text) VALUES (?, ?)", enumerate(texts)
        )


def tokens_of(catalogue: Catalogue) -> Tokens:
    """The tokeniser that the library's full-text index was declared with."""
    declared = TOKENIZER.search(catalogue.rows(DECLARED)[0][0])
    return _tokens(declared[1] if declared else USUAL)


@lru_cache(maxsize=4)
def _tokens(tokenizer: str) -> Tokens:
    return Tokens(tokenizer)
