"""What is near to a passage or a work, and what only says the same once more."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from diffusionkb import pipeline
from diffusionkb.catalogue import Catalogue
from diffusionkb.cli import cli
from diffusionkb.errors import NotBuilt, UnknownName, UsageError
from diffusionkb.query.filters import Filters
from diffusionkb.query.nearness import Near, Place, best_pairs, in_turn, nearness
from diffusionkb.query.related import (
    NEAR,
    RelatedPassages,
    RelatedWorks,
    related,
)
from diffusionkb.settings import Folder

WARDS = """# Rosters on wards

## Why the roster ended

Self-rostering was tried on {wards} hospital wards and dropped when the pilot money
ended. The nurses who had kept the rota alive were moved, {who} had planned what should
follow, and no budget line carried the roster's name. Wards that kept it had changed how
holidays were booked, and colleagues from other wards came to watch the handover there.

## A kitchen garden

Behind the hospital stood a garden with {wards} beds of herbs. Cooks picked thyme and
parsley there for the soup, and in the summer the beans climbed over the wall until the
gardener tied them back. The soup was served on Fridays and the patients praised it in
letters that were pinned to the door of the kitchen, where the steam made them curl.
"""
DIGEST = """---
citation_key: rota2011
source_kind: digest
---

# Digest: Ward 2011

## What became of self-rostering

Self-rostering was tried on nine wards. Of these, seven had given up the new rota
before the second winter, when the pilot's money had ended and the nurses who kept it
alive had been moved to another building. Where it lasted, the ward sister had changed
how holidays were booked, and colleagues from other wards came to watch a handover.
"""


@pytest.fixture(scope="module")
def wards_kb(small_kb: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The small one with a digest of rota2011, its preprint, and a work like it."""
    root: Path = tmp_path_factory.mktemp("wards") / "kb"
    shutil.copytree(small_kb.root, root)
    folder = Folder(root=root)
    (folder.corpus / "ward-digest.md").write_text(DIGEST, "utf-8")
    for name, wards, who in (
        ("pre2010", "nine", "nobody"),
        ("ward2015", "four", "few"),
    ):
        text = WARDS.format(wards=wards, who=who)
        (folder.corpus / f"{name}.md").write_text(text, "utf-8")
    entries = json.loads(folder.references.read_text("utf-8"))
    entries += [
        {
            "id": "pre2010",
            "type": "article",
            "title": "Rotas that came and went, a preprint",
            "custom": {"preprint_of": "rota2011"},
        },
        {"id": "ward2015", "type": "report", "title": "Rosters on four wards"},
    ]
    folder.references.write_text(json.dumps(entries), "utf-8")
    assert not pipeline.build(folder).failures
    return folder


def passage(folder: Folder, key: str, words: str) -> str:
    with Catalogue(folder.work_db) as catalogue:
        sql = "SELECT id FROM passages WHERE citation_key = ? AND instr(text, ?)"
        return str(catalogue.rows(sql, [key, words])[0][0])


def test_near_passages_are_of_other_works(wards_kb: Folder) -> None:
    """Ensures that digest and preprint of the same work are not called related."""
    asked = passage(wards_kb, "rota2011", "paid for a pilot")
    found = related(wards_kb, asked)
    assert isinstance(found, RelatedPassages)
    assert found.asked.passage_id == asked
    works = [near.hit.citation_key for near in found.passages]
    assert works[0] == "ward2015"
    assert not {"rota2011", "pre2010"} & set(works)
    assert "roster" in found.passages[0].hit.text
    assert all(near.hit.score >= NEAR for near in found.passages)


def test_passages_of_the_same_file_on_request(wards_kb: Folder) -> None:
    """Ensures that `own` lets in the file's own passages, and not the digest's."""
    asked = passage(wards_kb, "rota2011", "paid for a pilot")
    found = related(wards_kb, asked, own=True)
    assert isinstance(found, RelatedPassages)
    own = [n.hit for n in found.passages if n.hit.citation_key == "rota2011"]
    assert [hit.source_kind.value for hit in own] == ["full-text"]
    assert asked not in {hit.passage_id for hit in own}


def test_nothing_near(wards_kb: Folder) -> None:
    """Ensures that the nearest is shown as such where none is near."""
    found = related(wards_kb, passage(wards_kb, "ward2015", "thyme"), limit=3)
    assert isinstance(found, RelatedPassages)
    near = {n.hit.citation_key for n in found.passages}
    assert near == {"pre2010"}  # where the same garden stands
    alone = related(wards_kb, passage(wards_kb, "loom1850", "shuttle"))
    assert isinstance(alone, RelatedPassages)
    assert alone.passages == ()
    assert alone.nearest is not None
    assert alone.nearest.hit.score < NEAR


def test_directions(coded_kb: Folder) -> None:
    """Ensures that passages with a code in common say whether they agree."""
    one = passage(coded_kb, "seed1950", "In village 5 ")
    found = related(coded_kb, one, own=True, limit=20)
    assert isinstance(found, RelatedPassages)
    by_text = {n.hit.text[:13].strip(): n for n in found.passages}
    village_0 = by_text["In village 0"]  # has M1, which village 5 has not
    assert (village_0.shared, village_0.direction) == ((), "")
    village_6 = by_text["In village 6"]
    assert (village_6.shared, village_6.direction) == (("M1.supports",), "same")


def test_near_works(wards_kb: Folder) -> None:
    """Ensures that works are near by their best pairs, from the better file."""
    found = related(wards_kb, "rota2011")
    assert isinstance(found, RelatedWorks)
    assert found.compared == 2  # the full text, not the digest
    assert [work.citation_key for work in found.works][:1] == ["ward2015"]
    best = found.works[0]
    assert best.pairs[0].ours.citation_key == "rota2011"
    assert best.pairs[0].similarity >= best.similarity >= NEAR
    assert "pre2010" not in {work.citation_key for work in found.works}


