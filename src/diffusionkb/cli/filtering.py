"""The options that say which passages a verb looks at."""

from collections.abc import Callable
from typing import TypeVar

import click

from ..model import SourceKind, Stance

Command = TypeVar("Command", bound=Callable[..., None])
OF_CODINGS = (
    click.option("--code", multiple=True, help="Coded with it, or a code below it."),
    click.option("--stance", multiple=True, help=f"Coded so: {', '.join(Stance)}."),
)
OF_CODERS = (
    click.option(
        "--coder",
        multiple=True,
        metavar="KIND|NAME",
        help="Coded by: person, editorial, model, or a coder's name.",
    ),
)
OF_WORKS = (
    click.option("--sector", multiple=True, help="Where the innovation was adopted."),
    click.option("--design", multiple=True, help="The kind of study."),
    click.option("--innovation", multiple=True, help="The type of innovation."),
    click.option(
        "--year", multiple=True, help="2010, 2000..2015, 2000.. or ..1999: published."
    ),
    click.option("--author", multiple=True, help="Words of an author's name."),
    click.option("--title", multiple=True, help="Words of the work's title."),
    click.option("--work", multiple=True, metavar="KEY", help="This work."),
    click.option(
        "--source-kind", multiple=True, help=f"Text from: {', '.join(SourceKind)}."
    ),
    click.option(
        "--open-only", is_flag=True, help="Text that may be shown to anybody."
    ),
)
per_work = click.option(
    "--per-work",
    type=int,
    metavar="N",
    help="Passages of one work at most; 0: any number. A search shows 3.",
)


def filtering(command: Command) -> Command:
    """Every filter. Several values of one are alternatives."""
    return _with(command, *OF_CODINGS, *OF_CODERS, *OF_WORKS)


def filtering_evidence(command: Command) -> Command:
    """The filters that hide no side of a code."""
    return _with(command, *OF_CODERS, *OF_WORKS)


def filtering_works(command: Command) -> Command:
    """The filters that say nothing of codings."""
    return _with(command, *OF_WORKS)


def _with(command: Command, *options: Callable[[Command], Command]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command
