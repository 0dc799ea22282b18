"""Wrong use ends in one line that says what, where and what to do, and in exit code 2."""

import json
import subprocess
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["search", ""], ["empty", "what to search"]),
        (["search", "   "], ["empty"]),
        (["search", "x", "--limit", "0"], ["limit"]),
        (["search", "x", "--mode", "magic"], ["magic", "hybrid"]),
        (["evidence", "M9"], ["M9", "M1"]),
        (["show", "nobody1900"], ["nobody1900", "search"]),
        (["cite", "nobody1900"], ["nobody1900"]),
        (["agreement", "ann"], ["no coder 'ann'", "annotations/"]),
        (["agreement", "learned-coder"], ["alone", "name another coder"]),
        (["agreement", "--code", "M99"], ["M99", "M1"]),
        (["agreement", "--disagreements", "-1"], ["disagreements", "--help"]),
        (["extract", "missing.pdf"], ["missing.pdf", "check the name"]),
        (["pages", "missing.pdf"], ["missing.pdf", "check the name"]),
        (["tag", "missing.jsonl"], ["missing.jsonl", "directory. See"]),
        (["add", "missing.pdf"], ["missing.pdf", "does not exist"]),
        (["serve", "--port", "99999"], ["99999"]),
        (["brief", "new", "-o", "no/b.md"], ["no is no folder", "make it"]),
        (["map", "-o", "no/map.svg"], ["no is no folder", "make it"]),
        (["reading-list", "-o", "no/list.md"], ["no is no folder", "make it"]),
        (["check", "--annotate", "no/d.docx", "d.md"], ["no is no folder", "make it"]),
        (["frobnicate"], ["frobnicate", "--help"]),
        (["search"], ["QUERY", "--help"]),
        (["search", "two", "words"], ["(words); a query of several words", "quotes"]),
        (["search", "x", "-limit", "3"], ["Did you mean '--limit'"]),
        (["serch", "x"], ["Did you mean 'search'"]),
    ],
)
def test_one_line_and_exit_2(run, built_own_kb, arguments, words):
    """Ensures that a wrong request is answered in one helpful line."""
    done = run(*arguments, kb=built_own_kb)
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


@pytest.mark.parametrize("group", ["annotations", "bibliography", "brief", "codebook"])
def test_a_group_alone_lists_its_verbs(run, tmp_path, group):
    """Ensures that a group named without a verb answers with its help, as lines."""
    done = run(group, kb=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Usage: diffusionkb {group}")
    assert max(map(len, done.stderr.splitlines())) <= 80


@pytest.mark.parametrize(
    "verb",
    [
        ["build"],
        ["status"],
        ["search", "x"],
        ["evidence", "M1"],
        ["show", "x"],
        ["cite", "x"],
        ["agreement"],
        ["serve"],
    ],
)
def test_a_folder_that_is_no_knowledge_base(run, tmp_path, verb):
    """Ensures that each verb says where there is no knowledge base, and what to do."""
    done = run(*verb, kb=tmp_path)
    assert done.returncode == 2
    assert str(tmp_path) in done.stderr and "diffusionkb init" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "verb",
    [["search", "x"], ["evidence", "M1"], ["show", "x"], ["cite", "x"], ["serve"]],
)
def test_a_knowledge_base_not_built_yet(run, own_kb, verb):
    """Ensures that asking before building says so, with exit code 3."""
    done = run(*verb, kb=own_kb)
    assert done.returncode == 3
    assert "diffusionkb build" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("diffusionkb.toml", "workers = ", ["diffusionkb.toml", "TOML"]),
        ("diffusionkb.toml", "wrkers = 3", ["wrkers", "workers"]),
        ("diffusionkb.toml", "workers = 'many'", ["workers", "whole number"]),
        ("annotations/codebook.yaml", "codes: [", ["codebook.yaml"]),
        (
            "annotations/codebook.yaml",
            "version: '1'\ntitle: x\ncodes:\n - {id: A}\n",
            ["codebook.yaml", "A"],
        ),
        ("corpus/references.json", "{", ["references.json", "JSON"]),
        ("corpus/references.json", '{"a": 1}', ["references.json", "list"]),
        ("corpus/references.json", '[{"title": "x"}]', ["references.json", "id"]),
        ("corpus/references.json", '[{"id": "a"}, {"id": "a"}]', ["repeats", "'a'"]),
    ],
)
def test_broken_files_of_the_user(run, own_kb, file, text, words):
    """Ensures that a broken settings, codebook or bibliography file is named."""
    (own_kb / file).write_text(text, encoding="utf-8")
    done = run("build", kb=own_kb)
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    for word in words:
        assert word in done.stderr


