"""The vector index: nearest passages by cosine. Derived from the working database.

Two implementations with the same answers: `ExactIndex`, a memory-mapped matrix for
one-shot commands, and `ChromaIndex`, the index of record for long-running processes.
The only importer of chromadb. Not here: texts to vectors (encoder) and ranking (query).
"""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from .errors import NotBuilt
from .identity import short_hash

Vectors = NDArray[np.float32]
Metadata = Mapping[str, str | int | float | bool]

MAGIC = b"DKBVEC1\n"
ALIGN = 64
CHROMA_BATCH = 2000  # well under Chroma's limit of 5,461
REVISION = "revision"
FEW_OF = 8  # a share of the rows this small is compared alone


class VectorIndex(Protocol):
    """Passage ids with their cosine to a unit vector, nearest first.

    `within` confines the answer to these ids; those without a vector are left out.
    """

    def nearest(
        self, vector: Vectors, count: int, *, within: Sequence[str] | None = None
    ) -> list[tuple[str, float]]: ...


class ExactIndex:
    """All vectors in one file, compared one by one: exact, and quick to open."""

    def __init__(self, file: Path) -> None:
        try:
            self.ids, self.matrix = _read_exact(file)
        except FileNotFoundError as error:
            raise NotBuilt(
                f"{file.parent} holds no vectors yet; run diffusionkb build"
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise NotBuilt(
                f"{file} is damaged ({error}); delete it and run diffusionkb build"
            ) from error

    def nearest(
        self, vector: Vectors, count: int, *, within: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        rows = self._rows(within)
        if not len(rows):
            return []
        scores = self._cosines(rows, vector)
        best = np.arange(len(scores))
        if count < len(scores):  # sorting all of a large library takes longer
            best = np.flatnonzero(scores >= np.partition(scores, -count)[-count])
        best = best[np.argsort(-scores[best], kind="stable")][:count]
        return [(self.ids[rows[place]], float(scores[place])) for place in best]

    def _rows(self, within: Sequence[str] | None) -> NDArray[np.intp]:
        """The rows of these ids, or all, in the order of ids, by which ties go."""
        if within is None:
            return np.arange(len(self.ids))
        found = list(map(self._row_of.get, within))
        rows = [row for row in found if row is not None] if None in found else found
        return np.sort(np.array(rows, np.intp))

    def _cosines(self, rows: NDArray[np.intp], vector: Vectors) -> Vectors:
        # Copying many scattered rows takes longer than comparing all in one go.
        if len(rows) * FEW_OF < len(self.ids):
            return np.asarray(self.matrix[rows] @ vector)
        cosines = np.asarray(self.matrix @ vector)
        return cosines if len(rows) == len(self.ids) else cosines[rows]

    @cached_property
    def _row_of(self) -> Mapping[str, int]:
        return {key: row for row, key in enumerate(self.ids)}


def _read_exact(file: Path) -> tuple[list[str], Vectors]:
    with file.open("rb") as stream:
        if stream.read(len(MAGIC)) != MAGIC:
            raise ValueError("it does not begin as a vector file")
        size = int.from_bytes(stream.read(8), "little")
        header = json.loads(stream.read(size))
    shape = (len(header["ids"]), int(header["dimensions"]))
    if not header["ids"]:
        return [], np.empty(shape, np.float32)
    start = _aligned(len(MAGIC) + 8 + size)
    return header["ids"], np.memmap(file, "<f4", "r", start, shape)


def exact_file(folder: Path) -> Path:
    return folder / "exact.vectors"


def write_exact(folder: Path, ids: Sequence[str], vectors: Vectors) -> None:
    """Write the exact index aside and move it in whole. `ids` must be sorted."""
    folder.mkdir(parents=True, exist_ok=True)
    header = json.dumps({"ids": list(ids), "dimensions": vectors.shape[1]}).encode()
    start = len(MAGIC) + 8 + len(header)
    part = folder / "exact.part"  # one build at a time: one name, no remains
    with part.open("wb") as stream:
        stream.write(MAGIC + len(header).to_bytes(8, "little") + header)
        stream.write(b"\0" * (_aligned(start) - start))
        stream.write(vectors.astype("<f4").tobytes())
    part.replace(exact_file(folder))


def _aligned(offset: int) -> int:
    return -(-offset // ALIGN) * ALIGN


class ChromaIndex:
    """The same answers from an embedded Chroma."""

    def __init__(self, folder: Path, fingerprint: str, dimensions: int) -> None:
        self._collection = _open_chroma(folder, fingerprint, dimensions)

    def nearest(
        self, vector: Vectors, count: int, *, within: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        try:
            return self._query(vector, count, within)
        except _chroma_errors():
            if within is None:
                raise
        # Chroma refuses ids that it does not hold, and a build may go on.
        held = self._collection.get(ids=list(within), include=[])["ids"]
        return self._query(vector, count, held)

    def _query(
        self, vector: Vectors, count: int, within: Sequence[str] | None
    ) -> list[tuple[str, float]]:
        held = self._collection.count() if within is None else len(within)
        if not held:
            return []
        found = self._collection.query(
            query_embeddings=[vector.tolist()],
            n_results=min(count, held),
            include=["distances"],
            ids=None if within is None else list(within),
        )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return sorted(((i, 1.0 - d) for i, d in pairs), key=lambda p: (-p[1], p[0]))

    def ids(self) -> list[str]:
        return sorted(self._collection.get(include=[])["ids"])


def chroma_folder(folder: Path) -> Path:
    return folder / "chroma"


def sync_chroma(
    folder: Path,
    fingerprint: str,
    wanted: Mapping[str, Metadata],
    vectors_of: Callable[[Sequence[str]], Vectors],
    dimensions: int,
) -> tuple[int, int]:
    """Make the collection hold exactly `wanted`; returns (added, removed).

    Records are compared by a hash of their metadata, so an interrupted sync is
    taken up where it stopped. A collection that cannot be opened is made anew:
    nothing in it is not also in the working database.
    """
    try:
        return _sync(folder, fingerprint, wanted, vectors_of, dimensions)
    except _chroma_errors():
        shutil.rmtree(chroma_folder(folder), ignore_errors=True)
        _forget_open_systems()
        return _sync(folder, fingerprint, wanted, vectors_of, dimensions)


def _sync(
    folder: Path,
    fingerprint: str,
    wanted: Mapping[str, Metadata],
    vectors_of: Callable[[Sequence[str]], Vectors],
    dimensions: int,
) -> tuple[int, int]:
    collection = _open_chroma(folder, fingerprint, dimensions)
    marked = {
        key: {**metadata, REVISION: short_hash([sorted(metadata.items())])}
        for key, metadata in wanted.items()
    }
    known = collection.get(include=["metadatas"])
    held = {
        key: (metadata or {}).get(REVISION)
        for key, metadata in zip(known["ids"], known["metadatas"], strict=True)
    }
    stale = sorted(
        key
        for key, revision in held.items()
        if key not in marked or marked[key][REVISION] != revision
    )
    missing = sorted(key for key in marked if held.get(key) != marked[key][REVISION])
    for batch in _batches(stale):  # an upsert would merge old metadata: delete, add
        collection.delete(ids=batch)
    for batch in _batches(missing):
        collection.add(
            ids=batch,
            embeddings=vectors_of(batch),
            metadatas=[marked[key] for key in batch],
        )
    return len(missing), len(stale)


def _batches(keys: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), CHROMA_BATCH):
        yield list(keys[start : start + CHROMA_BATCH])


def _open_chroma(folder: Path, fingerprint: str, dimensions: int) -> Any:
    import chromadb
    from chromadb.config import Settings

    path = chroma_folder(folder)
    path.mkdir(parents=True, exist_ok=True)
    client = chromadb.PersistentClient(
        path=str(path), settings=Settings(anonymized_telemetry=False)
    )
    # Settings of an existing collection are ignored: its name carries what matters.
    return client.get_or_create_collection(
        name=f"passages-{short_hash([fingerprint])}-{dimensions}",
        configuration={"hnsw": {"space": "cosine"}},
        embedding_function=None,
    )


def _chroma_errors() -> tuple[type[Exception], ...]:
    import sqlite3

    import chromadb.errors

    return (
        chromadb.errors.ChromaError,
        sqlite3.DatabaseError,
        ValueError,
        RuntimeError,
    )


def _forget_open_systems() -> None:
    """Chroma keeps opened folders in a process-wide table; drop ours from it."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient.clear_system_cache()
