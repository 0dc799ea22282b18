"""The public database: what may be published, built aside and swapped in whole.

Only text that a work's rights allow is ever written into the file, so that nothing
else can stand in its tables, full-text shadow tables or free pages. The vectors of what
is shown in full stand beside it. Same content on the same day, same bytes: rows are
sorted, and SOURCE_DATE_EPOCH sets the day.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from ..codebook import Codebook
from ..identity import short_hash
from ..schema import TOKENIZER
from ..settings import Folder, Settings
from ..store import Store
from . import counts, public_rows, related, standing
from .cite_box import plain
from .excerpts import allotments
from .model_words import ModelFigures
from .public_rows import Known
from .public_schema import MARK, MARKS, REVISION, SCHEMA
from .public_vectors import public_folder, write_vectors
from .wording import first_up

HIDDEN = "SELECT count(*) FROM passages WHERE shown = 'not shown (rights)'"
SEARCHED = """
SELECT count(*), count(DISTINCT citation_key) FROM passages
WHERE kind IN ('body', 'abstract') AND text IS NOT NULL
"""

FINDINGS = """
SELECT count(DISTINCT c.passage), count(DISTINCT p.citation_key)
FROM codings c JOIN passages p ON p.id = c.passage
"""
NEWS = """
SELECT max(added), count(DISTINCT passage), count(DISTINCT p.citation_key)
FROM codings JOIN passages p ON p.id = codings.passage
WHERE codings.added = (SELECT max(added) FROM codings)
"""
# What pages are made of; the others follow from these.
SHOWN = (
    *("works", "documents", "codes", "passages", "codings", "model_figures"),
    *("retired", "old_keys", "reliability", "formatted", "balance", "cells"),
    "searched",
)
WRITTEN = """
SELECT citation_key, csl_json, style, reference FROM formatted
JOIN works USING (citation_key)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """How far coders agree on a code; `coders` says who: people or editors."""

    code: str
    coders: str
    judged: int
    alpha: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """What other parts of the program know and the public file shows too.

    `references` gives, for some works, style → citation key → the full reference.
    """

    references: Callable[[Collection[str]], Mapping[str, Mapping[str, str]]] = (
        lambda keys: {}  # noqa: ARG005 - nobody writes references
    )
    reliability: Callable[[], Iterable[Reliability]] = tuple
    model: Callable[[], Iterable[ModelFigures]] = tuple


def publish(
    store: Store,
    folder: Folder,
    settings: Settings,
    codebook: Codebook,
    additions: Additions | None = None,
) -> dict[str, int]:
    """Write the public database where anything in it would differ from the last."""
    wanted = short_hash(
        [
            REVISION,
            store.changes(),
            store.get("exact"),  # whose vectors they are
            codebook.fingerprint,
            settings.excerpt_words,
            settings.excerpt_percent,
            _title(settings, codebook),
        ]
    )
    there = folder.public_db.exists() and public_folder(folder.public_db).exists()
    if store.get("public") == wanted and there:
        return {"published": 0}
    known = _known(folder.public_db)
    # one build at a time: one name, so that a killed build leaves no copies behind
    part = folder.public_db.with_name("public.part")
    part.unlink(missing_ok=True)
    part.with_name("public.part-journal").unlink(missing_ok=True)
    _write(
        part,
        store,
        folder,
        codebook,
        settings=settings,
        known=known,
        additions=additions or Additions(),
    )
    part.replace(folder.public_db)
    store.remember("public", wanted)
    return {"published": 1}


