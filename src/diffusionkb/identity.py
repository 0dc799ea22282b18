"""Hashes that name things. Only inputs are hashed: never paths, times or vectors."""

import hashlib
import json
from collections.abc import Sequence


def text_sha256(text: str) -> str:
    """The identity of a text for the embedding cache."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def short_hash(parts: Sequence[object]) -> str:
    """Twelve hex digits over the JSON of some values: fingerprints of settings."""
    canonical = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()[:12]
