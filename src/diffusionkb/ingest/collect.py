"""Walk corpus/ and say which files are there, by the sha256 of their bytes.

A file whose size and time are unchanged is not read again. Nothing is extracted here.
"""

import errno
import hashlib
import os
import re
import stat
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..model import Failure
from ..references.undoing import MERGED_FILE
from ..settings import REFERENCES_FILE, UNREAD_FILE

Seen = tuple[int, int, str]  # size, mtime_ns, sha256
FRESH_NS = 2_000_000_000  # a file this young may change again within its timestamp
NOT_SETTLED = -1  # stands for a time that cannot be trusted: hash again next time
NOT_RESEARCH = frozenset(
    {REFERENCES_FILE, UNREAD_FILE, MERGED_FILE, "README.md", "LICENSE"}
)
_PAGE_PARTS = re.compile(
    r"(.+)(?:[_.-]files|[_-]Dateien|[_-]fichiers|[_-]archivos|[_-]bestanden|[_-]file"
    r"|[_-]ficheiros|[_-]arquivos|[_-]pliki|[_-]filer|[_-]soubory)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """Name in corpus/ → sha256 and path, what to remember and what went wrong."""

    files: Mapping[str, str]
    paths: Mapping[str, Path]
    seen: Mapping[str, Seen]
    failures: tuple[Failure, ...]

    @property
    def copies(self) -> dict[str, list[str]]:
        """sha256 → the names of all files with these bytes, in order."""
        names: dict[str, list[str]] = {}
        for name, sha256 in self.files.items():
            names.setdefault(sha256, []).append(name)
        return names


def scan(corpus: Path, known: Mapping[str, Seen]) -> Scan:
    """Hash every file of the corpus that is new or looks changed."""
    seen: dict[str, Seen] = {}
    paths: dict[str, Path] = {}
    failures: list[Failure] = []
    now = time.time_ns()
    for path in sorted(_walk(corpus, failures, corpus)):
        name = _name(path, corpus)
        if name in NOT_RESEARCH:
            continue
        if path.is_symlink() and _leads_away(path, corpus):
            failures.append(_outside(name))
            continue
        try:
            seen[name] = _look(path, known.get(name), now)
            paths[name] = path
        except OSError as error:
            failures.append(_unreadable(name, error))
    return Scan(
        files={name: sha for name, (_, _, sha) in seen.items()},
        paths=paths,
        seen=seen,
        failures=tuple(failures),
    )


def _walk(folder: Path, failures: list[Failure], corpus: Path) -> Iterator[Path]:
    """Every file below; folders that cannot be opened become failures."""
    try:
        entries = list(folder.iterdir())
    except OSError as error:
        failures.append(_unreadable(_name(folder, corpus), error))
        return
    for path in entries:
        if path.name.startswith((".", "~$")) or path.name.endswith(".part"):
            continue
        if holds_parts_of_page(path):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path, failures, corpus)
        else:
            yield path


def holds_parts_of_page(folder: Path) -> bool:
    """Whether a browser put the pictures, scripts and frames of a page there.

    It stands beside “Page.html” and is called “Page_files”, or so in the language of
    the browser: “Page-Dateien”, “Page_fichiers”.
    """
    name = _PAGE_PARTS.fullmatch(folder.name)
    return name is not None and any(
        folder.with_name(name[1] + suffix).is_file() for suffix in (".html", ".htm")
    )


def _leads_away(link: Path, corpus: Path) -> bool:
    """Whether a link is to a folder or to anything outside corpus/."""
    # os.path, because Path.resolve() raises on links that run in a circle
    target, inside = os.path.realpath(link), os.path.realpath(corpus)
    return link.is_dir() or not Path(target).is_relative_to(inside)


def _name(path: Path, corpus: Path) -> str:
    """The path in corpus/ as text; bytes that are no UTF-8 are spelled out."""
    raw = os.fsencode(path.relative_to(corpus).as_posix())
    return raw.decode("utf-8", "backslashreplace")


def _look(path: Path, known: Seen | None, now: int) -> Seen:
    state = path.stat()
    if not stat.S_ISREG(state.st_mode):  # opening a pipe would wait for ever
        raise OSError(errno.EINVAL, "no ordinary file")
    if known is not None and known[:2] == (state.st_size, state.st_mtime_ns):
        return known
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    settled = now - state.st_mtime_ns > FRESH_NS
    return state.st_size, state.st_mtime_ns if settled else NOT_SETTLED, sha256


def _outside(name: str) -> Failure:
    return Failure(
        stage="collect",
        path=name,
        kind="outside",
        message="a link to a folder, or out of corpus/, is not followed",
        remedy="copy what it leads to into corpus/",
    )


def _unreadable(name: str, error: OSError) -> Failure:
    return Failure(
        stage="collect",
        path=name,
        kind="unreadable",
        message=f"cannot be read: {error.strerror or error}",
        remedy="check the file and its permissions, then build again",
    )
