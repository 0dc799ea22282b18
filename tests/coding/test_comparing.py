"""Coders of a knowledge base compared: who takes part, on what, and what is said."""

import shutil
from collections.abc import Callable
from dataclasses import replace

import pytest

from diffusionkb import KnowledgeBase, codebook, pipeline
from diffusionkb.bundled import codebook_file
from diffusionkb.catalogue import Catalogue
from diffusionkb.coding.agreement import About, Row
from diffusionkb.coding.comparing import Comparison, compare
from diffusionkb.coding.tagging import would_give
from diffusionkb.errors import UnknownName, UsageError
from diffusionkb.model import CoderKind
from diffusionkb.settings import Folder

CODES = codebook.load(codebook_file())
Line = Callable[..., str]


def row(found: Comparison, code: str, about: About = About.CODE) -> Row:
    assert found.figures is not None
    (one,) = [r for r in found.figures.rows if r.code == code and r.about is about]
    return one


def test_people_who_share_ten_passages_are_compared(coded_kb: Folder) -> None:
    """Ensures that without names it is ann and bob, on what both saw."""
    found = compare(coded_kb, CODES)
    assert [coder.name for coder in found.coders] == ["ann", "bob"]
    assert found.between_people
    ann, bob = found.coders
    assert (ann.saw, ann.compared, ann.uncoded) == (14, 12, 7)
    assert (bob.saw, bob.compared, bob.uncoded) == (12, 12, 6)
    m1 = row(found, "M1")
    assert m1.given == {"ann": 5, "bob": 6}
    assert m1.agreement.value == pytest.approx(9 / 12)
    assert m1.positive.value == pytest.approx(8 / 11)
    assert row(found, "M1", About.STANCE).agreement.value == pytest.approx(3 / 4)


def test_disagreements_show_both_codings(coded_kb: Folder) -> None:
    """Ensures that each passage coded unlike is listed with what both said of it."""
    found = compare(coded_kb, CODES).disagreements
    assert len(found) == 7  # 4, 5 and 6, the stance on 0, the part on 1 to 3
    by_village = {one.passage.text.split()[2]: one for one in found}
    ann, bob = by_village["0"].views
    assert by_village["0"].stances == ("M1",)
    assert by_village["0"].codes == ()
    assert (ann.coder, ann.decisions[0].stance) == ("ann", "supports")
    assert ann.decisions[0].why == "ann on 0"
    assert (bob.coder, bob.decisions[0].stance) == ("bob", "contradicts")
    (none,) = by_village["4"].views[1].decisions
    assert (none.code, none.stance, none.why) == ("", None, "only the topic")
    assert by_village["1"].codes == ("M1.supports",)
    assert [len(one.codes) for one in found][:2] == [2, 2]  # the most different first


def test_a_code_limits_rows_and_disagreements(coded_kb: Folder) -> None:
    """Ensures that a code is looked at with its parts, and nothing else is."""
    found = compare(coded_kb, CODES, code="M1.supports")
    assert found.figures is not None
    assert {r.code for r in found.figures.rows} == {"M1.supports"}
    assert len(found.disagreements) == 5
    assert compare(coded_kb, CODES, code="M2").disagreements == ()
    with pytest.raises(UnknownName, match="no code 'M99'"):
        compare(coded_kb, CODES, code="M99")


def test_named_coders_are_compared_however_little_they_share(coded_kb: Folder) -> None:
    """Ensures that eve's three passages count once she is named, and a robot's too."""
    found = compare(coded_kb, CODES, ["eve", "ann"])
    assert found.figures is not None
    assert found.figures.passages == 3
    assert [coder.notes_uncoded for coder in found.coders] == [False, True]
    robot = compare(coded_kb, CODES, ["eve", "robot"])
    assert not robot.between_people
    assert row(robot, "M1").agreement.value == 1


def test_several_coders_have_a_kappa_for_each_two(coded_kb: Folder) -> None:
    """Ensures that alpha is over all, with gaps, and kappa between two."""
    found = compare(coded_kb, CODES, ["ann", "bob", "eve"])
    m1 = row(found, "M1")
    judged = {pair.coders: pair.judged for pair in m1.pairs}
    assert [pair.reason for pair in m1.pairs] == [
        "",
        "both always decide the same",
        "both always decide the same",
    ]
    assert judged == {("ann", "bob"): 12, ("ann", "eve"): 3, ("bob", "eve"): 3}
    # 3 pairs more in each of the first three passages, all agreeing
    assert m1.agreement.value == pytest.approx((9 + 6) / (12 + 6))


