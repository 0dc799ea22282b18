"""Embedding as a build does it, beside sentence-transformers on the same texts.

usage: python benchmarks/embedding.py ARTICLES.jsonl.gz [PASSAGES]   (see
                                                                       large_library.py)

Reference: `SentenceTransformer.encode`, 32 texts at a time. Passages each second, by
processor time and by the clock, and the least cosine between the two vectors of a text.
"""

import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import large_library as library
import numpy as np

from diffusionkb.embedding import embed
from diffusionkb.encoder import FINGERPRINT, build_encoder
from diffusionkb.model_files import model_folder
from diffusionkb.progress import Silent
from diffusionkb.settings import Folder
from diffusionkb.store import Store
from diffusionkb.usual_encoder import BATCH

PASSAGES = 500
VECTORS = "SELECT text_sha256, vector FROM embeddings WHERE fingerprint = ?"


def main() -> None:
    os.environ["HF_HUB_OFFLINE"] = "1"
    from sentence_transformers import SentenceTransformer

    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else PASSAGES
    folder = str(model_folder())
    model = SentenceTransformer(folder, device="cpu", local_files_only=True)
    build_encoder()  # loading is in neither figure
    with TemporaryDirectory() as root, Store(Folder(root=Path(root)).work_db) as store:
        library.fill(store, Path(sys.argv[1]), wanted)
        texts = store.rows(library.TEXTS)
        spent = [(time.process_time(), time.perf_counter())]
        theirs = model.encode(
            [text for _, text in texts], batch_size=BATCH, normalize_embeddings=True
        )
        spent.append((time.process_time(), time.perf_counter()))
        embed(store, Silent())
        spent.append((time.process_time(), time.perf_counter()))
        ours = dict(store.rows(VECTORS, [FINGERPRINT]))
    rates = len(texts) / np.diff(np.array(spent), axis=0)
    vectors = np.stack([np.frombuffer(ours[sha], "<f4") for sha, _ in texts])
    print(f"{len(texts)} passages          processor    clock")
    for name, (processor, clock) in zip(
        ("sentence-transformers", "diffusionkb"), rates, strict=True
    ):
        print(f"{name:22} {processor:12.1f} {clock:8.1f}  passages a second")
    processor, clock = rates[1] / rates[0]
    print(f"{'ratio':22} {processor:12.2f} {clock:8.2f}")
    print(f"least cosine {float((vectors * theirs).sum(1).min()):.5f}")


if __name__ == "__main__":
    main()
