"""The Datasette plugin: routes, templates, headers and problems of our pages.

Registered by entry point, so that `datasette public.db` is the same site as
`diffusionkb serve`. On databases of others it does nothing. Here, in `table_hooks.py`
and in `site.py` are the only imports of datasette; what pages say is `pages/`.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from datasette import Request, Response, hookimpl
from datasette import handle_exception as noisy

from . import finding, routes
from .answers import Problem
from .asking import TooLong, asked_of, wants_json
from .guard import guarded
from .problems import as_problem
from .rendering import KEPT, PageOf, Reply, is_known, make, problem_reply, reply, tag
from .serving import frame
from .shelf import Shelf
from .table_hooks import (
    filters_from_request,
    get_metadata,
    prepare_connection,
    prepare_jinja2_environment,
    register_output_renderer,
    render_cell,
)

View = Callable[..., Awaitable[Any]]
__all__ = (  # which Datasette finds here
    "asgi_wrapper",
    "filters_from_request",
    "forbidden",
    "get_metadata",
    "handle_exception",
    "prepare_connection",
    "prepare_jinja2_environment",
    "register_output_renderer",
    "register_routes",
    "render_cell",
    "startup",
)


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, View]]:
    if frame(datasette) is None:
        return []
    pages = [(address, _view(page)) for address, page in routes.ROUTES.items()]
    moved = [(address, _moved(path)) for address, path in routes.MOVED.items()]
    return [
        *pages,
        *moved,
        (r"^/data/?$", _data),
        (r"^/-/diffusionkb/(?P<name>[\w-]+)\.(?P<hash>\w+)\.(?P<kind>css|js)$", _asset),
    ]


def _view(page: PageOf) -> View:
    async def view(request: Any, datasette: Any) -> Any:
        ours = frame(datasette)
        assert ours is not None
        as_json = wants_json(request.url_vars, request.headers)
        path = request.scope.get("route_path") or request.path
        if path.endswith("/") and path != "/":
            query = f"?{request.query_string}" if request.query_string else ""
            return Response.redirect(f"{ours.base}{path.rstrip('/')}{query}", 301)
        try:
            asked = asked_of(
                request.url_vars,
                path=path,
                query=request.query_string,
                base=ours.base,
                origin=_origin(datasette, request),
            )
        except TooLong as problem:
            return await _problem(datasette, request, problem, as_json=as_json)
        build = ours.facts.build
        mark = tag(build, ours.version, f"{request.full_path} {as_json}")
        if build and is_known(request.headers.get("if-none-match", ""), mark):
            return Response("", status=304, headers={"etag": mark, **KEPT})
        origin = asked.origin
        if known := ours.remembered(mark, origin):
            return _response(known, {"etag": mark})
        made = await ours.in_thread(make, lambda: Shelf(ours.file), page, asked)
        fresh = await reply(
            made, asked, as_json=as_json, render=_renderer(datasette, request)
        )
        if not build or made.build != build or fresh.status != 200:
            return _response(fresh)
        ours.remember(mark, origin, fresh)
        return _response(fresh, {"etag": mark})

    return view


def _origin(datasette: Any, request: Any) -> str:
    """Where visitors find the site, for addresses that are taken elsewhere."""
    secure = datasette.setting("force_https_urls")
    return f"{'https' if secure else request.scheme}://{request.host}"


def _response(made: Reply, more: Mapping[str, str] | None = None) -> Any:
    return Response(
        made.body,
        status=made.status,
        headers={**made.headers, **(more or {})},
        content_type=made.content_type,
    )


def _renderer(datasette: Any, request: Any) -> Callable[..., Awaitable[str]]:
    async def render(template: str, context: Mapping[str, Any]) -> str:
        text: str = await datasette.render_template(
            template,
            {"origin": _origin(datasette, request), **context},
            request=request,
        )
        return text

    return render


async def _problem(
    datasette: Any, request: Any, problem: Problem, *, as_json: bool
) -> Any:
    render = _renderer(datasette, request)
    return _response(await problem_reply(problem, as_json=as_json, render=render))


def _moved(path: str) -> View:
    async def view(request: Any, datasette: Any) -> Any:
        ours = frame(datasette)
        assert ours is not None
        to = ours.base + path.format(**request.url_vars, database=ours.name)
        query = f"?{request.query_string}" if request.query_string else ""
        return Response.redirect(to if "#" in to else to + query, status=301)

    return view


async def _data(datasette: Any) -> Any:
    """Datasette's own tables stay one click away."""
    ours = frame(datasette)
    assert ours is not None
    return Response.redirect(str(datasette.urls.database(ours.name)))


async def _asset(request: Any, datasette: Any) -> Any:
    """Style sheet and script, under a name that changes with their content."""
    ours = frame(datasette)
    assert ours is not None
    name = f"{request.url_vars['name']}.{request.url_vars['kind']}"
    found = ours.assets.get(name)
    if found is None:
        missing = Problem.missing("There is no page at this address.")
        return await _problem(datasette, request, missing, as_json=False)
    kinds = {"css": "text/css", "js": "text/javascript"}
    return Response(
        found.text,
        content_type=f"{kinds[request.url_vars['kind']]}; charset=utf-8",
        headers={"cache-control": "public, max-age=31536000, immutable"},
    )


@hookimpl
def startup(datasette: Any) -> Any:
    ours = frame(datasette)

    async def warm() -> None:
        assert ours is not None
        noisy.rich = None  # it would print all variables for every wrong address
        ours.soon(lambda: finding.prepare(ours.file))

    return warm if ours is not None else None


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    ours = frame(datasette)
    if ours is None:
        return lambda app: app

    async def say(scope: Any, problem: Problem, send: Any) -> None:
        root = {
            "path": "/",
            "raw_path": b"/",
            "csrftoken": str,
        }  # no form here needs one
        request = Request({**scope, **root}, receive=None)
        as_json = wants_json({}, request.headers, scope["path"])
        made = await _problem(datasette, request, problem, as_json=as_json)
        await made.asgi_send(send)

    return lambda app: guarded(app, say=say, base=ours.base)


@hookimpl(tryfirst=True)
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Any:
    if frame(datasette) is None:
        return None

    async def problem() -> Any:
        found = as_problem(exception)  # Datasette prints it too, for the log
        as_json = wants_json({}, request.headers, request.path)
        return await _problem(datasette, request, found, as_json=as_json)

    return problem


@hookimpl(tryfirst=True)
def forbidden(datasette: Any, request: Any, message: str) -> Any:
    if frame(datasette) is None:
        return None

    async def problem() -> Any:
        found = Problem(403, "Not open here", f"This part is switched off: {message}.")
        as_json = wants_json({}, request.headers, request.path)
        return await _problem(datasette, request, found, as_json=as_json)

    return problem
