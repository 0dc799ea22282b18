"""Thousands of odd requests to the site: SQL, script, broken text, huge parameters.

usage: python benchmarks/odd_requests.py KB [REQUESTS]

The same ones each time (`tests/web/test_fuzz.py` makes them and asks a few hundred).
Prints how often each status came, and every address that broke something.
"""

import asyncio
import sys
import time
from collections import Counter
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "web"))
from test_fuzz import requests

from diffusionkb.settings import Folder
from diffusionkb.web.site import datasette_for, following


def broken(answer: httpx.Response) -> bool:
    """Whether an answer shows that something ran, or went wrong."""
    return (
        answer.status_code >= 500
        or "<script>alert(1)" in answer.text
        or "set-cookie" in answer.headers
        or "content-security-policy" not in answer.headers
    )


async def ask(kb: Folder, count: int) -> tuple[Counter[int], list[str]]:
    site = datasette_for(kb)
    await site.invoke_startup()
    statuses: Counter[int] = Counter()
    wrong = []
    transport = httpx.ASGITransport(app=following(site, kb.public_db))
    async with httpx.AsyncClient(transport=transport, base_url="http://kb") as client:
        for path in requests(count):
            answer = await client.get(path)
            statuses[answer.status_code] += 1
            if broken(answer):
                wrong.append(path)
    return statuses, wrong


def main() -> None:
    kb = Folder(root=Path(sys.argv[1]))
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
    began = time.perf_counter()
    statuses, wrong = asyncio.run(ask(kb, count))
    took = time.perf_counter() - began
    told = ", ".join(f"{status}: {n}" for status, n in sorted(statuses.items()))
    print(f"{count} requests in {took:.0f} s; {told}; {len(wrong)} broke something")
    for path in wrong:
        print(path)


if __name__ == "__main__":
    main()
