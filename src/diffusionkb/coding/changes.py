"""Two versions of a codebook compared: codes that came, went, moved or were reworded.

Pure. Where versions come from is `revisions.py`; what becomes of codings, `drift.py`.
"""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from ..codebook import Codebook
from ..codebook_history import order, other_now
from ..model import Code

CONTEXT = 5  # unchanged words shown on either side of a change


class Kind(StrEnum):
    """What happened to a code."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that happened to a code; `field` says which text of it changed."""

    kind: Kind
    code: str
    field: str = ""
    old: str = ""
    new: str = ""

    @property
    def meaning(self) -> bool:
        """Whether codings of the code may have to be looked at again."""
        return self.kind is Kind.CHANGED and self.field in {"claim", "definition"}


def compare(old: Codebook, new: Codebook) -> tuple[Change, ...]:
    """What happened from one version to the other, in the order of the new one.

    A rename is known from the new version's history, or by a claim and a definition
    that are word for word the same.
    """
    renamed = _renamed(old, new)
    ended = [code for code in old.codes if _is_another(code, old, new)]
    stayed = [code for code in old.codes if code not in ended]
    before = {renamed.get(code.id, code.id): code for code in stayed}
    made: list[Change] = []
    for code in new.codes:
        if code.id not in before:
            made.append(Change(kind=Kind.ADDED, code=code.id, new=code.claim))
            continue
        made.extend(_of_code(before[code.id], code, renamed))
    kept = {code.id for code in new.codes}
    gone = [*ended, *(code for name, code in before.items() if name not in kept)]
    return (*made, *(_gone(code, old, new) for code in gone))


def _renamed(old: Codebook, new: Codebook) -> dict[str, str]:
    """Old id → new id of the codes that are the same under another name."""
    names = {code.id: code.id for code in old.codes}
    for revision in new.history:
        if order(revision.version) > order(old.version):
            names = {o: revision.renamed.get(now, now) for o, now in names.items()}
    here, there = {code.id for code in new.codes}, {code.id for code in old.codes}
    came = [code for code in new.codes if code.id not in set(names.values())]
    for code in old.codes:
        same = [c.id for c in came if (c.claim, c.definition) == _meaning(code)]
        if names[code.id] not in here and len(same) == 1 and same[0] not in there:
            names[code.id] = same[0]
    return {o: now for o, now in names.items() if o != now and now in here}


def _meaning(code: Code) -> tuple[str, str]:
    return code.claim, code.definition


def _of_code(old: Code, new: Code, renamed: Mapping[str, str]) -> Iterator[Change]:
    if old.id != new.id:
        yield Change(kind=Kind.RENAMED, code=new.id, old=old.id, new=new.id)
    above = renamed.get(old.parent or "", old.parent)
    if above != new.parent:
        yield Change(
            kind=Kind.MOVED, code=new.id, old=above or "", new=new.parent or ""
        )
    for field in ("label", "claim", "definition"):
        one, two = getattr(old, field), getattr(new, field)
        if one != two:
            yield Change(kind=Kind.CHANGED, code=new.id, field=field, old=one, new=two)
    for field in ("includes", "excludes"):
        lists = "; ".join(getattr(old, field)), "; ".join(getattr(new, field))
        if lists[0] != lists[1]:
            yield Change(
                kind=Kind.CHANGED, code=new.id, field=field, old=lists[0], new=lists[1]
            )


def _is_another(code: Code, old: Codebook, new: Codebook) -> bool:
    """Whether an id of before is that of a code which came later."""
    now = [some for some in new.codes if some.id == code.id]
    if not now or order(now[0].since) <= order(old.version):
        return False
    return code.id not in _renamed(old, new) and bool(
        other_now(new.history, code.id, old.version)
    )


def _gone(code: Code, old: Codebook, new: Codebook) -> Change:
    """What became of a code that is there no more, as the history tells it."""
    now, merged = code.id, False
    for revision in new.history:
        if order(revision.version) <= order(old.version):
            continue
        if now in revision.split:
            into = ", ".join(revision.split[now])
            return Change(kind=Kind.SPLIT, code=code.id, old=code.id, new=into)
        merged = merged or now in revision.merged
        now = revision.name(now)
    if merged and now in {some.id for some in new.codes}:
        return Change(kind=Kind.MERGED, code=code.id, old=code.id, new=now)
    return Change(kind=Kind.REMOVED, code=code.id, old=code.claim)


def words(old: str, new: str) -> str:
    """Both texts in one, word by word: [-gone-] {+come+}, and … for what is the same"""
    one, two = old.split(), new.split()
    steps = difflib.SequenceMatcher(None, one, two, autojunk=False).get_opcodes()
    made: list[str] = []
    for number, (step, start, end, begin, stop) in enumerate(steps):
        if step == "equal":
            last = number == len(steps) - 1
            made += _shortened(one[start:end], first=number == 0, last=last)
            continue
        if start < end:
            made.append(f"[-{' '.join(one[start:end])}-]")
        if begin < stop:
            made.append(f"{{+{' '.join(two[begin:stop])}+}}")
    return " ".join(made)


def _shortened(same: list[str], *, first: bool, last: bool) -> list[str]:
    """A stretch that did not change, down to the words beside what did."""
    head = [] if first else same[:CONTEXT]
    tail = [] if last else same[-CONTEXT:]
    if len(same) <= len(head) + len(tail):
        return same
    return [*head, "…", *tail]
