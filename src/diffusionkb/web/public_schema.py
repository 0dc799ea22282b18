"""The tables of the public database. What may stand in them is `public_rows.py`.

`standing`, `balance`, `cells` and `searched` are derived from the others when the file
is written, so that no page has to count.
"""

REVISION = 12  # raised when the shape of the public database changes
# SQLite's application_id: how the plugin knows the file, whatever it is called.
MARK = int.from_bytes(b"dfkb")

MARKS = f"PRAGMA application_id = {MARK}; PRAGMA user_version = {REVISION};"
SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE works (
  citation_key TEXT PRIMARY KEY, author_year TEXT, title TEXT, year INTEGER, type TEXT,
  container TEXT, doi TEXT, sector TEXT, design TEXT, innovation_type TEXT,
  rights TEXT, licence TEXT, csl_json TEXT, added TEXT, retracted INTEGER
);
CREATE TABLE formatted (
  citation_key TEXT REFERENCES works(citation_key), style TEXT, reference TEXT,
  PRIMARY KEY (citation_key, style)
) WITHOUT ROWID;
CREATE TABLE documents (
  id TEXT PRIMARY KEY, citation_key TEXT REFERENCES works(citation_key),
  file TEXT, format TEXT, source_kind TEXT, pages INTEGER, passages INTEGER,
  text_quality REAL, ocr_pages INTEGER, pages_without_text INTEGER
);
CREATE TABLE codes (
  id TEXT PRIMARY KEY, parent TEXT REFERENCES codes(id), label TEXT, claim TEXT,
  definition TEXT, includes TEXT, excludes TEXT, codebook_version TEXT,
  name TEXT, headline TEXT, people_say TEXT, heading_for TEXT, heading_against TEXT,
  heading_depends TEXT
);
CREATE TABLE passages (
  id TEXT PRIMARY KEY, citation_key TEXT REFERENCES works(citation_key),
  document TEXT REFERENCES documents(id), locator TEXT, section TEXT, kind TEXT,
  source_kind TEXT, text TEXT, shown TEXT, text_quality REAL, caution TEXT,
  file_pages TEXT, position INTEGER, work TEXT
);
CREATE TABLE codings (
  id INTEGER PRIMARY KEY, passage TEXT REFERENCES passages(id),
  code TEXT REFERENCES codes(id), stance TEXT, made_by TEXT, coder TEXT, score REAL,
  stance_score REAL, why TEXT, codebook_version TEXT, model TEXT, quote TEXT,
  coder_kind TEXT, added TEXT,
  trust TEXT
);
CREATE TABLE retired (id TEXT PRIMARY KEY, successor TEXT, citation_key TEXT);
CREATE TABLE old_keys (id TEXT PRIMARY KEY, citation_key TEXT);
CREATE TABLE reliability (
  code TEXT PRIMARY KEY REFERENCES codes(id), coders TEXT, judged INTEGER,
  alpha REAL, low REAL, high REAL
);
CREATE TABLE model_figures (
  code TEXT PRIMARY KEY REFERENCES codes(id), precision REAL, recall REAL, f1 REAL,
  examples INTEGER, sure REAL, side_sure REAL, low INTEGER
);
CREATE TABLE standing (
  code TEXT, side TEXT, place INTEGER, passage TEXT, work TEXT, checked TEXT,
  coders INTEGER, coding INTEGER, turn INTEGER, PRIMARY KEY (code, side, place)
) WITHOUT ROWID;
CREATE TABLE balance (
  code TEXT, side TEXT, works INTEGER, passages INTEGER, research_works INTEGER,
  model_works INTEGER, model_passages INTEGER, newest INTEGER, awaiting INTEGER,
  PRIMARY KEY (code, side)
) WITHOUT ROWID;
CREATE TABLE cells (
  code TEXT, facet TEXT, value TEXT, side TEXT, works INTEGER, state TEXT,
  searched INTEGER, PRIMARY KEY (code, facet, value, side)
) WITHOUT ROWID;
CREATE TABLE related (
  passage TEXT, same INTEGER, place INTEGER, other TEXT,
  PRIMARY KEY (passage, same, place)
) WITHOUT ROWID;
CREATE TABLE searched (
  facet TEXT, value TEXT, place INTEGER, works INTEGER, PRIMARY KEY (facet, place)
) WITHOUT ROWID;
CREATE INDEX works_by_year ON works(year);
CREATE INDEX works_by_added ON works(added);
CREATE INDEX passages_by_work ON passages(citation_key, document, position);
CREATE INDEX passages_by_document ON passages(document, kind, position);
CREATE INDEX documents_by_work ON documents(citation_key);
CREATE INDEX codings_by_passage ON codings(passage);
CREATE INDEX codings_by_code ON codings(code, stance);
CREATE INDEX codings_by_added ON codings(added);
CREATE VIEW evidence AS
SELECT c.code, k.label AS code_label, c.stance, p.text, p.shown,
  w.author_year AS work, w.title, p.locator,
  w.author_year || CASE WHEN p.locator = '' THEN '' ELSE ', ' || p.locator END
    AS citation,
  p.source_kind, p.caution, c.made_by, c.score, c.stance_score, c.trust, c.why,
  w.sector, w.design, w.year, p.citation_key, c.passage AS passage_id
FROM codings c JOIN passages p ON p.id = c.passage
JOIN works w ON w.citation_key = p.citation_key JOIN codes k ON k.id = c.code
ORDER BY
  CASE c.made_by WHEN 'a person' THEN 0 WHEN 'a model, not checked' THEN 2 ELSE 1 END,
  c.score * c.stance_score DESC, w.author_year, c.passage, c.id;
"""
