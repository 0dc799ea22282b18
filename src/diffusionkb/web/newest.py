"""What is new: works whose passages people or editors coded, newest day first.

Read from the day each coding was first published. What only a model found is no news.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from . import addresses, wording
from .shelf import Shelf

NEWEST = """
SELECT c.added, p.citation_key, w.author_year, w.title, w.retracted,
  json_extract(w.csl_json, '$.language') AS language, count(DISTINCT c.passage) AS n
FROM codings c JOIN main.passages p ON p.id = c.passage
JOIN works w USING (citation_key)
WHERE c.coder_kind <> 'model' GROUP BY c.added, p.citation_key
ORDER BY c.added DESC, p.citation_key LIMIT ? OFFSET ?
"""
IN_WORK = """
SELECT c.passage, c.stance, p.locator, p.source_kind,
  coalesce(nullif(t.headline, ''), nullif(k.headline, ''), k.label) AS said
FROM codings c JOIN main.passages p ON p.id = c.passage JOIN codes k ON k.id = c.code
LEFT JOIN codes t ON t.id = k.parent
WHERE c.added = ? AND p.citation_key = ? AND c.coder_kind <> 'model'
GROUP BY c.passage, c.stance, said
ORDER BY CASE c.stance WHEN 'supports' THEN 0 WHEN 'contradicts' THEN 1 ELSE 2 END,
  min(c.id) LIMIT ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLine:
    """A side of a claim that a passage was put on."""

    side: str
    sign: str
    slug: str
    claim: str
    place: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWork:
    """A work with what was coded in it and published on one day."""

    day: str
    key: str
    cited: str
    title: str
    language: str
    retracted: bool
    address: str
    passages: int
    lines: tuple[NewLine, ...]


def new_works(
    shelf: Shelf, *, limit: int, lines: int, after: int = 0
) -> Iterator[NewWork]:
    """Works with something new, and some lines of each."""
    for row in shelf.rows(NEWEST, [limit, after]):
        day, key = row["added"], row["citation_key"]
        yield NewWork(
            day=day,
            key=key,
            cited=wording.names(row["author_year"]),
            title=row["title"],
            language=row["language"] or "",
            retracted=bool(row["retracted"]),
            address=addresses.work(key),
            passages=row["n"],
            lines=tuple(_lines(shelf, day, key, lines)),
        )


def _lines(shelf: Shelf, day: str, key: str, most: int) -> Iterator[NewLine]:
    for row in shelf.rows(IN_WORK, [day, key, most]):
        side = wording.BY_STANCE[row["stance"]]
        is_summary = row["source_kind"] == "digest"
        yield NewLine(
            side=side.word,
            sign=side.sign,
            slug=side.slug,
            claim=row["said"],
            place=(wording.TEXTS["digest"] if is_summary else row["locator"])
            or "this passage",
            address=addresses.passage(row["passage"]),
        )
