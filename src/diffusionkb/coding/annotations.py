"""People's and editors' codings: annotations/<coder>/*.jsonl → Coding records.

One coding a line, after the W3C Web Annotation model: the target is a corpus file and
a TextQuoteSelector. A quotation that is not found again is reported, never dropped
silently. A coder's kind is stated in annotations/<coder>/coder.yaml; without that file
the coder is a person.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ..codebook import Codebook
from ..errors import UnknownName
from ..model import CoderKind, Coding, Failure, Stance
from ..store import LEARNED_CODER

CODER_FILE = "coder.yaml"
NOT_CODERS = frozenset({"training"})
REMEDY = "mend the line, then build again"
REQUOTE = "quote the text as it stands now"
NARROW = "add prefix and suffix, and name the file instead of the work"


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One line of an annotation file, checked but not yet anchored."""

    where: str  # file:line, for messages
    coder: str
    coder_kind: CoderKind
    source: str  # path in corpus/ or citation key
    exact: str
    prefix: str
    suffix: str
    code: str
    stance: Stance
    codebook_version: str
    memo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A passage an annotation may mean, its text with single spaces."""

    passage_id: str
    text: str


def read_all(
    folder: Path, codebook: Codebook
) -> tuple[list[Annotation], list[Failure]]:
    """All annotations of all coders; lines that cannot be used become failures."""
    annotations: list[Annotation] = []
    failures: list[Failure] = []
    for coder_folder in _coder_folders(folder):
        if coder_folder.name == LEARNED_CODER:
            failures.append(_reserved(coder_folder.name))
            continue
        kind = _coder_kind(coder_folder, failures)
        for file in sorted(coder_folder.glob("[!.]*.jsonl")):
            for outcome in _read_file(file, folder, coder_folder.name, kind, codebook):
                if isinstance(outcome, Failure):
                    failures.append(outcome)
                else:
                    annotations.append(outcome)
    return annotations, failures


def _coder_folders(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_dir() and path.name not in NOT_CODERS and path.name[0] != "."
    )


def _coder_kind(folder: Path, failures: list[Failure]) -> CoderKind:
    file = folder / CODER_FILE
    if not file.exists():
        return CoderKind.PERSON
    try:
        stated = yaml.safe_load(file.read_text(encoding="utf-8"))
        return CoderKind(stated["kind"])
    except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError) as error:
        failures.append(
            Failure(
                stage="coding",
                path=f"{folder.name}/{CODER_FILE}",
                kind="annotation",
                message=f"the coder's kind cannot be read ({error}); taken as a model",
                remedy="write 'kind: person' or 'kind: editorial' into it",
            )
        )
        return CoderKind.MODEL


def _read_file(
    file: Path, folder: Path, coder: str, kind: CoderKind, codebook: Codebook
) -> Iterator[Annotation | Failure]:
    name = file.relative_to(folder).as_posix()
    try:
        # not splitlines(): a quotation may hold a line separator of Unicode
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        yield _failure(name, f"cannot be read: {error}")
        return
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _read_line(line, f"{name}:{number}", coder, kind, codebook)


def _read_line(
    line: str, where: str, coder: str, kind: CoderKind, codebook: Codebook
) -> Annotation | Failure:
    try:
        item = _object(json.loads(line), "the line")
        body, target = (
            _object(item.get("body"), "body"),
            _object(item.get("target"), "target"),
        )
        selector = _quote_selector(target.get("selector"))
        annotation = Annotation(
            where=where,
            coder=coder,
            coder_kind=kind,
            source=_text(target, "source").removeprefix("corpus/"),
            exact=_text(selector, "exact"),
            prefix=_text(selector, "prefix", default=""),
            suffix=_text(selector, "suffix", default=""),
            code=codebook.get(_text(body, "code")).id,
            stance=_stance(_text(body, "stance")),
            codebook_version=_text(body, "codebook", default=""),
            memo=_text(body, "memo", default=""),
        )
    except json.JSONDecodeError as error:
        return _failure(where, f"is not JSON: {error.msg}")
    except (UnknownName, ValueError, RecursionError) as error:
        return _failure(where, f"is no annotation: {error}")
    return annotation


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


def _stance(word: str) -> Stance:
    if word not in set(Stance):
        raise ValueError(f"no stance '{word}'; known are {', '.join(Stance)}")
    return Stance(word)


def _quote_selector(selector: object) -> Mapping[str, Any]:
    options = selector if isinstance(selector, list) else [selector]
    for option in options:
        if isinstance(option, dict) and option.get("type") == "TextQuoteSelector":
            return option
    raise ValueError("the target has no selector of type TextQuoteSelector")


def anchor(
    annotations: Sequence[Annotation], targets: Mapping[str, Sequence[Target]]
) -> tuple[list[Coding], list[Failure]]:
    """Find each annotation's passage by its quotation.

    `targets` holds the passages by corpus path and by citation key. A quotation that
    stands in several passages goes by its prefix and suffix; if they do not decide,
    it is reported as ambiguous.
    """
    codings: dict[tuple[str, str, str], Coding] = {}
    failures: list[Failure] = []
    for annotation in annotations:
        if annotation.source not in targets:
            failures.append(
                _failure(
                    annotation.where,
                    f"no text of '{annotation.source}' is in the knowledge base",
                    "check the name, add the file, or take the line out",
                )
            )
            continue
        found = _anchor(annotation, targets[annotation.source])
        if len(found) == 1:
            coding = _coding(annotation, found[0])
            key = coding.passage_id, coding.code, coding.coder
            if codings.setdefault(key, coding).stance != coding.stance:
                failures.append(_contradiction(annotation))
        else:
            failures.append(_lost(annotation, ambiguous=bool(found)))
    return list(codings.values()), failures


def _anchor(annotation: Annotation, targets: Sequence[Target]) -> list[str]:
    exact = _plain(annotation.exact)
    holding = [target for target in targets if exact in target.text]
    if len(holding) > 1:
        # without white space: prefixes are often written with theirs cut off
        context = _bare(annotation.prefix + annotation.exact + annotation.suffix)
        narrowed = [target for target in holding if context in _bare(target.text)]
        holding = narrowed or holding
    return [target.passage_id for target in holding]


def _plain(text: str) -> str:
    return " ".join(text.split())


def _bare(text: str) -> str:
    return "".join(text.split())


def _coding(annotation: Annotation, passage_id: str) -> Coding:
    return Coding(
        passage_id=passage_id,
        code=annotation.code,
        stance=annotation.stance,
        coder=annotation.coder,
        coder_kind=annotation.coder_kind,
        quote=annotation.exact,
        codebook_version=annotation.codebook_version,
        why=annotation.memo,
    )


def _contradiction(annotation: Annotation) -> Failure:
    return _failure(
        annotation.where,
        f"gives {annotation.code} another stance than an earlier line of the same "
        "coder for the same passage, which counts",
        "keep one of the two lines",
    )


def _lost(annotation: Annotation, *, ambiguous: bool) -> Failure:
    quote = _plain(annotation.exact)
    shown = quote if len(quote) <= 60 else f"{quote[:57]}…"
    return _failure(
        annotation.where,
        f"{'ambiguous' if ambiguous else 'lost'}: “{shown}” in {annotation.source}",
        NARROW if ambiguous else REQUOTE,
    )


def _reserved(name: str) -> Failure:
    return _failure(
        name,
        "is the name of the learned coder, so its codings are not read",
        "rename the folder",
    )


def _failure(where: str, message: str, remedy: str = REMEDY) -> Failure:
    return Failure(
        stage="coding", path=where, kind="annotation", message=message, remedy=remedy
    )
