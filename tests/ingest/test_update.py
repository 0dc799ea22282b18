"""Builds after changes of the corpus and the bibliography: nothing twice, nothing lost."""

import json
import os
from typing import Any

import pytest

from diffusionkb import pipeline
from diffusionkb.catalogue import Catalogue
from diffusionkb.errors import BibliographyError, UnknownName
from diffusionkb.query.search import search
from diffusionkb.query.show import PassageView, show
from diffusionkb.settings import Folder
from diffusionkb.writing import cite

ODD = [
    {"id": "odd1", "issued": None, "author": "Smith, J.", "custom": "closed"},
    {"id": "odd2", "title": 7, "author": [None, 3, "Jones"], "issued": [[2004]]},
    {"id": "odd3", "title": ["A", "list"], "issued": {"date-parts": [[10**30]]}},
    {"id": "odd4", "file": 3, "DOI": 10.1, "type": ["book"], "container-title": {}},
    {"id": "odd5", "custom": {"sector": ["health"], "licence": {"a": 1}}, "x": 1e400},
    {"id": "odd6", "title": "", "author": {}, "file": [None, {}], "custom": None},
]


def passages(folder: Folder) -> dict[str, list[str]]:
    """Path → the passage ids of the file."""
    sql = "SELECT path, id FROM passages JOIN sources USING (sha256) ORDER BY 1, 2"
    found: dict[str, list[str]] = {}
    with Catalogue(folder.work_db) as catalogue:
        for path, passage_id in catalogue.rows(sql):
            found.setdefault(path, []).append(passage_id)
    return found


@pytest.mark.parametrize("odd", ODD, ids=lambda item: item["id"])
def test_odd_entries_do_not_stop_a_build(copy_kb: Folder, odd: dict[str, Any]) -> None:
    """Ensures that values of wrong kinds become a work with as much as is known."""
    items = [*json.loads(copy_kb.references.read_text()), odd]
    copy_kb.references.write_text(json.dumps(items))
    report = pipeline.build(copy_kb)
    assert not report.failures
    assert report.counts["knowledge_base"]["works"] == 6
    assert not pipeline.build(copy_kb).changed


def test_a_renamed_file_is_not_read_again(copy_kb: Folder) -> None:
    """Ensures that a file is known by its bytes, wherever it stands."""
    before = passages(copy_kb)["looms.txt"]
    (copy_kb.corpus / "looms.txt").rename(copy_kb.corpus / "loom1850.txt")
    report = pipeline.build(copy_kb)
    assert report.counts["extract"]["read"] == 0
    assert passages(copy_kb)["loom1850.txt"] == before


def test_a_changed_file_leaves_nothing_of_the_old(copy_kb: Folder) -> None:
    """Ensures that old words are found no more, and new ones are."""
    file = copy_kb.corpus / "looms.txt"
    file.write_text(file.read_text().replace("shuttle", "zeppelin"))
    report = pipeline.build(copy_kb)
    assert report.counts["extract"]["read"] == 1
    assert search(copy_kb, "zeppelin").hits[0].citation_key == "loom1850"
    assert all("shuttle" not in hit.text for hit in search(copy_kb, "shuttle").hits)


def test_a_file_that_is_gone_is_forgotten(copy_kb: Folder) -> None:
    """Ensures that its text is gone, its work stays, and lost codings are named."""
    (copy_kb.corpus / "rota2011.md").unlink()
    report = pipeline.build(copy_kb)
    assert report.counts["extract"]["removed"] == 1
    assert "rota2011.md" not in passages(copy_kb)
    (failure,) = report.failures
    assert (failure.stage, failure.path) == ("coding", "ann/first.jsonl:2")
    with Catalogue(copy_kb.work_db) as catalogue:
        assert catalogue.work("rota2011") is not None


def test_a_touched_file_is_no_change(copy_kb: Folder) -> None:
    """Ensures that a new time alone changes nothing."""
    os.utime(copy_kb.corpus / "looms.txt")
    report = pipeline.build(copy_kb)
    assert report.counts["extract"]["read"] == 0
    assert not report.changed


def test_an_entry_takes_over_a_work_made_from_a_file(copy_kb: Folder) -> None:
    """Ensures that a record supplied later beats what the file said of itself."""
    text = (copy_kb.corpus / "looms.txt").read_text().replace("looms", "anvils")
    (copy_kb.corpus / "anvil paper.txt").write_text(text)
    pipeline.build(copy_kb)
    assert search(copy_kb, "anvils").hits[0].citation_key == "anvil-paper"
    items = json.loads(copy_kb.references.read_text())
    items.append({"id": "anvil1900", "title": "Anvils", "file": "anvil paper.txt"})
    copy_kb.references.write_text(json.dumps(items))
    pipeline.build(copy_kb)
    (hit,) = (h for h in search(copy_kb, "anvils").hits if "anvils" in h.text)
    assert (hit.citation_key, hit.title) == ("anvil1900", "Anvils")
    with Catalogue(copy_kb.work_db) as catalogue:
        assert catalogue.work("anvil-paper") is None


