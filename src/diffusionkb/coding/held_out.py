"""What a coder did on voices that were left out: calibration, thresholds, figures.

Pure. The raw outputs come from `training.py`; what is recorded of them is a
`tagger.Output` for each code and the `Figures` of the whole.
"""

from dataclasses import dataclass

import numpy as np
from sklearn.metrics import average_precision_score

from .fitting import Mask, best_f1, calibration, logistic
from .matrices import Matrix
from .tagger import Output

LENIENCE = 0.8  # scores run low on texts in a new style; this costs known ones little
SURE = 0.9  # of the codings that are called sure, at least so many were right
# What is right at a threshold that was chosen on the same passages flatters: the
# choice is made for a little more than is promised.
MARGIN = 0.02
FEWEST_SURE = 8  # fewer codings above a threshold say nothing about it
BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Means of the top-level codes, on passages by voices that were left out."""

    passages: int
    voices: int
    f1: float
    average_precision: float
    calibration_error: float
    sure_precision: float
    sure_recall: float
    stance_accuracy: float
    sure_stances: float  # the share of stances that are sure
    sure_stance_accuracy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceFigures:
    """How often the stance was right; the same where it was called sure."""

    accuracy: float
    sure: float  # the probability from which stances are
    share: float
    sure_accuracy: float


def stance_figures(certain: Matrix, right: Mask, *, share: float) -> StanceFigures:
    """Of stances with a probability, of voices that were left out.

    Called sure are those from a probability from which `share` of them were right.
    """
    sure = sure_from(certain, right.astype(float), share=share)
    kept = certain >= sure
    return StanceFigures(
        accuracy=float(right.mean()),
        sure=round(sure, 3),
        share=float(kept.mean()),
        sure_accuracy=float(right[kept].mean()) if kept.any() else 0.0,
    )


def output(code: str, top: str, raw: Matrix, truth: Matrix) -> tuple[Output, Matrix]:
    """A code's calibration and thresholds, and its calibrated scores."""
    slope, offset = calibration(raw, truth)
    scores = logistic(slope * raw + offset)
    # For calibrated scores the threshold that maximises F1 is half the F1 it reaches
    # (Lipton, Elkan and Naryanaswamy 2014); half the best F1 varies far less from
    # sample to sample than the place where the best F1 was found.
    threshold = LENIENCE * best_f1(scores, truth) / 2
    precision, recall = _right(scores >= threshold, truth)
    sure = max(threshold, sure_from(scores, truth))
    made = Output(
        code=code,
        parent=None if top == code else top,
        slope=round(slope, 3),
        offset=round(offset, 3),
        threshold=round(threshold, 3),
        precision=round(precision, 2),
        recall=round(recall, 2),
        examples=int(truth.sum()),
        sure=round(sure, 3),
        sure_recall=round(_right(scores >= sure, truth)[1], 2),
    )
    return made, scores


def sure_from(scores: Matrix, truth: Matrix, *, share: float = SURE) -> float:
    """The lowest score above which such a share was right; over 1 for none."""
    order = np.argsort(-scores, kind="stable")
    given = np.arange(1, len(order) + 1)
    good = np.cumsum(truth[order]) / given >= share + MARGIN
    good &= given >= FEWEST_SURE
    return float(scores[order][np.flatnonzero(good)[-1]]) if good.any() else 1.01


def _right(given: Mask, truth: Matrix) -> tuple[float, float]:
    """Precision and recall."""
    right = float((given & (truth > 0)).sum())
    return right / max(1, int(given.sum())), right / max(1, int(truth.sum()))


def figures(
    outputs: list[Output],
    scores: Matrix,
    truth: Matrix,
    *,
    voices: int,
    stances: StanceFigures,
) -> Figures:
    """Of the top-level codes; columns as `outputs`."""
    tops = [column for column, out in enumerate(outputs) if out.parent is None]
    limits = np.array([outputs[column].sure for column in tops])
    scores, truth = scores[:, tops], truth[:, tops]
    sure_precision, sure_recall = _right(scores >= limits, truth)
    return Figures(
        passages=len(truth),
        voices=voices,
        f1=round(float(np.mean([outputs[column].f1 for column in tops])), 3),
        average_precision=round(
            float(
                np.mean(
                    [
                        average_precision_score(truth[:, c], scores[:, c])
                        for c in range(len(tops))
                    ]
                )
            ),
            3,
        ),
        calibration_error=round(calibration_error(scores, truth), 3),
        sure_precision=round(sure_precision, 3),
        sure_recall=round(sure_recall, 3),
        stance_accuracy=round(stances.accuracy, 3),
        sure_stances=round(stances.share, 3),
        sure_stance_accuracy=round(stances.sure_accuracy, 3),
    )


def calibration_error(scores: Matrix, truth: Matrix) -> float:
    """The mean distance of scores from the share that is right, over steps of 0.1."""
    steps = np.minimum((scores * BINS).astype(int), BINS - 1)
    here = [steps == step for step in range(BINS)]
    return float(
        sum(
            some.sum() * abs(scores[some].mean() - truth[some].mean())
            for some in here
            if some.any()
        )
        / scores.size
    )
