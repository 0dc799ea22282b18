"""Readers in processes of their own: limits, and what goes wrong with one file."""

import hashlib
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import TimeoutError as TooLate
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from pebble import ProcessExpired

from diffusionkb.errors import CannotRun
from diffusionkb.ingest.workers import (
    Read,
    _outcome,
    each,
    interrupts_held,
    read_file,
    run,
)
from diffusionkb.model import Failure

WORDS = "The ward kept the rota for another winter because the sister wanted it. " * 6


def jobs(folder: Path, **texts: str) -> dict[str, tuple[Path, str]]:
    found = {}
    for stem, text in texts.items():
        file = folder / f"{stem}.txt"
        file.write_text(text)
        found[file.name] = (file, hashlib.sha256(text.encode()).hexdigest())
    return found


def outcomes(
    found: Mapping[str, tuple[Path, str]], *, seconds: int = 60, megabytes: int = 1500
) -> dict[str, Read | Failure]:
    return dict(run(found, workers=2, seconds=seconds, megabytes=megabytes))


def kind(outcome: Read | Failure) -> str:
    return outcome.kind if isinstance(outcome, Failure) else "read"


def test_files_are_read_one_by_one(tmp_path: Path) -> None:
    """Ensures that one bad file is a failure and the others are passages."""
    found = jobs(tmp_path, b=WORDS, a="\0", c=WORDS + "More.")
    results = outcomes(found)
    kinds = {name: kind(outcome) for name, outcome in results.items()}
    assert kinds == {"b.txt": "read", "a.txt": "empty", "c.txt": "read"}
    media_type, document, passages = results["b.txt"]  # type: ignore[misc]
    assert media_type == "text/plain"
    assert not document.paged
    assert " ".join(passage.text for passage in passages) == WORDS.strip()


def test_no_files_start_no_processes() -> None:
    """Ensures that a build without new files costs nothing."""
    assert outcomes({}) == {}


def test_a_slow_file_is_stopped(tmp_path: Path) -> None:
    """Ensures that a time limit holds, and says where it is raised."""
    found = jobs(tmp_path, slow="word " * 12_000_000)
    (outcome,) = outcomes(found, seconds=1).values()
    assert isinstance(outcome, Failure)
    assert outcome.kind == "time"
    assert "seconds_per_document" in outcome.remedy


@pytest.mark.parametrize(
    ("sha256", "kind_of_failure"), [("other", "changed"), (None, "unreadable")]
)
def test_a_file_that_changed_meanwhile(
    tmp_path: Path, sha256: str | None, kind_of_failure: str
) -> None:
    """Ensures that no passage is stored under another file's hash."""
    ((name, (path, _)),) = jobs(tmp_path, a=WORDS).items()
    if sha256 is None:
        path.unlink()
    outcome = read_file(path, name, sha256 or "", ())
    assert kind(outcome) == kind_of_failure


@pytest.mark.parametrize(
    ("error", "kind_of_failure"),
    [
        (TooLate(), "time"),
        (MemoryError(), "memory"),
        (ProcessExpired("died", 1), "crash"),
        (ValueError("two\nlines"), "defect"),
    ],
)
def test_whatever_ends_a_reader_is_a_failure(
    error: Exception, kind_of_failure: str
) -> None:
    """Ensures that every end of a reader is one line with what to do."""

    def result() -> Read:
        raise error

    outcome = _outcome("a.pdf", result, 60, 1500)
    assert isinstance(outcome, Failure)
    assert (outcome.path, outcome.kind) == ("a.pdf", kind_of_failure)
    assert "\n" not in outcome.message
    assert outcome.remedy


def test_readers_that_cannot_start_end_the_build() -> None:
    """Ensures that a broken installation is not blamed on every single file."""

    def result() -> Read:
        raise BrokenProcessPool

    with pytest.raises(CannotRun, match="cannot start"):
        _outcome("a.pdf", result, 60, 1500)


def test_ctrl_c_waits_until_the_processes_have_started() -> None:
    """Ensures that no start is cut short, though another thread takes the signal."""
    over = threading.Event()
    other = threading.Thread(target=over.wait)
    other.start()
    started = False
    try:
        with pytest.raises(KeyboardInterrupt), interrupts_held():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.2)
            started = True
    finally:
        over.set()
        other.join()
    assert started
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


class LateStart:
    """A memory limit that the second process to start takes a second to hear of."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Callable[[Path], int], tuple[Path]]:
        return _start_late, (self.folder,)


def _start_late(folder: Path) -> int:
    try:
        (folder / "started").touch(exist_ok=False)
    except FileExistsError:
        time.sleep(1)
    return 4000


def _end_late() -> str:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return "done"


def test_a_process_that_starts_when_all_is_done_says_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Ensures that work done by one process ends calmly while another still starts."""
    outcomes = each(
        _end_late,
        {1: (), 2: ()},
        workers=2,
        seconds=60,
        megabytes=LateStart(tmp_path),  # type: ignore[arg-type]
    )
    assert [result() for _, result in outcomes] == ["done", "done"]
    assert capfd.readouterr().err == ""
