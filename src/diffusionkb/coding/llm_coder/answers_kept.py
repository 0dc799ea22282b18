"""Answers that were paid for: annotations/<coder>/answers/, so that none is twice.

One line an answer, under a name made of passage text, instructions, model and options;
the instructions lie beside as text. Deleting the folder only means asking again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...identity import text_sha256
from ..annotation_lines import append, now
from .asking import Asked, Told
from .prompt import Instructions

FOLDER = "answers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer as it is kept."""

    text: str
    tokens_in: int
    tokens_out: int
    resolved: str


def name_of(passage: str, instructions: Instructions, model: Asked) -> str:
    """The name of the answer about a passage."""
    parts = [model.name, sorted(model.options.items()), instructions.fingerprint]
    return text_sha256(json.dumps([*parts, passage], ensure_ascii=False))


def read_kept(coder: Path) -> dict[str, Kept]:
    """The answers kept in a coder's folder by name; the later of two counts."""
    found: dict[str, Kept] = {}
    for file in sorted((coder / FOLDER).glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8", errors="replace").split("\n"):
            if some := _kept(line):
                found[some[0]] = some[1]
    return found


def _kept(line: str) -> tuple[str, Kept] | None:
    """A line, or None for one that was broken off."""
    try:
        item = json.loads(line)
        tokens: Mapping[str, int] = item["tokens"]
        kept = Kept(
            text=str(item["answer"]),
            tokens_in=int(tokens["in"]),
            tokens_out=int(tokens["out"]),
            resolved=str(item["model"].get("resolved", "")),
        )
        return str(item["name"]), kept
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def keep(
    coder: Path,
    *,
    passage: tuple[str, str],
    instructions: Instructions,
    model: Asked,
    told: Told,
) -> Kept:
    """Put an answer about a passage (id and text) on the disk."""
    resolved = told.replies[-1].resolved
    kept = Kept(
        text=told.text,
        tokens_in=told.tokens_in,
        tokens_out=told.tokens_out,
        resolved=resolved,
    )
    line: dict[str, Any] = {
        "name": name_of(passage[1], instructions, model),
        "passage": passage[0],
        "asked": now(),
        "model": {"name": model.name, "resolved": resolved, **_options(model)},
        "instructions": instructions.fingerprint,
        "codebook": instructions.codebook.version,
        "tokens": {"in": kept.tokens_in, "out": kept.tokens_out},
        "answer": kept.text,
    }
    append(coder / FOLDER / f"{instructions.fingerprint}.jsonl", [line])
    return kept


def keep_instructions(coder: Path, instructions: Instructions) -> None:
    """Put the instructions beside the answers, once, for whoever wants to know."""
    file = coder / FOLDER / f"{instructions.fingerprint}.md"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{instructions.system}\n", encoding="utf-8")


def _options(model: Asked) -> dict[str, Any]:
    return {"options": dict(model.options)} if model.options else {}
