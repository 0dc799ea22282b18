"""Verbs that show the knowledge base to others: serve, publish."""

import socket
import warnings
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import click

from .. import pipeline
from ..errors import CannotRun
from ..settings import find_folder
from ..web import publishing, site
from ..web.safe import Opened
from .making import bars
from .output import counted, note, write_json


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
    # Ctrl-C may come before the server has begun.
    warnings.filterwarnings("ignore", "coroutine .* was never awaited", RuntimeWarning)
    with suppress(KeyboardInterrupt):  # the end that is announced
        site.run(
            app,
            host=host,
            port=port,
            announce=lambda: note(f"Open {site.address(host, port)}  (Ctrl-C to stop)"),
        )


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
            f"{site.address(host, port)} cannot be served ({reason}); "
            "choose another with --port or --host"
        ) from error


@click.command()
@click.option(
    "--to",
    "target",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    help="A new or empty folder, or one that was published before.",
)
@click.option("--allow-sql", is_flag=True, help="Visitors may write SQL queries.")
@click.option("--allow-download", is_flag=True, help="… take the whole database.")
@click.option("--allow-csv-stream", is_flag=True, help="… take whole tables as CSV.")
@click.option(
    "--without-model",
    is_flag=True,
    help="Leave the search model out (90 MB): search is by words only.",
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table")
@click.pass_context
def publish(
    ctx: click.Context,
    target: Path,
    form: str,
    *,
    allow_sql: bool,
    allow_download: bool,
    allow_csv_stream: bool,
    without_model: bool,
) -> None:
    """Write the site into a folder that any host can serve.

    Builds first, so that rights are those of now. Works appear as far as their rights
    allow; other words are in none of the files. README.md there has the steps.

    \b
    diffusionkb publish --to site
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    publishing.earlier_at(folder, target)  # before a long build
    with bars() as progress:
        report = pipeline.build(folder, progress=progress)
    opened = Opened(sql=allow_sql, download=allow_download, csv_stream=allow_csv_stream)
    published = publishing.publish_to(
        folder, target, opened=opened, with_model=not without_model
    )
    if report.failures:
        failed = counted(len(report.failures), "file")
        note(f"{failed} could not be read and are not in it: see diffusionkb status.")
    if form == "json":
        write_json({**asdict(published), "folder": str(published.folder)})
    else:
        _write_published(published)


def _write_published(published: publishing.Published) -> None:
    for shown, passages, works in published.shown:
        click.echo(
            f"{counted(passages, 'passage')} of {counted(works, 'work')}: {shown}"
        )
    verb = "Replaced" if published.replaced else "Published"
    click.echo(
        f"{verb}: {published.files} files, {published.megabytes} MB. How to serve it:"
    )
    click.echo(f"  {published.folder / 'README.md'}")
