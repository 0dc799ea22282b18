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

CODER_FILE = "coder.yaml"
NOT_CODERS = frozenset({"training"})
REMEDY = "mend the line, then build again"


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
    """A passage an annotation may mean."""

    passage_id: str
    text: str


def read_all(
    folder: Path, codebook: Codebook
) -> tuple[list[Annotation], list[Failure]]:
    """All annotations of all coders; lines that cannot be used become failures."""
    annotations: list[Annotation] = []
    failures: list[Failure] = []
    for coder_folder in _coder_folders(folder):
        kind = _coder_kind(coder_folder, failures)
        for file in sorted(coder_folder.glob("*.jsonl")):
            for outcome in _read_file(file, folder, coder_folder.name, kind, codebook):
                if isinstance(outcome, Failure):
                    failures.append(outcome)
                else:
                    annotations.append(outcome)
    return annotations, failures


def _coder_folders(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(p for p in folder.iterdir() if p.is_dir() and p.name not in NOT_CODERS)


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
        lines = file.read_text(encoding="utf-8").splitlines()
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
        item = json.loads(line)
        body, target = item["body"], item["target"]
        selector = _quote_selector(target["selector"])
        annotation = Annotation(
            where=where,
            coder=coder,
            coder_kind=kind,
            source=str(target["source"]),
            exact=str(selector["exact"]),
            prefix=str(selector.get("prefix", "")),
            suffix=str(selector.get("suffix", "")),
            code=str(body["code"]),
            stance=Stance(body["stance"]),
            codebook_version=str(body.get("codebook", "")),
            memo=str(body.get("memo", "")),
        )
        codebook.get(annotation.code)
    except json.JSONDecodeError as error:
        return _failure(where, f"is not JSON: {error.msg}")
    except UnknownName as error:
        return _failure(where, str(error))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return _failure(where, f"is no annotation: {type(error).__name__} {error}")
    if not annotation.exact.strip():
        return _failure(where, "has an empty quotation")
    return annotation


def _quote_selector(selector: Any) -> Mapping[str, Any]:
    options = selector if isinstance(selector, list) else [selector]
    for option in options:
        if option["type"] == "TextQuoteSelector":
            return dict(option)
    raise KeyError("TextQuoteSelector")


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
                    f"its source '{annotation.source}' is not in the knowledge base",
                    "add the file or take the line out",
                )
            )
            continue
        found = _anchor(annotation, targets[annotation.source])
        if len(found) == 1:
            coding = _coding(annotation, found[0])
            codings[coding.passage_id, coding.code, coding.coder] = coding
        else:
            state = "ambiguous" if found else "lost"
            failures.append(_lost(annotation, state))
    return list(codings.values()), failures


def _anchor(annotation: Annotation, targets: Sequence[Target]) -> list[str]:
    exact = _plain(annotation.exact)
    holding = [target for target in targets if exact in _plain(target.text)]
    if len(holding) > 1:
        context = _plain(annotation.prefix + annotation.exact + annotation.suffix)
        narrowed = [target for target in holding if context in _plain(target.text)]
        holding = narrowed or holding
    return [target.passage_id for target in holding]


def _plain(text: str) -> str:
    return " ".join(text.split())


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


def _lost(annotation: Annotation, state: str) -> Failure:
    quote = _plain(annotation.exact)
    shown = quote if len(quote) <= 60 else f"{quote[:57]}…"
    return _failure(
        annotation.where,
        f"{state}: “{shown}” in {annotation.source}",
        "quote the text as it stands now, with prefix and suffix",
    )


def _failure(where: str, message: str, remedy: str = REMEDY) -> Failure:
    return Failure(
        stage="coding", path=where, kind="annotation", message=message, remedy=remedy
    )
