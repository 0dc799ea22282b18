"""The verb group that measures: evaluate coding."""

import click

from .evaluating_coding import coding


@click.group("evaluate")
def evaluate() -> None:
    """Measure how good the answers are.

    \b
    diffusionkb evaluate coding --gold gold.jsonl --codes codes.jsonl
    """


evaluate.add_command(coding)
