"""Embedding as a build does it, beside sentence-transformers on the same texts.

usage: python benchmarks/embedding.py ARTICLES.jsonl.gz [PASSAGES]   (see
                                                                       large_library.py)

Reference: `SentenceTransformer.encode`, 32 texts at a time. The passages come in blocks;
each is embedded by both, who take turns to be first. Medians of passages each second, by
processor time and by the clock, of their ratios, and the least cosine between the two
vectors of a text.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import large_library as library
import numpy as np

from diffusionkb.embedding import embed
from diffusionkb.encoder import FEW, FINGERPRINT, build_encoder
from diffusionkb.half_precision import has_bf16
from diffusionkb.model_files import model_folder
from diffusionkb.progress import Silent
from diffusionkb.settings import Folder
from diffusionkb.store import Store
from diffusionkb.usual_encoder import BATCH

PASSAGES = 1500
BLOCKS = 5
LEAST = FEW + 50  # of a block: for fewer texts torch is not started at all
VECTORS = "SELECT text_sha256, vector FROM embeddings WHERE fingerprint = ?"


def rate(count: int, work: Callable[[], object]) -> tuple[float, float]:
    """How many a second, by processor time and by the clock."""
    began = time.process_time(), time.perf_counter()
    work()
    spent = time.process_time() - began[0], time.perf_counter() - began[1]
    return count / spent[0], count / spent[1]


def block(number: int, paragraphs: list[str], reference) -> tuple[np.ndarray, float]:
    """Rates of the reference and of ours, and the least cosine."""
    with TemporaryDirectory() as root, Store(Folder(root=Path(root)).work_db) as store:
        library._save(store, "block", paragraphs)
        texts = store.rows(library.TEXTS)
        theirs = []
        turns: dict[str, Callable[[], object]] = {
            "theirs": lambda: theirs.append(reference([text for _, text in texts])),
            "ours": lambda: embed(store, Silent()),
        }
        order = sorted(turns, reverse=number % 2 == 0)
        rates = {name: rate(len(texts), turns[name]) for name in order}
        ours = dict(store.rows(VECTORS, [FINGERPRINT]))
    vectors = np.stack([np.frombuffer(ours[sha], "<f4") for sha, _ in texts])
    cosine = float((vectors * theirs[0]).sum(axis=1).min())
    return np.array([rates["theirs"], rates["ours"]]), cosine


def main() -> None:
    os.environ["HF_HUB_OFFLINE"] = "1"
    from sentence_transformers import SentenceTransformer

    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else PASSAGES
    folder = str(model_folder())
    model = SentenceTransformer(folder, device="cpu", local_files_only=True)
    ours = build_encoder()  # loading is in neither figure
    found = library.articles(Path(sys.argv[1]), wanted)
    texts = [text for _, _, some in found for text in some][:wanted]
    print(f"bf16: processor {has_bf16()}, used {ours.half}")

    def reference(some: list[str]) -> np.ndarray:
        return model.encode(
            some, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
        )

    reference(texts[:BATCH]), ours.encode(texts[:BATCH])
    step = max(-(-len(texts) // BLOCKS), LEAST)
    done = [
        block(number, texts[start : start + step], reference)
        for number, start in enumerate(range(0, len(texts), step))
    ]
    rates = np.stack([some for some, _ in done])
    print(f"{len(texts)} passages          processor    clock")
    for row, name in enumerate(("sentence-transformers", "diffusionkb")):
        processor, clock = np.median(rates[:, row], axis=0)
        print(f"{name:22} {processor:12.1f} {clock:8.1f}  passages a second")
    processor, clock = np.median(rates[:, 1] / rates[:, 0], axis=0)
    print(f"{'ratio':22} {processor:12.2f} {clock:8.2f}")
    print(f"least cosine {min(cosine for _, cosine in done):.5f}")


if __name__ == "__main__":
    main()
