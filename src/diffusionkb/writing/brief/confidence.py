"""Confidence in a finding, after GRADE-CERQual: written by a person, never computed.

Counts of passages and works are put beside two of its components, as a help to judge.
"""

from collections.abc import Iterator, Mapping

from ...model import SourceKind, Stance
from .gathering import Library, side_of
from .head import COMPONENTS
from .phrases import counted, passages_of, plain, rules, scope, spoken
from .records import Confidence, Finding, Side

CONCERNS = ("no or very minor", "minor", "moderate", "serious")
LEVELS = ("high", "moderate", "low", "very low")
NOT_WRITTEN = "No statement of confidence has been written for this finding."
METHOD = (
    "GRADE-CERQual: four components, each judged by the writer; nothing is computed"
)


def counts(code: str, facets: Mapping[str, str], library: Library) -> dict[str, str]:
    """What can be counted for two of the components, in words."""
    sides = {s: side_of(code, s, facets, library) for s in Stance}
    place = scope(facets)
    for_it, against, depends = (
        passages_of(len(sides[s].found), sides[s].works)
        for s in (Stance.SUPPORTS, Stance.CONTRADICTS, Stance.QUALIFIES)
    )
    coherence = (
        f"for the claim{place} {for_it}; against it {against}; it depends by {depends}"
    )
    return {
        "coherence": coherence,
        "adequacy": "; ".join(_rests_on(sides[Stance.SUPPORTS], place, library)),
    }


def _rests_on(side: Side, place: str, library: Library) -> Iterator[str]:
    """How much evidence for a claim there is, of which designs and kinds of text."""
    yield f"for the claim{place} {passages_of(len(side.found), side.works)}"
    keys = {hit.citation_key for hit in side.shown}
    designs = [library.works[key]["design"] or "no stated design" for key in keys]
    told = ", ".join(f"{designs.count(d)} {spoken(d)}" for d in sorted(set(designs)))
    if told:
        yield f"works by design: {told}"
    digests = sum(hit.source_kind is SourceKind.DIGEST for hit in side.shown)
    if digests:
        yield f"{counted(digests, 'passage')} from digests, not from the works"


def findings(statement: Confidence, now: Mapping[str, str]) -> Iterator[Finding]:
    """What is missing or out of date in a statement that the writer has begun."""
    if not statement.begun:
        return
    name = f"confidence in {statement.code}"
    if statement.level not in LEVELS:
        said = f"'{statement.level}'" if statement.level else "missing"
        yield Finding(
            line=statement.line,
            message=f"{name}: level is {said}; write one of: {', '.join(LEVELS)}",
        )
    for component in COMPONENTS:
        if wrong := _wrong(statement, component, now):
            message = f"{name}, {component}: {wrong}"
            yield Finding(line=statement.line, message=message)


def _wrong(statement: Confidence, component: str, now: Mapping[str, str]) -> str:
    judged = statement.components[component]
    if judged.concern not in CONCERNS:
        said = f"'{judged.concern}'" if judged.concern else "missing"
        return f"concern is {said}; write one of: {', '.join(CONCERNS)}"
    if not judged.reason:
        return "the reason is missing; write why the concern is what it is"
    if judged.counts and judged.counts != now.get(component, judged.counts):
        return f"the counts have changed; judge anew and write: {now[component]}"
    return ""


def as_markdown(statement: Confidence | None, now: Mapping[str, str]) -> Iterator[str]:
    """The statement as a table, or that there is none."""
    if statement is None or not statement.begun:
        yield f"*{NOT_WRITTEN}*\n"
        return
    level = plain(statement.level) or "not stated"
    finding = f" {plain(statement.finding)}" if statement.finding else ""
    yield f"**Confidence in this finding: {level}.**{finding} {plain(statement.why)}\n"
    yield "| component | concern | reason |"
    yield rules(22, 16, 60)
    for component in COMPONENTS:
        judged = statement.components[component]
        reason = plain(judged.reason) or "*no reason given*"
        if component in now:
            reason += f" *({plain(now[component])}.)*"
        concern = plain(judged.concern) or "*not stated*"
        yield f"| {component} | {concern} | {reason} |"
    yield f"\n*{METHOD}.*\n"
