"""The learned coder: which codes a passage has, with which stance, and why.

Arithmetic on a small file of weights, with numpy and the standard library only, so
that it loads in a moment. How the file is made is `training.py`; how the vectors of
texts are made is `encoder.py`; their words are `lexicon.py`, reasons `reasons.py`;
writing codings down is for the callers.

The model is a kernel machine. A passage is compared with every passage the model was
trained on (by meaning: the cosine of their vectors), window by window (their profiles)
and word by word (stems and pairs of words, weighted by rarity). Each output is a
weighted sum of these comparisons: one for each code and its parts, one for any code
at all. A code's score weighs its output against the others (`weighing.py`). The stance
toward a code that is given is read from what the text says about it (`stances.py`).
A text of which few words are known, as those of
another language, gets no code, whatever it is like.
"""

import hashlib
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from ..errors import ModelProblem
from ..model import Stance
from . import packing, stances
from .lexicon import Lexicon, share_known, tokens
from .reasons import Reasons, Rows, nearest
from .weighing import Floats, weighed

SHIPPED = Path(__file__).parent / "data" / "tagger.npz"
BATCH = 512
DAMAGED = (  # what numpy, zipfile and json say of such files
    *(ValueError, KeyError, TypeError, EOFError, NotImplementedError),
    *(zipfile.BadZipFile, zlib.error),
)
FEWEST_WORDS = 15  # of a text: with fewer nothing is sure


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A code the model gives to a passage. `score` is a calibrated probability.

    `stance_score` is the probability of the stance, if the code is right. What is not
    `sure`, in code and stance, is a lead for somebody who reads on.
    """

    code: str
    stance: Stance
    score: float
    why: str
    stance_score: float = 1.0
    sure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A code the model knows: its calibration and the score from which it is given.

    `precision` and `recall` were measured at that threshold on passages of voices
    (writers, or documents) that the model had not seen; `examples` is how many passages
    had the code. From the score `sure` on at least nine in ten were right, and so many
    of the code's passages were found; above 1 where the model is never as sure.
    """

    code: str
    parent: str | None
    slope: float
    offset: float
    threshold: float
    precision: float
    recall: float
    examples: int
    sure: float
    sure_recall: float

    @property
    def f1(self) -> float:
        """Precision and recall in one figure."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def parents_of(outputs: Sequence[Output]) -> list[int | None]:
    """Of each output the column of its top-level code, if it is a part."""
    columns = {output.code: place for place, output in enumerate(outputs)}
    return [columns.get(output.parent or "") for output in outputs]


def centred(vectors: Floats, centre: Floats) -> Floats:
    """The vectors seen from the centre of the training passages, of unit length."""
    moved = vectors - centre
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(moved / np.maximum(lengths, 1e-9), dtype=np.float32)


def likeness(ours: Floats, theirs: Floats, sharpness: float) -> Floats:
    """How alike two sets of centred vectors are in meaning: 1 the same, 0 far."""
    return np.asarray(np.exp(2 * sharpness * (ours @ theirs.T - 1)), dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The numbers of a model. Columns: outputs, then any code."""

    centre: Floats
    vectors: Floats  # of the training passages, centred
    meaning: Floats  # training passages by columns
    profile: Floats  # numbers of a profile by columns
    words: Floats  # terms by columns
    bias: Floats
    weights: Floats  # of signs, see weighing.py


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagger:
    """A trained model, ready to tag. `fingerprint` names the exact file."""

    fingerprint: str
    encoder_fingerprint: str
    codebook_version: str
    meanings: Mapping[str, tuple[str, str]]  # label and claim of each code, then
    figures: Mapping[str, float]  # see held_out.Figures
    outputs: tuple[Output, ...]
    examples: tuple[tuple[str, frozenset[str]], ...]  # id and codes, for the why
    carriers: Mapping[str, Rows]  # of each code the examples that have it
    lexicon: Lexicon
    learned_here: frozenset[str]  # ids of a knowledge base's passages
    least_known: float  # share of a text's words: with fewer it gets no code
    sharpness: float
    weights: Weights
    stances: stances.Stances

    @property
    def codes(self) -> frozenset[str]:
        """The ids of the codes it can give."""
        return frozenset(output.code for output in self.outputs)

    def tag(
        self, texts: Sequence[str], vectors: Floats
    ) -> list[tuple[Suggestion, ...]]:
        """The codes of each text; most often none.

        `vectors` are the texts' readings by the encoder of `encoder_fingerprint`.
        A sub-code is given only beside its parent, and shares its stance.
        """
        found: list[tuple[Suggestion, ...]] = []
        for batch, profiles, near, raw in self._batches(texts, vectors):
            scores = self._scores(batch, raw)
            found.extend(
                tuple(self._suggest(text, profiles[row], scores[row], near[row]))
                for row, text in enumerate(batch)
            )
        return found

    def scores(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """The calibrated probability of each of `outputs`, whatever the threshold."""
        batches = self._batches(texts, vectors)
        made = [self._scores(batch, raw) for batch, *_, raw in batches]
        return np.concatenate([np.empty((0, len(self.outputs)), np.float32), *made])

    def _batches(
        self, texts: Sequence[str], vectors: Floats
    ) -> Iterator[tuple[Sequence[str], Floats, Floats, Floats]]:
        """Texts, profiles, likeness to the training passages, raw columns."""
        width = len(self.weights.centre)
        expected = (len(texts), width + len(self.weights.profile))
        if vectors.shape != expected:
            raise ValueError(
                f"the vectors have shape {vectors.shape}, but {expected} is needed: "
                "one row for each text, made by the encoder of this model"
            )
        for start in range(0, len(texts), BATCH):
            batch = texts[start : start + BATCH]
            some = vectors[start : start + BATCH]
            moved = centred(some[:, :width], self.weights.centre)
            near = likeness(moved, self.weights.vectors, self.sharpness)
            raw = near @ self.weights.meaning + self.weights.bias
            profiles = some[:, width:]
            raw += profiles @ self.weights.profile
            for row, text in enumerate(batch):
                where, share = self.lexicon.weigh(text)
                raw[row] += share @ self.weights.words[where]
            yield batch, profiles, near, raw

    def _scores(self, texts: Sequence[str], raw: Floats) -> Floats:
        known = [share_known(text, self.lexicon.places) for text in texts]
        readable = np.array(known) >= self.least_known
        return self._calibrated(raw) * readable[:, None]

    def _calibrated(self, raw: Floats) -> Floats:
        slope = np.array([output.slope for output in self.outputs])
        offset = np.array([output.offset for output in self.outputs])
        one = weighed(raw, parents_of(self.outputs), self.weights.weights)
        exponent = np.clip(slope * one + offset, -50, 50)
        return np.asarray(1 / (1 + np.exp(-exponent)), dtype=np.float32)

    def _suggest(
        self, text: str, profile: Floats, scores: Floats, near: Floats
    ) -> Iterator[Suggestion]:
        given = [
            (output, column)
            for column, output in enumerate(self.outputs)
            if scores[column] >= output.threshold
        ]
        tops = [pair for pair in given if pair[0].parent is None]
        tops.sort(key=lambda pair: -scores[pair[1]])
        said = self.stances.of(text, profile, [column for _, column in tops])
        reasons = Reasons(text, self.lexicon)
        enough = len(tokens(text)) >= FEWEST_WORDS
        for (top, place), (stance, certain) in zip(tops, said, strict=True):
            parts = [pair for pair in given if pair[0].parent == top.code]
            for output, column in [(top, place), *parts]:
                why = reasons.why(
                    self._nearest(output.code, near), self.weights.words[:, column]
                )
                sure = (
                    enough
                    and scores[column] >= output.sure
                    and certain >= self.stances.sure
                )
                yield Suggestion(
                    code=output.code,
                    stance=stance,
                    score=round(float(scores[column]), 3),
                    why=f"{why}; stance {certain:.0%} sure",
                    stance_score=round(certain, 2),
                    sure=bool(sure),
                )

    def _nearest(self, code: str, near: Floats) -> list[str]:
        rows = nearest(self.carriers[code], near)
        return [self.examples[row][0] for row in rows.tolist()]


def load(path: Path | None = None) -> Tagger:
    """Read a model file; without a path, the model that comes with the package.

    Raises:
        ModelProblem: the file is missing, or is not a model of this format.
    """
    file = path or SHIPPED
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ModelProblem(
            f"learned coder: {file} cannot be read ({error}); reinstall diffusionkb, "
            "or train a model (diffusionkb train)"
        ) from error
    try:
        return unpack(content)
    except DAMAGED as error:
        raise ModelProblem(
            f"learned coder: {file} is damaged, or no model of format "
            f"{packing.FORMAT}; train it anew (diffusionkb train), or do without it "
            "(diffusionkb train --forget)"
        ) from error


def load_first(path: Path | None) -> Tagger:
    """The model of this file, or the one that ships where there is no such file."""
    return load(path if path and path.exists() else None)


def unpack(content: bytes) -> Tagger:
    """A model from the bytes of its file."""
    about, read = packing.unpack(content)
    places = {term: place for place, term in enumerate(about["terms"])}
    lexicon = Lexicon(places=places, rarity=read["rarity"])
    outputs = tuple(Output(**output) for output in about["outputs"])
    examples = tuple((name, frozenset(codes)) for name, codes in about["examples"])
    return Tagger(
        fingerprint=hashlib.sha256(content).hexdigest()[:12],
        encoder_fingerprint=about["encoder"],
        codebook_version=about["codebook"],
        meanings=about.get("meanings", {}),
        figures=about["figures"],
        outputs=outputs,
        examples=examples,
        carriers={output.code: _carriers(examples, output.code) for output in outputs},
        lexicon=lexicon,
        learned_here=frozenset(
            about.get("learned_here", [name for name, _ in examples])
        ),
        least_known=about.get("least_known", 0.0),
        sharpness=about["sharpness"],
        weights=Weights(**{field.name: read[field.name] for field in fields(Weights)}),
        stances=stances.unpacked(about, read, lexicon, parents_of(outputs)),
    )


def _carriers(examples: Sequence[tuple[str, frozenset[str]]], code: str) -> Rows:
    return np.flatnonzero([code in codes for _, codes in examples])
