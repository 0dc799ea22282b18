"""A cold `diffusionkb search` beside the same question through sentence-transformers.

usage: python benchmarks/cold_search.py [KB]     (default: this repository, built)

Each is a process of its own, from start to end: median of five on the clock, their
ratio, processor time, and the most memory that a process held.
"""

import os
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


def taken(command: list[str]) -> tuple[float, float, float]:
    """Seconds on the clock, of the processor, and megabytes at most."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    clock = time.perf_counter() - began
    return clock, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    kb = sys.argv[1] if len(sys.argv) > 1 else str(Path(__file__).parents[1])
    ours_command = [
        sys.executable,
        "-m",
        "diffusionkb",
        "--kb",
        kb,
        "search",
        QUESTION,
    ]
    their_command = [sys.executable, "-c", REFERENCE, kb, QUESTION]
    ours, theirs = [], []
    for _ in range(RUNS + 1):  # in turn, and the first pair warms the file cache
        ours.append(taken(ours_command))
        theirs.append(taken(their_command))
    print(f"{'median of ' + str(RUNS):30} clock  processor  memory")
    medians = []
    for name, runs in (
        ("diffusionkb search", ours),
        ("through sentence-transformers", theirs),
    ):
        clock, processor, memory = map(statistics.median, zip(*runs[1:], strict=True))
        print(f"{name:30} {clock:4.2f} s {processor:8.2f} s {memory:4.0f} MB")
        medians.append(clock)
    print(f"{'ratio':30} {medians[0] / medians[1]:4.2f}")


if __name__ == "__main__":
    main()
