"""Rows and columns of the evidence gap map: which, and in which order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..codebook import Codebook
from ..model import Code
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


def rows_of(codebook: Codebook, codes: Sequence[str], *, parts: bool) -> list[Code]:
    """The codes named, else all top-level ones; with `parts` those below each, too."""
    named = [codebook.asked(code) for code in codes] or codebook.tops()
    if not parts:
        return list(dict.fromkeys(named))
    families = (codebook.family(code.id) for code in named)
    return [codebook.get(c) for c in dict.fromkeys(c for f in families for c in f)]


def headline(codebook: Codebook, code: Code) -> str:
    """The claim in a few words, of a myth the opposite of the myth; else the label."""
    own = codebook.wordings.get(code.id)
    return own.headline if own and own.headline else code.label
