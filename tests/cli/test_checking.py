"""The command that checks drafts: several at once, its formats, its exit codes."""

import json

import pytest
from click.testing import CliRunner

from diffusionkb.cli import cli


@pytest.fixture
def invoked(small_kb, tmp_path, monkeypatch):
    """Runs `check` where the drafts are; `draft(name, text)` writes one first."""
    monkeypatch.chdir(tmp_path)

    def _invoked(*arguments):
        return CliRunner().invoke(
            cli, ["--kb", str(small_kb.root), "check", *arguments]
        )

    return _invoked


@pytest.fixture
def drafts(tmp_path, sentences):
    """right.md has no fault, wrong.md one."""
    right = f"“{sentences.open}” [@rota2011].\n"
    (tmp_path / "right.md").write_text(right, encoding="utf-8")
    wrong = right.replace("Seven", "Six")
    (tmp_path / "wrong.md").write_text(wrong, encoding="utf-8")
    return tmp_path


def test_one_draft_keeps_the_contract(invoked, drafts):
    """Ensures that a single draft's JSON has its quotations at the top."""
    done = invoked("right.md", "--format", "json")
    data = json.loads(done.stdout)
    assert (done.exit_code, data["file"], data["problems"]) == (0, "right.md", [])
    (quotation,) = data["quotations"]
    assert {"text", "line", "citation_key", "claimed_locator", "verdict", "serious",
            "found", "similarity", "diff"} <= set(quotation)  # fmt: skip


def test_several_drafts_at_once(invoked, drafts):
    """Ensures that each draft has its own report, and one fault is enough."""
    done = invoked("right.md", "wrong.md", "--format", "json")
    data = json.loads(done.stdout)
    assert done.exit_code == 1
    assert [
        (one["file"], [q["verdict"] for q in one["quotations"]])
        for one in data["drafts"]
    ] == [("right.md", ["exact"]), ("wrong.md", ["altered"])]
    table = invoked("right.md", "wrong.md").stdout
    assert table.index("right.md") < table.index("wrong.md")
    assert max(map(len, table.splitlines())) <= 80
    sarif = json.loads(invoked("wrong.md", "--format", "sarif").stdout)
    assert [r["ruleId"] for r in sarif["runs"][0]["results"]] == ["altered"]


def test_a_mended_copy_is_clean(invoked, drafts):
    """Ensures that --fix writes a new file that passes, and says so on stderr."""
    before = (drafts / "wrong.md").read_bytes()
    done = invoked("wrong.md", "--fix", "--annotate", "wrong.html")
    assert done.exit_code == 1
    assert "Wrote wrong.fixed.md: 1 finding mended." in done.stderr
    assert invoked("wrong.fixed.md").exit_code == 0
    assert (drafts / "wrong.md").read_bytes() == before
    assert "Seven of nine" in (drafts / "wrong.html").read_text(encoding="utf-8")


def test_balance_is_told(invoked, drafts):
    """Ensures that one-sided claims come with how much was searched."""
    done = invoked("right.md", "--balance")
    assert "nothing on the other side among" in " ".join(done.stdout.split())
    assert done.exit_code == 0
    data = json.loads(invoked("right.md", "--balance", "--format", "json").stdout)
    assert [one["code"] for one in data["balance"]] == ["M1"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["right.md", "-o", "a.md"], "add --fix"),
        (["right.md", "wrong.md", "--fix", "-o", "a.md"], "one at a time"),
        (["right.md", "wrong.md", "--annotate", "a.html"], "one at a time"),
        (["right.md", "--fix", "-o", "right.md"], "draft itself"),
        (["right.md", "--annotate", "a.pdf"], ".docx or .html"),
    ],
)
def test_wrong_use_is_named(invoked, drafts, arguments, words):
    """Ensures that impossible wishes end in one line that says what to do."""
    done = invoked(*arguments)
    assert words in str(done.exception)
    assert getattr(done.exception, "exit_code", None) == 2
