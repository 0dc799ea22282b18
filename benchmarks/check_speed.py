"""How long `check` takes: a 100-page draft, 300 quotations, 100,000 passages.

    python benchmarks/check_speed.py ../shared/data/scale/articles.jsonl.gz [KB [FORM]]

The library is made of the articles' paragraphs, eight to a page, without embedding
(`check` needs none). KB: a folder that is kept and used again. FORM: md or docx. Prints
seconds for reading the library the first time, and for the check itself.
"""

import gzip
import hashlib
import itertools
import json
import random
import re
import resource
import sys
import tempfile
import time
from pathlib import Path

import pypandoc

from diffusionkb import starting
from diffusionkb.catalogue import Catalogue
from diffusionkb.ingest import bibliography
from diffusionkb.ingest.pages import assemble
from diffusionkb.ingest.passages import cut
from diffusionkb.model import (
    Block,
    BlockKind,
    Extraction,
    PageNumbers,
    Piece,
    Source,
    SourceKind,
    Stamp,
    Work,
)
from diffusionkb.progress import Silent
from diffusionkb.rows import work_row
from diffusionkb.settings import Folder
from diffusionkb.store import Store
from diffusionkb.writing.check import as_data, check
from diffusionkb.writing.quotations.index import open_index

PASSAGES = 100_000
QUOTATIONS = 300
WORDS = 45_000  # 100 pages
ON_A_PAGE = 8  # paragraphs
STAMP = Stamp(tool="benchmark", version="1", settings="")


def articles(file):
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            paragraphs = [text for _, text in article["paras"] if text.strip()]
            if paragraphs and article["title"]:
                yield article, paragraphs


def work_of(article, number):
    csl = {
        "id": article["id"], "type": "article-journal", "title": article["title"],
        "author": [{"family": f"Author{chr(65 + number % 26)}{number}"}],
        "issued": {"date-parts": [[int(article["year"] or 2000)]]},
    }  # fmt: skip
    return Work(citation_key=article["id"], csl=csl)


def document_of(paragraphs):
    blocks = [
        Block(
            kind=BlockKind.BODY,
            pieces=(Piece(page=n // ON_A_PAGE, text=text),),
        )
        for n, text in enumerate(paragraphs)
    ]
    count = (len(paragraphs) - 1) // ON_A_PAGE + 1
    numbers = [
        PageNumbers(index=n, folio=str(101 + n), folio_confidence=1.0)
        for n in range(count)
    ]
    return assemble(
        Extraction(
            blocks=tuple(blocks), numbers=tuple(numbers), stamp=STAMP, paged=True
        )
    )


def build(file, folder):
    starting.make(folder.root)
    folder.state.mkdir(exist_ok=True)
    total, works = 0, {}
    with Store(folder.work_db) as store:
        for number, (article, paragraphs) in enumerate(articles(file)):
            if total >= PASSAGES:
                break
            document = document_of(paragraphs)
            sha = hashlib.sha256(article["id"].encode()).hexdigest()
            passages = cut(document, sha256=sha, count_tokens=lambda t: len(t) // 5)
            source = Source(
                sha256=sha,
                path=f"{article['id']}.pdf",
                media_type="application/pdf",
                citation_key=article["id"],
                matched_by="key",
            )
            store.save_document(
                source,
                document,
                passages,
                source_kind=SourceKind.FULL_TEXT,
                stamp="benchmark",
                locators=["" for _ in passages],
                retired={},
            )
            total += len(passages)
            work = work_of(article, number)
            works[work.citation_key] = work_row(
                work,
                title=bibliography.title_of(work),
                author_year=bibliography.author_year(work),
                year=bibliography.year_of(work),
            )
        store.save_works(works)


def draft(folder, rng):
    """Paragraphs of the library with a quotation each, of all kinds."""
    with Catalogue(folder.work_db) as catalogue:
        rows = catalogue.rows(
            "SELECT citation_key, folio, text FROM pages JOIN sources USING (sha256)"
        )
    keys = sorted({row["citation_key"] for row in rows})
    parts, words = [], 0
    kinds = itertools.cycle("eeeeeewapmx")
    while len(parts) < QUOTATIONS:
        row = rng.choice(rows)
        sentences = [
            s
            for s in re.split(r"(?<=[.])\s+(?=[A-Z])", row["text"])
            if 10 <= len(s.split()) <= 40 and not re.search(r"[“”\"\[\]@]", s)
        ]
        if not sentences:
            continue
        parts.append(quotation(rng.choice(sentences), row, next(kinds), keys, rng))
    fill = [re.sub(r"[“”\"@\[\]{}*_<>$\\^`|#~]", "", row["text"]) for row in rng.sample(rows, 400)]  # fmt: skip
    for n, text in enumerate(itertools.cycle(fill)):
        if words > WORDS:
            break
        some = text.split()[:300]
        words += len(some)
        parts.insert((n * 7) % len(parts), " ".join(some))
    return "\n\n".join(parts) + "\n"


def quotation(sentence, row, kind, keys, rng):
    page, key, words = row["folio"], row["citation_key"], sentence.rstrip(".").split()
    if kind == "w":
        page = str(int(page) + 3)
    if kind == "a":
        words[len(words) // 2] = "elsewhere"
    if kind == "p":
        words = [w for pair in zip(words[1::2], words[::2], strict=False) for w in pair]
    if kind == "m":
        key = rng.choice(keys)
    if kind == "x":
        words = rng.sample("seven lamps of the harbour were lent to nobody in June".split(), 11)  # fmt: skip
    clean = " ".join(words).replace("*", "").replace("_", " ").replace("\n", " ")
    return f"We read that “{clean}” [@{key}, p. {page}]. So much for that."


def main():
    file = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as room:
        folder = Folder(
            root=Path(sys.argv[2]) if len(sys.argv) > 2 else Path(room, "kb")
        )
        if not folder.work_db.exists():
            build(file, folder)
        text = draft(folder, random.Random(3))
        form = sys.argv[3] if len(sys.argv) > 3 else "md"
        written = Path(room) / f"draft.{form}"
        if form == "md":
            written.write_text(text, encoding="utf-8")
        else:
            pypandoc.convert_text(text, form, "markdown-citations", outputfile=str(written))  # fmt: skip
        with Catalogue(folder.work_db) as catalogue:
            count = catalogue.rows("SELECT count(*) FROM passages")[0][0]
            began = time.perf_counter()
            open_index(catalogue, folder.state, Silent())
            read = time.perf_counter() - began
        began = time.perf_counter()
        report = as_data(check(folder, written))
        took = time.perf_counter() - began
    print(f"{count:,} passages, {len(text.split()):,} words, {len(report['quotations'])} quotations")  # fmt: skip
    print(f"reading the library (once for each state)  {read:6.1f} s")
    print(f"check                                      {took:6.1f} s   target < 30 s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"most memory                                {peak:6.0f} MB")


if __name__ == "__main__":
    main()
