"""Run the readers in processes of their own, each document under a time and a memory
limit. What goes wrong with one becomes a `Failure`; the others go on.

The one seam for more machines: `run` may get another executor, its callers stay.
"""

import hashlib
import resource
import signal
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import TimeoutError as TooLate
from concurrent.futures import as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache
from multiprocessing.context import SpawnContext
from multiprocessing.resource_tracker import ensure_running
from multiprocessing.synchronize import RLock
from pathlib import Path
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from ..encoder import token_counter
from ..errors import CannotRun, UnreadableSource
from ..interrupts import noted
from ..model import Document, Failure, OcrPage, Passage
from .extract import media_type, read_source
from .pages import assemble
from .passages import cut

MEGABYTE = 1024 * 1024
DOCUMENTS_PER_PROCESS = 200  # then a fresh process: no reader leaks for ever
CHECK_FILE = "check the file and its permissions, then build again"
Read = tuple[str, Document, tuple[Passage, ...]]  # media type, document, passages
Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")


def run(
    jobs: Mapping[str, tuple[Path, str]],
    *,
    workers: int,
    seconds: int,
    megabytes: int,
    passwords: Sequence[str] = (),
    ocr: Callable[[str], Mapping[int, OcrPage]] | None = None,
) -> Iterator[tuple[str, Read | Failure]]:
    """Read name → (path, sha256); yields name and outcome as they are done.

    `ocr` tells which pages of a file (by its sha256) were read by OCR.
    """
    tasks = {
        name: (path, name, sha256, tuple(passwords), ocr(sha256) if ocr else {})
        for name, (path, sha256) in jobs.items()
    }
    outcomes = each(
        read_file, tasks, workers=workers, seconds=seconds, megabytes=megabytes
    )
    for name, result in outcomes:
        yield name, _outcome(name, result, seconds, megabytes)


def each(
    function: Callable[..., Result],
    tasks: Mapping[Key, tuple[Any, ...]],
    *,
    workers: int,
    seconds: int,
    megabytes: int,
) -> Iterator[tuple[Key, Callable[[], Result]]]:
    """Call a function with the arguments of each key in a process of its own.

    Yields key and result as they are done; asking for the result raises what went
    wrong. Time and memory limits hold for each call.
    """
    if not tasks:
        return
    context = _Spawning()
    with ProcessPool(
        max_workers=min(workers, len(tasks)),
        max_tasks=DOCUMENTS_PER_PROCESS,
        context=context,
        initializer=_limit_memory,
        initargs=(megabytes,),
    ) as pool:
        try:
            with interrupts_held():
                names = {
                    pool.schedule(function, args=arguments, timeout=seconds): name
                    for name, arguments in tasks.items()
                }
            for future in as_completed(list(names)):
                name = names.pop(future)  # nothing holds a document that was handed on
                yield name, future.result
        except BaseException:
            pool.stop()
            raise


class _Spawning(SpawnContext):
    """Spawned, not forked: a forked child would hold the build lock open after a kill.

    Locks are kept as long as this is: the pool lets them go before its processes, and
    one that was still starting would end with a traceback.
    """

    def __init__(self) -> None:
        self._kept: list[RLock] = []

    def RLock(self) -> RLock:  # noqa: N802 - the pool asks for it by this name
        self._kept.append(super().RLock())
        return self._kept[-1]


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Processes and threads started in here never see Ctrl-C, and it stops no start.

    A terminal sends it to all of them; the parent alone hears it, and ends the pool.
    A library's thread may take the signal for the parent, whatever the parent blocks:
    so it is noted, too.
    """
    ensure_running()  # multiprocessing's own helper lifts the block when it starts
    with noted():
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _limit_memory(megabytes: int) -> None:
    limit = megabytes * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@cache
def _counter() -> Callable[[str], int]:
    return token_counter()


def read_file(
    path: Path,
    name: str,
    sha256: str,
    passwords: Sequence[str],
    ocr: Mapping[int, OcrPage] | None = None,
) -> Read | Failure:
    """Bytes to passages for one file; what its reader cannot do is a failure."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return _failure(name, "unreadable", f"cannot be read: {error}", CHECK_FILE)
    if hashlib.sha256(data).hexdigest() != sha256:
        return _failure(name, "changed", "changed during the build", "build again")
    try:
        extraction = read_source(data, name=name, passwords=passwords, ocr=ocr)
    except UnreadableSource as error:
        return _failure(name, error.kind, str(error), error.remedy)
    document = assemble(extraction)
    passages = cut(document, sha256=sha256, count_tokens=_counter())
    return media_type(data, name), document, passages


def _outcome(
    name: str, result: Callable[[], Read | Failure], seconds: int, megabytes: int
) -> Read | Failure:
    try:
        return result()
    except TooLate:
        return _failure(
            name,
            "time",
            f"reading took more than {seconds} s",
            "raise seconds_per_document in diffusionkb.toml, or split the file",
        )
    except (MemoryError, ImportError):  # a library that found no room to load
        return _failure(
            name,
            "memory",
            f"reading needs more than {megabytes} MB",
            "raise megabytes_per_document in diffusionkb.toml, or split the file",
        )
    except BrokenProcessPool as error:
        raise CannotRun(
            "the reader processes cannot start; a script needs if __name__ == "
            "'__main__': around its calls; else check the installation with "
            "'diffusionkb extract FILE', and megabytes_per_document"
        ) from error
    except ProcessExpired:
        return _failure(
            name,
            "crash",
            "the reader process died on this file (out of memory or damaged file)",
            "raise megabytes_per_document, or save the file with another program",
        )
    except Exception as error:  # noqa: BLE001 - one document must not end the build
        return _failure(
            name,
            "defect",
            f"the reader stopped with {type(error).__name__}: {_line(error)}",
            "this is a defect of ours; please report it with the file",
        )


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _failure(name: str, kind: str, message: str, remedy: str) -> Failure:
    return Failure(
        stage="extract",
        path=name,
        kind=kind,
        message=message.removeprefix(f"{' '.join(name.split())}: "),
        remedy=remedy,
    )
