"""Pages a second with one reader process and with two, through the real executor.

    python benchmarks/two_workers.py DIR [--rounds 3]

DIR holds PDF files. Starting processes is measured apart, by a run over one short text
for each worker, and taken off, since a build starts them once. The rounds take turns;
their median is shown. Two workers need two idle processors: other load on the machine
spoils the figure, so the load average is printed (about 0 before, for a fair run).
"""

import argparse
import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from diffusionkb.ingest import workers
from diffusionkb.model import Failure

Jobs = Mapping[str, tuple[Path, str]]


def jobs_of(files: list[Path]) -> Jobs:
    return {
        str(file): (file, hashlib.sha256(file.read_bytes()).hexdigest())
        for file in files
    }


def run(jobs: Jobs, count: int) -> tuple[float, int]:
    """Seconds and pages of a run with so many workers."""
    start = time.perf_counter()
    pages = 0
    for name, made in workers.run(jobs, workers=count, seconds=60, megabytes=1500):
        if isinstance(made, Failure):
            print(f"{name}: {made.kind}: {made.message}", file=sys.stderr)
        else:
            pages += len(made[1].pages)
    return time.perf_counter() - start, pages


def starting(count: int, folder: Path) -> float:
    """Seconds until so many workers have read a text of one line each."""
    files = [folder / f"{number}.txt" for number in range(count)]
    for file in files:
        file.write_text(f"Nothing but line {file.stem}.")
    return run(jobs_of(files), count)[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    files = sorted(options.folder.rglob("*.pdf"))
    if not files:
        sys.exit(f"{options.folder}: no PDF here; give a folder with *.pdf")
    jobs = jobs_of(files)
    load = os.getloadavg()[0]
    print(f"{len(jobs)} files, {os.cpu_count()} processors, load average {load:.2f}")
    reading: dict[int, list[float]] = {1: [], 2: []}
    starts: dict[int, list[float]] = {1: [], 2: []}
    pages = 0
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(options.rounds):
            for count in reading:
                starts[count].append(starting(count, Path(folder)))
                whole, pages = run(jobs, count)
                reading[count].append(whole - starts[count][-1])
    for count, times in reading.items():
        speed, start = pages / median(times), median(starts[count])
        print(f"{count} worker(s): {speed:5.0f} pages/s, {start:.1f} s to start")
    gain = median(one / two for one, two in zip(*reading.values(), strict=True))
    print(f"two against one: {gain:.2f} times (2 would be linear)")
    print(f"load average afterwards {os.getloadavg()[0]:.2f}")


if __name__ == "__main__":
    main()
