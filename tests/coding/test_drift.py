"""Codings after a change of the codebook: which are stale, and what moves."""

import json
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from diffusionkb import codebook as codebooks
from diffusionkb.cli.codebooks import codebook as verb
from diffusionkb.coding import annotations, drift, moving, revisions
from diffusionkb.coding.annotation_lines import replace_line
from diffusionkb.settings import Folder

OLD = """\
version: "1.0"
codes:
  - {id: A, label: a, claim: a claim, definition: of a, includes: [this]}
  - {id: A.x, parent: A, label: ax, claim: x claim, definition: of x, includes: [x]}
  - {id: B, label: b, claim: b claim, definition: of b, includes: [that]}
  - {id: C, label: c, claim: c claim, definition: of c, includes: [more]}
  - {id: D, label: d, claim: d claim, definition: of d, includes: [less]}
"""
NEW = """\
version: "1.2"
history:
  - version: "1.2"
    reworded: [A]
    removed: [D]
  - version: "1.1"
    date: "2026-11-20"
    note: Names that say more.
    renamed: {A.x: A.y}
    merged: {B: C}
    split: {E: [C, A]}
codes:
  - {id: A, label: a, claim: another claim, definition: of a, includes: [this],
     changed: "1.2"}
  - {id: A.y, parent: A, label: ax, claim: x claim, definition: of x, includes: [x]}
  - {id: C, label: c, claim: c claim, definition: of c, includes: [more]}
"""
Line = Callable[..., str]


@pytest.fixture
def kb(tmp_path: Path) -> Folder:
    folder = Folder(root=tmp_path)
    folder.corpus.mkdir()
    (folder.annotations / "ann").mkdir(parents=True)
    folder.codebook.write_text(NEW)
    return folder


def write(folder: Folder, *lines: str, name: str = "ann/one.jsonl") -> Path:
    file = folder.annotations / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def found(folder: Folder) -> drift.Drift:
    book = codebooks.load(folder.codebook)
    return drift.find(
        folder.annotations, book, lambda name: revisions.built(folder, name)
    )


def fates(folder: Folder) -> dict[int, tuple[str, str]]:
    return {some.line.number: (some.into, some.reason) for some in found(folder).stale}


def test_each_kind_of_change_has_its_fate(kb: Folder, annotation: Line) -> None:
    """Ensures that renamed and merged codes move, and others want a second look."""
    stance = "supports"
    write(
        kb,
        annotation("w", "one", "A", stance),
        annotation("w", "two", "A", stance, codebook="1.2"),
        annotation("w", "three", "A.x", stance),
        annotation("w", "four", "B", stance),
        annotation("w", "five", "C", stance),
        annotation("w", "six", "D", stance),
        annotation("w", "seven", "E", stance),
        annotation("w", "eight", "F", stance),
        annotation("w", "nine", "A", stance, codebook="2.0"),
    )
    assert fates(kb) == {
        1: ("", "A was reworded in 1.2"),
        3: ("A.y", ""),
        4: ("C", ""),
        6: ("", "D was removed in 1.2"),
        7: ("", "E was split into C, A in 1.1"),
        8: ("", "no code F in the codebook, and its history does not say why"),
        9: ("", "made under 2.0, which is newer than the codebook, 1.2"),
    }


def test_a_code_that_its_own_version_took_away(kb: Folder, annotation: Line) -> None:
    """Ensures that the history is quoted also where it does not say what moves."""
    write(kb, annotation("w", "one", "B", "supports", codebook="1.2"))
    assert fates(kb) == {1: ("", "B was merged into C in 1.1")}


