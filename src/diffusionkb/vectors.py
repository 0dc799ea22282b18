"""The vector index: nearest passages by cosine. Derived from the working database.

Here is what every index does, and `ExactIndex`, a memory-mapped matrix that is quick to
open. Not here: the other one (chroma), texts to vectors (encoder), ranking (query).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from .errors import NotBuilt
from .model import EmbeddingModel
from .model_files import BUNDLED
from .scales import brought

Vectors = NDArray[np.float32]

MAGIC = b"DKBVEC1\n"
ALIGN = 64
AT_ONCE = 16  # vectors that are compared with all
FEW_OF = 8  # a share of the rows this small is compared alone


class VectorIndex(Protocol):
    """Passage ids with their cosine to a unit vector, nearest first.

    Cosines of another model than the bundled one are brought to its scale, so that
    what counts as near does so for all. `within` confines the answer to these ids;
    those without a vector are left out.
    """

    def nearest(
        self, vector: Vectors, count: int, *, within: Sequence[str] | None = None
    ) -> list[tuple[str, float]]: ...


class ExactIndex:
    """All vectors in one file, compared one by one: exact, and quick to open."""

    def __init__(self, file: Path) -> None:
        try:
            self.ids, self.matrix, self.model = _read_exact(file)
        except FileNotFoundError as error:
            raise NotBuilt(
                f"{file.parent} holds no vectors yet; run diffusionkb build"
            ) from error
        except (ValueError, KeyError, TypeError) as error:
            raise NotBuilt(
                f"{file} is damaged ({error}); delete it and run diffusionkb build"
            ) from error

    def nearest(
        self, vector: Vectors, count: int, *, within: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        rows = self._rows(within)
        return self._best(rows, self._cosines(rows, vector), count)

    def nearest_each(
        self, vectors: Vectors, count: int, *, within: Sequence[str] | None = None
    ) -> list[list[tuple[str, float]]]:
        """The same for several vectors, sooner: some are compared in one go."""
        rows = self._rows(within)
        return [
            self._best(rows, cosines, count)
            for start in range(0, len(vectors), AT_ONCE)
            for cosines in self._cosines(rows, vectors[start : start + AT_ONCE].T).T
        ]

    def _best(
        self, rows: NDArray[np.intp], scores: Vectors, count: int
    ) -> list[tuple[str, float]]:
        best = np.arange(len(scores))
        if count < len(scores):  # sorting all of a large library takes longer
            best = np.flatnonzero(scores >= np.partition(scores, -count)[-count])
        best = best[np.argsort(-scores[best], kind="stable")][:count]
        near = brought(scores[best], self.model.scale)
        pairs = zip(rows[best].tolist(), near.tolist(), strict=True)
        return [(self.ids[row], cosine) for row, cosine in pairs]

    def _rows(self, within: Sequence[str] | None) -> NDArray[np.intp]:
        """The rows of these ids, or all, in the order of ids, by which ties go."""
        if within is None:
            return np.arange(len(self.ids))
        found = list(map(self._row_of.get, within))
        rows = [row for row in found if row is not None] if None in found else found
        return np.sort(np.array(rows, np.intp))

    def _cosines(self, rows: NDArray[np.intp], vector: Vectors) -> Vectors:
        # Copying many scattered rows takes longer than comparing all in one go.
        if len(rows) * FEW_OF < len(self.ids):
            return np.asarray(self.matrix[rows] @ vector)
        cosines = np.asarray(self.matrix @ vector)
        return cosines if len(rows) == len(self.ids) else cosines[rows]

    @cached_property
    def _row_of(self) -> Mapping[str, int]:
        return {key: row for row, key in enumerate(self.ids)}


def _read_exact(file: Path) -> tuple[list[str], Vectors, EmbeddingModel]:
    with file.open("rb") as stream:
        if stream.read(len(MAGIC)) != MAGIC:
            raise ValueError("it does not begin as a vector file")
        size = int.from_bytes(stream.read(8), "little")
        header = json.loads(stream.read(size))
    model = model_from(header.get("model"))
    shape = (len(header["ids"]), int(header["dimensions"]))
    if not header["ids"]:
        return [], np.empty(shape, np.float32), model
    start = _aligned(len(MAGIC) + 8 + size)
    return header["ids"], np.memmap(file, "<f4", "r", start, shape), model


def model_from(said: Any) -> EmbeddingModel:
    """The model that an index says it was made with; the bundled one says nothing."""
    if not said:
        return BUNDLED
    return EmbeddingModel(**{**said, "scale": tuple(map(tuple, said["scale"]))})


def model_said(model: EmbeddingModel) -> dict[str, Any] | None:
    """What an index says of its model."""
    return asdict(model) if model.name else None


def exact_file(folder: Path) -> Path:
    return folder / "exact.vectors"


def write_exact(
    folder: Path,
    ids: Sequence[str],
    vectors: Vectors,
    *,
    model: EmbeddingModel = BUNDLED,
) -> None:
    """Write the exact index aside and move it in whole. `ids` must be sorted."""
    folder.mkdir(parents=True, exist_ok=True)
    about = {"dimensions": vectors.shape[1], "model": model_said(model)}
    header = json.dumps({"ids": list(ids), **about}).encode()
    start = len(MAGIC) + 8 + len(header)
    part = folder / "exact.part"  # one build at a time: one name, no remains
    with part.open("wb") as stream:
        stream.write(MAGIC + len(header).to_bytes(8, "little") + header)
        stream.write(b"\0" * (_aligned(start) - start))
        stream.write(vectors.astype("<f4").tobytes())
    part.replace(exact_file(folder))


def _aligned(offset: int) -> int:
    return -(-offset // ALIGN) * ALIGN
