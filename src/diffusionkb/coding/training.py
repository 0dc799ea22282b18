"""How the learned coder is trained: coded examples in, the bytes of a model file out.

Each code is a target fitted to the same comparisons between examples, in closed form,
so the same examples give the same model. Calibration and thresholds come from voices
(writers, or documents) that were left out in turn. Where examples are from is
`examples.py`, how they become numbers `features.py`, the arithmetic `fitting.py`,
thresholds and figures `held_out.py`, what a model does `tagger.py`, a knowledge base's
own model `learning.py`.
"""

import io
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..codebook import Codebook
from ..codebook import load as load_codebook
from ..encoder import FINGERPRINT, build_encoder
from ..errors import UsageError
from . import examples
from .examples import Example, Kind
from .features import Sparse, Table, least_known, matter, overlap, table_of
from .fitting import (
    Mask,
    Matrix,
    matching_offsets,
    ridge,
    shared_weights,
    unseen,
)
from .held_out import figures, output
from .tagger import (
    ARRAYS,
    FORMAT,
    SHIPPED,
    STANCES,
    Output,
    heights,
    likeness,
    small,
)
from .weighing import Floats, Parents, signs, weighed

SHARPNESS = 2.0  # how fast likeness in meaning falls off
WORDS = 2.0  # how much likeness in words counts beside it
FIT = 3.0  # how closely to follow single examples
STANCE_FIT = 3.0
SHARED = 0.8  # how much the stance toward one code says about another's
HALF_SHARED = 0.5  # the same, where it is read from profiles
COMMONER = 1.5  # above 1, stances in doubt go to the common ones
FEWEST = 6  # a code with fewer passages gets no output


def train(given: Sequence[Example], vectors: Floats, *, codebook: Codebook) -> bytes:
    """The model file for these examples; `vectors` are their texts' readings.

    Raises:
        UsageError: too few passages or sources to learn anything from.
    """
    table = table_of(given, vectors)
    codes = _learnable(given, codebook)
    if not codes:
        raise UsageError(
            f"training: no code has {FEWEST} coded passages from two or more sources; "
            "code more passages, then train again"
        )
    targets = _targets(given, codes)
    likenesses = likeness(table.vectors, table.vectors, SHARPNESS)
    about_matter = (table.words * (WORDS * matter(table.lexicon))).tocsr()
    kernel = likenesses + overlap(about_matter, table.words)
    kernel += table.profiles @ table.profiles.T
    pulls, bias = ridge(kernel, targets, table.counts, FIT)
    tops = [code for code in codes if codebook.get(code).parent is None]
    stances = _stances(given, table, tops)
    none = np.zeros((len(given), len(stances.bias)))
    measured, weights = _measured(kernel, targets, table, codes, codebook)
    arrays = {
        "rarity": table.lexicon.rarity,
        "centre": table.centre,
        "vectors": table.vectors,
        "meaning": np.hstack([pulls, none]),
        "words": np.hstack([about_matter.T @ pulls, stances.words]),
        "profile": np.hstack([table.profiles.T @ pulls, stances.profile]),
        "bias": np.concatenate([bias, stances.bias]),
        "weights": weights,
    }
    about = {
        "format": FORMAT,
        "encoder": FINGERPRINT,
        "codebook": codebook.version,
        "sharpness": SHARPNESS,
        "least_known": least_known(given, table.lexicon),
        "terms": list(table.lexicon.places),
        "examples": [_named(example) for example in given],
        "outputs": [asdict(one) for one in measured[0]],
        "figures": asdict(
            figures(*measured, voices=_voices(table), stance_accuracy=stances.accuracy)
        ),
    }
    return _pack(about, arrays)


def _voices(table: Table) -> int:
    """How many voices the passages are by."""
    return len(set(np.array(table.voices)[table.judged]))


def _named(example: Example) -> tuple[str, list[str]]:
    """An example for the model's reasons; the codebook itself is no reason."""
    real = example.kind is not Kind.CODEBOOK
    return example.id, [code for code, _ in example.codings] if real else []


def _learnable(given: Sequence[Example], codebook: Codebook) -> list[str]:
    """The codes with examples enough, in codebook order; no part without its top."""
    found: list[str] = []
    for code in (*codebook.tops(), *(c for c in codebook.codes if c.parent)):
        carriers = [e for e in given if e.kind is Kind.PASSAGE and e.has(code.id)]
        several = len({example.source for example in carriers}) > 1
        top = codebook.top(code.id)
        if several and len(carriers) >= FEWEST and (top == code.id or top in found):
            found.append(code.id)
    return found


def _targets(given: Sequence[Example], codes: Sequence[str]) -> Matrix:
    """Whether each example has each code, and any at all."""
    has = np.array([[e.has(code) for code in codes] for e in given], dtype=float)
    return np.column_stack([has, has.max(axis=1)])


Measured = tuple[list[Output], Matrix, Matrix]


def _measured(
    kernel: Matrix,
    targets: Matrix,
    table: Table,
    codes: Sequence[str],
    codebook: Codebook,
) -> tuple[Measured, Matrix]:
    """The outputs, what they gave passages of voices left out, the truth; weights."""
    raw = unseen(kernel, targets, table.counts, table.voices, FIT)[table.judged]
    truth = targets[table.judged, :-1]
    tops = [codebook.top(code) for code in codes]
    parents = [
        None if top == code else codes.index(top)
        for code, top in zip(codes, tops, strict=True)
    ]
    weights = _weights(raw, truth, parents)
    heard = weighed(raw, parents, weights)
    made = [
        output(code, tops[column], heard[:, column], truth[:, column])
        for column, code in enumerate(codes)
    ]
    scores = np.column_stack([column for _, column in made])
    return ([one for one, _ in made], scores, truth), weights


