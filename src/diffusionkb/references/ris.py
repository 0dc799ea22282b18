"""RIS → CSL-JSON items, as databases and reference programs really write it.

Writing is `ris_writing.py`; what a tag means stands in `ris_tables.py`.
"""

import re
from collections.abc import Iterable

from . import dates, names
from .fields import IN_PERIODICALS, doi_in, is_telling, joined_keywords, with_custom
from .keys import stated
from .markup import characters
from .reading import Entry, Item, Problem, Raw, Reading
from .ris_tables import (
    BOOK_TITLES,
    COUNTED,
    IN_SERIES,
    KNOWN,
    NAME_TAGS,
    NUMBERED,
    OPENING,
    PERIODICAL_TITLES,
    SHORT_TITLES,
    TEXT_TAGS,
    TYPES,
    WRITTEN,
)
from .tagged import Field, Grammar, Record, split

_TAG = (
    r"\s{0,2}(?P<tag>[A-Z][A-Z0-9](?=[ ]{2,3}-|[ ]{0,2}\t)"
    rf"|(?:{'|'.join(KNOWN)})(?=[ ]?-(?:[ ]|$)))[ \t]{{0,3}}-[ \t]*(?P<value>.*)"
)
GRAMMAR = Grammar(
    tag=re.compile(_TAG, re.S), begins=frozenset({"TY"}), end="ER", known=OPENING
)
_HTML = re.compile(r"</?(?:p|div|span|br)\b[^<>]*>", re.I)
_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]\b")
_NUMBER = re.compile(r"[\dXx-]{8,17}")
_OF_NUMBERS = re.compile(
    r"\((?:print|linking|e?lectronic|online|cd-?rom|e?-?issn)\)", re.I
)
_COUNT = re.compile(r"(\d+)(?: ?(?:p|pp|pages|leaves)\.?)?", re.I)
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-"})
_MAJOR = re.compile(r"(?:^|(?<=/))\*")  # PubMed's mark of a main subject
_PUBMED = re.compile(r"pubmed|medline|\bnlm\b", re.I)
_ADDRESS = re.compile(r"(?:https?|ftp):|www\.|(?:dx\.)?doi\.org|10\.\d")
_FILES = ("L1", "L2", "L4")


def read(text: str) -> Reading:
    """Every record of a RIS text as an item, or kept raw."""
    found = split(text, GRAMMAR)
    return reading(found.records, raw=found.stray, problems=found.problems)


def reading(
    records: Iterable[Record],
    *,
    raw: Iterable[Raw] = (),
    problems: Iterable[Problem] = (),
) -> Reading:
    """Records with RIS tags, wherever they come from, as items or kept raw."""
    entries: list[Entry] = []
    raw, problems = list(raw), list(problems)
    for record in records:
        reader = _Reader(record)
        item = reader.item()
        if not is_telling(item):
            raw.append(empty(record))
            continue
        entries.append(Entry(item=item, line=record.line, files=reader.files))
        if reader.type_unknown:
            remark = f"unknown type '{reader.type_unknown}', taken as a document"
            problems.append(Problem(line=record.line, text=remark))
    return Reading(
        entries=tuple(entries), kept_raw=tuple(raw), problems=tuple(problems)
    )


def empty(record: Record) -> Raw:
    """A record that names no work, as it stood."""
    text = "\n".join(record.raw).rstrip()
    return Raw(text=text, line=record.line, why="nothing in it says which work it is")


