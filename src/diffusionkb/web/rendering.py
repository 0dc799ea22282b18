"""An answer becomes bytes: HTML, JSON or a picture, with status and headers.

Knows templates by name only; Datasette's part is in `plugin.py`.
"""

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from typing import Any

from ..errors import NotBuilt
from .answers import Asked, Document, Moved, Page, Picture, Problem
from .shelf import Shelf

JSON_TYPE = "application/json; charset=utf-8"
SVG_TYPE = "image/svg+xml; charset=utf-8"
HTML_TYPE = "text/html; charset=utf-8"
CACHE = "public, max-age=60, must-revalidate"
# How long a page may be kept, and that it comes as HTML and as JSON.
KEPT = {"cache-control": CACHE, "vary": "Accept"}
# Nothing from elsewhere, nothing inline, no frames: also on Datasette's own pages.
SECURITY = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "interest-cohort=()",
}
NOT_READY = (
    "The library cannot be read just now. It may be being published anew; "
    "try again in a minute."
)
LOG = logging.getLogger(__name__)
Render = Callable[[str, Mapping[str, Any]], Awaitable[str]]
PageOf = Callable[[Shelf, Asked], Page | Picture | Document | Moved]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What goes back over HTTP."""

    body: str | bytes
    status: int = 200
    content_type: str = HTML_TYPE
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a page function came to, and of which build."""

    outcome: Page | Picture | Document | Moved | Problem
    build: str = ""


def make(open_shelf: Callable[[], Shelf], page_of: PageOf, asked: Asked) -> Made:
    """Run a page function on the database; what went wrong is an outcome too."""
    try:
        with open_shelf() as shelf:
            return Made(outcome=page_of(shelf, asked), build=shelf.about["build"])
    except Problem as problem:
        return Made(outcome=problem)
    except NotBuilt as problem:
        LOG.warning("not ready: %s", problem)  # it names files: not for all
        return Made(outcome=Problem(503, "Not ready", NOT_READY))


async def reply(made: Made, asked: Asked, *, as_json: bool, render: Render) -> Reply:
    """The reply to a request."""
    match made.outcome:
        case Moved(path=path):
            headers = {"location": asked.base + moved_to(path, asked)}
            return Reply(body="", status=301, headers=headers)
        case Picture(svg=svg):
            return Reply(
                body=svg, content_type=SVG_TYPE, headers={"cache-control": CACHE}
            )
        case Document() as document:
            return _document_reply(document)
        case Problem() as problem:
            return await problem_reply(problem, as_json=as_json, render=render)
        case page:
            return await _page_reply(page, asked, made, as_json=as_json, render=render)


def moved_to(path: str, asked: Asked) -> str:
    """The new address, as JSON and with parameters where the old one had them."""
    new, _, more = path.partition("?")
    given = asked.with_parameters().partition("?")[2]
    query = "&".join(filter(None, (more, given)))
    return f"{new}{asked.parts.get('ending', '')}{f'?{query}' if query else ''}"


def _document_reply(document: Document) -> Reply:
    headers = {"cache-control": CACHE, **attachment(document)}
    return Reply(
        body=document.body, content_type=document.content_type, headers=headers
    )


def attachment(document: Document) -> Mapping[str, str]:
    """The header that makes a browser keep a file under its name."""
    if not document.name:
        return {}
    return {"content-disposition": f'attachment; filename="{document.name}"'}


async def _page_reply(
    page: Page, asked: Asked, made: Made, *, as_json: bool, render: Render
) -> Reply:
    if as_json:
        shape = {"title": page.title, "build": made.build, **content_of(page)}
        body = json.dumps(shape, ensure_ascii=False, indent=1, default=str)
        return Reply(body=body, content_type=JSON_TYPE, headers=KEPT)
    context = {
        "page": page,
        "content": page.content,
        "asked": asked,
        "json_address": json_address(asked),
    }
    body = await render(page.template, context)
    return Reply(body=body, headers=KEPT)


def content_of(page: Page) -> dict[str, Any]:
    """What a page shows, as plain values."""
    return asdict(page.content) if is_dataclass(page.content) else dict(page.content)  # type: ignore[arg-type]


def json_address(asked: Asked) -> str:
    """Where the same page stands as JSON."""
    path, mark, query = asked.with_parameters().partition("?")
    return f"{path.rstrip('/') or '/index'}.json{mark}{query}"


async def problem_reply(problem: Problem, *, as_json: bool, render: Render) -> Reply:
    """A problem as a page, or as JSON, with its status."""
    if as_json:
        shape = {
            "ok": False,
            "status": problem.status,
            "title": problem.title,
            "error": problem.message,
        }
        body = json.dumps(shape, ensure_ascii=False)
        return Reply(body=body, status=problem.status, content_type=JSON_TYPE)
    body = await render("problem.html", {"problem": problem, "title": problem.title})
    return Reply(body=body, status=problem.status)


def tag(build: str, version: str, path: str) -> str:
    """An ETag: changes with the build, the program and the address."""
    digest = hashlib.sha256("\n".join((build, version, path)).encode()).hexdigest()
    return f'W/"{digest[:20]}"'


def is_known(given: str, mark: str) -> bool:
    """Whether a browser has the page already; proxies name several, or drop the W/."""
    return mark.removeprefix("W/") in (
        one.strip().removeprefix("W/") for one in given.split(",")
    )
