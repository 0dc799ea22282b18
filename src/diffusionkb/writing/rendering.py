"""Citations as readers see them, in a style: in text, in notes, under a quotation.

Pandoc does the styling. What other programs read is `citation_forms.py`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..errors import UsageError
from ..model import Citation, SourceKind, Work
from .citation_records import for_styles
from .citation_styles import is_for_notes, note_style_file, shows_locators, style_file
from .pandoc import OTHER_FORM, convert

PLAIN_KEY = re.compile(r"\w+(?:[:.+-]\w+)*", re.ASCII)
MARKUP = re.compile(r"([\\`*_{}\[\]$<>@;^~#|])")  # what pandoc reads as more than text
ALL_CITED = "---\nnocite: '@*'\n---\n"
LIST = "\n\n::: {#refs}\n:::\n"
REFERENCE = re.compile(r'<div id="ref-([^"]+)"[^>]*>\s*(.*?)\s*</div>', re.S)
REFERENCES = re.compile(r'<div id="refs".*', re.S)
NUMBER = re.compile(r'<span class="csl-left-margin">(.*?)</span>')
SPAN = re.compile(r"</?span[^>]*>")
NOTE = re.compile(r"^\[\^\d+\]: (.*(?:\n(?!\[\^).*)*)", re.M)
LIST_MARK = re.compile(r"\A(\d*)([-+.):=])(?=\s|$|=)")  # where a line begins
STYLE = "apa"
NOTE_STYLE = "chicago"


def text(citations: Sequence[Citation], style: str = "") -> str:
    """Each citation as it stands in a sentence, and the list of references."""
    file = style_file(style or STYLE)
    if is_for_notes(file):
        return _notes(citations, file)
    lines = "\n\n".join(in_brackets(one, file) for one in citations)
    return _with_records(f"{lines}{LIST}", _works(citations), file, target="plain")


def footnotes(citations: Sequence[Citation], style: str = "") -> str:
    """Each citation as a Markdown footnote, in order, and the list of references."""
    return _notes(citations, note_style_file(style or NOTE_STYLE))


def _notes(citations: Sequence[Citation], file: Path | None) -> str:
    own = is_for_notes(file)
    cited = [in_brackets(one, file) for one in citations]
    lines = "\n\n".join(f"x{one if own else f'^[{one}.]'}" for one in cited)
    written = _with_records(f"{lines}{LIST}", _works(citations), file)
    notes = [" ".join(SPAN.sub("", note).split()) for note in NOTE.findall(written)]
    numbered = [f"[^{n}]: {note}" for n, note in enumerate(notes, start=1)]
    return "\n\n".join([*numbered, *_listed(written)]) + "\n"


def quotations(citations: Sequence[Citation], style: str = "") -> str:
    """Passages as Markdown block quotations, verbatim, and the list of references.

    Raises:
        UsageError: one is no passage, or a digest: nobody's words to quote.
    """
    for one in citations:
        _may_be_quoted(one)
    file = style_file(style or STYLE)
    attributions, listed = _attributed(citations, file)
    blocks = [
        f"> {as_markdown(one.passage.text)}\n>\n> — {attribution}"
        for one, attribution in zip(citations, attributions, strict=True)
        if one.passage
    ]
    return "\n\n".join([*blocks, *listed]) + "\n"


def _attributed(
    citations: Sequence[Citation], file: Path | None
) -> tuple[list[str], list[str]]:
    if is_for_notes(file):
        lines = _notes(citations, file).split("\n\n")
        notes = [line for line in lines if line.startswith("[^")]
        rest = [line.strip() for line in lines[len(notes) :]]
        return [note.partition(": ")[2] for note in notes], rest
    lines = [_in_sentence(one, file) for one in citations]
    document = "\n\n".join(lines) + LIST
    written = _with_records(document, _works(citations), file)
    return REFERENCES.sub("", written).strip().split("\n\n"), _listed(written)


def _may_be_quoted(citation: Citation) -> None:
    key, passage = citation.work.citation_key, citation.passage
    if passage is None:
        raise UsageError(
            f"{key} is a work; name a passage of it to quote "
            f"(diffusionkb show {key} lists coded ones, search finds others)"
        )
    if passage.source_kind is SourceKind.DIGEST:
        raise UsageError(
            f"{passage.passage_id} is a digest: our summary, not the words of "
            f"{passage.author_year}; it can be cited (--form text), not quoted"
        )


def as_markdown(words: str) -> str:
    """Words that Markdown shows as they are."""
    escaped = MARKUP.sub(_escaped, words)
    return LIST_MARK.sub(r"\1\\\2", escaped, count=1)


def in_brackets(citation: Citation, file: Path | None = None) -> str:
    """'[@key, p. 12]', for pandoc; with the work that is quoted there before it."""
    place = _place(citation, file)
    before = f"{MARKUP.sub(_escaped, citation.original)}, quoted in "
    return f"[{before if citation.original else ''}{key_of(citation)}{place}]"


def _in_sentence(citation: Citation, file: Path | None) -> str:
    """'@key [p. 12]': the name as part of the sentence."""
    place = _place(citation, file).removeprefix(", ")
    before = f"{MARKUP.sub(_escaped, citation.original)}, quoted in "
    named = f"{key_of(citation)} [{place}]" if place else key_of(citation)
    return f"{before}{named}" if citation.original else named


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}"


def key_of(citation: Citation) -> str:
    key = citation.work.citation_key
    return f"@{key}" if PLAIN_KEY.fullmatch(key) else f"@{{{key}}}"


def _place(citation: Citation, file: Path | None) -> str:
    if not citation.locator:
        return ""
    locator = MARKUP.sub(_escaped, citation.locator)
    # words that are no locator are kept by every style
    return f", {locator}" if shows_locators(file) else f", {{}}, {locator}"


def formatted(items: Sequence[Mapping[str, Any]], *, style: Path | None = None) -> str:
    """A list of references as text, in a style (a .csl file) or pandoc's own.

    Raises:
        CannotRun: pandoc is missing or refuses a record or the style.
    """
    works = [Work(citation_key=str(item.get("id")), csl=item) for item in items]
    return _with_records(ALL_CITED + LIST, works, style, target="plain", remedy="")


def references(works: Sequence[Work], *, style: Path | None = None) -> dict[str, str]:
    """Citation key → the full reference, as Markdown on one line.

    Raises:
        CannotRun: pandoc is missing or refuses a record.
    """
    written = _with_records(ALL_CITED + LIST, works, style, remedy="")
    return dict(_entries(written))


def _entries(written: str) -> Iterator[tuple[str, str]]:
    for key, body in REFERENCE.findall(written):
        line = SPAN.sub("", NUMBER.sub(r"\1", body))
        yield key, " ".join(line.split())


def _listed(written: str) -> list[str]:
    return [entry for _, entry in _entries(written)]


def _works(citations: Sequence[Citation]) -> list[Work]:
    return [citation.work for citation in citations]


def _with_records(
    document: str,
    works: Sequence[Work],
    style: Path | None,
    *,
    target: str = "gfm",
    remedy: str = OTHER_FORM,
) -> str:
    with TemporaryDirectory() as folder:
        # a file, because pandoc reads records in a document's header as Markdown
        records = Path(folder, "records.json")
        records.write_text(for_styles(works), encoding="utf-8")
        options = ["--bibliography", str(records)]
        options += ["--csl", str(style)] if style else []
        return convert(document, "markdown", target, *options, remedy=remedy)
