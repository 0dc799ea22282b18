"""What the documentation shows is run as it stands."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.S | re.M)
COMMANDS = [
    pytest.param(line.removeprefix("$ "), id=f"{page.name}: {line[2:60]}")
    for page in DOCS
    for block in BLOCK.findall(page.read_text(encoding="utf-8"))
    for line in block.splitlines()
    if line.startswith("$ ")
]


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_docs_run(bundled_kb, command):
    """Ensures that a command shown to users works and prints a result."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=bundled_kb,
        capture_output=True,
        text=True,
        env=os.environ | {"PATH": path, "COLUMNS": "80"},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("page", "lines"), [("README.md", 3), ("researchers.md", 9)])
def test_the_python_example_runs(bundled_kb, page, lines):
    """Ensures that Python in the documentation prints what there is."""
    text = next(one for one in DOCS if one.name == page).read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.S)
    done = subprocess.run(
        [sys.executable, "-c", example], cwd=bundled_kb, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) >= lines


def test_every_verb_is_in_the_readme_or_docs(run):
    """Ensures that no verb is undocumented."""
    text = " ".join(page.read_text(encoding="utf-8") for page in DOCS)
    listed = re.findall(r"^  (\w+)  ", run("--help").stdout, re.M)
    assert len(listed) >= 11
    assert [verb for verb in listed if f"diffusionkb {verb}" not in text] == []


def test_links_between_pages_lead_somewhere():
    """Ensures that relative links of the documentation exist."""
    for page in DOCS:
        for target in re.findall(
            r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")
        ):
            assert (page.parent / target).exists(), (page.name, target)


def test_every_dependency_has_its_licence_listed():
    """Ensures that the licence page names each package we depend on."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[\[<>=]", entry)[0] for entry in project["dependencies"]}
    page = (ROOT / "docs" / "licences.md").read_text()
    assert {name for name in names if f"| {name} |" not in page} == set()


def test_arguments_are_quoted_for_a_shell():
    """Ensures that every shown command is a whole shell command."""
    for parameter in COMMANDS:
        assert shlex.split(parameter.values[0])


def test_the_picture_of_the_house_is_true():
    """Ensures that every module stands in the design page, and nothing that is gone."""
    picture = re.findall(
        r"^```\n(corpus/.*?)```", (ROOT / "docs" / "design.md").read_text(), re.S | re.M
    )[0]
    named = set(re.findall(r"[a-z_]+\.py", picture))
    source = ROOT / "src" / "diffusionkb"
    wings = {"extract", "cli", "schema"}  # shown as folders
    modules = {
        file.name
        for file in source.rglob("*.py")
        if not file.name.startswith("__") and file.parent.name not in wings
    }
    assert modules - named == set()
    assert named - modules - {"output.py"} == set()


def test_the_reading_list_is_current(run, bundled_kb, tmp_path):
    """Ensures that the accompanying paper says what the bundled corpus says."""
    for file in (tmp_path / "reading-list.md", tmp_path / "reading-list-timeline.svg"):
        if not file.exists():
            assert run("reading-list", "-o", file, kb=bundled_kb).returncode == 0
        kept = ROOT / "docs" / file.name
        assert file.read_text() == kept.read_text(), (
            f"docs/{file.name} is behind the corpus: in a built knowledge base with the "
            "bundled corpus run diffusionkb reading-list -o docs/reading-list.md"
        )
