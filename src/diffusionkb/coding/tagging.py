"""Codings into the working database: people's and editors' first, then the model's.

The model is asked only about running text that no person or editor has coded or has
looked at and left without a code: that too is a decision, and not the model's to take
back. It is never asked about digests: whoever writes one codes it, and its commentary
is no evidence.
Where a work is here with pages and without, only the reading with pages is coded, so
that nothing counts twice.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..catalogue import Catalogue
from ..codebook import Codebook
from ..identity import short_hash
from ..model import CoderKind, Coding, SourceKind, Stance
from ..progress import Progress
from ..rows import ANCHORING
from ..store import LEARNED_CODER, Store
from . import annotations, tagger
from .anchoring import anchor
from .readings import JOINED, readings
from .standing import Standing
from .texts import Library
from .understood import understood

BATCH = 512
# Sections that thank, declare or list: they argue nothing.
NO_ARGUMENT = re.compile(
    r"\b(acknowledge?ments?|funding|(conflict|competing|declaration)s? (of )?interests?"
    r"|authors?['’]? contributions?|abbreviations|ethic\w* (approval|statement)s?"
    r"|(data|code) availability|supplementa\w+|consent for publication)\b",
    re.I,
)
SCORE_DIGITS = 2  # more than a calibrated score can carry, and than two runs agree on


def update_annotations(
    store: Store, folder: Path, codebook: Codebook
) -> dict[str, int]:
    """Read and anchor all annotations; what cannot be used becomes a failure.

    What has moved is remembered, so that it can be said until the lines say so.
    """
    read, failures = annotations.read_all(folder, codebook)
    library = Library(store)
    anchored = anchor(read, library.of, library.holding)
    found = Standing(anchored=anchored, unusable=tuple(failures))
    store.replace_codings(anchored.codings)
    store.replace_seen(anchored.seen)
    store.replace_failures("coding", found.failures)
    counts = found.counts
    moved = [[some.where, outcome.remark] for some, outcome in anchored.moved]
    state = json.dumps({"counts": counts, "moved": moved}, ensure_ascii=False)
    if state != store.get(ANCHORING):
        store.remember(ANCHORING, state)
    return {"annotations": len(read), **counts}


READS = f"""
FROM passages p
JOIN sources s ON s.sha256 = p.sha256
{JOINED}
LEFT JOIN tagged t ON t.passage_id = p.id
WHERE p.kind IN ('body', 'abstract')
  AND p.source_kind != ?1
  AND NOT (s.paged = 0 AND EXISTS (SELECT 1 FROM sources o WHERE o.paged = 1
    AND o.citation_key = s.citation_key AND o.source_kind = s.source_kind
    AND o.quality >= 0.5))
"""  # noqa: S608 - constants only
ELIGIBLE = f"""{READS}
  AND NOT EXISTS (SELECT 1 FROM codings c
    WHERE c.passage_id = p.id AND c.coder_kind != ?2)
  AND NOT EXISTS (SELECT 1 FROM seen
    WHERE seen.passage_id = p.id AND seen.coder_kind != ?2)
