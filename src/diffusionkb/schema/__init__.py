"""The numbered migrations of the working database, applied once each, in order.

A migration is never edited after it has landed; a new one is added below it.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlite_utils import Database

from ..errors import CannotRun

# Stems words; a raised citation number does not belong to the word before it.
TOKENIZER = "porter unicode61 separators '⁰¹²³⁴⁵⁶⁷⁸⁹'"
INITIAL = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE files (
  path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
  sha256 TEXT NOT NULL
);
CREATE TABLE works (
  citation_key TEXT PRIMARY KEY, csl TEXT NOT NULL, title TEXT NOT NULL,
  author_year TEXT NOT NULL, year INTEGER, sector TEXT, design TEXT,
  innovation_type TEXT, rights TEXT NOT NULL, licence TEXT, origin TEXT NOT NULL
);
CREATE TABLE sources (
  sha256 TEXT PRIMARY KEY, path TEXT NOT NULL, media_type TEXT NOT NULL,
  citation_key TEXT NOT NULL, matched_by TEXT NOT NULL, source_kind TEXT NOT NULL,
  stamp TEXT NOT NULL, paged INTEGER NOT NULL, quality REAL NOT NULL,
  metadata TEXT NOT NULL, notes TEXT NOT NULL
);
CREATE TABLE pages (
  sha256 TEXT NOT NULL REFERENCES sources(sha256) ON DELETE CASCADE,
  number INTEGER NOT NULL, label TEXT, folio TEXT, folio_confidence REAL NOT NULL,
  quality REAL NOT NULL, text TEXT NOT NULL, PRIMARY KEY (sha256, number)
);
CREATE TABLE passages (
  row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
  sha256 TEXT NOT NULL REFERENCES sources(sha256) ON DELETE CASCADE,
  position INTEGER NOT NULL, kind TEXT NOT NULL, source_kind TEXT NOT NULL,
  citation_key TEXT NOT NULL, work TEXT NOT NULL, section TEXT NOT NULL,
  heading TEXT NOT NULL, paragraph INTEGER NOT NULL, locator TEXT NOT NULL,
  first_page INTEGER NOT NULL, last_page INTEGER NOT NULL, spans TEXT NOT NULL,
  quality REAL NOT NULL, text TEXT NOT NULL, text_sha256 TEXT NOT NULL
);
CREATE INDEX passages_by_source ON passages(sha256, position);
CREATE INDEX passages_by_work ON passages(citation_key);
CREATE INDEX passages_by_text ON passages(text_sha256);
CREATE TABLE codings (
  passage_id TEXT NOT NULL REFERENCES passages(id) ON DELETE CASCADE,
  code TEXT NOT NULL, coder TEXT NOT NULL, coder_kind TEXT NOT NULL,
  stance TEXT NOT NULL, score REAL NOT NULL, quote TEXT NOT NULL,
  codebook_version TEXT NOT NULL, why TEXT NOT NULL, fingerprint TEXT NOT NULL,
  PRIMARY KEY (passage_id, code, coder)
);
CREATE INDEX codings_by_code ON codings(code);
CREATE TABLE tagged (
  passage_id TEXT PRIMARY KEY REFERENCES passages(id) ON DELETE CASCADE,
  fingerprint TEXT NOT NULL
);
CREATE TABLE embeddings (
  text_sha256 TEXT NOT NULL, fingerprint TEXT NOT NULL, vector BLOB NOT NULL,
  PRIMARY KEY (text_sha256, fingerprint)
);
CREATE TABLE failures (
  stage TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT NOT NULL, stamp TEXT NOT NULL,
  kind TEXT NOT NULL, message TEXT NOT NULL, remedy TEXT NOT NULL
);
CREATE TABLE events (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, verb TEXT NOT NULL, detail TEXT NOT NULL
);
"""


def _initial(db: Database) -> None:
    for statement in INITIAL.split(";"):
        if statement.strip():
            db.execute(statement)
    db.table("passages").enable_fts(
        ["text", "heading", "work"], tokenize=TOKENIZER, create_triggers=True
    )


COUNTING = """
CREATE INDEX passages_by_kind ON passages(kind, citation_key, text_sha256);
DROP INDEX passages_by_work;
CREATE INDEX passages_by_work ON passages(citation_key, work);
"""


def _counting(db: Database) -> None:
    """Counting and naming passages without reading their texts."""
    for statement in COUNTING.split(";"):
        if statement.strip():
            db.execute(statement)
    old = db.execute("SELECT sql FROM sqlite_master WHERE name = 'passages_au'")
    trigger = str(old.fetchone()[0])
    db.execute("DROP TRIGGER passages_au")
    # the full-text index has nothing to do when a passage only changes its work's key
    db.execute(
        trigger.replace("AFTER UPDATE ON", "AFTER UPDATE OF text, heading, work ON")
    )


PLACES = """
ALTER TABLE pages ADD COLUMN boxes TEXT NOT NULL DEFAULT '[]';
ALTER TABLE pages ADD COLUMN read_folio TEXT;
ALTER TABLE pages ADD COLUMN read_confidence REAL NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN folios_by TEXT NOT NULL DEFAULT '';
CREATE TABLE retired (
  id TEXT PRIMARY KEY, path TEXT NOT NULL, citation_key TEXT NOT NULL,
  locator TEXT NOT NULL, text TEXT NOT NULL, successor TEXT NOT NULL
);
CREATE INDEX retired_by_path ON retired(path);
"""


