"""Datasette's tables in plain words, while data keep the names of the database."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing

import httpx
import pytest

from diffusionkb.settings import Folder
from diffusionkb.web import column_words
from diffusionkb.web.public_schema import SCHEMA

Ask = Callable[..., list[httpx.Response]]
TABLES = ("evidence", "works", "passages", "codings", "codes", "documents")
QUERIES = (
    *("search?words=rota", "works_by_code", "works_on_a_claim?code=M1"),
    *("evidence_for_a_code?code=M1", "new_since?since=2000-01-01"),
)


@pytest.mark.parametrize("path", [*TABLES, *QUERIES])
def test_no_raw_names_on_pages(small_kb: Folder, ask: Ask, path: str) -> None:
    """Ensures that heads, filters and facets are words, not columns."""
    (page,) = ask(small_kb, f"/public/{path}")
    assert page.status_code == 200
    heads = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page.text, re.DOTALL)
    options = re.findall(r"<option[^>]*>([^<]*)</option>", page.text)
    facets = re.findall(r"<h3>([^<]*)</h3>", page.text)
    assert heads
    for said in (*heads, *options, *facets):
        assert "_" not in re.sub(r"<[^>]*>", "", said), said
    assert not re.search(r">(supports|contradicts|qualifies)<", page.text)
    assert "csl_json" not in re.sub(r"<code>csl_json</code>|\S+=\S*", "", page.text)


def test_data_keep_the_names(small_kb: Folder, ask: Ask) -> None:
    """Ensures that programs read on what they read before."""
    data, text, filtered = ask(
        small_kb,
        "/public/codings.json?_shape=objects&_size=1",
        "/public/works.csv",
        "/public/codings?stance=supports&_sort=codebook_version",
    )
    assert data.json()["rows"][0]["stance"] in ("supports", "contradicts", "qualifies")
    assert text.text.startswith("citation_key,author_year,title")
    assert "sorted by codebook version" in filtered.text


def test_ids_are_links_with_words(small_kb: Folder, ask: Ask) -> None:
    """Ensures that a passage, a work and a claim are one click away, by name."""
    evidence, codings, row = ask(
        small_kb, "/public/evidence", "/public/codings", "/public/works/rota2011"
    )
    assert re.search(r'<a href="/passages/p-\w+">Open passage</a>', evidence.text)
    assert '<a href="/works/rota2011">rota2011</a>' in evidence.text
    assert 'href="/claims/M1"' in codings.text
    assert "<h1>Works: Ward 2011</h1>" in row.text
    assert 'href="/works/rota2011.json">As JSON</a>' in row.text


def test_script_in_a_cell_is_text() -> None:
    """Ensures that values are escaped where they become links."""
    evil = '"><script>alert(1)</script>'
    for given, name in (
        (evil, "passage_id"),
        (evil, "citation_key"),
        ({"value": evil, "label": evil}, "code"),
        (evil, "coder"),
    ):
        assert "<script" not in str(column_words.cell(given, name, {}, ""))


def test_every_column_has_words() -> None:
    """Ensures that a new column of the public file is not forgotten."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(SCHEMA)
        names = {
            row[0]
            for row in db.execute(
                "SELECT i.name FROM sqlite_master m, pragma_table_info(m.name) i"
            )
        }
    for name in names:
        said = column_words.column(name)
        assert "_" not in said and said[:1].isupper(), name


def test_what_cannot_be_searched_says_so(small_kb: Folder, ask: Ask) -> None:
    """Ensures that a nonsense word returns no row of any table, in any form."""
    with closing(sqlite3.connect(small_kb.public_db)) as db:
        sql = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
        names = [name for (name,) in db.execute(sql)]
    assert "evidence" in names and len(names) > 15
    for form in (".json", ".csv", ".bib", ""):
        paths = [f"/public/{name}{form}?_search=zqxjvwk" for name in names]
        for path, answer in zip(paths, ask(small_kb, *paths), strict=True):
            if answer.status_code == 400:
                continue
            assert answer.status_code == 200 and "/public/" in path, path
            found = {
                ".json": lambda text=answer: text.json()["rows"],
                ".csv": lambda text=answer: text.text.splitlines()[1:],
                ".bib": lambda text=answer: text.text.strip(),
                "": lambda text=answer: re.findall(r"<tbody><tr>", text.text),
            }[form]()
            assert not found, path
    (page,) = ask(small_kb, "/public/evidence?_search=rota")
    assert page.status_code == 400 and "cannot be searched by words" in page.text
