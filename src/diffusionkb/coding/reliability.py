"""How far the learned coder's codings of each code can be trusted: the gate.

Pure reading of what a model file records of passages that it was not trained on. Where
the marks are shown is for the callers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from . import tagger

FLOOR = 0.6  # a code found with less than this F1 is published with a mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """What the model did for a code on voices that were left out.

    From the score `sure` on, nine in ten were right; above 1: never. From the stance's
    probability `side_sure` on, at least 85 of 100 stances were.
    """

    code: str
    f1: float
    precision: float
    recall: float
    examples: int
    sure: float
    side_sure: float

    @property
    def trusted(self) -> bool:
        """Whether the code's codings are published without a mark."""
        return self.f1 >= FLOOR

    @property
    def mark(self) -> str:
        """What stands beside the codings of a code that is not trusted, else ''."""
        if self.trusted:
            return ""
        return (
            f"low reliability: F1 {self.f1:.2f} on passages the model had not seen, "
            f"under {FLOOR:.2f}"
        )


def reliabilities(model: Path | None = None) -> Mapping[str, Reliability]:
    """Each code the learned coder knows, by id.

    `model` is the file of a coder trained in the knowledge base (`Folder.coder`);
    where there is none, the coder that ships is asked.
    """
    coder = tagger.load_first(model)
    return {
        output.code: Reliability(
            code=output.code,
            f1=round(output.f1, 2),
            precision=output.precision,
            recall=output.recall,
            examples=output.examples,
            sure=output.sure,
            side_sure=coder.stances.sure,
        )
        for output in coder.outputs
    }