def test_the_learned_coder_says_what_it_says_in_a_build(small_kb: Folder) -> None:
    """Ensures that asking anew gives the codings that a build has stored."""
    with Catalogue(small_kb.work_db) as catalogue:
        tagged = [row[0] for row in catalogue.rows("SELECT passage_id FROM tagged")]
        stored = catalogue.codings(tagged)
        asked = would_give(catalogue, tagged, CODES)
    assert sorted(asked) == sorted(tagged)
    assert stored
    for passage, codings in asked.items():
        key = lambda coding: coding.code  # noqa: E731
        assert sorted(codings, key=key) == sorted(stored.get(passage, ()), key=key)


def test_the_learned_coder_is_compared_on_what_people_coded(coded_kb: Folder) -> None:
    """Ensures that it is asked about others' passages, and not called a person."""
    found = compare(coded_kb, CODES, ["ann", "learned-coder"])
    ann, model = found.coders
    assert model.kind is CoderKind.MODEL
    assert (ann.saw, model.saw, model.compared, found.not_asked) == (14, 14, 14, 0)
    assert not found.between_people
    given = [
        decision.why
        for one in found.disagreements
        for decision in one.views[1].decisions
        if decision.code
    ]
    assert all(why.startswith("score 0.") for why in given)


def test_the_learned_coder_is_not_asked_about_digests(coded_kb: Folder) -> None:
    """Ensures that what it may have been trained on is left out, and said so."""
    found = compare(coded_kb, CODES, ["editors", "learned-coder"])
    assert found.figures is None
    assert found.not_asked == 1
    assert "trained on" in found.statement


FOREIGN = """version: "1.0"
title: Houses
codes:
  - {id: M1, label: Damp and mould, claim: Damp is a fault of buildings.}
  - {id: M2, label: Waiting, claim: Late repairs cost more than early ones.}
"""


def test_the_learned_coder_needs_to_know_a_code(coded_kb: Folder) -> None:
    """Ensures that codes of the same ids, but of other meanings, are not compared."""
    foreign = codebook.read(FOREIGN, where="codebook.yaml")
    with pytest.raises(UsageError, match="knows none of this codebook's codes"):
        compare(coded_kb, foreign, ["ann", "learned-coder"])
    mixed = replace(CODES, codes=(*foreign.codes[:1], *CODES.tops()[1:]))
    found = compare(coded_kb, mixed, ["ann", "learned-coder"])
    assert found.not_known == ("M1",)
    assert row(found, "M1").given["learned-coder"] == 0


@pytest.mark.parametrize(
    ("names", "error", "words"),
    [
        (["ann"], UsageError, "'ann' alone cannot be compared"),
        (["learned-coder"], UsageError, "name another coder as well .ann, bob"),
        (["ann", "ann"], UsageError, "named twice"),
        (["ann", "zoe"], UnknownName, "no coder 'zoe' here; coders: ann, bob, editors"),
    ],
)
def test_names_that_cannot_be_compared(
    names: list[str], error: type[Exception], words: str, coded_kb: Folder
) -> None:
    """Ensures that each is refused with what to do."""
    with pytest.raises(error, match=words):
        compare(coded_kb, CODES, names)


def test_what_is_said_where_nothing_can_be_compared(
    small_kb: Folder, copy_kb: Folder
) -> None:
    """Ensures that no common passages, no second coder and no coder are answers."""
    few = compare(small_kb, CODES)
    assert few.figures is None
    assert "No two coders have seen 10 passages in common: ann and edi" in few.statement
    named = compare(small_kb, CODES, ["ann", "editors"])
    assert "no two of them have seen a passage in common" in named.statement
    shutil.rmtree(copy_kb.annotations / "editors")
    pipeline.build(copy_kb)
    assert "Nobody to compare ann with" in compare(copy_kb, CODES).statement
    shutil.rmtree(copy_kb.annotations / "ann")
    pipeline.build(copy_kb)
    assert "Nobody has coded anything here" in compare(copy_kb, CODES).statement


def test_a_code_that_the_codebook_lost_is_not_no_code(coded_kb: Folder) -> None:
    """Ensures that what was coded with it only counts as not seen."""
    without = replace(CODES, codes=tuple(c for c in CODES.codes if "." not in c.id))
    found = compare(coded_kb, without, ["ann", "bob"])
    assert found.figures is not None
    assert found.figures.passages == 7
    assert row(found, "M1").given == {"ann": 2, "bob": 1}


def test_the_python_interface(coded_kb: Folder) -> None:
    """Ensures that the public class gives the same comparison."""
    kb = KnowledgeBase.open(coded_kb.root)
    assert kb.agreement() == compare(coded_kb, CODES)
    assert kb.agreement("ann", "eve", code="M1").coders[1].name == "eve"
