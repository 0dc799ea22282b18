"""The sentences that briefs are made with: templates, with numbers and names in them.

Everything in a brief that is neither a source's nor the writer's wording comes from
here, or is the heading of a table.
"""

import re
from collections.abc import Mapping, Sequence

from ...catalogue import rank
from ...model import LOW_QUALITY, CoderKind, Coding, Hit, SourceKind, Stance
from .records import Given, Searched, Side

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
SIDES = {
    Stance.SUPPORTS: "For the claim",
    Stance.CONTRADICTS: "Against the claim",
    Stance.QUALIFIES: "It depends",
}
DOES = {
    Stance.SUPPORTS: "speaks for the claim",
    Stance.CONTRADICTS: "speaks against the claim",
    Stance.QUALIFIES: "says when or how far the claim holds",
}
DIGEST = "digest, not the author’s words"


def plain(text: str) -> str:
    """Words that stay as they are, whatever Markdown makes of such signs."""
    return PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def counted(count: int, noun: str) -> str:
    """'1 passage', '1,200 passages'."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def passages_of(passages: int, works: int) -> str:
    return f"{counted(passages, 'passage')} of {counted(works, 'work')}"


def scope(facets: Mapping[str, str]) -> str:
    """' in health (quantitative)', or nothing."""
    sector, design = facets.get("sector", ""), facets.get("design", "")
    where = f" in {spoken(sector)}" if sector else ""
    return f"{where} ({spoken(design)})" if design else where


def spoken(value: str) -> str:
    """A facet's value as words: 'public services'."""
    return value.replace("-", " ")


def side_heading(side: Side, given: Given, heading: str) -> str:
    """What this side of a claim holds, and how much of it is shown."""
    assert side.stance is not None
    name = f"{SIDES[side.stance]}: {heading}" if heading else SIDES[side.stance]
    return f"**{plain(name)}.** {' '.join(_amount(side, given))}"


def _amount(side: Side, given: Given) -> list[str]:
    assert side.stance is not None
    place = scope(given.facets)
    sentences = []
    if not side.found:
        sentences.append(
            f"{_searched(given.searched, place)} None {DOES[side.stance]}."
        )
    else:
        shown = len(side.shown)
        amount = f"{passages_of(len(side.found), side.works)}{place}"
        of = f" ({given.searched.passages:,} searched)"
        rest = "" if shown == len(side.found) else f", {shown} shown here"
        sentences.append(f"{amount}{of}{rest}.")
    if side.elsewhere:
        elsewhere = passages_of(side.elsewhere, side.works_elsewhere)
        sentences.append(f"Outside this selection: {elsewhere}.")
    return sentences


def _searched(searched: Searched, place: str) -> str:
    amount = passages_of(searched.passages, searched.works)
    were = "was" if searched.passages == 1 else "were"
    return f"{amount}{place} {were} searched, {searched.read:,} of them read for codes."


def place_of(hit: Hit) -> str:
    """'Szulanski 1996, p. 27'; a digest has no page of the work."""
    if hit.source_kind is SourceKind.DIGEST or not hit.locator:
        return hit.author_year
    return f"{hit.author_year}, {hit.locator}"


def kind_of(hit: Hit) -> str:
    """What kind of text it is, where it is not simply the author's."""
    if hit.source_kind is SourceKind.DIGEST:
        return DIGEST
    remarks = ["abstract"] if hit.source_kind is SourceKind.ABSTRACT else []
    if hit.quality < LOW_QUALITY:
        remarks.append("poorly readable: compare with the page before you quote")
    elif hit.ocr:
        remarks.append("read by OCR: compare with the page before you quote")
    return "; ".join(remarks)


def coded(codings: Sequence[Coding]) -> str:
    """'coded M1.supports by 2 editors'; a model's with its score."""
    if not codings:
        return ""
    best = [c for c in codings if c.coder_kind is codings[0].coder_kind]
    codes = {coding.code for coding in best}
    finest = sorted(c for c in codes if not any(o.startswith(f"{c}.") for o in codes))
    return f"coded {', '.join(finest)} {_makers(best)}"


def _makers(codings: Sequence[Coding]) -> str:
    kind = codings[0].coder_kind
    names = sorted({coding.coder for coding in codings})
    if kind is CoderKind.MODEL:
        scored = [coding for coding in codings if coding.fingerprint]
        best = min(scored, key=rank, default=None)
        which = (
            f"({best.score:.2f}, stance {best.stance_score:.2f})"
            if best
            else ", ".join(names)
        )
        return f"by the model {which}, not checked"
    if kind is CoderKind.PERSON:
        return f"by {', '.join(names)}"
    return "by an editor" if len(names) == 1 else f"by {len(names)} editors"


def rules(*widths: int) -> str:
    """The line under a table's head: columns aligned left, as wide as these compare."""
    return f"|{'|'.join(':'.ljust(width, '-') for width in widths)}|"
