"""Warm searches with filters, phrases and common words beside plain ones, in seconds.

usage: python benchmarks/filtered_search.py ARTICLES.jsonl.gz [PASSAGES]

Each line of ARTICLES is an article with `title`, `year` and `paras` ([section, text] …);
the first 100,000 paragraphs become passages. Their vectors are drawn at random: that
changes what is found, and not how long it takes. Processor time and time on the clock,
median of five; the first line, a search without filters, is the reference.
"""

import gzip
import json
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from diffusionkb.evaluating import STAMP
from diffusionkb.identity import text_sha256
from diffusionkb.model import (
    BlockKind,
    Document,
    Page,
    PageNumbers,
    Passage,
    Source,
    SourceKind,
    Span,
    Work,
)
from diffusionkb.query.filters import Filters
from diffusionkb.query.search import search
from diffusionkb.rows import work_row
from diffusionkb.settings import Folder
from diffusionkb.store import Store
from diffusionkb.vectors import write_exact

RUNS = 5
SECTORS = ("health", "education", "industry", "agriculture", "other")
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


def passages_of(key: str, paragraphs: list[str]) -> tuple[Passage, ...]:
    return tuple(
        Passage(
            id=text_sha256(f"{key} {number} {text}")[:16],
            kind=BlockKind.BODY,
            text=text,
            section=(),
            paragraph=number,
            first_page=0,
            last_page=0,
            spans=(Span(page=0, start=0, end=len(text)),),
        )
        for number, text in enumerate(paragraphs, start=1)
    )


def fill(kb: Folder, articles: Path, wanted: int) -> int:
    ids: set[str] = set()
    works = {}
    with (
        Store(kb.work_db) as store,
        gzip.open(articles, "rt", encoding="utf-8") as file,
    ):
        for number, line in enumerate(file):
            article = json.loads(line)
            key = f"w{number:06}"
            passages = passages_of(key, [text for _, text in article["paras"]])
            name = f"Name{number % 500}"
            work = Work(
                citation_key=key,
                csl={"id": key, "author": [{"family": name}]},
                sector=SECTORS[number % len(SECTORS)],
            )
            works[key] = work_row(
                work,
                title=article["title"],
                author_year=name,
                year=int(article["year"]) if article["year"].isdigit() else None,
            )
            text = "\n".join(passage.text for passage in passages)
            store.save_document(
                Source(
                    sha256=text_sha256(key),
                    path=key,
                    media_type="text/plain",
                    citation_key=key,
                    matched_by="key",
                ),
                Document(
                    stamp=STAMP,
                    pages=(Page(numbers=PageNumbers(index=0), text=text),),
                    blocks=(),
                    paged=False,
                    metadata={},
                ),
                passages,
                source_kind=SourceKind.FULL_TEXT,
                stamp=str(STAMP),
                locators=("",) * len(passages),
                retired={},
            )
            ids |= {passage.id for passage in passages}
            if len(ids) >= wanted:
                break
        store.save_works(works)
        store.name_works()
    drawn = np.random.default_rng(0).normal(size=(len(ids), 384)).astype(np.float32)
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    write_exact(kb.vectors, sorted(ids), drawn)
    return len(ids)


def seconds(kb: Folder, query: str, filters: Filters) -> tuple[float, float, int]:
    clock, processor = [], []
    for _ in range(RUNS):
        began = time.perf_counter(), time.process_time()
        answer = search(kb, query, filters=filters)
        clock.append(time.perf_counter() - began[0])
        processor.append(time.process_time() - began[1])
    return statistics.median(processor), statistics.median(clock), answer.searched


def main() -> None:
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    with TemporaryDirectory() as root:
        kb = Folder(root=Path(root))
        (kb.root / "corpus").mkdir()
        print(f"{fill(kb, Path(sys.argv[1]), wanted)} passages")
        print("processor   clock  searched  query")
        for query, filters in ASKED:
            processor, clock, searched = seconds(kb, query, filters)
            given = {n: getattr(filters, n) for n in ("years", "sectors", "authors")}
            shown = ", ".join(f"{n} {v}" for n, v in given.items() if v)
            print(f"{processor:9.3f} {clock:7.3f} {searched:9}  {query}  {shown}")


if __name__ == "__main__":
    main()
