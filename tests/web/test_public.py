"""The public database: what may be published is in it, and nothing else."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from diffusionkb import pipeline
from diffusionkb.catalogue import Catalogue
from diffusionkb.identity import short_hash
from diffusionkb.settings import Folder, Settings, load_settings
from diffusionkb.store import Store
from diffusionkb.vectors import ExactIndex, exact_file
from diffusionkb.web.public import publish
from diffusionkb.web.public_rows import with_public_address
from diffusionkb.web.public_schema import REVISION, SCHEMA


def rows(folder: Folder, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder.public_db)) as db:
        return db.execute(sql, values).fetchall()


def republished(folder: Folder, settings: Settings) -> bytes:
    folder.public_db.unlink(missing_ok=True)
    with Store(folder.work_db) as store:
        codebook = pipeline.codebook_of(folder)
        additions = pipeline.additions_of(folder, codebook)
        publish(store, folder, settings, codebook, additions)
    return folder.public_db.read_bytes()


def set_rights(folder: Folder, **rights: str) -> None:
    items = json.loads(folder.references.read_text())
    for item in items:
        if item["id"] in rights:
            item.setdefault("custom", {})["rights"] = rights[item["id"]]
    folder.references.write_text(json.dumps(items))


def test_closed_text_is_nowhere_in_the_file(small_kb: Folder, sentences: Any) -> None:
    """Ensures that not a byte of restricted text, heading or reason is published."""
    data = small_kb.public_db.read_bytes().lower()
    assert sentences.open.encode().lower() in data
    assert sentences.digest.encode().lower() in data
    for closed in (
        *(
            sentences.closed,
            sentences.excerpt,
            sentences.closed_heading,
            "flour sacks",
            "floorboards",
        ),
        *("sheep", "pewter", "two hundred copies", "seal of the printer", 'looms.txt"'),
    ):
        assert closed.encode().lower() not in data
    leftovers = {path.name for path in small_kb.state.glob("public*")}
    assert leftovers == {"public.db", "public.vectors"}


def test_closing_a_work_takes_its_text_out(copy_kb: Folder, sentences: Any) -> None:
    """Ensures that a change of rights is enough, also in free pages and indexes."""
    set_rights(copy_kb, rota2011="metadata", kelp1987="open")
    pipeline.build(copy_kb)
    data = copy_kb.public_db.read_bytes()
    assert sentences.open.encode() not in data
    assert b"What the pilot left behind" not in data
    assert sentences.closed.encode() in data


def test_vectors_of_closed_text_stay_here(small_kb: Folder) -> None:
    """Ensures that only what is shown in full has a vector beside the public file."""
    shown = {
        key
        for key, where in rows(small_kb, "SELECT id, shown FROM passages")
        if where in ("in full", "our summary, not the author's words")
    }
    folder = small_kb.public_db.with_name("public.vectors")
    assert set(ExactIndex(exact_file(folder)).ids) == shown
    assert len(ExactIndex(exact_file(small_kb.vectors)).ids) > len(shown)


def test_what_is_not_shown_is_said(small_kb: Folder) -> None:
    """Ensures that an empty text says why it is empty."""
    shown = dict(rows(small_kb, "SELECT citation_key, shown FROM passages"))
    assert shown == {
        "rota2011": "in full",
        "loom1850": "not shown (rights)",
        "kelp1987": "not shown (rights)",
        "harbour1999": "our summary, not the author's words",
    }
    ((text, section, locator),) = rows(
        small_kb,
        "SELECT text, section, locator FROM passages WHERE citation_key = 'kelp1987'",
    )
    assert (text, section, locator) == (None, None, "")


def numbered(number: int) -> str:
    """A passage of 100 words of its own, led by a word that names it."""
    word = "abcdefghijklmnopqrstuvwxyz"[number]
    return f"Zlead{word} " + " ".join(f"{word}{place}" for place in range(1, 100)) + "."


@pytest.fixture
def guild_kb(copy_kb: Folder, annotation: Callable[..., str]) -> Folder:
    """With a work of 20 passages of 100 words: excerpt; four are coded by a person."""
    text = "\n\n".join(numbered(number) for number in range(20))
    (copy_kb.corpus / "guild1900.txt").write_text(text)
    items = json.loads(copy_kb.references.read_text())
    items.append({"id": "guild1900", "custom": {"rights": "excerpt"}})
    copy_kb.references.write_text(json.dumps(items))
    lines = [
        annotation("guild1900", numbered(number)[:60], "M1", "supports")
        for number in (3, 7, 11, 15)
    ]
    file = copy_kb.annotations / "ann" / "guild.jsonl"
    file.write_text("\n".join(lines) + "\n")
    pipeline.build(copy_kb)
    return copy_kb


def excerpts(folder: Folder) -> dict[str, list[str]]:
    """Passage id → the words of it that are published."""
    sql = (
        "SELECT id, text FROM passages WHERE citation_key = 'guild1900' AND "
        "shown = 'an excerpt (rights)' ORDER BY id"
    )
    return {key: text.removesuffix(" […]").split() for key, text in rows(folder, sql)}


TENTH = 200  # of the words of the work


@pytest.mark.parametrize(
    ("most", "lengths"),
    [(5, [5] * 4), (60, [20, 60, 60, 60]), (500, [100, 100])],
)
def test_an_excerpt_is_short_and_coded(
    guild_kb: Folder, most: int, lengths: list[int]
) -> None:
    """Ensures that only coded passages have words, so many each, a tenth in all."""
    republished(guild_kb, replace(load_settings(guild_kb), excerpt_words=most))
    shown = excerpts(guild_kb)
    by_people = {
        key
        for (key,) in rows(
            guild_kb, "SELECT passage FROM codings WHERE made_by = 'a person'"
        )
    }
    of_people = [len(words) for key, words in shown.items() if key in by_people]
    assert sorted(of_people) == lengths
    assert max(len(words) for words in shown.values()) <= most
    assert sum(len(words) for words in shown.values()) <= TENTH
    coded = {key for (key,) in rows(guild_kb, "SELECT passage FROM codings")}
    assert shown.keys() <= coded
    hidden = rows(
        guild_kb,
        "SELECT text, section, shown FROM passages WHERE citation_key = 'guild1900' "
        "AND shown <> 'an excerpt (rights)'",
    )
    assert set(hidden) == {(None, None, "not shown (rights)")}
    data = guild_kb.public_db.read_bytes().lower()
    with Catalogue(guild_kb.work_db) as catalogue:
        texts = catalogue.rows(
            "SELECT id, text FROM passages WHERE citation_key = 'guild1900'"
        )
    unseen = [text.split()[0].lower() for key, text in texts if key not in shown]
    assert len(unseen) >= 10
    assert [word for word in unseen if word.encode() in data] == []


@pytest.mark.parametrize(
    "letters",
    ["土壤很黑而且充满了蚯蚓", "ミミズがたくさんいました", "ดินดำและมีไส้เดือนมาก"],
    ids=["Chinese", "Japanese", "Thai"],
)
def test_an_excerpt_is_as_short_where_no_spaces_part_words(
    copy_kb: Folder, annotation: Callable[..., str], letters: str
) -> None:
    """Ensures that a script without spaces does not get whole passages published."""
    text = "\n\n".join([letters * 12, *map(numbered, range(10))])
    (copy_kb.corpus / "soil1900.txt").write_text(text)
    items = json.loads(copy_kb.references.read_text())
    items.append({"id": "soil1900", "custom": {"rights": "excerpt"}})
    copy_kb.references.write_text(json.dumps(items))
    line = annotation("soil1900", letters * 4, "M1", "supports")
    (copy_kb.annotations / "ann" / "soil.jsonl").write_text(f"{line}\n")
    pipeline.build(copy_kb)
    sql = "SELECT p.text FROM passages p JOIN codings c ON c.passage = p.id "
    ((shown,),) = rows(
        copy_kb, sql + "WHERE citation_key = 'soil1900' AND c.coder = 'ann'"
    )
    assert shown == (letters * 12)[:60] + " […]"


def test_same_content_same_bytes(guild_kb: Folder) -> None:
    """Ensures that a published file can be compared and signed."""
    settings = load_settings(guild_kb)
    first = guild_kb.public_db.read_bytes()
    assert republished(guild_kb, settings) == first
    assert republished(guild_kb, replace(settings, excerpt_words=7)) != first


def test_nothing_new_is_not_published_again(copy_kb: Folder) -> None:
    """Ensures that a build without changes leaves the file alone."""
    before = copy_kb.public_db.stat()
    assert not pipeline.build(copy_kb).changed
    assert copy_kb.public_db.stat().st_ino == before.st_ino
    copy_kb.public_db.unlink()
    pipeline.build(copy_kb)
    assert copy_kb.public_db.stat().st_size == before.st_size


def test_the_remains_of_a_killed_build_are_overwritten(copy_kb: Folder) -> None:
    """Ensures that half a file does neither harm nor stay."""
    settings, first = load_settings(copy_kb), copy_kb.public_db.read_bytes()
    (copy_kb.state / "public.part").write_bytes(b"half a file")
    (copy_kb.state / "public.part-journal").write_bytes(b"half a journal")
    assert republished(copy_kb, settings) == first
    assert {path.name for path in copy_kb.state.glob("public*")} == {
        "public.db",
        "public.vectors",
    }


def test_only_described_fields_of_a_record_are_published(copy_kb: Folder) -> None:
    """Ensures that notes, texts and paths in a record stay here, whatever their name."""
    items = json.loads(copy_kb.references.read_text())
    secret = "a secret of ours"
    items[0] |= {
        **dict.fromkeys(["note", "annote", "abstractNote", "fulltext", "x"], secret),
        "keyword": f"to read, {secret}",
        "DOI": 10.1,
        "container-title": ["A", "list"],
        "type": 7,
    }
    copy_kb.references.write_text(json.dumps(items))
    pipeline.build(copy_kb)
    assert secret.encode() not in copy_kb.public_db.read_bytes()
    ((record,),) = rows(
        copy_kb, "SELECT csl_json FROM works WHERE citation_key = 'rota2011'"
    )
    assert json.loads(record)["title"] == "Rotas that came and went"


@pytest.mark.parametrize(
    ("address", "stays"),
    [
        ("https://example.org/a", True),
        ("HTTP://example.org", True),
        ("www.example.org", True),
        ("example.org/a.pdf", True),
        ("doi:10.1/abc", True),
        ("file:///home/ann/secret.pdf", False),
        ("/home/ann/secret.pdf", False),
        ("C:\\Users\\ann\\secret.pdf", False),
        ("\\\\server\\ann\\secret.pdf", False),
        ("http://localhost:8080/secret", False),
        ("zotero://select/items/1", False),
        ("javascript:alert(1)", False),
    ],
)
def test_only_an_address_for_all_stays_in_a_record(address: str, stays: bool) -> None:
    """Ensures that an address that works on its owner's machine only is left out."""
    kept = with_public_address({"id": "x", "URL": address})
    assert kept == ({"id": "x", "URL": address} if stays else {"id": "x"})


