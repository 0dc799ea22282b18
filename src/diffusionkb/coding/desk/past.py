"""What a coder has decided already, by passage; and a decision with its line."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...catalogue import Catalogue
from ...codebook import Codebook
from ...model import Stance
from ...settings import Folder
from .. import annotations
from ..coders import lines_of
from ..finding import find
from ..texts import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A decision of a coder on a passage, and the line that says it."""

    passage_id: str
    code: str | None
    stance: Stance | None
    memo: str
    words: str
    file: Path
    item: Mapping[str, Any]

    @property
    def line(self) -> tuple[Path, str]:
        """What tells it from other decisions, also when it is read again."""
        return self.file, json.dumps(self.item, sort_keys=True)


def state(folder: Folder, coder: str) -> tuple[tuple[str, int, int], ...]:
    """What a coder's files look like from outside: another one when they change."""
    files = lines_of(folder.annotations / coder)
    found = ((file.name, file.stat()) for file in files)
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in found)


def decided(folder: Folder, codebook: Codebook, coder: str) -> Iterator[Given]:
    """The decisions in a coder's files, as these are now, that have a place."""
    read, _ = annotations.read_all(folder.annotations, codebook)
    with Catalogue(folder.work_db) as catalogue:
        library = Library(catalogue)
        for some in read:
            if some.coder != coder:
                continue
            found = find(some, library.of(some.source), library.holding)
            if found.place is not None:
                name, _, _ = some.where.rpartition(":")
                yield Given(
                    passage_id=found.place.target.passage_id,
                    code=some.code,
                    stance=some.stance,
                    memo=some.memo,
                    words=some.exact,
                    file=folder.annotations / name,
                    item=some.item,
                )
