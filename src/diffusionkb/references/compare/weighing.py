"""The weight of evidence that two records are one work, with its reasons in words.

Each part that agrees or differs adds its weight; what is not known weighs nothing.
The weights are set by hand, so that no single part but an identifier can decide, and
measured with `benchmarks/duplicates.py`. Editions and the like are `editions.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from . import people, places, title_likeness
from .record import Record

SURE = 10  # from here on records are merged, if no field conflicts
SURE_OF_A_PART = 13  # where one title is shorter: more than authors, year and journal
LIKELY = 8  # from here on a pair is shown to a person

TITLE_WEIGHTS = (0, 2, 3, 4, 5, 6, 6, 6, 7)  # by its telling words
APART = frozenset(
    map(
        frozenset,
        (
            ("book", "chapter"),
            ("book", "article"),
            ("thesis", "article"),
            ("thesis", "chapter"),
            ("dataset", "article"),
            ("software", "article"),
        ),
    )
)
MOST_OF_PEOPLE = 4
NEVER = -100
TITLE_SAYS: Mapping[title_likeness.Likeness, tuple[int, str]] = {
    title_likeness.Likeness.SAME: (0, "same title"),
    title_likeness.Likeness.PART: (-2, "one title is the beginning of the other"),
    title_likeness.Likeness.NEAR: (-1, "titles differ in spelling only"),
    title_likeness.Likeness.ALIKE: (-2, "titles differ in some words"),
    title_likeness.Likeness.UNKNOWN: (-3, ""),
    title_likeness.Likeness.DIFFERENT: (
        -10,
        "titles differ",
    ),  # as a translation's does
    title_likeness.Likeness.ANOTHER: (NEVER, "titles say that they are two works"),
}


class Said(NamedTuple):
    """What one part says: its weight, the field, and the reason in words."""

    weight: int
    field: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """The sum over all parts, why, and which fields speak against it."""

    score: int
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    title: title_likeness.Likeness

    @property
    def sure(self) -> bool:
        """Whether it is one work beyond doubt: nothing speaks against it."""
        part = self.title is title_likeness.Likeness.PART
        return self.score >= (SURE_OF_A_PART if part else SURE) and not self.against


def weigh(one: Record, two: Record) -> Weighing:
    """Weigh all parts of two records."""
    likeness = title_likeness.compare(one.title, two.title)
    said = [_title(one, two, likeness)]
    unlike = likeness is title_likeness.Likeness.DIFFERENT and not _same_number(
        one, two
    )
    if said[0].weight > NEVER and not unlike:  # else the rest cannot outweigh it
        said += [part(one, two) for part in PARTS]
        if sum(part.weight for part in said) + MOST_OF_PEOPLE >= LIKELY:
            said.insert(1, _people(one, two))  # what costs most, where it can matter
    return Weighing(
        score=sum(part.weight for part in said),
        reasons=tuple(p.words for p in said if p.words and p.weight > 0),
        against=tuple(p.words for p in said if p.words and p.weight < 0),
        title=likeness,
    )


def _same_number(one: Record, two: Record) -> bool:
    """Whether an identifier says that they are one work, whatever the titles."""
    numbers = ((one.doi, two.doi), (one.pmid, two.pmid), (one.trial, two.trial))
    return any(a and a == b for a, b in numbers)


def _title(one: Record, two: Record, likeness: title_likeness.Likeness) -> Said:
    weight, reason = TITLE_SAYS[likeness]
    if likeness >= title_likeness.Likeness.NEAR:
        known = min(one.title.information, two.title.information)
        weight += TITLE_WEIGHTS[min(known, len(TITLE_WEIGHTS) - 1)]
    return Said(weight, "title", reason)


def _doi(one: Record, two: Record) -> Said:
    if not one.doi or not two.doi:
        return Said(0, "DOI")
    same = one.doi == two.doi
    return Said(8, "DOI", "same DOI") if same else Said(-8, "DOI", "DOIs differ")


def _pmid(one: Record, two: Record) -> Said:
    if not one.pmid or not two.pmid:
        return Said(0, "PMID")
    same = one.pmid == two.pmid
    return Said(8, "PMID", "same PMID") if same else Said(-6, "PMID", "PMIDs differ")


def _trial(one: Record, two: Record) -> Said:
    """Records of registers: one trial is one record, and no paper about it."""
    if not one.trial and not two.trial:
        return Said(0, "number")
    if one.trial == two.trial:
        return Said(6, "number", "same trial in a register")
    return Said(NEVER, "number", "not the same record of a register")


def _isbn(one: Record, two: Record) -> Said:
    if one.group != "book" or not one.isbns or not two.isbns:
        return Said(0, "ISBN")
    if one.isbns & two.isbns:
        return Said(4, "ISBN", "same ISBN")
    return Said(-2, "ISBN", "ISBNs differ")  # hardback and paperback have their own


def _year(one: Record, two: Record) -> Said:
    if one.year is None or two.year is None:
        return Said(0, "year")
    gap = abs(one.year - two.year)
    if gap == 0:
        return Said(1, "year", "same year")
    if gap == 1 and "book" not in {one.group, two.group}:
        return Said(-1, "year", "years differ by one")
    same_doi = bool(one.doi) and one.doi == two.doi
    return Said(-2 if same_doi else -5, "year", "years differ")


def _volume(one: Record, two: Record) -> Said:
    if not one.volume or not two.volume:
        return Said(0, "volume")
    if one.volume == two.volume:
        return Said(2, "volume", "same volume")
    if _is_year(one.volume) or _is_year(two.volume):
        return Said(0, "volume")  # the year stands where journals have no volume
    return Said(-4, "volume", "volumes differ")


def _is_year(volume: str) -> bool:
    return volume.isdecimal() and 1800 <= int(volume) <= 2100


def _issue(one: Record, two: Record) -> Said:
    if not one.issue or not two.issue:
        return Said(0, "issue")
    same = one.issue == two.issue
    return Said(1, "issue", "same issue") if same else Said(-1, "issue")


def _pages(one: Record, two: Record) -> Said:
    if "book" in {one.group, two.group}:
        return Said(0, "page")  # a book's pages are its length
    match places.compare_pages(one.pages, two.pages):
        case places.Likeness.SAME:
            both = one.pages, two.pages
            whole = all(p is not None and p.whole for p in both)
            ends = {p.last for p in both if p is not None}
            last = 1 if whole and len(ends) == 1 else 0
            return Said(3 + last, "page", "same first page")
        case places.Likeness.NEAR:
            return Said(1, "page", "pages overlap")
        case places.Likeness.DIFFERENT:
            return Said(-7, "page", "pages differ")
    return Said(0, "page")


def _people(one: Record, two: Record) -> Said:
    match people.compare(one.people, two.people):
        case people.Likeness.SAME:
            several = min(len(one.people), len(two.people)) >= 3
            return Said(4 if several else 3, "author", "same authors")
        case people.Likeness.SOME:
            return Said(2, "author", "authors overlap")
        case people.Likeness.INITIALS:
            return Said(0, "author", "authors differ in initials")
        case people.Likeness.DIFFERENT:
            return Said(-5, "author", "authors differ")
    return Said(0, "author")


def _journal(one: Record, two: Record) -> Said:
    if one.issns & two.issns:
        return Said(1, "container-title", "same journal")
    match places.compare_journals(one.journals, two.journals):
        case places.Likeness.SAME | places.Likeness.NEAR:
            return Said(1, "container-title", "same journal")
        case places.Likeness.DIFFERENT:
            return Said(-4, "container-title", "journals differ")
    return Said(0, "container-title")


def _edition(one: Record, two: Record) -> Said:
    if not one.edition and not two.edition:
        return Said(0, "edition")
    # a book without edition is its first
    if (one.edition or "1") == (two.edition or "1"):
        return Said(1, "edition", "same edition")
    unknown = one.year == two.year and not (one.edition and two.edition)
    return Said(0, "edition") if unknown else Said(NEVER, "edition", "editions differ")


def _type(one: Record, two: Record) -> Said:
    if frozenset((one.group, two.group)) in APART:
        return Said(NEVER, "type", "one is a part of the other, or another work")
    if {one.group, two.group} == {"report", "article"}:
        return Said(-4, "type", "a report and an article")
    # books say little besides title, authors and year
    return Said(1 if one.group == two.group == "book" else 0, "type")


def _stage(one: Record, two: Record) -> Said:
    """Preprint and article, review and its update: linked, never merged."""
    if one.preprint != two.preprint:
        return Said(NEVER, "type", "one is a preprint or working paper")
    if one.cochrane and two.cochrane and _updated(one, two):
        return Said(NEVER, "issue", "one is an update of the other")
    return Said(0, "type")


def _updated(one: Record, two: Record) -> bool:
    if one.doi and two.doi and one.doi != two.doi:
        return True
    if one.year and two.year and one.year != two.year:
        return True
    return bool(one.issue and two.issue and one.issue != two.issue)


PARTS: tuple[Callable[[Record, Record], Said], ...] = (
    _doi,
    _pmid,
    _trial,
    _isbn,
    _year,
    _journal,
    _volume,
    _issue,
    _pages,
    _edition,
    _type,
    _stage,
)
