"""The coding desk: which passages come, what is written, what can be taken back."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from diffusionkb import pipeline
from diffusionkb.catalogue import Catalogue
from diffusionkb.coding.annotation_lines import replace_line
from diffusionkb.coding.desk.passages import look_up
from diffusionkb.coding.desk.queue import Order, Wanted, queue
from diffusionkb.coding.desk.session import Session
from diffusionkb.errors import CannotRun, UsageError
from diffusionkb.model import Stance
from diffusionkb.settings import Folder

SUPPORTS, QUALIFIES = Stance.SUPPORTS, Stance.QUALIFIES


def ids(folder: Folder, **wanted: Any) -> list[str]:
    with Catalogue(folder.work_db) as catalogue:
        asked = Wanted(**{"coder": "zoe", **wanted})
        return queue(catalogue, pipeline.codebook_of(folder), asked)


def at_work(folder: Folder, passages: list[str] | None = None) -> Session:
    return Session(
        folder=folder,
        codebook=pipeline.codebook_of(folder),
        coder="zoe",
        passages=ids(folder) if passages is None else passages,
        look=lambda name: look_up(folder.work_db, name),
    )


def lines(folder: Folder) -> list[dict[str, Any]]:
    files = sorted((folder.annotations / "zoe").glob("*.jsonl"))
    return [json.loads(line) for f in files for line in f.read_text().splitlines()]


def said(folder: Folder) -> list[tuple[str | None, str | None]]:
    return [(i["body"]["code"], i["body"].get("stance")) for i in lines(folder)]


def test_which_passages_come(coded_kb: Folder) -> None:
    """Ensures that the orders bring what they say, and no summary unless asked for."""
    corpus = ids(coded_kb)
    with Catalogue(coded_kb.work_db) as catalogue:
        kinds = {
            row["id"]: row["source_kind"] for row in catalogue.passages(corpus).values()
        }
    assert "digest" not in kinds.values()
    assert set(corpus) < set(ids(coded_kb, digests=True))
    blind = ids(coded_kb, blind_second="ann")
    assert len(blind) == 14  # 12 villages, 2 of another work
    assert (
        blind
        == ids(coded_kb, blind_second="ann")
        != ids(coded_kb, blind_second="ann", seed=1)
    )
    some = ids(coded_kb, sample=5)
    assert len(set(some)) == 5
    assert some == ids(coded_kb, sample=5) != ids(coded_kb, sample=5, seed=9)
    assert set(some) < set(ids(coded_kb, sample=8))
    uncertain = ids(coded_kb, order=Order.UNCERTAIN)
    assert sorted(uncertain) == sorted(corpus)
    assert uncertain != corpus
    given = ids(coded_kb, code="M1")
    assert given == ids(coded_kb, code="m1")
    with Catalogue(coded_kb.work_db) as catalogue:
        rows = catalogue.codings(given)
    assert given
    assert all(any(c.code.startswith("M1") for c in rows[name]) for name in given)


def test_what_cannot_come_is_said(coded_kb: Folder, tmp_path: Path) -> None:
    """Ensures that a wrong wish ends in a line that says what there is."""
    with pytest.raises(UsageError, match="no codings by 'kim' here; coders: ann, bob"):
        ids(coded_kb, blind_second="kim")
    with pytest.raises(UsageError, match="not blind"):
        ids(coded_kb, blind_second="ann", code="M1")
    with pytest.raises(UsageError, match="nobody has given P2"):
        ids(coded_kb, code="P2")


def test_a_decision_is_in_its_file_at_once(copy_kb: Folder) -> None:
    """Ensures that a code is a whole line, and that a build takes it."""
    session = at_work(copy_kb)
    assert session.current
    session.next_sentence()
    session.next_sentence()
    session.longer()
    assert session.give("M3.pilot", QUALIFIES) == "M3.pilot qualifies"
    (line,) = lines(copy_kb)
    quote, position = line["target"]["selector"][:2]
    assert quote["exact"] in session.current.text
    assert quote["exact"] != session.current.text
    assert position["end"] - position["start"] == len(quote["exact"])
    assert line["body"] == {
        "code": "M3.pilot",
        "stance": "qualifies",
        "codebook": session.codebook.version,
        "memo": "",
    }
    report = pipeline.build(copy_kb)
    assert report.counts["annotate"]["same"] == 4
    with Catalogue(copy_kb.work_db) as catalogue:
        codings = catalogue.codings([session.current.passage_id])
    given = {(c.coder, c.code) for c in codings[session.current.passage_id]}
    assert ("zoe", "M3.pilot") in given


def test_decisions_change_and_are_taken_back(copy_kb: Folder) -> None:
    """Ensures that stance, memo and undo leave just the lines that are meant."""
    session = at_work(copy_kb)
    session.write_memo("for the next")
    session.give("M1", SUPPORTS)
    session.give("M2", SUPPORTS)
    session.write_memo("on M2")
    assert [i["body"]["memo"] for i in lines(copy_kb)] == ["for the next", "on M2"]
    session.give("M1", QUALIFIES)
    assert sorted(map(str, said(copy_kb))) == [
        "('M1', 'qualifies')",
        "('M2', 'supports')",
    ]
    assert session.give("M2", SUPPORTS) == "M2 taken back"
    assert said(copy_kb) == [("M1", "qualifies")]
    for left in (2, 2, 2, 1, 0):
        assert session.undo() == "undone"
        assert len(lines(copy_kb)) == left
    assert session.undo() == "nothing to undo in this session"


def test_a_passage_is_left_with_a_decision_or_skipped(copy_kb: Folder) -> None:
    """Ensures that nothing is passed over by accident, and that work is taken up."""
    session = at_work(copy_kb)
    first = session.place
    assert "no decision yet" in session.go_on()
    assert session.place == first
    session.nothing()
    session.skip()
    assert (session.place, session.done) == (2, 1)
    session.give("M1", SUPPORTS)
    assert "take them back first" in session.nothing()
    session.go_on()
    assert (
        said(copy_kb) == [(None, None), ("M1", "supports")] or len(said(copy_kb)) == 2
    )
    again = at_work(copy_kb)
    assert (again.place, again.done) == (1, 2)
    again.go_back()
    assert [some.code for some in again.decisions] == [None]
    assert again.give("M2", SUPPORTS) == "M2 supports"
    assert None not in [code for code, _ in said(copy_kb)]


def test_the_end_and_an_empty_queue(copy_kb: Folder) -> None:
    """Ensures that the last passage is not a trap, and undo leads back to it."""
    session = at_work(copy_kb, ids(copy_kb)[:1])
    session.nothing()
    assert session.current is None
    assert session.go_on() == ""
    session.undo()
    assert session.current
    assert lines(copy_kb) == []
    assert at_work(copy_kb, []).current is None


def test_a_file_changed_by_another_hand_is_not_spoilt(copy_kb: Folder) -> None:
    """Ensures that lines are found wherever they stand now, or nothing is written."""
    session = at_work(copy_kb)
    session.give("M1", SUPPORTS)
    (file,) = (copy_kb.annotations / "zoe").glob("*.jsonl")
    mine = file.read_text()
    file.write_text('{"torn\n' + mine + "\n")
    session.give("M1", QUALIFIES)
    assert [line for line in file.read_text().splitlines() if line][0] == '{"torn'
    assert len(file.read_text().splitlines()) in {2, 3}
    written = session.decisions[0].item
    file.write_text("")
    assert "not undone" in session.undo()
    assert file.read_text() == ""
    assert not session.decisions
    with pytest.raises(CannotRun, match="changed meanwhile"):
        replace_line(file, written, None)
    file.write_text(f"{json.dumps(written)}\n")
    assert session.undo() == "undone"
    assert [(some.code, some.stance) for some in session.decisions] == [
        ("M1", SUPPORTS)
    ]


def test_two_windows_of_a_coder_do_not_contradict_each_other(copy_kb: Folder) -> None:
    """Ensures that what another window wrote is read before anything is added."""
    one, two = at_work(copy_kb), at_work(copy_kb)
    one.give("M1", SUPPORTS)
    assert "elsewhere" in two.give("M1", QUALIFIES)
    assert said(copy_kb) == [("M1", "supports")]
    assert [old.stance for old in two.decisions] == [SUPPORTS]
    two.give("M1", QUALIFIES)
    assert said(copy_kb) == [("M1", "qualifies")]
    assert "not undone" in one.undo()
    two.give("M1", QUALIFIES)
    assert "elsewhere" in one.give("M2", SUPPORTS)
    one.give("M2", SUPPORTS)
    one.go_on()
    assert "elsewhere" in two.nothing()
    two.go_on()
    assert one.place == two.place == 1
    one.nothing()
    assert "elsewhere" in two.write_memo("why")
    assert said(copy_kb) == [("M2", "supports"), (None, None)]


def test_a_memo_outlives_a_file_that_cannot_be_written(copy_kb: Folder) -> None:
    """Ensures that what could not be written can be given again, memo and all."""
    session = at_work(copy_kb)
    session.write_memo("think twice")
    (copy_kb.annotations / "zoe").write_text("not a folder")
    with pytest.raises(OSError, match="zoe"):
        session.give("M1", SUPPORTS)
    assert not session.decisions
    (copy_kb.annotations / "zoe").unlink()
    session.give("M1", SUPPORTS)
    assert [line["body"]["memo"] for line in lines(copy_kb)] == ["think twice"]


def test_a_passage_that_is_gone_is_passed_over(copy_kb: Folder) -> None:
    """Ensures that a build while somebody codes does not stop them."""
    names = ids(copy_kb)
    session = at_work(copy_kb, ["gone", *names])
    assert session.place == 1
    session.nothing()
    (copy_kb.corpus / "rota2011.md").unlink()
    pipeline.build(copy_kb)
    while session.current:
        session.nothing()
    assert len(lines(copy_kb)) < len(names)


@pytest.mark.parametrize(
    "sentences",
    [
        ["It was dry.", "“Nobody came.”", "Of 12 e.g. two left."],
        ["See Fig. 3 of Dr. J. Smith et al. (2003).", "It fell by 5 m.", "They left."],
        ["Стены сохли.", "Ёлки стояли!"],
        ["Es war trocken.", "Über Nacht kam z. B. „Regen“.", "«Ändern?»", "Ja."],
        ["墙是干的。", "「没有人来。」", "后来呢？", "下雨了！"],
        ["दीवार सूखी थी।", "कोई नहीं आया।"],
    ],
)
def test_one_sentence_after_another_is_quoted(
    sentences: list[str], copy_kb: Folder
) -> None:
    """Ensures that sentences are told apart in any script, and are whole."""
    coding = at_work(copy_kb)
    assert coding.current
    between = "" if "。" in sentences[0] else " "
    one = replace(coding.current.file.passages[0], text=between.join(sentences))
    file = replace(coding.current.file, passages=(one,))
    coding.current = replace(coding.current, file=file, number=0)
    for sentence in sentences:
        coding.next_sentence()
        start, end = coding.quoted()
        assert coding.current.text[start:end] == sentence
