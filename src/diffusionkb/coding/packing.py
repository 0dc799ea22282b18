"""The file of a model: arrays in few bits, and what else is to be known of it.

One file of numpy's, compressed, without pickles. Numbers that are many are kept in a
byte each and rounded so coarsely that they compress well; what that costs is measured
in `centres.py`.
"""

import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .weighing import Floats

FORMAT = 5
HIGHEST = 127  # of a number kept in one byte
DIRECTIONS = {"vectors": 3}  # rows of which only the direction counts: steps each way
# numbers kept in one byte each, and the least step from one to the next
STEPS = {"meaning": 0.002, "words": 0.01, "stance_words": 0.02}

Numbers = Floats | NDArray[np.float64]


def pack(about: Mapping[str, object], arrays: Mapping[str, Numbers]) -> bytes:
    """A model file of these arrays, and of `about`, which JSON can hold."""
    stored: dict[str, Any] = {}
    steps: dict[str, float] = {}
    for name, array in arrays.items():
        if name in DIRECTIONS:
            stored[name] = _directions(array, DIRECTIONS[name])
        elif name in STEPS:
            steps[name] = max(STEPS[name], float(np.abs(array).max()) / HIGHEST)
            stored[name] = np.rint(array / steps[name]).astype(np.int8)
        else:
            stored[name] = array.astype(np.float16)
    told = {"format": FORMAT, "steps": steps, **about}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    stored["about"] = np.frombuffer(text.encode(), dtype=np.uint8)
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **stored)
    return stream.getvalue()


def unpack(content: bytes) -> tuple[dict[str, Any], dict[str, Floats]]:
    """What a model file holds: `about`, and the arrays by name.

    Raises:
        ValueError: the file is of another format.
    """
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        about = json.loads(arrays["about"].tobytes())
        if about["format"] != FORMAT:
            raise ValueError(f"it has format {about['format']}")
        names = [name for name in arrays.files if name != "about"]
        read = {name: arrays[name].astype(np.float32) for name in names}
    for name, step in about["steps"].items():
        read[name] *= np.float32(step)
    for name in DIRECTIONS.keys() & read.keys():
        read[name] = _unit(read[name])
    return about, read


def rounded(name: str, rows: Floats) -> Floats:
    """Rows of which only the direction counts, as they are when read from a file."""
    return _unit(_directions(rows, DIRECTIONS[name]).astype(np.float32))


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1), dtype=np.float32)


def _directions(rows: Numbers, steps: int) -> NDArray[np.int8]:
    furthest = np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-9)
    return np.asarray(np.rint(rows / furthest * steps), dtype=np.int8)
