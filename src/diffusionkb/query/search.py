"""Search: the best passages on a question, or that there are none.

How passages are ranked, and which are near enough to be shown, is `ranking.py`.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ..catalogue import Catalogue, Row
from ..errors import UsageError
from ..model import Coding, Hit, SourceKind
from ..settings import Folder
from .ranking import Mode, rank

SAME_TEXT = 0.8  # share of words from which two passages of a work count as one
SPARE = 50  # candidates beyond the limit, in place of second readings


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The hits, best first, and how many passages were looked at."""

    query: str
    hits: tuple[Hit, ...]
    searched: int


def search(
    folder: Folder, query: str, *, limit: int = 10, mode: Mode = Mode.HYBRID
) -> Answer:
    """Search a knowledge base.

    Raises:
        UsageError: the query is empty.
        NotBuilt: the knowledge base has not been built.
    """
    query = query.encode("utf-8", "replace").decode()  # of a terminal in Latin-1
    if not query.strip():
        raise UsageError("the query is empty; say what to search for, in quotes")
    if limit < 1:
        raise UsageError(f"the limit is {limit}; ask for at least 1 result")
    with Catalogue(folder.work_db) as catalogue:
        ranked = rank(catalogue, folder.vectors, query, mode=mode)
        best = list(islice(ranked.fused.items(), 2 * limit + SPARE))
        rows = catalogue.passages(key for key, _ in best)
        kept = _distinct([(rows[k], s) for k, s in best if k in rows], limit)
        codings = catalogue.codings(row["id"] for row, _ in kept)
        hits = tuple(
            replace(
                hit_of(row, codings.get(row["id"], ())),
                score=round(score, 6),
                lexical_rank=_rank(row["id"], ranked.lexical),
                semantic_rank=_rank(row["id"], ranked.semantic),
            )
            for row, score in kept
        )
        return Answer(query=query, hits=hits, searched=catalogue.searched())


def _distinct(
    ranked: Sequence[tuple[Row, float]], limit: int
) -> list[tuple[Row, float]]:
    """The best, without a second reading of the same words of the same work.

    A work may be here as PDF and as XML; the reading that knows its page stays.
    """
    kept: list[tuple[Row, float]] = []
    for row, score in ranked:
        twin = next(
            (i for i, (other, _) in enumerate(kept) if _twins(row, other)), None
        )
        if twin is None:
            if len(kept) < limit:
                kept.append((row, score))
        elif _has_page(row) and not _has_page(kept[twin][0]):
            kept[twin] = (row, kept[twin][1])
    return kept


def _twins(row: Row, other: Row) -> bool:
    if row["citation_key"] != other["citation_key"] or row["sha256"] == other["sha256"]:
        return False
    ours, theirs = set(row["text"].split()), set(other["text"].split())
    return len(ours & theirs) >= SAME_TEXT * min(len(ours), len(theirs))


def _has_page(row: Row) -> bool:
    return bool(re.match(r"(PDF |file )?pp?\. ", row["locator"]))


def _rank(key: str, ranking: Mapping[str, float]) -> int | None:
    """The place in a ranking, from 1."""
    return next((i for i, k in enumerate(ranking, start=1) if k == key), None)


def hit_of(row: Row, codings: tuple[Coding, ...]) -> Hit:
    """A passage row as a result."""
    return Hit(
        passage_id=row["id"],
        citation_key=row["citation_key"],
        text=row["text"],
        locator=row["locator"],
        source_kind=SourceKind(row["source_kind"]),
        score=0.0,
        codes=codings,
        title=row["title"],
        author_year=row["author_year"],
        section=tuple(json.loads(row["section"])),
        quality=row["quality"],
        ocr=bool(row["ocr"]),
    )


def as_json(hit: Hit) -> Mapping[str, object]:
    """A hit in the words of the output contract."""
    return {
        "passage_id": hit.passage_id,
        "citation_key": hit.citation_key,
        "text": hit.text,
        "locator": hit.locator,
        "source_kind": hit.source_kind.value,
        "score": hit.score,
        "codes": [
            {
                "code": coding.code,
                "stance": coding.stance.value,
                "origin": coding.coder_kind.value,
                "score": coding.score,
            }
            for coding in hit.codes
        ],
        "work": hit.author_year,
        "title": hit.title,
        "section": list(hit.section),
        "text_quality": hit.quality,
        "ocr": hit.ocr,
    }
