"""Odd requests: whatever is asked, there is a clear answer and nothing runs."""

import asyncio
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from diffusionkb.settings import Folder
from diffusionkb.web.site import datasette_for, following

from .odd import FILE, Odd, requests, signs

REQUESTS = 400


def scope_of(odd: Odd) -> dict[str, Any]:
    """The request as a server hands it on: the path with its signs resolved."""
    path, _, query = odd.target.encode("latin-1").partition(b"?")
    return {
        "type": "http",
        "http_version": "1.1",
        "method": odd.method,
        "scheme": "http",
        "path": unquote_to_bytes(path).decode("utf-8", "replace"),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": [
            (name.encode(), value.encode("latin-1"))
            for name, value in (dict([("host", "kb")]) | dict(odd.headers)).items()
        ],
        "server": ("kb", 80),
        "client": ("127.0.0.1", 1),
    }


async def answer(app: Any, odd: Odd) -> tuple[int, dict[str, str], bytes]:
    said: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": odd.body, "more_body": False}

    async def send(message: Any) -> None:
        said.append(message)

    await app(scope_of(odd), receive, send)
    start = next(m for m in said if m["type"] == "http.response.start")
    assert len([m for m in said if m["type"] == "http.response.start"]) == 1
    headers = {k.decode().lower(): v.decode("latin-1") for k, v in start["headers"]}
    return start["status"], headers, b"".join(m.get("body", b"") for m in said)


def asked(folder: Folder, odds: Iterable[Odd]) -> list[Any]:
    async def run() -> list[Any]:
        site = datasette_for(folder)
        await site.invoke_startup()
        app = following(site, folder.public_db)
        return [(odd, *await answer(app, odd)) for odd in odds]

    return asyncio.run(run())


def test_odd_requests(small_kb: Folder) -> None:
    """Ensures that no request breaks the site, runs SQL or gives script back."""
    before = sha256(small_kb.public_db.read_bytes()).digest()
    for odd, status, headers, body in asked(small_kb, requests(REQUESTS)):
        kind = headers.get("content-type", "")
        assert 200 <= status < 500, odd
        assert signs(body.decode("utf-8", "replace"), kind) == [], odd
        assert "set-cookie" not in headers, odd
        assert headers["content-security-policy"].startswith("default-src 'none'"), odd
        assert headers["x-content-type-options"] == "nosniff", odd
        assert not headers.get("location", "/").startswith(("//", "/\\")), odd
    assert sha256(small_kb.public_db.read_bytes()).digest() == before
    assert not Path(FILE).exists()
