"""Seconds to code 1,000 passages, beside embedding them, and seconds to start.

Run in the repository: PYTHONPATH=src python benchmarks/tag_speed.py [passages] [rounds]

First the whole command. Then, in one process, each round embeds the passages as
sentence-transformers does, and reads and codes them as `tag` does; they take turns to be
first. Medians by processor time, which tells on a busy machine too, and by the clock.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from diffusionkb import codebook as codebooks
from diffusionkb.coding import examples, tagger
from diffusionkb.encoder import build_encoder

ROOT = Path(__file__).parents[1]


def command(texts: list[str]) -> tuple[float, float]:
    """Seconds, and processor seconds, of the whole command tag on these texts."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        for number, text in enumerate(texts):
            file.write(json.dumps({"id": number, "text": text}) + "\n")
        file.flush()
        started, used = time.perf_counter(), processor_seconds()
        subprocess.run(
            [sys.executable, "-m", "diffusionkb", "tag", file.name],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return time.perf_counter() - started, processor_seconds() - used


def processor_seconds() -> float:
    """What the commands run so far took of all cores: tells on a busy machine, too."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def spent(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the processors and of the clock."""
    began = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - began[0], time.perf_counter() - began[1]


def beside_embedding(texts: list[str], rounds: int) -> None:
    """Print what embedding, reading and coding take, and the ratio to its limit."""
    encoder, coder = build_encoder(), tagger.load()
    kept = {"readings": encoder.read(texts[:64])}
    encoder.encode(texts[:64]), coder.tag(texts[:64], kept["readings"])
    took: dict[str, list[tuple[float, float]]] = {}

    def read() -> None:
        kept["readings"] = encoder.read(texts)

    turns = {
        "embedding": lambda: encoder.encode(texts),
        "reading": read,
        "coding": lambda: coder.tag(texts, kept["readings"]),
    }
    orders = [("embedding", "reading", "coding"), ("reading", "coding", "embedding")]
    for number in range(rounds):
        for name in orders[number % 2]:
            took.setdefault(name, []).append(spent(turns[name]))
    seconds = {name: np.array(some) for name, some in took.items()}
    for name, some in seconds.items():
        processor, clock = np.median(some, axis=0)
        print(f"{name:10} {processor:6.1f} s of processors, {clock:6.1f} s")
    ratios = (seconds["reading"] + seconds["coding"]) / seconds["embedding"]
    processor, clock = np.median(ratios, axis=0)
    print(f"reading and coding beside embedding: {processor:.2f}, {clock:.2f} x")
    print(f"limit 1.3; {rounds} rounds")


def main() -> None:
    """Print the figures, each beside its limit."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 4
    book = codebooks.load(ROOT / "annotations" / "codebook.yaml")
    given = list(examples.passages(ROOT / "annotations" / "training", book))
    texts = [given[number % len(given)].text for number in range(count)]
    words = sum(len(text.split()) for text in texts) / count
    print(f"{count} passages of {words:.0f} words")
    for name, some, limit in (("start", texts[:1], 8), ("all", texts, 60)):
        seconds, used = command(some)
        print(f"{name}: {seconds:.1f} s (limit {limit}), of processors {used:.1f} s")
    beside_embedding(texts, rounds)


if __name__ == "__main__":
    main()
