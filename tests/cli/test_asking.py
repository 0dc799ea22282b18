"""The verbs search and evidence: options, and what is written for people and programs."""

import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from diffusionkb import KnowledgeBase, pipeline
from diffusionkb.cli import cli
from diffusionkb.cli.hit_files import write_csv
from diffusionkb.cli.snippets import SNIPPET_WORDS, snippet
from diffusionkb.errors import UnknownName, UsageError
from diffusionkb.query.filters import Filters
from diffusionkb.references import bibtex
from diffusionkb.settings import Folder


def ask(folder: Folder, *arguments: object) -> Result:
    words = ["--kb", str(folder.root), *map(str, arguments)]
    return CliRunner().invoke(cli, words)


def keys(folder: Folder, *arguments: object) -> set[str]:
    done = ask(folder, "search", *arguments, "--format", "json")
    assert done.exit_code == 0, done.output
    return {item["citation_key"] for item in json.loads(done.stdout)}


@pytest.mark.parametrize(
    ("options", "works"),
    [
        (("--sector", "agriculture"), {"kelp1987", "harbour1999"}),
        (("--code", "M1", "--coder", "ann"), {"kelp1987", "rota2011"}),
        (("--code", "P3", "--code", "M1", "--coder", "editorial"), {"harbour1999"}),
        (("--year", "..1900", "--year", "2011"), {"loom1850", "rota2011"}),
        (("--author", "ward"), {"rota2011"}),
        (("--title", "credit"), {"kelp1987"}),
        (("--work", "loom1850", "--work", "kelp1987"), {"loom1850", "kelp1987"}),
        (("--source-kind", "digest"), {"harbour1999"}),
        (("--open-only", "--sector", "health"), {"rota2011"}),
        (("--stance", "supports", "--coder", "person"), {"kelp1987", "rota2011"}),
    ],
)
def test_every_filter_is_an_option(
    small_kb: Folder, options: tuple[str, ...], works: set[str]
) -> None:
    """Ensures that options alone list what they admit, and nothing else."""
    assert keys(small_kb, *options) == works
    assert keys(small_kb, "winter", "--mode", "lexical", *options) <= works


def test_the_python_interface_has_the_same_names(small_kb: Folder) -> None:
    """Ensures that filters may be given as words, as lists, or as a record."""
    kb = KnowledgeBase.open(small_kb.root)

    def works(**asked: object) -> set[str]:
        answer = kb.search(**asked)  # type: ignore[arg-type]
        return {hit.citation_key for hit in answer.hits}

    assert works(code="M1", coder=["ann"]) == {"kelp1987", "rota2011"}
    assert works(year=1987) == works(year="1980..1990") == {"kelp1987"}
    health = Filters(sectors=("health",))
    assert works(filters=health) == {"rota2011"}
    assert works(filters=health, sector=("industry",)) == {"loom1850"}
    assert works(open_only=True, source_kind="digest") == {"harbour1999"}
    assert len(kb.search("wards", per_work=1).hits) == 1
    with pytest.raises(UnknownName, match="no sector 'x'"):
        kb.search("wards", sector="x")
    with pytest.raises(UsageError, match="no year"):
        kb.search("wards", year="soon")
    sides = kb.evidence("M1", "kelp", coder="ann").sides
    assert [hit.citation_key for hit in sides[0].hits] == ["kelp1987"]


def test_notes_go_to_stderr(small_kb: Folder) -> None:
    """Ensures that results stay results where a query was not understood."""
    done = ask(small_kb, "search", "kelp racks year:soon", "--format", "json")
    assert json.loads(done.stdout)
    assert "'soon' is no year" in done.stderr
    assert "searched as" in done.stderr
    done = ask(small_kb, "search", "kelp author:nobody")
    assert (done.exit_code, done.stdout.count("searched 0 passages")) == (0, 1)
    assert "no passage here is what the filters ask for" in done.stderr