class _Reader:
    """Takes the tags of one record; what is left at the end is kept as it stood."""

    def __init__(self, record: Record) -> None:
        self.rest: dict[str, list[str]] = {}
        self._multi: dict[str, list[Field]] = {}
        for field in record.fields:
            if any(field.lines):
                self._multi.setdefault(field.tag, []).append(field)
        for tag, fields in self._multi.items():
            self.rest[tag] = [field.value for field in fields]
        kind = self._first("TY").upper()
        self.type_unknown = "" if kind in TYPES else kind
        self._type = TYPES.get(kind, "document" if kind else "article-journal")
        self.files = tuple(
            value
            for tag in _FILES
            for value in self.rest.get(tag, [])
            if re.search(r"\.\w{2,5}$", value) and not _ADDRESS.match(value)
        )
        if WRITTEN.get(self._type) == kind:
            self.rest.pop("TY", None)

    def item(self) -> Item:
        item: Item = {"type": self._type}
        self._texts(item)
        self._titles(item)
        self._people(item)
        self._dates(item)
        self._numbers(item)
        self._identifiers(item)
        if words := self._lines("KW"):
            item["keyword"] = joined_keywords(_MAJOR.sub("", word) for word in words)
        if notes := self._all("N1"):
            item["note"] = _HTML.sub("", "\n".join(notes)).strip()
        if key := stated(self._first("ID")):
            item["id"] = key
            self.rest.pop("ID")
        with_custom(item, "ris", self.rest)
        return {field: value for field, value in item.items() if value}

    def _first(self, tag: str) -> str:
        return next(iter(self.rest.get(tag, [])), "")

    def _take(self, *tags: str) -> str:
        """The first tag that says something; the others go if they say the same."""
        chosen = next((self._first(tag) for tag in tags if self._first(tag)), "")
        for tag in tags:
            others = [value for value in self.rest.pop(tag, []) if value != chosen]
            if others:
                self.rest[tag] = others
        return chosen

    def _all(self, *tags: str) -> list[str]:
        return [value for tag in tags for value in self.rest.pop(tag, [])]

    def _lines(self, tag: str) -> list[str]:
        """Some programs write one keyword a line behind a single tag."""
        self.rest.pop(tag, None)
        fields = self._multi.get(tag, [])
        return [line for field in fields for line in field.lines]

    def _texts(self, item: Item) -> None:
        for field, tags in TEXT_TAGS.items():
            if field == "genre" and doi_in(self._first("M3")):
                continue
            if value := self._take(*tags):
                item[field] = value
        if notes := self.rest.pop("N2", None):
            item["abstract"] = "\n".join([item["abstract"], *notes])

    def _titles(self, item: Item) -> None:
        if self._type in IN_PERIODICALS:
            if self._first("JF") and self._first("T2") in map(
                self._first, ("J2", "JA")
            ):
                self._take("T2")  # EndNote has a short title there, the full one too
            full = self._take(*PERIODICAL_TITLES[:3]) or self._take(*PERIODICAL_TITLES)
            item["container-title"] = full
            if (short := self._take(*SHORT_TITLES)) != full:
                item["container-title-short"] = short
        elif self._type in IN_SERIES:
            item["title"] = item.get("title") or self._take("BT")
            item["collection-title"] = self._take("T2", "T3")
        elif self._type == "paper-conference" and self._first("C3"):
            item["container-title"] = self._take("C3")
            item["event-title"] = self._take("T2")
        else:
            item["container-title"] = self._take(*BOOK_TITLES)
            item["container-title-short"] = self._take("J2", "JA")
        if not item.get("collection-title"):
            item["collection-title"] = self._take("T3")

    def _people(self, item: Item) -> None:
        for field, tags in NAME_TAGS.items():
            item[field] = self._names(*tags)
        second, third = self._names("A2", "ED"), self._names("A3")
        if self._type == "book" and second and third:
            second, third = third, second  # as EndNote: A2 edits the series
        item["editor"], item["collection-editor"] = second, third

    def _names(self, *tags: str) -> list[names.Name]:
        """One name a line; some programs write all of them into one."""
        values = map(characters, self._all(*tags))
        parts = (part for value in values for part in value.split(";"))
        return [names.turned(part) for part in parts if part.strip()]

    def _dates(self, item: Item) -> None:
        year, again, day = (self._take(tag) for tag in ("PY", "Y1", "DA"))
        item["issued"] = joined_date(year or again, day)
        if year and again:
            item["issued"] = finer(item["issued"], date_of(again))
            if _year(date_of(again)) != _year(item["issued"]):
                self.rest.setdefault("Y1", []).insert(0, again)
        if re.match(r"\d{4}/", item.get("edition", "")):  # EndNote: first online
            self.rest.setdefault("ET", []).append(item.pop("edition"))
        if accessed := self._take("Y2"):
            item["accessed"] = date_of(accessed)

    def _numbers(self, item: Item) -> None:
        field = "number" if self._type in NUMBERED else "issue"
        item[field] = self._take("IS", "CP")
        first, last = self._take("SP"), self._take("EP")
        both = f"{first}-{last}" if first and last and "-" not in first else ""
        if first and last and not both:
            self.rest["EP"] = [last]
        item["page"] = (both or first or last).translate(_HYPHENS)
        if self._type in COUNTED and not both and (match := _COUNT.fullmatch(first)):
            item["number-of-pages"], item["page"] = match[1], ""
        if self._type in IN_PERIODICALS and not item["page"]:
            item["page"] = self._take("C7")  # the article number of Scopus and EndNote
        for number in _single_numbers(self._all("SN")):
            digits = re.sub(r"[^\dXx]", "", number.partition(" ")[0])
            if self._type == "report" and len(digits) not in {8, 10, 13}:
                self._report_number(item, number)
                continue
            issn = _ISSN.match(number) and len(digits) == 8
            name = "ISSN" if issn or self._type in IN_PERIODICALS else "ISBN"
            name = "ISBN" if len(digits) in {10, 13} else name
            known = item.get(name, "")
            if number not in known.split(", "):
                item[name] = f"{known}, {number}" if known else number

    def _report_number(self, item: Item, number: str) -> None:
        """Zotero writes it where ISBNs stand."""
        if item.get("number") not in (None, "", number):
            self.rest.setdefault("SN", []).append(number)
        else:
            item["number"] = number

    def _identifiers(self, item: Item) -> None:
        if doi := doi_in(self._first("DO")):
            self._take("DO")
            item["DOI"] = doi
        else:
            item["DOI"] = self._hidden_doi(item)
        if re.fullmatch(r"PMC\d+", self._first("C2")):
            item["PMCID"] = self._take("C2")
        where = f"{item.get('source', '')} {self._first('DP')}"
        if _PUBMED.search(where) and re.fullmatch(r"\d{1,8}", self._first("AN")):
            item["PMID"] = self._take("AN")

    def _hidden_doi(self, item: Item) -> str:
        """Where programs put a DOI that knew no tag for it."""
        if doi := doi_in(self._first("M3")):
            self._take("M3")
            return doi
        for tag in ("L3", "L2", "N1"):
            value = self._first(tag)
            if doi_in(value) and re.match(r"(?:https?://\S*doi|doi|10\.)", value, re.I):
                return doi_in(value)
        address = str(item.get("URL", ""))
        return doi_in(address) if "doi.org/" in address else ""


