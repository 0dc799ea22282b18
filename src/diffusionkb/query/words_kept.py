"""The common words of a large library beside its database, mapped into memory.

A build writes them, so that the first question is as quick as the hundredth. They are
of one state of the full-text index, and are never asked of another. Not here: reading
them from the index (common_words).
"""

import shutil
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..catalogue import Catalogue
from ..identity import short_hash
from ..progress import Progress
from .common_words import CommonWords, read

LARGE = 20_000  # passages; the full-text index is quick enough with fewer
VERSION = 1  # of the arrays, and of what is taken for a stop word
OWNER = "words"  # under this name a database remembers that they are its own
# How the index was declared, its totals, and its segments with a counter that grows
# with everything that is written into it; a database made anew counts from the start.
INDEX = f"""
SELECT sql FROM main.sqlite_master WHERE name = 'passages_fts' UNION ALL
SELECT hex(block) FROM passages_fts_data WHERE id IN (1, 10) UNION ALL
SELECT value FROM meta WHERE key = '{OWNER}'
"""  # noqa: S608 - constants only
NAMES = [field.name for field in fields(CommonWords)]


def kept(catalogue: Catalogue) -> CommonWords | None:
    """The words of this state of a library, if a build has written them."""
    if not _all_of(catalogue).is_dir():
        return None
    folder = _folder(catalogue)
    try:
        arrays = {name: _mapped(folder, name) for name in NAMES}
    except (OSError, ValueError, EOFError):  # of another state, or damaged
        return None
    return CommonWords(**arrays)


def keep(work_db: Path, progress: Progress) -> None:
    """Write the words of a library as it is now; a small one needs none."""
    with Catalogue(work_db) as catalogue:
        if catalogue.searched() < LARGE:
            shutil.rmtree(_all_of(catalogue), ignore_errors=True)
        elif kept(catalogue) is None:
            _write(_folder(catalogue), read(catalogue, progress))


def _write(folder: Path, words: CommonWords) -> None:
    """Aside, and moved in whole; older ones go."""
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for name in NAMES:
        np.save(_file(part, name), getattr(words, name))
    for other in folder.parent.iterdir():
        if other != part:
            shutil.rmtree(other, ignore_errors=True)
    part.replace(folder)


def _all_of(catalogue: Catalogue) -> Path:
    return catalogue.file.with_suffix(".words")


def _folder(catalogue: Catalogue) -> Path:
    state = [row[0] for row in catalogue.rows(INDEX)]
    return _all_of(catalogue) / f"{VERSION}-{short_hash(state)}"


def _mapped(folder: Path, name: str) -> NDArray[Any]:
    # Plain arrays over the map: what numpy does for its own kind takes longer.
    return np.asarray(np.load(_file(folder, name), mmap_mode="r"))


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.npy"
