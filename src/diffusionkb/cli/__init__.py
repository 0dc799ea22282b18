"""The command line: translates words to calls and results to text, holds no logic.

Each verb group is a module of its own, imported when one of its verbs is used: so a
search does not pay for the build's libraries. Exit codes are those of `errors`.
"""

import importlib
import os
import sqlite3
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import click

from ..errors import EXIT_CANNOT_RUN, EXIT_DONE, EXIT_USAGE, DiffusionkbError

EXIT_INTERRUPTED = 130
ANEW = "if this stays so, delete the folder .diffusionkb and run diffusionkb build"

# Verb → (module, heading in the help, what it does), in the order people use them.
VERBS: Mapping[str, tuple[str, str, str]] = {
    "init": ("start", "Build", "Make a new knowledge base."),
    "add": ("start", "Build", "Copy documents or bibliography entries in."),
    "build": ("making", "Build", "Bring everything up to date with corpus/."),
    "status": ("making", "Build", "What is here, and what needs attention."),
    "extract": ("looking", "Look inside", "What a file is read as."),
    "tag": ("looking", "Look inside", "Code texts without a knowledge base."),
    "search": ("asking", "Ask", "Find passages by words and meaning."),
    "show": ("asking", "Ask", "One passage in context, or one work."),
    "evidence": ("asking", "Ask", "Evidence for and against a code."),
    "cite": ("citing", "Write", "Citations with page, for passages and works."),
    "serve": ("sharing", "Share", "Browse the knowledge base in Datasette."),
}


class Verbs(click.Group):
    """A group whose verbs are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f"{__name__}.{VERBS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        for heading in dict.fromkeys(heading for _, heading, _ in VERBS.values()):
            rows = [
                (verb, words)
                for verb, (_, under, words) in VERBS.items()
                if under == heading
            ]
            with formatter.section(heading):
                formatter.write_dl(rows)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="diffusionkb")
@click.option(
    "--kb",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The knowledge base; without it, this folder or one above it.",
)
@click.pass_context
def cli(ctx: click.Context, kb: Path | None) -> None:
    """A literature knowledge base on how innovations spread.

    Research files go in; passages that know their page come out: coded, searchable,
    citable.

    \b
    diffusionkb init mylibrary && cd mylibrary
    cp ~/papers/*.pdf corpus/
    diffusionkb build
    diffusionkb search "pilots that never scale"

    Exit codes: 0 done, 1 done with failures or findings, 2 wrong use, 3 cannot run.
    """
    ctx.obj = kb


def main() -> None:
    """Run the command; every expected trouble ends in one line and an exit code."""
    try:
        code = cli.main(prog_name="diffusionkb", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of a pipe (head, less) has gone; nobody wants to hear about it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_DONE)
    except (KeyboardInterrupt, click.Abort):
        _end("stopped; what was finished is kept", EXIT_INTERRUPTED)
    except (
        DiffusionkbError,
        click.ClickException,
        sqlite3.DatabaseError,
        OSError,
    ) as e:
        _end(*_explained(e))
    sys.exit(code if isinstance(code, int) else EXIT_DONE)


def _explained(error: Exception) -> tuple[str, int]:
    """What an expected trouble means, in words, and its exit code."""
    if isinstance(error, DiffusionkbError):
        return str(error), error.exit_code
    if isinstance(error, click.ClickException):
        context = error.ctx if isinstance(error, click.UsageError) else None
        command = context.command_path if context else "diffusionkb"
        return f"{error.format_message()} See '{command} --help'.", EXIT_USAGE
    if isinstance(error, sqlite3.DatabaseError):
        return f"the working database cannot be used ({error}); {ANEW}", EXIT_CANNOT_RUN
    filename = getattr(error, "filename", None)
    reason = getattr(error, "strerror", None) or str(error)
    return f"{filename}: {reason}" if filename else reason, EXIT_CANNOT_RUN


def _end(message: str, code: int) -> NoReturn:
    click.echo(f"diffusionkb: {' '.join(message.split())}", err=True)
    sys.exit(code)
