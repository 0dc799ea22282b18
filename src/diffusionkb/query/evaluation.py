"""Search measured on a test collection: the three modes, by the usual measures.

Lists are ranked to the depth of a run, without the floor that a reader is spared
by: measured is the order, not where the answer should have ended. Not here: building
the index (`evaluating.py`), reading collections (`beir.py`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from statistics import fmean
from urllib.parse import quote

from ..catalogue import Catalogue
from ..progress import Progress
from ..settings import Folder
from .beir import Collection
from .measures import ndcg, recall, reciprocal_rank
from .ranking import Mode, Ranked, rank

DEPTH = 1000
MEASURES = ("ndcg@10", "recall@100", "mrr")
SPACE = re.compile(r"\s")
STEP = 1e-9  # of scores in a run file, so that nobody breaks a tie otherwise
Run = Mapping[str, Mapping[str, float]]  # question → document → score, best first


def runs_of(
    collection: Collection,
    names: Mapping[str, str],
    catalogue: Catalogue,
    folder: Folder,
    progress: Progress,
) -> dict[Mode, Run]:
    """Ask every judged question. `names` is passage id → document id."""
    runs: dict[Mode, dict[str, Mapping[str, float]]] = {mode: {} for mode in Mode}
    progress.start("ask", len(collection.relevant))
    for key in collection.relevant:
        text = collection.questions[key].whole
        ranked = rank(catalogue, folder, text, mode=Mode.HYBRID, floor=False)
        for mode, scores in _by_mode(ranked).items():
            best = islice(scores.items(), DEPTH)
            runs[mode][key] = {names[name]: score for name, score in best}
        progress.advance("ask")
    return {mode: runs[mode] for mode in Mode}


def _by_mode(ranked: Ranked) -> dict[Mode, Mapping[str, float]]:
    return {
        Mode.HYBRID: ranked.fused,
        Mode.LEXICAL: ranked.lexical,
        Mode.SEMANTIC: ranked.semantic,
    }


def scores_of(collection: Collection, run: Run) -> dict[str, float]:
    """The mean of each measure over the judged questions."""
    rows = [
        _measured(list(run[key]), relevant)
        for key, relevant in collection.relevant.items()
    ]
    return {
        name: round(fmean(row[place] for row in rows), 4)
        for place, name in enumerate(MEASURES)
    }


def _measured(
    ranked: Sequence[str], relevant: Mapping[str, int]
) -> tuple[float, float, float]:
    return (
        ndcg(ranked, relevant, at=10),
        recall(ranked, relevant, at=100),
        reciprocal_rank(ranked, relevant),
    )


def run_lines(run: Run, *, tag: str) -> Iterator[str]:
    """A run as trec_eval reads it: question, Q0, document, rank, score, tag."""
    for question, scores in run.items():
        last = float("inf")
        for place, (document, score) in enumerate(scores.items(), start=1):
            last = min(score, last - STEP)
            names = f"{one_word(question)} Q0 {one_word(document)}"
            yield f"{names} {place} {last:.9f} {tag}\n"


def one_word(name: str) -> str:
    """An id as a run file can hold it, whose columns are apart by white space."""
    return SPACE.sub(lambda match: quote(match[0]), name)
