"""Annotations find their passages by their quotations: codings, and what was seen.

What has moved is said, and a quotation that is not found again is reported, never
dropped silently. Reading the lines is `annotations.py`, finding words `finding.py`;
here no file is opened.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..model import Coding, Failure, Seen
from .annotations import Annotation, failure
from .finding import Found, State, find, short
from .texts import FileText

REQUOTE = "quote the text as it stands now"
NARROW = "add prefix and suffix, and name the file instead of the work"
Texts = Callable[[str], Sequence[FileText]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchored:
    """What became of each annotation, and the codings that follow."""

    outcomes: tuple[tuple[Annotation, Found], ...]
    codings: tuple[Coding, ...]
    seen: tuple[Seen, ...]
    failures: tuple[Failure, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many annotations have each state; `contradicting` ones stand, too."""
        found = Counter(found.state for _, found in self.outcomes)
        placed = sum(some.place is not None for _, some in self.outcomes)
        contradicting = len(self.failures) - (len(self.outcomes) - placed)
        return {
            **{state.value: found[state] for state in State},
            **({"contradicting": contradicting} if contradicting else {}),
        }

    @property
    def moved(self) -> tuple[tuple[Annotation, Found], ...]:
        """Those that stand elsewhere, or in other words, than was written down."""
        return tuple(pair for pair in self.outcomes if pair[1].state is State.MOVED)


def anchor(
    annotations: Sequence[Annotation],
    texts: Texts,
    elsewhere: Texts | None = None,
) -> Anchored:
    """Find each annotation's passage by its quotation.

    `texts` gives the files that a path or a citation key names, `elsewhere` those that
    may hold a quotation whose file is gone. What a coder coded is not also seen without
    a code.
    """
    codings: dict[tuple[str, str, str], Coding] = {}
    lines: dict[tuple[str, str, str], str] = {}
    seen: dict[tuple[str, str], Seen] = {}
    failures: list[Failure] = []
    outcomes: list[tuple[Annotation, Found]] = []
    for annotation in annotations:
        files = texts(annotation.source)
        found = find(annotation, files, elsewhere)
        outcomes.append((annotation, found))
        if found.place is None:
            failures.append(_not_found(annotation, found, known=bool(files)))
            continue
        passage = found.place.target.passage_id
        if coding := _coding(annotation, passage):
            key = coding.passage_id, coding.code, coding.coder
            first = lines.setdefault(key, annotation.where)
            if codings.setdefault(key, coding).stance != coding.stance:
                failures.append(_contradiction(annotation, first))
        else:
            seen.setdefault((passage, annotation.coder), _seen(annotation, passage))
    coded = {(coding.passage_id, coding.coder) for coding in codings.values()}
    return Anchored(
        outcomes=tuple(outcomes),
        codings=tuple(codings.values()),
        seen=tuple(some for key, some in seen.items() if key not in coded),
        failures=tuple(failures),
    )


def _not_found(annotation: Annotation, found: Found, *, known: bool) -> Failure:
    if not known and found.state is State.LOST:
        return failure(
            annotation.where,
            f"lost: no text of '{annotation.source}' is in the knowledge base",
            "check the name, add the file, or take the line out",
        )
    ambiguous = found.state is State.AMBIGUOUS
    return failure(
        annotation.where,
        f"{found.state}: “{short(annotation.exact)}” in {annotation.source}",
        NARROW if ambiguous else REQUOTE,
    )


def _coding(annotation: Annotation, passage_id: str) -> Coding | None:
    if annotation.code is None or annotation.stance is None:
        return None
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


def _seen(annotation: Annotation, passage_id: str) -> Seen:
    return Seen(
        passage_id=passage_id,
        coder=annotation.coder,
        coder_kind=annotation.coder_kind,
        codebook_version=annotation.codebook_version,
        why=annotation.memo,
    )


def _contradiction(annotation: Annotation, first: str) -> Failure:
    return failure(
        annotation.where,
        f"gives {annotation.code} another stance than {first}, an earlier line of the "
        "same coder for the same passage, which counts",
        "keep one of the two lines",
    )
