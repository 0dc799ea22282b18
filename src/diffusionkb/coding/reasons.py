"""Why a passage was given a code: what it is like, what in it weighed most.

Pure, with numpy and the standard library only. Made for the passages that are given a
code, and once for all codes of a passage: most passages have none.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .lexicon import Lexicon
from .weighing import Floats

SHOWN_WORDS = 4
SHOWN_PASSAGES = 2
RARE = 3.0  # rarity of a word that under one in seven training passages have
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\W\d_a-z])")
LONGEST = 160  # characters of a sentence that is shown

Rows = NDArray[np.intp]


class Reasons:
    """Of one passage: its words and sentences, found when they are first asked for."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._text = text
        self._lexicon = lexicon

    def why(self, nearest: Sequence[str], words: Floats) -> str:
        """The nearest passages with a code; what in the text weighed most.

        `words` is how much each term weighs for that code.
        """
        pulls = self._pulls(words)
        found = f"closest to {' and '.join(nearest)}"
        if not any(value > 0 for value in pulls.values()):
            return found
        sentence, _ = max(self._sentences, key=lambda pair: _pulled(pair[1], pulls))
        return (
            f"{found}; carried by “{_shortened(sentence)}”; "
            f"words: {self._heaviest(pulls)}"
        )

    @cached_property
    def _shown(self) -> Mapping[int, str]:
        """Known terms by their place, as the text has them."""
        return dict(self._lexicon.found(self._text))

    @cached_property
    def _weights(self) -> tuple[NDArray[np.int64], Floats]:
        return self._lexicon.weigh(self._text)

    @cached_property
    def _sentences(self) -> Sequence[tuple[str, Sequence[int]]]:
        """Each with the places of its known terms."""
        return [
            (one, sorted({place for place, _ in self._lexicon.found(one)}))
            for one in SENTENCE_END.split(self._text)
        ]

    def _pulls(self, words: Floats) -> Mapping[int, float]:
        """How far each known term speaks for the code."""
        where, share = self._weights
        pull = share * words[where]
        return dict(zip(where.tolist(), pull.tolist(), strict=True))

    def _heaviest(self, pulls: Mapping[int, float]) -> str:
        """The terms that weigh most and say something, no word of them twice."""
        terms = [self._shown[p] for p in sorted(pulls, key=lambda p: -pulls[p])]
        heavy = terms[: sum(pull > 0 for pull in pulls.values())]
        shown: list[str] = []
        for term in [term for term in heavy if self._tells(term)] or heavy:
            said = {word for other in shown for word in other.split()}
            if not said & set(term.split()):
                shown.append(term)
        return ", ".join(f"“{term}”" for term in shown[:SHOWN_WORDS])

    def _tells(self, term: str) -> bool:
        """Whether it is a word, or a pair with one that few passages have."""
        places, rarity = self._lexicon.places, self._lexicon.rarity
        found = [places.get(word) for word in term.split()]
        few = any(place is None or rarity[place] >= RARE for place in found)
        return few or len(found) == 1


def nearest(carriers: Rows, near: Floats) -> Rows:
    """Of the training passages with a code those that a passage is most like."""
    order = np.argsort(-near[carriers], kind="stable")
    return carriers[order[:SHOWN_PASSAGES]]


def _pulled(places: Sequence[int], pulls: Mapping[int, float]) -> float:
    """How far the words of a sentence speak for the code."""
    return sum(pulls.get(place, 0.0) for place in places)


def _shortened(sentence: str) -> str:
    """The sentence on one line, cut where it is very long."""
    words = " ".join(sentence.split())
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rsplit(' ', 1)[0]} …"
