"""BibTeX and BibLaTeX → CSL-JSON items. Writing is `bibtex_writing.py`."""

import re

from . import dates
from .bibtex_blocks import Block, blocks_of
from .bibtex_tables import (
    ANY_THESIS,
    ARTICLES,
    BIBLATEX_TYPES,
    BIBTEX_TYPES,
    DATES,
    DEGREES,
    FILES,
    NUMBERED,
    PEOPLE,
    SUBTYPES,
    TEXTS,
    TYPES,
)
from .bibtex_values import address_of, edtf, keywords_of, paths, people_of
from .fields import DATES as CSL_DATES
from .fields import NAMES as CSL_NAMES
from .fields import TEXTS as CSL_TEXTS
from .fields import doi_in, is_telling, joined_keywords, with_custom
from .keys import citable
from .latex import decode
from .reading import Entry, Item, Problem, Raw, Reading

OWN = "csl-"  # fields that only CSL knows are written under this and its name
_OWN_NAMES = {name.lower(): name for name in CSL_NAMES | CSL_DATES | CSL_TEXTS}
_DEGREES = {
    "phdthesis": "PhD thesis",
    "mathesis": "Master’s thesis",
    "mastersthesis": "Master’s thesis",
    "candthesis": "Candidate thesis",
}
_SORTED = re.compile(r"\\noopsort\s*\{[^{}]*\}")
_DOI_BEGINS = re.compile(r"(?<![\w.])10\.\d{4,9}/")
_TECHNICAL = {"techreport": "technical report", "resreport": "research report"}


def read(text: str) -> Reading:
    """Every entry of a BibTeX file as an item, or kept raw."""
    found = blocks_of(text)
    entries: list[Entry] = []
    raw = list(found.raw)
    problems = list(found.problems)
    for block in found.entries:
        reader = _Reader(block)
        item = reader.item()
        if not (is_telling(item) or item.get("note")):
            raw.append(_empty(block))
            continue
        entries.append(Entry(item=item, line=block.line, files=reader.files))
        if block.key and item.get("id") != block.key:
            problems.append(_renamed(block, str(item.get("id") or "")))
    return Reading(
        entries=tuple(entries), kept_raw=tuple(raw), problems=tuple(problems)
    )


def _empty(block: Block) -> Raw:
    fields = "".join(
        f"\n  {name} = {{{value}}}," for name, value in block.fields.items()
    )
    text = f"@{block.kind}{{{block.key},{fields}\n}}"
    return Raw(text=text, line=block.line, why="nothing in it says which work it is")


def _renamed(block: Block, key: str) -> Problem:
    became = f"became '{key}'" if key else "gets a new one"
    return Problem(line=block.line, text=f"the key '{block.key}' {became}")


