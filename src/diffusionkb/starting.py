"""Make a knowledge base, and put files into one. Nothing is ever overwritten."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from .bundled import bundle, codebook_file
from .errors import UsageError
from .importing import Added, Import, is_bibliography
from .ingest.collect import holds_parts_of_page
from .references.formats import BY_SUFFIX
from .references.undoing import MERGED_FILE
from .settings import CODEBOOK_FILE, SETTINGS_FILE, Folder
from .whole_files import replacing

SETTINGS_TEXT = """\
# Settings of this knowledge base; every one may be left out.
# workers = 2                      # reader processes
# seconds_per_document = 60        # time limit for each document
# megabytes_per_document = 1500    # memory limit for each document
# excerpt_words = 60               # published words of a passage with rights "excerpt"
# excerpt_percent = 10             # published words of such a work, of a hundred
# passwords = []                   # tried on encrypted PDFs
# model = ""                       # another embedding model, by name or path
"""
# What a folder may hold for us; a file that is named is taken whatever its name.
DOCUMENT_SUFFIXES = frozenset(
    ".pdf .nxml .xml .html .htm .xhtml .mhtml .mht .eml .docx .docm .odt .epub "
    ".md .markdown .txt .text".split()
)
NAMED_AS_RECORDS = frozenset(BY_SUFFIX)
BUNDLED = ("corpus", "annotations/editorial", "annotations/second-editor")


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
    with replacing(target) as part:
        shutil.copyfile(file, part)


def _write_new(file: Path, text: str) -> list[Path]:
    if file.exists():
        return []
    file.write_text(text, encoding="utf-8")
    return [file]


def add(folder: Folder, paths: Sequence[Path], *, dry_run: bool = False) -> list[Added]:
    """Copy documents into corpus/, and records of bibliographies into references.json.

    Of a folder, the documents and bibliographies in it. With `dry_run` nothing is
    written.

    Raises:
        UsageError: a path does not exist, or is a pipe or a device.
        BibliographyError: a file that is named is no bibliography we can read.
    """
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} does not exist; check the name")
        if not (path.is_file() or path.is_dir()):
            raise UsageError(f"{path} is no file to be copied; name a file or folder")
    merged = folder.references.with_name(MERGED_FILE)
    own = {file.resolve() for file in (folder.references, folder.unread, merged)}
    found = (file for path in paths for file in _files(path))
    files = [file for file in found if file.resolve() not in own]
    records = [file for file in files if _has_records(file, named=file in paths)]
    importing = Import.into(folder, suffixes=DOCUMENT_SUFFIXES, dry_run=dry_run)
    done = [added for file in records for added in importing.add(file)]
    importing.finish()
    for file in files:
        if file in records or file.resolve() in importing.attached:
            continue
        if file not in paths and file.suffix.lower() not in DOCUMENT_SUFFIXES:
            done.append(Added(name=file.name, outcome="passed over"))
        else:
            done.append(_add_file(folder, file, dry_run=dry_run))
    return done


def _has_records(file: Path, *, named: bool) -> bool:
    """Whether it is a bibliography; one that is named as such has to be."""
    if named and file.suffix.lower() in NAMED_AS_RECORDS:
        return True
    return is_bibliography(file)


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            inside = file.relative_to(path).parts
            hidden = any(part.startswith(".") for part in inside)
            if file.is_file() and not hidden and not _is_part_of_page(file, path):
                yield file
    else:
        yield path


def _is_part_of_page(file: Path, top: Path) -> bool:
    folders = [one for one in file.parents if one.is_relative_to(top) and one != top]
    return any(holds_parts_of_page(folder) for folder in folders)


def _add_file(folder: Folder, file: Path, *, dry_run: bool) -> Added:
    target = folder.corpus / file.name
    if file.resolve().is_relative_to(folder.corpus.resolve()):
        return Added(name=file.name, outcome="there")
    if target.exists():
        if target.read_bytes() == file.read_bytes():
            return Added(name=file.name, outcome="there")
        return Added(
            name=file.name,
            outcome="conflict",
            detail="corpus/ has another file of that name; rename one and add it again",
        )
    if not dry_run:
        _copy(file, target)
    return Added(name=file.name, outcome="added")
