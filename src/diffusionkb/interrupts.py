"""Ctrl-C wherever it comes: in a callback, in a lock, while a module is loaded."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer, current_thread, main_thread

SOON = 0.05  # seconds: the callback has ended


@contextmanager
def noted() -> Iterator[None]:
    """Ctrl-C in here is answered at the end.

    For a moment that must be whole, and for loading modules: a compiled one may drop
    what is raised while it begins.
    """
    seen: list[int] = []
    answer = signal.getsignal(signal.SIGINT)
    if current_thread() is not main_thread() or not callable(answer):
        yield
        return
    signal.signal(signal.SIGINT, lambda number, _: seen.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, answer)
        if seen:
            signal.raise_signal(signal.SIGINT)


def heed_lost_ones() -> None:
    """Ctrl-C that Python can only report, as in a callback, counts a moment later."""
    sys.unraisablehook = _unraisable


def _unraisable(lost: "sys.UnraisableHookArgs") -> None:
    if not issubclass(lost.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(lost)
        return
    again = Timer(SOON, _interrupt)
    again.daemon = True
    again.start()


def _interrupt() -> None:
    if (main := main_thread().ident) is not None:
        signal.pthread_kill(main, signal.SIGINT)


def is_interrupted(error: BaseException) -> bool:
    """Whether Ctrl-C came where something else then failed: a module, a lock."""
    cause = error.__cause__ or error.__context__
    return isinstance(error, KeyboardInterrupt) or (
        cause is not None and is_interrupted(cause)
    )
