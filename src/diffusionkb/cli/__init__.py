"""The command line: translates words to calls and results to text, holds no logic.

Each verb group is a module of its own, imported when one of its verbs is used: so a
search does not pay for the build's libraries. Exit codes are those of `errors`.
"""

import difflib
import errno
import importlib
import io
import os
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import click

from ..errors import EXIT_CANNOT_RUN, EXIT_DONE, EXIT_USAGE, DiffusionkbError
from ..interrupts import heed_lost_ones, is_interrupted, noted
from .harmless import one_line

EXIT_INTERRUPTED = 130
STOPPED = "stopped; what was finished is kept"
SPACE = "free some space, then build again"
ANEW = "if this stays so, delete the folder .diffusionkb and run diffusionkb build"

# Verb → (module, heading in the help, what it does), in the order people use them.
VERBS: Mapping[str, tuple[str, str, str]] = {
    "init": ("start", "Build", "Make a new knowledge base."),
    "add": ("start", "Build", "Copy documents or bibliography entries in."),
    "build": ("making", "Build", "Bring everything up to date with corpus/."),
    "status": ("making", "Build", "What is here, and what needs attention."),
    "bibliography": ("bibliography", "Build", "Check, merge, link and export entries."),
    "extract": ("looking", "Look inside", "What a file is read as."),
    "pages": ("looking", "Look inside", "The page numbers of a file, all three."),
    "tag": ("looking", "Look inside", "Code texts without a knowledge base."),
    "search": ("asking", "Ask", "Find passages by words and meaning."),
    "related": ("relating", "Ask", "What is near to a passage, or to a work."),
    "show": ("showing", "Ask", "One passage in context, or one work."),
    "quote": ("quoting", "Ask", "Which work says this, and on which page."),
    "evidence": ("sides", "Ask", "Evidence for and against a code."),
    "map": ("mapping", "Ask", "Where evidence is, and where nobody looked."),
    "code": ("coding_verb", "Code", "Code passages with keys, in the terminal."),
    "code-with-model": (
        "model_coding",
        "Code",
        "A language model codes, if you say so.",
    ),
    "annotations": ("annotating", "Code", "Check, import and export codings."),
    "agreement": ("agreeing", "Code", "How far coders agree, and where not."),
    "train": ("training", "Code", "Train the learned coder on your codings."),
    "evaluate": ("evaluating", "Code", "Measure search, or the learned coder."),
    "codebook": ("codebooks", "Code", "Check, compare and export the codebook."),
    "cite": ("citing", "Write", "Citations with page, for passages and works."),
    "brief": ("briefing", "Write", "A case for change, built and verified."),
    "check": ("checking", "Write", "Is every quotation what its source says?"),
    "reading-list": ("citing", "Write", "What to read on each claim, and a timeline."),
    "serve": ("sharing", "Share", "Browse the knowledge base in Datasette."),
    "publish": ("sharing", "Share", "A folder with the site, for any host."),
}


def _function(verb: str) -> str:
    """Its name in the module: of `map`, which Python has taken, `map_`."""
    return {"map": "map_"}.get(verb, verb.replace("-", "_"))


class Verbs(click.Group):
    """A group whose verbs are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        with noted():
            module = importlib.import_module(f"{__name__}.{VERBS[cmd_name][0]}")
        command: click.Command = getattr(module, _function(cmd_name))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        near = difflib.get_close_matches(args[0], VERBS, n=1)
        if near and args[0] not in VERBS:
            ctx.fail(f"No such command '{args[0]}'. Did you mean '{near[0]}'?")
        return super().resolve_command(ctx, args)

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


@click.group(
    cls=Verbs,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
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

    Exit codes: 0 done, 1 done with failures or findings, 2 wrong use, 3 cannot run,
    130 stopped with Ctrl-C.
    """
    ctx.obj = kb
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> None:
    """Run the command; every expected trouble ends in one line and an exit code."""
    _prepare_streams()
    heed_lost_ones()
    stdout = sys.stdout
    try:
        code = cli.main(prog_name="diffusionkb", standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit) as e:
        # The reader of a pipe (head, less) has gone; nobody wants to hear about it.
        # click wraps stdout then and exits with 1, which for us means findings.
        if isinstance(e, SystemExit) and sys.stdout is stdout:
            raise
        _drop_output()
        sys.exit(EXIT_DONE)
    except click.exceptions.NoArgsIsHelpError as e:  # many lines, unlike all others
        e.show()
        sys.exit(EXIT_USAGE)
    except (KeyboardInterrupt, click.Abort):
        _end(STOPPED, EXIT_INTERRUPTED)
    except (ImportError, RuntimeError) as e:
        if not is_interrupted(e):
            raise
        _end(STOPPED, EXIT_INTERRUPTED)
    except (
        DiffusionkbError,
        click.ClickException,
        sqlite3.DatabaseError,
        OSError,
    ) as e:
        _end(*_explained(e))
    sys.exit(code if isinstance(code, int) else EXIT_DONE)


def _prepare_streams() -> None:
    """Let no letter that the terminal lacks, and no closed stream, stop a command."""
    for stream in (sys.stdin, sys.stderr):
        if stream is None:  # closed: keep its number, or a database would get it
            os.open(os.devnull, os.O_RDWR)
    if sys.stdout is None:
        _end(
            "standard output is closed; send it to a file or /dev/null", EXIT_CANNOT_RUN
        )
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _drop_output() -> None:
    """What is still to be written to stdout cannot be, and goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _explained(error: Exception) -> tuple[str, int]:
    """What an expected trouble means, in words, and its exit code."""
    if isinstance(error, DiffusionkbError):
        return str(error), error.exit_code
    if isinstance(error, click.ClickException):
        context = error.ctx if isinstance(error, click.UsageError) else None
        command = context.command_path if context else "diffusionkb"
        message = error.format_message().rstrip()
        stop = "" if message.endswith((".", "?", "!")) else "."
        return f"{message}{stop} See '{command} --help'.", EXIT_USAGE
    if isinstance(error, sqlite3.DatabaseError):
        if "disk is full" in str(error):
            return f"the disk is full; {SPACE}", EXIT_CANNOT_RUN
        return f"the working database cannot be used ({error}); {ANEW}", EXIT_CANNOT_RUN
    filename = getattr(error, "filename", None)
    reason = getattr(error, "strerror", None) or str(error)
    if getattr(error, "errno", None) in {errno.ENOSPC, errno.EDQUOT}:
        reason = f"{reason}; {SPACE}"
    return f"{filename}: {reason}" if filename else reason, EXIT_CANNOT_RUN


def _end(message: str, code: int) -> NoReturn:
    with suppress(OSError):  # nobody can be told
        click.echo(one_line(f"diffusionkb: {' '.join(message.split())}"), err=True)
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        _drop_output()
    sys.exit(code)
