"""Vectors in Chroma: embedded in the knowledge base's folder, or on a server by URL.

For processes that go on asking a large library. The only importer of chromadb.
What the index holds is derived: all of it also stands in the working database.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import numpy as np

from .errors import CannotRun, SettingsError
from .identity import short_hash
from .model import EmbeddingModel
from .scales import Scale, brought
from .vectors import Vectors, model_from, model_said

Metadata = Mapping[str, str | int | float | bool]

CHROMA_BATCH = 2000  # well under Chroma's limit of 5,461
REVISION = "revision"
PATIENCE = 3  # seconds that a server may take to answer
HEARTBEAT = "/api/v2/heartbeat"
# Chosen by `benchmarks/vector_indexes.py`: of the nearest ten 99 in 100 are found, of
# 100,000 too; with 16 neighbours and 100 it is 89, with 32 and 100 it is 97.
GRAPH = {
    "space": "cosine",
    "ef_search": 400,
    "ef_construction": 200,
    "max_neighbors": 32,
}
GRAPH_NAME = (
    "3"  # of these settings: Chroma keeps those that a collection was made with
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a collection is: the folder of embedded Chroma, or a server's URL.

    `library` tells the collections of several knowledge bases on one server apart.
    """

    folder: Path
    url: str = ""
    library: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a build leaves beside the vectors once Chroma holds them all."""

    url: str
    library: str
    filled: str  # differs after each build that changed something
    model: EmbeddingModel
    graph: str


def mark_file(folder: Path) -> Path:
    return folder / "chroma.json"


def read_mark(folder: Path, url: str) -> Mark | None:
    """The mark of a build that filled Chroma at this URL ('': embedded), as now."""
    try:
        given = json.loads(mark_file(folder).read_text(encoding="utf-8"))
        mark = Mark(
            url=str(given["url"]),
            library=str(given["library"]),
            filled=str(given["filled"]),
            model=model_from(given.get("model")),
            graph=str(given.get("graph", "")),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    fits = mark.url == url and mark.graph == GRAPH_NAME
    return mark if fits else None


def write_mark(folder: Path, mark: Mark) -> None:
    """Say that Chroma is filled, in one step."""
    part = mark_file(folder).with_suffix(".part")
    said = asdict(mark) | {"model": model_said(mark.model)}
    part.write_text(json.dumps(said), encoding="utf-8")
    part.replace(mark_file(folder))


class ChromaIndex:
    """The answers of `vectors.ExactIndex`, nearly all of them, from Chroma.

    Raises:
        CannotRun: the server does not answer.
    """

    def __init__(
        self, place: Place, fingerprint: str, dimensions: int, scale: Scale = ()
    ) -> None:
        self._url = place.url
        self._scale = scale
        try:
            self._collection = _collection(place, fingerprint, dimensions)
        except _chroma_errors() as error:
            raise self._cannot(error) from error

    def nearest(
        self, vector: Vectors, count: int, *, within: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        try:
            return self._query(vector, count, within)
        except _chroma_errors() as error:
            if within is None:
                raise self._cannot(error) from error
        # Chroma refuses ids that it does not hold, and a build may go on.
        try:
            held = self._collection.get(ids=list(within), include=[])["ids"]
            return self._query(vector, count, held)
        except _chroma_errors() as error:
            raise self._cannot(error) from error

    def _cannot(self, error: Exception) -> CannotRun:
        if self._url:
            return _silent(self._url, error)
        return CannotRun(f"Chroma cannot be read ({error}); run diffusionkb build")

    @cached_property
    def _held(self) -> int:
        return self.count()  # which takes as long as a question

    def count(self) -> int:
        return int(self._collection.count())

    def _query(
        self, vector: Vectors, count: int, within: Sequence[str] | None
    ) -> list[tuple[str, float]]:
        held = self._held if within is None else len(within)
        if not held:
            return []
        found = self._collection.query(
            query_embeddings=[vector.tolist()],
            n_results=min(count, held),
            include=["distances"],
            ids=None if within is None else list(within),
        )
        cosines = 1 - np.array(found["distances"][0], np.float32)
        near = brought(cosines, self._scale).tolist()
        pairs = zip(found["ids"][0], near, strict=True)
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def ids(self) -> list[str]:
        return sorted(self._collection.get(include=[])["ids"])


def chroma_folder(folder: Path) -> Path:
    return folder / "chroma"


def sync_chroma(
    place: Place,
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
        collection = _collection(place, fingerprint, dimensions)
        return _sync(collection, wanted, vectors_of)
    except _chroma_errors() as error:
        if place.url:
            raise _silent(place.url, error) from error
        shutil.rmtree(chroma_folder(place.folder), ignore_errors=True)
        forget_open_systems()
        collection = _collection(place, fingerprint, dimensions)
        return _sync(collection, wanted, vectors_of)


def drop(place: Place, fingerprint: str, dimensions: int) -> None:
    """Remove what an earlier model left on a server, as far as it is still there."""
    with suppress(*_chroma_errors()):
        _server(place.url).delete_collection(_name(place, fingerprint, dimensions))


def drop_others(place: Place, fingerprint: str, dimensions: int) -> None:
    """Remove what an earlier model or version left in the folder."""
    client = _embedded(place.folder)
    kept = _name(place, fingerprint, dimensions)
    for collection in client.list_collections():
        if collection.name != kept:
            client.delete_collection(collection.name)


def _sync(
    collection: Any,
    wanted: Mapping[str, Metadata],
    vectors_of: Callable[[Sequence[str]], Vectors],
) -> tuple[int, int]:
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


def holds(place: Place, fingerprint: str, dimensions: int, count: int) -> bool:
    """Whether a collection has so many vectors; one that does not answer has none."""
    try:
        return ChromaIndex(place, fingerprint, dimensions).count() == count
    except CannotRun:
        return False


def _batches(keys: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), CHROMA_BATCH):
        yield list(keys[start : start + CHROMA_BATCH])


def _collection(place: Place, fingerprint: str, dimensions: int) -> Any:
    client = _server(place.url) if place.url else _embedded(place.folder)
    return client.get_or_create_collection(
        name=_name(place, fingerprint, dimensions),
        configuration={"hnsw": GRAPH},
        embedding_function=None,
    )


def _name(place: Place, fingerprint: str, dimensions: int) -> str:
    """Settings of an existing collection are ignored: its name carries what matters."""
    marks = short_hash([fingerprint, GRAPH_NAME, place.library])
    return f"passages-{marks}-{dimensions}"


def _embedded(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    path = chroma_folder(folder)
    path.mkdir(parents=True, exist_ok=True)
    return chromadb.PersistentClient(
        path=str(path), settings=Settings(anonymized_telemetry=False)
    )


def _server(url: str) -> Any:
    parts = address(url)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host  # as IPv6 is written before a port
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        _ask_for_life(f"{parts.scheme}://{host}:{port}")
        return _client(host, port, parts.scheme == "https")
    except _chroma_errors() as error:
        raise _silent(url, error) from error


def _ask_for_life(server: str) -> None:
    """Chroma's own client would wait for ever where nobody answers."""
    import httpx

    httpx.get(f"{server}{HEARTBEAT}", timeout=PATIENCE).raise_for_status().json()