@pytest.mark.parametrize(
    ("place", "stays"),
    [
        ("Box 12/3", True),
        ("MS 45, fol. 3r", True),
        ("2001.01234", True),
        ("https://archive.org/details/x", True),
        ("/home/ann/private/rotas.pdf", False),
        ("C:\\Users\\ann\\rotas.pdf", False),
        ("\\\\server\\ann\\rotas.pdf", False),
        ("file:///home/ann/rotas.pdf", False),
        ("zotero://select/items/1", False),
    ],
)
def test_no_path_is_published_as_the_place_of_a_work(place: str, stays: bool) -> None:
    """Ensures that archives stay, and folders of somebody's machine do not."""
    record = {"id": "x", "archive_location": place, "call-number": place}
    assert with_public_address(record) == (record if stays else {"id": "x"})


def test_a_private_path_is_in_no_reference(copy_kb: Folder) -> None:
    """Ensures that references, too, are written without a path of somebody's files."""
    items = json.loads(copy_kb.references.read_text())
    items[0] |= {"type": "webpage", "URL": "file:///home/ann/private/rotas.pdf"}
    copy_kb.references.write_text(json.dumps(items))
    pipeline.build(copy_kb)
    assert b"ann/private" not in copy_kb.public_db.read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        *("/home/ann/Private/scan.pdf", "C:\\Users\\ann\\Private", "~/Private/x.pdf"),
        *("\\\\server\\ann\\Private", "shelf 3, see file:///ann/Private/x.pdf"),
    ],
)
def test_a_private_path_is_in_no_field(copy_kb: Folder, path: str) -> None:
    """Ensures that a path is left out wherever it stands, and an archive's box is not."""
    items = json.loads(copy_kb.references.read_text())
    fields = ("archive_location", "archive", "call-number", "source", "medium")
    items[0] |= dict.fromkeys(fields, path) | {"archive-place": "Box 3/12, Leeds"}
    copy_kb.references.write_text(json.dumps(items))
    pipeline.build(copy_kb)
    published = copy_kb.public_db.read_bytes()
    assert b"Private" not in published
    assert b"Box 3/12, Leeds" in published


