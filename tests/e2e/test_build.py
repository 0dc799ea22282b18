"""The installed command from an empty folder to answers, and what a second build costs."""

import json
import sqlite3
from pathlib import Path

import chromadb
import pytest
from chromadb.config import Settings


def build(run, kb):
    done = run("build", "--format", "json", kb=kb)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def rows(database: Path, sql: str):
    connection = sqlite3.connect(database)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def chroma_ids(kb: Path):
    client = chromadb.PersistentClient(
        path=str(kb / ".diffusionkb/vectors/chroma"),
        settings=Settings(anonymized_telemetry=False),
    )
    (collection,) = client.list_collections()
    return set(collection.get(include=[])["ids"])


def test_init_drop_build_search_is_the_whole_story(run, own_kb):
    """Ensures that init, dropping files in, and build are enough to ask."""
    report = build(run, own_kb)
    assert report["counts"]["extract"]["read"] == 3
    assert report["failures"] == []
    assert set(report["seconds"]) >= {"collect", "extract", "embed", "publish"}
    hits = json.loads(
        run(
            "search", "neighbours persuaded farmers", "--format", "json", kb=own_kb
        ).stdout
    )
    assert hits[0]["citation_key"] == "plough"
    assert set(hits[0]) >= {
        "passage_id",
        "citation_key",
        "text",
        "locator",
        "source_kind",
        "score",
        "codes",
    }


def test_a_second_build_does_nothing(run, changing_kb):
    """Ensures that an unchanged folder is left alone, down to the files' times."""
    derived = [
        changing_kb / ".diffusionkb" / name
        for name in ("public.db", "vectors/exact.vectors")
    ]
    before = [file.stat().st_mtime_ns for file in derived]
    report = build(run, changing_kb)
    assert report["changed"] is False
    assert report["counts"]["extract"]["read"] == 0
    assert report["counts"]["embed"]["embedded"] == 0
    assert report["counts"]["publish"]["published"] == 0
    assert [file.stat().st_mtime_ns for file in derived] == before


def test_one_changed_file_costs_one_file(run, changing_kb):
    """Ensures that only the changed file is read and embedded again."""
    file = changing_kb / "corpus" / "leaflet.txt"
    file.write_text(file.read_text().replace("no soap", "no towels"), encoding="utf-8")
    report = build(run, changing_kb)
    assert report["counts"]["extract"]["read"] == 1
    assert 1 <= report["counts"]["embed"]["embedded"] <= 2
    found = rows(
        changing_kb / ".diffusionkb/work.db",
        "select count(*) from passages_fts where passages_fts match 'towels'",
    )
    assert found == [(1,)]


def test_a_removed_file_is_gone_everywhere(run, changing_kb):
    """Ensures that no database, index or full-text entry keeps a removed passage."""
    work, public = (changing_kb / ".diffusionkb" / n for n in ("work.db", "public.db"))
    gone = {
        i for (i,) in rows(work, "select id from passages where citation_key='plough'")
    }
    assert gone and gone & chroma_ids(changing_kb)
    (changing_kb / "corpus" / "plough.nxml").unlink()
    report = build(run, changing_kb)
    assert report["counts"]["extract"]["removed"] == 1
    for database in (work, public):
        assert not gone & {i for (i,) in rows(database, "select id from passages")}
        assert (
            rows(
                database, "select 1 from passages_fts where passages_fts match 'plough'"
            )
            == []
        )
        assert rows(database, "select 1 from works where citation_key = 'plough'") == []
    assert not gone & chroma_ids(changing_kb)
    left = run(
        "search", "neighbours plough irrigation", "--format", "json", kb=changing_kb
    )
    assert not gone & {hit["passage_id"] for hit in json.loads(left.stdout)}


def test_broken_files_are_named_and_the_rest_is_built(run, changing_kb):
    """Ensures that bad files end in failures with a remedy, exit 1, and only once."""
    corpus = changing_kb / "corpus"
    (corpus / "empty.pdf").write_bytes(b"")
    (corpus / "noise.pdf").write_bytes(b"%PDF-1.7\nnot really")
    (corpus / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    done = run("build", kb=changing_kb)
    assert done.returncode == 1
    for name in ("empty.pdf", "noise.pdf", "picture.png"):
        assert name in done.stderr
    assert "Traceback" not in done.stderr
    again = build(run, changing_kb)
    assert again["changed"] is False
    assert {f["path"] for f in again["failures"]} == {
        "empty.pdf",
        "noise.pdf",
        "picture.png",
    }
    assert all(f["message"] and f["remedy"] for f in again["failures"])


def test_a_bibliography_entry_claims_its_file(run, changing_kb):
    """Ensures that references.json describes and names the work of a file."""
    entry = {
        "id": "nightshift2020",
        "type": "report",
        "title": "Wheels for the night shift",
        "author": [{"family": "Ferrant", "given": "Odile"}],
        "issued": {"date-parts": [[2020]]},
        "custom": {"rights": "open", "sector": "health"},
    }
    (changing_kb / "corpus" / "references.json").write_text(json.dumps([entry]))
    report = build(run, changing_kb)
    assert report["counts"]["match"]["matched"] == 1
    assert report["counts"]["extract"]["read"] == 0
    shown = rows(
        changing_kb / ".diffusionkb/public.db",
        "select distinct shown from passages where citation_key = 'nightshift2020'",
    )
    assert shown == [("in full",)]


def test_text_without_open_rights_stays_out_of_the_public_file(built_own_kb):
    """Ensures that no sentence of a restricted work is in the published bytes."""
    published = (built_own_kb / ".diffusionkb/public.db").read_bytes()
    assert b"garage" not in published
    assert b"light plough" not in published
    assert b"plough" in published  # the record itself is public


@pytest.mark.parametrize(
    "verb",
    [
        "init",
        "add",
        "build",
        "status",
        "extract",
        "tag",
        "search",
        "related",
        "show",
        "quote",
        "evidence",
        "map",
        "cite",
        "serve",
    ],
)
def test_every_verb_has_help_with_an_example(run, verb):
    """Ensures that each verb explains itself with an example."""
    done = run(verb, "--help")
    assert done.returncode == 0
    assert f"diffusionkb {verb}" in done.stdout.split("Usage:")[1].split("\n", 1)[1]
    assert max(map(len, done.stdout.splitlines())) <= 80