@lru_cache(maxsize=2)
def _client(host: str, port: int, ssl: bool) -> Any:
    """One for a process: Chroma keeps connections open for good (1.5.9)."""
    import chromadb
    from chromadb.config import Settings

    told = Settings(anonymized_telemetry=False)
    return chromadb.HttpClient(host=host, port=port, ssl=ssl, settings=told)


def address(url: str) -> SplitResult:
    """The parts of a server's URL.

    Raises:
        SettingsError: it is none.
    """
    try:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0:
            return parts
    except ValueError:  # a port that is no number
        pass
    raise SettingsError(
        f"diffusionkb.toml: url of [vectors] is '{url}'; give a Chroma server's "
        "address, such as http://127.0.0.1:8000"
    )


def _silent(url: str, error: Exception) -> CannotRun:
    said = " ".join(str(error).split())[:100]
    return CannotRun(
        f"the Chroma server {url} does not answer ({said}); start it with "
        "'chroma run', or take url out of [vectors] in diffusionkb.toml"
    )


def _chroma_errors() -> tuple[type[Exception], ...]:
    import sqlite3

    import chromadb.errors
    import httpx

    return (
        chromadb.errors.ChromaError,
        httpx.HTTPError,
        sqlite3.DatabaseError,
        ValueError,
        RuntimeError,
    )


def forget_open_systems() -> None:
    """Chroma keeps opened folders in a process-wide table; drop ours from it."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient.clear_system_cache()