def test_a_title_has_no_tags(copy_kb: Folder) -> None:
    """Ensures that italics of a bibliography are no tags on a page."""
    items = json.loads(copy_kb.references.read_text())
    items[0]["title"] = 'H<sub>2</sub>O and <span class="nocase">a <i>b</i></span>, a<b'
    copy_kb.references.write_text(json.dumps(items))
    pipeline.build(copy_kb)
    sql = "SELECT title, csl_json FROM works WHERE citation_key = 'rota2011'"
    ((title, record),) = rows(copy_kb, sql)
    assert title == "H2O and a b, a<b"
    assert json.loads(record)["title"] == items[0]["title"]  # as CSL writes it


@pytest.mark.parametrize(
    ("where", "before", "after"),
    [
        (
            "corpus/references.json",
            '"sector": "health"',
            '"sector": "health", "innovation_type": "radical"',
        ),
        ("annotations/codebook.yaml", "people_say: ", "people_say: Some say, "),
        ("annotations/codebook.yaml", "headline: ", "headline: Now "),
    ],
)
def test_whatever_a_page_shows_makes_another_build(
    copy_kb: Folder, where: str, before: str, after: str
) -> None:
    """Ensures that no browser, and no running site, goes on showing the page before."""
    build = "SELECT value FROM about WHERE name = 'build'"
    first = rows(copy_kb, build)
    file = copy_kb.root / where
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(before, after, 1))
    pipeline.build(copy_kb)
    assert rows(copy_kb, build) != first


