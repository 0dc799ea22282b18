"""Which passages come to a coder, and in which order. Reads only."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from ...catalogue import Catalogue
from ...codebook import Codebook
from ...errors import UnknownName, UsageError
from ...model import SourceKind
from .. import tagger
from ..readings import JOINED, readings
from ..understood import understood

MOST_SCORED = 5_000  # passages that the learned coder is asked about for an order
BATCH = 500
TEXTS = """
FROM passages p JOIN sources s USING (sha256)
WHERE p.kind IN ('body', 'abstract') AND (?1 OR p.source_kind != ?2)
  AND NOT (s.paged = 0 AND EXISTS (SELECT 1 FROM sources o WHERE o.paged = 1
    AND o.citation_key = s.citation_key AND o.source_kind = s.source_kind
    AND o.quality >= 0.5))
"""
ALL = f"SELECT p.id {TEXTS} ORDER BY s.path, p.position"
OF_CODER = """
SELECT p.id FROM passages p JOIN sources s USING (sha256)
WHERE p.id IN (SELECT passage_id FROM codings WHERE coder = ?1
  UNION SELECT passage_id FROM seen WHERE coder = ?1)
"""
CODED = """
SELECT DISTINCT p.id, p.position, s.path FROM codings c
JOIN passages p ON p.id = c.passage_id JOIN sources s USING (sha256)
WHERE c.code IN (SELECT value FROM json_each(?)) AND c.coder != ?
ORDER BY s.path, p.position
"""
VECTORS = f"""
SELECT p.id, p.text, e.vector, f.vector FROM passages p
{JOINED}
WHERE p.id IN (SELECT value FROM json_each(?)) ORDER BY p.id
"""  # noqa: S608 - constants only


class Order(StrEnum):
    """Orders that a coder may ask for."""

    CORPUS = "corpus"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a coder wants to see. One of `code` and `blind_second` at most.

    `sample` draws so many passages; the same seed draws the same ones, also when the
    library has grown, as far as they are still there.
    """

    coder: str
    order: Order = Order.CORPUS
    code: str | None = None
    blind_second: str | None = None
    sample: int | None = None
    seed: int = 0
    digests: bool = False
    works: tuple[str, ...] = ()  # citation keys; none: all works


def queue(
    catalogue: Catalogue,
    codebook: Codebook,
    wanted: Wanted,
    *,
    model: Path | None = None,
) -> list[str]:
    """The ids of the passages in the order they come.

    `model` is the file of a learned coder trained here, for what it is uncertain of.

    Raises:
        UsageError: nothing there fits, or the order cannot be made.
        UnknownName: there is no such coder or code.
    """
    if wanted.code and wanted.blind_second:
        raise UsageError("--code shows what others gave; it is not blind: take one")
    passages = _chosen(catalogue, codebook, wanted)
    if wanted.works:
        passages = _of_works(catalogue, passages, wanted.works)
    if wanted.sample is not None or wanted.blind_second:
        passages = sorted(passages, key=lambda name: _drawn(wanted.seed, name))
    passages = passages[: wanted.sample]
    if wanted.order is Order.UNCERTAIN:
        coder = tagger.load_first(model)
        known = understood(codebook, model)
        return _uncertain_first(catalogue, known, passages, wanted.seed, coder)
    return passages


def _chosen(catalogue: Catalogue, codebook: Codebook, wanted: Wanted) -> list[str]:
    if wanted.blind_second:
        return _of_coder(catalogue, wanted.blind_second)
    if wanted.code:
        return _coded(catalogue, codebook, wanted)
    rows = catalogue.rows(ALL, [wanted.digests, SourceKind.DIGEST.value])
    if not rows:
        raise UsageError(
            "there is no passage to code: only summaries are here, or nothing; add "
            "papers to corpus/ and build, or take --digests or --blind-second"
        )
    return [row[0] for row in rows]


def _of_works(
    catalogue: Catalogue, passages: Sequence[str], works: Sequence[str]
) -> list[str]:
    """Those of these works, also by keys that the works had before a merge."""
    keys = set()
    for name in works:
        work = catalogue.work(name)
        if work is None:
            near = ", ".join(catalogue.similar_names(name))
            raise UnknownName(
                f"no work '{name}' here" + (f"; near: {near}" * bool(near))
            )
        keys.add(work.citation_key)
    rows = catalogue.passages(passages)
    found = [name for name in passages if rows[name]["citation_key"] in keys]
    if not found:
        raise UsageError(
            f"no passage of {', '.join(works)} fits (summaries come with --digests)"
        )
    return found


def _of_coder(catalogue: Catalogue, coder: str) -> list[str]:
    found = [row[0] for row in catalogue.rows(OF_CODER, [coder])]
    if not found:
        sql = "SELECT DISTINCT coder FROM codings ORDER BY coder"
        names = ", ".join(row[0] for row in catalogue.rows(sql))
        raise UnknownName(f"no codings by '{coder}' here; coders: {names or 'none'}")
    return found


def _coded(catalogue: Catalogue, codebook: Codebook, wanted: Wanted) -> list[str]:
    """What others, or the model, gave a code or one of its parts."""
    code = codebook.asked(wanted.code or "").id
    family = [some.id for some in codebook.codes if _is_in(codebook, some.id, code)]
    rows = catalogue.rows(CODED, [_json(family), wanted.coder])
    if not rows:
        raise UsageError(f"nobody has given {code} to a passage, nor has the model")
    return [row[0] for row in rows]


def _is_in(codebook: Codebook, code: str, family: str) -> bool:
    while code != family:
        above = codebook.get(code).parent
        if above is None:
            return False
        code = above
    return True


def _drawn(seed: int, name: str) -> bytes:
    """A place in an order that the seed alone decides."""
    return hashlib.sha256(f"{seed}/{name}".encode()).digest()


def _uncertain_first(
    catalogue: Catalogue,
    known: frozenset[str],
    passages: Sequence[str],
    seed: int,
    coder: tagger.Tagger,
) -> list[str]:
    """Those first whose scores are nearest to where the learned coder gives a code."""
    columns = [
        column
        for column, output in enumerate(coder.outputs)
        if output.parent is None and output.code in known
    ]
    if not columns:
        raise UsageError(
            "the learned coder knows none of this codebook's codes, so it is uncertain "
            "of nothing; leave out --order uncertain, or run diffusionkb train first"
        )
    thresholds = np.array([coder.outputs[column].threshold for column in columns])
    some = sorted(passages, key=lambda name: _drawn(seed, name))[:MOST_SCORED]
    distances: dict[str, float] = {}
    for start in range(0, len(some), BATCH):
        batch = _json(some[start : start + BATCH])
        if rows := catalogue.rows(VECTORS, [batch]):
            vectors = readings((row[2], row[3]) for row in rows)
            scores = coder.scores([row[1] for row in rows], vectors)[:, columns]
            near = np.abs(scores - thresholds).min(axis=1)
            distances |= {row[0]: float(d) for row, d in zip(rows, near, strict=True)}
    return sorted(distances, key=lambda name: (distances[name], name))


def _json(names: Sequence[str]) -> str:
    return "[" + ",".join(f'"{name}"' for name in names) + "]"
