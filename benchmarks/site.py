"""The site under load beside Datasette's own row and search pages.

usage: python benchmarks/site.py KB [SECONDS]

KB is a library from `large_library.py`. A fifth of its passages get codings (most by
the model) if there are none; it is published (where KB holds no more than a published
state, that is taken) and served by `diffusionkb serve` in one process. Four connections ask for one kind of page at a time; each line gives requests a
second, median and 95th percentile, and what went wrong. Every request has a number of
its own, so that no reply is one that the site remembers, but for the line "again"; its
last figure is the server's processor time. At the end all kinds of our pages are asked
for in turn for a minute, and the server's memory is told before, half-way and after.
"""

import http.client
import itertools
import os
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from diffusionkb import pipeline
from diffusionkb.model import CoderKind, Stance
from diffusionkb.settings import Folder, load_settings
from diffusionkb.store import LEARNED_CODER, Store
from diffusionkb.web.public import publish

CONNECTIONS = 4
MINUTE = 60.0
RARE = ("insulin resistance in mice", "zebrafish larvae", "malaria bed nets")
COMMON = ("study results", "the data of patients", "cells and treatment")
NUMBERS = itertools.count()
KINDS = ((CoderKind.MODEL, LEARNED_CODER, 16), (CoderKind.EDITORIAL, "eda", 3))


def code(kb: Folder, dice: random.Random) -> None:
    """Give a fifth of the passages a code, most of them by the model."""
    codes = [c.id for c in pipeline.codebook_of(kb).codes]
    with Store(kb.work_db) as store:
        ids = [row[0] for row in store.rows("SELECT id FROM passages ORDER BY id")]
    rows = []
    for kind, coder, percent in (*KINDS, (CoderKind.PERSON, "pat", 1)):
        for key in dice.sample(ids, len(ids) * percent // 100):
            stance = dice.choice(list(Stance)).value
            score = round(dice.random(), 3)
            rows.append((key, dice.choice(codes), coder, kind.value, stance, score))
    with closing(sqlite3.connect(kb.work_db)) as db, db:
        db.executemany(
            "INSERT INTO codings VALUES (?, ?, ?, ?, ?, ?, '', '1.0', '', '')", rows
        )
        db.execute("UPDATE works SET rights = 'open'")


def asked(kb: Folder) -> dict[str, Sequence[str]]:
    """Kind of page → addresses of it."""
    with closing(sqlite3.connect(kb.public_db)) as db:
        sql = "SELECT id FROM passages ORDER BY random() LIMIT 200"
        passages = [row[0] for row in db.execute(sql)]
        sql = "SELECT citation_key FROM works ORDER BY random() LIMIT 200"
        works = [row[0] for row in db.execute(sql)]
        codes = [row[0] for row in db.execute("SELECT id FROM codes")]
    return {
        "home, again": ["/"],
        "home": ["/"],
        "claim": [f"/claims/{code.replace('.', '/')}" for code in codes],
        "passage": [f"/passages/{key}" for key in passages],
        "work": [f"/works/{key}" for key in works],
        "map": ["/map", "/map?by=kind", "/map?by=decade"],
        "search, rare words": [f"/search?q={quote(q)}" for q in RARE],
        "search, common words": [f"/search?q={quote(q)}" for q in COMMON],
        "claim and side ticked": ["/search?claim=M1&side=against"],
        "Datasette: a row": [f"/public/passages/{key}" for key in passages],
        "Datasette: _search, rare": [
            f"/public/passages?_search={quote(q)}" for q in RARE
        ],
        "Datasette: _search, common": [
            f"/public/passages?_search={quote(q)}" for q in COMMON
        ],
    }


def load(
    port: int, paths: Sequence[str], seconds: float, *, again: bool = False
) -> tuple[list[float], int]:
    """Seconds of each request over four connections, and how many went wrong."""
    taken: list[float] = []
    wrong: list[str] = []
    end = time.perf_counter() + seconds

    def visitor(turn: Iterator[str]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.perf_counter() < end:
            path, began = next(turn), time.perf_counter()
            number = "" if again else f"{'&' if '?' in path else '?'}_n={next(NUMBERS)}"
            connection.request("GET", path + number)
            answer = connection.getresponse()
            answer.read()
            taken.append(time.perf_counter() - began)
            if answer.status != 200:
                wrong.append(path)

    threads = [
        threading.Thread(
            target=visitor, args=[itertools.cycle(paths[n:] + paths[:n] or paths)]
        )
        for n in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken, len(wrong)


def memory(process: int) -> int:
    """Resident megabytes of a process."""
    text = Path(f"/proc/{process}/status").read_text()
    line = next(line for line in text.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) // 1024


def processor(process: int) -> float:
    """Seconds of processor time that a process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def serve(kb: Folder) -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "diffusionkb", "--kb", str(kb.root), "serve"]
    process = subprocess.Popen(
        [*command, "--port", str(port)], stderr=subprocess.DEVNULL
    )
    for _ in range(200):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return process, port
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the site did not start")


def prepare(kb: Folder) -> None:
    """Code the library if nobody has, and publish it."""
    with Store(kb.work_db) as store:
        (coded,) = store.rows("SELECT count(*) FROM codings")[0]
    if not coded:
        code(kb, random.Random(0))
    began = time.perf_counter()
    with Store(kb.work_db) as store:
        publish(store, kb, load_settings(kb), pipeline.codebook_of(kb))
    print(f"published in {time.perf_counter() - began:.0f} s")


def main() -> None:
    kb = Folder(root=Path(sys.argv[1]))
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 10.0
    if kb.work_db.exists():
        prepare(kb)
    with closing(sqlite3.connect(kb.public_db)) as db:
        (count,) = db.execute("SELECT count(*) FROM passages").fetchone()
    size = kb.public_db.stat().st_size // 1_000_000
    print(f"{count:,} passages, {size} MB", flush=True)
    process, port = serve(kb)
    try:
        measure(kb, process.pid, port, seconds)
    finally:
        process.terminate()
        process.wait()


def measure(kb: Folder, process: int, port: int, seconds: float) -> None:
    pages = asked(kb)
    for paths in pages.values():
        load(port, paths, 1)  # warms the model and the file cache
    print(f"{'':28}  req/s   p50 ms   p95 ms  wrong  ms each")
    for name, paths in pages.items():
        began = processor(process)
        taken, wrong = load(port, paths, seconds, again="again" in name)
        each = 1000 * (processor(process) - began) / len(taken)
        print(f"{line(name, taken, wrong, seconds)} {each:8.1f}", flush=True)
    ours = [path for name in pages if "Datasette" not in name for path in pages[name]]
    random.Random(0).shuffle(ours)
    sizes = [memory(process)]
    for _ in range(2):
        taken, wrong = load(port, ours, MINUTE / 2)
        print(line("all our pages in turn", taken, wrong, MINUTE / 2), flush=True)
        sizes.append(memory(process))
    print(f"memory: {', '.join(map(str, sizes))} MB before, half-way, after")


def line(name: str, taken: Sequence[float], wrong: int, seconds: float) -> str:
    ranks = statistics.quantiles(taken, n=20) if len(taken) > 1 else [*taken] * 19
    rate, half = len(taken) / seconds, 1000 * statistics.median(taken)
    return f"{name:28} {rate:6.1f} {half:8.1f} {1000 * ranks[18]:8.1f} {wrong:6}"


if __name__ == "__main__":
    main()
