"""How well the learned coder does on writers it never saw, beside simpler coders.

Each writer's training passages are held out in turn; a coder learns from everything
else, and sets its thresholds on it too. All held-out passages are scored together.
Run in the repository: PYTHONPATH=src python benchmarks/tagging.py
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score

from diffusionkb import codebook as codebooks
from diffusionkb.coding import examples, features, tagger, training
from diffusionkb.coding.examples import Kind
from diffusionkb.coding.fitting import best_f1, calibration, folds, logistic
from diffusionkb.encoder import build_encoder
from diffusionkb.model import Stance

Matrix = NDArray[np.float64]
Scorer = Callable[[NDArray[np.int64], NDArray[np.int64]], Matrix]

ROOT = Path(__file__).parents[1]
BOOK = codebooks.load(ROOT / "annotations" / "codebook.yaml")
CODES = [code.id for code in BOOK.tops()]
GIVEN = examples.read(ROOT, BOOK)
TEXTS = [example.text for example in GIVEN]
VECTORS = build_encoder().encode(TEXTS)
TRUTH = np.array([[e.has(code) for code in CODES] for e in GIVEN], dtype=float)
COUNTS = np.array([features.COUNTS[example.kind] for example in GIVEN])
WORDS = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
WORD_MATRIX = WORDS.fit_transform(TEXTS)
JUDGED = np.array([example.kind is Kind.PASSAGE for example in GIVEN])
WRITERS = np.array([e.source.split("/")[0] if j else "" for e, j in zip(GIVEN, JUDGED)])


def zero_shot(_: NDArray[np.int64], rows: NDArray[np.int64]) -> Matrix:
    """Likeness to the nearest sentence of the code in the codebook."""
    kinds = [example.kind is Kind.CODEBOOK for example in GIVEN]
    near = [
        VECTORS[rows] @ VECTORS[np.array(kinds) & (TRUTH[:, column] > 0)].T
        for column in range(len(CODES))
    ]
    return np.column_stack([likeness.max(axis=1) for likeness in near])


def regression(features: object, strength: float) -> Scorer:
    """Logistic regression, one code at a time; asked twice, it remembers."""
    known: dict[tuple[bytes, bytes], Matrix] = {}

    def scorer(seen: NDArray[np.int64], rows: NDArray[np.int64]) -> Matrix:
        key = seen.tobytes(), rows.tobytes()
        if key not in known:
            known[key] = fit(seen, rows)
        return known[key]

    def fit(seen: NDArray[np.int64], rows: NDArray[np.int64]) -> Matrix:
        made = []
        for column in range(len(CODES)):
            fitted = LogisticRegression(C=strength, solver="liblinear").fit(
                features[seen], TRUTH[seen, column], sample_weight=COUNTS[seen]
            )
            made.append(fitted.decision_function(features[rows]))
        return np.column_stack(made)

    return scorer


def together(*scorers: Scorer) -> Scorer:
    """The mean of several."""
    return lambda seen, rows: np.mean([s(seen, rows) for s in scorers], axis=0)


def held_out(scorer: Scorer) -> tuple[Matrix, NDArray[np.bool_]]:
    """Scores and decisions for each passage by a coder that knows other writers."""
    scores = np.zeros_like(TRUTH)
    given = np.zeros(TRUTH.shape, dtype=bool)
    for writer in sorted(set(WRITERS) - {""}):
        rows, seen = (
            np.flatnonzero(writer == WRITERS),
            np.flatnonzero(writer != WRITERS),
        )
        inner = np.zeros((len(seen), len(CODES)))
        for fold in folds([GIVEN[row].source for row in seen]):
            inner[fold] = scorer(seen[~fold], seen[fold])
        outer = scorer(seen, rows)
        real = JUDGED[seen]
        for column in range(len(CODES)):
            truth = TRUTH[seen[real], column]
            slope, offset = calibration(inner[real, column], truth)
            limit = best_f1(logistic(slope * inner[real, column] + offset), truth) / 2
            scores[rows, column] = logistic(slope * outer[:, column] + offset)
            given[rows, column] = scores[rows, column] >= limit
    return scores, given


def shipped() -> tuple[Matrix, NDArray[np.bool_], list[tuple[Stance, Stance]]]:
    """The same for the coder as it ships, and its stances beside the true ones."""
    scores = np.zeros_like(TRUTH)
    given = np.zeros(TRUTH.shape, dtype=bool)
    stances: list[tuple[Stance, Stance]] = []
    for writer in sorted(set(WRITERS) - {""}):
        rows, seen = (
            np.flatnonzero(writer == WRITERS),
            np.flatnonzero(writer != WRITERS),
        )
        content = training.train([GIVEN[i] for i in seen], VECTORS[seen], codebook=BOOK)
        coder = tagger.unpack(content)
        texts = [TEXTS[row] for row in rows]
        places = [[o.code for o in coder.outputs].index(code) for code in CODES]
        scores[rows] = coder.scores(texts, VECTORS[rows])[:, places]
        for row, found in zip(rows, coder.tag(texts, VECTORS[rows]), strict=True):
            true = dict(GIVEN[row].codings)
            for suggestion in found:
                if suggestion.code in CODES:
                    given[row, CODES.index(suggestion.code)] = True
                if suggestion.code in CODES and suggestion.code in true:
                    stances.append((true[suggestion.code], suggestion.stance))
    return scores, given, stances


def show(name: str, scores: Matrix, given: NDArray[np.bool_]) -> None:
    """One line: macro-F1, macro average precision, F1 of each code."""
    truth, scores, given = TRUTH[JUDGED], scores[JUDGED], given[JUDGED]
    each = [f1_score(truth[:, c], given[:, c]) for c in range(len(CODES))]
    precision = [
        average_precision_score(truth[:, c], scores[:, c]) for c in range(len(CODES))
    ]
    empty = given[truth.sum(axis=1) == 0].any(axis=1).mean()
    print(
        f"{name:34s} {np.mean(each):.3f} {np.mean(precision):.3f} {empty:.2f}  ",
        " ".join(f"{code} {value:.2f}" for code, value in zip(CODES, each)),
        flush=True,
    )


def show_stances(pairs: Sequence[tuple[Stance, Stance]]) -> None:
    """Accuracy of the stance where the code was right, and of always `supports`."""
    true, said = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    right = np.mean([a is b for a, b in pairs])
    lazy = np.mean([a is Stance.SUPPORTS for a in true])
    macro = f1_score(true, said, average="macro")
    print(
        f"stance, {len(pairs)} codings: accuracy {right:.3f}, macro-F1 {macro:.3f} "
        f"(always supports: {lazy:.3f})"
    )


def main() -> None:
    """Print the table."""
    print(f"{JUDGED.sum()} passages by {len(set(WRITERS)) - 1} writers")
    print("coder                              F1    AP    coded though empty")
    meaning, words = regression(VECTORS, 4.0), regression(WORD_MATRIX, 4.0)
    show("zero-shot, codebook sentences", *held_out(zero_shot))
    show("logistic regression, MiniLM", *held_out(meaning))
    show("logistic regression, words", *held_out(words))
    show("mean of these two", *held_out(together(meaning, words)))
    scores, given, stances = shipped()
    show("learned coder, as shipped", scores, given)
    show_stances(stances)


if __name__ == "__main__":
    main()
