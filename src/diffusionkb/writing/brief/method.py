"""The method appendix: where a brief's evidence comes from, in sentences of numbers."""

from collections.abc import Iterator, Sequence

from ...model import CoderKind
from .accounts import Account, Agreed, Maker
from .phrases import counted, passages_of, plain, rules
from .records import Given, Head, Slot

EDITORIAL = (
    "Editorial codings were made with the codebook by the makers of this knowledge "
    "base; no independent person has checked them."
)
MODEL = "A model’s codings are suggestions, which nobody has checked."
BETWEEN = {
    frozenset({CoderKind.PERSON}): "people",
    frozenset({CoderKind.EDITORIAL}): "editors, not people",
}
NOT_MEASURED = (
    "Not measured for these codes: it takes two people or editors who have read ten "
    "passages in common."
)
NO_TEXT_MADE = (
    "No sentence of this brief was generated: it is the writer’s own, quoted word for "
    "word from a source, taken from a digest and marked so, or part of a template that "
    "is filled with names and numbers. Counting passages is not weighing them: studies "
    "differ in size and quality, and what has not been read is not here."
)


def as_markdown(
    head: Head, found: Account, given: Sequence[Given], *, outline: str
) -> Iterator[str]:
    """The appendix, without a heading."""
    if head.question:
        yield f"**Question.** {plain(head.question)}\n"
    yield f"**Library.** {' '.join(_library(found))}\n"
    yield f"**Codings.** {' '.join(_codings(found))}\n"
    agreement = " ".join(_agreement(found.agreed)) if found.agreed else NOT_MEASURED
    yield f"**Agreement.** {agreement}\n"
    yield f"**Selection.** {' '.join(_selection(given))}\n"
    yield from _slots(given)
    yield f"**Made with.** {' '.join(_versions(found, outline))}\n"
    yield f"**Wording.** {NO_TEXT_MADE}\n"


def _library(found: Account) -> Iterator[str]:
    counts = found.counts
    kinds = [
        counted(counts[f"{noun}s"], noun)
        for noun in ("full text", "abstract", "digest")
        if counts[f"{noun}s"]
    ]
    yield (
        f"The knowledge base lists {counted(counts['works'], 'work')} and holds "
        f"{counted(counts['documents'], 'document')} ({', '.join(kinds) or 'none'}), "
        f"cut into {counted(counts['passages'], 'passage')}, "
        f"{counts['searched']:,} of which are searched (running text and abstracts)."
    )
    if counts["failures"]:
        yield f"{counted(counts['failures'], 'failure')} stood open in that build."
    if found.built:
        yield (
            f"Its last change was the build of {_moment(found.built)}, "
            f"number {counts['builds']} in its event log."
        )


def _moment(stamp: str) -> str:
    """'2026-11-23, 07:34 UTC' for the event log's '2026-11-23T07:34:31+00:00'."""
    day, _, time = stamp.partition("T")
    return f"{day}, {time[:5]} UTC"


def _codings(found: Account) -> Iterator[str]:
    yield f"{counted(found.counts['seen'], 'passage')} were read by people or editors."
    for kind, noun in (
        (CoderKind.PERSON, "person"),
        (CoderKind.EDITORIAL, "editor"),
        (CoderKind.MODEL, "model"),
    ):
        makers = [maker for maker in found.makers if maker.kind is kind]
        yield _made(makers, noun)
    if any(maker.kind is CoderKind.EDITORIAL for maker in found.makers):
        yield EDITORIAL
    if any(maker.kind is CoderKind.MODEL for maker in found.makers):
        yield MODEL
    if found.lost:
        noun = counted(found.lost, "annotation")
        yield f"{noun} found no passage in the last build and are left out."


def _made(makers: Sequence[Maker], noun: str) -> str:
    nouns = "people" if noun == "person" else f"{noun}s"
    total = sum(maker.codings for maker in makers)
    if not makers:
        return f"Codings by {nouns}: none."
    who = "; ".join(
        f"{maker.name}: {counted(maker.codings, 'coding')} of "
        f"{counted(maker.passages, 'passage')}"
        + (f", {maker.fingerprint}" if maker.fingerprint else "")
        for maker in makers
    )
    many = f"{len(makers)} {noun if len(makers) == 1 else nouns}"
    return f"Codings by {nouns}: {total:,}, by {many} ({plain(who)})."


def _agreement(agreed: Sequence[Agreed]) -> Iterator[str]:
    """Krippendorff's alpha per code, and between whom."""
    first = agreed[0]
    kind = BETWEEN.get(first.kinds, "people and editors")
    yield (
        f"Krippendorff’s alpha between {' and '.join(map(plain, first.coders))} "
        f"({kind}), on {counted(first.passages, 'passage')} that at least two of them "
        "read:"
    )
    told = []
    for one in agreed:
        if one.alpha is None:
            told.append(f"{one.code} none ({one.reason})")
        elif one.low is None:
            told.append(f"{one.code} {one.alpha:.2f}")
        else:
            span = f"{one.low:.2f} to {one.high:.2f}"
            told.append(f"{one.code} {one.alpha:.2f} ({span})")
    yield f"{plain('; '.join(told))}. In brackets: 95 % of resampled works."


def _selection(given: Sequence[Given]) -> Iterator[str]:
    shown = {hit.passage_id: hit for one in given for hit in one.shown}
    works = {hit.citation_key for hit in shown.values()}
    yield (
        f"The slots below chose {passages_of(len(shown), len(works))}. People’s "
        "codings come before editors’ and a model’s, those of several coders before "
        "those of one, and several works before many passages of one. A code takes in "
        "its parts. Of digests, a search gives coded passages only. Where the writer "
        "asked for evidence of a claim without asking for what speaks against it, that "
        "was added."
    )


def _slots(given: Sequence[Given]) -> Iterator[str]:
    """The queries, and what each gave."""
    if not given:
        return
    yield "| query | searched | found | shown |"
    yield rules(50, 12, 28, 8)
    for one in given:
        found = "; ".join(
            f"{len(side.found)}" + (f" {side.stance}" if side.stance else "")
            for side in one.sides
        )
        searched = f"{one.searched.passages:,}"
        yield f"| {_query(one.slot)} | {searched} | {found} | {len(one.shown)} |"
    yield ""


def _query(slot: Slot) -> str:
    """A slot with its words in italics; as a quotation they would want a source."""
    return plain(str(slot)).replace('\\"', "*")


def _versions(found: Account, outline: str) -> Iterator[str]:
    yield f"diffusionkb {plain(found.version)}; codebook: {plain(found.codebook)};"
    coded = ", ".join(found.coded_with) or "none"
    yield f"codings made with version {plain(coded)} of it;"
    yield f"search vectors: {plain(', '.join(found.encoders) or 'none')};"
    yield f"outline {plain(outline)}."
