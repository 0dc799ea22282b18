"""Readings of passages that are kept in the working database: vector and profile.

The part of a query that finds them, and rows into numbers. They are made by the build
(`indexing.py`).
"""

from collections.abc import Iterable

import numpy as np

from ..encoder import FINGERPRINT, PROFILES
from .weighing import Floats

# To a query of passages `p`; columns e.vector and f.vector.
JOINED = f"""
JOIN embeddings e ON e.text_sha256 = p.text_sha256 AND e.fingerprint = '{FINGERPRINT}'
JOIN embeddings f ON f.text_sha256 = p.text_sha256 AND f.fingerprint = '{PROFILES}'
"""


def readings(pairs: Iterable[tuple[bytes, bytes]]) -> Floats:
    """One row for each pair of a vector and a profile."""
    return np.stack([np.frombuffer(one + two, "<f4") for one, two in pairs])
