"""Hybrid search: full-text rank and nearness in meaning, fused into one list.

The two rankings are fused by reciprocal rank (Cormack, Clarke and Büttcher 2009,
k = 60). A passage is shown only if it is near to the question in meaning or has all
its telling words: "nothing relevant found" is an answer.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ..catalogue import SEARCHED_KINDS, Catalogue, Row
from ..encoder import query_encoder
from ..errors import UsageError
from ..model import Coding, Hit, SourceKind
from ..settings import Folder
from ..vectors import ExactIndex, VectorIndex, exact_file

FUSION_K = 60
DEPTH = 200  # how far down each ranking is read
# Cosines of MiniLM, from 38 questions on two libraries; provisional. Questions on a
# library's matters had their nearest passage at 0.36 or more, all but one of those on
# other matters or of no meaning at 0.33 or less.
SURE = 0.35  # where not even the nearest passage is as near, nothing is near in meaning
NEAR = 0.30  # how near the others have to be
NEIGHBOURS = 5000
SAME_TEXT = 0.8  # share of words from which two passages of a work count as one
MOST_TERMS = 64  # of a pasted page; thousands would keep the index busy for minutes
TERM = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
QUOTED = re.compile(r'["“”„]([^"“”„]+)["“”„]')
# Words that say nothing alone; dropping them also keeps a question quick.
STOP_WORDS = frozenset(
    """a about after all also an and any are as at be because been being between both
    but by can could did do does doing during each for from had has have having how if
    in into is it its just may might more most must no nor not of off on once only or
    other our out over own same shall she should so some such than that the their them
    then there these they this those through to too under up very was we were what when
    where which while who whom whose why will with would you your""".split()
)
FULL_TEXT = f"""
SELECT p.id FROM passages_fts f JOIN passages p ON p.row = f.rowid
WHERE passages_fts MATCH ? AND p.kind IN ({",".join("?" * len(SEARCHED_KINDS))})
ORDER BY bm25(passages_fts, 1.0, 0.5, 0.5), p.id LIMIT {DEPTH}
"""  # noqa: S608 - constants only


class Mode(StrEnum):
    """Which rankings count."""

    HYBRID = "hybrid"
    LEXICAL = "lexical"
    SEMANTIC = "semantic"


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
        lexical, semantic = _rankings(catalogue, folder, query, mode)
        ranked = fuse(lexical, semantic)
        rows = catalogue.passages(key for key, _ in ranked)
        kept = _distinct([(rows[k], s) for k, s in ranked if k in rows], limit)
        codings = catalogue.codings(row["id"] for row, _ in kept)
        hits = tuple(
            replace(
                hit_of(row, codings.get(row["id"], ())),
                score=round(score, 6),
                lexical_rank=_rank(row["id"], lexical),
                semantic_rank=_rank(row["id"], semantic),
            )
            for row, score in kept
        )
        return Answer(query=query, hits=hits, searched=catalogue.searched())


def fuse(*rankings: Sequence[str]) -> list[tuple[str, float]]:
    """Reciprocal rank fusion; ties go by id, so that an answer never varies."""
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, key in enumerate(ranking, start=1):
            scores[key] = scores.get(key, 0.0) + 1 / (FUSION_K + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def _rankings(
    catalogue: Catalogue, folder: Folder, query: str, mode: Mode
) -> tuple[list[str], list[str]]:
    """By words and by meaning. In the hybrid, one word in common is not enough.

    A passage that is not near in meaning counts only if it has all telling words.
    """
    if not TERM.search(query):
        return [], []  # marks alone mean nothing, and are near to anything
    lexical = [] if mode is Mode.SEMANTIC else _lexical(catalogue, query)
    if mode is Mode.LEXICAL:
        return lexical, []
    near = _semantic(ExactIndex(exact_file(folder.vectors)), query)
    if lexical:
        fit = {*near, *_lexical(catalogue, query, every_word=True)}
        lexical = [key for key in lexical if key in fit]
    return lexical, near[:DEPTH]


def match_expression(query: str, *, every_word: bool = False) -> str:
    """The query as FTS5 understands it: phrases, and any (or every) telling word."""
    phrases = [
        f'"{words}"' for text in QUOTED.findall(query) if (words := _words(text))
    ]
    rest = QUOTED.sub(" ", query)
    terms = [term for term in TERM.findall(rest) if term.lower() not in STOP_WORDS]
    parts = [*phrases, *(f'"{_words(term)}"' for term in terms)]
    joint = " AND " if every_word else " OR "
    return joint.join(list(dict.fromkeys(parts))[:MOST_TERMS])


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text))


def _lexical(
    catalogue: Catalogue, query: str, *, every_word: bool = False
) -> list[str]:
    expression = match_expression(query, every_word=every_word)
    if not expression:
        return []
    rows = catalogue.rows(FULL_TEXT, [expression, *SEARCHED_KINDS])
    return [row["id"] for row in rows]


def _semantic(index: VectorIndex, query: str) -> list[str]:
    vector = query_encoder().encode([query])[0]
    found = index.nearest(vector, NEIGHBOURS)
    if not found or found[0][1] < SURE:
        return []
    return [key for key, cosine in found if cosine >= NEAR]


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


def _rank(key: str, ranking: Sequence[str]) -> int | None:
    return ranking.index(key) + 1 if key in ranking else None


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
