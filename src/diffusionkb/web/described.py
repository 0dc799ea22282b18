"""How Datasette shows the public database: titles, columns, facets, queries.

Words only; the database is made in `public.py` and served in `site.py`.
"""

from collections.abc import Mapping
from typing import Any

from .queries import MORE_QUERIES

# Sides take turns, so that the counter-evidence is on the first screen.
CODE_QUERY = """
with found as (
  select stance, work, locator, text, source_kind, caution, made_by,
    group_concat(code, ', ') as codes, max(score) as score,
    max(stance_score) as stance_score, max(score * stance_score) as sure,
    max(why) as why, passage_id
  from evidence
  where code = trim(:code) collate nocase or code like trim(:code) || '.%'
  group by passage_id, stance, made_by
)
select stance, work, locator, text, source_kind, caution, made_by, codes, score,
  stance_score, why, passage_id
from found
order by row_number() over (partition by stance order by
    case made_by when 'a person' then 0 when 'a model, not checked' then 2 else 1 end,
    sure desc, work, passage_id),
  case stance when 'supports' then 0 when 'contradicts' then 1 else 2 end
"""
SEARCH_QUERY = """
select passages.id as passage_id, works.author_year as work, passages.locator,
  snippet(passages_fts, 0, '', '', ' … ', 40) as words, passages.source_kind,
  passages.caution, passages.shown
from passages_fts join passages on passages.rowid = passages_fts.rowid
  join works using (citation_key)
where passages_fts match coalesce(nullif(escape_fts(:words), ''), '""')
  and passages.kind in ('body', 'abstract')
order by passages_fts.rank limit 100
"""
# A model's guesses are not counted with what people and editors found.
BALANCE_QUERY = """
with found as (
  select codings.code, passages.citation_key as work,
    codings.made_by = 'a model, not checked' as guessed,
    case when codings.made_by <> 'a model, not checked' then codings.stance end as side
  from codings join passages on passages.id = codings.passage
)
select codes.id as code, codes.label, codes.claim,
  count(distinct case side when 'supports' then work end) as works_for,
  count(distinct case side when 'contradicts' then work end) as works_against,
  count(distinct case side when 'qualifies' then work end) as works_it_depends,
  count(distinct work) - count(distinct case when not guessed then work end)
    as works_by_model_only
from codes left join found on found.code = codes.id or found.code like codes.id || '.%'
where codes.parent is null group by codes.id order by codes.rowid
"""


def described(title: str, name: str) -> dict[str, Any]:
    """Datasette's metadata for the public database."""
    return {
        "title": title,
        "license": (
            "CC BY 4.0 for the digests and codings that come with diffusionkb; "
            "each work has its own rights"
        ),
        "license_url": "https://creativecommons.org/licenses/by/4.0/",
        "databases": {
            name: {
                "description": (
                    "Start with evidence (everything coded, with its citation), or one "
                    "of the queries below. Counting is not weighing: studies differ "
                    "in size and quality."
                ),
                "tables": TABLES,
                "queries": QUERIES,
            }
        },
    }


QUERIES: Mapping[str, Any] = {
    "evidence_for_a_code": {
        "title": "Evidence for and against a code",
        "description": (
            "Give a code from the table of codes, in capitals or not; its parts are "
            "included. No rows: there is no such code, or nothing is coded with it."
        ),
        "sql": CODE_QUERY,
        "hide_sql": True,
    },
    "search": {
        "title": "Search the passages",
        "description": "Every word has to occur; the best matches come first.",
        "sql": SEARCH_QUERY,
        "hide_sql": True,
    },
    "works_by_code": {
        "title": "How many works stand on each side of a claim",
        "description": (
            "Works, not passages. A work may stand on two sides. The sides count what "
            "people and this library's editors coded; the last column counts "
            "works that only the model points to, which nobody has checked."
        ),
        "sql": BALANCE_QUERY,
        "hide_sql": True,
    },
    **MORE_QUERIES,
}

STANCE = "Toward the code's claim: supports, contradicts, or qualifies (it depends)"
MADE_BY = "Who coded it: a person, this library's editors, or a model"
LOCATOR = "Where in the work: printed page, else PDF page, else section and paragraph"
SOURCE_KIND = "full-text, abstract, or digest (our summary, not the author's words)"
SHOWN = "How much of the words may be published here"
CAUTION = "Empty, or why to compare the words with the page before quoting them"
KEY = "Citation key of the work"
TEXT = "The passage; empty where the work's rights do not allow showing it"