class _Reader:
    """Takes the fields of one entry; what is left is kept as it stood."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self.rest = dict(block.fields)
        self.files = tuple(
            path for name in FILES for path in paths(self.rest.get(name, ""))
        )

    def item(self) -> Item:
        item: Item = {"id": citable(self._block.key), "type": self._type()}
        self._titles(item)
        for field, names in TEXTS.items():
            item[field] = self._text(*names)
        self._people(item)
        self._dates(item)
        self._numbers(item)
        self._publisher(item)
        self._addresses(item)
        self._preprint(item)
        self._own(item)
        if words := self._take("keywords", "keyword"):
            item["keyword"] = joined_keywords(map(decode, keywords_of(words)))
        self._degree(item)
        self.rest.pop("crossref", None)
        self.rest.pop("xdata", None)
        with_custom(item, "bibtex", {n: v for n, v in self.rest.items() if v.strip()})
        return {name: value for name, value in item.items() if value}

    def _take(self, *names: str) -> str:
        """The first field that says something; others stay unless they say the same."""
        chosen = next((self.rest[n] for n in names if self.rest.get(n, "").strip()), "")
        for name in names:
            if self.rest.get(name, chosen) == chosen:
                self.rest.pop(name, None)
        return chosen

    def _text(self, *names: str) -> str:
        return decode(self._take(*names))

    def _type(self) -> str:
        kind = self._block.kind
        if own := self.rest.pop(f"{OWN}type", ""):
            return own
        subtype = self.rest.get("entrysubtype", "").lower()
        if kind == "article" and subtype in SUBTYPES:
            self.rest.pop("entrysubtype")
            return SUBTYPES[subtype]
        csl = TYPES.get(kind, "document")
        if kind not in {BIBTEX_TYPES.get(csl, "misc"), BIBLATEX_TYPES.get(csl)}:
            self.rest["entrytype"] = kind
        return csl

    def _titles(self, item: Item) -> None:
        item["title"] = self._joined("title", "subtitle")
        journal = self._joined("journaltitle", "journalsubtitle") or self._joined(
            "journal", "journalsubtitle"
        )
        book = self._joined("booktitle", "booksubtitle")
        inside = item["type"] in ARTICLES
        item["container-title"] = (journal or book) if inside else (book or journal)
        if journal and book and item["container-title"] != journal:
            self.rest["journaltitle"] = journal
        elif journal and book:
            self.rest["booktitle"] = book
        if item["container-title"] == item["title"] and item["type"] == "book":
            item["container-title"] = ""

    def _joined(self, title: str, subtitle: str) -> str:
        main, sub = self._text(title), ""
        if main:
            sub = self._text(subtitle)
        mark = " " if main.endswith(("?", "!", ":")) else ": "
        return f"{main}{mark}{sub}" if sub else main

    def _people(self, item: Item) -> None:
        for field, name in PEOPLE.items():
            if people := self._take(field):
                item[name] = people_of(people)

    def _dates(self, item: Item) -> None:
        if date := self._take("date"):
            item["issued"] = edtf(date)
            self._take("year"), self._take("month"), self._take("day")
        else:
            item["issued"] = self._issued()
        for field, name in DATES.items():
            if words := self._take(name):
                item[field] = edtf(words)
        if accessed := self._take("urldate", "lastchecked", "accessed"):
            item["accessed"] = edtf(accessed)

    def _issued(self) -> dates.Date | None:
        raw = self._take("year")
        year = decode(raw)
        month, day = (decode(self.rest.get(name, "")) for name in ("month", "day"))
        words = f"{day} {month} {year}" if month else year
        whole = dates.parse(f"{year}-{month}-{day}" if month.isdecimal() else words)
        if whole is None or "literal" not in whole:
            self._take("month"), self._take("day")
            return whole
        years = re.findall(r"(?<!\d)(?:1[0-9]|20)\d\d(?!\d)", _SORTED.sub("", raw))
        return {"date-parts": [[int(years[0])]]} if years else dates.parse(year)

    def _numbers(self, item: Item) -> None:
        kind = item["type"]
        if page := self._text("pages"):
            item["page"] = re.sub(r"\s*(?:-{2,3}|–|—)\s*", "-", page)
        elif number := self._text("eid", "articleno"):
            item["page"] = number
        if issue := self._text("issue"):
            item["issue"] = issue
        if number := self._text("number"):
            field = "issue" if kind in ARTICLES else "collection-number"
            field = "number" if kind in NUMBERED else field
            if item.get(field):
                self.rest["number"] = number
            else:
                item[field] = number

    def _publisher(self, item: Item) -> None:
        item["publisher"] = self._text("publisher") or self._text(
            "institution", "school"
        )
        how = self.rest.get("howpublished", "")
        if match := re.search(r"https?://[^\s{}]+", how):
            self.rest["url"] = self.rest.get("url") or match[0]
        elif how and not item["publisher"]:
            item["publisher"] = self._text("howpublished")
        if not item["publisher"]:
            item["publisher"] = self._text("organization")

    def _addresses(self, item: Item) -> None:
        if url := address_of(self._take("url")):
            item["URL"] = url
        given = address_of(self.rest.get("doi", ""))
        if doi := doi_in(given):
            if len(_DOI_BEGINS.findall(given)) < 2:  # another one stays as it stood
                self.rest.pop("doi")
            item["DOI"] = doi
        elif "doi.org/" in url:
            item["DOI"] = doi_in(url)
        if self.rest.get("eprinttype", "").lower() == "pubmed":
            item["PMID"] = item.get("PMID") or self._take("eprint")

    def _preprint(self, item: Item) -> None:
        """What stands in an archive and in no journal, such as arXiv."""
        archive = self.rest.get("archiveprefix") or self.rest.get("eprinttype", "")
        number = self.rest.get("eprint", "")
        inside = item.get("container-title") or item["type"] in {"book", "chapter"}
        if not (archive and number) or inside or archive.lower() == "pubmed":
            return
        item["archive"], item["archive_location"] = decode(archive), decode(number)
        if item["type"] in {"document", "manuscript", "webpage", "article-journal"}:
            item["type"] = "article"

    def _own(self, item: Item) -> None:
        """Fields this program wrote because BibTeX has no name for them."""
        for name in [name for name in self.rest if name.startswith(OWN)]:
            field = _OWN_NAMES.get(name.removeprefix(OWN))
            if field in CSL_NAMES:
                item[field] = people_of(self.rest.pop(name))
            elif field in CSL_DATES:
                item[field] = edtf(self.rest.pop(name))
            elif field:
                item[field] = self._text(name)

    def _degree(self, item: Item) -> None:
        kind, genre = self._block.kind, item.get("genre", "")
        if kind in DEGREES and genre == ANY_THESIS:
            item["genre"] = ""
        elif item["type"] == "thesis":
            item["genre"] = _DEGREES.get(genre or kind, genre)
            if _DEGREES.get(kind) == item["genre"]:
                self.rest.pop("entrytype", None)
        elif genre:
            item["genre"] = _TECHNICAL.get(genre, genre)
