"""Seconds to code 1,000 passages, beside embedding them, and seconds to start.

Run in the repository: PYTHONPATH=src python benchmarks/tag_speed.py [passages]
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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


def main() -> None:
    """Print the three figures, each beside its limit."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    book = codebooks.load(ROOT / "annotations" / "codebook.yaml")
    given = list(examples.passages(ROOT / "annotations" / "training", book))
    texts = [given[number % len(given)].text for number in range(count)]
    words = sum(len(text.split()) for text in texts) / count
    print(f"{count} passages of {words:.0f} words")
    for name, some, limit in (("start", texts[:1], 8), ("all", texts, 60)):
        seconds, used = command(some)
        print(f"{name}: {seconds:.1f} s (limit {limit}), of processors {used:.1f} s")
    encoder = build_encoder()
    encoder.encode(texts[:8])
    started = time.perf_counter()
    encoder.encode(texts)
    embedding = time.perf_counter() - started
    started = time.perf_counter()
    readings = encoder.read(texts)
    reading = time.perf_counter() - started
    coder = tagger.load()
    started = time.perf_counter()
    coder.tag(texts, readings)
    coding = time.perf_counter() - started
    print(
        f"embedding {embedding:.1f} s; embedding with profiles {reading:.1f} s, then "
        f"coding {coding:.1f} s: {(reading + coding) / embedding:.2f} x embedding "
        "alone (limit 1.3)"
    )


if __name__ == "__main__":
    main()
