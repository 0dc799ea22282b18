"""The installed command, and knowledge bases built with it once for all tests here."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).parent / "diffusionkb"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def run() -> Run:
    """Run the installed command; `kb` is the folder it stands in."""

    def _run(
        *arguments: object, kb: Path | None = None, stdin: str = "", timeout: int = 280
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [COMMAND, *map(str, arguments)],
            cwd=kb,
            input=stdin,
            text=True,
            capture_output=True,
            timeout=timeout,
            env=os.environ | {"COLUMNS": "80", "NO_COLOR": "1"},
        )

    return _run


@pytest.fixture(scope="session")
def bundled_kb(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base with the bundled corpus, built."""
    folder = tmp_path_factory.mktemp("bundled") / "kb"
    assert run("init", folder, "--with-corpus").returncode == 0
    built = run("build", kb=folder)
    assert built.returncode == 0, built.stderr
    return folder


PILOT = """# Wheels for the night shift

## What was tried

The cargo bicycles were tried for one winter by two district nursing teams, with money
that the council had set aside for trials. The nurses liked them, visits took less time,
and the report recommended that all nine teams should have them. Nobody had asked the
other seven teams what they would need, and when the money for trials ended there was no
budget line, no garage and no person whose task it was to carry the idea further.

## What came of it

Three years later two teams still ride. The bicycles stand in the report as a success,
and in no plan of any other team. A new trial, of electric scooters, has been announced.
"""
GUIDE = """The ministry sent the leaflet on hand washing to every school in the province
and counted the letters of receipt. In the schools that were visited a year later, the
leaflet hung in the office and the pupils had no soap. Where a caretaker had been given
an hour a week and a small fund for soap, washing before meals had become the habit.

Teachers said that they had known all along that washing prevents disease. What they did
not have was water near the classroom, time in the timetable and somebody to refill the
basins. The leaflet answered a question that nobody had asked.
"""
ARTICLE = """<?xml version="1.0"?>
<article><front><journal-meta><journal-title-group><journal-title>Annals of Invented
Farming</journal-title></journal-title-group></journal-meta><article-meta>
<title-group><article-title>Neighbours and the new plough in a hill
district</article-title></title-group><contrib-group><contrib contrib-type="author">
<name><surname>Ostrova</surname><given-names>Mila</given-names></name></contrib>
</contrib-group><pub-date><year>2011</year></pub-date><volume>3</volume>
<fpage>41</fpage><lpage>49</lpage><abstract><p>Farmers took up the light plough after
they had seen it on a neighbour's field, and hardly ever after a visit by the adviser.
We followed four hundred holdings for six seasons.</p></abstract></article-meta></front>
<body><sec><title>Results</title><p>Of the holdings that changed over, eight in ten named
a neighbour, a cousin or a fellow member of the irrigation group as the person who had
persuaded them. The adviser was named by one in twelve. Holdings whose owners belonged to
two irrigation groups changed over first, and their groups followed within a season.</p>
</sec></body></article>
"""


def write_own_corpus(folder: Path) -> None:
    """Three invented documents in three formats."""
    for name, text in (
        ("bicycles.md", PILOT),
        ("leaflet.txt", GUIDE),
        ("plough.nxml", ARTICLE),
    ):
        (folder / "corpus" / name).write_text(text, encoding="utf-8")


@pytest.fixture
def own_kb(run: Run, tmp_path: Path) -> Path:
    """A knowledge base of three invented documents, not built yet."""
    folder = tmp_path / "kb"
    assert run("init", folder).returncode == 0
    write_own_corpus(folder)
    return folder


@pytest.fixture(scope="session")
def built_own_kb(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same three documents, built; tests that change it make a copy."""
    folder = tmp_path_factory.mktemp("own") / "kb"
    assert run("init", folder).returncode == 0
    write_own_corpus(folder)
    built = run("build", kb=folder)
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture
def changing_kb(built_own_kb: Path, tmp_path: Path) -> Path:
    """A built knowledge base of its own for a test that changes it."""
    folder = tmp_path / "kb"
    shutil.copytree(built_own_kb, folder)
    return folder
