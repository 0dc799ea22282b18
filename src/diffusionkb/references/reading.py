"""What a reader of a bibliographic format gives back. Records only.

Every record of a file is in exactly one of the two: understood, or kept as it stood.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Item = dict[str, Any]  # a CSL-JSON item; its id may still be missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record that was understood, the line it begins at, and its attachments.

    `files` are paths as the program wrote them, relative to the file read.
    """

    item: Mapping[str, Any]
    line: int
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """Lines that could not be understood, as they stood, and why."""

    text: str
    line: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something about a record that was understood which a person should know."""

    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file as records: understood ones, ones kept raw, and remarks."""

    entries: tuple[Entry, ...] = ()
    kept_raw: tuple[Raw, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def items(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(entry.item for entry in self.entries)
