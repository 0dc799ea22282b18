"""The columns of the evidence gap map: which values of a feature, in which order."""

from collections.abc import Iterable, Iterator, Mapping

from ..codebook import Codebook
from .gapmap_facts import By, Facts

MOST_DECADES = 12  # with more, decades without works are left out
FACETS: Mapping[By, tuple[str, ...]] = {  # what the codebook may call them
    By.SECTOR: ("sector",),
    By.DESIGN: ("design", "evidence"),
    By.INNOVATION: ("innovation_type", "innovation"),
    By.DECADE: (),
}


def columns_of(facts: Facts, codebook: Codebook, by: By) -> Iterator[str]:
    """Columns: the codebook's values, others that works have, those without any."""
    there = set(facts.values.values())
    stated = there - {""}
    if by is By.DECADE:
        yield from _decades(stated)
    else:
        known = [v for name in FACETS[by] for v in codebook.facets.get(name, ())]
        yield from dict.fromkeys([*known, *sorted(stated)])
    if "" in there:
        yield ""


def _decades(stated: Iterable[str]) -> list[str]:
    years = sorted(int(decade.removesuffix("s")) for decade in stated)
    every = range(years[0], years[-1] + 1, 10) if years else []
    return [f"{year}s" for year in (every if len(every) <= MOST_DECADES else years)]
