"""Large matrices: sparse ones, and symmetric ones solved where they stand.

The only importer of scipy.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_array

from ..threads import one_thread
from .stances import Weights

Matrix = NDArray[np.float64]
BLOCK = 1_000
Sparse = Any  # csr_array, which has no types


def rows_of(found: Sequence[Weights], width: int) -> Sparse:
    """A row for each list of places and of what weighs there."""
    return csr_array(
        (
            np.concatenate([weights for _, weights in found]).astype(np.float64),
            np.concatenate([where for where, _ in found]),
            np.cumsum([0, *(len(where) for where, _ in found)]),
        ),
        shape=(len(found), width),
    )


def overlap(ours: Sparse, theirs: Sparse) -> Matrix:
    """What each row of one shares with each row of the other, as a full matrix."""
    found = np.empty((ours.shape[0], theirs.shape[0]))
    across = theirs.T.tocsr()
    for rows in blocks(len(found)):
        found[rows] = (ours[rows] @ across).toarray()
    return found


def blocks(rows: int) -> Iterator[slice]:
    """Some rows after the other: what is made of all at once takes its room again."""
    for start in range(0, rows, BLOCK):
        yield slice(start, min(rows, start + BLOCK))


def solved(matrix: Matrix, damping: Matrix | float, right: Matrix) -> Matrix:
    """What `matrix`, with `damping` added to its diagonal, takes to `right`.

    `matrix` is symmetric, without negative eigenvalues, and is overwritten: of 15,000
    examples it takes 1.8 GB, and a second one is not needed.

    Raises:
        numpy.linalg.LinAlgError: the damped matrix is not positive definite.
    """
    matrix.flat[:: len(matrix) + 1] += damping
    # With several threads OpenBLAS 0.3 crashes on 17,000 rows. The transpose is the
    # matrix itself, in the order of columns that is not copied.
    with one_thread(anew=True):
        factor = cho_factor(matrix.T, overwrite_a=True, check_finite=False)
    return np.asarray(cho_solve(factor, right, check_finite=False))
