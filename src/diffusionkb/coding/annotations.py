"""People's and editors' annotation files: annotations/<coder>/*.jsonl → Annotation.

One coding a line, after the W3C Web Annotation model: the target is a corpus file and
a TextQuoteSelector, with a TextPositionSelector and a page where they are stated. A
line whose code is null says that the coder looked at the place and gave it no code. Who
the coders are is `coders.py`, finding the passages `anchoring.py`, writing lines
`annotation_lines.py`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..codebook import Codebook
from ..codebook_history import order, other_now
from ..errors import UnknownName
from ..model import CoderKind, Failure, Stance
from .coders import coder_folders, kind_of, lines_of

# A mark that git leaves where two versions of a file could not be merged.
CONFLICT = re.compile(r"(<{7}|\|{7}|={7}|>{7})( .*)?")
MERGE = "keep the lines you want of both sides, take the marks out, then build again"
REMEDY = "mend the line, then build again"
NOBODYS = "stands in no coder's folder, so its codings are not read"
MOVE = "move it into annotations/NAME/ of the coder whose codings they are"
GONE_REMEDY = "diffusionkb codebook drift moves such lines, or lists them"


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One line of an annotation file, checked but not yet anchored.

    Without a code (and then without a stance) it says: looked at, no code given.
    `start` counts characters of the file's plain text; `item` is the line as it was
    written, with what we do not know.
    """

    where: str  # file:line, for messages
    coder: str
    coder_kind: CoderKind
    source: str  # path in corpus/ or citation key
    exact: str
    prefix: str
    suffix: str
    code: str | None
    stance: Stance | None
    codebook_version: str
    memo: str
    start: int | None = None
    page: str = ""
    created: str = ""
    item: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


def read_all(
    folder: Path, codebook: Codebook
) -> tuple[list[Annotation], list[Failure]]:
    """All annotations of all coders; lines that cannot be used become failures."""
    annotations: list[Annotation] = []
    failures = [failure(file.name, NOBODYS, MOVE) for file in lines_of(folder)]
    for coder_folder in coder_folders(folder):
        kind, trouble = kind_of(coder_folder)
        failures += trouble
        if kind is None:
            continue
        for file in lines_of(coder_folder):
            for outcome in _read_file(file, folder, coder_folder.name, kind, codebook):
                if isinstance(outcome, Failure):
                    failures.append(outcome)
                else:
                    annotations.append(outcome)
    return annotations, failures


def _read_file(
    file: Path, folder: Path, coder: str, kind: CoderKind, codebook: Codebook
) -> Iterator[Annotation | Failure]:
    name = file.relative_to(folder).as_posix()
    try:
        # not splitlines(): a quotation may hold a line separator of Unicode
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        yield failure(name, f"cannot be read: {error}")
        return
    for number, text in enumerate(lines, start=1):
        if line := unmarked(text):
            yield read_line(line, f"{name}:{number}", coder, kind, codebook)


def unmarked(line: str) -> str:
    """A line without white space, and without the byte order mark of joined files."""
    return line.strip().strip("\ufeff").strip()


def read_line(
    line: str, where: str, coder: str, kind: CoderKind, codebook: Codebook
) -> Annotation | Failure:
    """One line as an annotation, or why it is none."""
    try:
        item = _object(json.loads(line), "the line")
        body, target = (
            _object(item.get("body"), "body"),
            _object(item.get("target"), "target"),
        )
        selector = quote_selector(target.get("selector"))
        code, stance = _code_and_stance(body, codebook)
        if became := _another(code, body, codebook):
            message = f"has a code of before, and the id is another code's: {became}"
            return failure(where, message, GONE_REMEDY)
        annotation = Annotation(
            where=where,
            coder=coder,
            coder_kind=kind,
            source=_text(target, "source").removeprefix("corpus/"),
            exact=_text(selector, "exact"),
            prefix=_text(selector, "prefix", default=""),
            suffix=_text(selector, "suffix", default=""),
            code=code,
            stance=stance,
            codebook_version=_text(body, "codebook", default=""),
            memo=_text(body, "memo", default=""),
            start=_start(target.get("selector")),
            page=_text(target, "page", default=""),
            created=_text(item, "created", default=""),
            item=item,
        )
    except json.JSONDecodeError as error:
        if CONFLICT.fullmatch(line):
            return failure(where, "is a mark of a merge that git left open", MERGE)
        return failure(where, f"is not JSON: {error.msg}")
    except UnknownName as error:
        return _unknown_code(body, error, where, codebook)
    except (ValueError, RecursionError) as error:
        return failure(where, f"is no annotation: {error}")
    return annotation


