"""Warm searches in one process, beside BM25 alone and exact vectors alone.

usage: python benchmarks/warm_search.py KB [QUESTIONS]    (see large_library.py)

Questions are titles of works drawn at random, two to four words of the passages, and
single words, from rare ones to the most common that search takes; none is asked twice,
and the hybrid first, so that no word of it was looked up before. Common words were kept
by a build; where they were not, they are read before. Milliseconds; half of the
questions and 95 in 100 are quicker. Processor time stands beside the time on the clock,
which other work on the machine makes longer.

References: BM25 of the full-text index over any of the words, best 1,000; and the
question's vector compared with every other, best 1,000.
"""

import random
import re
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np

from diffusionkb.catalogue import Catalogue
from diffusionkb.encoder import query_encoder
from diffusionkb.query.ranking import Mode
from diffusionkb.query.reading_ahead import read_ahead
from diffusionkb.query.search import search
from diffusionkb.query.words import telling
from diffusionkb.settings import Folder
from diffusionkb.vectors import ExactIndex, exact_file

QUESTIONS = 150
DRAWN = 3000  # passages that words are drawn from
WORD = re.compile(r"[a-z]{4,}")
BM25 = """
SELECT rowid, bm25(passages_fts) AS score FROM passages_fts
WHERE passages_fts MATCH ? ORDER BY score LIMIT 1000
"""
COMMON = ("study", "data", "results", "analysis", "using", "cells", "patients")


def questions(kb: Folder, count: int) -> list[str]:
    """A third each: titles, some words, single words with the common ones."""
    draw = random.Random(0)  # noqa: S311 - not a secret
    with closing(sqlite3.connect(kb.work_db)) as db:
        titles = [row[0] for row in db.execute("SELECT title FROM works")]
        sql = "SELECT text FROM passages ORDER BY row * 7919 % 100003 LIMIT ?"
        texts = [row[0].lower() for row in db.execute(sql, [DRAWN])]
    words = [word for text in texts for word in WORD.findall(text)]
    third = count // 3
    asked = draw.sample(titles, third)
    asked += [" ".join(draw.sample(words, draw.randint(2, 4))) for _ in range(third)]
    asked += [*COMMON, *draw.sample(words, third)]
    asked = [question for question in dict.fromkeys(asked) if telling(question)]
    draw.shuffle(asked)
    return asked


def measured(ask: Callable[[str], object], asked: list[str]) -> str:
    ask("a first question")
    clock, processor = [], []
    for question in asked:
        began = time.perf_counter(), time.process_time()
        ask(question)
        clock.append(time.perf_counter() - began[0])
        processor.append(time.process_time() - began[1])
    half, most = np.percentile(np.array([processor, clock]) * 1000, [50, 95], axis=1)
    return f"{half[0]:7.1f} {most[0]:7.1f} {half[1]:9.1f} {most[1]:7.1f}"


def main() -> None:
    kb = Folder(root=Path(sys.argv[1]))
    asked = questions(kb, int(sys.argv[2]) if len(sys.argv) > 2 else QUESTIONS)
    db = sqlite3.connect(f"{kb.work_db.absolute().as_uri()}?mode=ro", uri=True)
    exact = ExactIndex(exact_file(kb.vectors))
    encoder = query_encoder()

    def bm25(question: str) -> object:
        return db.execute(BM25, [" OR ".join(telling(question))]).fetchall()

    def nearest(question: str) -> object:
        return exact.nearest(encoder.encode([question])[0], 1000)

    ways = {
        "BM25 alone": bm25,
        "exact vectors alone": nearest,
        **{
            f"our {mode}": lambda question, mode=mode: search(kb, question, mode=mode)
            for mode in Mode
        },
    }
    began = time.process_time()
    with Catalogue(kb.work_db) as catalogue:
        read_ahead(catalogue)
    print(f"words there in {time.process_time() - began:.3f} s of processor time")
    print(f"{len(asked)} questions         processor         clock")
    print(f"{'ms':22}{'p50':>7} {'p95':>7} {'p50':>9} {'p95':>7}")
    for name, ask in ways.items():
        print(f"{name:22}{measured(ask, asked)}", flush=True)


if __name__ == "__main__":
    main()