def test_the_nearest_are_marked_as_not_relevant(small_kb: Folder) -> None:
    """Ensures that programs and people can tell them from results."""
    question = ("search", "superconducting qubit decoherence")
    text = ask(small_kb, *question, "--nearest").stdout
    assert text.startswith("Nothing relevant found; searched 5 passages.")
    assert "nothing to do with it" in text
    items = json.loads(ask(small_kb, *question, "--nearest", "--format", "json").stdout)
    assert [item["relevant"] for item in items] == [False] * 3
    assert json.loads(ask(small_kb, *question, "--format", "json").stdout) == []


def test_a_query_may_begin_with_a_minus(small_kb: Folder) -> None:
    """Ensures that what no option can be is the query, wherever it stands."""
    all_of_them = keys(small_kb, "kelp wards nets", "--mode", "lexical")
    assert keys(small_kb, "-kelp") == keys(small_kb, "-kelp ")
    assert "kelp1987" not in keys(small_kb, "-kelp", "-n", "3")
    assert keys(small_kb, "-kelp wards nets", "-n", "9", "--mode", "lexical") == (
        all_of_them - {"kelp1987"}
    )
    phrase = '-"drying racks" kelp wards'
    assert keys(small_kb, "--mode", "lexical", phrase) == {"rota2011"}
    assert keys(small_kb, "-n 1", "--mode", "lexical", "wards") == {"rota2011"}
    done = ask(small_kb, "search", "--mode", "lexical", "--", "-kelp wards")
    assert (done.exit_code, done.stdout[:3]) == (0, "1. ")
    assert keys(small_kb, "--title", "-x credit", "kelp") == set()
    done = ask(small_kb, "evidence", "M1", "-kelp wards")
    assert (done.exit_code, "On: -kelp wards" in done.stdout) == (0, True)
    assert ask(small_kb, "search", "--nope", "kelp").exit_code == 2


def test_words_that_no_passage_has_are_named(small_kb: Folder) -> None:
    """Ensures that a result found by the other words, or by meaning, says so."""
    done = ask(small_kb, "search", "kelp racks blorptastic xyzzy")
    assert done.stdout.startswith("1. ")
    assert "has 'blorptastic', 'xyzzy'; what is shown" in done.stderr
    assert "no passage" not in ask(small_kb, "search", "kelp racks").stderr
    absent = ask(small_kb, "search", "superconducting qubit decoherence")
    assert (absent.stderr, "--nearest" in absent.stdout) == ("", True)


