"""How well the learned coder does on writers it never saw, beside simpler coders.

The writers of training passages are held out in five groups, in turn; a coder learns
from everything else, and sets its thresholds on it too. All held-out passages are scored
together. For the learning curve what is left is thinned by whole documents, drawn with a
fixed seed. With 10,638 passages the last step of the curve alone took twenty minutes.
Run in the repository: PYTHONPATH=src python benchmarks/tagging.py [table] [curve]
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score
from sklearn.svm import SVC

from diffusionkb import codebook as codebooks
from diffusionkb.coding import examples, features, tagger, training
from diffusionkb.coding.examples import Kind
from diffusionkb.coding.fitting import best_f1, calibration, folds, logistic
from diffusionkb.coding.held_out import calibration_error
from diffusionkb.encoder import DIMENSIONS, build_encoder
from diffusionkb.model import Stance

Matrix = NDArray[np.float64]
Scorer = Callable[[NDArray[np.int64], NDArray[np.int64]], Matrix]

ROOT = Path(__file__).parents[1]
BOOK = codebooks.load(ROOT / "annotations" / "codebook.yaml")
CODES = [code.id for code in BOOK.tops()]
GIVEN = examples.read(ROOT, BOOK)
TEXTS = [example.text for example in GIVEN]
READINGS = build_encoder().read(TEXTS)
VECTORS = READINGS[:, :DIMENSIONS]
TRUTH = np.array([[e.has(code) for code in CODES] for e in GIVEN], dtype=float)
COUNTS = np.array([features.COUNTS[example.kind] for example in GIVEN])
WORDS = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
WORD_MATRIX = WORDS.fit_transform(TEXTS)
JUDGED = np.array([example.kind is Kind.PASSAGE for example in GIVEN])
WRITERS = np.array([e.source.split("/")[0] if j else "" for e, j in zip(GIVEN, JUDGED)])
NAMES = sorted(set(WRITERS) - {""})
GROUPS = [NAMES[first::5] for first in range(5)]
CURVE = (250, 500, 1000, 2000, 4000, None)
SEED = 5


def zero_shot(_: NDArray[np.int64], rows: NDArray[np.int64]) -> Matrix:
    """Likeness to the nearest sentence of the code in the codebook."""
    kinds = [example.kind is Kind.CODEBOOK for example in GIVEN]
    near = [
        VECTORS[rows] @ VECTORS[np.array(kinds) & (TRUTH[:, column] > 0)].T
        for column in range(len(CODES))
    ]
    return np.column_stack([likeness.max(axis=1) for likeness in near])


def neighbours(seen: NDArray[np.int64], rows: NDArray[np.int64]) -> Matrix:
    """Of the 12 nearest examples, the share with the code, weighed by likeness."""
    near = VECTORS[rows] @ VECTORS[seen].T
    found = np.argsort(-near, axis=1)[:, :12]
    weights = np.maximum(np.take_along_axis(near, found, axis=1), 0)
    weights = weights * COUNTS[seen][found]
    votes = np.einsum("ij,ijk->ik", weights, TRUTH[seen][found])
    return votes / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)


def vector_machine(seen: NDArray[np.int64], rows: NDArray[np.int64]) -> Matrix:
    """A support vector machine on likeness in meaning and words together."""
    words = WORD_MATRIX[seen]
    kernel = np.exp(4 * (VECTORS[seen] @ VECTORS[seen].T - 1)) + (words @ words.T)
    other = np.exp(4 * (VECTORS[rows] @ VECTORS[seen].T - 1))
    other = other + (WORD_MATRIX[rows] @ words.T)
    made = [
        SVC(C=1.0, kernel="precomputed")
        .fit(np.asarray(kernel), TRUTH[seen, column], sample_weight=COUNTS[seen])
        .decision_function(np.asarray(other))
        for column in range(len(CODES))
    ]
    return np.column_stack(made)


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
    for writers in GROUPS:
        rows = np.flatnonzero(np.isin(WRITERS, writers))
        seen = np.flatnonzero(~np.isin(WRITERS, writers))
        inner = np.zeros((len(seen), len(CODES)))
        for fold in folds(features.voices([GIVEN[row] for row in seen])):
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


Found = tuple[Matrix, NDArray[np.bool_], NDArray[np.bool_], list[tuple[Stance, Stance]]]


def thinned(seen: NDArray[np.int64], limit: int) -> NDArray[np.int64]:
    """These examples with at most so many passages, whole sources at a time."""
    passages = seen[JUDGED[seen]]
    sources = sorted({GIVEN[row].source for row in passages})
    order = np.random.default_rng(SEED).permutation(len(sources))
    kept: list[int] = []
    for source in [sources[place] for place in order]:
        if len(kept) < limit:
            kept += [row for row in passages if GIVEN[row].source == source]
    return np.sort(np.concatenate([kept[:limit], seen[~JUDGED[seen]]])).astype(np.int64)


def shipped(
    left_out: Sequence[Sequence[str]], limit: int | None = None
) -> tuple[Found, int]:
    """The same for the coder as it ships; what is sure; stances beside the true ones.

    `limit` is how many passages it may learn from; how many it did, is the last figure.
    """
    learned = []
    scores = np.zeros_like(TRUTH)
    given = np.zeros(TRUTH.shape, dtype=bool)
    sure = np.zeros(TRUTH.shape, dtype=bool)
    stances: list[tuple[Stance, Stance]] = []
    for writers in left_out:
        rows = np.flatnonzero(np.isin(WRITERS, writers))
        seen = np.flatnonzero(~np.isin(WRITERS, writers))
        if limit is not None:
            seen = thinned(seen, limit)
        learned.append(int(JUDGED[seen].sum()))
        content = training.train(
            [GIVEN[i] for i in seen], READINGS[seen], codebook=BOOK
        )
        coder = tagger.unpack(content)
        texts = [TEXTS[row] for row in rows]
        known = [o.code for o in coder.outputs]
        have = [column for column, code in enumerate(CODES) if code in known]
        places = [known.index(CODES[column]) for column in have]
        scores[np.ix_(rows, have)] = coder.scores(texts, READINGS[rows])[:, places]
        for row, found in zip(rows, coder.tag(texts, READINGS[rows]), strict=True):
            true = dict(GIVEN[row].codings)
            for suggestion in found:
                if suggestion.code in CODES:
                    given[row, CODES.index(suggestion.code)] = True
                    sure[row, CODES.index(suggestion.code)] = suggestion.sure
                if suggestion.code in CODES and suggestion.code in true:
                    stances.append((true[suggestion.code], suggestion.stance))
    return (scores, given, sure, stances), round(np.mean(learned))


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


def show_sure(sure: NDArray[np.bool_]) -> None:
    """Precision and recall of the codings that are called sure."""
    right = float((sure[JUDGED] & (TRUTH[JUDGED] > 0)).sum())
    precision, recall = right / max(1, sure[JUDGED].sum()), right / TRUTH[JUDGED].sum()
    print(f"sure codings: precision {precision:.3f}, recall {recall:.3f}")


def table() -> None:
    """Simpler coders, then ours."""
    meaning, words = regression(VECTORS, 4.0), regression(WORD_MATRIX, 4.0)
    show("zero-shot, codebook sentences", *held_out(zero_shot))
    show("12 nearest neighbours, MiniLM", *held_out(neighbours))
    show("logistic regression, MiniLM", *held_out(meaning))
    show("logistic regression, words", *held_out(words))
    show("mean of these two", *held_out(together(meaning, words)))
    show("support vectors, MiniLM and words", *held_out(vector_machine))
    (scores, given, sure, stances), _ = shipped(GROUPS)
    show("learned coder, as shipped", scores, given)
    show_stances(stances)
    show_sure(sure)
    error = calibration_error(scores[JUDGED], TRUTH[JUDGED])
    print(f"calibration error {error:.3f}")


def curve() -> None:
    """The learned coder with less to learn from."""
    for limit in CURVE:
        (scores, given, sure, stances), learned = shipped(GROUPS, limit)
        show(f"learned coder, {learned} passages", scores, given)
        show_stances(stances)
        show_sure(sure)


def main() -> None:
    """Print the table, the learning curve, or both."""
    print(f"{JUDGED.sum()} passages by {len(NAMES)} writers")
    print("coder                              F1    AP    coded though empty")
    wanted = sys.argv[1:] or ["curve", "table"]
    for part in {"curve": curve, "table": table}.items():
        if part[0] in wanted:
            part[1]()


if __name__ == "__main__":
    main()
