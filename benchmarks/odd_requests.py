"""Thousands of odd requests to a running site: SQL, script, broken text, odd headers.

usage: python benchmarks/odd_requests.py KB [REQUESTS [SEED]]

`tests/web/odd.py` makes them (the tests send a few hundred without a server). Here
`diffusionkb serve` gets them over four connections, byte by byte as they are. Printed
are: how often each status came, what the server itself refused as no HTTP, and every
request that broke something, ran something, or lacked our headers. Last, whether the
database is the same file, the site still answers, and what memory it took.
"""

import asyncio
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "web"))
from odd import FILE, SEED, Odd, requests, signs

from diffusionkb.settings import Folder

CONNECTIONS = 4
NO_HTTP = b"Invalid HTTP request received."  # uvicorn's own, before it asks the site
OURS = ("content-security-policy", "x-content-type-options", "referrer-policy")


def serve(kb: Folder) -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "diffusionkb", "--kb", str(kb.root), "serve"]
    process = subprocess.Popen(
        [*command, "--port", str(port)], stderr=subprocess.DEVNULL
    )
    for _ in range(300):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return process, port
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the site did not start")


def written(odd: Odd) -> bytes:
    """The request as it goes over the wire."""
    given = dict([("host", "127.0.0.1")]) | dict(odd.headers)
    if odd.body:
        given["content-length"] = str(len(odd.body))
    given["connection"] = "close"
    lines = [f"{odd.method} {odd.target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in given.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + odd.body


async def sent(odd: Odd, port: int) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(written(odd))
        return await asyncio.wait_for(reader.read(), 60)
    except ConnectionError:
        return b""  # refused before all of it was sent
    finally:
        writer.close()


def wrong_with(odd: Odd, status: int, head: str, body: bytes) -> Iterator[str]:
    """Why an answer is not what a visitor should get, if so."""
    fields = [line.partition(":") for line in head.lower().split("\r\n")[1:]]
    headers = {name: value.strip() for name, _, value in fields}
    if not 200 <= status < 500:
        yield f"status {status}"
    if body.strip() == NO_HTTP:
        return
    yield from (f"no {name}" for name in OURS if name not in headers)
    if "set-cookie" in headers:
        yield "a cookie"
    if headers.get("location", "/").startswith(("//", "/\\")):
        yield "leads elsewhere"
    text = body.decode("utf-8", "replace")
    yield from signs(text, headers.get("content-type", ""))


async def ask(port: int, odds: list[Odd]) -> tuple[Counter[str], list[str]]:
    told: Counter[str] = Counter()
    wrong: list[str] = []
    waiting = iter(odds)

    async def visitor() -> None:
        for odd in waiting:
            answer = await sent(odd, port)
            head, _, body = answer.partition(b"\r\n\r\n")
            if not head:
                told["closed"] += 1
                continue
            status = int(head.split()[1])
            told["no HTTP" if body.strip() == NO_HTTP else str(status)] += 1
            found = list(wrong_with(odd, status, head.decode("latin-1"), body))
            if found:
                wrong.append(f"{found}: {odd}"[:600])

    await asyncio.gather(*(visitor() for _ in range(CONNECTIONS)))
    return told, wrong


def memory(process: int) -> int:
    text = Path(f"/proc/{process}/status").read_text()
    line = next(line for line in text.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) // 1024


def main() -> None:
    kb = Folder(root=Path(sys.argv[1]))
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else SEED
    before = sha256(kb.public_db.read_bytes()).digest()
    process, port = serve(kb)
    try:
        for path in ("/", "/search?q=innovation", "/claims/M1"):
            asyncio.run(sent(Odd(method="GET", target=path), port))
        sizes = [memory(process.pid)]
        began = time.perf_counter()
        told, wrong = asyncio.run(ask(port, list(requests(count, seed))))
        took = time.perf_counter() - began
        sizes.append(memory(process.pid))
        home = asyncio.run(sent(Odd(method="GET", target="/"), port))
    finally:
        process.terminate()
        process.wait()
    counts = ", ".join(f"{status}: {n}" for status, n in sorted(told.items()))
    print(f"{count} requests in {took:.0f} s; {counts}; {len(wrong)} went wrong")
    print("\n".join(wrong))
    same = sha256(kb.public_db.read_bytes()).digest() == before
    print(
        f"database {'the same' if same else 'CHANGED'}; "
        f"{'a file was WRITTEN' if Path(FILE).exists() else 'no file written'}; home "
        f"{home.split()[1].decode()}; memory {sizes[0]} MB before, {sizes[1]} MB after"
    )
    raise SystemExit(bool(wrong) or not same)


if __name__ == "__main__":
    main()
