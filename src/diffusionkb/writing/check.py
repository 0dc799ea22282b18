"""Check a draft: is every quotation what its source says, on the page it names?

Reading drafts, pairing and judging are `quotations/`; showing it is the command's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..catalogue import Catalogue
from ..progress import Progress, Silent
from ..settings import Folder
from .quotations.citations import Citations
from .quotations.draft_files import read_draft
from .quotations.identities import Identities, described, problems
from .quotations.index import open_index
from .quotations.judging import Judge
from .quotations.lines import Lines
from .quotations.links import addresses_of
from .quotations.named_works import authors_of
from .quotations.own_list import by_key
from .quotations.pairing import Pairing
from .quotations.readable import Readable
from .quotations.records import (
    Checked,
    Draft,
    Mention,
    Paragraph,
    Problem,
    Quotation,
    Report,
)
from .quotations.source_texts import SourceTexts
from .quotations.tracing import Tracer
from .quotations.wording import words

Cited = list[tuple[Paragraph, tuple[Mention, ...]]]
STAGE = "Checking quotations"


def check(folder: Folder, file: Path, progress: Progress | None = None) -> Report:
    """Every quotation of a draft with its verdict, and problems of its citations.

    Raises:
        UsageError: the draft is no file of a kind that can be read.
        UnreadableSource: it is not what its name says.
        NotBuilt: there is nothing to hold it against yet.
    """
    shown = progress or Silent()
    draft = read_draft(file)
    with Catalogue(folder.work_db) as catalogue:
        index = open_index(catalogue, folder.state, shown)
        texts = SourceTexts(catalogue)
        works = catalogue.works()
        citations = Citations(draft, authors_of(works), addresses_of(works))
        own = by_key(citations.entries)
        identities = Identities(catalogue, described(works), draft.records, own)
        titles = frozenset(_plain(str(work.csl.get("title") or "")) for work in works)
        listed = [_plain(entry.text) for entry in citations.entries]
        lines = Lines(draft.source)
        asked = [
            _placed(quotation, paragraph, lines, identities)
            for paragraph, quotation in Pairing(citations).quotations()
            if not _is_title(quotation, titles, listed)
        ]
        readable = Readable(index.sources, texts, _kinds(catalogue))
        judge = Judge(Tracer(index, texts), readable)
        checked = tuple(_judged(judge, asked, shown))
        cited = _resolved(citations, identities)
        found = [
            replace(problem, line=_line(paragraph, problem, draft, lines))
            for paragraph, problem in problems(
                cited, citations.entries, citations.numbers, index.sources, texts
            )
        ]
        return Report(
            quotations=checked,
            problems=tuple(found),
            draft=draft,
            cited=tuple(
                work for _, some in cited for m in some for work in m.works if work.keys
            ),
        )


def _is_title(
    quotation: Quotation, titles: frozenset[str], listed: Sequence[str]
) -> bool:
    """Of a work here, or of an entry of the draft's own list."""
    plain = _plain(quotation.text)
    return plain in titles or any(plain in entry for entry in listed)


def _judged(
    judge: Judge, asked: Sequence[Quotation], shown: Progress
) -> Iterator[Checked]:
    shown.start(STAGE, len(asked))
    for quotation in asked:
        yield judge.check(quotation)
        shown.advance(STAGE)


def _plain(text: str) -> str:
    return " ".join(word.form for word in words(text))


def _placed(
    quotation: Quotation, paragraph: Paragraph, lines: Lines, identities: Identities
) -> Quotation:
    cited = tuple(identities.resolved(one) for one in quotation.cited)
    line = lines.line(quotation.text) if lines.source else paragraph.number
    return replace(quotation, line=line, cited=cited)


def _resolved(citations: Citations, identities: Identities) -> Cited:
    return [
        (
            paragraph,
            tuple(
                replace(m, works=tuple(identities.resolved(w) for w in m.works))
                for m in mentions
            ),
        )
        for paragraph, mentions in citations.all()
    ]


def _line(
    paragraph: Paragraph, problem: Problem, draft: Draft, lines: Lines
) -> int | None:
    """The line of a citation, or of its paragraph; of packed files its number."""
    if not draft.source:
        return paragraph.number
    return lines.line(problem.about) or lines.line(paragraph.text)


def _kinds(catalogue: Catalogue) -> dict[str, frozenset[str]]:
    kinds: dict[str, set[str]] = {}
    for row in catalogue.rows("SELECT citation_key, source_kind FROM sources"):
        kinds.setdefault(row["citation_key"], set()).add(row["source_kind"])
    return {key: frozenset(some) for key, some in kinds.items()}


def as_data(report: Report) -> dict[str, Any]:
    """The report for programs."""
    return {
        "quotations": [_quotation(checked) for checked in report.quotations],
        "problems": [_problem(problem) for problem in report.problems],
    }


def _quotation(checked: Checked) -> dict[str, Any]:
    found = checked.found
    return {
        "text": checked.quotation.text,
        "line": checked.quotation.line,
        "citation_key": checked.citation_key or None,
        "claimed_locator": checked.claimed_locator or None,
        "verdict": checked.verdict.value,
        "serious": checked.serious,
        "reason": checked.reason,
        "found": found
        and {
            "citation_key": found.citation_key,
            "locator": found.locator,
            "text": found.text,
        },
        "similarity": checked.similarity,
        "diff": checked.diff or None,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {"kind": problem.kind, "line": problem.line, "message": problem.message}
