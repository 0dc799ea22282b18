"""How many threads numpy's products take. The only importer of threadpoolctl.

A product's threads go on turning for a while after it, in the way of whatever else
wants the processor: an encoder, or the next visitor's question.
"""

from contextlib import AbstractContextManager
from functools import cache
from typing import Any


def one_thread(*, anew: bool = False) -> AbstractContextManager[Any]:
    """Products in this block take one thread.

    With `anew` those of libraries, too, that were loaded since this was first asked.
    """
    if anew:
        _controller.cache_clear()
    limited: AbstractContextManager[Any] = _controller().limit(
        limits=1, user_api="blas"
    )
    return limited


def one_thread_each() -> None:
    """From now on products take one thread: for processes that answer many at once."""
    _controller().limit(limits=1, user_api="blas")


@cache
def _controller() -> Any:
    import numpy as np  # noqa: F401 (what is not loaded is not found)
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
