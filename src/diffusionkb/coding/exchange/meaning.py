"""What another program's code names mean in our codebook: a code and a stance.

By the map people give, by id, by label; never by a guess. Pure.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...codebook import Codebook
from ...errors import UnknownName, UsageError
from ...model import Stance
from .marks import LEVEL, NO_CODE, Mark

LEFT_OUT = "-"
BETWEEN = re.compile(rf"{LEVEL}|\\+")  # some programs write Walls\Gutters


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A code with a stance, or neither (seen, no code); or why there is none.

    `unknown` is a name that nobody has said the meaning of; `undecided` one that has a
    code and no stance.
    """

    code: str | None = None
    stance: Stance | None = None
    problem: str = ""
    unknown: str = ""
    undecided: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    code: str | None
    stance: Stance | None = None
    left_out: bool = False


class Meanings:
    """The names that have a meaning; `stance` counts where a file states none."""

    def __init__(
        self, codebook: Codebook, maps: Sequence[str] = (), stance: Stance | None = None
    ) -> None:
        self._codebook = codebook
        self._stance = stance
        self._given = dict(_given(text, codebook) for text in maps)
        self._ids = {code.id for code in codebook.codes}
        self._known = _known(codebook)

    def of(self, mark: Mark) -> Meaning:
        """What a coding says, in our words."""
        if not mark.code:
            return Meaning(problem=f"states no code; is '{NO_CODE}' meant?")
        given = self._found(mark.code)
        if given is None:
            return Meaning(problem=f"unknown code “{mark.code}”", unknown=mark.code)
        if given.left_out:
            return Meaning(problem=f"left out, as you said of “{mark.code}”")
        if given.code is None:
            return Meaning()
        return self._with_stance(mark, given)

    def _found(self, name: str) -> _Given | None:
        parts = BETWEEN.split(name)
        for some in (name, parts[-1]):
            if (given := self._given.get(_folded(some))) is not None:
                return given
        for some in (name, parts[-1]):
            if some.strip() in self._ids:
                return _Given(code=some.strip())
            if (known := self._known.get(_folded(some))) is not None:
                return known
        if len(parts) > 1 and parts[-1].strip().lower() in set(Stance):
            above = self._found(LEVEL.join(parts[:-1]))
            if above is not None and above.code is not None and not above.left_out:
                return _Given(code=above.code, stance=Stance(parts[-1].strip().lower()))
        return None

    def _with_stance(self, mark: Mark, given: _Given) -> Meaning:
        stated = mark.stance.strip().lower()
        if stated and stated not in set(Stance):
            return Meaning(
                problem=f"no stance '{mark.stance}'; known are {', '.join(Stance)}"
            )
        stance = given.stance or (Stance(stated) if stated else self._stance)
        if stance is None:
            return Meaning(
                problem=f"code “{mark.code}” has no stance", undecided=mark.code
            )
        return Meaning(code=given.code, stance=stance)


def _folded(name: str) -> str:
    return re.sub(r"\s*([:/])\s*", r"\1", " ".join(name.split()).casefold())


def _given(text: str, codebook: Codebook) -> tuple[str, _Given]:
    """OLD=NEW, where NEW is a code, CODE:STANCE, 'no code', or - for left out.

    Raises:
        UsageError: it is none of these.
        UnknownName: the codebook has no such code.
    """
    old, equals, new = (part.strip() for part in text.rpartition("="))
    if not (old and equals and new):
        raise UsageError(
            f"--map '{text}' is not OLD=NEW, such as --map Barriers=M1:contradicts"
        )
    if new == LEFT_OUT:
        return _folded(old), _Given(code=None, left_out=True)
    if _folded(new) == NO_CODE:
        return _folded(old), _Given(code=None)
    code, colon, stance = (part.strip() for part in new.partition(":"))
    if colon and stance not in set(Stance):
        raise UnknownName(f"--map '{text}': stances are {', '.join(Stance)}")
    return _folded(old), _Given(
        code=codebook.get(code).id, stance=Stance(stance) if colon else None
    )


def _known(codebook: Codebook) -> Mapping[str, _Given]:
    """Ids and labels, alone and with a stance; a label that two codes have is none."""
    pairs = [pair for code in codebook.codes for pair in _names(code.id, code.label)]
    often = Counter(name for name, _ in pairs)
    names = {name: given for name, given in pairs if often[name] == 1}
    folded = Counter(_folded(code.id) for code in codebook.codes)
    ids = {
        _folded(code.id): _Given(code=code.id)
        for code in codebook.codes
        if folded[_folded(code.id)] == 1
    }
    return {**names, **ids, NO_CODE: _Given(code=None)}


def _names(code: str, label: str) -> Iterator[tuple[str, _Given]]:
    called = {code, label, f"{code} {label}", f"{code}: {label}", f"{code} – {label}"}
    for name in sorted(called):
        yield _folded(name), _Given(code=code)
        for stance in Stance:
            for between in (" ", ":", "/"):
                full = f"{name}{between}{stance}"
                yield _folded(full), _Given(code=code, stance=stance)
