"""The two indexes made from vectors of passages, and common words. Part of the build.

Written in whole: with another model, searches change over when its vectors are done.
"""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from .calibrating import with_scale
from .chroma import (
    GRAPH_NAME,
    Mark,
    Metadata,
    Place,
    chroma_folder,
    drop,
    drop_others,
    holds,
    mark_file,
    sync_chroma,
    write_mark,
)
from .embedding import SEARCHED
from .errors import CannotRun
from .model import EmbeddingModel, Failure
from .model_files import BUNDLED
from .progress import Progress
from .query import words_kept
from .settings import Folder, Settings
from .store import Store
from .vectors import exact_file, write_exact

STAGE = "index"
FILLED = "chroma model"  # under this name the database remembers whose it holds
LIBRARY = "library"  # under this name a Chroma server knows this knowledge base
INDEXED = f"""
SELECT p.id, p.citation_key, p.kind, p.source_kind, w.year, e.vector FROM passages p
JOIN works w USING (citation_key)
JOIN embeddings e ON e.text_sha256 = p.text_sha256 AND e.fingerprint = ?
WHERE {SEARCHED} ORDER BY p.id
"""  # noqa: S608 - constants only
Vectors = NDArray[np.float32]


def sync_indexes(
    store: Store,
    folder: Folder,
    settings: Settings,
    progress: Progress,
    *,
    model: EmbeddingModel = BUNDLED,
) -> dict[str, int]:
    """Make the vector indexes hold what the working database holds of a model.

    A Chroma server that does not answer is a failure of the build, which goes on.
    """
    wants_chroma = settings.vectors_url or settings.vectors_index != "exact"
    behind = wants_chroma and _behind_chroma(store, folder, settings.vectors_url, model)
    if not (_behind_exact(store, folder, model) or behind):
        return {"added": 0, "removed": 0}
    progress.start("index", 2)
    store.drop_orphans()
    model = with_scale(store, model)
    rows = sync_exact(store, folder, model=model)
    progress.advance("index")
    added, removed = len(rows), 0
    failures: list[Failure] = []
    if wants_chroma:
        try:
            added, removed = _fill_chroma(
                store, folder, settings.vectors_url, rows, model
            )
        except CannotRun as error:
            failures = [_unanswered(settings.vectors_url, error)]
    store.replace_failures(STAGE, failures)
    progress.advance("index")
    return {"added": added, "removed": removed}


def _fill_chroma(
    store: Store,
    folder: Folder,
    url: str,
    rows: Sequence[tuple[Any, ...]],
    model: EmbeddingModel,
) -> tuple[int, int]:
    mark_file(folder.vectors).unlink(missing_ok=True)  # readers use the exact file
    if url and not store.get(LIBRARY):
        store.remember(LIBRARY, uuid4().hex)
    place = _place(store, folder, url)
    matrix = _matrix([row[5] for row in rows], model)
    done = sync_chroma(
        place,
        model.fingerprint,
        {row[0]: _metadata(*row[1:5]) for row in rows},
        partial(_some, {row[0]: number for number, row in enumerate(rows)}, matrix),
        model.dimensions,
    )
    _drop_earlier(store, place, model)
    filled = f"{_state(store, model)} {uuid4().hex}"
    mark = Mark(
        url=url, library=place.library, filled=filled, model=model, graph=GRAPH_NAME
    )
    write_mark(folder.vectors, mark)
    store.remember("chroma", f"{_held(store, model, url)} {len(rows)}")
    return done


def _drop_earlier(store: Store, place: Place, model: EmbeddingModel) -> None:
    """Remove the collection of an earlier model, once this one's is filled."""
    now = {
        "fingerprint": model.fingerprint,
        "dimensions": model.dimensions,
        "url": place.url,
    }
    earlier = json.loads(store.get(FILLED, json.dumps(now)))
    if not place.url:
        drop_others(place, model.fingerprint, model.dimensions)
    elif earlier != now and earlier["url"] == place.url:
        drop(place, earlier["fingerprint"], earlier["dimensions"])
    if store.get(FILLED) != json.dumps(now):
        store.remember(FILLED, json.dumps(now))


def _held(store: Store, model: EmbeddingModel, url: str) -> str:
    """What Chroma was filled with, where, and with which graph."""
    return f"{_state(store, model)} {url} {GRAPH_NAME}"


def _place(store: Store, folder: Folder, url: str) -> Place:
    """Embedded Chroma stands in the library's folder; a server has several."""
    library = store.get(LIBRARY) if url else ""
    return Place(folder=folder.vectors, url=url, library=library)


def _behind_chroma(
    store: Store, folder: Folder, url: str, model: EmbeddingModel
) -> bool:
    known, _, count = store.get("chroma").rpartition(" ")
    filled = _is_there(mark_file(folder.vectors))
    if known != _held(store, model, url) or not filled:
        return True
    if not url:
        return not _is_there(chroma_folder(folder.vectors) / "chroma.sqlite3")
    # A server that was set up anew has forgotten what it held.
    place = _place(store, folder, url)
    return not holds(place, model.fingerprint, model.dimensions, int(count))


def _unanswered(url: str, error: CannotRun) -> Failure:
    return Failure(
        stage=STAGE,
        path=url or "Chroma",
        kind="unreachable",
        message=str(error).partition(";")[0],
        remedy="start it, then run diffusionkb build; searches use the exact index",
    )


def sync_exact(
    store: Store, folder: Folder, *, model: EmbeddingModel = BUNDLED
) -> list[tuple[Any, ...]]:
    """Make the exact index hold what it should; returns the rows of what that is."""
    rows = store.rows(INDEXED, [model.fingerprint])
    if _behind_exact(store, folder, model):
        matrix = _matrix([row[5] for row in rows], model)
        write_exact(folder.vectors, [row[0] for row in rows], matrix, model=model)
        store.remember("exact", _state(store, model))
    return rows


def _behind_exact(store: Store, folder: Folder, model: EmbeddingModel) -> bool:
    there = _is_there(exact_file(folder.vectors))
    return store.get("exact") != _state(store, model) or not there


def _state(store: Store, model: EmbeddingModel) -> str:
    """What an index was made of. Where another model is, it says too (`folder`)."""
    return f"{store.changes()} {model.fingerprint}{model.folder}"


def sync_words(store: Store, folder: Folder, progress: Progress) -> None:
    """Keep the common words of a large library as they are now."""
    if not store.get(words_kept.OWNER):
        store.remember(words_kept.OWNER, uuid4().hex)
    words_kept.keep(folder.work_db, progress)


def _is_there(file: Path) -> bool:
    return file.is_file() and file.stat().st_size > 0


def _matrix(vectors: Sequence[bytes], model: EmbeddingModel) -> Vectors:
    if not vectors:
        return np.empty((0, model.dimensions), np.float32)
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
