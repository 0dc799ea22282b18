"""Vectors beside the public database: of what it shows in full, and nothing else.

A vector tells what a text is about, so that of a closed text is not published either.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from ..errors import NotBuilt
from ..vectors import ExactIndex, exact_file, write_exact


def public_folder(public_db: Path) -> Path:
    """Where the vectors of a public database stand: public.db → public.vectors."""
    return public_db.with_suffix(".vectors")


def write_vectors(
    vectors: Path, public_db: Path, shown: Sequence[str]
) -> ExactIndex | None:
    """Take the vectors of these passages over from the index of all."""
    folder = public_folder(public_db)
    try:
        index = ExactIndex(exact_file(vectors))
    except NotBuilt:
        write_exact(folder, [], np.empty((0, 0), np.float32))
        return None
    wanted = set(shown)
    rows = [row for row, key in enumerate(index.ids) if key in wanted]
    write_exact(
        folder,
        [index.ids[row] for row in rows],
        index.matrix[rows],
        model=replace(index.model, folder=""),  # where things are is not published
    )
    return ExactIndex(exact_file(folder)) if rows else None
