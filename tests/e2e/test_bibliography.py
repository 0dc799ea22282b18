"""Bibliographies in and out, as a user types it."""

import pytest

BROKEN = "@book{a1, title={A}, file={Gone:no.pdf:PDF}}\n\n@book{b2, title={no end\n"


def test_in_with_what_is_wrong_and_out_again(run, own_kb, tmp_path):
    """Ensures exit code 1 with findings that are named, and that nothing else is."""
    file = tmp_path / "a.bib"
    file.write_text(BROKEN, encoding="utf-8")
    tried = run("add", "--dry-run", file, kb=own_kb)
    assert tried.returncode == 1 and "1 would be added" in tried.stderr
    done = run("add", file, kb=own_kb)
    assert (done.returncode, done.stdout) == (1, "")
    for words in ("1 added", "a.bib line 3: not readable", "no.pdf: attachment of a1"):
        assert words in done.stderr
    assert max(map(len, done.stderr.splitlines())) <= 80
    assert "no end" in (own_kb / "corpus" / "references-unread.txt").read_text()
    out = run("bibliography", "export", "--format", "ris", kb=own_kb)
    assert (out.returncode, out.stderr) == (0, "")
    assert "ID  - a1\n" in out.stdout and out.stdout.endswith("ER  - \n")
    target = tmp_path / "out.bib"
    written = run(
        "bibliography", "export", "--format", "bibtex", "-o", target, kb=own_kb
    )
    assert written.stdout == "" and "written to" in written.stderr
    assert target.read_text().startswith("@book{")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["export", "--key", "nobody1999"], "is no citation key here"),
        (["export", "--style", "apo"], "is no style here"),
        (["export", "--style", "apa", "--format", "ris"], "has none"),
        (["export", "--format", "marc"], "marc"),
        (["import"], "No such command"),
    ],
)
def test_wrong_use_is_one_line_and_exit_2(run, own_kb, arguments, words):
    """Ensures that a slip is said in one line on stderr."""
    done = run("bibliography", *arguments, kb=own_kb)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr and len(done.stderr.splitlines()) == 1
