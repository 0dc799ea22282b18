"""The working database: what is written comes back, and each change is one."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusionkb.catalogue import Catalogue
from diffusionkb.errors import CannotRun, NotBuilt
from diffusionkb.model import (
    BlockKind,
    CoderKind,
    Coding,
    Document,
    Failure,
    Page,
    PageNumbers,
    Passage,
    Source,
    SourceKind,
    Span,
    Stamp,
    Stance,
    Work,
)
from diffusionkb.rows import work_row
from diffusionkb.schema import MIGRATIONS
from diffusionkb.store import LEARNED_CODER, Store

TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
FAILURE = Failure(stage="extract", path="a.pdf", kind="k", message="m", remedy="r")
CODING = Coding(
    passage_id="p-a0",
    code="M1",
    stance=Stance.SUPPORTS,
    coder="ann",
    coder_kind=CoderKind.PERSON,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "work.db") as opened:
        yield opened


def save(store: Store, name: str, *texts: str, sha256: str | None = None) -> None:
    """Store a one-page document with a passage of each text."""
    passages = [
        Passage(
            id=f"p-{name}{number}",
            kind=BlockKind.BODY,
            text=text,
            section=("Results › part", "x"),
            paragraph=1,
            first_page=0,
            last_page=0,
            spans=(Span(page=0, start=0, end=len(text)),),
        )
        for number, text in enumerate(texts)
    ]
    page = Page(numbers=PageNumbers(index=0), text="\n\n".join(texts), quality=0.9)
    stamp = Stamp(tool="t", version="1", settings="s")
    document = Document(
        stamp=stamp, pages=(page,), blocks=(), paged=True, metadata={"title": name}
    )
    source = Source(
        sha256=sha256 or f"sha-{name}",
        path=f"{name}.pdf",
        media_type="application/pdf",
        citation_key="",
        matched_by="",
    )
    store.save_document(
        source,
        document,
        passages,
        source_kind=SourceKind.FULL_TEXT,
        stamp="stamp",
        locators=["p. 1"] * len(passages),
        retired={},
    )


def work(key: str, title: str = "Title", **csl: Any) -> dict[str, Any]:
    made = Work(citation_key=key, csl={"id": key, **csl})
    return work_row(made, title=title, author_year=f"{key} 2000", year=2000)


def named(store: Store, *names: str) -> None:
    """Give documents a work each, as a build does; only then are words found."""
    works = {row[0]: work(row[0]) for row in store.rows("SELECT * FROM works")}
    store.save_works(works | {name: work(name) for name in names})
    store.assign({f"sha-{name}": (name, "key") for name in names})


def is_whole(store: Store) -> None:
    """The full-text index has just what the passages have."""
    check = "INSERT INTO passages_fts(passages_fts, rank) VALUES ('integrity-check', 1)"
    store.rows(check)


def matches(store: Store, word: str) -> int:
    sql = "SELECT count(*) FROM passages_fts WHERE passages_fts MATCH ?"
    return int(store.rows(sql, [f'"{word}"'])[0][0])


@given(texts=st.lists(TEXT, min_size=1, max_size=4, unique=True), title=TEXT)
def test_what_is_stored_comes_back(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], title: str
) -> None:
    """Ensures that any text, also with quotes, marks and NUL, survives unchanged."""
    path = tmp_path_factory.mktemp("kb") / "work.db"
    with Store(path) as store:
        save(store, "a", *texts)
        store.save_works({"w": work("w", title, note=[title, None])})
        store.assign({"sha-a": ("w", "key")})
        store.replace_codings([replace(CODING, quote=title, why=title)])
    with Catalogue(path) as catalogue:
        ids = [f"p-a{number}" for number in range(len(texts))]
        rows = catalogue.passages(ids)
        assert [rows[key]["text"] for key in ids] == texts
        assert rows["p-a0"]["title"] == title
        assert json.loads(rows["p-a0"]["section"]) == ["Results › part", "x"]
        assert catalogue.codings(ids)["p-a0"] == (
            replace(CODING, quote=title, why=title),
        )
        found = catalogue.work("w")
        assert found is not None
        assert found.csl["note"] == [title, None]


def test_half_a_character_does_no_harm(store: Store) -> None:
    """Ensures that what no database can hold becomes a question mark."""
    store.save_works({"w": work("w", note="\ud83d")})
    assert "?" in store.rows("SELECT csl FROM works")[0][0]


def test_every_change_counts_and_no_repetition_does(store: Store) -> None:
    """Ensures that indexes know when they are behind, and only then."""
    save(store, "a", "some words")
    store.save_works({"w": work("w")})
    store.replace_codings([CODING])
    before = store.changes()
    assert store.save_works({"w": work("w")}) == 0
    assert not store.replace_codings([CODING])
    store.save_files({})
    store.name_works()
    store.remember("mark", "x")
    store.record("build", {})
    assert store.changes() == before
    assert store.save_works({"v": work("v")}) == 2
    assert store.replace_codings([])
    assert int(store.changes()) == int(before) + 2


def test_a_failed_change_changes_nothing(store: Store) -> None:
    """Ensures that a document is stored whole or not at all."""
    save(store, "a", "the old words")
    named(store, "a")
    before = store.changes()
    with pytest.raises(sqlite3.IntegrityError):  # its passage's id is taken
        save(store, "a", "the new words", sha256="another")
    assert set(store.sources()) == {"sha-a"}
    assert (matches(store, "old"), matches(store, "new")) == (1, 0)
    assert store.changes() == before


def test_a_document_is_replaced_with_all_that_hangs_on_it(store: Store) -> None:
    """Ensures that old words leave the index, and old codings the database."""
    save(store, "a", "the kelp")
    named(store, "a")
    assert matches(store, "kelp") == 1
    store.replace_codings([CODING])
    store.save_tags(["p-a0"], [], "print")
    save(store, "a", "the loom")
    named(store, "a")
    assert (matches(store, "kelp"), matches(store, "loom")) == (0, 1)
    assert store.rows("SELECT count(*) FROM codings")[0][0] == 0
    assert store.rows("SELECT count(*) FROM tagged")[0][0] == 0
    store.forget_source("sha-a")
    for table in ("sources", "pages", "passages"):
        assert store.rows(f"SELECT count(*) FROM {table}")[0][0] == 0
    assert matches(store, "loom") == 0


def test_the_index_follows_the_name_of_the_work(store: Store) -> None:
    """Ensures that passages are found by their work's name, also after it changes."""
    save(store, "a", "some words")
    store.save_works({"w": work("w", "Gardening")})
    store.assign({"sha-a": ("w", "key")})
    store.name_works()
    assert matches(store, "gardening") == 1
    store.save_works({"w": work("w", "Sailing")})
    store.name_works()
    assert (matches(store, "gardening"), matches(store, "sailing")) == (0, 1)
    is_whole(store)


