"""Briefs of a knowledge base: begun, built, verified.

The wings that coded and that write do not know each other; here the agreement of coders
is handed to the brief's method. The work is in `writing/brief/`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from .bundled import codebook_file
from .catalogue import Catalogue
from .codebook import Codebook
from .codebook import load_first as load_codebook
from .coding.agreement import About
from .coding.comparing import compare
from .errors import UsageError
from .settings import Folder
from .writing.brief.accounts import Agreed
from .writing.brief.composing import Brief, codes_of
from .writing.brief.composing import compose as compose_outline
from .writing.brief.files import check_ours, check_output, fingerprint, write_all
from .writing.brief.first_draft import first_draft
from .writing.brief.gathering import open_library
from .writing.brief.outline import read_outline
from .writing.brief.record import (
    named_from,
    outline_of,
    read_record,
    record_of,
    write_record,
)
from .writing.brief.verifying import Change, changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What has changed since a brief was built; `edited` files are not as written."""

    changes: tuple[Change, ...]
    edited: tuple[str, ...]
    brief: Brief
    outline: Path


def draft(
    folder: Folder,
    *,
    codes: Sequence[str] = (),
    sector: str = "",
    question: str = "",
    author: str = "",
) -> str:
    """The text of an outline to begin with.

    Raises:
        UnknownName: no such code or sector.
        NotBuilt: the knowledge base has not been built.
    """
    library = open_library(folder, _codebook(folder), sector=sector)
    return first_draft(library, codes, question=question, author=author)


def compose(folder: Folder, outline: Path) -> Brief:
    """The brief of an outline, not written yet.

    Raises:
        UsageError: something in the outline cannot be had; the line is named.
        NotBuilt: the knowledge base has not been built.
    """
    codebook = _codebook(folder)
    read = read_outline(outline)
    return compose_outline(
        folder,
        codebook,
        read,
        where=str(outline),
        version=version("diffusionkb"),
        agreed=_agreed(folder, codebook, codes_of(read, codebook)),
    )


def build(
    folder: Folder, outline: Path, outputs: Sequence[Path] = (), *, force: bool = False
) -> Brief:
    """Write the brief of an outline into files, and its record beside the outline.

    Without `outputs` it is a Word file beside the outline.

    Raises:
        UsageError: something in the outline cannot be had, or a file is not ours to
            overwrite.
        CannotRun: pandoc or typst cannot do it.
    """
    files = list(outputs) or [outline.with_suffix(".docx")]
    record = read_record(outline) or {"outputs": {}}
    made = dict(record["outputs"])
    for file in files:
        check_output(file, outline)
        if not force:
            check_ours(file, made.get(named_from(outline, file), ""))
    brief = compose(folder, outline)
    written = write_all(brief, files, outline)
    made |= {named_from(outline, file): sha for file, sha in written.items()}
    write_record(outline, record_of(brief, made))
    return brief


def verify(folder: Folder, outline: Path) -> Verified:
    """Compare a brief that was built with what it would be now.

    It may be named by its outline or by a file that was built from it.

    Raises:
        UsageError: it was never built, or cannot be built any more.
    """
    outline = outline_of(outline)
    record = read_record(outline)
    if record is None:
        read_outline(outline)  # no such file is another mistake
        raise UsageError(
            f"{outline} was never built here, so there is nothing to compare; run "
            f"diffusionkb brief build {outline}"
        )
    brief = compose(folder, outline)
    with Catalogue(folder.work_db) as catalogue:
        found = changes(record, brief, catalogue)
    edited = [
        name
        for name, sha256 in record["outputs"].items()
        if (file := outline.parent / name).is_file() and fingerprint(file) != sha256
    ]
    return Verified(
        changes=tuple(found), edited=tuple(edited), brief=brief, outline=outline
    )


def _codebook(folder: Folder) -> Codebook:
    return load_codebook(folder.codebook, codebook_file())


def _agreed(
    folder: Folder, codebook: Codebook, codes: Sequence[str]
) -> tuple[Agreed, ...]:
    """The agreement of people and editors on these codes, where it was measured."""
    found = compare(folder, codebook)
    if found.figures is None:
        return ()
    rows = {r.code: r for r in found.figures.rows if r.about is About.CODE}
    return tuple(
        Agreed(
            code=code,
            coders=tuple(coder.name for coder in found.coders),
            kinds=frozenset(coder.kind for coder in found.coders),
            passages=found.figures.passages,
            alpha=rows[code].alpha.value,
            low=rows[code].alpha.low,
            high=rows[code].alpha.high,
            reason=rows[code].reason,
        )
        for code in codes
        if code in rows
    )
