"""Which file is read how, and the draft's paragraphs. Word lists nothing by lines."""

from pathlib import Path

from ...errors import UnreadableSource, UsageError
from ..pandoc import document_tree
from .csquotes import plainer
from .plain_text import plain_paragraphs
from .records import Draft
from .tree_reading import TreeReader, records_of

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
PACKED = frozenset({".docx", ".odt"})  # no lines


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
    if ending in PACKED:
        return _from_tree(document_tree(file, READERS[ending]), "")
    text = _text(file)
    if ending == PLAIN:
        return Draft(paragraphs=tuple(plain_paragraphs(text)), source=text)
    given = plainer(text) if ending == ".tex" else text
    return _from_tree(document_tree(given, READERS[ending], name=file), text)


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
