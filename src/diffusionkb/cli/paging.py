"""What is longer than the terminal goes through its pager; a pipe gets it all."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console

from .output import console

pager = click.option("--no-pager", is_flag=True, help="Print it all at once.")


@contextmanager
def paged(*, wanted: bool) -> Iterator[Console]:
    """A console whose output goes to the pager where it fills more than a screen."""
    out = console()
    if not (wanted and sys.stdout.isatty()):
        yield out
        return
    with out.capture() as written:
        yield out
    text = written.get()
    if text.count("\n") < out.height:
        click.echo(text, nl=False, color=True)  # the console has decided on colours
    else:
        click.echo_via_pager(text)
