"""Vectors of passages, and the two indexes made from them. Part of the build."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from .catalogue import SEARCHED_KINDS
from .chroma import (
    Mark,
    Metadata,
    Place,
    chroma_folder,
    drop_others,
    holds,
    mark_file,
    sync_chroma,
    write_mark,
)
from .encoder import (
    DIMENSIONS,
    FINGERPRINT,
    PROFILES,
    encoder_for,
    prepare_query_encoder,
)
from .errors import CannotRun
from .model import Failure
from .progress import Progress
from .settings import Folder, Settings
from .store import Store
from .vectors import exact_file, write_exact

STAGE = "index"
LIBRARY = "library"  # under this name a Chroma server knows this knowledge base
CHUNK = 128  # texts per transaction: what an interrupted build loses at most
KINDS = ",".join(f"'{kind}'" for kind in SEARCHED_KINDS)
MISSING = f"""
SELECT DISTINCT p.text_sha256, p.text FROM passages p
WHERE p.kind IN ({KINDS}) AND NOT EXISTS (SELECT 1 FROM embeddings e
  JOIN embeddings f ON f.text_sha256 = e.text_sha256 AND f.fingerprint = ?
  WHERE e.text_sha256 = p.text_sha256 AND e.fingerprint = ?)
ORDER BY length(p.text), p.text_sha256
"""  # noqa: S608 - constants only; by length, so that batches need little padding
INDEXED = f"""
SELECT p.id, p.citation_key, p.kind, p.source_kind, w.year, e.vector FROM passages p
JOIN works w USING (citation_key)
JOIN embeddings e ON e.text_sha256 = p.text_sha256 AND e.fingerprint = ?
WHERE p.kind IN ({KINDS}) ORDER BY p.id
"""  # noqa: S608 - constants only
Vectors = NDArray[np.float32]


def embed(store: Store, progress: Progress) -> dict[str, int]:
    """Read every text that has no vector or profile yet, a chunk at a time."""
    missing = store.rows(MISSING, [PROFILES, FINGERPRINT])
    progress.start("embed", len(missing))
    encoder = encoder_for(len(missing)) if missing else None
    for start in range(0, len(missing), CHUNK):
        chunk = missing[start : start + CHUNK]
        assert encoder is not None
        found = encoder.read([text for _, text in chunk])
        hashes = [sha for sha, _ in chunk]
        store.save_embeddings(hashes, FINGERPRINT, found[:, :DIMENSIONS])
        store.save_embeddings(hashes, PROFILES, found[:, DIMENSIONS:])
        progress.advance("embed", len(chunk))
    prepare_query_encoder()
    return {"embedded": len(missing)}


def sync_indexes(
    store: Store, folder: Folder, settings: Settings, progress: Progress
) -> dict[str, int]:
    """Make the vector indexes hold what the working database holds.

    A Chroma server that does not answer is a failure of the build, which goes on.
    """
    wants_chroma = settings.vectors_url or settings.vectors_index != "exact"
    behind = wants_chroma and _behind_chroma(store, folder, settings.vectors_url)
    if not (_behind_exact(store, folder) or behind):
        return {"added": 0, "removed": 0}
    progress.start("index", 2)
    store.drop_orphans()
    rows = sync_exact(store, folder)
    progress.advance("index")
    added, removed = len(rows), 0
    failures: list[Failure] = []
    if wants_chroma:
        try:
            added, removed = _fill_chroma(store, folder, settings.vectors_url, rows)
        except CannotRun as error:
            failures = [_unanswered(settings.vectors_url, error)]
    store.replace_failures(STAGE, failures)
    progress.advance("index")
    return {"added": added, "removed": removed}


def _fill_chroma(
    store: Store, folder: Folder, url: str, rows: Sequence[tuple[Any, ...]]
) -> tuple[int, int]:
    mark_file(folder.vectors).unlink(missing_ok=True)  # readers use the exact file
    if url and not store.get(LIBRARY):
        store.remember(LIBRARY, uuid4().hex)
    place = _place(store, folder, url)
    matrix = _matrix([row[5] for row in rows])
    done = sync_chroma(
        place,
        FINGERPRINT,
        {row[0]: _metadata(*row[1:5]) for row in rows},
        partial(_some, {row[0]: number for number, row in enumerate(rows)}, matrix),
        DIMENSIONS,
    )
    if not url:
        drop_others(place, FINGERPRINT, DIMENSIONS)
    mark = Mark(url=url, library=place.library, filled=f"{_state(store)} {uuid4().hex}")
    write_mark(folder.vectors, mark)
    store.remember("chroma", f"{_state(store)} {url} {len(rows)}")
    return done


def _place(store: Store, folder: Folder, url: str) -> Place:
    """Embedded Chroma stands in the library's folder; a server has several."""
    library = store.get(LIBRARY) if url else ""
    return Place(folder=folder.vectors, url=url, library=library)


def _behind_chroma(store: Store, folder: Folder, url: str) -> bool:
    known, _, count = store.get("chroma").rpartition(" ")
    if known != f"{_state(store)} {url}" or not _is_there(mark_file(folder.vectors)):
        return True
    if not url:
        return not _is_there(chroma_folder(folder.vectors) / "chroma.sqlite3")
    # A server that was set up anew has forgotten what it held.
    return not holds(_place(store, folder, url), FINGERPRINT, DIMENSIONS, int(count))


def _unanswered(url: str, error: CannotRun) -> Failure:
    return Failure(
        stage=STAGE,
        path=url or "Chroma",
        kind="unreachable",
        message=str(error).partition(";")[0],
        remedy="start it, then run diffusionkb build; searches use the exact index",
    )


def sync_exact(store: Store, folder: Folder) -> list[tuple[Any, ...]]:
    """Make the exact index hold what it should; returns the rows of what that is."""
    rows = store.rows(INDEXED, [FINGERPRINT])
    if _behind_exact(store, folder):
        matrix = _matrix([row[5] for row in rows])
        write_exact(folder.vectors, [row[0] for row in rows], matrix)
        store.remember("exact", _state(store))
    return rows


def _behind_exact(store: Store, folder: Folder) -> bool:
    there = _is_there(exact_file(folder.vectors))
    return store.get("exact") != _state(store) or not there


def _state(store: Store) -> str:
    return f"{store.changes()} {FINGERPRINT}"


def _is_there(file: Path) -> bool:
    return file.is_file() and file.stat().st_size > 0


def _matrix(vectors: Sequence[bytes]) -> Vectors:
    if not vectors:
        return np.empty((0, DIMENSIONS), np.float32)
    return np.stack([np.frombuffer(vector, "<f4") for vector in vectors])


def _some(row_of: dict[str, int], matrix: Vectors, ids: Sequence[str]) -> Vectors:
    return matrix[[row_of[key] for key in ids]]


def _metadata(
    citation_key: str, kind: str, source_kind: str, year: int | None
) -> Metadata:
    metadata: dict[str, str | int] = {
        "citation_key": citation_key,
        "kind": kind,
        "source_kind": source_kind,
    }
    return metadata | ({"year": year} if year is not None else {})
