"""Warm searches with filters, phrases and common words beside plain ones, in seconds.

usage: python benchmarks/filtered_search.py KB     (see large_library.py)

Processor time and time on the clock, median of five; the first line, a search without
filters, is the reference.
"""

import statistics
import sys
import time
from pathlib import Path

from diffusionkb.query.filters import Filters
from diffusionkb.query.search import search
from diffusionkb.settings import Folder

RUNS = 5
QUESTION = "insulin resistance in mice"
ASKED = (
    (QUESTION, Filters()),
    (QUESTION, Filters(years=((2010, None),))),
    (QUESTION, Filters(sectors=("health",))),
    (QUESTION, Filters(authors=("Name7",))),
    (f"{QUESTION} -obese", Filters()),
    ('"insulin resistance" mice', Filters()),
    ("the of and", Filters()),
    ("the of and", Filters(sectors=("health",))),
    ("study", Filters()),
    ("study", Filters(sectors=("health",))),
    ('"the"', Filters()),
    ('"in the study of"', Filters()),
    ("author:name7", Filters()),
)


def seconds(kb: Folder, query: str, filters: Filters) -> tuple[float, float, int]:
    clock, processor = [], []
    for _ in range(RUNS):
        began = time.perf_counter(), time.process_time()
        answer = search(kb, query, filters=filters)
        clock.append(time.perf_counter() - began[0])
        processor.append(time.process_time() - began[1])
    return statistics.median(processor), statistics.median(clock), answer.searched


def main() -> None:
    kb = Folder(root=Path(sys.argv[1]))
    print("processor   clock  searched  query")
    for query, filters in ASKED:
        processor, clock, searched = seconds(kb, query, filters)
        given = {n: getattr(filters, n) for n in ("years", "sectors", "authors")}
        shown = ", ".join(f"{n} {v}" for n, v in given.items() if v)
        print(f"{processor:9.3f} {clock:7.3f} {searched:9}  {query}  {shown}")


if __name__ == "__main__":
    main()
