"""What each coder decided on each passage they saw, read from the working database.

A coder has seen the passages they coded, and those of which they wrote down that they
gave no code. The learned coder is asked anew. What is made of it is `comparing.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..catalogue import Catalogue
from ..codebook import Codebook
from ..model import CoderKind, Stance
from ..store import LEARNED_CODER
from .judgements import Coder
from .tagging import would_give

WRITTEN = """
SELECT passage_id, coder, coder_kind, code, stance, why FROM codings WHERE coder != ?
UNION ALL SELECT passage_id, coder, coder_kind, '', '', why FROM seen
ORDER BY coder, passage_id, code
"""
Place = tuple[str, str, str]  # coder, passage, code; no code where none was given


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """The coders by name, and why they decided as they did, as far as they say."""

    coders: Mapping[str, Coder]
    why: Mapping[Place, str]


def written(catalogue: Catalogue, codebook: Codebook) -> Decisions:
    """The decisions in annotation files: of people, of editors, of other models.

    Codes that the codebook has lost since the build are passed over; that somebody gave
    one does not mean that they gave none.
    """
    known = {"", *(code.id for code in codebook.codes)}
    kinds: dict[str, CoderKind] = {}
    saw: dict[str, dict[str, dict[str, Stance | None]]] = {}
    why: dict[Place, str] = {}
    for passage, coder, kind, code, stance, memo in catalogue.rows(
        WRITTEN, [LEARNED_CODER]
    ):
        if code not in known:
            continue
        kinds[coder] = CoderKind(kind)
        given = saw.setdefault(coder, {}).setdefault(passage, {})
        if code:
            given[code] = Stance(stance)
        why[coder, passage, code] = memo
    return Decisions(
        coders={
            name: Coder(name=name, kind=kinds[name], saw=saw[name]) for name in saw
        },
        why=why,
    )


def with_learned(
    decisions: Decisions,
    catalogue: Catalogue,
    codebook: Codebook,
    passages: Sequence[str],
    *,
    model: Path | None = None,
) -> Decisions:
    """The same, and what the learned coder says of these passages, if it is asked."""
    found = would_give(catalogue, passages, codebook, model=model)
    saw = {
        passage: {coding.code: coding.stance for coding in codings}
        for passage, codings in found.items()
    }
    learned = Coder(name=LEARNED_CODER, kind=CoderKind.MODEL, saw=saw)
    why = {
        (LEARNED_CODER, passage, coding.code): f"score {coding.score:.2f}; {coding.why}"
        for passage, codings in found.items()
        for coding in codings
    }
    return replace(
        decisions,
        coders={**decisions.coders, LEARNED_CODER: learned},
        why={**decisions.why, **why},
    )
