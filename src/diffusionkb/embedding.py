"""Vectors of passages: which texts still need one, and by which model. Part of a build.

Another model's vectors are made beside the old ones, which stay: searches go on with
them until the indexes change over (`indexing.py`), and going back costs nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from .catalogue import SEARCHED_KINDS
from .encoder import FINGERPRINT, PROFILES, encoder_for, prepare_query_encoder
from .model import EmbeddingModel, SourceKind
from .model_files import BUNDLED
from .progress import Progress
from .store import Store

CHUNK = 128  # texts of one transaction: what an interrupted build loses at most
KINDS = ",".join(f"'{kind}'" for kind in SEARCHED_KINDS)
SEARCHED = f"p.kind IN ({KINDS})"
# What the learned coder may be asked about: it reads by the bundled model.
READ_BY_CODER = f"{SEARCHED} AND p.source_kind != '{SourceKind.DIGEST}'"
WANTED = "embedding"  # under this name the database remembers the model it is made for


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """Texts (by their hash) that a model is to embed; with profiles, to read."""

    model: EmbeddingModel
    texts: Sequence[str]
    profiles: bool = False


def embed(
    store: Store, progress: Progress, *, model: EmbeddingModel = BUNDLED
) -> dict[str, int]:
    """Embed every text that has no vector yet, a chunk at a time.

    Shorter texts come first, so that those of a batch are of a length.
    """
    remember_wanted(store, model)
    jobs = _jobs(store, model)
    again = _had_vectors(store, jobs[0])
    total = sum(len(job.texts) for job in jobs)
    progress.start("embed again" if again else "embed", total)
    for job in jobs:
        _carry_out(store, job, progress, "embed again" if again else "embed")
    prepare_query_encoder(model)
    return {"embedded": total, "again": again}


def _jobs(store: Store, model: EmbeddingModel) -> list[_Job]:
    """What searches need, and what the learned coder reads: vectors and profiles."""
    read = _missing(store, [FINGERPRINT, PROFILES], READ_BY_CODER)
    of_coder = _Job(model=BUNDLED, texts=read, profiles=True)
    searched = _missing(store, [model.fingerprint], SEARCHED)
    if model.fingerprint != FINGERPRINT:
        return [_Job(model=model, texts=searched), of_coder]
    known = set(read)
    others = [sha256 for sha256 in searched if sha256 not in known]
    return [_Job(model=model, texts=others), of_coder]


def remember_wanted(store: Store, model: EmbeddingModel) -> None:
    """What the vectors are made for, so that `status` can say how far they are."""
    said = json.dumps(asdict(model))
    if store.get(WANTED) != said and (model.name or store.get(WANTED)):
        store.remember(WANTED, said)


def _missing(store: Store, fingerprints: Sequence[str], which: str) -> list[str]:
    """The texts that are not kept under every one of these names."""
    marks = ",".join("?" * len(fingerprints))
    sql = f"""
        SELECT DISTINCT p.text_sha256, length(p.text) FROM passages p
        WHERE {which} AND (SELECT count(*) FROM embeddings e
          WHERE e.text_sha256 = p.text_sha256
          AND e.fingerprint IN ({marks})) < {len(fingerprints)}
        ORDER BY 2, 1
    """  # noqa: S608 - constants only
    return [sha256 for sha256, _ in store.rows(sql, fingerprints)]


def _had_vectors(store: Store, job: _Job) -> int:
    """How many of these texts have a vector of another model."""
    sql = """
        SELECT count(DISTINCT e.text_sha256) FROM json_each(?) given
        JOIN embeddings e ON e.text_sha256 = given.value
    """
    return int(store.rows(sql, [json.dumps(job.texts)])[0][0])


def _carry_out(store: Store, job: _Job, progress: Progress, stage: str) -> None:
    if not job.texts:
        return
    encoder = encoder_for(len(job.texts), job.model)
    for start in range(0, len(job.texts), CHUNK):
        chunk = job.texts[start : start + CHUNK]
        texts = texts_of(store, chunk)
        some = [texts[sha256] for sha256 in chunk]
        found = encoder.read(some) if job.profiles else encoder.encode(some)
        width = job.model.dimensions
        store.save_embeddings(chunk, job.model.fingerprint, found[:, :width])
        if job.profiles:
            store.save_embeddings(chunk, PROFILES, found[:, width:])
        progress.advance(stage, len(chunk))


def texts_of(store: Store, hashes: Sequence[str]) -> dict[str, str]:
    """Texts of passages by their hash."""
    sql = """
        SELECT text_sha256, text FROM passages
        WHERE text_sha256 IN (SELECT value FROM json_each(?)) GROUP BY text_sha256
    """
    return dict(store.rows(sql, [json.dumps(hashes)]))