def _unknown_code(
    body: Mapping[str, Any], error: UnknownName, where: str, codebook: Codebook
) -> Failure:
    """A code that the codebook has not, or has no more, as its history says."""
    code, version = str(body["code"]), _coded_under(body)
    ended = [revision for revision in codebook.history if code in revision.gone]
    later = [some for some in ended if order(some.version) > order(version)]
    if not ended:
        return failure(where, f"is no annotation: {error}")
    revision = later[0] if later else ended[-1]
    became = f"{code} was {revision.became(code)} in {revision.version}"
    return failure(where, f"has a code of before: {became}", GONE_REMEDY)


def _another(code: str | None, body: Mapping[str, Any], codebook: Codebook) -> str:
    """What became of the code that is meant, if its id means another one by now."""
    version = _coded_under(body)
    if code is None or not version:
        return ""
    return other_now(codebook.history, code, version)


def _coded_under(body: Mapping[str, Any]) -> str:
    """The version of the codebook in which a line's code has its meaning.

    That of the coding, or of the last move to another id.
    """
    steps = body.get("moved")
    last = steps[-1] if isinstance(steps, list) and steps else None
    moved = last.get("codebook") if isinstance(last, dict) else None
    return max(str(body.get("codebook") or ""), str(moved or ""), key=order)


def _object(value: object, name: str) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    raise ValueError(f"{name} is missing or no object {{…}}")


def _text(item: Mapping[str, Any], name: str, *, default: str | None = None) -> str:
    """A text of an object; numbers, such as a codebook version, count as texts."""
    value = item.get(name)
    if value is None and default is not None:
        return default
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not (value.strip() or default is not None):
        raise ValueError(f"'{name}' is missing, empty or no text")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError(f"'{name}' has half a character in it")
    return value


def _code_and_stance(
    body: Mapping[str, Any], codebook: Codebook
) -> tuple[str | None, Stance | None]:
    """Both, or neither where the code is null; a code left out is a mistake."""
    if "code" in body and body["code"] is None:
        if body.get("stance") is not None:
            raise ValueError("there is a stance, but 'code' is null (no code given)")
        return None, None
    return codebook.get(_text(body, "code")).id, _stance(_text(body, "stance"))


def _stance(word: str) -> Stance:
    if word not in set(Stance):
        raise ValueError(f"no stance '{word}'; known are {', '.join(Stance)}")
    return Stance(word)


def quote_selector(selector: object) -> Mapping[str, Any]:
    """The text quote selector of a target, alone or among others.

    Raises:
        ValueError: there is none.
    """
    options = selector if isinstance(selector, list) else [selector]
    for option in options:
        if isinstance(option, dict) and option.get("type") == "TextQuoteSelector":
            return option
    raise ValueError("the target has no selector of type TextQuoteSelector")


def _start(selector: object) -> int | None:
    """Where the text position selector starts, if there is one that can be used."""
    options = selector if isinstance(selector, list) else [selector]
    for option in options:
        if isinstance(option, dict) and option.get("type") == "TextPositionSelector":
            start = option.get("start")
            if isinstance(start, int) and not isinstance(start, bool) and start >= 0:
                return start
    return None


def failure(where: str, message: str, remedy: str = REMEDY) -> Failure:
    """Something about an annotation that does not work."""
    return Failure(
        stage="coding", path=where, kind="annotation", message=message, remedy=remedy
    )
