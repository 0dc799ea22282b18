"""Which file is read how, and the draft's paragraphs. Word lists nothing by lines."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import BadZipFile

from ...errors import UnreadableSource, UsageError
from ...references import formats
from ..pandoc import document_tree
from .csquotes import plainer
from .html_notes import marked as with_notes
from .odt_fields import Fields, resolved, signed
from .plain_text import plain_paragraphs
from .records import Draft
from .tree_reading import TreeReader, plain_words, records_of
from .word_boxes import set_out

READERS = {
    ".md": "markdown-smart",
    ".markdown": "markdown-smart",
    ".qmd": "markdown-smart",
    ".rmd": "markdown-smart",
    ".tex": "latex",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx+citations",
    ".odt": "odt",
}
PLAIN = ".txt"
ODT = ".odt"
DOCX = ".docx"
TEX_LIST = re.compile(r"\\(?:addbibresource|bibliography)(?:\[[^\]]*\])?\{([^{}]*)\}")


def read_draft(file: Path) -> Draft:
    """The paragraphs of a draft.

    Raises:
        UsageError: no file, or of a kind that cannot be read.
        UnreadableSource: it is not what its name says.
    """
    ending = file.suffix.lower()
    if not file.is_file():
        raise UsageError(f"{file} is no file; name a draft")
    if ending != PLAIN and ending not in READERS:
        known = ", ".join([*READERS, PLAIN])
        raise UsageError(f"{file}: drafts of this kind cannot be read ({known})")
    if ending == ODT:
        return _from_odt(file)
    if ending == DOCX:
        return _from_docx(file)
    text = _text(file)
    if ending == PLAIN:
        return Draft(paragraphs=tuple(plain_paragraphs(text)), source=text)
    tree = document_tree(_prepared(text, ending), READERS[ending], name=file)
    draft = _from_tree(tree, text)
    own = _own_records(file, [*_in_tex(text, ending), *_in_meta(tree)])
    return replace(draft, records={**own, **draft.records})


def _prepared(text: str, ending: str) -> str:
    """The text of a draft with what pandoc does not know put in its terms."""
    if ending == ".tex":
        return plainer(text)
    return with_notes(text) if READERS[ending] == "html" else text


def _from_docx(file: Path) -> Draft:
    """A Word file, with the words of its text boxes."""
    with TemporaryDirectory() as room:
        copy = Path(room) / "draft.docx"
        read = file
        with suppress(BadZipFile, KeyError, SyntaxError):  # pandoc says what is wrong
            read = copy if set_out(file, copy) else file
        return _from_tree(document_tree(read, READERS[DOCX], name=file), "")


def _from_odt(file: Path) -> Draft:
    """An OpenDocument file; Zotero's citations are read from its marks."""
    with TemporaryDirectory() as room:
        copy = Path(room) / "draft.odt"
        try:
            fields = signed(file, copy)
        except (BadZipFile, KeyError, SyntaxError):
            fields, copy = Fields(records={}), file  # pandoc says what is wrong
        draft = _from_tree(document_tree(copy, READERS[ODT], name=file), "")
    return replace(
        draft,
        paragraphs=resolved(draft.paragraphs, fields),
        records={**fields.records, **draft.records},
    )


def _in_tex(text: str, ending: str) -> list[str]:
    """The bibliographies that a LaTeX draft names."""
    if ending != ".tex":
        return []
    names = [name for match in TEX_LIST.findall(text) for name in match.split(",")]
    return [name.strip() + ("" if "." in name else ".bib") for name in names]


def _in_meta(tree: Mapping[str, Any]) -> list[str]:
    """The bibliographies that the head of a Markdown draft names."""
    named = tree.get("meta", {}).get("bibliography")
    if not named:
        return []
    each = named["c"] if named["t"] == "MetaList" else [named]
    return ["".join(plain_words(one["c"])) for one in each if one["t"] == "MetaInlines"]


def _own_records(file: Path, names: list[str]) -> dict[str, Mapping[str, Any]]:
    """The records of bibliographies beside the draft, by the draft's keys."""
    found: dict[str, Mapping[str, Any]] = {}
    for name in names:
        bibliography = file.parent / name
        if bibliography.is_file():
            with suppress(ValueError, OSError):  # then its keys are unknown works
                read = formats.read(bibliography.read_bytes(), bibliography.name)
                found |= {str(item.get("id")): item for item in read.items}
    return found


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableSource(
            f"{file} is not UTF-8 text (byte {error.start}); save it as UTF-8",
            kind="damaged",
            remedy="save it as UTF-8",
        ) from error


def _from_tree(tree: dict[str, object], source: str) -> Draft:
    reader = TreeReader()
    reader.read(tree["blocks"])
    return Draft(
        paragraphs=tuple(reader.paragraphs),
        source=source,
        records=records_of(tree.get("meta", {})),
    )
