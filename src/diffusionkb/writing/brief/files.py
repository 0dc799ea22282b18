"""A brief as files: Markdown, Word, OpenDocument, HTML, PDF.

The same brief gives the same bytes. A file appears whole or not at all, and one that
somebody else wrote or changed is left alone.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ...errors import UsageError
from ..citation_records import for_styles
from ..pandoc import write
from .composing import Brief
from .house_style import EDITS as STYLED
from .house_style import reference_document
from .typesetting import set_in_type

HERE = Path(__file__).parent
# Suffix → what pandoc is to write, and with which options.
FORMATS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    ".md": ("gfm-raw_html", ("--shift-heading-level-by=1",)),
    ".docx": ("docx", ()),
    ".odt": ("odt", ()),
    ".html": (
        "html5",
        ("-s", "--embed-resources", f"--css={HERE / 'brief.css'}"),
    ),
    ".pdf": (
        "typst",
        (
            "-s",
            "--variable=papersize:a4",
            "--variable=fontsize:10.5pt",
            "--variable=margin.x:2.6cm",
            "--variable=margin.y:2.6cm",
            f"--include-before-body={HERE / 'brief.typ'}",
        ),
    ),
}


def check_output(file: Path, outline: Path) -> None:
    """See that a brief can be written into a file of this name.

    Raises:
        UsageError: its format is unknown, or there is no place for it.
    """
    if file.suffix.lower() not in FORMATS:
        known = ", ".join(FORMATS)
        raise UsageError(f"{file}: a brief is written as {known}; name such a file")
    if file.resolve() == outline.resolve():
        raise UsageError(f"{file} is the outline itself; name another file with -o")
    if file.is_dir():
        raise UsageError(f"{file} is a folder; name a file in it")
    if not file.parent.is_dir():
        raise UsageError(f"{file.parent} is no folder; make it, or name another")


def check_ours(file: Path, made: str) -> None:
    """See that a file is not there, or is as we made it: then its hash is `made`.

    Raises:
        UsageError: somebody else wrote or changed it.
    """
    if file.exists() and fingerprint(file) != made:
        raise UsageError(
            f"{file} was not made by brief, or was changed since; name another file "
            "with -o, or overwrite it with --force"
        )


def fingerprint(file: Path) -> str:
    """The hash of a file's bytes."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def write_all(brief: Brief, files: Sequence[Path], outline: Path) -> dict[Path, str]:
    """Write the brief to these files: all of them, or none. Returns their hashes.

    Raises:
        CannotRun: pandoc or typst cannot do it.
    """
    with _parts(files) as parts, TemporaryDirectory() as folder:
        records = Path(folder, "records.json")
        works = [brief.cited[key] for key in sorted(brief.cited)]
        records.write_text(for_styles(works), encoding="utf-8")
        for file, part in parts.items():
            _write(brief, part, file.suffix.lower(), outline, records)
        hashes = {file: fingerprint(part) for file, part in parts.items()}
        for file, part in parts.items():
            part.replace(file)
        return hashes


@contextmanager
def _parts(files: Sequence[Path]) -> Iterator[dict[Path, Path]]:
    """A file aside for each, none of which outlives this."""
    parts = {f: f.with_name(f".{f.name}.{os.getpid()}.part") for f in files}
    try:
        yield parts
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _write(brief: Brief, part: Path, suffix: str, outline: Path, records: Path) -> None:
    target, options = FORMATS[suffix]
    style = ["--csl", str(brief.style)] if brief.style else []
    images = f"--resource-path={outline.parent}"
    finish = f"--lua-filter={HERE / 'finish.lua'}"
    bibliography = ["--bibliography", str(records), *style, images, finish]
    looks = []
    if suffix in STYLED:
        looks = [f"--reference-doc={reference_document(suffix, records.parent)}"]
    write(brief.text, part, target, *options, *looks, *bibliography, epoch=brief.epoch)
    if suffix == ".md":
        body = part.read_text(encoding="utf-8")
        part.write_text(f"{_title(brief)}\n\n{body}", encoding="utf-8")
    if suffix == ".pdf":
        source = part.read_text(encoding="utf-8")
        part.write_bytes(set_in_type(source, outline.parent, epoch=brief.epoch))


def _title(brief: Brief) -> str:
    """Markdown has no head that readers show: a heading, and a line of authors."""
    head = brief.outline.head
    below = " · ".join(filter(None, [", ".join(head.author), head.date]))
    return "\n\n".join(filter(None, [f"# {' '.join(head.title.split())}", below]))
