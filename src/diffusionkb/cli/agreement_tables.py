"""Figures of agreement as tables of at most 80 columns. The verb is `agreeing.py`."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from rich.table import Table

from ..coding.agreement import About, Row
from ..coding.resampling import Figure


def table(about: About, rows: Sequence[Row], names: Sequence[str]) -> Table:
    """The figures of each code; stances only where two coders took one."""
    of_code, two = about is About.CODE, len(names) == 2
    title = "Codes: given or not" if of_code else "Stances, where a code was given"
    made = Table(
        box=None, pad_edge=False, padding=(0, 1), title=title, title_justify="left"
    )
    made.add_column("", overflow="fold")
    headings = [
        *(["given" if two else "share"] if of_code else ["by two"]),
        "agree",
        *(["F1"] if of_code else []),
        "alpha",
        *(["kappa"] if two else []),
    ]
    for heading in headings:
        made.add_column(heading, justify="right", overflow="fold")
    for row in rows:
        if of_code or row.judged:
            made.add_row(*_cells(row, names))
    return made


def _cells(row: Row, names: Sequence[str]) -> Iterator[str]:
    yield row.code
    if row.about is About.STANCE:
        yield str(row.judged)
    elif len(names) == 2:
        yield " · ".join(str(row.given[name]) for name in names)
    else:
        yield "–" if row.prevalence is None else f"{row.prevalence:.0%}"
    yield _number(row.agreement.value)
    if row.about is About.CODE:
        yield _number(row.positive.value)
    yield _interval(row.alpha)
    if len(names) == 2:
        yield _interval(row.pairs[0].kappa)


def _number(value: float | None) -> str:
    """Two places; what is undefined is a dash, and 1.00 is only what is 1."""
    if value is None:
        return "–"
    shown = f"{value:.2f}".replace("-", "−")
    return "0.99" if shown == "1.00" and value < 1 else shown


def _interval(figure: Figure) -> str:
    if figure.low is None:
        return _number(figure.value)
    low, high = _number(figure.low), _number(figure.high)
    return f"{_number(figure.value)} [{low}, {high}]"


def reasons(rows: Sequence[Row]) -> Iterator[str]:
    """Why a figure or its interval is missing, with the codes it is true of."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        of_pair = row.pairs[0].reason if len(row.pairs) == 1 else ""
        if reason := row.reason or of_pair:
            found[reason].append(row.code)
    for reason, codes in found.items():
        yield f"{', '.join(codes)}: {reason}"


def pairs_table(row: Row) -> Table:
    """Kappa between every two coders, for one row of figures."""
    made = Table(
        box=None,
        pad_edge=False,
        padding=(0, 1),
        title=f"Two at a time, {row.code}",
        title_justify="left",
    )
    made.add_column("", overflow="fold")
    for heading in ("judged", "kappa"):
        made.add_column(heading, justify="right")
    made.add_column("", overflow="fold")
    for pair in row.pairs:
        both = " and ".join(pair.coders)
        made.add_row(both, str(pair.judged), _interval(pair.kappa), pair.reason)
    return made
