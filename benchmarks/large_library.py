"""A large knowledge base of real paragraphs, for the figures on speed and memory.

usage: python benchmarks/large_library.py ARTICLES.jsonl.gz KB [PASSAGES [EMBEDDED]]

Each line of ARTICLES is an article with `title`, `year` and `paras` ([section, text] …);
the first 100,000 paragraphs become passages of the knowledge base in KB. Of these 2,000
are embedded; the others get the vector of one of them, turned a little at random, so
that vectors lie in clusters as real ones do. This changes what is found, and not how
long it takes: such a library says nothing of quality.
"""

import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from diffusionkb.encoder import DIMENSIONS, FINGERPRINT, encoder_for
from diffusionkb.evaluating import STAMP
from diffusionkb.identity import text_sha256
from diffusionkb.indexing import sync_exact, sync_words
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
from diffusionkb.progress import Silent
from diffusionkb.rows import work_row
from diffusionkb.settings import Folder
from diffusionkb.store import Store

PASSAGES = 100_000
EMBEDDED = 2_000
TURN = 0.6  # of the random part beside the vector; neighbours are at about 0.75
SECTORS = ("health", "education", "industry", "agriculture", "other")
BATCH = 5000
TEXTS = "SELECT DISTINCT text_sha256, text FROM passages ORDER BY text_sha256"


def articles(file: Path, wanted: int) -> Iterator[tuple[int, dict, list[str]]]:
    """Articles with their paragraphs, until there are as many of these."""
    count = 0
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if count >= wanted:
                return
            article = json.loads(line)
            paragraphs = [text for _, text in article["paras"]]
            count += len(paragraphs)
            yield number, article, paragraphs


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


def fill(store: Store, file: Path, wanted: int) -> None:
    """Works and passages, as a build stores them."""
    works = {}
    for number, article, paragraphs in articles(file, wanted):
        key, name = f"w{number:06}", f"Name{number % 500}"
        work = Work(
            citation_key=key,
            csl={"id": key, "author": [{"family": name}]},
            sector=SECTORS[number % len(SECTORS)],
        )
        year = int(article["year"]) if article["year"].isdigit() else None
        title = article["title"]
        works[key] = work_row(work, title=title, author_year=name, year=year)
        _save(store, key, paragraphs)
    store.save_works(works)
    store.name_works()


def _save(store: Store, key: str, paragraphs: list[str]) -> None:
    passages = passages_of(key, paragraphs)
    text = "\n".join(paragraphs)
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


def give_vectors(store: Store, embedded: int) -> None:
    """A vector for every text: some embedded, the others near to one of these."""
    texts = store.rows(TEXTS)
    some = [text for _, text in texts[:embedded]]
    centres = encoder_for(len(some)).encode(some)
    drawn = np.random.default_rng(0)
    for start in range(0, len(texts), BATCH):
        hashes = [sha for sha, _ in texts[start : start + BATCH]]
        of_centre = np.arange(start, start + len(hashes)) % len(centres)
        vectors = centres[of_centre]
        turned = drawn.normal(size=vectors.shape) / np.sqrt(DIMENSIONS) * TURN
        is_repeated = np.arange(start, start + len(hashes)) >= len(centres)
        vectors = vectors + turned * is_repeated[:, None]
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        store.save_embeddings(hashes, FINGERPRINT, vectors.astype(np.float32))


def make(kb: Folder, file: Path, wanted: int, embedded: int) -> int:
    """Fill a knowledge base and its exact index; returns how many passages it has."""
    kb.corpus.mkdir(parents=True, exist_ok=True)
    with Store(kb.work_db) as store:
        fill(store, file, wanted)
        give_vectors(store, embedded)
        sync_words(store, kb, Silent())
        return len(sync_exact(store, kb))


def main(arguments: Sequence[str]) -> None:
    file, root, *numbers = arguments
    given = list(map(int, numbers))
    wanted, embedded = [*given, *(PASSAGES, EMBEDDED)[len(given) :]]
    count = make(Folder(root=Path(root)), Path(file), wanted, embedded)
    print(f"{count} passages in {root}")


if __name__ == "__main__":
    main(sys.argv[1:])
