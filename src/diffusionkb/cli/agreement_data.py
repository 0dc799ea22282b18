"""How coders agree, for programs: JSON and CSV. What people read is `agreeing.py`."""

import csv
import sys
from collections.abc import Iterator
from dataclasses import asdict

from ..coding.agreement import About, Row
from ..coding.comparing import Comparison
from ..coding.disagreements import Disagreement
from ..coding.resampling import Figure
from .output import citation, note

COLUMNS = ("about", "code", "measure", "coders", "judged", "value", "low", "high")
DIGITS = 4


def as_json(found: Comparison, listed: int | None) -> dict[str, object]:
    """The comparison, with all disagreements or the first ones."""
    figures = found.figures
    return {
        "coders": [asdict(coder) for coder in found.coders],
        "between_people": found.between_people,
        "statement": found.statement,
        "passages": figures.passages if figures else 0,
        "works": figures.works if figures else 0,
        "resamples": figures.draws if figures else 0,
        "resampled": "works" if figures and figures.by_work else "passages",
        "not_asked": found.not_asked,
        "not_known": list(found.not_known),
        "figures": [_row(row) for row in figures.rows] if figures else [],
        "disagreeing": len(found.disagreements),
        "disagreements": [_disagreement(one) for one in found.disagreements[:listed]],
    }


def _row(row: Row) -> dict[str, object]:
    return {
        "about": row.about,
        "code": row.code,
        "judged": row.judged,
        "given": row.given,
        "prevalence": _round(row.prevalence),
        **{name: _rounded(figure) for name, figure in _figures(row)},
        "kappa": [
            {
                "coders": pair.coders,
                "judged": pair.judged,
                **_rounded(pair.kappa),
                "reason": pair.reason,
            }
            for pair in row.pairs
        ],
        "reason": row.reason,
    }


def _figures(row: Row) -> Iterator[tuple[str, Figure]]:
    if row.about is About.CODE:
        yield "positive", row.positive
    yield "agreement", row.agreement
    yield "alpha", row.alpha


def _rounded(figure: Figure) -> dict[str, float | None]:
    return {name: _round(value) for name, value in asdict(figure).items()}


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def _disagreement(one: Disagreement) -> dict[str, object]:
    return {
        "passage_id": one.passage.passage_id,
        "citation_key": one.passage.citation_key,
        "citation": citation(one.passage),
        "source_kind": one.passage.source_kind,
        "text": one.passage.text,
        "codes": one.codes,
        "stances": one.stances,
        "views": [
            {
                "coder": view.coder,
                "codings": [asdict(some) for some in view.decisions if some.code],
                "why_none": "".join(s.why for s in view.decisions if not s.code),
            }
            for view in one.views
        ],
    }


def write_csv(found: Comparison) -> None:
    """One line a figure, on stdout; the disagreements are in the JSON."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow([*COLUMNS, "missing"])
    if found.figures is None:
        note(found.statement)
        return
    names = ";".join(coder.name for coder in found.coders)
    for row in found.figures.rows:
        share = Figure(value=row.prevalence)
        writer.writerow(_line(row, "prevalence", names, row.judged, share))
        for measure, figure in _figures(row):
            writer.writerow(_line(row, measure, names, row.judged, figure))
        for pair in row.pairs:
            both = ";".join(pair.coders)
            line = _line(row, "kappa", both, pair.judged, pair.kappa)
            writer.writerow([*line[:-1], pair.reason or line[-1]])


def _line(
    row: Row, measure: str, coders: str, judged: int, figure: Figure
) -> list[object]:
    missing = row.reason if figure.low is None and measure != "prevalence" else ""
    parts = _rounded(figure).values()
    return [row.about, row.code, measure, coders, judged, *parts, missing]
