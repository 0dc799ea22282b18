"""Serve the public database with Datasette, on loopback unless told otherwise.

A build swaps the database file in whole; the running site notices and goes on with the
new one. The only importer of uvicorn; of datasette's
hooks it is `plugin.py`.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from socket import socket
from typing import Any

import uvicorn
from datasette import database
from datasette.app import Datasette
from datasette.plugins import pm

from ..errors import CannotRun, NotBuilt
from ..settings import Folder
from . import plugin
from .safe import NAME, SAFE

App = Callable[..., Awaitable[None]]


def datasette_for(folder: Folder) -> Datasette:
    """Datasette on the public database, described, with safe settings.

    Raises:
        NotBuilt: there is no public database yet.
    """
    if not folder.public_db.exists():
        raise NotBuilt(f"{folder.root} has not been built yet; run diffusionkb build")
    if not pm.is_registered(plugin):  # run from a source tree that is not installed
        pm.register(plugin, "diffusionkb")
    return Datasette(immutables=[str(folder.public_db)], settings=SAFE)


def application(folder: Folder) -> App:
    """The site, ready to run.

    Raises:
        NotBuilt: there is no public database yet.
    """
    return following(datasette_for(folder), folder.public_db)


class _Server(uvicorn.Server):  # type: ignore[misc]  # read without types
    """A server that says so once it answers, and Ctrl-C is its to handle."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()


def address(host: str, port: int) -> str:
    """Where a browser finds the site; numbers of IPv6 stand in brackets."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def run(app: App, *, host: str, port: int, announce: Callable[[], None]) -> None:
    """Serve until stopped; `announce` is called when the first request may come.

    Raises:
        CannotRun: the address is taken.
    """
    config = uvicorn.Config(
        app, host=host, port=port, lifespan="on", log_level="critical", workers=1
    )
    try:
        _Server(config, announce).run()
    except SystemExit as error:
        raise CannotRun(
            f"{address(host, port)} cannot be served (is the port taken?); "
            "choose another with --port"
        ) from error


def following(site: Datasette, file: Path) -> App:
    """The site's application; before each request it looks for a newer database."""
    app: App = site.app()
    seen = _version(file)

    async def application(scope: Any, receive: Any, send: Any) -> None:
        nonlocal seen
        if scope["type"] == "http" and (now := _version(file)) not in (seen, None):
            seen = now
            _reopen(site, file)
        await app(scope, receive, send)

    return application


def _version(file: Path) -> tuple[int, int] | None:
    try:
        stat = file.stat()
    except OSError:
        return None  # being swapped, or gone: go on with what is open
    return stat.st_ino, stat.st_mtime_ns


def _reopen(site: Datasette, file: Path) -> None:
    fresh = database.Database(site, path=str(file), is_mutable=False)
    site.remove_database(NAME)
    site.add_database(fresh, name=NAME)
    # Datasette keeps one open connection a thread and database name; they point at
    # the old file and are closed once the requests that use them have ended.
    database.connections = type(database.connections)()
