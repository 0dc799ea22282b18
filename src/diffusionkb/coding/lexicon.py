"""The words of a text as the learned coder knows them: words, stems, pairs, rarity.

Pure, with numpy and the standard library only. What words weigh for which code is
`tagger.py`; where the known words come from, `features.py`.
"""

import itertools
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .weighing import Floats

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Words, and what stands for words: numbers, names of variables.
TOKEN = re.compile(r"\w+(?:['’]\w+)?")
IN_BRACKETS = re.compile(r"(?<!\w)[(\[][^()\[\]]*[)\]]")
# Longest first: the first that leaves a stem is cut.
SUFFIXES = (
    *("ational", "ations", "ation", "ingly", "ments", "edly", "ment", "ings"),
    *("ness", "ities", "ity", "ing", "ies", "ers", "ed", "es", "ly", "er", "s"),
)
SHORTEST_STEM = 3
KEPT_STEMS = 2**16  # the words of a large library are fewer, but for its misprints

Found = Sequence[tuple[int, str]]  # places of known terms, and the words behind them


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The terms a model knows (words, stems, pairs) and how rare each one is."""

    places: Mapping[str, int]
    rarity: Floats

    def found(self, text: str) -> Found:
        """The known terms of a text, as they follow each other."""
        places = self.places
        return [(places[term], seen) for term, seen in terms(text) if term in places]

    def weigh(self, text: str) -> tuple[NDArray[np.int64], Floats]:
        """The places of a text's known terms, and their weights (of unit length)."""
        return self.weights([place for place, _ in self.found(text)])

    def weights(self, places: Sequence[int]) -> tuple[NDArray[np.int64], Floats]:
        """The same for places that were found, each as often as it was found."""
        where, counts = np.unique(np.array(places, dtype=np.int64), return_counts=True)
        weights = (1 + np.log(counts)) * self.rarity[where]
        return where, np.asarray(weights / (np.linalg.norm(weights) or 1), np.float32)


def share_known(text: str, known: Container[str]) -> float:
    """How much of a text is known words: other languages and tables have few.

    Numbers and names such as `max_count` are no words. References and figures in
    brackets do not count where they are what is not known.
    """
    return max(_share(some, known) for some in (text, IN_BRACKETS.sub(" ", text)))


def _share(text: str, known: Container[str]) -> float:
    seen = tokens(text)
    return sum(one in known for one in seen) / max(1, len(seen))


def tokens(text: str) -> list[str]:
    """The words of a text, and what stands for words, without capitals."""
    return [_plain(one) for one in TOKEN.findall(text)]


def _plain(word: str) -> str:
    return word.lower().replace("’", "'")


def terms(text: str) -> Iterator[tuple[str, str]]:
    """Each word, its stem and each pair of neighbours, with the words behind it.

    Stems find the matter again in other forms; pairs tell "did not" from "not only",
    on which the stance depends.
    """
    words = [_plain(word) for word in WORD.findall(text)]
    for word in words:
        yield word, word
        yield f"{stem(word)}-", word
    for pair in itertools.pairwise(words):
        yield " ".join(pair), " ".join(pair)


@lru_cache(maxsize=KEPT_STEMS)
def stem(word: str) -> str:
    """The word without its ending, so that "adopted" and "adopts" meet."""
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= SHORTEST_STEM:
            return word[: -len(suffix)]
    return word
