"""Writes what was taken in: a coder's new lines, and what could not be one of them."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from ...model import Failure
from ...settings import Folder
from .. import coders
from ..annotation_lines import append
from .taking_in import TakenIn

LEFT_FOLDER = "not-imported"


def write(folder: Folder, taken: TakenIn, *, coder: str, name: str) -> Path | None:
    """Write the lines, and what was not taken in; the file of the latter, if any."""
    if taken.new:
        coders.make(folder.annotations / coder, name=coder)
    for file, lines in sorted(taken.lines.items()):
        append(file, lines)
    return _write_left(folder.annotations / coder / LEFT_FOLDER, taken, name)


def _write_left(folder: Path, taken: TakenIn, name: str) -> Path | None:
    file = folder / f"{Path(name).name}.jsonl"
    if not taken.left:
        file.unlink(missing_ok=True)
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
        return None
    folder.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.part")
    part.write_text("".join(_left_lines(taken)), encoding="utf-8")
    part.replace(file)
    return file


def _left_lines(taken: TakenIn) -> Iterator[str]:
    for mark, problem in taken.left:
        said = {key: value for key, value in asdict(mark).items() if value}
        yield f"{json.dumps({'problem': problem, **said}, ensure_ascii=False)}\n"


def failures(taken: TakenIn, *, written: bool) -> list[Failure]:
    """What was not taken in, each with what to do; `written`: and is kept beside."""
    return [
        Failure(
            stage="import",
            path=mark.where,
            kind="annotation",
            message=problem,
            remedy=_remedy(problem, written=written),
        )
        for mark, problem in taken.left
    ]


def _remedy(problem: str, *, written: bool) -> str:
    if problem.startswith("unknown code"):
        return "say what it means: --map OLD=CODE:STANCE (or OLD=- to leave it out)"
    if problem.endswith("has no stance"):
        return "say which: --map OLD=CODE:STANCE, or --stance for all without one"
    keeping = "kept" if written else "an import keeps it"
    if problem.endswith("another memo"):
        return f"write it into the line if you want it; {keeping} in not-imported/"
    return f"{keeping} in not-imported/, so that nothing is lost"