@pytest.mark.parametrize(
    "bad",
    [
        "{nonsense",
        '{"id": 1, "text": "\\ud83d half"}',
        '{"id": "\\udc00", "text": "half an id"}',
        "[" * 100_000,
        '{"id": ' + "9" * 5000 + ', "text": "a long number"}',
        '{"id": 1}',
    ],
    ids=["no JSON", "half a letter", "half an id", "too deep", "too long", "no text"],
)
def test_tag_names_the_line_that_is_wrong(run, bad):
    """Ensures that a bad input line is named by its number."""
    good = json.dumps({"id": 1, "text": "The pilot ended."})
    done = run("tag", stdin=f"{good}\n{bad}\n")
    assert done.returncode == 2
    assert "line 2" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_add_of_a_folder_takes_documents_only(run, own_kb, built_own_kb, tmp_path):
    """Ensures that settings and codebooks do not become documents, and it is said."""
    (tmp_path / "empty").mkdir()
    nothing = run("add", tmp_path / "empty", kb=own_kb)
    assert (nothing.returncode, nothing.stderr) == (0, "Nothing found to add.\n")
    others = run("add", built_own_kb / "annotations", kb=own_kb)
    assert "1 passed over" in others.stderr and "Nothing found" in others.stderr
    known = run("add", built_own_kb, kb=own_kb)
    assert "3 already there" in known.stderr and "2 passed over" in known.stderr
    for done in (nothing, others, known):
        assert "diffusionkb build" not in done.stderr
    (tmp_path / "odd.log").write_text("A pilot ended.")
    named = run("add", tmp_path / "odd.log", kb=own_kb)
    assert named.stderr == "1 added\nNow run: diffusionkb build\n"


def test_one_is_counted_as_one(run, tmp_path):
    """Ensures that a single file and passage are not spoken of in the plural."""
    run("init", tmp_path / "kb")
    (tmp_path / "kb" / "corpus" / "a.txt").write_text("The pilot ended in May. " * 9)
    built = run("build", kb=tmp_path / "kb")
    assert "1 file read" in built.stdout
    assert "1 work · 1 document · 1 passage" in built.stdout
    assert "1 passage, " in run("show", "a", kb=tmp_path / "kb").stdout


def test_make_goes_on_without_a_bad_file(tmp_path):
    """Ensures that `make demo` and `make serve` end only where the build cannot run."""
    target = tmp_path / "Makefile"
    makefile = (Path(__file__).parents[2] / "Makefile").read_text(encoding="utf-8")
    target.write_text(f"{makefile}\nonly-build:\n\t@$(BUILD)\n", encoding="utf-8")
    program = tmp_path / "bin" / "diffusionkb"
    program.parent.mkdir()
    for code, result in ((0, 0), (1, 0), (2, 2), (3, 2)):
        program.write_text(f"#!/bin/sh\nexit {code}\n")
        program.chmod(0o755)
        done = subprocess.run(
            ["make", "-f", target, "only-build", f"BIN={program.parent}"],
            capture_output=True,
            text=True,
        )
        assert done.returncode == result, done
        assert ("Going on" in done.stdout) == (code == 1)


def test_add_never_overwrites(run, changing_kb, tmp_path):
    """Ensures that a file of the same name and other content is left alone."""
    other = tmp_path / "leaflet.txt"
    other.write_text("Something else entirely.", encoding="utf-8")
    before = (changing_kb / "corpus" / "leaflet.txt").read_bytes()
    done = run("add", other, kb=changing_kb)
    assert done.returncode == 1
    assert "another file of that name" in done.stderr
    assert (changing_kb / "corpus" / "leaflet.txt").read_bytes() == before
