"""What the learned coder learns from: passages, digests, the codebook's own sentences.

Reads files into `Example` records; fitting is `training.py`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from ..codebook import Codebook
from ..errors import UsageError
from ..model import Code, Stance
from . import annotations

EDITORS = "editorial"
SECTION = re.compile(r"^## +(.+?)\s*\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
OTHER_STANCE = re.compile(r"\s*\((contradicts|qualifies)\b[^)]*\)")


class Kind(StrEnum):
    """What an example is: that decides how much it counts."""

    PASSAGE = "passage"
    DIGEST = "digest"
    CODEBOOK = "codebook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text with its codes and stances; `source` is the document it stands in."""

    id: str
    source: str
    kind: Kind
    text: str
    codings: tuple[tuple[str, Stance], ...]

    @property
    def voice(self) -> str:
        """Whoever wrote it: of a training passage its writer, else its document."""
        return self.source.partition("/")[0]

    def has(self, code: str) -> bool:
        """Whether the code is among the codings."""
        return any(given == code for given, _ in self.codings)


def read(root: Path, codebook: Codebook) -> list[Example]:
    """All examples of a knowledge base, in a fixed order."""
    return [
        *passages(root / "annotations" / "training", codebook),
        *digests(root, codebook),
        *sentences(codebook),
    ]


def passages(folder: Path, codebook: Codebook) -> Iterator[Example]:
    """The training passages: one JSON object a line, several files.

    Raises:
        UsageError: a line cannot be used; the message names it.
    """
    for file in sorted(folder.glob("*.jsonl")):
        lines = file.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            try:
                yield _passage(json.loads(line), file.stem, codebook)
            except (ValueError, KeyError, TypeError, UsageError) as error:
                raise UsageError(
                    f"{file}:{number}: no training passage ({error}); it needs id, "
                    "source, text and codings of code and stance"
                ) from error


def _passage(item: dict[str, Any], stem: str, codebook: Codebook) -> Example:
    found = item["codings"]
    if not isinstance(found, list):
        raise TypeError("codings is no list")
    return Example(
        id=str(item["id"]),
        source=f"{stem}/{item['source']}",
        kind=Kind.PASSAGE,
        text=str(item["text"]),
        codings=with_parents(
            [(str(coding["code"]), Stance(coding["stance"])) for coding in found],
            codebook,
        ),
    )


def with_parents(
    codings: list[tuple[str, Stance]], codebook: Codebook
) -> tuple[tuple[str, Stance], ...]:
    """The codings, with the top code of each; what was given first wins."""
    full: dict[str, Stance] = {}
    for code, stance in codings:
        full.setdefault(code, stance)
    for code, stance in codings:
        full.setdefault(codebook.top(code), stance)
    return tuple(sorted(full.items()))


def digests(root: Path, codebook: Codebook) -> Iterator[Example]:
    """The coded findings of the digests.

    Sections without a coding are left out: most of them are commentary that speaks
    of codes without being evidence.
    """
    given = [
        annotation
        for annotation in annotations.read_all(root / "annotations", codebook)[0]
        if annotation.coder == EDITORS
    ]
    for file in sorted((root / "corpus" / "digests").glob("*.md")):
        mine = [a for a in given if a.source == f"digests/{file.name}"]
        found = SECTION.findall(file.read_text(encoding="utf-8"))
        for number, (_, text) in enumerate(found, start=1):
            codings = [
                (a.code, a.stance)
                for a in mine
                if a.code is not None and a.stance is not None and a.exact in text
            ]
            if codings:
                yield Example(
                    id=f"{file.stem}, finding {number}",
                    source=file.stem,
                    kind=Kind.DIGEST,
                    text=text.strip(),
                    codings=with_parents(codings, codebook),
                )


def sentences(codebook: Codebook) -> Iterator[Example]:
    """The codebook's claims, definitions and examples, as examples of their codes."""
    for code in codebook.codes:
        for number, text in enumerate(_sentences_of(code), start=1):
            marked = OTHER_STANCE.search(text)
            stance = Stance(marked[1]) if marked else Stance.SUPPORTS
            yield Example(
                id=f"codebook {code.id}, sentence {number}",
                source=f"codebook {code.id}",
                kind=Kind.CODEBOOK,
                text=OTHER_STANCE.sub("", text),
                codings=with_parents([(code.id, stance)], codebook),
            )


def _sentences_of(code: Code) -> tuple[str, ...]:
    wanted = (code.claim, code.definition, code.label, *code.includes)
    return tuple(text for text in wanted if text)
