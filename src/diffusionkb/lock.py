"""One build at a time: a lock file that dies with its process, and who holds it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from .errors import BuildLocked

PATIENCE = 0.5  # seconds: whoever only looks (is_building) holds it for a moment


@contextmanager
def building(lock_file: Path) -> Iterator[None]:
    """Hold the build lock.

    Raises:
        BuildLocked: another process builds; the message says which.
    """
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(str(lock_file), timeout=PATIENCE)
    try:
        lock.acquire(poll_interval=PATIENCE / 10)
    except Timeout as error:
        raise BuildLocked(
            f"{lock_file.parent.parent} is being built by {holder(lock_file)}; "
            "wait for it to end, or stop it, then try again"
        ) from error
    try:
        _holder_file(lock_file).write_text(json.dumps(_myself()), encoding="utf-8")
        yield
    finally:
        _holder_file(lock_file).unlink(missing_ok=True)
        lock.release()


def is_building(lock_file: Path) -> bool:
    """Whether some process holds the lock now."""
    if not lock_file.exists():
        return False
    lock = FileLock(str(lock_file), timeout=0)
    try:
        lock.acquire()
    except Timeout:
        return True
    except OSError:  # not ours to write: nobody told us, so what the holder left
        return _holder_file(lock_file).exists()
    lock.release()
    return False


def holder(lock_file: Path) -> str:
    """'process 4711, since 14:02 UTC', as far as it is known."""
    try:
        state = json.loads(_holder_file(lock_file).read_text(encoding="utf-8"))
        return f"process {state['pid']} (since {state['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


def _holder_file(lock_file: Path) -> Path:
    return lock_file.with_suffix(".holder")


def _myself() -> dict[str, object]:
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return {"pid": os.getpid(), "since": now}
