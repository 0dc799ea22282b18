"""Citation styles by the names people know them by; a .csl file is a style too."""

import re
from pathlib import Path

from ..errors import UsageError

STYLES = {
    "apa": "apa.csl",
    "harvard": "harvard-cite-them-right.csl",
    "mhra": "mhra-author-date.csl",
    "vancouver": "nlm-citation-sequence.csl",
}
NOTES = {"chicago": "chicago-notes-bibliography.csl", "mhra": "mhra-notes.csl"}
OWN_STYLE = "chicago"  # pandoc's own, author-date
CLASS = re.compile(r"<style[^>]*\bclass=\"note\"")
LOCATOR = re.compile(r"variable=\"[^\"]*\blocator\b")
KNOWN = ", ".join(sorted([OWN_STYLE, *STYLES]))


def style_file(style: str) -> Path | None:
    """The file of a style by its name here or its path; None for pandoc's own.

    Raises:
        UsageError: neither a name we know nor a file.
    """
    if style.lower() in {"", OWN_STYLE}:
        return None
    if style.lower() in STYLES:
        return _bundled(STYLES[style.lower()])
    if Path(style).is_file():
        return Path(style)
    raise UsageError(
        f"'{style}' is no style here ({KNOWN}) and no file; name one, or a .csl file"
    )


def note_style_file(style: str) -> Path | None:
    """The file of a style for notes: of two families another one than for text."""
    name = style.lower()
    return _bundled(NOTES[name]) if name in NOTES else style_file(style)


def is_for_notes(file: Path | None) -> bool:
    """Whether a style puts its citations into notes by itself."""
    return file is not None and bool(CLASS.search(_text(file)))


def shows_locators(file: Path | None) -> bool:
    """Whether a style writes pages; numeric ones often leave them out."""
    return file is None or bool(LOCATOR.search(_text(file)))


def _bundled(name: str) -> Path:
    return Path(__file__).parent / "styles" / name


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")