def _places(db: Database) -> None:
    """Lines of pages, folios as read and as settled, and passages that were."""
    for statement in PLACES.split(";"):
        if statement.strip():
            db.execute(statement)
    db.execute("UPDATE pages SET read_folio = folio, read_confidence=folio_confidence")


SCANS = """
ALTER TABLE pages ADD COLUMN origin TEXT NOT NULL DEFAULT 'file';
ALTER TABLE passages ADD COLUMN ocr INTEGER NOT NULL DEFAULT 0;
CREATE TABLE ocr_pages (
  sha256 TEXT NOT NULL, number INTEGER NOT NULL, made_with TEXT NOT NULL,
  trial TEXT NOT NULL, quality REAL NOT NULL, layer BLOB, kind TEXT NOT NULL,
  trouble TEXT NOT NULL, PRIMARY KEY (sha256, number)
)
"""


def _scans(db: Database) -> None:
    """What OCR read, kept apart from sources: reading a file anew must not lose it."""
    for statement in SCANS.split(";"):
        db.execute(statement)


SEEN = """
CREATE TABLE seen (
  passage_id TEXT NOT NULL REFERENCES passages(id) ON DELETE CASCADE,
  coder TEXT NOT NULL, coder_kind TEXT NOT NULL, codebook_version TEXT NOT NULL,
  why TEXT NOT NULL, PRIMARY KEY (passage_id, coder)
)
"""


def _seen(db: Database) -> None:
    """Passages that a coder looked at and gave no code."""
    db.execute(SEEN)


FOUND_BY = "text, heading, work"
OLD, NEW = "old.text, old.heading, old.work", "new.text, new.heading, new.work"
OUT = f"""
INSERT INTO passages_fts (passages_fts, rowid, {FOUND_BY})
  VALUES ('delete', old.rowid, {OLD});
"""  # noqa: S608 - constants only
IN = f"INSERT INTO passages_fts (rowid, {FOUND_BY}) VALUES (new.rowid, {NEW});"  # noqa: S608
NAMED = (
    f"""
    INSERT INTO passages_fts (passages_fts, rowid, {FOUND_BY})
    SELECT 'delete', row, {FOUND_BY} FROM passages WHERE work = '';
    """,  # noqa: S608
    *(f"DROP TRIGGER passages_{name}" for name in ("ai", "ad", "au")),
    f"CREATE TRIGGER passages_ai AFTER INSERT ON passages WHEN new.work != '' "
    f"BEGIN {IN} END",
    f"CREATE TRIGGER passages_ad AFTER DELETE ON passages WHEN old.work != '' "
    f"BEGIN {OUT} END",
    f"CREATE TRIGGER passages_au AFTER UPDATE OF {FOUND_BY} ON passages "
    f"WHEN old.work != '' BEGIN {OUT} {IN} END",
    f"CREATE TRIGGER passages_named AFTER UPDATE OF work ON passages "
    f"WHEN old.work = '' AND new.work != '' BEGIN {IN} END",
)


def _named(db: Database) -> None:
    """Words of a passage are indexed once: when it is known which work it is of."""
    for statement in NAMED:
        db.execute(statement)


# The reasons end so. Until the coder is asked anew, no side shall look sure that isn't.
SAID = """
UPDATE codings SET stance_score = CAST(trim(substr(why, -9, 3)) AS REAL) / 100
WHERE coder_kind = 'model' AND why GLOB '*; stance [0-9]*% sure'
"""


def _sides(db: Database) -> None:
    """How sure the learned coder is of each stance; it is asked anew."""
    db.execute("ALTER TABLE codings ADD COLUMN stance_score REAL NOT NULL DEFAULT 1")
    db.execute(SAID)
    db.execute("UPDATE tagged SET fingerprint = ''")


MIGRATIONS: Mapping[int, Callable[[Database], None]] = {
    1: _initial,
    2: _counting,
    3: _places,
    4: _scans,
    5: _seen,
    6: _named,
    7: _sides,
}


def create(path: Path) -> None:
    """Make the file aside and move it in whole: a kill leaves none or a whole one."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    for end in ("-wal", "-shm"):  # of a deleted database; SQLite would replay them
        path.with_name(path.name + end).unlink(missing_ok=True)
    db = Database(str(part))
    migrate(db)
    db.enable_wal()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.close()
    part.replace(path)


def migrate(db: Database) -> None:
    """Apply what is not applied yet.

    Raises:
        CannotRun: the database was made by a newer version of this package.
    """
    done = db.execute("PRAGMA user_version").fetchone()[0]
    if done > max(MIGRATIONS):
        raise CannotRun(
            "the working database was made by a newer diffusionkb; update diffusionkb, "
            "or delete the folder .diffusionkb and build again"
        )
    for number, migration in sorted(MIGRATIONS.items()):
        if number > done:
            with db.atomic():
                migration(db)
                db.execute(f"PRAGMA user_version = {number}")