"""  # noqa: S608 - constants only
ROWS = "SELECT p.id, p.text, e.vector, p.heading, f.vector"
TODO = f"""
{ROWS} {ELIGIBLE}
AND coalesce(t.fingerprint, '') != ?3 ORDER BY p.id
"""
NOT_ITS = f"""
SELECT passage_id FROM tagged WHERE passage_id NOT IN (SELECT p.id {ELIGIBLE})
ORDER BY passage_id
"""  # noqa: S608 - constants only


def update_tags(
    store: Store,
    codebook: Codebook,
    progress: Progress,
    *,
    model: Path | None = None,
) -> dict[str, int]:
    """Ask the learned coder about what it has not seen; take back what is not its.

    `model` is the file of a coder trained here; without it, the one that ships.
    """
    coder = tagger.load_first(model)
    known = understood(codebook, model)
    foreign = {code.id for code in codebook.codes} & coder.codes - known
    fingerprint = short_hash(
        [coder.fingerprint, codebook.fingerprint, *sorted(foreign)]
    )
    values = [
        SourceKind.DIGEST.value,
        CoderKind.MODEL.value,
    ]
    if taken_back := [row[0] for row in store.rows(NOT_ITS, values)]:
        store.clear_tags(taken_back)
    todo = store.rows(TODO, [*values, fingerprint])
    progress.start("tag", len(todo))
    for start in range(0, len(todo), BATCH):
        batch = todo[start : start + BATCH]
        codings = _ask(coder, batch, known)
        store.save_tags([row[0] for row in batch], codings, fingerprint)
        progress.advance("tag", len(batch))
    (total,) = store.rows("SELECT count(*) FROM tagged")[0]
    return {"eligible": total, "tagged": len(todo)}


def would_give(
    catalogue: Catalogue,
    passages: Sequence[str],
    codebook: Codebook,
    *,
    model: Path | None = None,
) -> dict[str, list[Coding]]:
    """What the learned coder says of passages that others have coded, for comparison.

    The passages it is never asked about, such as digests, are left out, and so are
    those that it was trained on: of these it repeats what it was told.
    """
    coder = tagger.load_first(model)
    known = understood(codebook, model)
    new = [passage for passage in passages if passage not in coder.learned_here]
    found: dict[str, list[Coding]] = {}
    for start in range(0, len(new), BATCH):
        some = new[start : start + BATCH]
        sql = f"{ROWS} {READS} AND p.id IN ({','.join('?' * len(some))}) ORDER BY p.id"
        values = [SourceKind.DIGEST.value, *some]
        if rows := catalogue.rows(sql, values):
            found |= {row["id"]: [] for row in rows}
            for coding in _ask(coder, rows, known):
                found[coding.passage_id].append(coding)
    return found


def _ask(
    coder: tagger.Tagger, rows: Sequence[Sequence[Any]], known: frozenset[str]
) -> list[Coding]:
    """The learned coder's codings of rows of `ROWS`."""
    numbers = readings((row[2], row[4]) for row in rows)
    found = coder.tag([row[1] for row in rows], numbers)
    return [
        Coding(
            passage_id=row[0],
            code=suggestion.code,
            stance=Stance(suggestion.stance),
            coder=LEARNED_CODER,
            coder_kind=CoderKind.MODEL,
            score=round(suggestion.score, SCORE_DIGITS),
            stance_score=round(suggestion.stance_score, SCORE_DIGITS),
            codebook_version=coder.codebook_version,
            why=suggestion.why,
            fingerprint=coder.fingerprint,
        )
        for row, suggestions in zip(rows, found, strict=True)
        for suggestion in suggestions
        if suggestion.code in known and not NO_ARGUMENT.search(row[3])
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the learned coder says of a text; `scores` where they were asked for."""

    suggestions: tuple[tagger.Suggestion, ...]
    scores: Mapping[str, float] = field(default_factory=dict)


def tag_texts(
    texts: Sequence[str],
    encode: Callable[[Sequence[str]], NDArray[np.float32]],
    *,
    model: Path | None = None,
) -> list[Answer]:
    """Codings of texts that stand in no knowledge base."""
    found = tagger.load_first(model).tag(texts, encode(texts))
    return [Answer(suggestions=suggestions) for suggestions in found]


def score_texts(
    texts: Sequence[str],
    encode: Callable[[Sequence[str]], NDArray[np.float32]],
    *,
    model: Path | None = None,
) -> list[Answer]:
    """The same, each with the score of every top-level code, given or not."""
    coder, vectors = tagger.load_first(model), encode(texts)
    tops = [
        (column, output.code)
        for column, output in enumerate(coder.outputs)
        if output.parent is None
    ]
    found = coder.tag(texts, vectors)
    rows = coder.scores(texts, vectors)
    return [
        Answer(
            suggestions=suggestions,
            scores={code: float(row[column]) for column, code in tops},
        )
        for suggestions, row in zip(found, rows, strict=True)
    ]
