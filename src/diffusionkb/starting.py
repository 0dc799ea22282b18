"""Make a knowledge base, and put files into one. Nothing is ever overwritten."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .bundled import bundle, codebook_file
from .errors import BibliographyError, UsageError
from .ingest.bibliography import checked, load
from .references.library import read_items, write_items
from .settings import CODEBOOK_FILE, SETTINGS_FILE, Folder

SETTINGS_TEXT = """\
# Settings of this knowledge base; every one may be left out.
# workers = 2                      # reader processes
# seconds_per_document = 60        # time limit for each document
# megabytes_per_document = 1500    # memory limit for each document
# excerpt_words = 60               # published words of a passage with rights "excerpt"
# passwords = []                   # tried on encrypted PDFs
"""
# What a folder may hold for us; a file that is named is taken whatever its name.
DOCUMENT_SUFFIXES = frozenset(
    ".pdf .nxml .xml .html .htm .xhtml .docx .md .markdown .txt .text".split()
)
OTHER_ENTRY = "references.json has another entry of that id; left as it is"
BUNDLED = ("corpus", "annotations/editorial")


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What `add` did with one file or bibliography entry."""

    name: str
    outcome: str  # added | there | conflict | passed over
    detail: str = ""


def make(root: Path, *, with_corpus: bool = False) -> list[Path]:
    """Make a knowledge base at `root`; returns the files that were written.

    Raises:
        UsageError: `root` is a file or cannot be written.
    """
    if root.exists() and not root.is_dir():
        raise UsageError(f"{root} is a file; name a folder for the knowledge base")
    folder = Folder(root=root)
    written: list[Path] = []
    try:
        for part in (folder.corpus, folder.annotations):
            part.mkdir(parents=True, exist_ok=True)
        if with_corpus:
            written += _copy_bundle(root)
        codebook = codebook_file().read_text(encoding="utf-8")
        written += _write_new(folder.annotations / CODEBOOK_FILE, codebook)
        written += _write_new(folder.references, "[]\n")
        written += _write_new(root / SETTINGS_FILE, SETTINGS_TEXT)
        written += _write_new(root / ".gitignore", ".diffusionkb/\n")
    except OSError as error:
        raise UsageError(f"{root} cannot be written: {error.strerror}") from error
    return written


def _copy_bundle(root: Path) -> list[Path]:
    written = []
    for part in BUNDLED:
        for file in sorted((bundle() / part).rglob("*")):
            target = root / part / file.relative_to(bundle() / part)
            if file.is_file() and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                _copy(file, target)
                written.append(target)
    return written


def _copy(file: Path, target: Path) -> None:
    """Whole or not at all: nothing of ours overwrites a half-copied file later."""
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(file, part)
    part.replace(target)


def _write_new(file: Path, text: str) -> list[Path]:
    if file.exists():
        return []
    file.write_text(text, encoding="utf-8")
    return [file]


def add(folder: Folder, paths: Sequence[Path]) -> list[Added]:
    """Copy documents into corpus/, and CSL-JSON entries into references.json.

    Of a folder, only the documents in it, known by their suffix.

    Raises:
        UsageError: a path does not exist.
        BibliographyError: a .json file is no CSL-JSON list.
    """
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} does not exist; check the name")
    done: list[Added] = []
    for file in (file for path in paths for file in _files(path)):
        if file not in paths and file.suffix.lower() not in DOCUMENT_SUFFIXES:
            done.append(Added(name=file.name, outcome="passed over"))
        elif file.suffix.lower() == ".json":
            done += _add_entries(folder, file)
        else:
            done.append(_add_file(folder, file))
    return done


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            inside = file.relative_to(path).parts
            if file.is_file() and not any(part.startswith(".") for part in inside):
                yield file
    else:
        yield path


def _add_file(folder: Folder, file: Path) -> Added:
    target = folder.corpus / file.name
    if target.exists():
        if target.read_bytes() == file.read_bytes():
            return Added(name=file.name, outcome="there")
        return Added(
            name=file.name,
            outcome="conflict",
            detail="corpus/ has another file of that name; rename one and add it again",
        )
    _copy(file, target)
    return Added(name=file.name, outcome="added")


def _add_entries(folder: Folder, file: Path) -> list[Added]:
    known = {key: work.csl for key, work in load(folder.references).items()}
    done: list[Added] = []
    for number, item in enumerate(read_items(file), start=1):
        try:
            work = checked(item, f"entry {number}")
        except BibliographyError as error:
            name = f"{file.name} entry {number}"
            done.append(Added(name=name, outcome="conflict", detail=str(error)))
            continue
        key = work.citation_key
        if key not in known:
            known[key] = work.csl
            done.append(Added(name=key, outcome="added"))
        elif known[key] == work.csl:
            done.append(Added(name=key, outcome="there"))
        else:
            done.append(Added(name=key, outcome="conflict", detail=OTHER_ENTRY))
    if any(entry.outcome == "added" for entry in done):
        write_items(folder.references, list(known.values()))
    return done
