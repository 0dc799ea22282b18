"""What is near: passages near to a passage, works near to a work, by stored vectors.

No text is encoded. A passage of the same work in another file (its digest, its XML) is
not "related", nor is one of its preprint or of another edition. How near two works are
is the mean of their three nearest pairs of passages, each passage in one pair: on the
bundled works, neighbours so found share more codes than those by mean vectors.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..bundled import codebook_file
from ..catalogue import Catalogue, Row
from ..codebook import load_first
from ..errors import UsageError
from ..model import Hit, SourceKind
from ..settings import Folder
from ..vectors import ExactIndex, Vectors
from .directions import Neighbour, neighbour
from .filter_names import checked
from .filters import EMPTY, Filters, admitted_rows, condition
from .gapmap_facts import same_work
from .indexes import index_of
from .nearness import Near, Place, best_pairs, in_turn, nearness
from .search import hit_of
from .show import unknown

# Cosine from which passages are called related. Of two passages of different bundled
# works, 5 in 100 are as near; the nearest of another work is so for 97 in 100.
NEAR = 0.40
NEIGHBOURS = 300  # that are looked at, beside those of the same work
MOST_PASSAGES = 40  # of a work; of a longer one, as many, evenly spread
BEST_FIRST = (SourceKind.FULL_TEXT, SourceKind.ABSTRACT, SourceKind.DIGEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedPassages:
    """Passages near to one; where none is near, `nearest` is what comes closest.

    `admitted` is false where the filters leave no passage to compare with.
    """

    asked: Hit
    passages: tuple[Neighbour, ...]
    nearest: Neighbour | None = None
    admitted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A passage of the work asked for, and one of another, with their cosine."""

    ours: Hit
    theirs: Hit
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedWork:
    """A work with the pairs of passages that make it near."""

    citation_key: str
    author_year: str
    title: str
    similarity: float
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedWorks:
    """Works near to one, nearest first; `compared` counts its passages looked at."""

    citation_key: str
    author_year: str
    title: str
    works: tuple[RelatedWork, ...]
    compared: int
    admitted: bool = True


def related(
    folder: Folder,
    name: str,
    *,
    limit: int = 10,
    own: bool = False,
    filters: Filters = EMPTY,
) -> RelatedPassages | RelatedWorks:
    """What is near to a passage (by its id, also an earlier one) or a work (by key).

    `own` lets in passages of the same file; `filters` say what else may be near.

    Raises:
        UnknownName: neither a passage nor a work has this name, or a filter a value
            that is not here.
        UsageError: the limit is below 1, or there are no vectors of it.
        NotBuilt: the knowledge base has no vectors.
    """
    if limit < 1:
        raise UsageError(f"the limit is {limit}; ask for at least 1")
    with Catalogue(folder.work_db) as catalogue:
        near = _Near(
            catalogue, index_of(folder.vectors), _within(catalogue, folder, filters)
        )
        passage_id = catalogue.current(name)
        if row := catalogue.passages([passage_id]).get(passage_id):
            return near.passages(row, limit, own=own)
        if work := catalogue.work(name):
            return near.works(work.citation_key, limit)
        raise unknown(catalogue, name)


def _within(
    catalogue: Catalogue, folder: Folder, filters: Filters
) -> Sequence[str] | None:
    if not filters:
        return None
    known = checked(
        filters, catalogue, lambda: load_first(folder.codebook, codebook_file())
    )
    return list(admitted_rows(catalogue, condition(known, catalogue)))


