"""A cold `diffusionkb search` beside the same question through sentence-transformers.

usage: python benchmarks/cold_search.py [KB]     (default: this repository, built)

Each is a process of its own, from start to end: median of five, and their ratio.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 5
QUESTION = "pilots that never scale"
REFERENCE = """
import sys, numpy
from sentence_transformers import SentenceTransformer
from diffusionkb.encoder import model_folder
from diffusionkb.vectors import ExactIndex, exact_file
from pathlib import Path
model = SentenceTransformer(str(model_folder()), device="cpu", local_files_only=True)
index = ExactIndex(exact_file(Path(sys.argv[1]) / ".diffusionkb" / "vectors"))
index.nearest(model.encode([sys.argv[2]], normalize_embeddings=True)[0], 10)
"""


def seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    kb = sys.argv[1] if len(sys.argv) > 1 else str(Path(__file__).parents[1])
    ours_command = [
        str(Path(sys.executable).parent / "diffusionkb"),
        "--kb",
        kb,
        "search",
        QUESTION,
    ]
    their_command = [sys.executable, "-c", REFERENCE, kb, QUESTION]
    ours, theirs = [], []
    for _ in range(RUNS + 1):  # in turn, and the first pair warms the file cache
        ours.append(seconds(ours_command))
        theirs.append(seconds(their_command))
    our_median, their_median = (
        statistics.median(ours[1:]),
        statistics.median(theirs[1:]),
    )
    print(f"diffusionkb search          {our_median:6.2f} s  (median of {RUNS})")
    print(f"through sentence-transformers {their_median:4.2f} s")
    print(f"ratio                       {our_median / their_median:6.2f}")


if __name__ == "__main__":
    main()
