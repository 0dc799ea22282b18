"""Datasette's tables in plain words: columns, values, and links instead of ids.

For people only: JSON, CSV and the addresses of filters keep the names of the database.
"""

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from . import addresses, wording
from .described import TABLES

COLUMNS: Mapping[str, str] = {
    "added": "First published here",
    "author_year": "Author and year",
    "by_model_only": "Found by the model only",
    "caution": "Before you quote",
    "citation": "Citation",
    "citation_key": "Citation key",
    "claim": "Claim",
    "code": "Claim (code)",
    "code_label": "Claim in short",
    "codebook_version": "Codebook version",
    "codes": "Claims (codes)",
    "coder": "Coder",
    "coder_kind": "Kind of coder",
    "container": "Journal or book",
    "csl_json": "Record",
    "design": "Kind of evidence",
    "doi": "DOI",
    "file": "File",
    "file_pages": "Pages of the file",
    "heading_against": "Heading: against",
    "heading_depends": "Heading: it depends",
    "heading_for": "Heading: for",
    "id": "Id",
    "innovation_type": "Size of change",
    "kind": "Kind of passage",
    "locator": "Place",
    "made_by": "Coded by",
    "max_why": "Why it is here",
    "model": "Model fingerprint",
    "ocr_pages": "Pages read by OCR",
    "pages_without_text": "Pages without text",
    "parent": "Part of",
    "passage": "Passage",
    "passage_id": "Passage",
    "people_say": "People say",
    "quote": "Words coded",
    "score": "Model score",
    "stance_score": "Side score",
    "shown": "What is shown",
    "source_kind": "Text we read",
    "stance": "Side",
    "text": "Words",
    "text_quality": "Quality of the text",
    "trust": "How sure the model is",
    "type": "Kind of work",
    "why": "Why it is here",
    "works_against": "Works against",
    "works_by_model_only": "Works found by the model only",
    "works_for": "Works for",
    "works_it_depends": "Works: it depends",
}
VALUES: Mapping[str, Mapping[str, str]] = {
    "stance": {side.stance: side.word for side in wording.SIDES},
    "side": {side.stance: side.word for side in wording.SIDES},
    "design": wording.DESIGNS,
    "innovation_type": wording.INNOVATIONS,
    "source_kind": wording.TEXTS,
    "rights": wording.RIGHTS,
    "format": wording.FORMATS,
    "coder_kind": {"person": "a person", "editorial": "an editor", "model": "a model"},
}
FILES: Mapping[str, str] = {"bib": "BibTeX"}
PLACES = ("locator", "place")
DASHED = ("sector", "type")  # their values are words with dashes between


def column(name: str) -> str:
    """What a column is called on a page."""
    return COLUMNS.get(name) or name.replace("_", " ").strip().capitalize() or name


def table(name: str) -> str:
    """What a table is called on a page."""
    return str(TABLES.get(name, {}).get("title") or name.replace("_", " "))


def file_format(ending: str) -> str:
    """What a kind of file is called."""
    return FILES.get(ending, ending.upper())


def value(given: Any, name: str) -> Any:
    """A value of a column as it is called on a page."""
    if not isinstance(given, str):
        return given
    if name in PLACES and given.startswith("digest"):
        return f"our summary{given.removeprefix('digest')}"
    if name in DASHED:
        return given.replace("-", " ")
    return VALUES.get(name, {}).get(given, given)


def described_filters(text: str) -> str:
    """Datasette's sentence on filters and order, with columns as they are called."""
    return re.sub(
        r"\b\w+_\w+\b", lambda found: COLUMNS.get(found[0], found[0]).lower(), text
    )


def cell(given: Any, name: str, row: Mapping[str, Any], base: str) -> Markup | None:
    """A cell as a page shows it; None where there is nothing better than its value."""
    if isinstance(given, dict):
        return _referred(given, name, base)
    if name in ("passage_id", "passage") and isinstance(given, str) and given:
        return _link(base + addresses.passage(given), "Open passage")
    if name == "citation_key" and isinstance(given, str) and given:
        return _link(base + addresses.work(given), given)
    if name == "csl_json" and "citation_key" in row:
        return _link(f"{base}{addresses.work(row['citation_key'])}.json", "As JSON")
    if name == "coder" and isinstance(given, str):
        kind = row.get("coder_kind", "person")
        return Markup.escape(wording.coder(given, kind))
    said = value(given, name)
    return Markup.escape(said) if said != given else None


def _referred(given: Mapping[str, Any], name: str, base: str) -> Markup | None:
    """A row of another table, by its label."""
    key, label = str(given["value"]), str(given["label"])
    if name == "passage":
        return _link(base + addresses.passage(key), label or "Open passage")
    if name == "citation_key":
        return _link(base + addresses.work(key), label)
    if name in ("code", "parent"):
        return _link(base + addresses.claim(key), label)
    return None


def _link(address: str, label: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, label)
