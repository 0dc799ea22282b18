"""Files of coded passages, one JSON object a line → what each passage was given.

Reads gold files and a coder's answers alike, and names each line that cannot be used.
What is made of them is `evaluation.py`.
"""

import json
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..codebook import Codebook
from ..errors import UsageError
from ..model import Stance


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The codes of one passage with their stances, and what the coder scored them.

    `scores` may hold codes that were not given; `scored_all` says that it holds all
    the top-level codes that the coder knows.
    """

    codes: Mapping[str, Stance | None]
    scores: Mapping[str, float] = field(default_factory=dict)
    scored_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedFile:
    """The passages of a file by id, and what about it is not as it should be."""

    passages: Mapping[str, Judged]
    problems: tuple[str, ...]


def read(path: Path, codebook: Codebook) -> JudgedFile:
    """Read a file of lines `{"id", "codings": [{"code", "stance", "score"}]}`.

    Instead of objects, `codings` (or `codes`) may list plain ids, with the stances in
    `stance` ({code: stance}); `scores` ({code: number}) holds those not given too. A
    passage with a part of a code has the code. Of two lines with one id, the first
    counts.

    Raises:
        UsageError: the file cannot be read, or no line of it can be used.
    """
    passages: dict[str, Judged] = {}
    problems: list[str] = []
    for number, line in _lines(path):
        where = f"{path.name}, line {number}"
        try:
            key, judged = _judged(json.loads(line), codebook, problems, where)
        except (ValueError, TypeError, RecursionError) as error:
            problems.append(f"{where}: left out, {_reason(error)}")
            continue
        if passages.setdefault(key, judged) is not judged:
            problems.append(f"{where}: the id {key} stands twice; the first counts")
    if not passages:
        first = f"; {problems[0]}" if problems else ""
        raise UsageError(
            f'{path}: holds no line {{"id": …, "codings": […]}} that can be used{first}'
        )
    return JudgedFile(passages=passages, problems=tuple(problems))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path} is not UTF-8 text ({error.reason}); save it as UTF-8"
        ) from error
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}; check the name"
        ) from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON ({error.msg})"
    return str(error)


def _judged(
    item: object, codebook: Codebook, problems: list[str], where: str
) -> tuple[str, Judged]:
    if not isinstance(item, dict):
        raise TypeError("no object {…}")
    key = item.get("id")
    if not isinstance(key, str | int) or isinstance(key, bool) or key == "":
        raise TypeError("its id is missing or no text")
    known = {code.id for code in codebook.codes}
    codes: dict[str, Stance | None] = {}
    given: dict[str, float] = {}
    for entry in _entries(item):
        code = entry["code"]
        if code not in known:
            problems.append(f"{where}: no code {code!r} in the codebook; left out")
            continue
        codes.setdefault(code, _stance(entry.get("stance"), code, problems, where))
        if (score := entry.get("score")) is not None:
            given[code] = _score(score, code)
    every = {
        code: _score(score, code)
        for code, score in _mapping(item, "scores").items()
        if code in known
    }
    return str(key), Judged(
        codes=_with_parents(codes, codebook),
        scores=_raised({**given, **every}, given.keys(), codebook),
        scored_all=any(code.id in every for code in codebook.tops()),
    )


def _entries(item: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The codings as objects, whichever way they are written."""
    found = item.get("codings", item.get("codes"))
    if not isinstance(found, list | dict):
        raise TypeError("codings is missing or no list")
    stances = item.get("stance", item.get("stances"))
    by_code = stances if isinstance(stances, dict) else {}
    if isinstance(found, dict):
        by_code, found = found, list(found)
    for entry in found:
        made = entry if isinstance(entry, dict) else {"code": entry}
        if not isinstance(made.get("code"), str):
            raise TypeError("a coding without the id of a code")
        yield {"stance": by_code.get(made["code"]), **made}


def _mapping(item: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = item.get(name) or {}
    if not isinstance(found, dict):
        raise TypeError(f"{name} is no object {{…}}")
    return found


def _stance(word: object, code: str, problems: list[str], where: str) -> Stance | None:
    if word in set(Stance):
        return Stance(str(word))
    if word is not None:
        problems.append(
            f"{where}: {code} has the stance {word!r}; known are {', '.join(Stance)}"
        )
    return None


def _score(value: object, code: str) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and 0 <= value <= 1:  # type: ignore[operator]
        return float(value)  # type: ignore[arg-type]
    raise TypeError(f"the score of {code} is no number from 0 to 1")


def _with_parents(
    codes: Mapping[str, Stance | None], codebook: Codebook
) -> dict[str, Stance | None]:
    """The codes, and the top code of each; what was given first wins."""
    full = dict(codes)
    for code, stance in codes.items():
        top = codebook.top(code)
        if full.get(top) is None:
            full[top] = stance
    return full


def _raised(
    scores: Mapping[str, float], given: AbstractSet[str], codebook: Codebook
) -> dict[str, float]:
    """The scores; a top code that has none takes the best of its given parts."""
    full = dict(scores)
    for code in sorted(given):
        top = codebook.top(code)
        if top not in scores:
            full[top] = max(full.get(top, 0.0), scores[code])
    return full
