"""The verb code-with-model: a language model codes, as one more coder."""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from ..bundled import codebook_file
from ..codebook import load_first as load_codebook
from ..coding import coders
from ..coding.desk.queue import Wanted
from ..coding.llm_coder.asking import Asker
from ..coding.llm_coder.cost import Prices, estimate
from ..coding.llm_coder.library import load
from ..coding.llm_coder.lines import Lines, check, introduce
from ..coding.llm_coder.loose_texts import Texts, plan_texts
from ..coding.llm_coder.plan import Limits, Plan, plan
from ..coding.llm_coder.prompt import instructions
from ..coding.llm_coder.running import Outcome, Run, Target
from ..errors import EXIT_DONE, EXIT_FINDINGS, CannotRun, UsageError
from ..settings import Folder, find_folder
from .making import bars
from .model_coding_report import (
    as_json,
    intention_as_json,
    write_intention,
    write_outcome,
)
from .output import note, write_json, write_json_lines
from .text_lines import read_texts

Command = Callable[..., Any]
# What chooses passages of the knowledge base, and has nothing to say to --texts.
OF_PASSAGES = ("works", "code", "blind_second", "sample", "digests", "again")
OPTIONS = (
    click.option("--coder", metavar="NAME", help="Its name here; else the model's."),
    click.option(
        "-o",
        "--option",
        "options",
        type=(str, str),
        multiple=True,
        metavar="NAME VALUE",
        help="For the model: -o temperature 0.",
    ),
    click.option(
        "--work", "works", multiple=True, metavar="KEY", help="Only this work."
    ),
    click.option("--code", metavar="ID", help="Only what others gave this code."),
    click.option("--blind-second", metavar="OTHER", help="Only what OTHER saw."),
    click.option(
        "--sample", metavar="N", type=click.IntRange(1), help="N drawn at random."
    ),
    click.option("--seed", metavar="N", default=0, help="Another draw."),
    click.option(
        "--limit", metavar="N", type=click.IntRange(1), help="Ask about N at most."
    ),
    click.option(
        "--texts",
        metavar="FILE",
        type=click.File("r", encoding="utf-8-sig"),
        help="Instead: texts, as for tag; lines for evaluate coding.",
    ),
    click.option("--digests", is_flag=True, help="Summaries too."),
    click.option("--again", is_flag=True, help="Also what it coded by other rules."),
    click.option(
        "--include-restricted", is_flag=True, help="Send texts that are not open, too."
    ),
    click.option(
        "--price-in", metavar="P", type=click.FloatRange(0), help="Per million tokens."
    ),
    click.option(
        "--price-out", metavar="P", type=click.FloatRange(0), help="The same."
    ),
    click.option(
        "--dry-run", is_flag=True, help="Say what it would take; send nothing."
    ),
    click.option("--show-prompt", is_flag=True, help="Print what the model is told."),
    click.option("--yes", is_flag=True, help="Do not ask before sending."),
    click.option(
        "--format", "form", type=click.Choice(["table", "json"]), default="table"
    ),
)


