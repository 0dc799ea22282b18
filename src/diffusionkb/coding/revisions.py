"""Where versions of the codebook come from: files, the last builds, git.

git is asked as a program and need not be there. Comparing versions is `changes.py`.
"""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from ..codebook import Codebook, load, read
from ..codebook_history import order
from ..errors import CodebookError, UsageError
from ..settings import Folder
from .changes import Change, compare

GIT_SECONDS = 30
MOST = 200  # commits that are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit that changed the codebook; without changes of codes where it is other.

    `trouble` says why the codebook of that commit could not be read.
    """

    id: str
    date: str
    subject: str
    version: str = ""
    changes: tuple[Change, ...] = ()
    trouble: str = ""


def named(name: str, folder: Folder) -> Codebook:
    """The codebook of that name: a file, a version that was built, a git revision.

    Raises:
        UsageError: there is none of that name.
        CodebookError: it is no codebook.
    """
    path = Path(name).expanduser()
    if path.is_file():
        return load(path)
    if (kept := built(folder, name)) is not None:
        return kept
    text = _at(folder, name)
    if text is None:
        raise UsageError(
            f"'{name}' is no file, no version built here and no git revision with "
            f"{folder.codebook}; name one of these"
        )
    return read(text, where=f"{folder.codebook.name} of {name}")


def keep(folder: Folder, codebook: Codebook) -> None:
    """Keep a copy of the codebook that a build has used, under its version."""
    copy = _copy(folder, codebook.version)
    if copy is None or not folder.codebook.is_file():
        return
    content = folder.codebook.read_bytes()
    if copy.is_file() and copy.read_bytes() == content:
        return
    copy.parent.mkdir(parents=True, exist_ok=True)
    part = copy.with_suffix(".part")
    part.write_bytes(content)
    part.replace(copy)


def built(folder: Folder, version: str) -> Codebook | None:
    """The codebook that the last build with this version used, if it is still here."""
    copy = _copy(folder, version)
    try:
        return load(copy) if copy is not None and copy.is_file() else None
    except CodebookError:
        return None  # of an earlier release, which took more


def built_before(folder: Folder, version: str) -> Codebook | None:
    """The codebook of the newest earlier version that was built here, if any."""
    kept = [file.stem for file in (folder.state / "codebooks").glob("*.yaml")]
    earlier = [name for name in kept if order(name) < order(version)]
    return built(folder, max(earlier, key=order)) if earlier else None


def _copy(folder: Folder, version: str) -> Path | None:
    """Where the copy of a version is; None for one that cannot name a file."""
    plain = version.replace(".", "").replace("-", "").replace("_", "")
    if not (plain.isascii() and plain.isalnum() and len(version) < 40):
        return None
    return folder.state / "codebooks" / f"{version}.yaml"


def committed(folder: Folder) -> Codebook | None:
    """The codebook of the last commit, where there is one that can be read."""
    text = _at(folder, "HEAD")
    try:
        return read(text, where="HEAD") if text is not None else None
    except CodebookError:
        return None


def commits(folder: Folder) -> tuple[Commit, ...]:
    """The commits that changed the codebook, latest first; none without git."""
    form = "--format=%h%x1f%as%x1f%s"
    name = str(folder.codebook.relative_to(folder.root))
    listed = _git(folder, "log", f"-{MOST}", form, "--", name)
    made: list[Commit] = []
    before: Codebook | None = None
    for line in reversed((listed or "").splitlines()):
        commit, date, subject = line.split("\x1f", 2)
        text = _at(folder, commit)
        try:
            now = read(text or "", where=f"codebook.yaml of {commit}")
        except CodebookError as error:
            made.append(
                Commit(id=commit, date=date, subject=subject, trouble=str(error))
            )
            continue
        made.append(
            Commit(
                id=commit,
                date=date,
                subject=subject,
                version=now.version,
                changes=compare(before, now) if before is not None else (),
            )
        )
        before = now
    return tuple(reversed(made))


def _at(folder: Folder, revision: str) -> str | None:
    if revision.startswith("-"):
        return None  # git would take it for an option
    name = folder.codebook.relative_to(folder.root).as_posix()
    return _git(folder, "show", f"{revision}:./{name}")


def _git(folder: Folder, *arguments: str) -> str | None:
    """What git says, or None where it says no, or is not there."""
    try:
        done = subprocess.run(  # noqa: S603 - arguments of our own, no shell
            ["git", *arguments],  # noqa: S607 - wherever the user has it
            cwd=folder.root,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=GIT_SECONDS,
            check=True,
        )
        return done.stdout.decode("utf-8-sig")
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
