"""The reading list as Markdown: what was found on each claim, and by whom.

Its sentences are headings of digests, quotations, or the templates here. References
are formatted by `cite.py`; which works belong where is `query/reading.py`.
"""

import re
from collections.abc import Iterator

from ..model import Stance
from ..query.reading import UNCODED, Entry, ReadingList, Section, decades
from .cite import references
from .timeline import timeline

MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$])")  # what Markdown reads as more than text
SIDES = {
    Stance.SUPPORTS: ("For the claim", "speaks for it"),
    Stance.CONTRADICTS: ("Against the claim", "speaks against it"),
    Stance.QUALIFIES: ("In between: it depends", "says when or how far it holds"),
}


def as_svg(listed: ReadingList) -> str:
    """The picture of works by decade and code."""
    return timeline(
        [(s.code.id, f"{s.code.id} · {s.name}") for s in listed.sections],
        list(decades(listed)),
    )


def as_markdown(listed: ReadingList, *, picture: str = "") -> str:
    """The whole list; `picture` is the file name of the timeline, if it is written.

    Raises:
        CannotRun: pandoc is missing or refuses a record.
    """
    return "\n".join(_lines(listed, picture))


def _lines(listed: ReadingList, picture: str) -> Iterator[str]:
    coded = {key for section in listed.sections for key in section.works}
    yield "# Reading list\n"
    yield (
        f"{len(listed.works)} works; {len(coded)} of them have {listed.passages} coded "
        f"passages (codebook: {listed.codebook}). Under each claim: the works "
        "that speak for it, against it, and that say when it holds, oldest first. "
        "The sentence beside a work heads our summary of the finding, or is quoted "
        "from the work with its page. Counting works is not weighing them: studies "
        "differ in size and quality, and what nobody has read yet is not here.\n"
    )
    if picture:
        yield f"![Works by decade and code, as in the table]({picture})\n"
    yield from _table(listed)
    for section in listed.sections:
        yield from _section(section)
    yield "## References\n"
    for key, reference in sorted(
        references(listed.works).items(), key=lambda item: item[1].casefold()
    ):
        yield f'<a id="{key}"></a>{reference}\n'


def _table(listed: ReadingList) -> Iterator[str]:
    """Works by decade and code, in words that need no picture."""
    codes = [section.code.id for section in listed.sections]
    yield f"| decade | {' | '.join(codes)} | {UNCODED} |"
    yield f"|---|{'---:|' * (len(codes) + 1)}"
    for decade, counts in decades(listed):
        cells = (str(counts[code] or "–") for code in [*codes, UNCODED])
        yield f"| {decade} | {' | '.join(cells)} |"
    yield ""


def _section(section: Section) -> Iterator[str]:
    yield f"## {section.code.id} · {_plain(section.code.label)}\n"
    yield f"> Claim: {_plain(section.code.claim)}\n"
    for stance, (heading, does) in SIDES.items():
        entries = section.sides[stance]
        yield f"### {heading} ({_works(len(entries))})\n"
        for entry in entries:
            yield _line(entry)
        if not entries:
            yield f"None of the works here {does}; others may."
        yield ""


def _works(count: int) -> str:
    return "1 work" if count == 1 else f"{count} works"


def _line(entry: Entry) -> str:
    sentence = _plain(entry.sentence)
    if entry.quoted:
        sentence = f"“{sentence}” ({_plain(entry.locator)})"
    elif not sentence.endswith((".", "?", "!")):
        sentence += "."
    more = f"and {entry.findings - 1} more" if entry.findings > 1 else ""
    model = "coded by the model, not checked" if entry.by_model else ""
    remarks = (entry.sector or "", ", ".join(entry.parts), more, model)
    beside = "; ".join(filter(None, remarks))
    who = f"[{_plain(entry.author_year)}](#{entry.citation_key})"
    return f"- {who}: {sentence}" + (f" *({_plain(beside)})*" if beside else "")


def _plain(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return MARKUP.sub(r"\\\1", " ".join(text.split()))
