"""A code's score weighed against the others: its parts', its rivals', any code's.

Pure arithmetic on raw outputs, for training and for tagging alike. A passage that
speaks clearly for one code speaks for another less often than its words suggest, and
most passages carry none. How the weights are found is `fitting.py`; what the raw
outputs are is `training.py`.
"""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Raw = TypeVar("Raw", Floats, NDArray[np.float64])
Parents = Sequence[int | None]  # of each output the column of its top code, if a part

SIGNS = 5  # own output, kin's, any code's, best rival's, second rival's


def lifted(raw: Raw, parents: Parents) -> Raw:
    """Top codes raised by their strongest part, as a passage often shows one part."""
    made = raw.copy()
    for top in {parent for parent in parents if parent is not None}:
        made[:, top] += raw[:, _parts(top, parents)].max(axis=1)
    return made


def signs(raw: Raw, parents: Parents) -> Raw:
    """What speaks for each output and against it: texts by outputs by `SIGNS`.

    The last column of `raw` is that any code is there. Kin of a top code is its
    strongest part, kin of a part its top code; rivals are the other top codes.
    """
    best: Raw = lifted(raw[:, :-1], parents)
    made = np.zeros((len(raw), len(parents), SIGNS), dtype=raw.dtype)
    for column, parent in enumerate(parents):
        own = column if parent is None else parent
        kin = _parts(column, parents) if parent is None else [parent]
        others = [c for c, p in enumerate(parents) if p is None and c != own]
        rivals = np.sort(best[:, others], axis=1)[:, ::-1]
        made[:, column, 0] = raw[:, column]
        made[:, column, 1] = raw[:, kin or [column]].max(axis=1)
        made[:, column, 2] = raw[:, -1]
        made[:, column, 3 : 3 + min(2, len(others))] = rivals[:, :2]
    return made


def weighed(raw: Raw, parents: Parents, weights: Raw) -> Raw:
    """One figure for each output; `weights` has a row for top codes, one for parts."""
    rows = [int(parent is not None) for parent in parents]
    return np.asarray(
        np.einsum("tos,os->to", signs(raw, parents), weights[rows]), dtype=raw.dtype
    )


def _parts(top: int, parents: Parents) -> list[int]:
    return [column for column, parent in enumerate(parents) if parent == top]
