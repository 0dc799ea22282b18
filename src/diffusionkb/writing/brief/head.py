"""The head of an outline: title, codes, style, and statements of confidence.

The statements are only read here; what is missing in them is said by `confidence.py`.
"""

import re
from collections.abc import Mapping

from ...codebook_yaml import Entry, parse_text
from ...errors import CodebookError, UsageError
from .records import Confidence, Head, Judgement, NoteForm

KNOWN = (
    "title",
    "question",
    "author",
    "date",
    "codes",
    "sector",
    "style",
    "form",
    "lang",
    "confidence",
)
STATEMENT = ("finding", "level", "why")
COMPONENTS = ("methodological limitations", "coherence", "adequacy", "relevance")
JUDGEMENT = ("concern", "reason", "counts")


def read_head(text: str, *, where: str) -> Head:
    """The head, from the text between its two lines of dashes.

    Raises:
        UsageError: it is not YAML, or says something that a brief has no place for.
    """
    try:
        # the line of dashes before it counts too
        root = parse_text(f"\n{text}", where=where, holds="a title")
        return _head(root, text)
    except CodebookError as error:
        raise UsageError(str(error)) from error


def _head(root: Entry, text: str) -> Head:
    _known(root, KNOWN)
    form = root.text("form") or NoteForm.FOOTNOTES.value
    if form not in set(NoteForm):
        raise UsageError(
            f"{root.where}: form is '{form}'; write footnotes or author-date"
        )
    return Head(
        title=root.text("title", required=True),
        question=root.text("question"),
        author=_authors(root),
        date=str(root.value.get("date") or ""),
        codes=root.texts("codes"),
        sector=root.text("sector"),
        style=root.text("style"),
        form=NoteForm(form),
        language=_language(root),
        confidence=_statements(root, text),
    )


def _known(entry: Entry, names: tuple[str, ...]) -> None:
    for name in entry.value:
        if name not in names:
            raise UsageError(
                f"{entry.where}: '{name}' is nothing that stands here; there are: "
                f"{', '.join(names)}"
            )


def _language(root: Entry) -> str:
    named = root.text("lang") or "en-GB"
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", named):
        raise UsageError(f"{root.where}: lang is '{named}'; write a code such as en-GB")
    return named


def _authors(root: Entry) -> tuple[str, ...]:
    if isinstance(root.value.get("author"), list):
        return root.texts("author")
    one = root.text("author")
    return (one,) if one else ()


def _statements(root: Entry, text: str) -> Mapping[str, Confidence]:
    entry = _inner(root, "confidence")
    return {
        str(code): _statement(_inner(entry, code), str(code), text)
        for code in entry.value
    }


def _inner(entry: Entry, key: str) -> Entry:
    return Entry(value=entry.mapping(key), where=f"{entry.where}, {key}")


def _statement(entry: Entry, code: str, text: str) -> Confidence:
    _known(entry, (*STATEMENT, *COMPONENTS))
    components = {}
    for name in COMPONENTS:
        judged = _inner(entry, name)
        _known(judged, JUDGEMENT)
        components[name] = Judgement(**{each: judged.text(each) for each in JUDGEMENT})
    return Confidence(
        code=code,
        components=components,
        line=_line(text, code),
        **{each: entry.text(each) for each in STATEMENT},
    )


def _line(text: str, code: str) -> int:
    """The line of the file on which the statement about a code begins."""
    lines = text.split("\n")
    start = next((i for i, at in enumerate(lines) if at.startswith("confidence")), 0)
    for number, line in enumerate(lines[start:], start=start):
        if line.strip().strip("'\"").startswith(f"{code}:"):
            return number + 2
    return start + 2