def _single_numbers(values: list[str]) -> list[str]:
    """ISSNs and ISBNs one by one, where a value is a list of them and no more."""
    values = [" ".join(_OF_NUMBERS.sub(" ", value).split()) for value in values]
    single = [
        token if all(map(_NUMBER.fullmatch, tokens)) else value
        for value in values
        for tokens in [re.split(r"[\s,;]+", value)]
        for token in (tokens if all(map(_NUMBER.fullmatch, tokens)) else [value])
    ]
    return list(dict.fromkeys(single))


def joined_date(year: str, day: str) -> dates.Date | None:
    """A year and a day that may repeat it; the one that says more."""
    coarse = date_of(year)
    if not day:
        return coarse
    fine = date_of(day)
    if coarse and not dates.first_parts(fine) and dates.first_parts(coarse):
        with_year = dates.parse(f"{dates.first_parts(coarse)[0]} {day}")
        return with_year if dates.first_parts(with_year) else coarse
    if not coarse or dates.first_parts(fine)[:1] == dates.first_parts(coarse)[:1]:
        return fine
    return coarse


def finer(one: dates.Date | None, two: dates.Date | None) -> dates.Date | None:
    """Of two dates of one year the one that says more, in doubt the first."""
    if not one or not two or _year(one) != _year(two) or "season" in one:
        return one
    return max(one, two, key=lambda date: len(dates.first_parts(date)))


def _year(date: dates.Date | None) -> list[int]:
    return dates.first_parts(date)[:1]


def date_of(text: str) -> dates.Date | None:
    """A RIS date: YYYY/MM/DD/other, or what people write instead."""
    parts = [part.strip() for part in text.split("/", 3)]
    other = parts[3] if len(parts) > 3 else ""
    if not other:
        return dates.parse(text)
    if re.match(r"-?\d{4}", other):
        return dates.from_edtf(other)
    numbers = dates.parse("/".join(part for part in parts[:3] if part))
    if numbers is None:
        return {"literal": other}
    said = dates.parse(f"{parts[0]} {other}") or {}  # '2019/05//May/Jun2019'
    if dates.is_range(said) and _year(said) == _year(numbers):
        return said
    return numbers | ({"season": said["season"]} if "season" in said else {})
