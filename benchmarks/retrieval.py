"""Search on test collections, beside BM25 and MiniLM alone: nDCG@10 / recall@100.

usage: python benchmarks/retrieval.py DIR     (a collection in the form of BEIR, or a
                                               folder of them)

References: bm25s (Porter2 stemming, English stop words, k1 0.9, b 0.4) and the cosine
of all-MiniLM-L6-v2 through sentence-transformers, every document compared; title and
text. Last column: our hybrid's nDCG@10 against the better of the two.
"""

import sys
from pathlib import Path
from statistics import fmean

import bm25s
import numpy as np
import Stemmer

from diffusionkb.encoder import build_encoder
from diffusionkb.evaluating import evaluate_retrieval
from diffusionkb.query import beir
from diffusionkb.query.evaluation import DEPTH, scores_of
from diffusionkb.query.ranking import Mode

NAMES = ("BM25", "MiniLM", *(f"our {mode}" for mode in Mode))


def bm25(collection, keys, texts, questions):
    stemmer = Stemmer.Stemmer("english")
    index = bm25s.BM25(k1=0.9, b=0.4)
    tokens = {"stopwords": "en", "stemmer": stemmer, "show_progress": False}
    index.index(bm25s.tokenize(texts, **tokens), show_progress=False)
    found, scores = index.retrieve(
        bm25s.tokenize(list(questions.values()), **tokens),
        k=min(DEPTH, len(keys)),
        show_progress=False,
    )
    return {
        question: {keys[d]: float(s) for d, s in zip(*row, strict=True) if s > 0}
        for question, row in zip(questions, zip(found, scores), strict=True)
    }


def minilm(collection, keys, texts, questions):
    encoder = build_encoder()
    cosines = encoder.encode(list(questions.values())) @ encoder.encode(texts).T
    return {
        question: {keys[d]: float(row[d]) for d in np.argsort(-row)[:DEPTH]}
        for question, row in zip(questions, cosines, strict=True)
    }


def measured(folder: Path) -> dict[str, dict[str, float]]:
    collection = beir.read(folder)
    keys = list(collection.documents)
    texts = [document.whole for document in collection.documents.values()]
    questions = {key: collection.questions[key].whole for key in collection.relevant}
    given = (collection, keys, texts, questions)
    ours = evaluate_retrieval(folder).scores
    return {
        "BM25": scores_of(collection, bm25(*given)),
        "MiniLM": scores_of(collection, minilm(*given)),
    } | {f"our {mode}": ours[mode] for mode in Mode}


def main() -> None:
    root = Path(sys.argv[1])
    folders = [root] if (root / "corpus.jsonl").exists() else sorted(root.iterdir())
    print(f"{'':12}" + "".join(f"{name:>14}" for name in NAMES) + f"{'gain':>8}")
    gains = []
    for folder in folders:
        if not (folder / "corpus.jsonl").exists():
            continue
        rows = measured(folder)
        best = max(rows["BM25"]["ndcg@10"], rows["MiniLM"]["ndcg@10"])
        gains.append(rows["our hybrid"]["ndcg@10"] / best - 1)
        cells = (
            f"{row['ndcg@10']:8.4f}/{row['recall@100']:.3f}" for row in rows.values()
        )
        line = "".join(f"{cell:>14}" for cell in cells)
        print(f"{folder.name:12}{line}{gains[-1]:+8.1%}", flush=True)
    print(f"mean gain {fmean(gains):+.1%}, least {min(gains):+.1%}")


if __name__ == "__main__":
    main()
