"""Writes annotation lines: annotations/<coder>/<citation key>.jsonl.

A line is a W3C Web Annotation with its words, their position and their page. It is
added at the end of its file and is on the disk when `append` returns; whole files are
replaced in one step. Reading is `annotations.py`.
"""

import json
import os
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..errors import CannotRun
from ..model import Stance
from .annotations import unmarked
from .finding import Place, plain

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
PDF_PAGE = "http://tools.ietf.org/rfc/rfc3778"  # page=N, the number in the file
OURS = frozenset({"TextQuoteSelector", "TextPositionSelector", "FragmentSelector"})
AROUND = 32  # characters before and after
# Fixed, so that a decision has the same id whenever it is written.
NAMESPACE = uuid.UUID("0c8f7a52-0f5e-5c3b-9a66-3f1f4f0f7d11")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a coder decided about a place; without a code: seen, no code given."""

    coder: str
    code: str | None
    stance: Stance | None
    codebook_version: str
    memo: str = ""
    created: str = ""


def now() -> str:
    """The time of a decision."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def line_of(decision: Decision, place: Place, *, exact: str = "") -> dict[str, Any]:
    """A decision about a place as a Web Annotation; `exact` if its words are others."""
    body: dict[str, Any] = {"code": decision.code}
    if decision.stance is not None:
        body["stance"] = decision.stance.value
    body |= {"codebook": decision.codebook_version, "memo": decision.memo}
    target = target_of(place, exact=exact)
    line = {
        "@context": CONTEXT,
        "id": "",
        "type": "Annotation",
        "motivation": "classifying" if decision.code else "assessing",
        "creator": decision.coder,
        "created": decision.created or now(),
        "body": body,
        "target": target,
    }
    line["id"] = identity(decision.coder, body, target)
    return line


def identity(coder: str, body: Mapping[str, Any], target: Mapping[str, Any]) -> str:
    """A name for an annotation that depends on what it says and where."""
    said = [coder, body.get("code"), body.get("stance"), target.get("source")]
    words = json.dumps([*said, target.get("selector")], sort_keys=True)
    return f"urn:uuid:{uuid.uuid5(NAMESPACE, words)}"


def target_of(place: Place, *, exact: str = "") -> dict[str, Any]:
    """Where something stands: its file, words, position, and page if it has such."""
    before, after = place.around(AROUND)
    start, end = place.position
    quote = {
        "type": "TextQuoteSelector",
        "exact": exact or place.words,
        "prefix": before,
        "suffix": after,
    }
    position = {"type": "TextPositionSelector", "start": start, "end": end}
    target: dict[str, Any] = {"source": place.file.path}
    if not place.file.paged:
        return {**target, "selector": [quote, position]}
    value = f"page={place.page}"
    page = {"type": "FragmentSelector", "conformsTo": PDF_PAGE, "value": value}
    return {
        **target,
        "page": place.target.locator,
        "selector": [quote, position, page],
    }


def replaced(item: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """The line with its words and place as they are now; all else stays.

    Where its words or its file were others, they are kept under `earlier`.
    """
    old = item["target"]
    given = old["selector"]
    selectors = given if isinstance(given, list) else [given]
    quote = next(s for s in selectors if s.get("type") == "TextQuoteSelector")
    same = plain(quote["exact"]) == place.words
    new = target_of(place, exact=quote["exact"] if same else "")
    others = [some for some in selectors if some.get("type") not in OURS]
    target = {**old, **new, "selector": [*new["selector"], *others]}
    if "page" not in new:
        target.pop("page", None)
    source = old["source"].removeprefix("corpus/")
    if not same or source not in {place.file.path, place.file.citation_key}:
        before = {"source": old["source"], "exact": quote["exact"]}
        target["earlier"] = [*old.get("earlier", []), before]
    return {**item, "target": target}


def file_for(folder: Path, coder: str, key: str) -> Path:
    """The file of a coder's annotations of a work."""
    name = re.sub(r'[\\/:*?"<>|\s]', "_", key).lstrip(".") or "_"
    return folder / coder / f"{name}.jsonl"


def append(file: Path, items: Sequence[Mapping[str, Any]]) -> None:
    """Add lines to a file; they are on the disk when this returns.

    A last line without its end, left by another program or a crash, is ended first.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{json.dumps(item, ensure_ascii=False)}\n" for item in items)
    new = not file.exists()
    with file.open("ab+") as out:
        if out.tell():
            out.seek(-1, os.SEEK_END)
            if out.read(1) != b"\n":
                text = f"\n{text}"
        out.write(text.encode("utf-8", "replace"))
        out.flush()
        os.fsync(out.fileno())
    if new:
        _sync(file.parent)


def _sync(folder: Path) -> None:
    """A new file's name is on the disk only when its folder is."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


Item = Mapping[str, Any]


def replace_lines(file: Path, changed: Mapping[int, tuple[Item, Item | None]]) -> None:
    """Write lines anew, or take them out: number from 1 → what it is, what it becomes.

    The file is replaced whole, or stays as it was; every other byte of it stays.

    Raises:
        CannotRun: a line is another one by now.
    """
    lines = file.read_bytes().decode("utf-8").split("\n")
    gone = set()
    for number, (old, new) in changed.items():
        if number > len(lines) or not _is(lines[number - 1], old):
            raise CannotRun(f"{file}:{number}: was changed meanwhile; do it once more")
        if new is None:
            gone.add(number - 1)
            continue
        bare = unmarked(lines[number - 1])
        text = json.dumps(new, ensure_ascii=False)
        lines[number - 1] = lines[number - 1].replace(bare, text)
    kept = [line for number, line in enumerate(lines) if number not in gone]
    part = file.with_name(f"{file.name}.part")
    with part.open("wb") as out:
        out.write("\n".join(kept).encode("utf-8", "replace"))
        out.flush()
        os.fsync(out.fileno())
    part.replace(file)


def replace_line(file: Path, item: Item, new: Item | None) -> None:
    """Write one line anew, or take it out (None), wherever in its file it stands now.

    Raises:
        CannotRun: the line is not there: somebody else has changed the file.
    """
    lines = file.read_bytes().decode("utf-8").split("\n")
    for number in range(len(lines), 0, -1):
        if _is(lines[number - 1], item):
            replace_lines(file, {number: (item, new)})
            return
    raise CannotRun(f"{file}: the line was changed meanwhile; nothing was written")


def _is(line: str, item: Mapping[str, Any]) -> bool:
    try:
        return bool(json.loads(unmarked(line)) == item)
    except ValueError:
        return False
