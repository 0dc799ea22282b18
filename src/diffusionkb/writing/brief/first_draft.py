"""The outline that a writer begins with: the parts of a case for change, with prompts.

The parts follow the second mechanism of Albury (2015), mobilising demand: a case made
of evidence, emotion and opportunity; a vision; alliances; ways to engage. The
prompts are comments, which no brief shows.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from ...errors import UsageError
from .confidence import CONCERNS, LEVELS, counts
from .gathering import Library, facets_of
from .head import COMPONENTS
from .records import Slot, SlotKind

TITLE = "A case for change"
INTRODUCTION = """\
<!-- An outline: write under the headings, keep or change the slots {{…}}, then run

         diffusionkb brief build THIS-FILE -o brief.docx

     A comment like this one is not printed, nor is a heading with nothing under it.
     Slots: {{evidence CODE sector=… n=4}}  {{against CODE}}  {{claim CODE}}
     {{passage p-…}}  {{search "words" n=3}}  {{confidence CODE}}  {{map by=sector}}
     {{table}}  {{references}}  {{method}}. Cite works as [@key, p. 12]; the keys are
     those that 'diffusionkb search' and 'show' print. -->
"""
BEFORE_EVIDENCE = """\
# The case for change

<!-- Say in three sentences what should change, for whom, and why now. Somebody who
     reads nothing else should be able to repeat it. -->

## Evidence

<!-- What does each finding mean here, for the people you write for? Put it in your own
     words above the passages. Meet what speaks against it: your readers have heard it.
     Delete passages that do not bear on your case by lowering n, or name single ones
     with {{passage p-…}}. -->
"""
AFTER_EVIDENCE = """\
## Emotion: what is at stake

<!-- Whose day is worse while nothing changes? One true story, told with
     consent and without adjectives, moves more than ten figures. Quote people word for
     word. -->

## Opportunity: why now

<!-- What makes this the moment: a budget, a law, a vacancy, a failure in the news, a
     neighbour that has done it? What is lost by waiting a year? -->

# Vision

<!-- Describe an ordinary day once this has spread: what users notice first, what staff
     no longer do, what is counted. Be concrete enough to disappoint if it does not
     come. -->

# Alliances

<!-- Which networks of users, and which of professionals, want this already? What does
     each of them gain, what can it bring, who speaks for it? Who will be against it,
     and what would they need? -->

# Ways to engage

<!-- For each group one thing to do this week and one for this year. -->

<!-- | who | this week | this year |
     |---|---|---|
     | users and their families | | |
     | citizens | | |
     | professionals | | |
     | managers | | |
     | policy makers | | | -->
"""
APPENDICES = """\
# The evidence at a glance

{{table}}

# Where there is evidence, and where none

{{map by=sector}}

# References

{{references}}

# How this brief was made

{{method}}
"""


def first_draft(
    library: Library, codes: Sequence[str], *, question: str = "", author: str = ""
) -> str:
    """The text of a new outline.

    Raises:
        UnknownName: the codebook has no such code, or no work such a sector.
        UsageError: a code is named twice.
    """
    if len(set(codes)) < len(codes):
        raise UsageError("a code is named twice; name each one once")
    for code in codes:
        library.codebook.get(code)
    facets = facets_of(Slot(kind=SlotKind.EVIDENCE), library)
    head = _head(library, codes, facets, question=question, author=author)
    evidence = [line for code in codes for line in _finding(library, code)]
    if question:
        evidence += list(_search(question))
    parts = [
        "\n".join(head),
        INTRODUCTION,
        BEFORE_EVIDENCE,
        "\n".join(evidence),
        AFTER_EVIDENCE,
        APPENDICES,
    ]
    return "\n".join(parts)


def _head(
    library: Library,
    codes: Sequence[str],
    facets: Mapping[str, str],
    *,
    question: str,
    author: str,
) -> Iterator[str]:
    yield "---"
    yield f"title: {_quoted(question or TITLE)}"
    yield f"question: {_quoted(question)}"
    yield f"author: {_quoted(author)}"
    yield f"codes: [{', '.join(codes)}]"
    yield f"sector: {_quoted(library.sector)}"
    yield "form: footnotes        # or author-date"
    yield 'style: ""              # apa, harvard, chicago, mhra, vancouver, FILE.csl'
    yield "lang: en-GB"
    if codes:
        yield "# How sure are you of each finding (GRADE-CERQual)? Yours to judge; the"
        yield "# counts are a help. Write all of a statement, or leave it empty."
        yield f"# level: {', '.join(LEVELS)}"
        yield f"# concern: {', '.join(CONCERNS)}"
        yield "confidence:"
        for code in codes:
            yield from _statement(code, counts(code, facets, library))
    yield "---\n"


def _statement(code: str, told: Mapping[str, str]) -> Iterator[str]:
    yield f"  {code}:"
    for name in ("finding", "level", "why"):
        yield f'    {name}: ""'
    for component in COMPONENTS:
        counts = f", counts: {_quoted(told[component])}" if component in told else ""
        yield f'    {component}: {{concern: "", reason: ""{counts}}}'


def _finding(library: Library, code: str) -> Iterator[str]:
    wording = library.codebook.wording(code)
    known = library.codebook.get(code)
    headline = wording.headline if known.parent is None else ""
    sector = f" sector={library.sector}" if library.sector else ""
    yield f"### {headline or known.label}\n"
    yield f"{{{{claim {code}}}}}\n"
    yield f"{{{{evidence {code}{sector} n=3}}}}\n"
    yield f"{{{{against {code}{sector} n=2}}}}\n"
    yield f"{{{{confidence {code}}}}}\n"


def _search(question: str) -> Iterator[str]:
    words = question.replace('"', "'")
    yield "### What else bears on the question\n"
    yield f'{{{{search "{words}" n=3}}}}\n'


def _quoted(value: str) -> str:
    """A value as YAML reads it, whatever is in it."""
    return json.dumps(value, ensure_ascii=False)
