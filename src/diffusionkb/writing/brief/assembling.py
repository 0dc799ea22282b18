"""A brief as one Markdown text, ready for pandoc: the writer's text, its slots filled.

What every brief has is added where the outline has no slot for it: counter-evidence,
the table of evidence, the gap map, references and method.
"""

import json
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeGuard

from ...codebook import Codebook
from ...model import Coding, Work
from ...query.gapmap import GapMap
from . import confidence, method, tables
from .accounts import Account
from .gathering import Library, facets_of
from .passages import SIDE_LOOKS, Shown, set_off, together
from .phrases import plain, side_heading
from .records import Finding, Given, Outline, Part, Side, Slot, SlotKind

ALWAYS = {
    SlotKind.TABLE: "The evidence at a glance",
    SlotKind.MAP: "Where there is evidence, and where none",
    SlotKind.REFERENCES: "References",
    SlotKind.METHOD: "How this brief was made",
}
COUNTER = "What speaks against these claims"
REFERENCES = "::: {#refs}\n:::\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Materials:
    """What a brief is put together from."""

    outline: Outline
    library: Library
    works: Mapping[str, Work]
    given: Mapping[Slot, Given]
    account: Account
    gap_map: Callable[[Slot], GapMap]
    style: Path | None
    codes: frozenset[str]  # what the brief is about, with all parts

    @property
    def codebook(self) -> Codebook:
        return self.library.codebook


def completed(outline: Outline, codebook: Codebook) -> Outline:
    """The outline with what no brief is without."""
    answered = _answered(outline.slots, codebook)
    shown = {s.subject for s in outline.slots if s.kind is SlotKind.EVIDENCE}
    parts: list[Part] = []
    for part in outline.parts:
        parts.append(part)
        if _claims(part, shown) and part.subject not in answered:
            parts += ["", replace(part, kind=SlotKind.AGAINST)]
    claimed = _answered([part for part in parts if isinstance(part, Slot)], codebook)
    missing = [code for code in outline.head.codes if code not in claimed]
    if missing:
        parts += ["", f"# {COUNTER}", ""]
        parts += [Slot(kind=SlotKind.AGAINST, subject=code) for code in missing]
    there = {slot.kind for slot in outline.slots}
    for kind, heading in ALWAYS.items():
        if kind not in there:
            parts += ["", f"# {heading}", "", Slot(kind=kind)]
    return replace(outline, parts=tuple(parts))


def _claims(part: Part, shown: Container[str]) -> TypeGuard[Slot]:
    """Whether a claim is made here that must not stand alone: with its evidence, or
    without any.
    """
    if not isinstance(part, Slot):
        return False
    alone = part.kind is SlotKind.CLAIM and part.subject not in shown
    return alone or part.kind is SlotKind.EVIDENCE


def _answered(slots: Sequence[Slot], codebook: Codebook) -> frozenset[str]:
    """The codes of which the outline says what speaks against them."""
    known = {code.id for code in codebook.codes}
    against = [slot.subject for slot in slots if slot.kind is SlotKind.AGAINST]
    return frozenset(
        part for code in against if code in known for part in codebook.family(code)
    )


def assemble(materials: Materials) -> tuple[str, Shown, list[Finding]]:
    """The text, the passages in it, and what the writer has to see to."""
    outline = materials.outline
    shown = Shown(materials.works, outline.head.form, materials.style)
    writer = _Writer(materials, shown)
    lines = list(_head(outline))
    for part in outline.parts:
        lines += writer.slot(part) if isinstance(part, Slot) else [part]
    return "\n".join(lines) + "\n", shown, writer.findings


def _head(outline: Outline) -> Iterator[str]:
    """Title and so on, as YAML in the form that JSON has, which needs no escaping."""
    head = outline.head
    fields = {
        "title": plain(head.title),
        "author": [plain(name) for name in head.author],
        "date": plain(head.date),
        "lang": head.language,
    }
    yield "---"
    for name, value in fields.items():
        if value:
            yield f"{name}: {json.dumps(value, ensure_ascii=False)}"
    yield "---\n"


class _Writer:
    """Writes each slot in turn, and keeps what the writer has to see to."""

    def __init__(self, materials: Materials, shown: Shown) -> None:
        self._materials = materials
        self._shown = shown
        self.findings: list[Finding] = []

    def slot(self, slot: Slot) -> list[str]:
        """The lines in place of a slot, with an empty one before and after."""
        return ["", *self._written(slot), ""]

    def _written(self, slot: Slot) -> Iterator[str]:
        if slot in self._materials.given:
            return self._passages(self._materials.given[slot])
        return {
            SlotKind.CLAIM: self._claim,
            SlotKind.CONFIDENCE: self._confidence,
            SlotKind.MAP: self._map,
            SlotKind.TABLE: self._table,
            SlotKind.REFERENCES: self._references,
            SlotKind.METHOD: self._method,
        }[slot.kind](slot)

    def _passages(self, given: Given) -> Iterator[str]:
        for side in given.sides:
            lines = list(self._over(given, side))
            for hit in side.shown:
                codings = side.codings.get(hit.passage_id, ())
                lines += self._shown.entry(hit, self._told(codings, side))
                yield from together(lines)  # the first with the heading over it
                lines = []
            yield from lines

    def _over(self, given: Given, side: Side) -> Iterator[str]:
        """What stands over the passages of a side, and in their place."""
        if side.stance is not None:
            heading = side_heading(side, given, self._heading(given, side))
            yield from set_off(heading, SIDE_LOOKS if side.shown else ".side")
        elif not side.shown:
            yield (
                f"*{given.searched.passages:,} passages were searched; nothing "
                "relevant was found.*\n"
            )

    def _heading(self, given: Given, side: Side) -> str:
        """What the codebook says over this side of the code."""
        assert side.stance is not None
        wording = self._materials.codebook.wording(given.slot.subject)
        return wording.headings.get(side.stance, "")

    def _told(self, codings: Sequence[Coding], side: Side) -> Sequence[Coding]:
        """The codings worth telling: of a passage without a stance, on our codes."""
        if side.stance is not None:
            return codings
        return [coding for coding in codings if coding.code in self._materials.codes]

    def _claim(self, slot: Slot) -> Iterator[str]:
        code = self._materials.codebook.get(slot.subject)
        yield f"**Claim.** {plain(code.claim)}\n"

    def _confidence(self, slot: Slot) -> Iterator[str]:
        materials = self._materials
        statement = materials.outline.head.confidence.get(slot.subject)
        facets = facets_of(slot, materials.library)
        now = confidence.counts(slot.subject, facets, materials.library)
        if statement:
            self.findings += confidence.findings(statement, now)
        yield from together(confidence.as_markdown(statement, now))

    def _map(self, slot: Slot) -> Iterator[str]:
        return tables.gap_table(self._materials.gap_map(slot))

    def _table(self, slot: Slot) -> Iterator[str]:
        return tables.evidence_table(self._shown, self._materials.works)

    def _references(self, slot: Slot) -> Iterator[str]:
        yield REFERENCES

    def _method(self, slot: Slot) -> Iterator[str]:
        materials = self._materials
        return method.as_markdown(
            materials.outline.head,
            materials.account,
            list(materials.given.values()),
            outline=materials.outline.name,
        )
