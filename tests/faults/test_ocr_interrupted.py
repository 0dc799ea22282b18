"""A build that is killed or stopped while a page is being read by OCR."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).parent / "diffusionkb"
SLOW = 'echo $$ >> "$0.pids"; exec sleep 60'


@pytest.fixture
def started(
    tmp_path: Path, typed, scanned, stand_in
) -> Callable[..., tuple[subprocess.Popen[str], Path, list[int]]]:
    """Starts a build, and waits until tesseract is at work on two pages."""

    def start() -> tuple[subprocess.Popen[str], Path, list[int]]:
        programs = stand_in(SLOW)
        kb = tmp_path / "kb"
        subprocess.run([COMMAND, "init", kb], check=True, capture_output=True)
        lines = ["The loom stood idle for the winter."]
        (kb / "corpus" / "a.pdf").write_bytes(scanned(typed(lines, lines, lines)))
        process = subprocess.Popen(
            [COMMAND, "build", "--ocr"],
            cwd=kb,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env=os.environ | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
        )
        pids = programs / "tesseract.pids"
        wait_for(lambda: pids.exists() and pids.read_text().count("\n") >= 2)
        return process, kb, [int(pid) for pid in pids.read_text().split()]

    return start


def wait_for(done: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_no_program_outlives_its_build(started) -> None:
    """Ensures that tesseract ends within seconds of its build, and its files go."""
    process, kb, programs = started()
    process.kill()  # only the build itself: the others must notice
    process.communicate(timeout=30)
    wait_for(lambda: not any(map(alive, programs)), seconds=10)
    temporary = kb / ".diffusionkb" / "ocr.part"
    wait_for(lambda: not list(temporary.glob("*")), seconds=10)
    assert not any(map(alive, programs))


def test_ctrl_c_ends_the_program_too(started) -> None:
    """Ensures that Ctrl-C ends in one line, without waiting for the page."""
    process, kb, programs = started()
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the whole group
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert "stopped" in errors.splitlines()[-1]
    wait_for(lambda: not any(map(alive, programs)), seconds=10)
    assert not (kb / ".diffusionkb" / "ocr.part").exists()
