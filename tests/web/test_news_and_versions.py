"""News, versions of the codebook, and pages that are files too."""

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing

import httpx
import pytest

from diffusionkb import pipeline
from diffusionkb.settings import Folder

Ask = Callable[..., list[httpx.Response]]


def test_news_are_what_people_and_editors_coded(small_kb: Folder, ask: Ask) -> None:
    """Ensures that the page names the works of the feed, with sides and places."""
    page, data = ask(small_kb, "/new", "/new.json")
    (day,) = json.loads(data.text)["days"]
    assert [work["key"] for work in day["works"]] == [
        "harbour1999",
        "kelp1987",
        "rota2011",
    ]
    assert "For:" in page.text and "/passages/p-" in page.text
    assert "First published on" in page.text


def test_a_new_shape_of_the_file_makes_nothing_new(copy_kb: Folder) -> None:
    """Ensures that after an upgrade the days of first publication are kept."""
    with closing(sqlite3.connect(copy_kb.public_db)) as db, db:
        db.execute("UPDATE codings SET added = '2001-02-03'")
        db.execute("UPDATE works SET added = '2001-02-03'")
        db.execute("PRAGMA user_version = 3")
    items = json.loads(copy_kb.references.read_text())
    items[0]["title"] += " again"
    copy_kb.references.write_text(json.dumps(items))
    pipeline.build(copy_kb)
    with closing(sqlite3.connect(copy_kb.public_db)) as db:
        days = db.execute("SELECT DISTINCT added FROM codings").fetchall()
        first = db.execute("SELECT value FROM about WHERE name = 'first_published'")
        assert days == [("2001-02-03",)]
        assert first.fetchone() == ("2001-02-03",)


def test_the_codebook_has_a_page(small_kb: Folder, ask: Ask) -> None:
    """Ensures that every claim stands there word for word, and odd versions do not."""
    page, data, wrong = ask(
        small_kb, "/codebook/1.0", "/codebook/1.0.json", "/codebook/9"
    )
    codes = json.loads(data.text)["codes"]
    assert [code["code"] for code in codes][:2] == ["M1", "M1.dissemination"]
    for code in codes:
        assert code["definition"] and f'id="{code["code"]}"' in page.text
    assert wrong.status_code == 404 and "/codebook/1.0" in wrong.text


def test_an_earlier_version_says_what_changed(copy_kb: Folder, ask: Ask) -> None:
    """Ensures that an old version leads to the present one, with what was reworded."""
    history = [["0.9", "2026-01-02", "A first try"], ["1.0", "", ""]]
    with closing(sqlite3.connect(copy_kb.public_db)) as db, db:
        db.execute(
            "UPDATE about SET value = ? WHERE name = 'revisions'", [json.dumps(history)]
        )
    (page,) = ask(copy_kb, "/codebook/0.9")
    assert page.status_code == 200
    assert "A first try" in page.text and "An earlier version" in page.text
    assert "/claims/M1" in page.text


@pytest.mark.parametrize(
    ("path", "works"),
    [
        ("/claims/M1.bib", {"rota2011", "kelp1987"}),
        ("/claims/M1.ris?side=for", {"rota2011", "kelp1987"}),
        ("/claims/P3.bib", {"harbour1999"}),
        ("/search.bib?q=rostering", {"rota2011"}),
        ("/search.ris?claim=P3", {"harbour1999"}),
    ],
)
def test_lists_are_references(
    small_kb: Folder, ask: Ask, path: str, works: set[str]
) -> None:
    """Ensures that a claim, a side and a search hand on the works that they show."""
    (answer,) = ask(small_kb, path)
    assert answer.status_code == 200, answer.text
    named = {
        key
        for key in ("rota2011", "kelp1987", "harbour1999", "loom1850")
        if f"{{{key}," in answer.text or f"ID  - {key}" in answer.text
    }
    assert named == works


@pytest.mark.parametrize(
    "path",
    ["/claims/X9.bib", "/claims/M4.bib?side=against", "/search.bib?q=zqxjvwk"],
)
def test_nothing_is_no_file(small_kb: Folder, ask: Ask, path: str) -> None:
    """Ensures that no empty file is taken for a result."""
    (answer,) = ask(small_kb, path)
    assert answer.status_code == 404


def test_pictures_are_spreadsheets_too(small_kb: Folder, ask: Ask) -> None:
    """Ensures that map and timeline come as CSV with the numbers of the page."""
    map_, page, time = ask(
        small_kb, "/map.csv?by=sector", "/map.json?by=sector", "/timeline.csv?claim=M1"
    )
    rows = list(csv.DictReader(io.StringIO(map_.text)))
    table = json.loads(page.text)["table"]
    assert len(rows) == len(table["lines"]) * len(table["columns"])
    counted = sum(int(row["works"] or 0) for row in rows)
    assert counted == sum(
        cell["works"] for line in table["lines"] for cell in line["cells"]
    )
    assert {row["searched"] for row in rows} <= {"yes", "no"}
    decades = list(csv.DictReader(io.StringIO(time.text)))
    assert {"decade", "for", "against", "it depends"} <= decades[0].keys()
    assert sum(int(row["for"]) for row in decades) == 2


def test_references_stand_alone(copy_kb: Folder) -> None:
    """Ensures that two works of one author and year are not told apart by letters."""
    items = json.loads(copy_kb.references.read_text())
    first = next(item for item in items if item["id"] == "rota2011")
    items.append({**first, "id": "rota2011b", "title": "Rotas that stayed"})
    copy_kb.references.write_text(json.dumps(items))
    pipeline.build(copy_kb)
    with closing(sqlite3.connect(copy_kb.public_db)) as db:
        sql = "SELECT reference FROM formatted WHERE citation_key LIKE 'rota2011%'"
        texts = [text for (text,) in db.execute(sql)]
    assert len(texts) == 8
    assert not [text for text in texts if "2011a" in text or "2011b" in text]
