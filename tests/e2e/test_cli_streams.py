"""Real streams: closed ones, pipes whose reader has gone, narrow encodings, full disks."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from diffusionkb import cli

COMMAND = Path(sys.executable).parent / "diffusionkb"
ENVIRONMENT = os.environ | {"COLUMNS": "80", "NO_COLOR": "1"}


def in_shell(line: str, kb: Path | None = None, **environment: str):
    """Run a shell line in which $D is the command."""
    return subprocess.run(
        ["bash", "-c", line],
        cwd=kb,
        input="",
        capture_output=True,
        timeout=120,
        env=ENVIRONMENT | {"D": str(COMMAND)} | environment,
    )


def remark(done) -> str:
    """The one line on stderr."""
    (line,) = done.stderr.decode().splitlines()
    return line


@pytest.mark.parametrize(
    "command",
    [
        ["search", "pilot"],
        ["search", "pilot", "--format", "json"],
        ["evidence", "M1"],
        ["extract", "corpus/bicycles.md"],
        ["status"],
        ["--help"],
    ],
)
def test_a_reader_that_has_gone_is_no_trouble(built_own_kb, command):
    """Ensures that `| head` ends the command quietly and with exit code 0."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [COMMAND, *command],
        cwd=built_own_kb,
        stdout=writer,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        timeout=120,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_remarks_that_nobody_reads_stop_no_build(own_kb):
    """Ensures that a closed stderr pipe leaves the build and its report alone."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [COMMAND, "build"],
        cwd=own_kb,
        stdout=subprocess.PIPE,
        stderr=writer,
        env=ENVIRONMENT,
        timeout=200,
    )
    os.close(writer)
    assert done.returncode == 0
    assert b"3 files read" in done.stdout


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ('"$D" tag <&-', 2, "standard input is closed"),
        ('"$D" search x >&-', 3, "standard output is closed"),
        ('"$D" search pilot >/dev/full', 3, "free some space"),
        ('"$D" search pilot --format json >/dev/full', 3, "free some space"),
    ],
)
def test_streams_that_cannot_be_used(built_own_kb, line, code, words):
    """Ensures that a closed or full stream is said in one line."""
    if "/dev/full" in line and not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    done = in_shell(line, built_own_kb)
    assert done.returncode == code
    assert words in remark(done)


def test_a_closed_stderr_changes_no_result(built_own_kb):
    """Ensures that results come where remarks have no place."""
    usual = in_shell('"$D" search pilot', built_own_kb)
    closed = in_shell('"$D" search pilot 2>&-', built_own_kb)
    assert (closed.returncode, closed.stdout) == (0, usual.stdout)
    assert in_shell('"$D" nosuchverb 2>&-').returncode == 2


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_letters_the_terminal_lacks(changing_kb, encoding):
    """Ensures that tables come with question marks, and JSON comes whole."""
    text = (changing_kb / "corpus" / "leaflet.txt").read_text(encoding="utf-8")
    text = text.replace("hand washing", "Ωhand “washing” — ☂")
    (changing_kb / "corpus" / "leaflet.txt").write_text(text, encoding="utf-8")
    narrow = {"PYTHONIOENCODING": encoding}
    assert in_shell('"$D" build', changing_kb, **narrow).returncode == 0
    table = in_shell('"$D" search washing', changing_kb, **narrow)
    assert table.returncode == 0
    assert b"?washing?" in table.stdout
    for form in ("json", "jsonl"):
        found = in_shell(f'"$D" search washing --format {form}', changing_kb, **narrow)
        assert found.returncode == 0
        assert found.stdout.isascii()
        assert "“washing” — ☂" in json.dumps(
            [json.loads(line) for line in found.stdout.splitlines()]
            if form == "jsonl"
            else json.loads(found.stdout),
            ensure_ascii=False,
        )


def test_without_arguments_there_is_help(run):
    """Ensures that the bare command prints its help as it should look."""
    bare, asked = run(), run("--help")
    assert (bare.returncode, bare.stderr) == (0, "")
    assert bare.stdout == asked.stdout
    assert len(bare.stdout.splitlines()) > 20


def test_a_full_database_is_a_full_disk():
    """Ensures that nobody is told to delete a folder because a disk is full."""
    database = sqlite3.connect(":memory:")
    database.execute("PRAGMA max_page_count = 2")
    database.execute("CREATE TABLE t (x)")
    with pytest.raises(sqlite3.OperationalError) as raised:
        database.execute("INSERT INTO t VALUES (zeroblob(100000))")
    database.close()
    message, code = cli._explained(raised.value)
    assert code == 3
    assert "free some space, then build again" in message
    assert "delete" not in message


def test_serve_ends_as_announced(built_own_kb):
    """Ensures that Ctrl-C is a site's normal end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = subprocess.Popen(
        [COMMAND, "serve", "--port", str(port)],
        cwd=built_own_kb,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    assert f"Open http://127.0.0.1:{port}/" in site.stderr.readline()
    site.send_signal(signal.SIGINT)
    _, rest = site.communicate(timeout=60)
    assert (site.returncode, rest) == (0, "")


def test_serve_announces_no_address_that_is_taken(built_own_kb):
    """Ensures that "Open …" is never said of somebody else's port."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = in_shell(f'"$D" serve --port {port}', built_own_kb)
    assert done.returncode == 3
    assert "--port" in remark(done)
    assert "Open" not in remark(done)


def test_a_build_off_the_terminal_says_only_what_is_wrong(own_kb):
    """Ensures that an error stands alone, without blank lines before it."""
    (own_kb / "corpus" / "references.json").write_text("{")
    done = in_shell('"$D" build', own_kb)
    assert done.returncode == 2
    assert "references.json" in remark(done)
