"""A build that is killed at any moment, and builds that meet."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from chromadb.api.shared_system_client import SharedSystemClient

from diffusionkb.chroma import ChromaIndex, Place
from diffusionkb.encoder import DIMENSIONS, FINGERPRINT
from diffusionkb.lock import building
from diffusionkb.settings import Folder
from diffusionkb.vectors import ExactIndex, exact_file

COMMAND = Path(sys.executable).parent / "diffusionkb"
KILLS = int(os.environ.get("DIFFUSIONKB_KILLS", "6"))
TEXT = (
    "In district {n} the agreement was printed in {a} copies and read aloud at {b} "
    "meetings. After a year {c} of the wards had changed how they handed patients over "
    "at night, all of them wards where somebody had been given time to walk the new "
    "rounds with the staff. The others kept the printed sheet on the wall beside the "
    "old one. Number {n} was chosen because nobody expected much of it."
)


def make(folder: Path, documents: int = 12) -> Path:
    subprocess.run([COMMAND, "init", folder], check=True, capture_output=True)
    for n in range(documents):
        sections = "\n\n".join(
            f"## Part {part}\n\n"
            + TEXT.format(n=f"{n}-{part}", a=n * 7 + 11, b=n + part, c=part + 1)
            for part in range(5)
        )
        (folder / "corpus" / f"district-{n:02}.md").write_text(
            f"# District {n}\n\n{sections}\n"
        )
    coder = folder / "annotations" / "mara"
    coder.mkdir()
    line = {
        "type": "Annotation",
        "body": {
            "code": "M1",
            "stance": "supports",
            "codebook": "1.0",
            "memo": "sheet on the wall",
        },
        "target": {
            "source": "district-03.md",
            "selector": {
                "type": "TextQuoteSelector",
                "exact": "Number 3-2 was chosen because nobody expected much of it.",
            },
        },
    }
    (coder / "all.jsonl").write_text(json.dumps(line) + "\n")
    return folder


def content(folder: Path) -> dict[str, object]:
    """Everything a reader can see, without times and row numbers."""
    state = folder / ".diffusionkb"
    tables = {
        "works": "select * from works order by 1",
        "sources": "select * from sources order by 1",
        "pages": "select * from pages order by 1, 2",
        "passages": "select id, sha256, position, kind, citation_key, work, locator, text from passages order by 1",
        "codings": "select passage_id, code, coder, stance, round(score, 1) from codings order by 1, 2, 3",
        "embeddings": "select text_sha256, fingerprint, length(vector) from embeddings order by 1",
        "words": "select p.id from passages_fts f join passages p on p.row = f.rowid where passages_fts match 'wards' order by 1",
        "failures": "select * from failures order by 1, 2",
    }
    seen = {name: query(state / "work.db", sql) for name, sql in tables.items()}
    seen["public"] = query(
        state / "public.db",
        "select passage, code, stance, coder from codings order by 1, 2, 3",
    )
    seen["public passages"] = query(
        state / "public.db", "select * from passages order by 1"
    )
    seen["exact"] = ExactIndex(exact_file(state / "vectors")).ids
    SharedSystemClient.clear_system_cache()  # this process must not remember old files
    seen["chroma"] = ChromaIndex(
        Place(folder=state / "vectors"), FINGERPRINT, DIMENSIONS
    ).ids()
    return seen


def query(database: Path, sql: str) -> list[tuple]:
    connection = sqlite3.connect(database)
    try:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def start(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [COMMAND, "build"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The content after a build that nobody disturbed, and how long it took."""
    folder = make(tmp_path_factory.mktemp("undisturbed") / "kb")
    began = time.monotonic()
    assert start(folder).wait(timeout=120) == 0
    return content(folder), time.monotonic() - began