def _known(file: Path) -> Known:
    """What the last public database had, and since when.

    Dates outlive a change of its shape: an upgrade makes nothing new.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    known = Known(today=now.date().isoformat())
    if not file.exists():
        return known
    address = f"{file.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as db:
        if db.execute("PRAGMA application_id").fetchone()[0] != MARK:
            return known
        works = dict(db.execute("SELECT citation_key, added FROM works"))
        rows = db.execute("SELECT passage, code, coder, added FROM codings")
        codings = {(row[0], row[1], row[2]): row[3] for row in rows}
        references: dict[str, tuple[str, dict[str, str]]] = {}
        same_shape = db.execute("PRAGMA user_version").fetchone()[0] == REVISION
        for key, record, style, text in db.execute(WRITTEN) if same_shape else ():
            references.setdefault(key, (record, {}))[1][style] = text
    return Known(today=known.today, works=works, codings=codings, references=references)


def _write(
    part: Path,
    store: Store,
    folder: Folder,
    codebook: Codebook,
    *,
    settings: Settings,
    known: Known,
    additions: Additions,
) -> None:
    """Fill the file, and the vectors beside it."""
    db = Database(str(part))
    codes = {code.id for code in codebook.codes}
    excerpts = allotments(
        store,
        codes=codes,
        words_each=settings.excerpt_words,
        percent=settings.excerpt_percent,
    )
    figures = {one.code: one for one in additions.model() if one.code in codes}
    db.executescript(MARKS + SCHEMA)
    tables: dict[str, Iterable[dict[str, Any]]] = {
        "works": public_rows.works(store, known),
        "documents": public_rows.documents(store),
        "codes": public_rows.codes(codebook),
        "passages": public_rows.passages(store, excerpts),
        "codings": public_rows.codings(store, codes, known, figures),
        "model_figures": map(asdict, figures.values()),
        "retired": public_rows.retired(store),
        "old_keys": public_rows.old_keys(store),
        "reliability": map(asdict, additions.reliability()),
        "formatted": _formatted(db, known, additions),
    }
    for table, rows in tables.items():
        db.table(table).insert_all(rows)
    _derive(db, folder, codebook)
    db.table("about").insert_all(_about(db, settings, codebook, known))
    full = "SELECT id FROM passages WHERE shown IN (?, ?) ORDER BY id"
    values = [public_rows.SHOWN["open"], public_rows.SHOWN["digest"]]
    shown = [row[0] for row in db.execute(full, values)]
    if index := write_vectors(folder.vectors, folder.public_db, shown):
        coded = db.execute(related.CODED)
        db.table("related").insert_all(related.pairs(index, coded))
    _index(db)
    db.conn.commit()
    db.close()


def _index(db: Database) -> None:
    db.table("passages").enable_fts(["text", "section", "work"], tokenize=TOKENIZER)
    db.table("works").enable_fts(["title", "author_year"], tokenize=TOKENIZER)
    db.execute("ANALYZE")


def _formatted(
    db: Database, known: Known, additions: Additions
) -> Iterator[dict[str, Any]]:
    """Full references; what was written for an unchanged record is taken over."""
    records = dict(db.execute("SELECT citation_key, csl_json FROM works"))
    kept = {
        key: styles
        for key, (record, styles) in known.references.items()
        if records.get(key) == record
    }
    written = additions.references(records.keys() - kept)
    for key in records:
        styles = kept.get(key) or {
            style: plain(texts[key]) for style, texts in written.items() if key in texts
        }
        for style, text in sorted(styles.items()):
            yield {"citation_key": key, "style": style, "reference": text}


def _derive(db: Database, folder: Folder, codebook: Codebook) -> None:
    parents = {code.id: code.parent for code in codebook.codes}
    codings = standing.fresh(db.execute(standing.CODED))
    db.table("standing").insert_all(standing.derived(codings, parents))
    found = counts.maps(folder, codebook)
    passages = db.execute(counts.PASSAGES).fetchall()
    db.table("cells").insert_all(counts.cells(found))
    db.table("searched").insert_all(counts.searched(found))
    db.table("balance").insert_all(counts.balance(found, passages))


def _about(
    db: Database, settings: Settings, codebook: Codebook, known: Known
) -> list[dict[str, str]]:
    """What every page says of the whole."""
    (passages, works), (hidden,) = (
        db.execute(sql).fetchone() for sql in (SEARCHED, HIDDEN)
    )
    coders = "SELECT DISTINCT coder_kind FROM codings ORDER BY 1"
    added, new_passages, new_works = db.execute(NEWS).fetchone()
    findings, works_with_findings = db.execute(FINDINGS).fetchone()
    facts = {
        "title": _title(settings, codebook),
        "findings": findings,
        "works_with_findings": works_with_findings,
        "news": json.dumps([added, new_passages, new_works]),
        "published": known.today,
        "first_published": min([*known.works.values(), known.today]),
        "passages": passages,
        "works": works,
        "hidden_passages": hidden,
        "works_recorded": db.execute("SELECT count(*) FROM works").fetchone()[0],
        "excerpt_words": settings.excerpt_words,
        "excerpt_percent": settings.excerpt_percent,
        "coder_kinds": json.dumps([row[0] for row in db.execute(coders)]),
        **_codebook_facts(codebook),
    }
    facts["build"] = short_hash(
        [sorted((name, str(value)) for name, value in facts.items()), _state(db)]
    )
    return [
        {"name": name, "value": str(value)} for name, value in sorted(facts.items())
    ]


def _title(settings: Settings, codebook: Codebook) -> str:
    """What the site is called: as somebody wishes, else by what it is about."""
    about = f"{first_up(codebook.subject)}: the evidence" if codebook.subject else ""
    return settings.title or about or codebook.title or "The evidence"


def _state(db: Database) -> list[Any]:
    """Something that differs whenever a page would."""
    rows = ((table, db.execute(f"SELECT * FROM {table}")) for table in SHOWN)  # noqa: S608 - names of our own tables
    return [[table, short_hash([list(row) for row in found])] for table, found in rows]


def _codebook_facts(codebook: Codebook) -> dict[str, str]:
    return {
        "codebook_title": codebook.title,
        "codebook_version": codebook.version,
        "codebook_licence": codebook.licence,
        "codebook_unit": codebook.unit,
        "codebook_subject": codebook.subject,
        "codebook_source": json.dumps(dict(codebook.source), default=str),
        "stances": json.dumps({k.value: v for k, v in codebook.stances.items()}),
        "rules": json.dumps([[rule.title, rule.text] for rule in codebook.rules]),
        "revisions": json.dumps(
            [[r.version, r.date, r.note] for r in codebook.history]
        ),
    }