def _with_options(command: Command) -> Command:
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@click.command("code-with-model")
@click.argument("model", required=False)
@_with_options
@click.pass_context
def code_with_model(ctx: click.Context, /, model: str | None, **said: Any) -> int:
    """Have a language MODEL code passages, as one more coder. Sends text away.

    Any model that the llm library knows (extra llm, and its plugins). It is told the
    codebook, and one passage at a time; it must quote the words that carry a code.
    Nothing is sent before you say so, and only text of open works. Each answer is
    kept: stop whenever you like, the same command goes on.

    \b
    diffusionkb code-with-model gpt-4o-mini --blind-second ann --sample 50 --dry-run
    diffusionkb agreement gpt-4o-mini ann
    """
    folder = find_folder(ctx.obj or Path.cwd(), named=ctx.obj is not None)
    given = instructions(load_codebook(folder.codebook, codebook_file()))
    if said["show_prompt"]:
        sys.stdout.write(f"{given.system}\n")
        return EXIT_DONE
    if model is None:
        raise UsageError("name a model; 'llm models' lists those that are there")
    asked = load(model, said["options"])
    coder = said["coder"] or re.sub(r"[^\w.@+-]+", "-", asked.name)
    coders.checked(coder, folder.annotations)
    check(folder, coder, model=asked.name)
    job = Job(
        folder=folder,
        coder=coder,
        asker=Asker(model=asked, instructions=given, told=note),
        prices=_prices(said["price_in"], said["price_out"]),
        said=said,
    )
    return _code_texts(job) if said["texts"] else _code_passages(job)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be done, and the words it was asked for with."""

    folder: Folder
    coder: str
    asker: Asker
    prices: Prices | None
    said: Mapping[str, Any]

    @property
    def place(self) -> Path:
        return self.folder.annotations / self.coder


def _code_passages(job: Job) -> int:
    """Passages of the knowledge base: annotation lines come of it."""
    said, given, model = job.said, job.asker.instructions, job.asker.model
    limits = Limits(
        questions=said["limit"],
        restricted=said["include_restricted"],
        again=said["again"],
    )
    wanted = _wanted(job.coder, said)
    planned = plan(job.folder, wanted, given=given, model=model, limits=limits)
    if not _agreed(job, planned):
        return EXIT_DONE
    target = Lines(
        folder=job.folder,
        coder=job.coder,
        model=model,
        instructions=given,
        given=planned.given,
    )
    with _told(job) as outcome:
        _go(job, planned, target, outcome)
    return _end(outcome)


def _code_texts(job: Job) -> int:
    """Texts of a file: what `evaluate coding` reads comes of it, on stdout."""
    if idle := [name for name in OF_PASSAGES if job.said[name]]:
        name = {"works": "work"}.get(idle[0], idle[0]).replace("_", "-")
        raise UsageError(f"--texts has texts of its own; leave out --{name}")
    texts = Texts(items=list(read_texts(job.said["texts"])))
    model, given = job.asker.model, job.asker.instructions
    questions = job.said["limit"]
    planned = plan_texts(
        texts, job.place, given=given, model=model, questions=questions
    )
    if not _agreed(job, planned):
        return EXIT_DONE
    outcome = Outcome()
    try:
        _go(job, planned, texts, outcome)
    finally:
        write_json_lines(texts.lines())
        write_outcome(outcome, None, job.prices)
    return _end(outcome)


def _prices(tokens_in: float | None, tokens_out: float | None) -> Prices | None:
    if tokens_in is None and tokens_out is None:
        return None
    if tokens_in is None or tokens_out is None:
        raise UsageError("give both --price-in and --price-out, or neither")
    return Prices(tokens_in=tokens_in, tokens_out=tokens_out)


def _wanted(coder: str, said: Mapping[str, Any]) -> Wanted:
    return Wanted(
        coder=coder,
        code=said["code"],
        blind_second=said["blind_second"],
        sample=said["sample"],
        seed=said["seed"],
        digests=said["digests"],
        works=said["works"],
    )


def _agreed(job: Job, planned: Plan) -> bool:
    """Say what would be sent, and whether the user wants it to be.

    Raises:
        UsageError: nobody is there to be asked.
    """
    given, said = job.asker.instructions, job.said
    taken = estimate(list(planned.ask.values()), given, planned.answers.values())
    name = job.asker.model.name
    write_intention(planned, taken, model=name, coder=job.coder, prices=job.prices)
    if said["dry_run"]:
        if said["form"] == "json":
            write_json(
                intention_as_json(
                    planned, taken, model=name, coder=job.coder, prices=job.prices
                )
            )
        return False
    if said["yes"] or not planned.ask:
        return True
    if not _is_terminal():
        raise UsageError("nobody is here to be asked: say --yes to send the texts")
    if click.confirm("Send them?", err=True):
        return True
    note("Nothing was sent.")
    return False


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _go(job: Job, planned: Plan, target: Target, outcome: Outcome) -> None:
    introduce(job.folder, job.coder, model=job.asker.model.name)
    run = Run(place=job.place, asker=job.asker, plan=planned, target=target)
    with bars() as progress:
        run.go(progress, outcome)


@contextmanager
def _told(job: Job) -> Iterator[Outcome]:
    """What comes of a run, said at its end, also where it was stopped."""
    outcome = Outcome()
    try:
        yield outcome
    finally:
        if job.said["form"] == "json":
            write_json(as_json(outcome, job.coder, job.prices))
        else:
            write_outcome(outcome, job.coder, job.prices)


def _end(outcome: Outcome) -> int:
    """The exit code.

    Raises:
        CannotRun: the model answers no more.
    """
    if outcome.stopped:
        raise CannotRun(
            f"stopped: {outcome.stopped}; what was answered is kept, and the same "
            "command goes on"
        )
    return EXIT_FINDINGS if outcome.failures else EXIT_DONE
