"""The public database: what may be published, built aside and swapped in whole.

Only text that a work's rights allow is ever written into the file, so that nothing
else can stand in its tables, full-text shadow tables or free pages.
Same content, same bytes: rows are sorted and nothing in it tells the time.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from ..codebook import Codebook
from ..identity import short_hash
from ..model import LOW_QUALITY, SourceKind
from ..schema import TOKENIZER
from ..settings import Folder, Settings
from ..store import Store
from .excerpts import allotments, cut

REVISION = 4  # raised when the shape of the public database changes

SCHEMA = """
CREATE TABLE works (
  citation_key TEXT PRIMARY KEY, author_year TEXT, title TEXT, year INTEGER, type TEXT,
  container TEXT, doi TEXT, sector TEXT, design TEXT, innovation_type TEXT,
  rights TEXT, licence TEXT, csl_json TEXT
);
CREATE TABLE documents (
  id TEXT PRIMARY KEY, citation_key TEXT REFERENCES works(citation_key),
  file TEXT, format TEXT, source_kind TEXT, pages INTEGER, passages INTEGER,
  text_quality REAL, ocr_pages INTEGER, pages_without_text INTEGER
);
CREATE TABLE codes (
  id TEXT PRIMARY KEY, parent TEXT REFERENCES codes(id), label TEXT, claim TEXT,
  definition TEXT, includes TEXT, excludes TEXT, codebook_version TEXT
);
CREATE TABLE passages (
  id TEXT PRIMARY KEY, citation_key TEXT REFERENCES works(citation_key),
  document TEXT REFERENCES documents(id), locator TEXT, section TEXT, kind TEXT,
  source_kind TEXT, text TEXT, shown TEXT, text_quality REAL, caution TEXT
);
CREATE TABLE codings (
  id INTEGER PRIMARY KEY, passage TEXT REFERENCES passages(id),
  code TEXT REFERENCES codes(id), stance TEXT, made_by TEXT, coder TEXT, score REAL,
  why TEXT, codebook_version TEXT, model TEXT
);
CREATE INDEX passages_by_work ON passages(citation_key);
CREATE INDEX codings_by_passage ON codings(passage);
CREATE INDEX codings_by_code ON codings(code, stance);
CREATE VIEW evidence AS
SELECT c.code, k.label AS code_label, c.stance, p.text, p.shown,
  w.author_year AS work, w.title, p.locator,
  w.author_year || CASE WHEN p.locator = '' THEN '' ELSE ', ' || p.locator END
    AS citation,
  p.source_kind, p.caution, c.made_by, c.score, c.why, w.sector, w.design, w.year,
  p.citation_key, c.passage AS passage_id
FROM codings c JOIN passages p ON p.id = c.passage
JOIN works w ON w.citation_key = p.citation_key JOIN codes k ON k.id = c.code
ORDER BY
  CASE c.made_by WHEN 'a person' THEN 0 WHEN 'a model, not checked' THEN 2 ELSE 1 END,
  c.score DESC, w.author_year, c.passage, c.id;
