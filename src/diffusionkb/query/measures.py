"""How good a ranked list is, against judgements. Pure functions, as trec_eval counts.

`ranked` is document ids, best first; `relevant` is document → grade above 0.
"""

import math
from collections.abc import Mapping, Sequence

Relevant = Mapping[str, int]


def ndcg(ranked: Sequence[str], relevant: Relevant, *, at: int) -> float:
    """Gain by grade, discounted by the logarithm of the place; 1 is the best order."""
    ideal = _gain(sorted(relevant.values(), reverse=True)[:at])
    return _gain([relevant.get(key, 0) for key in ranked[:at]]) / ideal


def _gain(grades: Sequence[int]) -> float:
    return sum(g / math.log2(place) for place, g in enumerate(grades, start=2))


def recall(ranked: Sequence[str], relevant: Relevant, *, at: int) -> float:
    """The share of the relevant documents that are among the first."""
    return sum(key in relevant for key in ranked[:at]) / len(relevant)


def reciprocal_rank(ranked: Sequence[str], relevant: Relevant) -> float:
    """One divided by the place of the first relevant document; 0 if there is none."""
    places = (place for place, key in enumerate(ranked, start=1) if key in relevant)
    return 1 / next(places, math.inf)
