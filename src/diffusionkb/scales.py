"""Cosines of one model on the scale of another. Pure functions.

What counts as near was chosen for the model that comes along (query/ranking.py), and
models differ widely in how near unrelated texts are. Two cosines say the same if as
many pairs of the same texts reach them: equal percentiles, as tests are equated.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Cosines = NDArray[np.float32]
Scale = tuple[tuple[float, float], ...]  # cosines of a model and of the other

SHARES = (
    *(0.01, 0.02, 0.05, *(n / 20 for n in range(2, 19)), 0.95, 0.96, 0.97, 0.98),
    *(0.985, 0.99, 0.9925, 0.995, 0.9975, 0.999, 0.9995),
)
FEWEST = 5  # pairs beyond a percentile, or it says little
STEP = 1e-4  # of a scale, at least: two cosines that differ must not become one
DIGITS = 5


def equated(theirs: Cosines, ours: Cosines) -> Scale:
    """The scale of a model whose cosines of some pairs of texts are `theirs`.

    `ours` are the other model's of the same pairs, and what cosines are brought to.
    """
    beyond = FEWEST / max(len(theirs), 1)
    shares = [share for share in SHARES if beyond <= share <= 1 - beyond]
    if not shares:  # too few pairs to say anything
        return ((1.0, 1.0),)
    pairs = zip(np.quantile(theirs, shares), np.quantile(ours, shares), strict=True)
    return tuple(_rising([(float(x), float(y)) for x, y in pairs]))


def _rising(pairs: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Those that rise on both scales; the same text is the same on each."""
    last = (-2.0, -2.0)
    for pair in pairs:
        x, y = round(pair[0], DIGITS), round(pair[1], DIGITS)
        if last[0] + STEP <= x <= 1 - STEP and last[1] + STEP <= y <= 1 - STEP:
            yield (x, y)
            last = (x, y)
    yield (1.0, 1.0)


def brought(cosines: Cosines, scale: Scale) -> Cosines:
    """Cosines on the other scale; without one, as they are."""
    if not scale:
        return cosines
    (x, y), *_ = scale
    knots = np.array([(x - 2, y - 2), *scale])  # below, as far apart as they were
    return np.asarray(np.interp(cosines, knots[:, 0], knots[:, 1]), np.float32)
