"""The verb code in a terminal of its own: typed at, and killed."""

import json
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import termios
import time
from fcntl import ioctl
from pathlib import Path

import pytest

from .conftest import COMMAND, Run

COLOUR = re.compile(rb"\x1b\[(?:\d+;)*(?:3[0-7]|4[0-7]|38;[25]|48;[25]|9[0-7])[;m]")


class Terminal:
    """A command in a terminal of 80 by 24, and what it wrote."""

    def __init__(self, *words: str, kb: Path, **settings: str) -> None:
        self.master, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.process = subprocess.Popen(
            [COMMAND, *words],
            cwd=kb,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env=os.environ | {"TERM": "xterm-256color"} | settings,
        )
        os.close(slave)
        self.wrote = b""

    def read(self, until: bytes, seconds: float = 40) -> None:
        """Wait until the command has written this."""
        self.find(re.compile(re.escape(until)), seconds)

    def find(self, pattern: re.Pattern[bytes], seconds: float = 40) -> None:
        """Wait until the command has written something like this."""
        end = time.monotonic() + seconds
        while not pattern.search(self.wrote):
            assert time.monotonic() < end, (pattern, self.wrote[-2000:])
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    self.wrote += os.read(self.master, 65536)
                except OSError:  # the command has ended
                    assert pattern.search(self.wrote), self.wrote[-2000:]

    def press(self, keys: bytes) -> None:
        os.write(self.master, keys)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def until(condition, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def lines(folder: Path) -> list[dict]:
    files = sorted((folder / "annotations" / "zoe").glob("*.jsonl"))
    return [json.loads(line) for f in files for line in f.read_text().splitlines()]


@pytest.fixture
def kb(bundled_kb: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "kb"
    shutil.copytree(bundled_kb, folder)
    return folder


@pytest.fixture
def terminals():
    """Starts commands in terminals, and leaves none of them running."""
    started: list[Terminal] = []

    def start(*words: str, kb: Path, **settings: str) -> Terminal:
        started.append(Terminal(*words, kb=kb, **settings))
        return started[-1]

    yield start
    for terminal in started:
        terminal.kill()
        os.close(terminal.master)


def test_a_killed_coder_loses_nothing(kb, terminals, run: Run):
    """Ensures that each decision outlives kill -9, and that work is taken up after it."""
    words = ("code", "--coder", "zoe", "--blind-second", "editorial", "--sample", "9")
    terminal = terminals(*words, kb=kb, NO_COLOR="1")
    terminal.read(b"Full name")
    terminal.press(b"Zoe Example\r")
    terminal.read(b"0 of 9 done")
    terminal.press(b"n")
    until(lambda: len(lines(kb)) == 1)
    terminal.press(b"1s")
    until(lambda: len(lines(kb)) == 2)
    terminal.kill()
    assert {line["body"]["code"] for line in lines(kb)} == {None, "M1"}
    assert "name: Zoe Example\n" in (kb / "annotations/zoe/coder.yaml").read_text()
    assert "kind: person\n" in (kb / "annotations/zoe/coder.yaml").read_text()
    assert not COLOUR.search(terminal.wrote)

    again = terminals(*words, kb=kb)
    again.read(b"2 of 9 done")
    again.find(COLOUR)
    again.press(b"n")
    until(lambda: len(lines(kb)) == 3)
    again.press(b"\x11")  # ctrl+q
    again.read(b"1 passage coded, 3 of 9 in all")
    assert again.process.wait(20) == 0

    built = run("build", "--format", "json", kb=kb)
    assert json.loads(built.stdout)["counts"]["annotate"]["lost"] == 0
    alike = run("agreement", "zoe", "editorial", "--format", "json", kb=kb)
    assert alike.returncode == 0, alike.stderr


def test_without_a_terminal(bundled_kb, run: Run):
    """Ensures that a pipe is told what to do, with exit code 2."""
    done = run("code", "--coder", "zoe", kb=bundled_kb)
    assert done.returncode == 2
    assert "needs a terminal" in done.stderr
    assert not (bundled_kb / "annotations" / "zoe").exists()
