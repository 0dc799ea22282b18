"""What every reply of the site has, and which requests go no further.

Wraps all of Datasette, so that its own pages keep the same rules. How a problem looks
is for the caller.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote_from_bytes

from .answers import Problem
from .asking import TooLong
from .rendering import SECURITY

LONGEST_PATH = 2000
ASCII = bytes(range(128))
METHODS = ("GET", "HEAD")  # the site is only read
ALLOW = (b"allow", b"GET, HEAD, OPTIONS")
FILES = "/-/static"  # Datasette's own, and those of its plugins
NO_PAGE = "There is no page at this address."
# Datasette's tools for those who run it: nothing there is for visitors, and one says
# where on the machine, and so in whose folder, the database lies.
TOOLS = ("allow-debug", "databases", "messages", "patterns", "threads")
Scope = Mapping[str, Any]
App = Callable[..., Awaitable[None]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Say = Callable[[Scope, Problem, Send], Awaitable[None]]  # request, what, send


def guarded(app: App, *, say: Say, base: str = "") -> App:
    """The application with our headers, and without requests that harm it."""

    async def application(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def send_with_headers(message: Mapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                more = [ALLOW] if message["status"] == 405 else []
                message = {**message, "headers": [*_with_security(message), *more]}
            await send(message)

        scope = {**scope, "raw_path": _ascii(scope)}
        if scope["method"] == "OPTIONS":
            await _options(send_with_headers)
        elif refused := _refused(scope, base):
            await say(scope, refused, send_with_headers)
        elif scope["path"].startswith(f"{base}{FILES}"):
            await app(scope, receive, _or_page(scope, say, send_with_headers))
        else:
            await app(scope, receive, send_with_headers)

    return application


def _or_page(scope: Scope, say: Say, send: Send) -> Send:
    """Sends files; where there is none, a page of ours in place of Datasette's line."""
    missing = False

    async def send_file(message: Mapping[str, Any]) -> None:
        nonlocal missing
        if message["type"] == "http.response.start" and message["status"] >= 400:
            missing = True
            await say(scope, Problem.missing(NO_PAGE), send)
        elif not missing:
            await send(message)

    return send_file


def _ascii(scope: Scope) -> bytes:
    """The path as browsers send it; Datasette takes nothing but ASCII."""
    raw = scope.get("raw_path") or scope["path"].encode()
    return quote_from_bytes(raw.partition(b"?")[0], safe=ASCII).encode()


def _with_security(message: Mapping[str, Any]) -> list[tuple[bytes, bytes]]:
    ours = {name.encode(): value.encode() for name, value in SECURITY.items()}
    kept = [
        (name, value)
        for name, value in message.get("headers", [])
        if name.lower() not in ours
    ]
    return [*kept, *ours.items()]


def _refused(scope: Scope, base: str) -> Problem | None:
    """Why a request goes no further, if so."""
    if scope["method"] not in METHODS:
        return Problem(
            405, "This site is only read", "Pages can be opened here, not written to."
        )
    path: bytes = scope["raw_path"]
    if len(path) > LONGEST_PATH:
        return TooLong()
    # Two slashes would be taken for another host in a redirect; NUL breaks file names.
    odd = path.startswith(b"//") or b"%00" in path or b"\\" in path
    if odd or path.startswith(tuple(f"{base}/-/{tool}".encode() for tool in TOOLS)):
        return Problem.missing(NO_PAGE)
    return None


async def _options(send: Send) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": [ALLOW]})
    await send({"type": "http.response.body", "body": b""})