def test_moving_loses_nothing(kb: Folder, annotation: Line, seen_line: Line) -> None:
    """Ensures that only the codes of moved lines change, and once only."""
    file = write(
        kb,
        annotation("w", "three\u2028ü", "A.x", "supports", memo="mine"),
        "",
        "not an annotation",
        seen_line("w", "nothing"),
        annotation("w", "four", "B", "qualifies"),
    )
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    before = file.read_bytes().split(b"\n")
    assert moving.move(found(kb).stale, "1.2") == 2
    after = file.read_bytes().split(b"\n")
    assert len(after) == len(before)
    assert [n for n, pair in enumerate(zip(before, after)) if len(set(pair)) > 1] == [
        0,
        4,
    ]
    first = json.loads(after[0].decode("utf-8-sig"))
    assert first["body"] == {
        "code": "A.y",
        "stance": "supports",
        "codebook": "1.0",
        "memo": "mine",
        "moved": [{"from": "A.x", "to": "A.y", "codebook": "1.2"}],
    }
    assert first["target"] == json.loads(before[0].decode("utf-8-sig"))["target"]
    assert after[0].endswith(b"\r")
    assert found(kb).moving == ()
    assert found(kb).uncoded == found(kb).unread == 1
    read, failures = annotations.read_all(kb.annotations, codebooks.load(kb.codebook))
    assert [one.code for one in read] == ["A.y", None, "C"]
    assert len(failures) == 1


def test_a_line_between_odd_spaces_is_moved(kb: Folder, annotation: Line) -> None:
    """Ensures that what stands around a line hinders neither reading nor moving it."""
    line = annotation("w", "one", "B", "supports")
    file = write(kb, f"\u00a0{line}\u00a0")
    assert moving.move(found(kb).stale, "1.2") == 1
    (moved,), _ = annotations.read_all(kb.annotations, codebooks.load(kb.codebook))
    replace_line(file, moved.item, {})
    assert file.read_text() == "\u00a0{}\u00a0\n"


def test_the_queue_may_go_to_a_link(kb: Folder, annotation: Line) -> None:
    """Ensures that a link stays one, as /dev/stdout has to."""
    write(kb, annotation("w", "one", "A", "supports"))
    queue, link = kb.root / "queue.jsonl", kb.root / "link.jsonl"
    link.symlink_to(queue)
    assert moving.write_queue(found(kb).stale, link) == 1
    assert link.is_symlink()
    assert json.loads(queue.read_text())["exact"] == "one"


def test_what_is_asked_for_is_counted_and_known(kb: Folder, annotation: Line) -> None:
    """Ensures that a code that nobody has is named, and counts are of what is asked."""
    write(kb, *(annotation("w", name, name, "supports") for name in "BCC"))
    run = partial(CliRunner().invoke, obj=kb.root, standalone_mode=False)
    for code in "Cc":
        asked = ["drift", "--code", code]
        assert "No coding is stale: 2 codings held" in run(verb, asked).stdout
    done = run(verb, ["drift", "--code", "Z"])
    assert "no code 'Z' in the codebook, nor in any line; codes of the lines: B, C" in (
        str(done.exception)
    )


def test_codes_that_change_places_move_once(kb: Folder, annotation: Line) -> None:
    """Ensures that two ids that were exchanged are not exchanged back."""
    kb.codebook.write_text(
        OLD.replace("1.0", "1.1")
        + 'history: [{version: "1.1", renamed: {B: C, C: B}}]\n'
    )
    file = write(kb, *(annotation("w", name, name, "supports") for name in "BC"))
    for _ in range(2):
        moving.move(found(kb).stale, "1.1")
    codes = [json.loads(line)["body"]["code"] for line in file.read_text().splitlines()]
    assert codes == ["C", "B"]


def test_an_id_that_is_used_again_does_not_take_over_old_codings(
    kb: Folder, annotation: Line
) -> None:
    """Ensures that a build reads no coding as that of a later code of the same id."""
    history = """\
history:
  - {version: "1.1", renamed: {B: C, C: B}}
  - {version: "1.2", renamed: {D: E}, added: [D]}
  - {version: "1.3", renamed: {E: D, D: F}, removed: [A]}
  - {version: "1.4", added: [A]}
"""
    kb.codebook.write_text(OLD.replace("1.0", "1.4") + history)
    made = [("B", "1.0"), ("B", "1.1"), ("D", "1.0"), ("D", "1.2"), ("A", "1.0")]
    lines = [annotation("w", f"{c} {v}", c, "supports", codebook=v) for c, v in made]
    write(kb, *lines, annotation("w", "none", "B", "supports", codebook=""))
    book = codebooks.load(kb.codebook)
    read, failures = annotations.read_all(kb.annotations, book)
    assert [one.exact for one in read] == ["B 1.1", "D 1.0", "A 1.0", "none"]
    told = ["B was renamed to C in 1.1", "D was renamed to F in 1.3"]
    assert [failure.message.rpartition(": ")[2] for failure in failures] == told
    moving.move(found(kb).stale, "1.4")
    read, _ = annotations.read_all(kb.annotations, book)
    assert [(one.exact, one.code) for one in read][:2] == [
        ("B 1.0", "C"),
        ("B 1.1", "B"),
    ]


