"""One build at a time, and who holds the lock."""

import os
import threading
import time
from pathlib import Path

import pytest

from diffusionkb.errors import BuildLocked
from diffusionkb.lock import PATIENCE, building, holder, is_building


def test_a_second_build_is_told_who_builds(tmp_path: Path) -> None:
    """Ensures that the message names the process and what to do."""
    lock = tmp_path / "state" / "build.lock"
    with building(lock):
        assert is_building(lock)
        with pytest.raises(BuildLocked, match=rf"process {os.getpid()} .*wait"):
            with building(lock):
                pytest.fail("two builds at once")
    assert not is_building(lock)


def test_a_lock_is_free_after_an_error(tmp_path: Path) -> None:
    """Ensures that a failed build does not keep the next one out."""
    lock = tmp_path / "build.lock"
    with pytest.raises(RuntimeError), building(lock):
        raise RuntimeError
    with building(lock):
        assert is_building(lock)


def test_looking_makes_nothing(tmp_path: Path) -> None:
    """Ensures that asking whether somebody builds leaves no files behind."""
    assert not is_building(tmp_path / "state" / "build.lock")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("left", ["", "{", "[]", '{"pid": 3}', "null"])
def test_a_damaged_holder_file_does_no_harm(left: str, tmp_path: Path) -> None:
    """Ensures that the remains of a killed build never raise."""
    (tmp_path / "build.holder").write_text(left)
    assert holder(tmp_path / "build.lock") == "another process"


def test_a_glance_does_not_turn_a_build_away(tmp_path: Path) -> None:
    """Ensures that a build waits for whoever holds the lock only to look."""
    lock = tmp_path / "build.lock"
    entered = threading.Event()

    def glance() -> None:
        with building(lock):
            entered.set()
            time.sleep(PATIENCE / 5)

    looking = threading.Thread(target=glance)
    looking.start()
    entered.wait()
    with building(lock):
        assert is_building(lock)
    looking.join()
