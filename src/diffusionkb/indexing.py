"""Vectors of passages, and the two indexes made from them. Part of the build."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .catalogue import SEARCHED_KINDS
from .encoder import DIMENSIONS, FINGERPRINT, encoder_for, prepare_query_encoder
from .progress import Progress
from .settings import Folder
from .store import Store
from .vectors import Metadata, chroma_folder, exact_file, sync_chroma, write_exact

CHUNK = 128  # texts per transaction: what an interrupted build loses at most
KINDS = ",".join(f"'{kind}'" for kind in SEARCHED_KINDS)
MISSING = f"""
SELECT DISTINCT p.text_sha256, p.text FROM passages p
WHERE p.kind IN ({KINDS}) AND NOT EXISTS (SELECT 1 FROM embeddings e
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
    """Embed every text that has no vector yet, a chunk at a time."""
    missing = store.rows(MISSING, [FINGERPRINT])
    progress.start("embed", len(missing))
    encoder = encoder_for(len(missing)) if missing else None
    for start in range(0, len(missing), CHUNK):
        chunk = missing[start : start + CHUNK]
        assert encoder is not None
        vectors = encoder.encode([text for _, text in chunk])
        store.save_embeddings([sha for sha, _ in chunk], FINGERPRINT, vectors)
        progress.advance("embed", len(chunk))
    prepare_query_encoder()
    return {"embedded": len(missing)}


def sync_indexes(store: Store, folder: Folder, progress: Progress) -> dict[str, int]:
    """Make both vector indexes hold what the working database holds."""
    state = _state(store)
    behind_chroma = store.get("chroma") != state or not _is_there(
        chroma_folder(folder.vectors) / "chroma.sqlite3"
    )
    if not (_behind_exact(store, folder) or behind_chroma):
        return {"added": 0, "removed": 0}
    progress.start("index", 2)
    store.drop_orphans()
    rows = sync_exact(store, folder)
    progress.advance("index")
    matrix = _matrix([row[5] for row in rows])
    added, removed = sync_chroma(
        folder.vectors,
        FINGERPRINT,
        {row[0]: _metadata(*row[1:5]) for row in rows},
        partial(_some, {row[0]: number for number, row in enumerate(rows)}, matrix),
        DIMENSIONS,
    )
    store.remember("chroma", state)
    progress.advance("index")
    return {"added": added, "removed": removed}


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
