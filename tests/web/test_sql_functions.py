"""What SQL can ask of the public database, and the canned queries."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from diffusionkb.settings import Folder
from diffusionkb.web import sql_functions
from diffusionkb.web.queries import MORE_QUERIES

Ask = Callable[..., list[httpx.Response]]
NONSENSE = "zqxjvwk"


@pytest.fixture
def db(small_kb: Folder) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(small_kb.public_db)
    sql_functions.register(connection, small_kb.public_db)
    yield connection
    connection.close()


def nearest(db: sqlite3.Connection, question: object) -> list[str]:
    sql = (
        "SELECT citation_key FROM passages WHERE semantic_rank(:q, id) IS NOT NULL "
        "ORDER BY semantic_rank(:q, id)"
    )
    return [key for (key,) in db.execute(sql, {"q": question})]


def test_what_is_near_has_a_rank(db: sqlite3.Connection) -> None:
    """Ensures that a question finds its passage, and nonsense finds none."""
    assert nearest(db, "nurses gave up self-rostering after the pilot")[0] == "rota2011"
    for nothing in (NONSENSE, "", "'; DROP TABLE works", None, 3):
        assert nearest(db, nothing) == []


def test_without_vectors_it_is_off(small_kb: Folder, tmp_path: Path) -> None:
    """Ensures that a database alone, without its vectors, still answers."""
    file = Path(shutil.copy(small_kb.public_db, tmp_path / "public.db"))
    connection = sqlite3.connect(file)
    sql_functions.register(connection, file)
    assert nearest(connection, "nurses gave up self-rostering") == []
    connection.close()


def test_a_key_is_a_reference(db: sqlite3.Connection) -> None:
    """Ensures that cite writes the work, in the styles that there are."""
    sql = "SELECT cite('rota2011'), cite('rota2011', 'Vancouver'), cite('nobody'), cite(NULL)"
    apa, vancouver, *nothing = db.execute(sql).fetchone()
    assert apa.startswith("Ward, A. (2011)") and "Rotas that came and went" in vancouver
    assert apa != vancouver and nothing == [None, None]


@pytest.mark.parametrize(
    ("query", "parameters", "first"),
    [
        ("near_in_meaning", {"question": "nurses gave up self-rostering"}, "rota2011"),
        ("works_on_a_claim", {"code": "m1"}, "rota2011"),
        ("new_since", {"since": "2000-01-01"}, "rota2011"),
        ("coders_disagree", {}, None),
    ],
)
def test_canned_queries_answer(
    small_kb: Folder, ask: Ask, query: str, parameters: dict, first: str | None
) -> None:
    """Ensures that every query has a page, rows for its question, none for nonsense."""
    assert query in MORE_QUERIES
    words = urlencode(dict.fromkeys(parameters, NONSENSE))
    page, found, nothing = ask(
        small_kb,
        f"/public/{query}",
        f"/public/{query}.json?{urlencode(parameters)}",
        f"/public/{query}.json?{words}",
    )
    assert page.status_code == found.status_code == 200
    assert bool(first) is ("rota2011" in found.text or "Ward" in found.text)
    if parameters:
        assert json.loads(nothing.text)["rows"] == []
