"""What every reply of the site has, and which requests go no further.

Wraps all of Datasette, so that its own pages keep the same rules.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from .rendering import SECURITY

LONGEST_PATH = 2000
Scope = Mapping[str, Any]
App = Callable[..., Awaitable[None]]


def guarded(app: App) -> App:
    """The application with our headers, and without addresses that harm it."""

    async def application(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def send_with_headers(message: Mapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _with_security(message)}
            await send(message)

        if refused := _refused(scope):
            await _say(send_with_headers, *refused)
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


def _refused(scope: Scope) -> tuple[int, str] | None:
    """Why a request goes no further, if so."""
    raw = scope.get("raw_path") or scope["path"].encode()
    path = bytes(raw).partition(b"?")[0]
    if len(path) > LONGEST_PATH:
        return 414, "This address is too long."
    # Two slashes would be taken for another host in a redirect; NUL breaks file names.
    if path.startswith(b"//") or b"%00" in path or b"\\" in path:
        return 404, "There is no page at this address."
    return None


async def _say(send: Any, status: int, words: str) -> None:
    page = (
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">'
        f"<title>{words}</title></head><body><main><h1>{words}</h1>"
        '<p><a href="/">Start page</a></p></main></body></html>'
    )
    headers = [(b"content-type", b"text/html; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": page.encode()})
