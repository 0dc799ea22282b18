"""The draft's own list of references, and what each entry is here.

It decides what a number, a name and year or a LaTeX key of the draft means.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...model import Work
from .named_works import Authors, Listed, first_names, years_of
from .names import NAME, YEAR, endings, folded
from .records import Cited, Draft, Paragraph, Part

NUMBERED = re.compile(
    r"\s*(?:\[(\d{1,3})\]|\((\d{1,3})\)|(\d{1,3})[.)]?)[\s:]\s*(?=\S)"
)
KEYED = re.compile("\ue010(.*?)\ue011\\s*")  # see csquotes
AGAIN = re.compile(r"\s*[—–_―-]{2,}")  # stands for the author of the entry before
DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>{}]+")
INITIALS = re.compile(r"(?:[A-ZÀ-Þ]\.[ -]?)+")
HEAD = 160  # characters of an entry that the names stand in
TELLING = 4  # letters of a title's word
SAME = 0.75  # of a title's words are in the entry
UNLIKE = 0.34
FEW = 8  # words of an entry too short to have a title


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A reference of the draft's list, with the works here that it describes."""

    paragraph: Paragraph
    text: str
    number: str
    key: str
    families: tuple[str, ...]  # folded; what it may be called by
    year: str
    keys: tuple[str, ...]
    other: bool

    @property
    def label(self) -> str:
        return " ".join(self.text.split())[:60].rstrip(" .,;")

    def tells_of(self, label: str) -> bool:
        """Whether a name and year stand in it, and not as its author: 'Nature 2016'."""
        name, _, year = label.rpartition(" ")
        wanted = {folded(word) for word in re.findall(r"[\w’'-]+", name)} - {"and"}
        there = {folded(word) for word in re.findall(r"[\w’'-]+", self.text)}
        called = set(endings(name.split(",")[0])) if name else set()
        by = not called.isdisjoint(self.families)
        return bool(self.keys) and year == self.year and not by and wanted <= there

    @property
    def cited(self) -> Cited:
        return Cited(label=self.label, keys=self.keys)


def own_list(draft: Draft, authors: Authors) -> tuple[Entry, ...]:
    """The entries of the draft's list, in order."""
    listed = list(_whole([p for p in draft.paragraphs if p.part is Part.REFERENCE]))
    heads = [NUMBERED.match(p.text) for p in listed]
    numbered = len(listed) > 0 and sum(map(bool, heads)) * 2 > len(listed)
    numbered = numbered or _counted(heads)
    entries: list[Entry] = []
    for paragraph, head in zip(listed, heads, strict=True):
        if paragraph.text.strip():
            number = _number(paragraph, head if numbered else None)
            before = entries[-1].text if entries else ""
            entries.append(_entry(paragraph, number, authors, before=before))
    return tuple(entries)


