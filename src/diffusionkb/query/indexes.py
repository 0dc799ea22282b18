"""Which index answers: exact, Chroma in the folder, or a Chroma server.

The exact file opens at once and misses nothing; only a process that goes on asking a
library so large that comparing all of it is felt opens Chroma. Questions of some
passages only go to the exact file: it is as quick with these, and finds the same.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count
from pathlib import Path

from ..chroma import ChromaIndex, Place, address, forget_open_systems, read_mark
from ..errors import CannotRun
from ..model import EmbeddingModel
from ..settings import Folder, Settings, load_settings
from ..vectors import ExactIndex, Vectors, exact_file

FEW = 3  # questions of a process before Chroma, which takes a second to open, pays
# Passages. Comparing 100,000 takes as long as asking Chroma for the nearest thousand,
# and Chroma misses some of them (`benchmarks/vector_indexes.py`).
LARGE = 300_000
Found = tuple[dict[str, float], str]  # passage id → cosine, and what went wrong


def nearest(
    library: Folder | Path,
    vector: Vectors,
    depth: int,
    *,
    within: Sequence[str] | None = None,
) -> Found:
    """Passages nearest to a vector, with a note where the index wanted did not answer.

    A library may be just the folder of its exact file, as a published site has it.

    Raises:
        NotBuilt: there are no vectors.
        CannotRun: the Chroma server does not answer, and there is no exact file.
        SettingsError: diffusionkb.toml cannot be used.
    """
    if isinstance(library, Path):
        return _exactly(library, vector, depth, within), ""
    folder, settings = library, load_settings(library)
    there = exact_file(folder.vectors).exists()
    if within is not None and there:
        return _exactly(folder.vectors, vector, depth, within), ""
    try:
        if chroma := _chroma_for(folder, settings):
            return dict(chroma.nearest(vector, depth, within=within)), ""
    except CannotRun as error:
        if not there:
            raise
        note = f"{error}; asked the exact index instead"
        return _exactly(folder.vectors, vector, depth, within), note
    return _exactly(folder.vectors, vector, depth, within), ""


def model_of(library: Folder | Path) -> EmbeddingModel:
    """The model by which the vectors of a library were made.

    Raises:
        NotBuilt: there are no vectors.
    """
    if isinstance(library, Path):
        return index_of(library).model
    if not exact_file(library.vectors).exists():
        mark = read_mark(library.vectors, load_settings(library).vectors_url)
        if mark is not None:
            return mark.model
    return index_of(library.vectors).model


def index_of(vectors: Path) -> ExactIndex:
    """The exact index of a folder, opened once as long as it is not written anew."""
    file = exact_file(vectors)
    written = file.stat().st_mtime_ns if file.exists() else 0
    return _opened(file, written)


def _exactly(
    vectors: Path, vector: Vectors, depth: int, within: Sequence[str] | None
) -> dict[str, float]:
    return dict(index_of(vectors).nearest(vector, depth, within=within))


@lru_cache(maxsize=2)
def _opened(file: Path, written: int) -> ExactIndex:  # noqa: ARG001 - part of the key
    return ExactIndex(file)


def _chroma_for(folder: Folder, settings: Settings) -> ChromaIndex | None:
    """Chroma where the settings or this process want it and a build has filled it."""
    url, wanted = settings.vectors_url, settings.vectors_index
    if not url and wanted == "exact":
        return None
    if not url and wanted == "auto" and not _pays(folder):
        return None
    mark = read_mark(folder.vectors, url)
    if mark is None:
        if url and address(url):
            raise CannotRun(
                f"the Chroma server {url} does not hold this library yet; "
                "run diffusionkb build"
            )
        return None
    place = Place(folder=folder.vectors, url=url, library=mark.library)
    return _opened_chroma(place, mark.filled, mark.model)


def _pays(folder: Folder) -> bool:
    asked = next(_turns(folder.vectors))
    return asked > FEW and len(index_of(folder.vectors).ids) >= LARGE


@lru_cache(maxsize=8)
def _turns(vectors: Path) -> Iterator[int]:  # noqa: ARG001 - of this folder
    return count(1)


@lru_cache(maxsize=1)
def _opened_chroma(
    place: Place,
    filled: str,  # noqa: ARG001 - part of the key
    model: EmbeddingModel,
) -> ChromaIndex:
    """Opened anew after each build: what Chroma has open does not see its work."""
    if not place.url:
        forget_open_systems()
    return ChromaIndex(place, model.fingerprint, model.dimensions, model.scale)