def test_csv_is_harmless_and_whole(
    small_kb: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ensures that one line is one passage, and no cell is taken for a formula."""
    done = ask(small_kb, "search", "kelp racks", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    (item,) = json.loads(
        ask(small_kb, "search", "kelp racks", "--format", "json").stdout
    )
    assert (row["passage_id"], row["text"]) == (item["passage_id"], item["text"])
    assert "supports M1 (person)" in row["codes"].split("; ")
    for cell in ("=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r-1"):
        write_csv([{**item, "text": cell, "title": f"a{cell}", "score": -1.0}])
        (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out, newline=""))
        assert row["text"] == f"'{cell}".replace("\r", " ")
        assert row["title"] == f"a{cell}".replace("\r", " ")
        assert row["score"] == "-1.0"


def test_bibtex_has_each_work_once(small_kb: Folder) -> None:
    """Ensures that the works found are records that can be read in again."""
    done = ask(small_kb, "search", "wards rota kelp racks", "--format", "bibtex")
    read = bibtex.read(done.stdout)
    found = [entry.item["id"] for entry in read.entries]
    assert sorted(found) == ["kelp1987", "rota2011"]
    done = ask(small_kb, "evidence", "P3", "--format", "bibtex")
    assert "@article{harbour1999," in done.stdout


def test_for_and_against(small_kb: Folder) -> None:
    """Ensures that a question is answered by sides, as evidence does it."""
    asked = ("winter ledgers", "--coder", "person", "--format", "json")
    done = ask(small_kb, "search", "--for-and-against", "M1", *asked)
    assert done.stdout == ask(small_kb, "evidence", "M1", *asked).stdout
    sides = json.loads(done.stdout)["sides"]
    assert [hit["citation_key"] for hit in sides["supports"]["hits"]] == ["kelp1987"]
    assert sides["contradicts"] == {"passages": 0, "works": 0, "hits": []}
    rows = ask(small_kb, "evidence", "M1", "--format", "csv").stdout
    assert rows.startswith("side,passage_id,")
    done = ask(small_kb, "evidence", "M1", "kelp code:P3")
    assert done.exit_code != 0


def test_the_snippet_is_where_the_words_are() -> None:
    """Ensures that most of the words asked for are shown, and stand out."""
    words = [f"w{n}" for n in range(200)]
    text = " ".join(words)

    def marks(*places: int) -> list[tuple[int, int]]:
        starts = [text.index(f"w{place}") for place in places]
        return [(s, s + len(f"w{p}")) for s, p in zip(starts, places, strict=True)]

    assert snippet(text, ()).plain == " ".join(words[:SNIPPET_WORDS]) + " …"
    shown = snippet(text, marks(100, 150, 152))
    assert shown.plain.startswith("… w142 ")
    assert [text_of for text_of in _bold(shown)] == ["w150", "w152"]
    assert snippet(text, marks(199)).plain.endswith("w199")
    assert snippet("few words", ((0, 3),)).plain == "few words"
    assert snippet("", ()).plain == ""


def _bold(shown: object) -> list[str]:
    return [shown.plain[s.start : s.end] for s in shown.spans]  # type: ignore[attr-defined]


def in_terminal(folder: Path, *arguments: str, lines: int, **env: str) -> str:
    """What the command writes to a terminal of so many lines."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "diffusionkb", "--kb", folder, *arguments]
    size = {"COLUMNS": "80", "LINES": str(lines), "TERM": "xterm-256color"}
    clean = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "LESS"}}
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, env=clean | size | env
    )
    os.close(theirs)
    written = b""
    try:
        while part := os.read(ours, 65536):
            written += part
    except OSError:  # Linux: the other end is closed
        pass
    assert process.wait() == 0
    os.close(ours)
    return written.decode()


def test_a_terminal_has_colours_and_a_pager(small_kb: Folder, tmp_path: Path) -> None:
    """Ensures that long answers are paged, and that this and colours can be refused."""
    asked = ("search", "wards rota kelp racks")
    pager = tmp_path / "pager"
    pager.write_text(f"#!/bin/sh\necho PAGED\n{sys.executable} -c '{PLAIN}'\n")
    pager.chmod(0o755)
    shown = in_terminal(small_kb.root, *asked, lines=100, PAGER=str(pager))
    assert "PAGED" not in shown
    assert "\x1b[1;31m" in shown
    assert "PAGED" in in_terminal(small_kb.root, *asked, lines=5, PAGER=str(pager))
    whole = in_terminal(
        small_kb.root, *asked, "--no-pager", lines=5, PAGER=str(pager), NO_COLOR="1"
    )
    assert "PAGED" not in whole
    assert "\x1b[1;31m" not in whole
    piped = subprocess.run(
        [sys.executable, "-m", "diffusionkb", "--kb", small_kb.root, *asked],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "\x1b" not in piped


PLAIN = "import sys; sys.stdout.write(sys.stdin.read())"


def test_evidence_hides_no_side(small_kb: Folder) -> None:
    """Ensures that a stance or another code is refused, and searched instead."""
    book = pipeline.codebook_of(small_kb)
    kb = KnowledgeBase.open(small_kb.root)
    assert book == kb.codebook
    for words in ({"stance": "supports"}, {"code": "P3"}):
        with pytest.raises(UsageError, match="search --code"):
            kb.evidence("M1", **words)  # type: ignore[arg-type]
    for limits in ({"limit": 0}, {"per_work": -1}):
        with pytest.raises(UsageError):
            kb.evidence("M1", **limits)  # type: ignore[arg-type]
