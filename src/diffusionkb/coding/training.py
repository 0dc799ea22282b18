"""How the learned coder is trained: coded examples in, the bytes of a model file out.

Each code is a target fitted to the same comparisons between examples, in closed form,
so the same examples give the same model. Calibration and thresholds come from sources
that were left out in turn. Where examples are from is `examples.py`, how they become
numbers `features.py`, the arithmetic `fitting.py`, what a model does `tagger.py`.
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
from .features import Table, matter, table_of
from .fitting import (
    Mask,
    Matrix,
    best_f1,
    calibration,
    logistic,
    matching_offsets,
    ridge,
    unseen,
)
from .tagger import (
    ARRAYS,
    FORMAT,
    SHIPPED,
    STANCES,
    Floats,
    Output,
    lifted,
    likeness,
)

SHARPNESS = 2.0  # how fast likeness in meaning falls off
WORDS = 1.0  # how much likeness in words counts beside it
FIT = 3.0  # how closely to follow single examples
STANCE_FIT = 3.0
SHARED = 0.8  # how much the stance toward one code says about another's
COMMONER = 1.5  # above 1, stances in doubt go to the common ones
FEWEST = 12  # a code with fewer passages gets no output
LENIENCE = 0.75  # scores run low on texts in a new style; this costs known ones little


def train(given: Sequence[Example], vectors: Floats, *, codebook: Codebook) -> bytes:
    """The model file for these examples; `vectors` are their texts' vectors.

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
    targets = np.array([[e.has(code) for code in codes] for e in given], dtype=float)
    likenesses = likeness(table.vectors, table.vectors, SHARPNESS)
    about_matter = WORDS * table.words * matter(table.lexicon)
    kernel = likenesses + about_matter @ table.words.T
    pulls, bias = ridge(kernel, targets, table.counts, FIT)
    tops = [code for code in codes if codebook.get(code).parent is None]
    stance_words, stance_bias = _stances(given, table, tops)
    arrays = {
        "rarity": table.lexicon.rarity,
        "centre": table.centre,
        "vectors": table.vectors,
        "meaning": np.hstack([pulls, np.zeros((len(given), len(stance_bias)))]),
        "words": np.hstack([about_matter.T @ pulls, stance_words]),
        "bias": np.concatenate([bias, stance_bias]),
    }
    about = {
        "format": FORMAT,
        "encoder": FINGERPRINT,
        "codebook": codebook.version,
        "sharpness": SHARPNESS,
        "terms": list(table.lexicon.places),
        "examples": [_named(example) for example in given],
        "outputs": _outputs(kernel, targets, table, codes, codebook),
    }
    return _pack(about, arrays)


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


def _outputs(
    kernel: Matrix,
    targets: Matrix,
    table: Table,
    codes: Sequence[str],
    codebook: Codebook,
) -> list[dict[str, object]]:
    raw = unseen(kernel, targets, table.counts, table.sources, FIT)[table.judged]
    truth = targets[table.judged]
    tops = [codebook.top(code) for code in codes]
    parents = [
        None if top == code else codes.index(top)
        for code, top in zip(codes, tops, strict=True)
    ]
    raised = lifted(raw, parents)
    return [
        asdict(_output(code, raised[:, column], truth[:, column], tops[column]))
        for column, code in enumerate(codes)
    ]


def _output(code: str, raw: Matrix, truth: Matrix, top: str) -> Output:
    slope, offset = calibration(raw, truth)
    scores = logistic(slope * raw + offset)
    # For calibrated scores the threshold that maximises F1 is half the F1 it reaches
    # (Lipton, Elkan and Naryanaswamy 2014); half the best F1 varies far less from
    # sample to sample than the place where the best F1 was found.
    threshold = LENIENCE * best_f1(scores, truth) / 2
    given = scores >= threshold
    right = float((given & (truth > 0)).sum())
    return Output(
        code=code,
        parent=None if top == code else top,
        slope=round(slope, 3),
        offset=round(offset, 3),
        threshold=round(threshold, 3),
        precision=round(right / max(1, int(given.sum())), 2),
        recall=round(right / max(1, int(truth.sum())), 2),
        examples=int(truth.sum()),
    )


def _stances(
    given: Sequence[Example], table: Table, tops: Sequence[str]
) -> tuple[Matrix, Matrix]:
    """Word weights and biases of the stances: three columns for each top code.

    Stance is read from the words alone: with meaning added it was found less well.
    Much of what is learned of one code's stance counts for the other codes, too.
    """
    pairs = [
        (row, tops.index(code), STANCES.index(stance))
        for row, example in enumerate(given)
        for code, stance in example.codings
        if code in tops
    ]
    rows, which, stance = np.array(pairs).T
    same = np.eye(len(tops))[which]
    kernel = table.words[rows] @ table.words[rows].T
    kernel *= SHARED + (1 - SHARED) * (same @ same.T)
    targets = np.eye(len(STANCES))[stance]
    fit = _StanceFit(
        kernel=kernel,
        targets=targets,
        counts=table.counts[rows],
        sources=[table.sources[row] for row in rows],
        judged=table.judged[rows],
    )
    pulls, bias = fit.pulls()
    columns = [
        table.words[rows].T @ (pulls * (SHARED + (1 - SHARED) * same[:, [place]]))
        for place in range(len(tops))
    ]
    return np.hstack(columns), np.tile(bias, len(tops))


@dataclass(frozen=True, slots=True, kw_only=True)
class _StanceFit:
    """Pairs of an example and a code it has, for fitting the stance of each."""

    kernel: Matrix
    targets: Matrix
    counts: Matrix
    sources: Sequence[str]
    judged: Mask

    def pulls(self) -> tuple[Matrix, Matrix]:
        """Each pair's pull, and a bias that gives each stance about its share."""
        parts = (self.kernel, self.targets, self.counts)
        pulls, bias = ridge(*parts, STANCE_FIT)
        raw = unseen(*parts, self.sources, STANCE_FIT)[self.judged]
        shares = self.targets[self.judged].mean(axis=0) ** COMMONER
        return pulls, bias + matching_offsets(raw, shares / shares.sum())


def _pack(about: Mapping[str, object], arrays: Mapping[str, Matrix | Floats]) -> bytes:
    """One file without pickles; half precision is enough and halves its size."""
    text = json.dumps(about, ensure_ascii=False, separators=(",", ":"))
    stored: dict[str, Any] = {name: arrays[name].astype(np.float16) for name in ARRAYS}
    stored["about"] = np.frombuffer(text.encode(), dtype=np.uint8)
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **stored)
    return stream.getvalue()


def main() -> None:
    """Train on the knowledge base in this folder and write the shipped model."""
    root = Path.cwd()
    codebook = load_codebook(root / "annotations" / "codebook.yaml")
    given = examples.read(root, codebook)
    vectors = build_encoder().encode([example.text for example in given])
    content = train(given, vectors, codebook=codebook)
    SHIPPED.parent.mkdir(exist_ok=True)
    SHIPPED.write_bytes(content)
    kinds = Counter(example.kind.value for example in given)
    counted = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    sys.stderr.write(f"{SHIPPED}: {len(content):,} bytes from {counted} examples\n")


if __name__ == "__main__":
    main()
