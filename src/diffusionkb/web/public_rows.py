"""Rows of the public database, as far as the rights of works allow.

Reads the working database; what may not be published never leaves this module.
The shape of the tables is `public_schema.py`, what is derived of them `standing.py`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..codebook import Codebook
from ..model import LOW_QUALITY, Code, SourceKind, Stance
from ..references.aliases import alias_map
from ..references.retractions import retracted
from ..store import Store
from .excerpts import cut
from .model_words import ModelFigures, reason, trust
from .wording import untagged

MADE_BY = {
    "person": "a person",
    "editorial": "this library's editors, not independently checked",
    "model": "a model, not checked",
}
# Fields of CSL 1.0.2 that describe a work. Any other field may hold somebody's text
# (abstract, annote, note, tags in keyword) or a private path (file), and is not
# published.
PUBLIC_FIELDS = frozenset(
    """DOI ISBN ISSN PMCID PMID URL accessed archive archive-place archive_location
    author authority call-number chapter-number citation-key collection-editor
    collection-number collection-title compiler composer container-author
    container-title container-title-short contributor curator dimensions director
    division edition editor editorial-director event-date event-place event-title
    first-reference-note-number genre guest host id illustrator interviewer issue
    issued jurisdiction language medium narrator number number-of-pages
    number-of-volumes organizer original-author original-date original-publisher
    original-publisher-place original-title page page-first part-number part-title
    performer printing-number producer publisher publisher-place recipient
    reviewed-author reviewed-genre reviewed-title scale script-writer section
    series-creator source status submitted supplement-number title title-short
    translator type version volume volume-title year-suffix""".split()
)
# Reference managers put paths of files and scripts there too. A bare host name will do.
PUBLIC_ADDRESS = re.compile(
    r"(https?|ftp)://(?!localhost\b|127\.)\w|(doi|hdl|urn|info):|www\.\w|[\w-]+(\.[\w-]+)+/",
    re.IGNORECASE,
)
# A path of somebody's files: it says whose they are, and leads nowhere.
PRIVATE_PATH = re.compile(
    r"^\s*(?:[~/]\S*/|(?:file|zotero|javascript):)|https?://(?:localhost\b|127\.)|"
    r"(?<!\w)(?:file:/|[a-z]:\\|\\\\\w|~/|/(?:home|users|volumes)/)",
    re.IGNORECASE,
)
CAUTIONS = {  # read by OCR, of low quality
    (False, False): None,
    (False, True): "poor text: check before quoting",
    (True, False): "read by OCR: check before quoting",
    (True, True): "read by OCR, poor text: check before quoting",
}
SHOWN = {
    "open": "in full",
    "excerpt": "an excerpt (rights)",
    "metadata": "not shown (rights)",
    "digest": "our summary, not the author's words",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Since when works and codings have been public, and the day for new ones.

    `references` are those written for works before: the record they were written
    from, and style → text.
    """

    today: str
    works: Mapping[str, str] = field(default_factory=dict)
    codings: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    references: Mapping[str, tuple[str, Mapping[str, str]]] = field(
        default_factory=dict
    )


def works(store: Store, known: Known) -> Iterator[dict[str, Any]]:
    sql = (
        "SELECT citation_key, author_year, title, year, csl, sector, design, "
        "innovation_type, rights, licence FROM works ORDER BY citation_key"
    )
    for key, author_year, title, year, csl_text, *rest in store.rows(sql):
        csl = json.loads(csl_text)
        sector, design, innovation_type, rights, licence = rest
        yield {
            "citation_key": key,
            "author_year": untagged(author_year),
            "title": untagged(title),
            "year": year,
            "type": _text(csl.get("type")),
            "container": _text(csl.get("container-title")),
            "doi": _text(csl.get("DOI")),
            "sector": sector,
            "design": design,
            "innovation_type": innovation_type,
            "rights": rights,
            "licence": licence,
            "csl_json": _public_csl(csl),
            "added": known.works.get(key, known.today),
            "retracted": int(retracted(csl)),
        }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _public_csl(csl: Mapping[str, Any]) -> str:
    kept = {
        key: value
        for key, value in with_public_address(csl).items()
        if key in PUBLIC_FIELDS
    }
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def with_public_address(csl: Mapping[str, Any]) -> dict[str, Any]:
    """The record without what leads nowhere but on its owner's machine."""
    return {name: value for name, value in csl.items() if _leads_on(name, value)}


def _leads_on(field: str, value: object) -> bool:
    """Whether a field may be published: no local address, no path of a file."""
    if field == "URL":
        return bool(PUBLIC_ADDRESS.match(str(value or "").strip()))
    is_text = isinstance(value, str) and "title" not in field and field != "DOI"
    return not (is_text and PRIVATE_PATH.search(str(value)))


def documents(store: Store) -> Iterator[dict[str, Any]]:
    sql = """
      SELECT s.sha256, s.citation_key, s.path, s.media_type, s.source_kind,
        (SELECT count(*) FROM pages g WHERE g.sha256 = s.sha256),
        (SELECT count(*) FROM passages p WHERE p.sha256 = s.sha256), s.quality,
        (SELECT count(*) FROM pages g WHERE g.sha256 = s.sha256 AND g.origin = 'ocr'),
        (SELECT count(*) FROM pages g WHERE g.sha256 = s.sha256 AND g.origin = 'scan')
      FROM sources s ORDER BY s.sha256"""
    for sha256, key, path, media_type, kind, *numbers in store.rows(sql):
        pages, passages, quality, ocr_pages, without_text = numbers
        yield {
            "id": sha256[:12],
            "citation_key": key,
            "file": path,
            "format": media_type,
            "source_kind": kind,
            "pages": pages,
            "passages": passages,
            "text_quality": quality,
            "ocr_pages": ocr_pages,
            "pages_without_text": without_text,
        }


