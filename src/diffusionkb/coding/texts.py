"""The text of a file as its passages give it, and where in the file that stands.

Positions are counted in Unicode characters of the file's plain text: the texts of its
pages in order, with an empty line between two. Finding quotations is `anchoring.py`;
nothing is written here.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, Protocol

PAGE_BREAK = "\n\n"
WORD = re.compile(r"\S+")
TOKEN = re.compile(r"\w+")


class Rows(Protocol):
    """Whoever reads the working database: a build's store, or the catalogue."""

    def rows(self, sql: str, values: Sequence[Any] = ()) -> Sequence[Any]:
        """The rows of a query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A passage an annotation may mean, its text with single spaces.

    `written` is the text as it stands; `pieces` are where each part of it starts in
    the file's plain text, its length, and its page (from 0).
    """

    passage_id: str
    text: str
    written: str = ""
    pieces: tuple[tuple[int, int, int], ...] = ()
    locator: str = ""

    def position(self, offset: int) -> tuple[int, int]:
        """Where in the plain text of the file a character of `text` is; its page."""
        at = _written_offset(self.written, offset)
        for start, length, page in self.pieces:
            if at < length:
                return start + at, page
            at -= length + 1  # the parts are joined with one space
        start, length, page = self.pieces[-1]
        return start + length, page


def _written_offset(written: str, offset: int) -> int:
    """The place in a text of a character of the same text with single spaces."""
    passed = 0
    for word in WORD.finditer(written):
        if offset < passed + len(word[0]):
            return word.start() + offset - passed
        passed += len(word[0]) + 1
        if offset < passed:
            return word.end()
    return len(written)


@dataclass(frozen=True, kw_only=True)
class FileText:
    """The passages of a file in their order, and as one text to search in."""

    path: str
    citation_key: str
    passages: tuple[Target, ...]
    sha256: str = ""
    paged: bool = False

    @cached_property
    def whole(self) -> str:
        """The passages' texts joined with single spaces."""
        return " ".join(target.text for target in self.passages)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each passage starts in `whole`."""
        lengths = (len(target.text) + 1 for target in self.passages[:-1])
        return tuple(accumulate(lengths, initial=0))

    @cached_property
    def words(self) -> tuple[frozenset[str], ...]:
        """The words of each passage, in small letters."""
        texts = (target.text.lower() for target in self.passages)
        return tuple(frozenset(TOKEN.findall(text)) for text in texts)

    def holders(self, start: int, end: int) -> range:
        """The numbers of the passages that a stretch of `whole` lies in."""
        first = bisect_right(self.starts, start) - 1
        return range(first, max(bisect_right(self.starts, end - 1), first + 1))

    def holder(self, start: int, end: int) -> int:
        """The number of the passage that has the most of a stretch of `whole`."""

        def share(number: int) -> int:
            begins = self.starts[number]
            ends = begins + len(self.passages[number].text)
            return min(end, ends) - max(start, begins)

        return max(self.holders(start, end), key=share)

    def position(self, offset: int) -> tuple[int, int]:
        """Where in the file's plain text a character of `whole` is; its page."""
        number = bisect_right(self.starts, offset) - 1
        return self.passages[number].position(offset - self.starts[number])


FILES = """
SELECT s.path, s.sha256, s.citation_key, s.paged FROM sources s ORDER BY s.path
"""
PASSAGES = """
SELECT id, text, spans, locator FROM passages WHERE sha256 = ?
ORDER BY position
"""
LENGTHS = "SELECT length(text) FROM pages WHERE sha256 = ? ORDER BY number"
PAGES = "SELECT text FROM pages WHERE sha256 = ? ORDER BY number"
COPIES = "SELECT path, sha256 FROM files"
# Keys that a work had before a merge: codings may still name it so.
OLD_KEYS = """
SELECT old.value, works.citation_key
FROM works, json_each(works.csl, '$.custom.aliases') old
WHERE works.csl LIKE '%"aliases"%' AND json_valid(works.csl)
ORDER BY works.citation_key, old.key
"""


class Library:
    """The texts of the knowledge base by the names annotations give them."""

    def __init__(self, database: Rows) -> None:
        self._database = database
        self._loaded: dict[str, FileText] = {}
        self._rows = {row[1]: row for row in database.rows(FILES)}
        self._names = self._named()

    def _named(self) -> dict[str, list[str]]:
        """sha256 of the files by path in corpus/ (copies too), key and old key."""
        names: dict[str, list[str]] = {}
        for path, sha256 in self._database.rows(COPIES):
            if sha256 in self._rows:
                names.setdefault(path, []).append(sha256)
        for sha256, row in self._rows.items():
            names.setdefault(row[2], []).append(sha256)
        for old, key in self._database.rows(OLD_KEYS):
            if key in names:
                names.setdefault(old, names[key])
        return names

    @property
    def names(self) -> Mapping[str, Sequence[str]]:
        """Paths, keys and old keys, with the sha256 of the files that they name."""
        return self._names

    def of(self, name: str) -> list[FileText]:
        """The texts that a path or a citation key names; none if it names nothing."""
        loaded = (
            self.text(sha256) for sha256 in sorted(set(self._names.get(name, ())))
        )
        return [text for text in loaded if text.passages]

    def text(self, sha256: str) -> FileText:
        """The text of a file."""
        if sha256 not in self._loaded:
            path, _, key, paged = self._rows[sha256]
            self._loaded[sha256] = FileText(
                path=path,
                citation_key=key,
                passages=tuple(self._targets(sha256)),
                sha256=sha256,
                paged=bool(paged),
            )
        return self._loaded[sha256]

    def _targets(self, sha256: str) -> Iterator[Target]:
        lengths = (
            row[0] + len(PAGE_BREAK) for row in self._database.rows(LENGTHS, [sha256])
        )
        starts = list(accumulate(lengths, initial=0))
        for passage_id, text, spans, locator in self._database.rows(PASSAGES, [sha256]):
            yield Target(
                passage_id=passage_id,
                text=" ".join(text.split()),
                written=text,
                pieces=tuple(
                    (starts[page] + start, end - start, page)
                    for page, start, end in json.loads(spans)
                ),
                locator=locator,
            )

    def plain(self, sha256: str) -> str:
        """The plain text of a file, in which positions are counted."""
        return PAGE_BREAK.join(row[0] for row in self._database.rows(PAGES, [sha256]))

    def holding(self, words: str) -> list[FileText]:
        """Files that may hold a quotation whose own file is not known."""
        if not (query := _phrase(words)):
            return []
        found: AbstractSet[str] = {
            row[0] for row in self._database.rows(HOLDING, [query, MOST_FILES])
        }
        return [self.text(sha256) for sha256 in sorted(found)]


MOST_FILES = 50
FEWEST_WORDS = 4  # shorter quotations stand anywhere
PHRASE_WORDS = 8
HOLDING = """
SELECT DISTINCT p.sha256 FROM passages_fts f JOIN passages p ON p.row = f.rowid
WHERE passages_fts MATCH ? LIMIT ?
"""


def _phrase(words: str) -> str:
    """A question for the full-text index: some words of a quotation in their order."""
    found = re.findall(r"\w+", words)
    if len(found) < FEWEST_WORDS:
        return ""
    middle = max(0, (len(found) - PHRASE_WORDS) // 2)
    return f'text : "{" ".join(found[middle : middle + PHRASE_WORDS])}"'
