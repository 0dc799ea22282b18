"""Storing and indexing without embedding, beside the sum of its parts done by hand.

usage: python benchmarks/bulk_build.py ARTICLES.jsonl.gz [PASSAGES]   (see
                                                                       large_library.py)

By hand: rows of works and texts into SQLite, an FTS5 index of them with Porter stemming,
and Chroma with the settings of ours, each on its own, in one go. Vectors are drawn at
random for both. Seconds of processor time and on the clock, and their ratio.
"""

import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import chromadb
import large_library as library
import numpy as np
from chromadb.config import Settings as ChromaSettings

from diffusionkb.chroma import CHROMA_BATCH, GRAPH
from diffusionkb.encoder import DIMENSIONS, FINGERPRINT
from diffusionkb.indexing import sync_indexes, sync_words
from diffusionkb.progress import Silent
from diffusionkb.settings import Folder, Settings
from diffusionkb.store import Store

PASSAGES = 20_000
Times = tuple[float, float]


def timed(work: Callable[[], object]) -> Times:
    began = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - began[0], time.perf_counter() - began[1]


def drawn(count: int) -> np.ndarray:
    vectors = np.random.default_rng(0).normal(size=(count, DIMENSIONS))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32)


def ours(root: Path, file: Path, wanted: int) -> dict[str, Times]:
    kb = Folder(root=root)
    with Store(kb.work_db) as store:
        stored = timed(lambda: library.fill(store, file, wanted))
        hashes = [sha for sha, _ in store.rows(library.TEXTS)]
        store.save_embeddings(hashes, FINGERPRINT, drawn(len(hashes)))  # not counted
        indexed = timed(lambda: sync_indexes(store, kb, Settings(), Silent()))
        words = timed(lambda: sync_words(store, kb, Silent()))
    return {
        "works, texts and words": stored,
        "both vector indexes": indexed,
        "common words once more": words,
    }


def by_hand(root: Path, file: Path, wanted: int) -> dict[str, Times]:
    rows = [
        (f"w{number} {place}", article["title"], text)
        for number, article, paragraphs in library.articles(file, wanted)
        for place, text in enumerate(paragraphs)
    ]
    vectors = drawn(len(rows))
    db = sqlite3.connect(root / "hand.db")
    db.execute("CREATE TABLE p (row INTEGER PRIMARY KEY, id UNIQUE, title, text)")
    db.execute(
        "CREATE VIRTUAL TABLE f USING fts5(title, text, content='p', "
        "content_rowid='row', tokenize='porter')"
    )
    client = chromadb.PersistentClient(
        str(root / "chroma"), ChromaSettings(anonymized_telemetry=False)
    )
    collection = client.create_collection(
        "hand", configuration={"hnsw": GRAPH}, embedding_function=None
    )

    def store() -> None:
        with db:
            db.executemany("INSERT INTO p (id, title, text) VALUES (?, ?, ?)", rows)

    def words() -> None:
        with db:
            db.execute("INSERT INTO f(f) VALUES ('rebuild')")

    def meaning() -> None:
        for start in range(0, len(rows), CHROMA_BATCH):
            some = slice(start, start + CHROMA_BATCH)
            ids = [row[0] for row in rows[some]]
            given = [{"title": row[1]} for row in rows[some]]
            collection.add(ids=ids, embeddings=vectors[some], metadatas=given)

    parts = {"rows": store, "words": words, "Chroma": meaning}
    return {name: timed(work) for name, work in parts.items()}


def main() -> None:
    file = Path(sys.argv[1])
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else PASSAGES
    totals = []
    print(f"{wanted} passages{'':22} processor  clock")
    for name, build in {"by hand": by_hand, "ours": ours}.items():
        with TemporaryDirectory(ignore_cleanup_errors=True) as root:
            parts = build(Path(root), file, wanted)
        for part, (processor, clock) in parts.items():
            print(f"{name + ': ' + part:36} {processor:7.1f} {clock:7.1f}", flush=True)
        totals.append(np.sum(list(parts.values()), axis=0))
    processor, clock = totals[1] / totals[0]
    print(f"{'ours against the sum by hand':36} {processor:7.2f} {clock:7.2f}")


if __name__ == "__main__":
    main()