def codes(codebook: Codebook) -> Iterator[dict[str, Any]]:
    for code in codebook.codes:
        yield {
            "id": code.id,
            "parent": code.parent,
            "label": code.label,
            "claim": code.claim,
            "definition": code.definition,
            "includes": "\n".join(code.includes),
            "excludes": "\n".join(code.excludes),
            "codebook_version": code.changed,
            **_wording(codebook, code),
        }


def _wording(codebook: Codebook, code: Code) -> dict[str, str]:
    """How the code is worded on a page; else its label and its claim stand there."""
    wording = codebook.wording(code.id)
    return {
        "name": wording.name if code.parent is None else code.label,
        "headline": (code.parent is None and wording.headline) or code.claim,
        "people_say": wording.people_say,
        "heading_for": wording.headings.get(Stance.SUPPORTS, ""),
        "heading_against": wording.headings.get(Stance.CONTRADICTS, ""),
        "heading_depends": wording.headings.get(Stance.QUALIFIES, ""),
    }


def passages(store: Store, excerpts: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    sql = """
      SELECT p.id, p.citation_key, p.sha256, p.locator, p.heading, p.kind,
        p.source_kind, p.text, p.quality, w.rights, s.paged, p.ocr, p.first_page,
        p.last_page, p.position, p.work
      FROM passages p JOIN works w USING (citation_key) JOIN sources s USING (sha256)
      ORDER BY p.id"""
    for row in store.rows(sql):
        key, work, sha256, locator, section, kind, source, text, quality, *rest = row
        rights, paged, ocr, first, last, position, named = rest
        shown = "digest" if source == SourceKind.DIGEST else rights
        if shown == "excerpt" and key not in excerpts:
            shown = "metadata"
        closed = shown == "metadata"
        yield {
            "id": key,
            "citation_key": work,
            "document": sha256[:12],
            # without pages, the place is named by the author's own heading
            "locator": "" if closed and section and not paged else locator,
            "section": None if closed else section,
            "kind": kind,
            "source_kind": source,
            "text": _allowed(text, shown, excerpts.get(key, 0)),
            "shown": SHOWN[shown],
            "text_quality": quality,
            "caution": CAUTIONS[bool(ocr), quality < LOW_QUALITY],
            "file_pages": _file_pages(first, last) if paged else None,
            "position": position,
            "work": None if closed else named,  # a search finds what is shown only
        }


def _file_pages(first: int, last: int) -> str:
    return f"{first + 1}" if first == last else f"{first + 1}–{last + 1}"


def _allowed(text: str, shown: str, words: int) -> str | None:
    """As much of a text as may be published; None where nothing may be."""
    if shown in ("open", "digest"):
        return text
    return cut(text, words) if shown == "excerpt" else None


def codings(
    store: Store, codes: set[str], known: Known, figures: Mapping[str, ModelFigures]
) -> Iterator[dict[str, Any]]:
    names = dict(store.rows("SELECT citation_key, author_year FROM works"))
    sql = (
        "SELECT c.passage_id, c.code, c.coder, c.coder_kind, c.stance, c.score, "
        "c.stance_score, c.why, c.codebook_version, c.fingerprint, c.quote, "
        "p.source_kind = 'digest' OR w.rights = 'open' "
        "FROM codings c JOIN passages p ON p.id = c.passage_id "
        "JOIN works w USING (citation_key) ORDER BY c.passage_id, c.code, c.coder"
    )
    number = 0
    for row in store.rows(sql):
        passage, code, coder, kind, stance, score, side, *rest = row
        why, version, model, quote, is_open = rest
        if code not in codes:
            continue
        number += 1
        score = score if model else None  # a language model gives none
        yield {
            "id": number,
            "passage": passage,
            "code": code,
            "stance": stance,
            "made_by": MADE_BY[kind],
            "coder": coder,
            "score": score,
            "stance_score": side if model else None,
            # a reason may repeat the passage's words
            "why": (reason(why, names) if kind == "model" else why)
            if why and is_open
            else None,
            "codebook_version": version,
            "model": model or None,
            "quote": (quote or None) if is_open else None,
            "coder_kind": kind,
            "added": known.codings.get((passage, code, coder), known.today),
            "trust": trust(figures.get(code), score, side),
        }


def retired(store: Store) -> Iterator[dict[str, Any]]:
    """Ids of earlier readings, so that an address that was cited leads on."""
    sql = "SELECT id, successor, citation_key FROM retired ORDER BY id"
    for key, successor, work in store.rows(sql):
        yield {"id": key, "successor": successor or None, "citation_key": work}


def old_keys(store: Store) -> Iterator[dict[str, Any]]:
    """Citation keys that works had before they were merged."""
    texts = store.rows("SELECT csl FROM works ORDER BY citation_key")
    found = alias_map(json.loads(text) for (text,) in texts)
    for old, key in sorted(found.items()):
        yield {"id": old, "citation_key": key}
