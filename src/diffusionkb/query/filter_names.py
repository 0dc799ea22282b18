"""The values of filters, held against what this library and its codebook have.

An unknown value is an error that says what there is, never an empty answer. What the
filters then admit is `filters.py`.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from ..catalogue import Catalogue
from ..codebook import Codebook
from ..errors import UnknownName, UsageError
from ..model import CoderKind, SourceKind, Stance
from .filters import Filters

YEARS = re.compile(r"(\d{0,4})(?:\.\.|(?<=\d)[-–](?=\d))(\d{0,4})", re.ASCII)
YEAR = re.compile(r"\d{1,4}", re.ASCII)
HYPHENS = str.maketrans(" _", "--")
NAMED = 60  # values that an error message lists at most
# A facet of works → its name in the codebook, which may list values not used yet.
FACETS = {
    "sector": "sector",
    "design": "evidence",
    "innovation_type": "innovation_type",
}


def checked(
    filters: Filters, catalogue: Catalogue, codebook: Callable[[], Codebook]
) -> Filters:
    """The same with every name as it is written here, and codes with their sub-codes.

    The codebook is only asked for when it is needed: reading it takes time.

    Raises:
        UnknownName: a value that neither library nor codebook has.
    """
    if not filters:
        return filters
    return replace(
        filters,
        codes=_families(filters.codes, codebook),
        stances=_all_known("stance", filters.stances, Stance),
        coders=_coders(filters.coders, catalogue),
        sectors=_facet("sector", filters.sectors, catalogue, codebook),
        designs=_facet("design", filters.designs, catalogue, codebook),
        innovation_types=_facet(
            "innovation_type", filters.innovation_types, catalogue, codebook
        ),
        works=tuple(_work(key, catalogue) for key in filters.works),
        source_kinds=_all_known("source kind", filters.source_kinds, SourceKind),
    )


def _families(
    codes: Sequence[str], codebook: Callable[[], Codebook]
) -> tuple[str, ...]:
    if not codes:
        return ()
    book = codebook()
    ids = _all_known("code", codes, [code.id for code in book.codes])
    return tuple(dict.fromkeys(c for code in ids for c in book.family(code)))


def _coders(coders: Sequence[str], catalogue: Catalogue) -> tuple[str, ...]:
    if not coders:
        return ()
    sql = "SELECT coder FROM codings UNION SELECT coder FROM seen ORDER BY 1"
    names = [row[0] for row in catalogue.rows(sql)]
    return _all_known("coder", coders, dict.fromkeys([*CoderKind, *names]))


def _facet(
    column: str,
    values: Sequence[str],
    catalogue: Catalogue,
    codebook: Callable[[], Codebook],
) -> tuple[str, ...]:
    if not values:
        return ()
    sql = f"SELECT DISTINCT {column} FROM works WHERE {column} IS NOT NULL ORDER BY 1"  # noqa: S608
    here = [row[0] for row in catalogue.rows(sql)]
    if not all(_spelt(value, here) for value in values):
        here = [*dict.fromkeys([*here, *codebook().facets.get(FACETS[column], ())])]
    return _all_known(column.replace("_", " "), values, here)


def _work(key: str, catalogue: Catalogue) -> str:
    if work := catalogue.work(key):
        return work.citation_key
    near = catalogue.similar_names(key)
    hint = f"; near it: {', '.join(near)}" if near else ""
    raise UnknownName(
        f"no work '{key}' in this library{hint}; a work goes by its citation key"
    )


def _all_known(
    what: str, values: Sequence[str], known: Iterable[str]
) -> tuple[str, ...]:
    names = [str(name) for name in known]
    for value in values:
        if not _spelt(value, names):
            listed = ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
            there = f"there is: {listed}" if listed else "there is none at all"
            raise UnknownName(f"no {what} '{value}' here; {there}")
    return tuple(dict.fromkeys(_spelt(value, names) for value in values))


def _spelt(value: str, names: Sequence[str]) -> str:
    """The name as it is written here, whatever its capitals; '' if there is none.

    Names of several words have a hyphen here, elsewhere a space or an underscore.
    """
    plain = value.casefold().translate(HYPHENS)
    same = (name for name in names if name.casefold().translate(HYPHENS) == plain)
    return value if value in names else next(same, "")


def years_of(text: str) -> tuple[int | None, int | None]:
    """'2000..2015', '2000..', '..1999' or '2010' as first and last year.

    Raises:
        UsageError: it is none of these.
    """
    year = text.strip()
    match = YEARS.fullmatch(f"{year}..{year}" if YEAR.fullmatch(year) else year)
    if not match or not (match[1] or match[2]):
        raise UsageError(
            f"'{text}' is no year; write 2010, 2000..2015, 2000.. or ..1999"
        )
    first, last = (int(end) if end else None for end in match.groups())
    if first and last and first > last:
        raise UsageError(f"'{text}' ends before it begins; write {last}..{first}")
    return first, last