def test_merged_codes_with_two_stances_are_not_moved(
    kb: Folder, annotation: Line
) -> None:
    """Ensures that a merge does not make a coder contradict themselves."""
    write(
        kb,
        annotation("w", "same", "B", "supports"),
        annotation("w", "same", "C", "contradicts"),
        annotation("w", "other", "B", "supports"),
        annotation("w", "other", "C", "supports"),
    )
    made = fates(kb)
    assert made[1][0] == "" and "another stance" in made[1][1]
    assert made[3] == ("C", "")


def test_the_same_words_under_a_new_number_are_not_stale(
    kb: Folder, annotation: Line
) -> None:
    """Ensures that `changed` alone does not, where the built version has the words."""
    kb.codebook.write_text(OLD)
    revisions.keep(kb, codebooks.load(kb.codebook))
    write(kb, annotation("w", "one", "B", "supports"))
    new = OLD.replace('"1.0"', '"1.1"').replace("[that]", '[that], changed: "1.1"')
    kb.codebook.write_text(new)
    assert fates(kb) == {}
    kb.codebook.write_text(new.replace("b claim", "b claim anew"))
    assert fates(kb) == {1: ("", "B was reworded in 1.1")}


def test_the_verb_queues_and_moves(kb: Folder, annotation: Line) -> None:
    """Ensures that the queue names the line and why, and exit codes say what is left."""
    write(kb, annotation("w", "one", "A", "supports"))
    write(kb, annotation("w", "two", "B", "supports"), name="bob/one.jsonl")
    queue = kb.root / "again.jsonl"

    def run(*words: str):
        return CliRunner().invoke(
            verb, ["drift", *words], obj=kb.root, standalone_mode=False
        )

    done = run("--queue", str(queue), "--format", "json")
    assert done.return_value == 1
    assert [row["into"] for row in json.loads(done.stdout)["stale"]] == [None, "C"]
    (row,) = map(json.loads, queue.read_text().splitlines())
    assert (row["where"], row["code"], row["exact"]) == ("ann/one.jsonl:1", "A", "one")
    assert row["reason"] == "A was reworded in 1.2"
    assert "bob, B: 1 coding; moves to C" in run().stdout
    assert run("--apply", "--coder", "bob").return_value == 0
    assert run("--coder", "bob").return_value == 0
    assert run("--coder", "nobody").exception
    assert run().return_value == 1


@pytest.fixture
def in_git(kb: Folder, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """The old codebook committed, and the new one on top."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")

    def git(*words: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(
            ["git", *who, *words], cwd=kb.root, check=True, capture_output=True
        )

    git("init", "-q")
    for text, subject in ((OLD, "First codes"), ("codes: [", "Oops"), (NEW, "Newer")):
        kb.codebook.write_text(text)
        git("add", ".")
        git("commit", "-qm", subject)
    return kb


def test_diff_and_log_know_git(in_git: Folder) -> None:
    """Ensures that versions are compared across commits, also over a broken one."""

    def run(*words: str) -> str:
        done = CliRunner().invoke(verb, [*words], obj=in_git.root)
        assert done.exit_code == 0, done.output
        return done.stdout

    listed = json.loads(run("log", "--format", "json"))
    assert [commit["version"] for commit in listed["commits"]] == ["1.2", "", "1.0"]
    assert [entry["version"] for entry in listed["history"]] == ["1.2", "1.1"]
    told = run("diff", "HEAD~2")
    assert "renamed A.x to A.y" in told
    assert "merged B into C" in told
    assert "removed D" in told
    assert "[-a-] {+another+} claim" in told
    assert "renamed A.x to A.y" in run("log")
    done = CliRunner().invoke(verb, ["diff", "nope"], obj=in_git.root)
    assert "'nope' is no file" in str(done.exception)
