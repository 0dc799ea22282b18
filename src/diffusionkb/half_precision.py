"""Whether numbers of half the length (bf16) are worth it: tried once, then remembered.

They are where the processor works in them, the vectors stay the same for every
purpose, and it is quicker. Neither is believed: both are measured at first use.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .model_cache import cache_folder, read_json, write_json

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
CPUINFO = Path("/proc/cpuinfo")
# What Linux calls it: Intel and AMD, Intel's tiles, ARM.
FLAGS = frozenset({"avx512_bf16", "amx_bf16", "bf16"})
SAME = 0.9999  # least cosine to the vector of whole precision
QUICKER = 1.15
SENTENCES = (
    "The pilot ended when its money did, and nobody took it over. ",
    "Nine of the twelve wards had changed how they handed patients over at night. ",
    "Farmers copied the strip of land that they passed on their way to the market. ",
    "What had been printed by the ministry was found behind the stove, unopened. ",
)
PROBES = tuple(SENTENCES[n % 4] * (1 + n % 5) + SENTENCES[n % 3] for n in range(32))


def pays(fingerprint: str, whole: Encode, halved: Encode) -> bool:
    """Whether a model should encode in bf16 on this processor."""
    if not has_bf16():
        return False
    mark = cache_folder() / f"{fingerprint}.bf16.json"
    known = read_json(mark)
    if not isinstance(known, dict) or known.get("processor") != _processor():
        cosine, quicker = compared(whole, halved)
        used = cosine >= SAME and quicker >= QUICKER
        known = {"used": used, "cosine": cosine, "quicker": quicker}
        with suppress(OSError):  # then it is measured again
            write_json(mark, {**known, "processor": _processor()})
    return bool(known["used"])


def has_bf16() -> bool:
    """Whether this processor multiplies such numbers, as far as the system says."""
    return not FLAGS.isdisjoint(_processor().split())


def _processor() -> str:
    """The features of the first processor: an entry of /proc/cpuinfo."""
    try:
        lines = CPUINFO.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    told = [line for line in lines if line.startswith(("flags", "Features"))]
    return told[0].partition(":")[2].strip() if told else ""


def compared(whole: Encode, halved: Encode) -> tuple[float, float]:
    """The least cosine between both vectors of a text, and how much quicker it is."""
    halved(PROBES[:2]), whole(PROBES[:2])  # whoever comes first prepares for both
    began = time.perf_counter()
    usual = whole(PROBES)
    between = time.perf_counter()
    other = halved(PROBES)
    ended = time.perf_counter()
    cosine = float((usual * other).sum(axis=1).min())
    return cosine, (between - began) / (ended - between)