@pytest.mark.parametrize("turn", range(KILLS))
def test_killed_at_a_random_moment(undisturbed, tmp_path, turn):
    """Ensures that kill -9 costs nothing but time: the next build ends the same."""
    expected, seconds = undisturbed
    folder = make(tmp_path / "kb")
    moments = random.Random(turn)
    for _ in range(2):
        process = start(folder)
        time.sleep(seconds * (turn + moments.random()) / KILLS)
        process.send_signal(signal.SIGKILL)  # only the parent: its readers must follow
        process.wait()
    done = subprocess.run(
        [COMMAND, "build"], cwd=folder, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert content(folder) == expected


def test_killed_while_a_change_is_built(undisturbed, tmp_path):
    """Ensures that a kill during an update leaves neither old nor half passages."""
    expected, _ = undisturbed
    folder = make(tmp_path / "kb", documents=14)
    assert start(folder).wait(timeout=120) == 0
    for name in ("district-12.md", "district-13.md"):
        (folder / "corpus" / name).unlink()
    for pause in (0.4, 0.7, 1.0):
        process = start(folder)
        time.sleep(pause)
        process.kill()
        process.wait()
    assert start(folder).wait(timeout=120) == 0
    assert content(folder) == expected


def test_no_reader_outlives_its_build(tmp_path):
    """Ensures that reader processes end when their build is killed."""
    folder = make(tmp_path / "kb")
    process = start(folder)
    time.sleep(1.5)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 10
    while members(process.pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert members(process.pid) == []


def members(session: int) -> list[int]:
    """The living processes of a session, zombies left out."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                after_name = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(after_name[3]) == session and after_name[0] != "Z":
                found.append(int(entry.name))
    return found


def test_two_builds_at_once(tmp_path):
    """Ensures that the second build names the process that holds the lock, exit 3."""
    folder = make(tmp_path / "kb", documents=4)
    with building(Folder(root=folder).lock):
        second = subprocess.run(
            [COMMAND, "build"], cwd=folder, capture_output=True, text=True
        )
        seen = subprocess.run(
            [COMMAND, "status"], cwd=folder, capture_output=True, text=True
        )
    assert second.returncode == 3
    assert f"process {os.getpid()}" in second.stderr
    assert len(second.stderr.strip().splitlines()) == 1
    assert f"process {os.getpid()}" in seen.stdout
    assert (
        subprocess.run([COMMAND, "build"], cwd=folder, capture_output=True).returncode
        == 0
    )


def test_readers_go_on_during_a_build(tmp_path):
    """Ensures that searches and the public database answer whole while it is rebuilt."""
    folder = make(tmp_path / "kb")
    assert start(folder).wait(timeout=120) == 0
    public = folder / ".diffusionkb" / "public.db"
    counts = {len(query(public, "select id from passages"))}
    (folder / "corpus" / "district-99.md").write_text(
        "# New\n\n## Part\n\n" + TEXT.format(n=99, a=1, b=2, c=3)
    )
    process = start(folder)
    answers = 0
    while process.poll() is None:
        counts.add(len(query(public, "select id from passages")))
        done = subprocess.run(
            [COMMAND, "search", "printed sheet", "--format", "json"],
            cwd=folder,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)
        answers += 1
    assert process.returncode == 0
    counts.add(len(query(public, "select id from passages")))
    assert answers > 0
    assert counts == {60, 61}


@pytest.mark.parametrize("moment", [0.5, 0.8, 1.1, 1.4, 2.0])
def test_ctrl_c_is_calm(tmp_path, moment):
    """Ensures that Ctrl-C ends in one line, and the next build goes on."""
    folder = make(tmp_path / "kb")
    process = subprocess.Popen(
        [COMMAND, "build"],
        cwd=folder,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(moment)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the whole group
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert "stopped" in errors.splitlines()[-1]
    assert (
        subprocess.run([COMMAND, "build"], cwd=folder, capture_output=True).returncode
        == 0
    )


def test_a_destroyed_index_is_made_anew(undisturbed, tmp_path):
    """Ensures that derived files that were deleted or damaged come back."""
    expected, _ = undisturbed
    folder = make(tmp_path / "kb")
    assert start(folder).wait(timeout=120) == 0
    state = folder / ".diffusionkb"
    shutil.rmtree(state / "vectors" / "chroma")
    exact_file(state / "vectors").unlink()
    (state / "public.db").unlink()
    assert start(folder).wait(timeout=120) == 0
    assert content(folder) == expected
    (state / "vectors" / "chroma" / "chroma.sqlite3").write_bytes(b"no database")
    (folder / "corpus" / "district-99.md").write_text(
        "# New\n\n" + TEXT.format(n=99, a=1, b=2, c=3)
    )
    assert start(folder).wait(timeout=120) == 0
    assert len(content(folder)["chroma"]) == len(expected["chroma"]) + 1
