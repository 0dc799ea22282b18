"""Chroma beside the exact index on real embeddings: how many of the nearest it finds.

usage: python benchmarks/vector_indexes.py KB [KB …]     (built knowledge bases)

The passages of all of them in one index. Questions are single sentences of passages,
embedded as questions are. For each setting of Chroma's graph: the share of the nearest
10, 100 and 1,000 that it finds, and milliseconds of processor time for each question.
"""

import random
import sqlite3
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings

from diffusionkb.chroma import CHROMA_BATCH, GRAPH
from diffusionkb.encoder import query_encoder
from diffusionkb.settings import Folder
from diffusionkb.vectors import ExactIndex, Vectors, exact_file, write_exact

QUESTIONS = 200
DEPTHS = (10, 100, 1000)
TRIED = ((16, 400, 100), (32, 200, 200), (32, 400, 200), (32, 400, 100))


def passages(folders: list[Folder]) -> tuple[list[str], Vectors, list[str]]:
    """Ids, vectors, and sentences to ask."""
    held: dict[str, np.ndarray] = {}
    sentences: list[str] = []
    for kb in folders:
        index = ExactIndex(exact_file(kb.vectors))
        held.update(zip(index.ids, index.matrix, strict=True))
        with sqlite3.connect(f"{kb.work_db.as_uri()}?mode=ro", uri=True) as db:
            for (text,) in db.execute("SELECT text FROM passages WHERE kind = 'body'"):
                sentences += [s for s in text.split(". ") if 40 < len(s) < 200]
    asked = random.Random(0).sample(sentences, QUESTIONS)  # noqa: S311
    ids = sorted(held)
    return ids, np.stack([held[key] for key in ids]), asked


def measured(ids: list[str], vectors: Vectors, questions: Vectors, exact, graph) -> str:
    client = chromadb.EphemeralClient(ChromaSettings(anonymized_telemetry=False))
    name = "tried-" + "-".join(str(graph[key]) for key in sorted(graph))
    collection = client.create_collection(
        name, configuration={"hnsw": graph}, embedding_function=None
    )
    for start in range(0, len(ids), CHROMA_BATCH):
        some = slice(start, start + CHROMA_BATCH)
        collection.add(ids=ids[some], embeddings=vectors[some])
    cells = []
    for depth in (depth for depth in DEPTHS if depth <= len(ids)):
        shares, began = [], time.process_time()
        for question, best in zip(questions, exact, strict=True):
            found = collection.query([question], n_results=depth, include=["distances"])
            shares.append(len({*found["ids"][0]} & {*best[:depth]}) / depth)
        spent = (time.process_time() - began) / len(questions) * 1000
        cells.append(f"{np.mean(shares):8.4f} {spent:5.1f} ms")
    return " ".join(cells)


def main() -> None:
    folders = [Folder(root=Path(name).resolve()) for name in sys.argv[1:]]
    ids, vectors, asked = passages(folders)
    questions = query_encoder().encode(asked)
    with TemporaryDirectory() as scratch:
        write_exact(Path(scratch), ids, vectors)
        index = ExactIndex(exact_file(Path(scratch)))
        exact = [[key for key, _ in index.nearest(q, DEPTHS[-1])] for q in questions]
    print(f"{len(ids)} passages, {len(asked)} questions; ours is {GRAPH}")
    print(f"neighb. search constr.{'':9}10{'':16}100{'':15}1000")
    for neighbours, search, construction in TRIED:
        graph = GRAPH | {"ef_search": search, "ef_construction": construction}
        graph["max_neighbors"] = neighbours
        row = measured(ids, vectors, questions, exact, graph)
        print(f"{neighbours:7} {search:6} {construction:6} {row}", flush=True)


if __name__ == "__main__":
    main()
