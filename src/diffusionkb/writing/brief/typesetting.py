"""PDF, set by typst with the fonts it carries. The only importer of typst."""

from datetime import UTC, datetime
from pathlib import Path

from ...errors import CannotRun

WITHOUT = (
    "PDF needs the package typst, which is not here; pip install typst, or write "
    ".docx, .odt or .html"
)


def set_in_type(source: str, root: Path, *, epoch: int) -> bytes:
    """A PDF of a text in typst's language; pictures are looked for in `root`.

    Raises:
        CannotRun: typst is missing or refuses the text.
    """
    try:
        import typst
    except ImportError as error:
        raise CannotRun(WITHOUT) from error
    try:
        made = typst.compile(  # type: ignore[type-var]  # a variable too few in its stub
            source.encode("utf-8"),
            root=str(root.resolve()),
            ignore_system_fonts=True,  # the same pages on every machine
            timestamp=datetime.fromtimestamp(epoch, UTC),
        )
    except typst.TypstError as error:
        raise CannotRun(
            f"typst could not make the PDF: {error.message}; look at the text near it, "
            "or write .docx or .html"
        ) from error
    assert isinstance(made, bytes)
    return made
