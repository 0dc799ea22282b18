"""Odd PDF files through the real reader processes: time, memory and how they end.

    python benchmarks/odd_pdfs.py DIR [--seconds 60] [--megabytes 1500]

Every *.pdf below DIR is read as a build would read it, one file at a time in a fresh
process, so that the largest memory of the process is the file's own (the interpreter
and the libraries included; a line says how much these are). A file must end as a
document or as a failure with its reason: a crash or a defect is an error here, and the
script then ends with 1.
"""

import argparse
import hashlib
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from diffusionkb.ingest import workers
from diffusionkb.model import Failure

WRONG = ("crash", "defect")
SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How one file ended: a document's notes or a failure's message in `words`."""

    name: str
    kind: str
    words: str
    seconds: float
    megabytes: float


def read(file: Path, name: str, seconds: int, megabytes: int) -> Ending:
    """Read one file in a forked copy of this process, whose children are its own."""
    receiver, sender = os.pipe()
    child = os.fork()
    if child == 0:
        start = time.perf_counter()
        kind, words = outcome(file, name, seconds, megabytes)
        took = time.perf_counter() - start
        peak = (
            resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        )  # Linux counts in kilobytes
        os.write(sender, "\x1f".join([kind, words, str(took), str(peak)]).encode())
        os._exit(0)
    os.close(sender)
    with os.fdopen(receiver, encoding="utf-8") as stream:
        kind, words, took, peak = stream.read().split("\x1f")
    os.waitpid(child, 0)
    return Ending(
        name=name, kind=kind, words=words, seconds=float(took), megabytes=float(peak)
    )


def outcome(file: Path, name: str, seconds: int, megabytes: int) -> tuple[str, str]:
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    jobs = {name: (file, sha256)}
    ((_, made),) = workers.run(jobs, workers=1, seconds=seconds, megabytes=megabytes)
    if isinstance(made, Failure):
        return made.kind, made.message
    _, document, passages = made
    words = [f"{len(document.pages)} pages, {len(passages)} passages", *document.notes]
    return "document", "; ".join(words)


def table(title: str, endings: list[Ending]) -> None:
    print(f"\n{title}")
    for each in endings:
        print(f"{each.seconds:7.1f} s{each.megabytes:7.0f} MB  {each.name[-58:]}")


def report(endings: list[Ending]) -> bool:
    """Print what happened; whether nothing went wrong."""
    for each in endings:
        print(f"{each.kind:12}{each.name}")
        print(f"{'':12}{each.words}")
    by_time = sorted(endings, key=lambda each: -each.seconds)
    by_memory = sorted(endings, key=lambda each: -each.megabytes)
    table("slowest (start of the process included)", by_time[:SHOWN])
    table("largest", by_memory[:SHOWN])
    kinds = Counter(each.kind for each in endings)
    print(f"\n{len(endings)} files: " + ", ".join(f"{n} {k}" for k, n in kinds.items()))
    wrong = [each for each in endings if each.kind in WRONG]
    for each in wrong:
        print(f"WRONG {each.kind}: {each.name}: {each.words}")
    return not wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--megabytes", type=int, default=1500)
    options = parser.parse_args()
    files = sorted(options.folder.rglob("*.pdf"))
    if not files:
        sys.exit(f"{options.folder}: no PDF here; give a folder with *.pdf")
    with tempfile.TemporaryDirectory() as folder:
        nothing = Path(folder) / "nothing.txt"
        nothing.write_text("Nothing but a line.")
        idle = read(nothing, nothing.name, options.seconds, options.megabytes)
    print(f"a file of one line: {idle.seconds:.1f} s, {idle.megabytes:.0f} MB")
    endings = []
    for file in files:
        name = file.relative_to(options.folder).as_posix()
        endings.append(read(file, name, options.seconds, options.megabytes))
    if not report(endings):
        sys.exit(1)


if __name__ == "__main__":
    main()
