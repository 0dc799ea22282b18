"""Ways to fuse words and meaning, compared: gain in nDCG@10 over the better of the two.

usage: python benchmarks/fusion.py DIR     (a folder of collections in the form of BEIR)

Each way is shown with the constants that are best over all collections, and, as
"left out", with those that are best on the others, for each collection in turn.
"""

import sys
from collections.abc import Callable, Mapping
from itertools import product
from pathlib import Path
from statistics import fmean, pstdev

from diffusionkb.evaluating import evaluate_retrieval
from diffusionkb.query import beir
from diffusionkb.query.evaluation import scores_of
from diffusionkb.query.ranking import Mode

Scores = Mapping[str, float]
WEIGHTS = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)


def by_rank(k: int, weight: float) -> Callable[[Scores, Scores], dict[str, float]]:
    def fuse(words: Scores, meaning: Scores) -> dict[str, float]:
        fused: dict[str, float] = {}
        for scores, share in ((words, 1 - weight), (meaning, weight)):
            for place, key in enumerate(scores, start=1):
                fused[key] = fused.get(key, 0.0) + share / (k + place)
        return fused

    return fuse


def share_of_best(scores: Scores) -> tuple[float, float]:
    return 0.0, max(scores.values(), default=0.0)


def least_to_best(scores: Scores) -> tuple[float, float]:
    return min(scores.values(), default=0.0), max(scores.values(), default=0.0)


def deviations(scores: Scores) -> tuple[float, float]:
    mean = fmean(scores.values()) if scores else 0.0
    return mean, mean + (pstdev(scores.values()) if scores else 0.0)


def by_score(norm, weight: float) -> Callable[[Scores, Scores], dict[str, float]]:
    def fuse(words: Scores, meaning: Scores) -> dict[str, float]:
        fused: dict[str, float] = {}
        for scores, share in ((words, 1 - weight), (meaning, weight)):
            zero, one = norm(scores)
            last = min(scores.values(), default=0.0)
            missing = 0.0 if norm is share_of_best and scores is words else last
            for key in {*words, *meaning}:
                value = (scores.get(key, missing) - zero) / ((one - zero) or 1.0)
                fused[key] = fused.get(key, 0.0) + share * value
        return fused

    return fuse


WAYS = {
    "reciprocal rank": {
        (k, w): by_rank(k, w) for k, w in product((5, 10, 20, 40, 60), WEIGHTS)
    },
    "reciprocal rank, k 60": {(60, 0.5): by_rank(60, 0.5)},
    "share of best": {w: by_score(share_of_best, w) for w in WEIGHTS},
    "share of best, 0.6": {0.6: by_score(share_of_best, 0.6)},
    "least to best": {w: by_score(least_to_best, w) for w in WEIGHTS},
    "deviations": {w: by_score(deviations, w) for w in WEIGHTS},
}


def gains(folder: Path) -> dict[tuple[str, object], float]:
    """Way and constants → gain on a collection."""
    collection, found = beir.read(folder), evaluate_retrieval(folder)
    words, meaning = found.runs[Mode.LEXICAL], found.runs[Mode.SEMANTIC]
    alone = max(found.scores[m]["ndcg@10"] for m in (Mode.LEXICAL, Mode.SEMANTIC))
    result = {}
    for way, some in WAYS.items():
        for constants, fuse in some.items():
            run = {}
            for question in collection.relevant:
                fused = fuse(words[question], meaning[question])
                best = sorted(fused.items(), key=lambda item: (-item[1], item[0]))
                run[question] = dict(best[:100])
            score = scores_of(collection, run)["ndcg@10"]
            result[way, constants] = score / alone - 1
    return result


def main() -> None:
    folders = sorted(f.parent for f in Path(sys.argv[1]).glob("*/corpus.jsonl"))
    of = {folder.name: gains(folder) for folder in folders}
    print(f"{'':31}" + "".join(f"{name[:9]:>10}" for name in of) + f"{'mean':>8}")
    for way, some in WAYS.items():

        def best(names, way=way, some=some):
            return max(some, key=lambda c: fmean(of[n][way, c] for n in names))

        chosen = best(list(of))
        line(f"{way} {chosen}", [of[name][way, chosen] for name in of])
        if len(some) > 1 and len(of) > 1:
            chosen_without = {n: best([o for o in of if o != n]) for n in of}
            line("  left out", [of[n][way, chosen_without[n]] for n in of])


def line(label: str, values: list[float]) -> None:
    cells = "".join(f"{value:+10.1%}" for value in values)
    print(f"{label:31}{cells}{fmean(values):+8.1%}")


if __name__ == "__main__":
    main()
