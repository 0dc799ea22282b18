"""One passage in its context, or one work."""

from dataclasses import asdict

import pytest
from sqlite_utils import Database

from diffusionkb import pipeline
from diffusionkb.catalogue import SHAPE
from diffusionkb.errors import NotBuilt, UnknownName
from diffusionkb.query.search import search
from diffusionkb.query.show import PassageView, WorkView, show
from diffusionkb.references import upkeep
from diffusionkb.schema import MIGRATIONS
from diffusionkb.settings import Folder


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
