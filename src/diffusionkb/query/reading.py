"""The works behind each top-level code: for its claim, against it, and in between.

What is shown of a work is one sentence: of a digest the heading of the finding, else
the words that were coded, as a quotation. Writing it out is `writing/reading_list.py`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..catalogue import PASSAGE, SEARCHED_KINDS, Catalogue, Row
from ..codebook import Codebook
from ..model import Code, CoderKind, Coding, SourceKind, Stance, Work
from ..settings import Folder

LONGEST_QUOTE = 40  # words
UNCODED = "not coded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A work on one side of a code, with the sentence that puts it there."""

    citation_key: str
    author_year: str
    year: int | None
    sector: str | None
    sentence: str
    quoted: bool  # the author's words, at `locator`
    locator: str
    parts: tuple[str, ...]  # ids of the sub-codes it bears on
    findings: int
    by_model: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A top-level code with the works on each side, oldest first."""

    code: Code
    name: str
    sides: Mapping[Stance, tuple[Entry, ...]]

    @property
    def works(self) -> frozenset[str]:
        return frozenset(e.citation_key for side in self.sides.values() for e in side)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingList:
    """Sections in the codebook's order, and every work of the bibliography."""

    sections: tuple[Section, ...]
    works: tuple[Work, ...]
    years: Mapping[str, int | None]
    passages: int
    codebook: str  # title and version


def reading_list(
    folder: Folder, codebook: Codebook, *, with_model: bool = False
) -> ReadingList:
    """What to read on each top-level code, by people's and editors' codings.

    `with_model` takes the learned coder's codings too, where there are no others.
    """
    with Catalogue(folder.work_db) as catalogue:
        coded = _coded(catalogue, with_model=with_model)
        described = catalogue.rows("SELECT citation_key, year FROM works")
        return ReadingList(
            sections=tuple(
                _section(codebook, code, coded)
                for code in codebook.codes
                if code.parent is None
            ),
            works=tuple(catalogue.works()),
            years={row["citation_key"]: row["year"] for row in described},
            passages=len({row["id"] for row, _ in coded}),
            codebook=f"{codebook.title}, version {codebook.version}",
        )


def _coded(catalogue: Catalogue, *, with_model: bool) -> list[tuple[Row, Coding]]:
    """Passages with each of their codings that count, in the order of their files."""
    marks = ",".join("?" * len(SEARCHED_KINDS))
    coded = f"p.id IN (SELECT passage_id FROM codings) AND p.kind IN ({marks})"  # noqa: S608
    sql = f"{PASSAGE} WHERE {coded} ORDER BY p.citation_key, p.sha256, p.position"
    rows = catalogue.rows(sql, SEARCHED_KINDS)
    codings = catalogue.codings(row["id"] for row in rows)
    return [
        (row, coding)
        for row in rows
        for coding in codings[row["id"]]
        if with_model or coding.coder_kind is not CoderKind.MODEL
    ]


def _section(
    codebook: Codebook, code: Code, coded: Sequence[tuple[Row, Coding]]
) -> Section:
    family = frozenset(codebook.family(code.id))
    by_work: dict[tuple[Stance, str], list[tuple[Row, Coding]]] = defaultdict(list)
    for row, coding in coded:
        if coding.code in family:
            by_work[coding.stance, row["citation_key"]].append((row, coding))
    entries = {at: _entry(code, some) for at, some in by_work.items()}
    in_order = sorted(
        entries, key=lambda at: (entries[at].year or 9999, entries[at].author_year)
    )
    sides = {
        stance: tuple(entries[at] for at in in_order if at[0] == stance)
        for stance in Stance
    }
    wording = codebook.wordings.get(code.id)
    name = wording.name if wording and wording.name else code.id
    return Section(code=code, name=name, sides=sides)


def _entry(code: Code, coded: Sequence[tuple[Row, Coding]]) -> Entry:
    made_by = [coding.coder_kind for _, coding in coded]
    best = min(coded, key=lambda pair: list(CoderKind).index(pair[1].coder_kind))
    row, coding = best
    digest = row["source_kind"] == SourceKind.DIGEST
    heading = str(row["heading"]).rsplit(" › ", 1)[-1]
    return Entry(
        citation_key=row["citation_key"],
        author_year=row["author_year"],
        year=row["year"],
        sector=row["sector"],
        sentence=heading if digest and heading else _words(row, coding),
        quoted=not (digest and heading),
        locator="" if digest else row["locator"],
        parts=tuple(sorted({c.code for _, c in coded} - {code.id})),
        findings=len({some["id"] for some, _ in coded}),
        by_model=set(made_by) == {CoderKind.MODEL},
    )


def _words(row: Row, coding: Coding) -> str:
    """The words that were coded, or the passage's first; shortened with an ellipsis."""
    words = (coding.quote or str(row["text"])).split()
    return " ".join(words[:LONGEST_QUOTE]) + (
        " […]" if len(words) > LONGEST_QUOTE else ""
    )


def decades(listed: ReadingList) -> Iterator[tuple[str, Mapping[str, int]]]:
    """Decade → works by section's code; works without a code count as uncoded."""
    coded = {key for section in listed.sections for key in section.works}
    groups: dict[str, set[str]] = defaultdict(set)
    for key, year in listed.years.items():
        groups[f"{year // 10 * 10}s" if year else "undated"].add(key)
    for decade in sorted(groups, key=lambda name: (name == "undated", name)):
        counts = {
            section.code.id: len(section.works & groups[decade])
            for section in listed.sections
        }
        yield decade, counts | {UNCODED: len(groups[decade] - coded)}
