"""How annotation files stand against the built knowledge base, line by line.

Finding the words is `finding.py`. Lines whose words moved can be brought up to date;
what is ambiguous or lost is for people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..catalogue import Catalogue
from ..codebook import Codebook
from ..errors import UnknownName
from ..model import Failure
from ..settings import Folder
from . import annotations
from .anchoring import Anchored, anchor
from .annotation_lines import Item, replace_lines, replaced
from .annotations import Annotation
from .coders import coder_folders
from .finding import Found
from .texts import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What became of all lines; `unusable` are those that are no annotations."""

    anchored: Anchored
    unusable: tuple[Failure, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many lines have each state, and how many do not count in any."""
        left = len(self.unusable) + len(self.anchored.contradicting)
        return {**self.anchored.counts, "unusable": left}

    @property
    def failures(self) -> Sequence[Failure]:
        """All that cannot be used, file by file in the order of the lines."""
        both = [*self.unusable, *self.anchored.failures]
        return sorted(both, key=lambda failure: failure.place)

    @property
    def findings(self) -> int:
        """How many lines want to be looked at."""
        counts = self.anchored.moved, self.anchored.failures, self.unusable
        return sum(map(len, counts))


def standing(folder: Folder, codebook: Codebook, *, coder: str | None) -> Standing:
    """Hold the annotation files, as they are now, against what was built last.

    Raises:
        UnknownName: there is no coder of this name.
        NotBuilt: the knowledge base was not built yet.
    """
    names = [some.name for some in coder_folders(folder.annotations)]
    if coder is not None and coder not in names:
        raise UnknownName(
            f"no coder '{coder}' here; coders: {', '.join(names) or 'none'}"
        )
    read, failures = annotations.read_all(folder.annotations, codebook)
    with Catalogue(folder.work_db) as catalogue:
        library = Library(catalogue)
        mine = [some for some in read if coder in {None, some.coder}]
        return Standing(
            anchored=anchor(mine, library.of, library.holding),
            unusable=tuple(f for f in failures if coder in {None, _coder(f)}),
        )


def _coder(failure: Failure) -> str:
    return failure.path.partition("/")[0]


def update(folder: Folder, moved: Sequence[tuple[Annotation, Found]]) -> int:
    """Write where the words stand now into the lines that moved; how many.

    Raises:
        CannotRun: somebody else changed one of the files meanwhile.
    """
    by_file: dict[Path, dict[int, tuple[Item, Item]]] = {}
    for annotation, found in moved:
        if found.place is None:
            continue
        name, _, number = annotation.where.rpartition(":")
        lines = by_file.setdefault(folder.annotations / name, {})
        new = replaced(annotation.item, found.place)
        lines[int(number)] = annotation.item, new
    for file, lines in by_file.items():
        replace_lines(file, lines)
    return sum(map(len, by_file.values()))
