"""PDF extraction against the publishers' own text, beside plain pypdf and pdfium.

    python benchmarks/extraction.py ARTICLES [--rounds 3]

ARTICLES holds NAME.pdf, NAME.truth.json (title, abstract, headings, paragraphs,
captions, footnotes) and NAME.nxml. A paragraph of 25 words or more is recovered
when nine tenths of its runs of eight words come out one after the other; purity is
the share of our runs of running text that stand in the publisher's. Folios are
counted where first and last page of the article fit the number of pages.

Speed is processor time in this one process. The readers take turns at every article,
in each round again; the ratio to pypdf is the median over the rounds, so that a
machine that is busy for a while with other things spoils a round, not the figure.
"""

import argparse
import io
import json
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import pypdf
import pypdfium2

from diffusionkb.ingest.extract import pdf

RUN = 8
SHORTEST = 25  # words of a paragraph that counts
LEAST = 300  # words of an article that counts
FLOW = ("body", "abstract")
Pages = list[tuple[str | None, float]]  # folio and its confidence
Reading = tuple[list[tuple[str, str]], Pages]  # (kind, text) in order, and the pages


def by_us(data: bytes) -> Reading:
    made = pdf.read(data)
    pages = [(page.folio, page.folio_confidence) for page in made.numbers]
    return [(str(block.kind), block.text) for block in made.blocks], pages


def joined(text: str) -> str:
    """Plain text as anybody would mend it: without the hyphens at line ends."""
    return re.sub(r"[\x02\ufffe]\s*|(?<=[a-z])[-\u00ad]\s*\n", "", text)


def by_pypdf(data: bytes) -> Reading:
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    texts = [("body", joined(page.extract_text())) for page in pages]
    return texts, [(None, 0.0)] * len(texts)


def by_pdfium(data: bytes) -> Reading:
    document = pypdfium2.PdfDocument(data)
    texts = [
        ("body", joined(document[n].get_textpage().get_text_range()))
        for n in range(len(document))
    ]
    return texts, [(None, 0.0)] * len(texts)


READERS: Mapping[str, Callable[[bytes], Reading]] = {
    "diffusionkb": by_us,
    "pypdf, plain": by_pypdf,
    "pypdfium2, plain": by_pdfium,
}


@dataclass(slots=True)
class Score:
    recovered: list[float] = field(default_factory=list)
    purity: list[float] = field(default_factory=list)
    right: int = 0
    claimed: int = 0
    numbered: int = 0
    pages: int = 0
    seconds: list[float] = field(default_factory=list)  # of each round


def words(text: str) -> list[str]:
    text = unicodedata.normalize("NFKC", text).lower().replace("\u00ad", "")
    return re.findall(r"[^\W_]+", text)


def runs(of: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(of[at : at + RUN]) for at in range(len(of) - RUN + 1)]


def recovered(truth: Mapping[str, Any], texts: Iterable[tuple[str, str]]) -> float:
    have = set(runs(words(" ".join(t for kind, t in texts if kind != "reference"))))
    found = []
    for paragraph in [*truth["paragraphs"], *truth["abstract"]]:
        wanted = runs(words(paragraph))
        if len(wanted) >= SHORTEST - RUN + 1:
            found.append(sum(run in have for run in wanted) >= 0.9 * len(wanted))
    return sum(found) / len(found) if found else 0.0


def purity(truth: Mapping[str, Any], texts: Iterable[tuple[str, str]]) -> float:
    parts = [truth["title"]]
    for name in ("abstract", "headings", "paragraphs", "captions", "footnotes"):
        parts += truth[name]
    known = set(runs(words(" ".join(parts))))
    ours = [run for kind, t in texts if kind in FLOW for run in runs(words(t))]
    return sum(run in known for run in ours) / len(ours) if ours else 0.0


def add_folios(score: Score, nxml: str, pages: Pages) -> None:
    first = re.search(r"<fpage[^>]*>\s*(\d+)\s*<", nxml)
    last = re.search(r"<lpage[^>]*>\s*(\d+)\s*<", nxml)
    if not first or not last or int(last[1]) - int(first[1]) + 1 != len(pages):
        return
    score.numbered += len(pages)
    for at, (folio, confidence) in enumerate(pages):
        if folio and confidence >= 0.5:
            score.claimed += 1
            score.right += folio == str(int(first[1]) + at)


def measure(articles: Path, rounds: int) -> dict[str, Score]:
    scores = {name: Score(seconds=[0.0] * rounds) for name in READERS}
    for file in sorted(articles.glob("*.truth.json")):
        truth = json.loads(file.read_text(encoding="utf-8"))
        if sum(len(words(p)) for p in truth["paragraphs"]) < LEAST:
            continue
        name = file.name.removesuffix(".truth.json")
        data = (articles / f"{name}.pdf").read_bytes()
        nxml = (articles / f"{name}.nxml").read_text(encoding="utf-8")
        for turn in range(rounds):
            for reader, score in scores.items():
                start = time.process_time()
                texts, pages = READERS[reader](data)
                score.seconds[turn] += time.process_time() - start
                if turn == 0:
                    judge(score, truth, nxml, texts, pages)
    return scores


def judge(
    score: Score,
    truth: Mapping[str, Any],
    nxml: str,
    texts: list[tuple[str, str]],
    pages: Pages,
) -> None:
    score.pages += len(pages)
    score.recovered.append(recovered(truth, texts))
    score.purity.append(purity(truth, texts))
    add_folios(score, nxml, pages)


def report(scores: Mapping[str, Score]) -> None:
    reference = scores["pypdf, plain"]
    rounds = len(reference.seconds)
    print(
        f"{len(reference.recovered)} articles, {reference.pages} pages, {rounds} rounds"
    )
    print(f"{'':18}recovered  purity  folio right  coverage  pages/s  × pypdf")
    for name, score in scores.items():
        count = len(score.recovered)
        right = f"{score.right / score.claimed:.3f}" if score.claimed else "-"
        both = zip(reference.seconds, score.seconds, strict=True)
        times = median(theirs / ours for theirs, ours in both)
        speed = score.pages / median(score.seconds)
        print(
            f"{name:18}{sum(score.recovered) / count:9.3f}"
            f"{sum(score.purity) / count:8.3f}{right:>13}"
            f"{score.claimed / max(score.numbered, 1):10.3f}{speed:9.0f}{times:9.1f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", type=Path, help="folder of PDF, truth and JATS")
    parser.add_argument("--rounds", type=int, default=3, help="default 3")
    options = parser.parse_args()
    articles = options.articles
    if not any(articles.glob("*.truth.json")):
        sys.exit(f"{articles}: no *.truth.json here; give the folder of the articles")
    report(measure(articles, max(options.rounds, 1)))


if __name__ == "__main__":
    main()
