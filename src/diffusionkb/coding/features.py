"""Examples as numbers: their words, their vectors, and how much each one counts.

Shared by all that is fitted in `training.py`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..encoder import DIMENSIONS
from .examples import Example, Kind
from .fitting import Mask
from .lexicon import Lexicon, share_known, stem, terms, tokens
from .matrices import Matrix, Sparse, rows_of
from .tagger import centred
from .weighing import Floats

COUNTS = {
    Kind.PASSAGE: 1.0,
    Kind.DIGEST: 0.5,
    Kind.CODEBOOK: 2.0,
}
FEWEST_VOICES = 4
COMMON = 3  # a term has to stand in as many examples
# Words of grammar, not matter. Alone they tell the stance but not the code: without
# them codes held up better on texts in a style that was not trained on.
GRAMMAR_WORDS = """
a about above after again all also although am an and any are as at be because
been before being below between both but by can could did do does doing down
during each either else even ever few for from further had has have having he
her here hers him his how however i if in into is it it's its itself just may
me might more most much must my myself of off on once one only onto or other
our ours out over own per quite rather s same she should since so some such t
than that that's the their theirs them then there these they this those though
three through to too two under until up upon us very via was we were what when
where whether which while who whom whose why will with within would yet you
your
"""
GRAMMAR = frozenset(GRAMMAR_WORDS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The examples as numbers, one row each."""

    lexicon: Lexicon
    centre: Floats
    vectors: Floats  # centred
    profiles: Matrix
    words: Sparse  # examples by terms
    counts: Matrix  # how much each example counts
    voices: tuple[str, ...]  # what is left out whole, to measure what strangers get
    judged: Mask  # real passages: these set calibration and thresholds


def table_of(given: Sequence[Example], vectors: Floats) -> Table:
    """What is fitted; `vectors` are readings: vectors, then profiles if there are."""
    lexicon = lexicon_of([example.text for example in given])
    meaning, profiles = vectors[:, :DIMENSIONS], vectors[:, DIMENSIONS:]
    centre = meaning.mean(axis=0)
    return Table(
        lexicon=lexicon,
        centre=centre,
        vectors=centred(meaning, centre),
        profiles=profiles.astype(np.float64),
        words=_words(given, lexicon),
        counts=np.array([COUNTS[example.kind] for example in given]),
        voices=voices(given),
        judged=np.array([example.kind is Kind.PASSAGE for example in given]),
    )


def _words(given: Sequence[Example], lexicon: Lexicon) -> Sparse:
    """Nearly all are zero: dense, the products of 4,000 examples take minutes."""
    found = [lexicon.weigh(example.text) for example in given]
    return rows_of(found, len(lexicon.places))


def voices(given: Sequence[Example]) -> tuple[str, ...]:
    """Each example's writer; its document, where too few people wrote the passages.

    Writers write alike in all their documents: left out by document, a coder seems to
    know strangers better than it does.
    """
    writers = {example.voice for example in given if example.kind is Kind.PASSAGE}
    if len(writers) >= FEWEST_VOICES:
        return tuple(example.voice for example in given)
    return tuple(example.source for example in given)


def lexicon_of(texts: Sequence[str]) -> Lexicon:
    counts = Counter(
        term for text in texts for term in sorted({term for term, _ in terms(text)})
    )
    kept = sorted(term for term, count in counts.items() if count >= COMMON)
    spread = np.array([counts[term] for term in kept], dtype=np.float64)
    rarity = np.log((1 + len(texts)) / (1 + spread)) + 1
    return Lexicon(
        places={term: place for place, term in enumerate(kept)},
        rarity=rarity.astype(np.float16).astype(np.float32),
    )


def matter(lexicon: Lexicon) -> Matrix:
    """1 for each term that says what a text is about, 0 for single words of grammar."""
    plain = GRAMMAR | {f"{stem(word)}-" for word in GRAMMAR}
    return np.array([float(term not in plain) for term in lexicon.places])


def least_known(given: Sequence[Example], lexicon: Lexicon) -> float:
    """The share of known words under which a text gets no code.

    Half of what passages have when their voice is left out: strangers write with other
    words, but not in another language.
    """
    passages = [example for example in given if example.kind is Kind.PASSAGE]
    spread: dict[str, Counter[str]] = {}
    for voice, example in zip(voices(passages), passages, strict=True):
        words = lexicon.places.keys() & tokens(example.text)
        spread.setdefault(voice, Counter()).update(words)
    everywhere = sum(spread.values(), Counter[str]())
    known = {
        voice: {word for word, count in (everywhere - own).items() if count >= COMMON}
        for voice, own in spread.items()
    }
    shares = [
        share_known(example.text, known[voice])
        for voice, example in zip(voices(passages), passages, strict=True)
    ]
    return round(float(np.median(shares)) / 2, 3)
