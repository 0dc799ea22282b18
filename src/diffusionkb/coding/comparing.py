"""Coders of a knowledge base compared: who saw what, how far they agree, and where not.

People and editors are compared unless others are named. The learned coder is asked
about what the others coded, but never about what it was trained on. Figures are
`agreement.py`, single passages `disagreements.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from ..catalogue import Catalogue
from ..codebook import Codebook
from ..errors import UnknownName, UsageError
from ..model import CoderKind
from ..settings import Folder
from ..store import LEARNED_CODER
from . import tagger
from .agreement import Figures, measure
from .decisions import Decisions, with_learned, written
from .disagreements import Disagreement, disagreements
from .judgements import Coder, seen_by_two
from .understood import understood

FEWEST_COMMON = 10  # passages in common, for coders who were not named
NOT_ASKED = (
    "It is never asked about digests (it was trained on those that come with "
    "diffusionkb), nor about captions, notes, second copies, and passages that it was "
    "trained on here (diffusionkb train tells how it does on those left out)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A coder who was compared, and how many passages they saw, here and at all.

    `uncoded` counts those of the compared ones that they gave no code; `notes_uncoded`
    says whether they ever write such passages down.
    """

    name: str
    kind: CoderKind
    saw: int
    compared: int
    uncoded: int
    notes_uncoded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Coders compared. Without figures, `statement` says why there are none.

    `not_asked` counts the passages that the learned coder is not asked about, of those
    that it was to be compared on; `not_known` are the top-level codes it cannot give.
    """

    coders: tuple[Compared, ...] = ()
    statement: str = ""
    figures: Figures | None = None
    disagreements: tuple[Disagreement, ...] = ()
    not_asked: int = 0
    not_known: tuple[str, ...] = ()

    @property
    def between_people(self) -> bool:
        """Whether it may be called agreement between people."""
        kinds = {coder.kind for coder in self.coders}
        return kinds == {CoderKind.PERSON}


def compare(
    folder: Folder,
    codebook: Codebook,
    names: Sequence[str] = (),
    *,
    code: str | None = None,
) -> Comparison:
    """Compare coders on the passages that at least two of them saw.

    Without names: the people and editors who share ten passages with another. `code`
    limits figures and disagreements to a code and its parts.

    Raises:
        UnknownName: no such coder or code.
        UsageError: only one was named, one twice, or the learned coder knows no code.
    """
    within = None if code is None else codebook.family(codebook.asked(code).id)
    with Catalogue(folder.work_db) as catalogue:
        decided = written(catalogue, codebook)
        _check(names, decided)
        not_known = _not_known(folder, codebook) if LEARNED_CODER in names else ()
        if LEARNED_CODER in names:
            seen, model = _seen_by(names, decided), folder.coder
            decided = with_learned(decided, catalogue, codebook, seen, model=model)
        chosen = names or _sharing(decided)
        coders = [decided.coders[name] for name in chosen]
        compared = seen_by_two(coders)
        made = Comparison(
            coders=tuple(_compared(coder, compared) for coder in coders),
            not_asked=_not_asked(coders),
            not_known=not_known,
        )
        if not compared:
            return replace(made, statement=_statement(made, decided))
        rows = catalogue.passages(compared)
    codes, why = codebook.codes, decided.why
    works = {passage: str(row["citation_key"]) for passage, row in rows.items()}
    return replace(
        made,
        figures=measure(coders, codes, works, within=within),
        disagreements=disagreements(coders, codes, rows, why, within=within),
    )


def _check(names: Sequence[str], decided: Decisions) -> None:
    known = [*decided.coders, LEARNED_CODER]
    for name in names:
        if name not in known:
            raise UnknownName(
                f"no coder '{name}' here; coders: {', '.join(known)} "
                "(a folder in annotations/ is a coder; build after adding one)"
            )
    if len(names) == 1:
        others = ", ".join(name for name in known if name != names[0])
        raise UsageError(
            f"'{names[0]}' alone cannot be compared; name another coder as well "
            f"({others}), or none at all"
        )
    if len(set(names)) < len(names):
        raise UsageError("a coder is named twice; name each one once")


def _seen_by(names: Sequence[str], decided: Decisions) -> list[str]:
    """What the named coders saw, the learned coder aside."""
    saw = [decided.coders[name].saw for name in names if name in decided.coders]
    return sorted({passage for some in saw for passage in some})


def _sharing(decided: Decisions) -> list[str]:
    """People and editors with enough passages in common with another of them."""
    enough = [pair for pair, count in _common(decided) if count >= FEWEST_COMMON]
    return sorted({name for pair in enough for name in pair})


def _humans(decided: Decisions) -> list[str]:
    """The people and editors, in order of their names."""
    coders = decided.coders.values()
    return sorted(coder.name for coder in coders if coder.kind is not CoderKind.MODEL)


def _common(decided: Decisions) -> list[tuple[tuple[str, str], int]]:
    """Each two of the people and editors, with their number of common passages."""
    saw = {name: decided.coders[name].saw.keys() for name in _humans(decided)}
    return [
        ((one, other), len(saw[one] & saw[other]))
        for one, other in combinations(saw, 2)
    ]


def _compared(coder: Coder, passages: Sequence[str]) -> Compared:
    here = [passage for passage in passages if passage in coder.saw]
    return Compared(
        name=coder.name,
        kind=coder.kind,
        saw=len(coder.saw),
        compared=len(here),
        uncoded=sum(not coder.saw[passage] for passage in here),
        notes_uncoded=any(not given for given in coder.saw.values()),
    )


def _not_asked(coders: Sequence[Coder]) -> int:
    """How many passages of the others the learned coder was not asked about."""
    seen: dict[bool, set[str]] = {True: set(), False: set()}
    for coder in coders:
        seen[coder.name == LEARNED_CODER] |= coder.saw.keys()
    learned = any(coder.name == LEARNED_CODER for coder in coders)
    return len(seen[False] - seen[True]) if learned else 0


def _not_known(folder: Folder, codebook: Codebook) -> tuple[str, ...]:
    """The top-level codes that the learned coder cannot give.

    Raises:
        UsageError: it can give none.
    """
    known = tagger.load_first(folder.coder).codes & understood(codebook, folder.coder)
    missing = tuple(code.id for code in codebook.tops() if code.id not in known)
    if len(missing) == len(codebook.tops()):
        raise UsageError(
            "the learned coder knows none of this codebook's codes, so there is "
            "nothing to compare; run diffusionkb train first"
        )
    return missing


def _statement(made: Comparison, decided: Decisions) -> str:
    """Why nothing could be compared, and what would help."""
    names = [coder.name for coder in made.coders]
    if LEARNED_CODER in names and made.not_asked:
        return (
            f"Nothing to compare: the learned coder is asked about none of the "
            f"{made.not_asked} passages that the others saw. {NOT_ASKED}"
        )
    if names:
        return f"{', '.join(names)}: no two of them have seen a passage in common."
    if not decided.coders:
        return (
            "Nobody has coded anything here yet. A folder in annotations/ is a coder."
        )
    common = _common(decided)
    if not common:
        only = min(_humans(decided) or decided.coders)
        return (
            f"Nobody to compare {only} with: no other person or editor has coded here. "
            f"To compare with the model: diffusionkb agreement {only} {LEARNED_CODER}"
        )
    (one, other), count = max(common, key=lambda pair: pair[1])
    return (
        f"No two coders have seen {FEWEST_COMMON} passages in common: {one} and "
        f"{other}, who are nearest, {count}. Coders who are named are compared anyway."
    )