def test_filters_that_leave_nothing(small_kb: Folder) -> None:
    """Ensures that "nothing to compare with" is told from "nothing near"."""
    never = Filters(years=((1200, 1201),))
    work = related(small_kb, "rota2011", filters=never)
    assert isinstance(work, RelatedWorks)
    assert not (work.works or work.admitted)
    some = related(small_kb, "rota2011")
    assert isinstance(some, RelatedWorks)
    assert some.admitted
    line = ["--kb", str(small_kb.root), "related", "rota2011", "--year", "1200"]
    said = CliRunner().invoke(cli, line)
    assert "no passage here is what the filters ask for" in said.stderr


def test_what_cannot_be_asked(small_kb: Folder, empty_kb: Folder) -> None:
    """Ensures that wrong names, works without text and odd limits say what to do."""
    with pytest.raises(UnknownName, match="diffusionkb search"):
        related(small_kb, "nobody1900")
    with pytest.raises(UsageError, match="put its file into corpus"):
        related(small_kb, "unread2020")
    with pytest.raises(UsageError, match="at least 1"):
        related(small_kb, "rota2011", limit=0)
    with pytest.raises(NotBuilt):
        related(empty_kb, "rota2011")


def test_an_earlier_id_leads_on(wards_kb: Folder, tmp_path: Path) -> None:
    """Ensures that the id of a passage that was read anew still answers."""
    root = tmp_path / "kb"
    shutil.copytree(wards_kb.root, root)
    folder = Folder(root=root)
    asked = passage(folder, "ward2015", "tried on four")
    file = folder.corpus / "ward2015.md"
    text = file.read_text("utf-8")
    file.write_text(text.replace("the pilot money", "the money of the pilot"), "utf-8")
    pipeline.build(folder)
    found = related(folder, asked)
    assert isinstance(found, RelatedPassages)
    assert found.asked.passage_id != asked
    assert "the money of the pilot" in found.asked.text


def test_works_take_turns() -> None:
    """Ensures that each work comes before any comes twice, and never in two files."""
    places = [
        Place("a", "pdf"),
        Place("a", "pdf"),
        Place("a", "xml"),
        Place("b", "pdf"),
    ]
    assert in_turn(places) == [0, 3, 1]
    assert in_turn([]) == []


def test_pairs_are_disjoint() -> None:
    """Ensures that one passage like all others does not make works near."""
    places = {"x": Place("w", "f"), "y": Place("w", "f"), "z": Place("w", "g")}
    pairs = [
        Near(0.9, "a", "x"),
        Near(0.8, "b", "x"),
        Near(0.7, "a", "y"),
        Near(0.6, "b", "z"),
        Near(0.5, "b", "y"),
    ]
    assert best_pairs(pairs, places) == [pairs[0], pairs[4]]


@pytest.mark.parametrize(
    ("cosines", "passages", "expected"),
    [([0.9, 0.6, 0.3], 10, 0.6), ([0.9], 10, 0.4), ([0.9], 1, 0.9)],
)
def test_nearness(cosines: list[float], passages: int, expected: float) -> None:
    """Ensures that a missing pair counts as far, unless the work is that short."""
    pairs = [Near(cosine, f"o{n}", f"t{n}") for n, cosine in enumerate(cosines)]
    assert nearness(pairs, passages, 0.15) == pytest.approx(expected)


def test_filters_say_what_may_be_near(wards_kb: Folder) -> None:
    """Ensures that filters apply before what is near is chosen, and leave the asked."""
    asked = passage(wards_kb, "rota2011", "paid for a pilot")
    for name in (asked, "rota2011"):
        nothing = related(wards_kb, name, filters=Filters(sectors=("industry",)))
        found = related(wards_kb, name, filters=Filters(works=("ward2015",)))
        if isinstance(found, RelatedPassages) and isinstance(nothing, RelatedPassages):
            assert {n.hit.citation_key for n in found.passages} == {"ward2015"}
            assert nothing.passages == ()
        elif isinstance(found, RelatedWorks) and isinstance(nothing, RelatedWorks):
            assert [work.citation_key for work in found.works] == ["ward2015"]
            assert nothing.works == ()
        else:
            pytest.fail("a passage and a work were asked for")
    with pytest.raises(UnknownName, match="health"):
        related(wards_kb, asked, filters=Filters(sectors=("space",)))


def test_the_verb(wards_kb: Folder) -> None:
    """Ensures that both kinds of answers fit 80 letters, and filters are options."""

    def ask(*arguments: str) -> str:
        words = ["--kb", str(wards_kb.root), "related", *arguments]
        done = CliRunner().invoke(cli, words)
        assert done.exit_code == 0, done.output
        return done.stdout

    asked = passage(wards_kb, "rota2011", "paid for a pilot")
    for shown in (ask(asked), ask("rota2011"), ask(asked, "--sector", "industry")):
        assert max(map(len, shown.splitlines())) <= 80
    assert "Rosters on four wards" in ask("rota2011")
    assert "Nothing near" in ask(asked, "--sector", "industry")
    (first, *_) = json.loads(ask(asked, "--format", "json"))
    assert first["citation_key"] == "ward2015"
    assert first["direction"] is None
    lines = ask("rota2011", "--format", "jsonl").splitlines()
    assert json.loads(lines[0])["pairs"][0]["ours"]["citation_key"] == "rota2011"
