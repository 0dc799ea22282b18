"""How near is near for another model than the bundled one: measured on the library.

Sentences of some passages are asked of some passages by both models; equal percentiles
of their cosines say the same (`scales.py`). A small library is filled up with texts of
the corpus that comes along, so that there are pairs enough.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .bundled import bundle
from .embedding import SEARCHED
from .encoder import encoder_for, query_encoder
from .identity import text_sha256
from .model import EmbeddingModel
from .model_files import BUNDLED
from .scales import equated
from .store import Store

PASSAGES = 400  # that sentences are asked of
SENTENCES = 150
FEW = 100  # passages; with fewer, others are taken in
GROWN = 4  # times as many passages as then: it is measured anew
LONGEST = 200  # letters of a sentence; questions are no longer
SHORT = 6  # words
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
WORDS = 30  # of a paragraph that may stand for a passage
Vectors = NDArray[np.float32]


def with_scale(store: Store, model: EmbeddingModel) -> EmbeddingModel:
    """The model with the scale of its cosines, measured once for a library."""
    if model.fingerprint == BUNDLED.fingerprint:
        return model
    count = store.rows(f"SELECT count(*) FROM passages p WHERE {SEARCHED}")[0][0]  # noqa: S608
    key = f"scale {model.fingerprint}"
    known = json.loads(store.get(key, "{}"))
    if not known or count >= GROWN * max(known["passages"], 1):
        known = {"passages": count, "scale": _measured(store, model)}
        store.remember(key, json.dumps(known))
    pairs = tuple((float(x), float(y)) for x, y in known["scale"])
    return replace(model, scale=pairs)


def _measured(store: Store, model: EmbeddingModel) -> Sequence[tuple[float, float]]:
    texts = _texts(store)
    asked = [_question(n, text) for n, text in enumerate(texts[:SENTENCES])]
    theirs, ours = (
        query_encoder(some).encode(asked) @ _vectors(store, some, texts).T
        for some in (model, BUNDLED)
    )
    return equated(theirs.ravel(), ours.ravel())


def _texts(store: Store) -> list[str]:
    """Some passages, the same ones each time, and others where there are few."""
    sql = f"""
        SELECT p.text FROM passages p WHERE {SEARCHED}
        GROUP BY p.text_sha256 ORDER BY p.text_sha256 LIMIT ?
    """  # noqa: S608 - constants only
    found = [text for (text,) in store.rows(sql, [PASSAGES])]
    return found if len(found) >= FEW else [*found, *_others(FEW - len(found))]


def _others(count: int) -> list[str]:
    """Paragraphs of the corpus that comes along."""
    files = sorted((bundle() / "corpus" / "digests").glob("*.md"))
    paragraphs = [
        paragraph
        for file in files
        for paragraph in file.read_text(encoding="utf-8").split("\n\n")
        if len(paragraph.split()) >= WORDS and not paragraph.startswith("---")
    ]
    return sorted(paragraphs, key=text_sha256)[:count]


def _question(number: int, text: str) -> str:
    """Of a passage a sentence, or a few words from its middle: questions are both."""
    fit = [s for s in SENTENCE_END.split(text) if len(s) <= LONGEST]
    sentence = max(fit, key=len, default=text[:LONGEST])
    words = sentence.split()
    first = max(0, (len(words) - SHORT) // 2)
    return " ".join(words[first : first + SHORT]) if number % 2 else sentence


def _vectors(store: Store, model: EmbeddingModel, texts: Sequence[str]) -> Vectors:
    """Vectors of texts: those that are kept, and the others made and kept."""
    hashes = [text_sha256(text) for text in texts]
    sql = """
        SELECT text_sha256, vector FROM embeddings
        WHERE text_sha256 IN (SELECT value FROM json_each(?)) AND fingerprint = ?
    """
    kept = dict(store.rows(sql, [json.dumps(hashes), model.fingerprint]))
    new = [n for n, sha256 in enumerate(hashes) if sha256 not in kept]
    made = encoder_for(len(new), model).encode([texts[n] for n in new])
    store.save_embeddings([hashes[n] for n in new], model.fingerprint, made)
    kept |= {hashes[n]: row.tobytes() for n, row in zip(new, made, strict=True)}
    return np.stack([np.frombuffer(kept[sha256], "<f4") for sha256 in hashes])
