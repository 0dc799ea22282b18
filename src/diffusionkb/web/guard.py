"""What every reply of the site has, and which requests go no further.

Wraps all of Datasette, so that its own pages keep the same rules. How a problem looks
is for the caller.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from .answers import Problem
from .asking import TooLong
from .rendering import SECURITY

LONGEST_PATH = 2000
METHODS = ("GET", "HEAD")  # the site is only read
ALLOW = (b"allow", b"GET, HEAD, OPTIONS")
# Datasette's tools for those who run it: nothing there is for visitors.
TOOLS = ("allow-debug", "messages", "patterns", "threads")
Scope = Mapping[str, Any]
App = Callable[..., Awaitable[None]]
Say = Callable[[Scope, Problem, Any], Awaitable[None]]  # request, what, send


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

        if scope["method"] == "OPTIONS":
            await _options(send_with_headers)
        elif refused := _refused(scope, base):
            await say(scope, refused, send_with_headers)
        else:
            await app(scope, receive, send_with_headers)

    return application


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
    raw = scope.get("raw_path") or scope["path"].encode()
    path = bytes(raw).partition(b"?")[0]
    if len(path) > LONGEST_PATH:
        return TooLong()
    # Two slashes would be taken for another host in a redirect; NUL breaks file names.
    odd = path.startswith(b"//") or b"%00" in path or b"\\" in path
    if odd or path.startswith(tuple(f"{base}/-/{tool}".encode() for tool in TOOLS)):
        return Problem.missing("There is no page at this address.")
    return None


async def _options(send: Any) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": [ALLOW]})
    await send({"type": "http.response.body", "body": b""})