"""
MADE_BY = {
    "person": "a person",
    "editorial": "this library's editors, not independently checked",
    "model": "a model, not checked",
}
# Fields of CSL 1.0.2 that describe a work. Any other field may hold somebody's text
# (abstract, annote, note) or a private path (file), and is not published.
PUBLIC_FIELDS = frozenset(
    """DOI ISBN ISSN PMCID PMID URL accessed archive archive-place archive_location
    author authority call-number chapter-number citation-key collection-editor
    collection-number collection-title compiler composer container-author
    container-title container-title-short contributor curator dimensions director
    division edition editor editorial-director event-date event-place event-title
    first-reference-note-number genre guest host id illustrator interviewer issue
    issued jurisdiction keyword language medium narrator number number-of-pages
    number-of-volumes organizer original-author original-date original-publisher
    original-publisher-place original-title page page-first part-number part-title
    performer printing-number producer publisher publisher-place recipient
    reviewed-author reviewed-genre reviewed-title scale script-writer section
    series-creator source status submitted supplement-number title title-short
    translator type version volume volume-title year-suffix""".split()
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


def publish(
    store: Store, folder: Folder, settings: Settings, codebook: Codebook
) -> dict[str, int]:
    """Write the public database where anything in it would differ from the last."""
    wanted = short_hash(
        [REVISION, store.changes(), codebook.fingerprint, settings.excerpt_words]
    )
    if store.get("public") == wanted and folder.public_db.exists():
        return {"published": 0}
    # one build at a time: one name, so that a killed build leaves no copies behind
    part = folder.public_db.with_name("public.part")
    part.unlink(missing_ok=True)
    part.with_name("public.part-journal").unlink(missing_ok=True)
    _write(part, store, settings, codebook)
    part.replace(folder.public_db)
    store.remember("public", wanted)
    return {"published": 1}


def _write(part: Path, store: Store, settings: Settings, codebook: Codebook) -> None:
    db = Database(str(part))
    codes = {code.id for code in codebook.codes}
    excerpts = allotments(store, codes=codes, words_each=settings.excerpt_words)
    db.executescript(SCHEMA)
    db.table("works").insert_all(_works(store))
    db.table("documents").insert_all(_documents(store))
    db.table("codes").insert_all(_codes(codebook))
    db.table("passages").insert_all(_passages(store, excerpts))
    db.table("codings").insert_all(_codings(store, codes))
    db.table("passages").enable_fts(["text", "section"], tokenize=TOKENIZER)
    db.table("works").enable_fts(["title", "author_year"], tokenize=TOKENIZER)
    db.execute("ANALYZE")
    db.conn.commit()
    db.close()


def _works(store: Store) -> Iterator[dict[str, Any]]:
    sql = (
        "SELECT citation_key, author_year, title, year, csl, sector, design, "
        "innovation_type, rights, licence FROM works ORDER BY citation_key"
    )
    for key, author_year, title, year, csl_text, *rest in store.rows(sql):
        csl = json.loads(csl_text)
        sector, design, innovation_type, rights, licence = rest
        yield {
            "citation_key": key,
            "author_year": author_year,
            "title": title,
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
        }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _public_csl(csl: Mapping[str, Any]) -> str:
    kept = {key: value for key, value in csl.items() if key in PUBLIC_FIELDS}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def _documents(store: Store) -> Iterator[dict[str, Any]]:
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


def _codes(codebook: Codebook) -> Iterator[dict[str, Any]]:
    for code in codebook.codes:
        yield {
            "id": code.id,
            "parent": code.parent,
            "label": code.label,
            "claim": code.claim,
            "definition": code.definition,
            "includes": "; ".join(code.includes),
            "excludes": "; ".join(code.excludes),
            "codebook_version": code.changed,
        }


def _passages(store: Store, excerpts: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    sql = """
      SELECT p.id, p.citation_key, p.sha256, p.locator, p.heading, p.kind,
        p.source_kind, p.text, p.quality, w.rights, s.paged, p.ocr
      FROM passages p JOIN works w USING (citation_key) JOIN sources s USING (sha256)
      ORDER BY p.id"""
    for row in store.rows(sql):
        key, work, sha256, locator, section, kind, source, text, quality, *rest = row
        rights, paged, ocr = rest
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
        }


def _allowed(text: str, shown: str, words: int) -> str | None:
    """As much of a text as may be published; None where nothing may be."""
    if shown in ("open", "digest"):
        return text
    return cut(text, words) if shown == "excerpt" else None


def _codings(store: Store, known: set[str]) -> Iterator[dict[str, Any]]:
    sql = (
        "SELECT c.passage_id, c.code, c.coder, c.coder_kind, c.stance, c.score, c.why, "
        "c.codebook_version, c.fingerprint, "
        "p.source_kind = 'digest' OR w.rights = 'open' "
        "FROM codings c JOIN passages p ON p.id = c.passage_id "
        "JOIN works w USING (citation_key) ORDER BY c.passage_id, c.code, c.coder"
    )
    number = 0
    for row in store.rows(sql):
        passage, code, coder, kind, stance, score, why, version, model, is_open = row
        if code not in known:
            continue
        number += 1
        yield {
            "id": number,
            "passage": passage,
            "code": code,
            "stance": stance,
            "made_by": MADE_BY[kind],
            "coder": coder,
            "score": score if kind == "model" else None,
            "why": why if is_open else None,  # it may repeat the passage's words
            "codebook_version": version,
            "model": model or None,
        }
