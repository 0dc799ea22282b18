"""The verb that shows the knowledge base in a browser: serve."""

import socket
from contextlib import suppress
from pathlib import Path

import click

from ..errors import CannotRun
from ..settings import find_folder
from ..web import site
from .output import note


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True)
@click.pass_context
def serve(ctx: click.Context, host: str, port: int) -> None:
    """Browse the public database in Datasette; Ctrl-C ends it.

    A build may run meanwhile: the site then shows the new state.

    \b
    diffusionkb serve
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    app = site.application(folder)
    _check_free(host, port)
    with suppress(KeyboardInterrupt):  # the end that is announced
        note(f"Open http://{host}:{port}/  (Ctrl-C to stop)")
        site.run(app, host=host, port=port)


def _check_free(host: str, port: int) -> None:
    """Find out before an address is announced.

    Raises:
        CannotRun: the address is taken, forbidden or not this machine's.
    """
    try:
        for family, *_, address in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        ):
            socket.create_server(address, family=family).close()
    except (OSError, UnicodeError) as error:
        reason = str(getattr(error, "strerror", None) or error).partition(" (")[0]
        raise CannotRun(
            f"http://{host}:{port}/ cannot be served ({reason}); "
            "choose another with --port or --host"
        ) from error
