"""The verb brief, as it is installed."""

import json

import pytest


@pytest.fixture(scope="module")
def outline(run, bundled_kb, tmp_path_factory):
    """An outline on three codes, as brief new writes it."""
    file = tmp_path_factory.mktemp("brief") / "brief.md"
    codes = ("--code", "M1", "--code", "M2", "--code", "P2")
    asked = ("--sector", "health", "--question", "How can proven care spread?")
    done = run("brief", "new", *codes, *asked, "-o", file, kb=bundled_kb)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{file}: an outline on M1, M2, P2.\n"
    return file


def test_from_outline_to_verified_brief(run, bundled_kb, outline):
    """Ensures that a new outline builds into all formats, and nothing has changed."""
    names = ("a.docx", "a.odt", "a.html", "a.pdf", "a.md")
    outputs = [outline.with_name(name) for name in names]
    options = [part for output in outputs for part in ("-o", output)]
    done = run("brief", "build", outline, *options, kb=bundled_kb)
    assert done.returncode == 0, done.stderr
    assert "{{evidence M1 sector=health n=3}}: 45 supports; 3 shown" in done.stdout
    assert "nothing stands under them yet: Emotion" in done.stderr
    assert max(map(len, done.stdout.splitlines() + done.stderr.splitlines())) <= 80
    heads = {f.suffix: f.read_bytes()[:5] for f in outputs}
    assert heads[".pdf"] == b"%PDF-" and heads[".docx"][:2] == b"PK"
    text = outputs[-1].read_text(encoding="utf-8")
    assert text.count("digest, not the author’s words") > 15
    assert "\n> " not in text  # the bundled corpus has nothing to quote
    for part in ("Against the claim", "It depends", "Agreement.", "not people"):
        assert part in text
    done = run("brief", "verify", outline, kb=bundled_kb)
    assert done.returncode == 0 and done.stdout.startswith("Nothing has changed: ")
    done = run("brief", "verify", outline, "--format", "json", kb=bundled_kb)
    assert json.loads(done.stdout) == {"changes": [], "edited": []}


def test_a_file_alone_is_built(run, bundled_kb, outline):
    """Ensures that the short form writes a Word file beside the outline."""
    done = run("brief", outline, kb=bundled_kb)
    assert done.returncode == 0, done.stderr
    assert outline.with_suffix(".docx").read_bytes()[:2] == b"PK"
    words = outline.read_text(encoding="utf-8").replace('level: ""', "level: low", 1)
    other = outline.with_name("judged.md")
    other.write_text(words, encoding="utf-8")
    done = run("brief", other, kb=bundled_kb)
    assert done.returncode == 1
    other.write_text(outline.read_text(encoding="utf-8"), encoding="utf-8")
    changed = run("brief", "verify", other.with_suffix(".docx"), kb=bundled_kb)
    assert changed.returncode == 1
    assert changed.stdout.startswith("! outline: the outline was edited since")
    assert f"diffusionkb brief build {other}" in "".join(changed.stdout.split("\n"))
    assert "judged.md, line 15: confidence in M1, coherence: concern is missing" in (
        " ".join(done.stderr.split())
    )


def test_wrong_use_is_told(run, bundled_kb, outline, own_kb, tmp_path):
    """Ensures one line and the right exit code for what cannot be."""
    wrong = tmp_path / "wrong.md"
    wrong.write_text("---\ntitle: T\n---\n\n{{evidnce M1}}\n", encoding="utf-8")
    for arguments, kb, code, said in (
        (("build", wrong), bundled_kb, 2, "line 5: no slot is called 'evidnce'"),
        (("build", tmp_path / "none.md"), bundled_kb, 2, "no such file"),
        (("verify", wrong), bundled_kb, 2, "line 5"),
        (("new", "-o", outline), bundled_kb, 2, "--force"),
        (("new", "--code", "X9"), bundled_kb, 2, "no code 'X9'"),
        (("new", "--code", "M1"), own_kb, 3, "run diffusionkb build"),
        (("build",), bundled_kb, 2, "Missing argument"),
    ):
        done = run("brief", *arguments, kb=kb)
        assert (done.returncode, done.stdout) == (code, ""), done.stderr
        assert said in done.stderr and done.stderr.count("\n") == 1
    assert sorted(f.name for f in tmp_path.glob("*.md")) == ["wrong.md"]
