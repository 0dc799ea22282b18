"""Mended copies of drafts that are text: Markdown, LaTeX, HTML, plain text."""

import html
import re
from pathlib import Path

from ...references.latex import encode
from ..quotations.records import Report
from .edits import Plan, Writing, applied, plan

MARKDOWN = re.compile(r"([\\`*_{}\[\]<>$#])")


def _as_markdown(words: str) -> str:
    return MARKDOWN.sub(r"\\\1", words)


def _as_html(words: str) -> str:
    return html.escape(words, quote=False)


MARKDOWN_WRITING = Writing(escape=_as_markdown)
WRITINGS = {
    ".md": MARKDOWN_WRITING,
    ".markdown": MARKDOWN_WRITING,
    ".qmd": MARKDOWN_WRITING,
    ".rmd": MARKDOWN_WRITING,
    ".tex": Writing(escape=encode, space="~", tex=True),
    ".html": Writing(escape=_as_html),
    ".htm": Writing(escape=_as_html),
    ".txt": Writing(escape=str),
}


def mend(draft: Path, report: Report, target: Path) -> Plan:
    """Write the mended copy of a draft; nothing else of it changes."""
    text = draft.read_bytes().decode("utf-8-sig")
    found = plan(text, report, WRITINGS[draft.suffix.lower()])
    target.write_bytes(applied(text, found.edits).encode("utf-8"))
    return found
