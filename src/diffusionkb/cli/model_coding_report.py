"""What code-with-model says before it sends anything, and what came of it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict

from ..coding.llm_coder.cost import Estimate, Prices
from ..coding.llm_coder.plan import Plan
from ..coding.llm_coder.running import Outcome
from .output import console, counted, note, write_failures


def write_intention(
    planned: Plan, taken: Estimate, *, model: str, coder: str, prices: Prices | None
) -> None:
    """Which model gets how many texts, which are left out, and what it will take."""
    for line in _intention(planned, taken, model=model, coder=coder, prices=prices):
        note(line)


def intention_as_json(
    planned: Plan, taken: Estimate, *, model: str, coder: str, prices: Prices | None
) -> Mapping[str, object]:
    """What would be sent, for programs."""
    tokens = {"in": taken.tokens_in, "out": taken.tokens_out}
    return {
        "model": model,
        "coder": coder,
        "passages": taken.passages,
        "tokens": tokens,
        "measured": taken.measured,
        "cost": prices.of(tokens["in"], tokens["out"]) if prices else None,
        "decided_already": planned.done,
        "answers_kept": len(planned.kept),
        "not_open": planned.restricted,
        "beyond_limit": planned.later,
    }


def _intention(
    planned: Plan, taken: Estimate, *, model: str, coder: str, prices: Prices | None
) -> Iterator[str]:
    if planned.ask:
        yield (
            f"Model {model}, coder {coder}: the text of "
            f"{counted(taken.passages, 'passage')} is to be sent to it, and leaves "
            "this machine unless the model runs here."
        )
    else:
        yield f"Model {model}, coder {coder}: nothing is to be sent."
    if left := "; ".join(_left(planned)):
        yield f"Not sent: {left}."
    if not planned.ask:
        return
    basis = (
        "as its earlier answers here took"
        if taken.measured
        else "a guess: 4 characters a token, 80 tokens an answer"
    )
    yield (
        f"About {taken.tokens_in:,} tokens in and {taken.tokens_out:,} out ({basis}); "
        "an answer that cannot be used is asked for once more."
    )
    if prices:
        money = prices.of(taken.tokens_in, taken.tokens_out)
        yield f"At your prices about {money:,.2f}."
    else:
        yield "What that costs, --price-in and --price-out (a million tokens) tell."


def _left(planned: Plan) -> Iterator[str]:
    if planned.done:
        yield f"{planned.done:,} decided already"
    if planned.outdated:
        yield f"of these {planned.outdated:,} by other instructions (--again)"
    if planned.kept:
        yield f"{len(planned.kept):,} with an answer that is kept"
    if planned.restricted:
        yield f"{planned.restricted:,} of works not open (--include-restricted)"
    if planned.later:
        yield f"{planned.later:,} beyond --limit"


def write_outcome(outcome: Outcome, coder: str | None, prices: Prices | None) -> None:
    """What came of a run, for people; beside the result where no coder has it."""
    out = console(stderr=coder is None)
    for line in _lines(outcome, coder, prices):
        out.print(line)
    write_failures(outcome.failures)


def _lines(outcome: Outcome, coder: str | None, prices: Prices | None) -> Iterator[str]:
    asked = f"{counted(outcome.asked, 'passage')} asked about"
    kept = f", {outcome.from_kept:,} from kept answers" if outcome.from_kept else ""
    yield (
        f"{asked}{kept}: {outcome.coded:,} coded "
        f"({counted(outcome.codings, 'coding')}), {outcome.uncoded:,} without a code."
    )
    if outcome.dropped:
        parts = (f"{count:,} {fault}" for fault, count in outcome.dropped.items())
        yield f"Left out of its answers: {', '.join(parts)}."
    if outcome.tokens_in or outcome.tokens_out:
        money = (
            f", {prices.of(outcome.tokens_in, outcome.tokens_out):,.2f} at your prices"
            if prices
            else ""
        )
        yield f"Tokens: {outcome.tokens_in:,} in, {outcome.tokens_out:,} out{money}."
    if coder and (outcome.coded or outcome.uncoded):
        yield (
            f"Written to annotations/{coder}/. Run diffusionkb build, then compare: "
            f"diffusionkb agreement {coder} OTHER."
        )


def as_json(
    outcome: Outcome, coder: str, prices: Prices | None
) -> Mapping[str, object]:
    """What came of a run, for programs."""
    tokens = {"in": outcome.tokens_in, "out": outcome.tokens_out}
    return {
        "coder": coder,
        "asked": outcome.asked,
        "from_kept": outcome.from_kept,
        "coded": outcome.coded,
        "uncoded": outcome.uncoded,
        "codings": outcome.codings,
        "dropped": {str(fault): count for fault, count in outcome.dropped.items()},
        "tokens": tokens,
        "cost": prices.of(tokens["in"], tokens["out"]) if prices else None,
        "stopped": outcome.stopped or None,
        "failures": [asdict(failure) for failure in outcome.failures],
    }
