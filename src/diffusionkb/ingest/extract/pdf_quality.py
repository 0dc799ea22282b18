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
_VOWELS = re.compile(r"[aeiouyæœøıаеёиоуыэюяіїєαεηιουω]", re.IGNORECASE)
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}", re.IGNORECASE)
_APART = re.compile(r" [^\W\d_] +[^\W\d_] +[^\W\d_] ")  # is soon found or not
# t e x t   s e t   l i k e   t h i s
_SPACED = re.compile(r"(?<!\S)(?:[^\W\d_] +){5,}[^\W\d_](?!\S)")
# UTF-8 taken for a code page of single bytes: Ã¼ for ü, â€™ for ’, Ð¾ for о
_TWICE_READ = re.compile(
    "[ÂÃÄÅÎÏÐÑØÙ][\u0080-\u00bf\u0192\u02c6\u02dc\u2013-\u2122ŒœŠšŽžŸ]|â€"
)
# c0st, l;ike; the sign is looked for first, which is quicker
_AMID = re.compile(r"[\d!|\\;(){}\[\]~^<>](?<=[a-z].)(?=[a-z])")
_COMMON = "eainrsto"  # in any language of Latin script
_NOT_LATIN = re.compile("[^\u0000-\u024f\u1e00-\u1eff]+")
_ACCENTED = re.compile("[\u0080-\u024f]")
_LEADERS = re.compile(r"[\s.·…_-]+")  # as in tables of contents; no measure
_FEW = 20  # tokens; too few for a judgement
_ENOUGH = 200  # letters or signs; with fewer their shares say nothing
_ABBREVIATED = 3  # letters
_LONGEST = 30  # letters; a longer word is several
_AGREE = 0.97  # two readers hardly ever agree on every word


def page_quality(text: str) -> float:
    """Between 0 (no text) and 1 (nothing suspicious), from the text alone."""
    if not text.strip():
        return 0.0
    tokens = _TOKEN.findall(text)
    odd = 10 * _odd(text) / len(text)
    good = (1 - odd) * min(_signs(text, tokens), _letters(tokens))
    if len(tokens) >= _FEW:
        good *= min(1.0, _words(tokens) + 0.04)
        good -= 2 * _broken(text) / len(tokens)
    return round(max(0.0, good), 3)


def _odd(text: str) -> int:
    """Characters that stand for others, or for none."""
    if text.isprintable() and "\ufffd" not in text:
        return 0
    return len(_ODD.findall(text))


def _words(tokens: Sequence[str]) -> float:
    """The share of what can be words."""
    return sum(map(_is_wordlike, tokens)) / len(tokens)


def _broken(text: str) -> int:
    """Letters set apart, signs amid words, letters that are halves of others."""
    apart = 0
    if _APART.search(text):
        apart = sum(len(run.split()) for run in _SPACED.findall(text))
    halves = 0 if text.isascii() else len(_TWICE_READ.findall(text))
    return apart + len(_AMID.findall(text)) + 2 * halves


def _signs(text: str, tokens: Sequence[str]) -> float:
    """Low where most of what is printed is neither letter nor digit."""
    if sum(map(len, tokens)) > 0.5 * len(text):
        return 1.0
    printed = _LEADERS.sub("", text)
    if len(printed) < _ENOUGH:
        return 1.0
    return _ramp(sum(map(str.isalnum, printed)) / len(printed), 0.3, 0.5)


def _letters(tokens: Sequence[str]) -> float:
    """Low where Latin letters are not those, or not as frequent, as in any language.

    So show texts whose letters stand for others: a font without a map to Unicode, or
    another script read by the wrong code page. Abbreviations, of which tables are
    full, are no measure; words without spaces between them are counted as bad.
    """
    words = [token for token in tokens if len(token) > _ABBREVIATED]
    latin = "".join(words)
    if not latin.isascii():
        latin = _NOT_LATIN.sub("", latin)
    if len(latin) < _ENOUGH:
        return 1.0
    folded = unicodedata.normalize("NFD", latin).lower()
    common = sum(map(folded.count, _COMMON)) / len(latin)
    accented = len(_ACCENTED.findall(latin)) / len(latin)
    endless = [word for word in words if len(word) > _LONGEST and _is_latin(word)]
    single = 1 - sum(map(len, endless)) / sum(map(len, words))
    return single * _ramp(common, 0.3, 0.45) * (1 - _ramp(accented, 0.35, 0.6))


def _ramp(value: float, low: float, high: float) -> float:
    return max(0.0, min(1.0, (value - low) / (high - low)))


@lru_cache(maxsize=1 << 14)
def _is_wordlike(token: str) -> bool:
    """Can be a word: with a vowel and no heap of consonants, where it has letters."""
    if len(token) < 3 or token.isupper():
        return True
    if not token.isascii():
        if max(token) >= "\u0530" and not _is_latin(token):
            return True  # other scripts: no judgement
        token = unicodedata.normalize("NFD", token)
    if any(map(str.isupper, token[1:])):
        small = sum(map(str.islower, token))
        return small < 3 or sum(map(str.isupper, token[1:])) < 2  # mRNA, PBMCs
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
