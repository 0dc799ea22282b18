"""How the learned coder is trained: coded examples in, the bytes of a model file out.

Each code is a target fitted to the same comparisons between examples, in closed form,
so the same examples give the same model. Calibration and thresholds come from voices
(writers, or documents) that were left out in turn. Where examples are from is
`examples.py`, how they become numbers `features.py`, the arithmetic `fitting.py`,
thresholds and figures `held_out.py`, what a model does `tagger.py`, a knowledge base's
own model `learning.py`.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from ..codebook import Codebook
from ..codebook import load as load_codebook
from ..encoder import FINGERPRINT, build_encoder
from ..errors import UsageError
from . import centres, examples, stance_fitting
from .examples import Example, Kind
from .features import Table, least_known, matter, table_of
from .fitting import ridge, shared_weights, unseen
from .held_out import figures, output
from .matrices import Matrix, Sparse, blocks, overlap
from .packing import pack
from .tagger import SHIPPED, Output, likeness
from .weighing import Floats, Parents, signs, weighed

SHARPNESS = 2.0  # how fast likeness in meaning falls off
WORDS = 2.0  # how much likeness in words counts beside it
FIT = 3.0  # how closely to follow single examples
FEWEST = 6  # a code with fewer passages gets no output


def train(
    given: Sequence[Example],
    vectors: Floats,
    *,
    codebook: Codebook,
    here: Sequence[str] = (),
) -> bytes:
    """The model file for these examples; `vectors` are their texts' readings.

    `here` are the ids of those examples that are passages of a knowledge base.

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
    parents = _parents(codes, codebook)
    about_matter = (table.words * (WORDS * matter(table.lexicon))).tocsr()
    kernel = _kernel(table, about_matter)
    measured, weights = _measured(kernel, targets, table, codes, parents)
    pulls, bias = ridge(kernel, targets, table.counts, FIT)
    del kernel
    words = about_matter.T @ pulls
    found = stance_fitting.fitted(given, table, codes, words=words, parents=parents)
    kept = centres.chosen(table.vectors, pulls, sharpness=SHARPNESS)
    arrays = {
        "rarity": table.lexicon.rarity,
        "centre": table.centre,
        "vectors": kept.vectors,
        "meaning": kept.meaning,
        "words": words,
        "profile": table.profiles.T @ pulls,
        "bias": bias,
        "weights": weights,
        "cue_rarity": found.cues.rarity,
        "stance_words": found.weights.words,
        "stance_cues": found.weights.cues,
        "stance_profile": found.weights.profile,
        "stance_bias": found.weights.bias,
    }
    about = {
        "encoder": FINGERPRINT,
        "codebook": codebook.version,
        "meanings": {
            code: (codebook.get(code).label, codebook.get(code).claim) for code in codes
        },
        "sharpness": SHARPNESS,
        "least_known": least_known(given, table.lexicon),
        "terms": list(table.lexicon.places),
        "cues": list(found.cues.places),
        "stance_slope": found.weights.slope,
        "stance_sure": found.figures.sure,
        "examples": [_named(given[row]) for row in kept.rows],
        "learned_here": list(here),
        "outputs": [asdict(one) for one in measured[0]],
        "figures": asdict(
            figures(*measured, voices=_voices(table), stances=found.figures)
        ),
    }
    return pack(about, arrays)


def _kernel(table: Table, about_matter: Sparse) -> Matrix:
    """How alike examples are: in words of matter, in meaning, window by window."""
    kernel = overlap(about_matter, table.words)
    for rows in blocks(len(kernel)):
        kernel[rows] += likeness(table.vectors[rows], table.vectors, SHARPNESS)
        kernel[rows] += table.profiles[rows] @ table.profiles.T
    return kernel


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


def _parents(codes: Sequence[str], codebook: Codebook) -> Parents:
    """Of each code the place of its top-level code, if it is a part."""
    tops = [codebook.top(code) for code in codes]
    return [
        None if top == code else codes.index(top)
        for code, top in zip(codes, tops, strict=True)
    ]


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
    parents: Parents,
) -> tuple[Measured, Matrix]:
    """The outputs, what they gave passages of voices left out, the truth; weights."""
    raw = unseen(kernel, targets, table.counts, table.voices, FIT)[table.judged]
    truth = targets[table.judged, :-1]
    tops = [
        code if parent is None else codes[parent]
        for code, parent in zip(codes, parents, strict=True)
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
