"""A knowledge base trains a coder of its own, from what was coded in it.

Gathers examples, has them embedded and fitted, writes the model file. The arithmetic
is `training.py`; which model a build takes is said by `tagger.load_first`.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from ..bundled import bundle, codebook_file
from ..catalogue import Catalogue
from ..codebook import Codebook
from ..codebook import load as load_codebook
from ..progress import Progress, Silent
from ..settings import Folder
from ..whole_files import replacing
from . import examples, tagger
from .coded import coded
from .examples import Example
from .tagger import Tagger
from .training import train
from .understood import understood
from .weighing import Floats

Encode = Callable[[Sequence[str]], Floats]
CHUNK = 256  # texts between two signs of life


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A trained coder, where it was written, and from how much of what."""

    coder: Tagger
    file: Path
    size: int
    examples: Mapping[str, int]


def learn(
    folder: Folder,
    codebook: Codebook,
    encode: Encode,
    progress: Progress | None = None,
) -> Learned:
    """Train on this knowledge base and write its model file.

    Raises:
        NotBuilt: it was not built yet.
        UsageError: too little was coded, or a training passage cannot be used.
    """
    own, written = gathered(folder, codebook)
    given = [*own, *written]
    told = progress or Silent()
    with replacing(folder.coder) as part:
        part.touch()  # what cannot be written is said before minutes of training
        vectors = _read([example.text for example in given], encode, told)
        told.start("fit", 1)
        here = [example.id for example in own]
        content = train(given, vectors, codebook=codebook, here=here)
        told.advance("fit")
        part.write_bytes(content)
    kinds = Counter(example.kind.value for example in written)
    return Learned(
        coder=tagger.unpack(content),
        file=folder.coder,
        size=len(content),
        examples={"coded here": len(own), **dict(sorted(kinds.items()))},
    )


def _read(texts: Sequence[str], encode: Encode, progress: Progress) -> Floats:
    """A row for each text; read shortest first, those of a length together."""
    progress.start("read", len(texts))
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    rows: list[Floats] = []
    for start in range(0, len(order), CHUNK):
        chunk = order[start : start + CHUNK]
        rows.append(encode([texts[place] for place in chunk]))
        progress.advance("read", len(chunk))
    return np.concatenate(rows)[np.argsort(order)]


def gathered(folder: Folder, codebook: Codebook) -> tuple[list[Example], list[Example]]:
    """What was coded here; and training passages and the codebook's own sentences."""
    with Catalogue(folder.work_db) as catalogue:
        own = list(coded(catalogue, codebook))
    training = examples.passages(_training(folder, codebook), codebook)
    return own, list(chain(training, examples.sentences(codebook)))


def _training(folder: Folder, codebook: Codebook) -> Path:
    """The folder of training passages: ours, or those that ship, if our codes fit."""
    ours = folder.annotations / "training"
    shipped = {code.id for code in load_codebook(codebook_file()).codes}
    if ours.is_dir() or not shipped <= understood(codebook):
        return ours
    return bundle() / "annotations" / "training"


def forget(folder: Folder) -> bool:
    """Delete the model that was trained here; whether there was one."""
    there = folder.coder.exists()
    folder.coder.unlink(missing_ok=True)
    return there