def _whole(listed: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """With a number that stands in a paragraph of its own (web pages) before each."""
    number = ""
    for paragraph in listed:
        if re.fullmatch(r"\s*[\[(]?\d{1,3}[\]).]?\s*", paragraph.text):
            number = f"{paragraph.text.strip()} "
        else:
            yield (
                replace(paragraph, text=number + paragraph.text)
                if number
                else paragraph
            )
            number = ""


def _counted(heads: Sequence[re.Match[str] | None]) -> bool:
    """'1, 2, 3' from the first on; what follows the list has no numbers."""
    found = [str(next(filter(None, head.groups()))) for head in heads if head]
    in_order = found == [str(n + 1) for n in range(len(found))]
    return len(found) > 1 and in_order and all(heads[: len(found)])


def _number(paragraph: Paragraph, head: re.Match[str] | None) -> str:
    if head:
        return str(next(filter(None, head.groups())))
    return str(paragraph.item) if paragraph.item else ""


def _entry(
    paragraph: Paragraph, number: str, authors: Authors, *, before: str
) -> Entry:
    keyed = KEYED.match(paragraph.text)
    text = KEYED.sub("", paragraph.text)
    if number and (head := NUMBERED.match(text)) and number in head.groups():
        text = text[head.end() :]
    if (again := AGAIN.match(text)) and (name := re.match(NAME, before)):
        text = f"{name[0]}{text[again.end() :]}"
    year = _year(text)
    keys, other = _works(text, year, authors)
    return Entry(
        paragraph=paragraph,
        text=text,
        number=number,
        key=keyed[1] if keyed else "",
        families=tuple(_families(text)),
        year=year,
        keys=keys,
        other=other,
    )


def _year(text: str) -> str:
    found = re.search(rf"\(({YEAR})\b", text) or re.search(
        rf"(?<![\d–-])\b({YEAR})\b(?![–-]?\d)", text
    )
    return found[1] if found else ""


def _families(text: str) -> Iterator[str]:
    """What the first author may be called: as it begins, and a short form in [ ]."""
    start = INITIALS.match(text)
    if name := re.match(NAME, text[start.end() if start else 0 :]):
        yield from dict.fromkeys(endings(name[0]))
        yield folded(name[0].split()[0])
    head = re.split(r"[.(]", text, maxsplit=1)[0]
    yield folded(head)
    if short := re.search(r"[\[(]([A-Z]{2,8})[\])]", text[:HEAD]):
        yield folded(short[1])


def _works(text: str, year: str, authors: Authors) -> tuple[tuple[str, ...], bool]:
    """The works here that an entry describes; whether it describes another one."""
    doi = DOI.search(text)
    tokens = {folded(word) for word in re.findall(r"[\w’'-]+", text)}
    near = _candidates(text, tokens, authors)
    if doi:
        wanted = doi[0].rstrip(".,;)").casefold()
        same = [w for w in near if str(w.csl.get("DOI") or "").casefold() == wanted]
        if same:
            return _keys(same), False
    shares = [(w, _share(w, tokens)) for w in near if _same_year(w, year)]
    found = [w for w, share in shares if share >= SAME]
    other = len(tokens) >= FEW and all(share < UNLIKE for _, share in shares)
    return _keys(found), bool(shares) and other


def _candidates(text: str, tokens: set[str], authors: Authors) -> list[Work]:
    head = folded(text[:HEAD])
    return [
        work
        for (name, _), works in authors.works.items()
        if name in tokens or (len(name) > 12 and name in head)
        for work in works
    ]


def _keys(works: Sequence[Work]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(work.citation_key for work in works))


def _same_year(work: Work, year: str) -> bool:
    """The same, or one apart (first online); other editions have other pages."""
    years = [int(one) for one in years_of(work.csl) if one.isdecimal()]
    return not year or not years or any(abs(int(year[:4]) - y) <= 1 for y in years)


def _share(work: Work, tokens: set[str]) -> float:
    """How many of the telling words of a work's title the entry has."""
    title = re.findall(r"[\w’'-]+", str(work.csl.get("title") or ""))
    telling = {folded(word) for word in title if len(word) >= TELLING}
    telling = (telling - first_names(work.csl)) or {folded(word) for word in title}
    return len(telling & tokens) / len(telling) if telling else 0.0


def with_list(authors: Authors, entries: Sequence[Entry]) -> Authors:
    """Names and years as the draft's list explains them."""
    listed: dict[tuple[str, str], list[Listed]] = defaultdict(list)
    for entry in entries:
        head = re.findall(r"[\w’'-]+", entry.text[:HEAD])
        names = frozenset(folded(word) for word in head)
        one = Listed(names=names, keys=entry.keys, other=entry.other)
        for family in entry.families:
            if one not in listed[family, entry.year]:
                listed[family, entry.year].append(one)
    return replace(authors, listed={at: tuple(some) for at, some in listed.items()})


def by_number(entries: Sequence[Entry]) -> Mapping[str, tuple[Cited, ...]]:
    return {entry.number: (entry.cited,) for entry in entries if entry.number}


def by_key(entries: Sequence[Entry]) -> Mapping[str, tuple[str, ...]]:
    return {entry.key: entry.keys for entry in entries if entry.key}


def idle(
    entries: Sequence[Entry], cited: Sequence[Cited], numbers: frozenset[str]
) -> Iterator[Entry]:
    """The entries of which the text says nothing."""
    labels = {folded(one.label) for one in cited}
    keys = {key for one in cited for key in one.keys} | {one.label for one in cited}
    called = {pair for one in cited for pair in _called(one.label)}
    for entry in entries:
        own = {(family, entry.year) for family in entry.families}
        told = (
            entry.number in numbers
            or entry.key in keys
            or bool(set(entry.keys) & keys)
            or bool(own & called)
            or folded(entry.label) in labels
        )
        if not told and (entry.keys or (entry.year and entry.families)):
            yield entry


def _called(label: str) -> Iterator[tuple[str, str]]:
    year = re.search(YEAR, label)
    for name in re.findall(NAME, label):
        for ending in endings(name):
            yield ending, year[0] if year else ""