def test_words_are_indexed_once_whatever_happens(store: Store) -> None:
    """Ensures that the full-text index follows documents that come, move and go."""
    for name in "abc":
        save(store, name, f"{name} sails", f"{name} nets")
    assert matches(store, "sails") == 0  # of no work yet
    named(store, "b", "c")
    assert matches(store, "sails") == 2
    store.forget_source("sha-a")  # before it was of a work
    store.forget_source("sha-c")  # after
    save(store, "a", "a looms")
    store.save_works({"a": work("a"), "v": work("v", "Weaving")})
    store.assign({"sha-a": ("a", "key"), "sha-b": ("v", "title")})
    store.name_works()
    words = ("sails", "nets", "looms", "weaving", "title")
    assert [matches(store, word) for word in words] == [1, 1, 1, 2, 1]
    is_whole(store)


def test_an_older_database_keeps_its_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that words which were indexed before their work was known stay once."""
    path = tmp_path / "work.db"
    with monkeypatch.context() as older:
        until = {number: MIGRATIONS[number] for number in range(1, 6)}
        older.setattr("diffusionkb.schema.MIGRATIONS", until)
        with Store(path) as store:
            save(store, "a", "the kelp")
            save(store, "b", "the loom")
            named(store, "a")
            assert (matches(store, "kelp"), matches(store, "loom")) == (1, 1)
    with Store(path) as store:
        assert (matches(store, "kelp"), matches(store, "loom")) == (1, 0)
        named(store, "b")
        assert (matches(store, "kelp"), matches(store, "loom")) == (1, 1)
        is_whole(store)


def test_learned_codings_and_others_do_not_touch(store: Store) -> None:
    """Ensures that people's codings stay when the model's change, and the reverse."""
    save(store, "a", "some words")
    learned = replace(
        CODING, coder=LEARNED_CODER, coder_kind=CoderKind.MODEL, code="M2", score=0.5
    )
    robot = replace(CODING, coder="robot", coder_kind=CoderKind.MODEL)
    store.replace_codings([CODING, robot])
    store.save_tags(["p-a0"], [learned], "print")
    assert not store.replace_codings([robot, CODING])
    store.clear_tags(["p-a0"])
    coders = {row[0] for row in store.rows("SELECT coder FROM codings")}
    assert coders == {"ann", "robot"}


def test_vectors_of_forgotten_texts_go(store: Store) -> None:
    """Ensures that vectors are kept as they are, and orphans dropped."""
    save(store, "a", "some words")
    (sha256,) = store.rows("SELECT text_sha256 FROM passages")[0]
    vectors = np.arange(6, dtype=np.float32).reshape(2, 3)
    store.save_embeddings([sha256, "orphan"], "print", vectors)
    store.drop_orphans()
    rows = store.rows("SELECT text_sha256, vector FROM embeddings")
    assert [row[0] for row in rows] == [sha256]
    assert np.frombuffer(rows[0][1], "<f4").tolist() == [0, 1, 2]


def test_failures_are_kept_by_stage(store: Store) -> None:
    """Ensures that a failure stays until its file is read or forgotten."""
    save(store, "a", "some words")
    store.save_failure(FAILURE, sha256="sha-a", stamp="s")
    assert store.sources() == {}
    store.replace_failures("coding", [replace(FAILURE, stage="coding")])
    store.replace_failures("coding", [])
    assert store.failures() == (FAILURE,)
    save(store, "a", "some words")
    assert store.failures() == ()


def test_files_are_remembered(store: Store) -> None:
    """Ensures that a scan is compared with what was seen before."""
    seen = {"b": (1, 2, "x"), "a": (3, -1, "y")}
    store.save_files(seen)
    assert store.files() == seen
    store.save_files({})
    assert store.files() == {}


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    """Ensures that an older program says so instead of writing into it."""
    path = tmp_path / "work.db"
    Store(path).__exit__()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(CannotRun, match="newer diffusionkb"):
        Store(path)


def test_remains_of_a_deleted_database_are_not_replayed(tmp_path: Path) -> None:
    """Ensures that deleting work.db alone gives a fresh, whole one."""
    path = tmp_path / "work.db"
    with Store(path) as store:
        save(store, "a", "some words")
        (tmp_path / "kept").write_bytes((tmp_path / "work.db-wal").read_bytes())
    path.unlink()
    (tmp_path / "kept").rename(tmp_path / "work.db-wal")
    with Store(path) as store:
        assert store.sources() == {}
        assert store.rows("PRAGMA integrity_check") == [("ok",)]


def test_a_reader_sees_one_state(tmp_path: Path) -> None:
    """Ensures that a build in between does not mix two states into one answer."""
    path = tmp_path / "work.db"
    with Store(path) as store:
        save(store, "a", "some words")
        with Catalogue(path) as catalogue:
            assert len(catalogue.rows("SELECT id FROM passages")) == 1
            save(store, "b", "other words")
            assert len(catalogue.rows("SELECT id FROM passages")) == 1
        with Catalogue(path) as catalogue:
            assert len(catalogue.rows("SELECT id FROM passages")) == 2


def test_what_is_not_built_is_said(tmp_path: Path) -> None:
    """Ensures that reading makes no database."""
    with pytest.raises(NotBuilt, match="run diffusionkb build"):
        Catalogue(tmp_path / "state" / "work.db")
    assert list(tmp_path.iterdir()) == []


def test_names_that_are_no_text_match_nothing(small_kb: Any) -> None:
    """Ensures that an argument in an old encoding is an unknown name, no crash."""
    with Catalogue(small_kb.work_db) as catalogue:
        assert catalogue.passages(["caf\udce9"]) == {}
        assert catalogue.work("\udce9") is None
        assert catalogue.similar_names("caf\udce9") == []
        assert len(catalogue.passages(f"p-{n}" for n in range(2000))) == 0
