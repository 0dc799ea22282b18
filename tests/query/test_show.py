"""One passage in its context, or one work."""

import json
from collections.abc import Callable
from dataclasses import asdict

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from diffusionkb import pipeline
from diffusionkb.catalogue import SHAPE, Catalogue
from diffusionkb.cli import cli
from diffusionkb.errors import NotBuilt, UnknownName
from diffusionkb.model import Stance
from diffusionkb.query.search import as_json, search
from diffusionkb.query.show import PassageView, WorkView, show
from diffusionkb.references import upkeep
from diffusionkb.schema import MIGRATIONS
from diffusionkb.settings import Folder

NAMES = (
    "Anna Bert Carl Dora Emil Fred Gina Hans Ida Jan Kai Lea Max Nina Otto Paul".split()
)


def test_a_passage_has_its_neighbours(small_kb: Folder) -> None:
    """Ensures that a passage comes with what stands before and after it."""
    hit = search(small_kb, "rota handover colours neighbouring wards").hits[0]
    view = show(small_kb, hit.passage_id)
    assert isinstance(view, PassageView)
    assert view.hit.text == hit.text
    assert view.path == "rota2011.md"
    assert "after the pilot" in view.before
    assert view.after == ""


def test_a_work_has_its_files_and_codings(small_kb: Folder) -> None:
    """Ensures that a work is shown with what it argues."""
    view = show(small_kb, "kelp1987")
    assert isinstance(view, WorkView)
    assert view.files == ("web/kelp1987.html",)
    assert [hit.codes[0].code for hit in view.coded] == ["M1"]
    assert asdict(view)["author_year"] == "The Kelp Survey 1987"


def test_a_work_without_a_file_can_be_shown(small_kb: Folder) -> None:
    """Ensures that an entry of the bibliography is enough."""
    view = show(small_kb, "unread2020")
    assert isinstance(view, WorkView)
    assert (view.files, view.passages, view.coded) == ((), 0, ())


def test_a_work_is_shown_with_its_editions(copy_kb: Folder) -> None:
    """Ensures that a link is seen from both of its works."""
    upkeep.link(copy_kb.references, ("unread2020", "loom1850"), relation="edition_of")
    pipeline.build(copy_kb)
    for name in ("unread2020", "loom1850"):
        view = show(copy_kb, name)
        assert isinstance(view, WorkView)
        assert view.linked == (("unread2020", "edition_of", "loom1850"),)
    assert show(copy_kb, "kelp1987").linked == ()


@pytest.mark.parametrize("name", ["kelp", "", "p-nothing", "\udce9", "%", "a'b"])
def test_an_unknown_name(small_kb: Folder, name: str) -> None:
    """Ensures that the message says where names come from."""
    with pytest.raises(UnknownName, match="diffusionkb search"):
        show(small_kb, name)


def test_a_near_name_is_given(small_kb: Folder) -> None:
    """Ensures that half a citation key is enough for a hint."""
    with pytest.raises(UnknownName, match="near it: kelp1987"):
        show(small_kb, "kelp1999")


def test_not_built(empty_kb: Folder) -> None:
    """Ensures that an unbuilt knowledge base is said to be one."""
    with pytest.raises(NotBuilt):
        show(empty_kb, "kelp1987")


def test_the_catalogue_reads_the_newest_shape() -> None:
    """Ensures that whoever adds a migration looks at what reads its tables."""
    assert max(MIGRATIONS) == SHAPE


def test_a_database_of_an_older_program(copy_kb: Folder) -> None:
    """Ensures that a search after an update says what to do, and a build mends it."""
    for file in copy_kb.state.glob("work.db*"):
        file.unlink()
    old = Database(str(copy_kb.work_db))
    for number in (1, 2):
        MIGRATIONS[number](old)
    old.execute("PRAGMA user_version = 2")
    old.close()
    with pytest.raises(NotBuilt, match=r"older diffusionkb; run diffusionkb build"):
        search(copy_kb, "rota")
    assert not pipeline.build(copy_kb).failures
    assert search(copy_kb, "rota").hits


def test_a_passage_knows_its_pages_and_neighbours(
    empty_kb: Folder, typed: Callable[..., bytes]
) -> None:
    """Ensures that each page comes with all its numbers, and neighbours with ids."""
    lines = [f"{word} rode to the fair and came home with a hen." for word in NAMES]
    pages = [[*lines[n : n + 8]] for n in (0, 8)]
    (empty_kb.corpus / "fair1900.pdf").write_bytes(typed(*pages))
    entry = {"id": "fair1900", "type": "book", "title": "Fairs", "page": "7-8"}
    empty_kb.references.write_text(json.dumps([entry]), "utf-8")
    assert not pipeline.build(empty_kb).failures
    with Catalogue(empty_kb.work_db) as catalogue:
        ids = [row[0] for row in catalogue.rows("SELECT id FROM passages ORDER BY row")]
    views = [show(empty_kb, passage_id) for passage_id in ids]
    assert all(isinstance(view, PassageView) for view in views)
    numbers = {
        (page.number, page.folio)
        for view in views
        if isinstance(view, PassageView)
        for page in view.pages
    }
    assert numbers == {(1, "7"), (2, "8")}
    for view, before, after in zip(views, ["", *ids], [*ids[1:], ""], strict=False):
        assert isinstance(view, PassageView)
        assert (view.before_id, view.after_id) == (before, after)
        assert bool(view.before) == bool(before)