TABLES: Mapping[str, Any] = {
    "evidence": {
        "title": "Evidence",
        "description": (
            "One row for each coding, with passage, work and citation: people's first, "
            "then the editors', then the model's, surest first."
        ),
        "facets": ["stance", "made_by", "sector"],
        "size": 25,
        "columns": {
            "code": "Code of the claim (see the table of codes)",
            "code_label": "What the code is called",
            "stance": STANCE,
            "text": TEXT,
            "shown": SHOWN,
            "work": "Author and year",
            "title": "Title of the work",
            "locator": LOCATOR,
            "citation": "Author, year and place, ready to cite",
            "source_kind": SOURCE_KIND,
            "caution": CAUTION,
            "made_by": MADE_BY,
            "score": "The model's calibrated score; empty for people and editors",
            "stance_score": "How probable its side is to the model; empty for others",
            "trust": "How often the model was right in tests; empty for others",
            "why": "The coder's reason, where rights allow showing it",
            "sector": "Sector of the work",
            "design": "Kind of evidence",
            "year": "Year of the work",
            "citation_key": KEY,
            "passage_id": "Id of the passage",
        },
    },
    "works": {
        "title": "Works",
        "description": "Books, articles and reports.",
        "facets": ["sector", "design", "rights"],
        "sort": "author_year",
        "size": 40,
        "label_column": "author_year",
        "columns": {
            "citation_key": KEY,
            "author_year": "Author and year",
            "container": "Journal or book it appeared in",
            "doi": "Digital object identifier",
            "sector": "Sector the work studies",
            "design": "Kind of evidence",
            "innovation_type": "incremental, radical or mixed",
            "rights": "open: text shown; excerpt: a part of some; metadata: none",
            "licence": "Licence as stated in the file or the bibliography",
            "csl_json": "The record for reference managers (CSL-JSON)",
            "retracted": "1 where the bibliography says that the work is retracted",
        },
    },
    "documents": {
        "title": "Documents",
        "description": "The files the passages were read from.",
        "size": 40,
        "facets": ["format", "source_kind"],
        "columns": {
            "id": "First twelve digits of the file's sha256",
            "citation_key": KEY,
            "file": "Where the file stands in corpus/",
            "source_kind": SOURCE_KIND,
            "text_quality": "From 0 (no usable text) to 1; of OCR, 0.9 at most",
            "ocr_pages": "Pages whose text was read by OCR and not checked",
            "pages_without_text": "Scanned pages that nobody has read yet",
        },
    },
    "passages": {
        "title": "Passages",
        "description": "Stretches of 40 to 180 words from one section of a work.",
        "facets": ["source_kind", "kind", "shown", "caution"],
        "size": 25,
        "label_column": "locator",
        "columns": {
            "citation_key": KEY,
            "document": "The file it was read from",
            "locator": LOCATOR,
            "section": "Headings above the passage",
            "kind": "body, abstract, caption, footnote, reference or other",
            "source_kind": SOURCE_KIND,
            "text": TEXT,
            "shown": SHOWN,
            "text_quality": "From 0 (no usable text) to 1; of OCR, 0.9 at most",
            "caution": CAUTION,
        },
    },
    "codes": {
        "title": "Codes",
        "description": "The codebook: every claim and its parts.",
        "label_column": "label",
        "size": 40,
        "columns": {
            "parent": "The code this one refines",
            "claim": "What evidence is for or against",
            "includes": "What belongs here, a line each",
            "excludes": "What does not, a line each",
            "codebook_version": "Version that last changed this code",
        },
    },
    "codings": {
        "title": "Codings",
        "description": "Which passage has which code, with which stance, by whom.",
        "size": 40,
        "facets": ["code", "stance", "made_by"],
        "columns": {
            "passage": "The coded passage",
            "code": "Code of the claim (see the table of codes)",
            "stance": STANCE,
            "made_by": MADE_BY,
            "coder": "Name of the coder",
            "score": "The model's calibrated score; empty for people and editors",
            "stance_score": "How probable its side is to the model; empty for others",
            "trust": "How often the model was right in tests; empty for others",
            "why": "The coder's reason, where rights allow showing it",
            "codebook_version": "Version of the codebook it was made with",
            "model": "Fingerprint of the model",
        },
    },
    # Derived from the others, for the pages; also of use to nobody who reads tables.
    **{
        name: {"hidden": True, "title": title}
        for name, title in {
            "about": "About this library",
            "formatted": "Full references",
            "retired": "Passages of earlier readings",
            "old_keys": "Earlier citation keys",
            "reliability": "Agreement on each claim",
            "model_figures": "The learned coder in its tests",
            "standing": "Order of evidence",
            "balance": "Works on each side",
            "cells": "Cells of the map",
            "searched": "Works that were searched",
            "related": "Related passages",
        }.items()
    },
}