def _weights(raw: Matrix, truth: Matrix, parents: Parents) -> Matrix:
    """How signs weigh, for top codes and for parts, at half precision as kept."""
    known = signs(raw, parents)
    tops = [column for column, parent in enumerate(parents) if parent is None]
    parts = [column for column, parent in enumerate(parents) if parent is not None]
    rows = np.zeros((2, known.shape[2]))
    rows[0] = _evened(known[:, tops], truth[:, tops])
    if parts:
        rows[1] = shared_weights(known[:, parts], truth[:, parts])
    return rows.astype(np.float16).astype(float)


def _evened(known: Matrix, truth: Matrix) -> Matrix:
    """The mean of free weights and of those where own and kin weigh the same.

    Free ones order better, but all but leave a code to its parts: a passage that shows
    the code and neither part clearly, as in the founding paper, would not be found.
    """
    both = known[..., 0] + known[..., 1]
    tied = shared_weights(np.dstack([both, known[..., 2:]]), truth)
    free = shared_weights(known, truth)
    return np.asarray((free + np.concatenate([tied[:1], tied])) / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stances:
    """Weights by columns: three stances for each top code."""

    words: Matrix
    profile: Matrix
    bias: Matrix
    accuracy: float


def _stances(given: Sequence[Example], table: Table, tops: Sequence[str]) -> _Stances:
    """What is learned of the stances: three columns for each top code.

    Stance is read from words and profiles: with the vector added it was found less
    well. Much of what is learned of one code's counts for the other codes, too.
    """
    pairs = [
        (row, tops.index(code), STANCES.index(stance))
        for row, example in enumerate(given)
        for code, stance in example.codings
        if code in tops
    ]
    rows, which, stance = np.array(pairs).T
    same = np.eye(len(tops))[which]
    words, profiles = table.words[rows], table.profiles[rows]
    kernel = overlap(words, words) * (SHARED + (1 - SHARED) * (same @ same.T))
    kernel += profiles @ profiles.T * (HALF_SHARED + (1 - HALF_SHARED) * same @ same.T)
    targets = np.eye(len(STANCES))[stance]
    fit = _StanceFit(
        kernel=kernel,
        targets=targets,
        counts=table.counts[rows],
        voices=[table.voices[row] for row in rows],
        judged=table.judged[rows],
    )
    pulls, bias, accuracy = fit.pulls()

    def columns(of: Matrix | Sparse, shared: float) -> Matrix:
        each = [shared + (1 - shared) * same[:, [c]] for c in range(len(tops))]
        return np.hstack([of.T @ (pulls * weight) for weight in each])

    return _Stances(
        words=columns(words, SHARED),
        profile=columns(profiles, HALF_SHARED),
        bias=np.tile(bias, len(tops)),
        accuracy=accuracy,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _StanceFit:
    """Pairs of an example and a code it has, for fitting the stance of each."""

    kernel: Matrix
    targets: Matrix
    counts: Matrix
    voices: Sequence[str]
    judged: Mask

    def pulls(self) -> tuple[Matrix, Matrix, float]:
        """Each pair's pull, a bias that gives each stance about its share, accuracy."""
        parts = (self.kernel, self.targets, self.counts)
        pulls, bias = ridge(*parts, STANCE_FIT)
        raw = unseen(*parts, self.voices, STANCE_FIT)[self.judged]
        shares = self.targets[self.judged].mean(axis=0) ** COMMONER
        offsets = matching_offsets(raw, shares / shares.sum())
        true = self.targets[self.judged].argmax(axis=1)
        right = (raw + offsets).argmax(axis=1) == true
        return pulls, bias + offsets, float(right.mean())


def _pack(about: Mapping[str, object], arrays: Mapping[str, Matrix | Floats]) -> bytes:
    """One file without pickles; half precision is enough and halves its size.

    The vectors and what words weigh, most of it, are kept as whole numbers of one
    byte: scores are the same to two digits.
    """
    text = json.dumps(about, ensure_ascii=False, separators=(",", ":"))
    stored: dict[str, Any] = {name: arrays[name].astype(np.float16) for name in ARRAYS}
    stored["vectors"] = small(arrays["vectors"])
    stored["words"] = small(arrays["words"])
    stored["heights"] = heights(arrays["words"])
    stored["about"] = np.frombuffer(text.encode(), dtype=np.uint8)
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **stored)
    return stream.getvalue()


def main() -> None:
    """Train on the knowledge base in this folder and write the shipped model."""
    root = Path.cwd()
    codebook = load_codebook(root / "annotations" / "codebook.yaml")
    given = examples.read(root, codebook)
    vectors = build_encoder().read([example.text for example in given])
    content = train(given, vectors, codebook=codebook)
    SHIPPED.parent.mkdir(exist_ok=True)
    SHIPPED.write_bytes(content)
    kinds = Counter(example.kind.value for example in given)
    counted = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    sys.stderr.write(f"{SHIPPED}: {len(content):,} bytes from {counted} examples\n")


if __name__ == "__main__":
    main()