def test_who_read_a_passage_without_coding_it(coded_kb: Folder) -> None:
    """Ensures that it is said who looked and gave no code."""
    view = show(coded_kb, village(coded_kb, 4))
    assert isinstance(view, PassageView)
    assert [coding.coder for coding in view.hit.codes] == ["ann"]
    assert view.seen_by == ("bob",)
    assert view.pages == ()  # a page-less file


def test_earlier_ids_are_known(copy_kb: Folder) -> None:
    """Ensures that a passage says which ids it had, over several readings."""
    file = copy_kb.corpus / "rota2011.md"
    asked = search(copy_kb, "rota handover colleagues").hits[0].passage_id
    for old, new in (("an afternoon", "one afternoon"), ("copied", "took home")):
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
        pipeline.build(copy_kb)
    view = show(copy_kb, asked)
    assert isinstance(view, PassageView)
    assert view.asked == asked != view.hit.passage_id
    assert len(view.earlier) == 2
    assert asked in view.earlier
    again = show(copy_kb, view.hit.passage_id)
    assert isinstance(again, PassageView)
    assert again.earlier == view.earlier


def test_what_a_work_argues(coded_kb: Folder) -> None:
    """Ensures that codings are counted by code, side and kind of coder."""
    view = show(coded_kb, "seed1950")
    assert isinstance(view, WorkView)
    argued = {(one.code, one.stance): one for one in view.argues}
    m1 = argued["M1", Stance.SUPPORTS]
    assert (m1.passages, m1.people, m1.editors, m1.model) == (5, 5, 0, 3)
    assert argued["M1", Stance.CONTRADICTS].passages == 1
    assert argued["M1", Stance.CONTRADICTS].best == village(coded_kb, 0)
    (source,) = view.sources
    assert (source.path, source.pages, source.passages) == ("seed1950.md", 0, 12)
    assert view.running == view.passages == 12


def village(folder: Folder, number: int) -> str:
    with Catalogue(folder.work_db) as catalogue:
        sql = "SELECT id FROM passages WHERE text LIKE ?"
        return str(catalogue.rows(sql, [f"In village {number} %"])[0][0])


def test_the_verb_shows_both_in_80_letters(coded_kb: Folder) -> None:
    """Ensures that coders, reasons, neighbours and what is near are told."""

    def shown(name: str) -> str:
        done = CliRunner().invoke(cli, ["--kb", str(coded_kb.root), "show", name])
        assert done.exit_code == 0, done.output
        assert max(map(len, done.stdout.splitlines())) <= 80
        return done.stdout

    passage = shown(village(coded_kb, 0))
    for words in (
        *("ann (person, codebook 1.0): ann on 0", "bob reads it otherwise"),
        *("− against  M1  Information alone", f"after  {village(coded_kb, 1)}"),
        " │ In village 0",
    ):
        assert words in passage
    assert "Read and left without a code by bob." in shown(village(coded_kb, 4))
    work = shown("seed1950")
    assert "12 passages, 7 coded" in work
    assert "+ for: 5 passages (5 by people, 3 by the model, not checked)" in work
    assert "No text of it is here." in shown("unread2020")
    data = CliRunner().invoke(
        cli, ["--kb", str(coded_kb.root), "show", "seed1950", "--format", "json"]
    )
    assert json.loads(data.stdout)["coded"][0]["citation_key"] == "seed1950"


def test_a_models_coding_says_how_sure_its_side_is(copy_kb: Folder) -> None:
    """Ensures that show and a search's JSON give both scores of the learned coder."""
    with Catalogue(copy_kb.work_db) as catalogue:
        sql = "SELECT passage_id FROM codings WHERE coder_kind = 'model'"
        key = catalogue.rows(sql)[0]["passage_id"]
    hit = show(copy_kb, key).hit
    guessed = next(c for c in hit.codes if c.fingerprint)
    said = as_json(hit)["codes"][hit.codes.index(guessed)]
    assert said["stance_score"] == guessed.stance_score < 1
    shown = CliRunner().invoke(cli, ["--kb", str(copy_kb.root), "show", hit.passage_id])
    both = f"{guessed.score:.2f}, stance {guessed.stance_score:.2f}"
    assert both in " ".join(shown.output.split())
