"""The verb code-with-model: a language model codes, as one more coder."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from ..bundled import codebook_file
from ..codebook import load_first as load_codebook
from ..coding import coders
from ..coding.desk.queue import Wanted
from ..coding.llm_coder.asking import Asker
from ..coding.llm_coder.cost import Prices, estimate
from ..coding.llm_coder.library import LanguageModel, load
from ..coding.llm_coder.plan import Limits, Plan, plan
from ..coding.llm_coder.prompt import Instructions, instructions
from ..coding.llm_coder.running import Outcome, Run, check
from ..errors import EXIT_DONE, EXIT_FINDINGS, CannotRun, UsageError
from ..settings import find_folder
from .making import bars
from .model_coding_report import as_json, write_intention, write_outcome
from .output import note, write_json

Command = Callable[..., Any]
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
    coder = coders.checked(said["coder"] or re.sub(r"[^\w.@+-]+", "-", asked.name))
    check(folder, coder, model=asked.name)
    prices = _prices(said["price_in"], said["price_out"])
    wanted = _wanted(coder, said)
    limits = Limits(
        questions=said["limit"],
        restricted=said["include_restricted"],
        again=said["again"],
    )
    planned = plan(folder, wanted, given=given, model=asked, limits=limits)
    _announce(planned, given=given, model=asked, coder=coder, prices=prices)
    if said["dry_run"] or not _agreed(planned, yes=said["yes"]):
        return EXIT_DONE
    asker = Asker(model=asked, instructions=given, told=note)
    run = Run(folder=folder, coder=coder, asker=asker, plan=planned)
    return _carry_out(run, prices, form=said["form"])


def _prices(tokens_in: float | None, tokens_out: float | None) -> Prices | None:
    if tokens_in is None and tokens_out is None:
        return None
    if tokens_in is None or tokens_out is None:
        raise UsageError("give both --price-in and --price-out, or neither")
    return Prices(tokens_in=tokens_in, tokens_out=tokens_out)


def _wanted(coder: str, said: dict[str, Any]) -> Wanted:
    return Wanted(
        coder=coder,
        code=said["code"],
        blind_second=said["blind_second"],
        sample=said["sample"],
        seed=said["seed"],
        digests=said["digests"],
        works=said["works"],
    )


def _announce(
    planned: Plan,
    *,
    given: Instructions,
    model: LanguageModel,
    coder: str,
    prices: Prices | None,
) -> None:
    texts = list(planned.ask.values())
    taken = estimate(texts, given, planned.answers.values())
    write_intention(planned, taken, model=model.name, coder=coder, prices=prices)


def _agreed(planned: Plan, *, yes: bool) -> bool:
    """Whether the user wants the texts to be sent.

    Raises:
        UsageError: nobody is there to be asked.
    """
    if yes or not planned.ask:
        return True
    if not _is_terminal():
        raise UsageError("nobody is here to be asked: say --yes to send the texts")
    if click.confirm("Send them?", err=True):
        return True
    note("Nothing was sent.")
    return False


def _is_terminal() -> bool:
    return sys.stdin.isatty()


def _carry_out(run: Run, prices: Prices | None, *, form: str) -> int:
    """Run, and say what came of it, also where it was stopped.

    Raises:
        CannotRun: the model answers no more.
    """
    outcome = Outcome()
    try:
        with bars() as progress:
            run.go(progress, outcome)
    finally:
        if form == "json":
            write_json(as_json(outcome, run.coder, prices))
        else:
            write_outcome(outcome, run.coder, prices)
    if outcome.stopped:
        raise CannotRun(
            f"stopped: {outcome.stopped}; what was answered is kept, and the same "
            "command goes on"
        )
    return EXIT_FINDINGS if outcome.failures else EXIT_DONE
