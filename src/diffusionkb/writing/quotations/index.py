"""Every run of three words of all sources, sorted: where a quotation may stand.

Made once for each state of the working database and kept beside it; the files are
mapped into memory, so that a check reads only what it looks up. Digests are not in it:
they are nobody's words to quote.
"""

import bisect
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ...catalogue import Catalogue, Row
from ...identity import short_hash
from ...model import SourceKind
from ...progress import Progress
from .fitting import Numbers
from .wording import number_of, word_numbers

RUN = 3
COMMON = 400  # a run of words in more places than this says little
SPREAD = 32  # places as near as this are one
LOOKED_AT = 1000  # of the votes, the strongest
KEPT = 40  # places at most
NOWHERE = np.empty(0, dtype=np.int64)
VERSION = 5  # of the normal form: a new one makes the index anew
ARRAYS = ("numbers", "runs", "places")
# Those of a build that has not come to its end are in no work yet.
SOURCES = """
SELECT * FROM sources WHERE source_kind != ? AND citation_key != '' ORDER BY sha256
"""
# What an index is of: the stamp says who read the bytes, and which pages OCR read.
NAMED_BY = ("sha256", "stamp", "citation_key", "quality")


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """A source in the index: its words start to end, and where its pages start."""

    sha256: str
    stamp: str
    citation_key: str
    media_type: str
    source_kind: str
    paged: bool
    quality: float
    start: int
    end: int
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """The words of all sources one after the other, and their sorted runs."""

    sources: tuple[Indexed, ...]
    starts: tuple[int, ...]  # of the sources
    numbers: Numbers
    runs: NDArray[np.uint64]
    places: NDArray[np.uint32]

    @classmethod
    def load(cls, folder: Path) -> Self:
        described = json.loads((folder / "sources.json").read_text(encoding="utf-8"))
        sources = tuple(
            Indexed(**one | {"pages": tuple(one["pages"])}) for one in described
        )
        return cls(
            sources,
            tuple(source.start for source in sources),
            *(np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS),
        )

    def source_at(self, place: int) -> Indexed | None:
        at = bisect.bisect_right(self.starts, place) - 1
        return self.sources[at] if at >= 0 and place < self.sources[at].end else None

    def exactly(self, ours: Numbers, *, most: int) -> list[tuple[Indexed, int]]:
        """The first places where our words stand as they are."""
        starts = self._candidates(ours)
        starts = starts[(starts >= 0) & (starts + len(ours) <= len(self.numbers))]
        for offset, number in enumerate(ours):
            starts = starts[self.numbers[starts + offset] == number]
        starts = starts[:most]
        edges = np.array([source.start for source in self.sources], dtype=np.int64)
        at = np.searchsorted(edges, starts, side="right") - 1
        pairs = zip(at.tolist(), starts.tolist(), strict=True)
        found = [(self.sources[source], start) for source, start in pairs]
        return [(one, start) for one, start in found if start + len(ours) <= one.end]

    def _candidates(self, ours: Numbers) -> NDArray[np.int64]:
        """Where our words would start, if the rarest run of them is where it is."""
        runs = runs_of(ours)
        if not len(runs):
            return np.flatnonzero(self.numbers == ours[:1]) if len(ours) else NOWHERE
        first = np.searchsorted(self.runs, runs, side="left")
        last = np.searchsorted(self.runs, runs, side="right")
        rarest = int((last - first).argmin())
        places = self.places[first[rarest] : last[rarest]].astype(np.int64)
        return np.sort(places) - rarest

    def starts_of(self, ours: Numbers) -> list[tuple[int, float]]:
        """Where our words may start, with the weight of what speaks for it."""
        votes: list[NDArray[np.int64]] = []
        weights: list[NDArray[np.float64]] = []
        for offset, places in self._places(ours):
            votes.append(places.astype(np.int64) - offset)
            weights.append(np.full(len(places), 1 / (1 + np.log1p(len(places)))))
        if not votes:
            return []
        return _gathered(np.concatenate(votes), np.concatenate(weights))

    def _places(self, ours: Numbers) -> Iterator[tuple[int, NDArray[np.uint32]]]:
        runs = runs_of(ours)
        first = np.searchsorted(self.runs, runs, side="left")
        last = np.searchsorted(self.runs, runs, side="right")
        counts = last - first
        present = counts[counts > 0]
        limit = max(COMMON, int(present.min())) if len(present) else COMMON
        for offset in np.flatnonzero((counts > 0) & (counts <= limit)):
            yield int(offset), self.places[first[offset] : last[offset]]


