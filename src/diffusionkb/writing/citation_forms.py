"""The forms a citation is written in, and the choice between them."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from ..errors import UsageError
from ..model import Citation
from ..references.latex import encode
from . import rendering
from .citation_records import WRITERS


class Form(StrEnum):
    """How a citation is written."""

    TEXT = "text"  # as in a sentence, and the full reference
    FOOTNOTE = "footnote"
    QUOTE = "quote"  # the passage's words as a block quotation
    PANDOC = "pandoc"  # [@key, p. 12]
    LATEX = "latex"  # \cite[p.~12]{key}
    BIBTEX = "bibtex"
    BIBLATEX = "biblatex"
    RIS = "ris"
    CSL_JSON = "csl-json"


STYLED: Mapping[Form, Callable[[Sequence[Citation], str], str]] = {
    Form.TEXT: rendering.text,
    Form.FOOTNOTE: rendering.footnotes,
    Form.QUOTE: rendering.quotations,
}
WITHOUT_PLACE = frozenset(Form(name) for name in WRITERS)  # they hold works only


def cite(
    citations: Sequence[Citation], form: Form = Form.TEXT, *, style: str = ""
) -> str:
    """Write citations in one of the forms; ends with a newline.

    `style` is a name of `citation_styles` or a .csl file; APA where none is named
    (in footnotes Chicago).

    Raises:
        UsageError: a style for a form that has none; a digest is to be quoted.
        CannotRun: pandoc is missing or refuses the record.
    """
    if form in STYLED:
        return STYLED[form](citations, style)
    if style:
        raise UsageError(
            f"--style is for the forms {', '.join(STYLED)}; {form.value} has none: "
            "the program that reads it styles it"
        )
    if form in WITHOUT_PLACE:
        return WRITERS[form.value]([citation.work for citation in citations])
    written = _pandoc if form is Form.PANDOC else _latex
    return "".join(f"{written(citation)}\n" for citation in citations)


def _pandoc(citation: Citation) -> str:
    return rendering.in_brackets(citation)


def _latex(citation: Citation) -> str:
    """Understood by plain LaTeX, natbib and biblatex alike."""
    place = _optional(_latex_place(citation.locator))
    if citation.original:
        before = _optional(f"{encode(citation.original)}, quoted in")
        return f"\\cite{before}{place or '[]'}{{{citation.work.citation_key}}}"
    return f"\\cite{place}{{{citation.work.citation_key}}}"


def _latex_place(locator: str) -> str:
    place = encode(locator).replace("–", "--")
    for mark, commands in (("“", "``"), ("”", "''")):
        place = place.replace(mark, commands)
    for word in ("pp.", "p.", "para."):
        place = place.replace(f"{word} ", f"{word}~")
    return place


def _optional(words: str) -> str:
    """An option of a command; brackets inside it would end it."""
    if not words:
        return ""
    return f"[{{{words}}}]" if set("[]") & set(words) else f"[{words}]"
