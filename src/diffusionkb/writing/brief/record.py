"""What a brief was made of, kept beside its outline: brief.lock.json for brief.md.

It says what each slot gave, so that `verifying.py` can say what has changed.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ...errors import UsageError
from ...rows import as_json
from ...whole_files import write_whole
from .accounts import Account
from .composing import Brief
from .records import Given, Side

FORM = 1


def record_file(outline: Path) -> Path:
    return outline.with_name(f"{outline.stem}.lock.json")


def named_from(outline: Path, file: Path) -> str:
    """The name of a file as seen from its outline's folder."""
    return Path(os.path.relpath(file, outline.parent)).as_posix()


def record_of(brief: Brief, outputs: Mapping[str, str]) -> dict[str, Any]:
    """The record; `outputs` has the hashes of the files that were written."""
    return {
        "form": FORM,
        "made_with": brief.account.version,
        "outline": {"file": brief.outline.name, "sha256": brief.outline.sha256},
        "outputs": dict(sorted(outputs.items())),
        "text_sha256": _sha(brief.text),
        "codebook": brief.account.codebook,
        "account": _account(brief.account),
        "works": {
            key: _sha(as_json(work.csl)) for key, work in sorted(brief.cited.items())
        },
        "slots": [_given(given) for given in brief.given],
    }


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _account(found: Account) -> dict[str, Any]:
    return {
        "built": found.built,
        "counts": dict(found.counts),
        "coders": {
            maker.name: [maker.kind.value, maker.codings, maker.fingerprint]
            for maker in found.makers
        },
        "agreement": {
            one.code: None if one.alpha is None else round(one.alpha, 4)
            for one in found.agreed
        },
        "encoders": list(found.encoders),
    }


def _given(given: Given) -> dict[str, Any]:
    return {
        "slot": str(given.slot),
        "line": given.slot.line,
        "searched": [given.searched.passages, given.searched.read],
        "sides": [_side(side) for side in given.sides],
    }


def _side(side: Side) -> dict[str, Any]:
    """Passage id → its codings; of those that are shown also text and place."""
    return {
        "stance": side.stance.value if side.stance else None,
        "elsewhere": side.elsewhere,
        "shown": {
            hit.passage_id: {
                "work": hit.citation_key,
                "locator": hit.locator,
                "text_sha256": _sha(hit.text),
            }
            for hit in side.shown
        },
        "found": {
            passage: sorted(
                [c.code, c.stance.value, c.coder, c.coder_kind.value]
                for c in side.codings.get(passage, ())
            )
            for passage in side.found
        },
    }


def read_record(outline: Path) -> dict[str, Any] | None:
    """The record of an outline; None where it was never built.

    Raises:
        UsageError: there is one, but nobody can read it.
    """
    file = record_file(outline)
    try:
        read = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise _unreadable(file, str(error)) from error
    if not isinstance(read, dict) or read.get("form") != FORM:
        raise _unreadable(file, "it is of another form")
    return read


def outline_of(file: Path) -> Path:
    """The outline that a file was built from; itself, where no record knows it."""
    for record in sorted(file.parent.glob("*.lock.json")):
        outline = record.with_name(f"{record.name.removesuffix('.lock.json')}.md")
        with suppress(UsageError):
            known = read_record(outline) or {"outputs": {}}
            if file.name in known["outputs"]:
                return file.with_name(known["outline"]["file"])
    return file


def _unreadable(file: Path, why: str) -> UsageError:
    return UsageError(
        f"{file} cannot be read ({why}); delete it, and build the brief again"
    )


def write_record(outline: Path, record: Mapping[str, Any]) -> Path:
    """Write the record whole."""
    file = record_file(outline)
    text = json.dumps(record, ensure_ascii=False, indent=1)
    write_whole(file, f"{text}\n")
    return file