def _gathered(
    votes: NDArray[np.int64], weights: NDArray[np.float64]
) -> list[tuple[int, float]]:
    """Votes for nearly the same start as one; the strongest first."""
    order = np.argsort(votes, kind="stable")
    votes = votes[order]
    sums = np.concatenate(([0.0], np.cumsum(weights[order])))
    ends = np.searchsorted(votes, votes + SPREAD, side="right")
    strength = sums[ends] - sums[:-1]
    taken: list[tuple[int, float]] = []
    for at in np.argsort(-strength, kind="stable")[:LOOKED_AT]:
        if len(taken) == KEPT:
            break
        vote = int(votes[at])
        if all(abs(vote - other) > SPREAD for other, _ in taken):
            taken.append((vote, float(strength[at])))
    return taken


def runs_of(numbers: Numbers) -> NDArray[np.uint64]:
    """Each run of three words as one number."""
    wide = numbers.astype(np.uint64)
    if len(wide) < RUN:
        return np.empty(0, dtype=np.uint64)
    mixed = wide[:-2] * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= wide[1:-1] * np.uint64(0xC2B2AE3D27D4EB4F)
    return mixed ^ (wide[2:] * np.uint64(0x165667B19E3779F9) + np.uint64(1))


def open_index(catalogue: Catalogue, state: Path, progress: Progress) -> Index:
    """The index of this state of the knowledge base; made where there is none."""
    sources = catalogue.rows(SOURCES, [SourceKind.DIGEST])
    named = [[row[name] for name in NAMED_BY] for row in sources]
    folder = state / "quotations" / f"{VERSION}-{short_hash(named)}"
    if (folder / "sources.json").exists():
        return Index.load(folder)
    index = _made(catalogue, sources, folder, progress)
    try:
        _write(folder, index)
    except OSError:  # a library that others keep, or a full disk: made anew next time
        shutil.rmtree(_part(folder), ignore_errors=True)
        return index
    return Index.load(folder)


def _made(
    catalogue: Catalogue, sources: Sequence[Row], folder: Path, progress: Progress
) -> Index:
    """Of a source that an older index has, the words are taken from there."""
    progress.start("Reading what can be quoted", len(sources))
    known = _known(folder.parent)
    described: list[Indexed] = []
    parts: list[Numbers] = []
    at = 0
    for row in sources:
        pages = known.get((row["sha256"], row["stamp"]))
        if pages is None:
            pages = _pages(catalogue, row["sha256"])
        starts = np.cumsum([0, *(len(page) for page in pages)]) + at
        described.append(_described(row, [int(start) for start in starts]))
        parts += pages
        at = int(starts[-1])
        progress.advance("Reading what can be quoted")
    numbers = np.concatenate(parts) if parts else np.empty(0, dtype=np.uint32)
    runs = runs_of(numbers)
    order = np.argsort(runs, kind="stable").astype(np.uint32)
    return Index(
        tuple(described),
        tuple(one.start for one in described),
        numbers,
        runs[order],
        order,
    )


def _known(folder: Path) -> dict[tuple[str, str], list[Numbers]]:
    """The words of each page of the sources in an older index."""
    for older in folder.glob(f"{VERSION}-*/sources.json"):
        index = Index.load(older.parent)
        return {
            (one.sha256, one.stamp): [
                index.numbers[start:end]
                for start, end in pairwise((*one.pages, one.end))
            ]
            for one in index.sources
        }
    return {}


def _pages(catalogue: Catalogue, sha256: str) -> list[Numbers]:
    rows = catalogue.rows(
        "SELECT text FROM pages WHERE sha256 = ? ORDER BY number", [sha256]
    )
    return [np.array(word_numbers(row["text"]), dtype=np.uint32) for row in rows]


def numbered(forms: Sequence[str]) -> Numbers:
    """Words in normal form as numbers."""
    return np.fromiter((number_of(form) for form in forms), dtype=np.uint32)


def _described(row: Row, starts: Sequence[int]) -> Indexed:
    return Indexed(
        sha256=row["sha256"],
        stamp=row["stamp"],
        citation_key=row["citation_key"],
        media_type=row["media_type"],
        source_kind=row["source_kind"],
        paged=bool(row["paged"]),
        quality=row["quality"],
        start=starts[0],
        end=starts[-1],
        pages=tuple(starts[:-1]),
    )


def _part(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.part")


def _write(folder: Path, index: Index) -> None:
    """Write the index aside and move it in whole; older ones go."""
    part = _part(folder)
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for name in ARRAYS:
        np.save(part / f"{name}.npy", getattr(index, name))
    text = json.dumps([asdict(one) for one in index.sources])
    (part / "sources.json").write_text(text, encoding="utf-8")
    for other in folder.parent.iterdir():
        if other != part:
            shutil.rmtree(other, ignore_errors=True)
    part.replace(folder)