class _Near:
    """Vectors and passages of an open knowledge base."""

    def __init__(
        self, catalogue: Catalogue, index: ExactIndex, within: Sequence[str] | None
    ) -> None:
        self._catalogue = catalogue
        self._index = index
        self._within = within  # ids that may be near; None: all
        self._same = same_work(catalogue)

    def passages(self, row: Row, limit: int, *, own: bool) -> RelatedPassages:
        vectors = self._vectors([row])
        if row["id"] not in vectors:
            raise UsageError(
                f"passage {row['id']} is no running text ({row['kind']}), so it has no "
                "neighbours; choose a passage that search finds"
            )
        extra = self._count(row["citation_key"])
        found = self._nearest(vectors[row["id"]], NEIGHBOURS + extra)
        rows = self._catalogue.passages(key for key, _ in found)
        near = [
            (rows[key], cosine)
            for key, cosine in found
            if key in rows and self._other(row, rows[key], own=own)
        ]
        order = in_turn([Place(r["citation_key"], r["sha256"]) for r, _ in near])
        chosen = [near[number] for number in order[:limit]]
        codings = self._catalogue.codings([row["id"], *(r["id"] for r, _ in chosen)])
        ours = codings.get(row["id"], ())
        shown = [
            neighbour(found_row, cosine, ours, codings.get(found_row["id"], ()))
            for found_row, cosine in chosen
        ]
        kept = tuple(one for one in shown if one.hit.score >= NEAR)
        return RelatedPassages(
            asked=hit_of(row, ours),
            passages=kept,
            nearest=shown[0] if shown and not kept else None,
            admitted=self._within is None or bool(self._within),
        )

    def works(self, key: str, limit: int) -> RelatedWorks:
        asked = self._main_text(key)
        vectors = self._vectors(asked)
        if not vectors:
            raise UsageError(
                f"no running text of {key} is here, so it has no neighbours; put its "
                "file into corpus/ and run diffusionkb build"
            )
        scored = self._scored(key, vectors)
        best = sorted(scored, key=lambda other: (-scored[other][0], other))
        near = [scored[other] for other in best if scored[other][0] >= NEAR][:limit]
        hits = self._hits(p for _, pairs in near for pair in pairs for p in pair[1:])
        return RelatedWorks(
            citation_key=key,
            author_year=asked[0]["author_year"],
            title=asked[0]["title"],
            works=tuple(_work(hits, score, pairs) for score, pairs in near),
            compared=len(vectors),
            admitted=self._within is None or bool(self._within),
        )

    def _other(self, row: Row, other: Row, *, own: bool) -> bool:
        """Whether a passage is another one, and no second text of the same words."""
        if row["id"] == other["id"]:
            return False
        if row["sha256"] == other["sha256"]:
            return own
        return not self._one_work(row["citation_key"], other["citation_key"])

    def _nearest(self, vector: Vectors, count: int) -> list[tuple[str, float]]:
        return self._index.nearest(vector, count, within=self._within)

    def _one_work(self, one: str, two: str) -> bool:
        return self._same.get(one, one) == self._same.get(two, two)

    def _count(self, key: str) -> int:
        sql = "SELECT count(*) FROM passages WHERE citation_key = ?"
        return int(self._catalogue.rows(sql, [key])[0][0])

    def _vectors(self, rows: Iterable[Row]) -> dict[str, Vectors]:
        by_text = {row["id"]: row["text_sha256"] for row in rows}
        sql = "SELECT vector FROM embeddings WHERE text_sha256 = ? AND fingerprint = ?"
        found = {
            key: self._catalogue.rows(sql, [text, self._index.model.fingerprint])
            for key, text in by_text.items()
        }
        return {k: np.frombuffer(v[0][0], "<f4") for k, v in found.items() if v}

    def _main_text(self, key: str) -> list[Row]:
        """Passages of the best file of a work: a PDF rather than its XML or digest."""
        sql = (
            "SELECT s.sha256, s.source_kind, s.paged FROM sources s "
            "WHERE s.citation_key = ? ORDER BY s.quality DESC, s.path"
        )
        files = sorted(
            self._catalogue.rows(sql, [key]),
            key=lambda s: (BEST_FIRST.index(SourceKind(s["source_kind"])), -s["paged"]),
        )
        for file in files:
            ids = self._catalogue.rows(IDS, [file["sha256"]])
            if ids:
                step = max(1, -(-len(ids) // MOST_PASSAGES))
                some = [row[0] for row in ids[::step]]
                rows = self._catalogue.passages(some)
                return [rows[passage_id] for passage_id in some]
        return []

    def _scored(
        self, key: str, vectors: Mapping[str, Vectors]
    ) -> dict[str, tuple[float, list[Near]]]:
        """Other works: how near, and by which pairs of passages."""
        count = NEIGHBOURS + self._count(key)
        each = self._index.nearest_each(
            np.stack(list(vectors.values())), count, within=self._within
        )
        nearest = dict(zip(vectors, each, strict=True))
        places = self._places(
            {theirs for some in nearest.values() for theirs, _ in some}
        )
        pairs: dict[str, list[Near]] = defaultdict(list)
        for ours, some in nearest.items():
            for theirs, cosine in some:
                if theirs in places and not self._one_work(key, places[theirs].work):
                    pairs[places[theirs].work].append(Near(cosine, ours, theirs))
        least = min((some[-1][1] for some in nearest.values() if some), default=0.0)
        best = {work: best_pairs(some, places) for work, some in pairs.items()}
        return {
            work: (nearness(some, len(vectors), least), some)
            for work, some in best.items()
        }

    def _places(self, ids: Iterable[str]) -> dict[str, Place]:
        rows = self._catalogue.rows(PLACES, [json.dumps(sorted(ids))])
        return {row["id"]: Place(row["citation_key"], row["sha256"]) for row in rows}

    def _hits(self, ids: Iterable[str]) -> dict[str, Hit]:
        rows = self._catalogue.passages(dict.fromkeys(ids))
        codings = self._catalogue.codings(rows)
        return {key: hit_of(row, codings.get(key, ())) for key, row in rows.items()}


PLACES = """
SELECT id, citation_key, sha256 FROM passages
WHERE id IN (SELECT value FROM json_each(?))
"""
IDS = """
SELECT id FROM passages WHERE sha256 = ? AND kind IN ('body', 'abstract')
ORDER BY position
"""


def _work(hits: Mapping[str, Hit], score: float, pairs: Sequence[Near]) -> RelatedWork:
    named = hits[pairs[0].theirs]
    return RelatedWork(
        citation_key=named.citation_key,
        author_year=named.author_year,
        title=named.title,
        similarity=round(score, 4),
        pairs=tuple(
            Pair(ours=hits[ours], theirs=hits[theirs], similarity=round(cosine, 4))
            for cosine, ours, theirs in pairs
        ),
    )
