"""Annotations find their passages by their quotations: codings, and what was seen.

A quotation that is not found again is reported, never dropped silently. Reading the
lines is `annotations.py`; here no file is opened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..model import Coding, Failure, Seen
from .annotations import Annotation, failure

REQUOTE = "quote the text as it stands now"
NARROW = "add prefix and suffix, and name the file instead of the work"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A passage an annotation may mean, its text with single spaces."""

    passage_id: str
    text: str


def anchor(
    annotations: Sequence[Annotation], targets: Mapping[str, Sequence[Target]]
) -> tuple[list[Coding], list[Seen], list[Failure]]:
    """Find each annotation's passage by its quotation.

    `targets` holds the passages by corpus path and by citation key. A quotation that
    stands in several passages goes by its prefix and suffix; if they do not decide,
    it is reported as ambiguous. What a coder coded is not also seen without a code.
    """
    codings: dict[tuple[str, str, str], Coding] = {}
    seen: dict[tuple[str, str], Seen] = {}
    failures: list[Failure] = []
    for annotation in annotations:
        passage = _anchor(annotation, targets.get(annotation.source))
        if isinstance(passage, Failure):
            failures.append(passage)
        elif coding := _coding(annotation, passage):
            key = coding.passage_id, coding.code, coding.coder
            if codings.setdefault(key, coding).stance != coding.stance:
                failures.append(_contradiction(annotation))
        else:
            seen.setdefault((passage, annotation.coder), _seen(annotation, passage))
    coded = {(coding.passage_id, coding.coder) for coding in codings.values()}
    uncoded = [some for key, some in seen.items() if key not in coded]
    return list(codings.values()), uncoded, failures


def _anchor(annotation: Annotation, targets: Sequence[Target] | None) -> str | Failure:
    """The id of the one passage that is meant, or why there is none."""
    if targets is None:
        return failure(
            annotation.where,
            f"no text of '{annotation.source}' is in the knowledge base",
            "check the name, add the file, or take the line out",
        )
    found = _holding(annotation, targets)
    if len(found) == 1:
        return found[0]
    return _lost(annotation, ambiguous=bool(found))


def _holding(annotation: Annotation, targets: Sequence[Target]) -> list[str]:
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


def _contradiction(annotation: Annotation) -> Failure:
    return failure(
        annotation.where,
        f"gives {annotation.code} another stance than an earlier line of the same "
        "coder for the same passage, which counts",
        "keep one of the two lines",
    )


def _lost(annotation: Annotation, *, ambiguous: bool) -> Failure:
    quote = _plain(annotation.exact)
    shown = quote if len(quote) <= 60 else f"{quote[:57]}…"
    return failure(
        annotation.where,
        f"{'ambiguous' if ambiguous else 'lost'}: “{shown}” in {annotation.source}",
        NARROW if ambiguous else REQUOTE,
    )
