"""What has changed since a brief was built: a record beside the brief of today.

Only compares. Nothing is written; whoever wants the new state builds again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...catalogue import Catalogue
from .composing import Brief
from .phrases import place_of
from .record import record_of

Kept = Mapping[str, Any]  # a record, or a part of one
PLACE = ("work", "locator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is not as it was; `line` is that of the slot, 0 without one."""

    kind: str
    message: str
    line: int = 0


def changes(record: Kept, brief: Brief, catalogue: Catalogue) -> list[Change]:
    """Everything that has changed since the record was made."""
    now = record_of(brief, record["outputs"])
    found = [
        *_outline(record, now),
        *_slots(record, now, brief, catalogue),
        *_works(record["works"], now["works"]),
        *_circumstances(record, now),
    ]
    if not found and record["text_sha256"] != now["text_sha256"]:
        text = "the text would differ: its templates or labels have changed"
        found.append(Change(kind="text", message=f"{text}; build again"))
    return found


def _outline(then: Kept, now: Kept) -> Iterator[Change]:
    if then["outline"]["sha256"] != now["outline"]["sha256"]:
        yield Change(
            kind="outline",
            message="the outline was edited since it was built; build again",
        )


def _slots(
    then: Kept, now: Kept, brief: Brief, catalogue: Catalogue
) -> Iterator[Change]:
    known = {slot["slot"]: slot for slot in then["slots"]}
    here = {slot["slot"]: slot for slot in now["slots"]}
    for name in sorted(known.keys() - here.keys()):
        yield Change(
            kind="slot", message=f"{{{{{name}}}}} stands in the outline no more"
        )
    places = {
        hit.passage_id: place_of(hit) for given in brief.given for hit in given.shown
    }
    compare = _Slots(catalogue, places)
    for name, slot in here.items():
        if name not in known:
            message = f"{{{{{name}}}}} is new in the outline"
            yield Change(kind="slot", message=message, line=slot["line"])
        else:
            yield from compare.slot(known[name], slot)


class _Slots:
    """Compares what a slot gave with what it gives."""

    def __init__(self, catalogue: Catalogue, places: Mapping[str, str]) -> None:
        self._catalogue = catalogue
        self._places = places

    def slot(self, then: Kept, now: Kept) -> Iterator[Change]:
        for old, new in zip(then["sides"], now["sides"], strict=True):
            for kind, message in self._side(old, new):
                side = f" ({old['stance']})" if old["stance"] else ""
                yield Change(
                    kind=kind,
                    message=f"{{{{{now['slot']}}}}}{side}: {message}",
                    line=now["line"],
                )

    def _side(self, old: Kept, new: Kept) -> Iterator[tuple[str, str]]:
        successors = set()
        for passage, codings in old["found"].items():
            if passage not in new["found"]:
                yield self._missing(passage, codings, old)
                successors.add(self._catalogue.current(passage))
            elif codings != new["found"][passage]:
                yield "codings", self._recoded(passage, codings, new["found"][passage])
        for passage in new["found"]:
            if passage not in old["found"] and passage not in successors:
                shown = " (it is shown now)" if passage in new["shown"] else ""
                yield "new evidence", f"{self._named(passage)}{shown}"
        yield from self._shown(old["shown"], new)

    def _shown(self, then: Kept, new: Kept) -> Iterator[tuple[str, str]]:
        """Passages that were shown: still, and at the same place?"""
        for passage, kept in then.items():
            here = new["shown"].get(passage)
            if here is None and passage in new["found"]:
                yield "choice", f"{self._named(passage)} is shown no more"
            elif here and any(here[name] != kept[name] for name in PLACE):
                yield "citation", f"{passage} stands elsewhere: {self._named(passage)}"

    def _missing(self, passage: str, codings: Any, old: Kept) -> tuple[str, str]:
        shown = " It was shown." if passage in old["shown"] else ""
        current = self._catalogue.current(passage)
        if current and current != passage:
            return (
                "altered text",
                f"{passage} reads otherwise now: see {self._named(current)}.{shown}",
            )
        rows = self._catalogue.passages([passage])
        if not rows:
            return "gone", f"{passage} stands in no file any more.{shown}"
        who = ", ".join(sorted({coding[2] for coding in codings})) or "the search"
        return "withdrawn", f"{self._named(passage)}: no longer by {who}.{shown}"

    def _recoded(self, passage: str, old: Any, new: Any) -> str:
        gone = [f"− {' '.join(c[1::-1])} ({c[2]})" for c in old if c not in new]
        come = [f"+ {' '.join(c[1::-1])} ({c[2]})" for c in new if c not in old]
        return f"{self._named(passage)}: {'; '.join([*gone, *come])}"

    def _named(self, passage: str) -> str:
        if place := self._places.get(passage):
            return f"{passage} ({place})"
        rows = self._catalogue.passages([passage])
        row = rows.get(passage)
        return f"{passage} ({row['author_year']})" if row else passage


def _works(then: Kept, now: Kept) -> Iterator[Change]:
    for key in sorted(then.keys() & now.keys()):
        if then[key] != now[key]:
            yield Change(kind="reference", message=f"the entry of {key} has changed")


def _circumstances(then: Kept, now: Kept) -> Iterator[Change]:
    """What the appendix on method says, and what made the brief."""
    for name, words in (("codebook", "codebook"), ("made_with", "program")):
        if then[name] != now[name]:
            message = f"{words}: {then[name]} then, {now[name]} now"
            yield Change(kind=words, message=message)
    old, new = then["account"], now["account"]
    yield from _numbers(old, new)
    for name in sorted(old["coders"].keys() | new["coders"].keys()):
        if old["coders"].get(name) != new["coders"].get(name):
            yield Change(kind="library", message=_coder(name, old, new))
    if old["encoders"] != new["encoders"]:
        yield Change(kind="library", message="the search vectors are of another model")


def _numbers(old: Kept, new: Kept) -> Iterator[Change]:
    for kind, group, words in (
        ("library", "counts", ""),
        ("agreement", "agreement", "alpha for "),
    ):
        for name, value in new[group].items():
            before = old[group].get(name)
            if before != value and name != "builds":
                message = f"{words}{name}: {before} then, {value} now"
                yield Change(kind=kind, message=message)


def _coder(name: str, old: Kept, new: Kept) -> str:
    then, now = old["coders"].get(name), new["coders"].get(name)
    before = f"{then[1]} codings" if then else "no codings"
    after = f"{now[1]} codings" if now else "none"
    return f"{name}: {before} then, {after} now"
