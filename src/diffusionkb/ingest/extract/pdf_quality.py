"""How far the text of a page can be trusted: is it there, is it made of words.

Where a second reader has read the page too, their agreement counts as well.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

_TOKEN = re.compile(r"[^\W\d_]+")
_ODD = re.compile(r"[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff\x00-\x08\x0e-\x1f]")
_VOWELS = re.compile(r"[aeiouyäöüàáâãåæèéêëìíîïòóôõøœùúûýÿ]", re.IGNORECASE)
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}", re.IGNORECASE)
_FEW = 20  # tokens; too few for a judgement
_AGREE = 0.97  # two readers hardly ever agree on every word


def page_quality(text: str) -> float:
    """Between 0 (no text) and 1 (nothing suspicious), from the text alone."""
    if not text.strip():
        return 0.0
    tokens = _TOKEN.findall(text)
    odd = len(_ODD.findall(text)) / len(text)
    if len(tokens) < _FEW:
        return max(0.0, 1.0 - 10 * odd)
    kinds = Counter(tokens)
    wordlike = sum(n for token, n in kinds.items() if _is_wordlike(token)) / len(tokens)
    single = sum(len(token) == 1 for token in tokens) / len(tokens)
    spaced_out = max(0.0, single - 0.3)  # t e x t  s e t  l i k e  t h i s
    return round(max(0.0, min(1.0, wordlike + 0.04) - 2 * spaced_out - 10 * odd), 3)


@lru_cache(maxsize=1 << 14)
def _is_wordlike(token: str) -> bool:
    """Can be a word: with a vowel and no heap of consonants, in Latin letters."""
    if len(token) < 3 or token.isupper():
        return True
    if not token.isascii() and not _is_latin(token):
        return True  # other scripts: no judgement
    if any(map(str.isupper, token[1:])) and not token[1:].isupper():
        return sum(map(str.isupper, token[1:])) < 2
    return bool(_VOWELS.search(token)) and not _CONSONANTS.search(token)


def _is_latin(token: str) -> bool:
    return all("LATIN" in unicodedata.name(letter, "") for letter in token)


def agreement(text: str, second: str) -> float:
    """The share of the second reader's words that stand in ours, and back."""
    ours, theirs = _bag(text), _bag(second)
    if not theirs or not ours:
        return 0.0 if theirs or ours else 1.0
    shared = sum((ours & theirs).values())
    return shared / max(ours.total(), theirs.total())


def _bag(text: str) -> Counter[str]:
    """Character triples: insensitive to spaces, hyphens and order of columns."""
    letters = "".join(_TOKEN.findall(unicodedata.normalize("NFKC", text).lower()))
    return Counter(letters[at : at + 3] for at in range(len(letters) - 2))


def with_second_opinion(
    qualities: Sequence[float], opinions: Mapping[int, float]
) -> tuple[float, ...]:
    """Lower the quality of pages, and of all when the sample disagrees widely."""
    factors = {index: min(1.0, share / _AGREE) for index, share in opinions.items()}
    rest = sum(factors.values()) / len(factors) if factors else 1.0
    rest = 1.0 if rest > 0.9 else rest
    return tuple(
        round(quality * factors.get(index, rest), 3)
        for index, quality in enumerate(qualities)
    )