def test_a_failed_file_is_tried_again_when_limits_change(copy_kb: Folder) -> None:
    """Ensures that the remedy 'raise the limit' makes the build read the file again."""
    (copy_kb.corpus / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    assert pipeline.build(copy_kb).counts["extract"]["failed"] == 1
    assert pipeline.build(copy_kb).counts["extract"]["failed"] == 0
    settings = copy_kb.root / "diffusionkb.toml"
    settings.write_text("seconds_per_document = 61\n", encoding="utf-8")
    again = pipeline.build(copy_kb)
    assert again.counts["extract"]["failed"] == 1
    assert [failure.path for failure in again.failures] == ["broken.pdf"]


def test_of_copies_the_one_counts_that_an_entry_names(copy_kb: Folder) -> None:
    """Ensures that a copy is reported, and never takes a file from its entry."""
    text = "A text of which there are two copies in the corpus. " * 9
    for name in ("aaa.txt", "zzz.txt"):
        (copy_kb.corpus / name).write_text(text, encoding="utf-8")
    items = json.loads(copy_kb.references.read_text(encoding="utf-8"))
    items.append({"id": "named2001", "title": "Named", "file": "zzz.txt"})
    copy_kb.references.write_text(json.dumps(items), encoding="utf-8")
    (failure,) = pipeline.build(copy_kb).failures
    assert (failure.path, failure.kind) == ("aaa.txt", "copy")
    assert "zzz.txt" in failure.message
    assert "zzz.txt" in passages(copy_kb)
    with Catalogue(copy_kb.work_db) as catalogue:
        sql = "SELECT DISTINCT citation_key FROM passages WHERE text LIKE 'A text of%'"
        assert [row[0] for row in catalogue.rows(sql)] == ["named2001"]


def test_a_new_suffix_is_read_anew(copy_kb: Folder) -> None:
    """Ensures that a renamed file is read as what it is called now."""
    (copy_kb.corpus / "plain.txt").write_text("Words of a *plain* text. " * 9)
    pipeline.build(copy_kb)
    (copy_kb.corpus / "plain.txt").rename(copy_kb.corpus / "plain.md")
    assert pipeline.build(copy_kb).counts["extract"]["read"] == 1
    with Catalogue(copy_kb.work_db) as catalogue:
        sql = "SELECT media_type FROM sources WHERE path = 'plain.md'"
        assert [row[0] for row in catalogue.rows(sql)] == ["text/markdown"]


def test_a_lost_public_database_is_work_to_do(copy_kb: Folder) -> None:
    """Ensures that a build that made something again does not say it did nothing."""
    assert pipeline.build(copy_kb).changed is False
    copy_kb.public_db.unlink()
    assert pipeline.build(copy_kb).changed is True
    assert copy_kb.public_db.exists()


PAGED = "{0} one: {1}\f{0} two: {2}\f{0} three: {3}\n"
LONG = " ".join(f"the {n}th ferry carried wool and brought back salt" for n in range(9))


def locators(folder: Folder, path: str) -> list[str]:
    sql = (
        "SELECT locator FROM passages JOIN sources USING (sha256) "
        "WHERE path = ? ORDER BY position"
    )
    with Catalogue(folder.work_db) as catalogue:
        return [row[0] for row in catalogue.rows(sql, [path])]


def entry(folder: Folder, **fields: Any) -> None:
    """Give the book of the ferries these fields."""
    items = json.loads(folder.references.read_text())
    items = [item for item in items if item["id"] != "ferry1900"]
    fields = {"id": "ferry1900", "type": "chapter", "title": "Ferries"} | fields
    folder.references.write_text(json.dumps([*items, fields]))


def test_the_bibliography_settles_the_pages(copy_kb: Folder) -> None:
    """Ensures that an override or a range reaches locators without reading anew."""
    (copy_kb.corpus / "ferry1900.txt").write_text(
        PAGED.format("Page", LONG, LONG.upper(), LONG.title())
    )
    for fields, place in (
        ({}, "file p. 2"),
        ({"page": "365-367"}, "p. 366"),
        ({"custom": {"pages": 100}}, "p. 102"),
        ({"custom": {"pages": {"1": "x", "3": "1"}}}, "p. xi"),
        ({"page": "365-399"}, "file p. 2"),
    ):
        entry(copy_kb, **fields)
        pipeline.build(copy_kb)
        assert locators(copy_kb, "ferry1900.txt")[1] == place
        assert not pipeline.build(copy_kb).changed
    shown = search(copy_kb, "ferry wool salt").hits
    assert {hit.locator for hit in shown if hit.citation_key == "ferry1900"} <= {
        "file p. 1",
        "file p. 2",
        "file p. 3",
    }


def test_an_override_that_says_nothing_is_named(copy_kb: Folder) -> None:
    """Ensures that a build stops before it does anything, with what to write."""
    entry(copy_kb, pages="many")
    with pytest.raises(BibliographyError, match=r"ferry1900'\): pages .* write an"):
        pipeline.build(copy_kb)


def test_an_old_passage_finds_its_way(copy_kb: Folder) -> None:
    """Ensures that the id of an earlier reading leads to the passage of today."""
    before = search(copy_kb, "ferry town forty looms").hits[0].passage_id
    file = copy_kb.corpus / "looms.txt"
    text = file.read_text()
    for word in ("fifty", "sixty", "eighty"):
        file.write_text(text.replace("forty", word))
        pipeline.build(copy_kb)
    view = show(copy_kb, before)
    assert isinstance(view, PassageView)
    assert "eighty looms" in view.hit.text
    assert (view.hit.passage_id != before, view.asked) == (True, before)
    (citation,) = cite.find(copy_kb, [before])
    assert citation.locator
    file.write_text(text)
    pipeline.build(copy_kb)
    view = show(copy_kb, before)
    assert isinstance(view, PassageView)
    assert (view.hit.passage_id, view.asked) == (before, before)
    file.unlink()
    pipeline.build(copy_kb)
    with pytest.raises(UnknownName, match=r"is gone: looms.txt was read anew or taken"):
        show(copy_kb, before)
