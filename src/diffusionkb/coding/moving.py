"""Stale codings acted on: codes moved in annotation files, a queue for recoding.

A line keeps all it has, its codebook version too: what was decided was decided under
that version. `moved` in its body says which code it had before.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from ..errors import CannotRun
from ..whole_files import write_whole
from .annotations import unmarked
from .drift import Stale


def move(stale: Sequence[Stale], version: str) -> int:
    """Write the new ids into the lines that have one; how many lines were changed.

    A file is replaced whole, or stays as it was; no other line of it changes.

    Raises:
        CannotRun: somebody else wrote to the file at the same moment.
    """
    by_file: dict[Path, list[Stale]] = {}
    for some in stale:
        if some.into:
            by_file.setdefault(some.line.file, []).append(some)
    for file, moves in by_file.items():
        lines = file.read_bytes().decode("utf-8").split("\n")
        for some in moves:
            place = some.line.number - 1
            lines[place] = _moved(lines[place], some, version)
        write_whole(file, "\n".join(lines))
    return sum(len(moves) for moves in by_file.values())


def _moved(text: str, some: Stale, version: str) -> str:
    """The line with its new code, and with what stands around the JSON of it."""
    bare = unmarked(text)
    item = json.loads(bare)
    body = item["body"]
    if body["code"] != some.line.code:
        raise CannotRun(
            f"{some.line.where}: the line was changed meanwhile; run drift again"
        )
    body["code"] = some.into
    step = {"from": some.line.code, "to": some.into, "codebook": version}
    body["moved"] = [*body.get("moved", []), step]
    return text.replace(bare, json.dumps(item, ensure_ascii=False))


def write_queue(stale: Sequence[Stale], file: Path) -> int:
    """Write the codings to be looked at again, one JSON object a line; how many."""
    rows = [_queued(some) for some in stale if some.reason]
    text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    write_whole(file, text)
    return len(rows)


def _queued(some: Stale) -> dict[str, str]:
    line = some.line
    return {
        "where": line.where,
        "coder": line.coder,
        "source": line.source,
        "exact": line.exact,
        "prefix": line.prefix,
        "suffix": line.suffix,
        "code": some.into or line.code,
        "stance": line.stance,
        "codebook": line.version,
        "memo": line.memo,
        "reason": some.reason,
    }
