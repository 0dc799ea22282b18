"""Canned queries of the public database: few, described, and safe to leave open."""

from collections.abc import Mapping
from typing import Any

NEAR_QUERY = """
with near as (
  select id, citation_key, locator, text, source_kind, shown,
    semantic_rank(:question, id) as rank
  from passages where text is not null
)
select near.rank as rank, works.author_year as work, locator, text, source_kind, shown,
  cite(citation_key) as reference, id as passage_id
from near join works using (citation_key) where near.rank is not null
order by near.rank limit 50
"""
WORKS_QUERY = """
select works.citation_key, works.author_year as work, codings.stance,
  count(distinct passages.id) as passages, cite(works.citation_key) as reference
from codings join passages on passages.id = codings.passage
  join works using (citation_key)
where (codings.code = trim(:code) collate nocase
    or codings.code like trim(:code) || '.%')
  and codings.made_by <> 'a model, not checked'
group by works.citation_key, codings.stance
order by codings.stance, works.year desc, works.citation_key
"""
NEW_QUERY = """
select codings.added, codings.code, codings.stance, works.author_year as work,
  passages.locator, passages.text, codings.made_by, passages.citation_key,
  passages.id as passage_id
from codings join passages on passages.id = codings.passage
  join works using (citation_key)
where codings.added >= date(trim(:since))
  and codings.made_by <> 'a model, not checked'
order by codings.added desc, codings.id limit 100
"""
DISPUTED_QUERY = """
select codes.label as claim, works.author_year as work, passages.locator,
  group_concat(codings.stance || ' (' || codings.coder || ')', '; ') as sides,
  passages.text, passages.citation_key, passages.id as passage_id
from codings join passages on passages.id = codings.passage
  join works using (citation_key) join codes on codes.id = codings.code
where codings.made_by <> 'a model, not checked'
group by codings.code, passages.id having count(distinct codings.stance) > 1
order by codes.rowid, works.author_year, passages.id limit 100
"""
MORE_QUERIES: Mapping[str, Any] = {
    "near_in_meaning": {
        "title": "Passages near a question in meaning",
        "description": (
            "Ask in your own words; the nearest comes first. No rows: nothing here is "
            "near enough, or this site was published without its model."
        ),
        "sql": NEAR_QUERY,
        "hide_sql": True,
    },
    "works_on_a_claim": {
        "title": "Works on a claim, with full references",
        "description": (
            "Give a code from the table of codes: every work that people or editors "
            "coded with it or its parts, side by side. With .bib or .ris at the end of "
            "the address a reference manager takes them."
        ),
        "sql": WORKS_QUERY,
        "hide_sql": True,
    },
    "new_since": {
        "title": "Evidence that is new since a day",
        "description": (
            "Give a day as 2026-11-30; the newest 100 are shown. What only a model "
            "found is left out."
        ),
        "sql": NEW_QUERY,
        "hide_sql": True,
    },
    "coders_disagree": {
        "title": "Passages that coders put on different sides",
        "description": "What to read again before quoting it for either side.",
        "sql": DISPUTED_QUERY,
        "hide_sql": True,
    },
}
