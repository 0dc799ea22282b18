"""What a text says in each of its places, as one row of 256 numbers: its profile.

Pure arithmetic with numpy. A text's vector is the mean of it; a finding is often one
half of a sentence. So each window of a dozen tokens is compared with landmarks, windows
of other texts that are kept in a small file, and the likenesses are averaged: texts
whose windows are alike have alike profiles. They come from the same pass through the
encoder as the vector (its fourth layer, which served better than later ones).
Landmarks stay the same whatever is trained, so that profiles never have to be made
anew. Running the encoder is `encoder.py`; what is learned from profiles, `coding`.
Run `python -m diffusionkb.coding.landmarks` to choose landmarks anew.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .threads import one_thread

Floats = NDArray[np.float32]

FILE = Path(__file__).parent / "landmarks.npz"
FINGERPRINT = "b6523797"  # of the file; under it profiles are kept
LAYER = 4
STEP = 6  # tokens
SIZE = 2 * STEP
SHARPNESS = 4.0  # how fast the likeness of windows falls off
LANDMARKS = 1000
WIDTH = 256  # numbers of a profile
LEAST = 1e-4  # of an eigenvalue: less is noise
STEPS = 127  # a landmark's numbers are kept in one byte


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmarks:
    """Windows to compare with, and how likenesses become a profile."""

    centre: Floats
    windows: Floats  # unit length, seen from the centre
    projection: Floats  # landmarks by WIDTH
    fingerprint: str

    def profiles(self, states: Sequence[Floats]) -> Floats:
        """A row a text, from the states of all its tokens, [CLS] to [SEP]."""
        made = np.zeros((len(states), self.projection.shape[1]), dtype=np.float32)
        own = [windows_of(one) for one in states]
        counts = np.array([len(one) for one in own], dtype=np.intp)
        worded = np.flatnonzero(counts)
        if len(worded):
            near = alike(unit(np.concatenate(own) - self.centre), self.windows)
            starts = (np.cumsum(counts) - counts)[worded]
            sums = np.add.reduceat(near, starts, axis=0)
            made[worded] = unit((sums / counts[worded, None]) @ self.projection)
        return made


def readings(vectors: Floats, states: Sequence[Floats]) -> Floats:
    """Readings of texts: vectors with profiles, from the states of their tokens.

    In one thread: those of numpy's product would go on turning after it for longer
    than it takes, in the way of the encoder's.
    """
    if not len(states):
        return np.empty((0, vectors.shape[1] + WIDTH), dtype=np.float32)
    with one_thread():
        return np.hstack([vectors, landmarks().profiles(states)])


@cache
def landmarks() -> Landmarks:
    """Those that come with the package."""
    return unpack(FILE.read_bytes())


def unpack(content: bytes) -> Landmarks:
    """Landmarks from the bytes of their file."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        read = {name: arrays[name].astype(np.float32) for name in arrays.files}
    return Landmarks(
        centre=read["centre"],
        windows=unit(read["windows"]),
        projection=read["projection"],
        fingerprint=hashlib.sha256(content).hexdigest()[:8],
    )


def choose(states: Sequence[Floats]) -> bytes:
    """Landmarks for texts like these, as a file: evenly from all their windows."""
    own = [windows_of(one) for one in states]
    every = np.concatenate(own)
    centre = every.mean(axis=0)
    places = np.linspace(0, len(every) - 1, min(LANDMARKS, len(every))).astype(int)
    chosen = np.rint(unit(every[places] - centre) * STEPS).astype(np.int8)
    marks = unit(chosen.astype(np.float32))
    values, axes = np.linalg.eigh(alike(marks, marks).astype(np.float64))
    whitening = axes / np.sqrt(np.maximum(values, LEAST))
    near = [alike(unit(one - centre), marks).mean(axis=0) for one in own if len(one)]
    made = unit(np.stack(near) @ whitening)
    _, main = np.linalg.eigh(made.T @ made)
    stream = io.BytesIO()
    np.savez_compressed(
        stream,
        allow_pickle=False,
        centre=centre.astype(np.float32),
        windows=chosen,
        projection=(whitening @ main[:, ::-1][:, :WIDTH]).astype(np.float16),
    )
    return stream.getvalue()


def windows_of(states: Floats) -> Floats:
    """The means of overlapping windows of a text's tokens, without [CLS] and [SEP]."""
    inner = states[1:-1].astype(np.float32, copy=False)
    if len(inner) <= SIZE:
        return inner.mean(axis=0, keepdims=True) if len(inner) else inner
    # Each window is two steps, the last of which may be short.
    starts = np.arange(0, len(inner), STEP)
    steps = np.add.reduceat(inner, starts, axis=0)
    ends = np.minimum(starts[:-1] + SIZE, len(inner))
    return np.asarray((steps[:-1] + steps[1:]) / (ends - starts[:-1])[:, None])


def alike(ours: Floats, theirs: Floats) -> Floats:
    """How alike two sets of windows are: 1 the same, 0 far."""
    near = ours @ theirs.T
    near -= 1
    near *= SHARPNESS
    return np.asarray(np.exp(near, out=near))


def unit(rows: NDArray[np.floating]) -> Floats:
    """The rows with unit length."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)