def test_who_coded_is_said(small_kb: Folder) -> None:
    """Ensures that a model's codings have a score and are marked as not checked."""
    made_by = dict(rows(small_kb, "SELECT coder, made_by FROM codings"))
    assert made_by == {
        "ann": "a person",
        "editors": "this library's editors, not independently checked",
        "learned-coder": "a model, not checked",
    }
    scored = rows(
        small_kb, "SELECT DISTINCT coder FROM codings WHERE score IS NOT NULL"
    )
    assert scored == [("learned-coder",)]


def test_every_row_leads_somewhere(small_kb: Folder) -> None:
    """Ensures that all references hold and the evidence is complete."""
    assert rows(small_kb, "PRAGMA foreign_key_check") == []
    assert rows(small_kb, "PRAGMA integrity_check") == [("ok",)]
    (codings,), (evidence,) = (
        rows(small_kb, f"SELECT count(*) FROM {name}")[0]
        for name in ("codings", "evidence")
    )
    assert codings == evidence


def test_evidence_begins_with_what_people_found(small_kb: Folder) -> None:
    """Ensures that the model's guesses stand last, its surest first, side included."""
    found = rows(small_kb, "SELECT made_by, score, stance_score FROM evidence")
    kinds = ["a person", "this library's editors, not independently checked"]
    order = [(*kinds, "a model, not checked").index(kind) for kind, *_ in found]
    assert order == sorted(order)
    sure = [score * side for _, score, side in found if score is not None]
    assert sure == sorted(sure, reverse=True)
    assert min(sure) < max(sure) < 1
    assert all(side is None for _, score, side in found if score is None)


def test_a_new_shape_has_a_new_number() -> None:
    """Ensures that no site reads a file of another shape as its own.

    Where this fails, raise REVISION, and put the new pair here.
    """
    assert (REVISION, short_hash([SCHEMA.split()])) == (12, "4cf61182e92a")


@pytest.mark.parametrize("column", ["score", "stance_score"])
def test_a_model_that_is_less_sure_is_another_build(
    copy_kb: Folder, column: str
) -> None:
    """Ensures that browsers fetch a page anew when only the scores are others."""
    build = "SELECT value FROM about WHERE name = 'build'"
    settings = load_settings(copy_kb)
    republished(copy_kb, settings)
    before = rows(copy_kb, build)
    with closing(sqlite3.connect(copy_kb.work_db)) as db, db:
        db.execute(f"UPDATE codings SET {column} = 0.34 WHERE coder_kind = 'model'")
    republished(copy_kb, settings)
    assert rows(copy_kb, build) != before
