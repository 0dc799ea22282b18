"""The verb that shows the knowledge base in a browser: serve."""

from pathlib import Path

import click

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
    note(f"Open http://{host}:{port}/  (Ctrl-C to stop)")
    site.run(app, host=host, port=port)
