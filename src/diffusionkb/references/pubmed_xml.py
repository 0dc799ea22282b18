"""PubMed's XML → CSL-JSON items: its elements are read as the tags of PubMed's text."""

import re
from collections.abc import Iterator

from lxml import etree

from . import nbib, xml_records
from .reading import Reading
from .tagged import Field

_RECORD = re.compile(
    r"<(Pubmed(?:Book)?Article)\b(?!Set).*?(?:</\1\s*>|(?=<Pubmed(?:Book)?Article\b)|\Z)",
    re.S,
)
_TAGS = {  # in the order of PubMed's text
    "PMID": "PMID",
    "Article/Journal/ISSN": "IS",
    "Article/Journal/JournalIssue/Volume": "VI",
    "Article/Journal/JournalIssue/Issue": "IP",
    "Article/ArticleTitle": "TI",
    "ArticleTitle": "TI",
    "Article/VernacularTitle": "TT",
    "VernacularTitle": "TT",
    "Book/BookTitle": "BTI",
    "Book/CollectionTitle": "CTI",
    "Book/Edition": "EN",
    "Book/Isbn": "ISBN",
    "Book/Publisher/PublisherName": "PB",
    "Book/Publisher/PublisherLocation": "PL",
    "Article/Pagination/MedlinePgn": "PG",
    "Pagination/MedlinePgn": "PG",
    "Article/Language": "LA",
    "Language": "LA",
    "Article/PublicationTypeList/PublicationType": "PT",
    "PublicationType": "PT",
    "MedlineJournalInfo/MedlineTA": "TA",
    "Article/Journal/Title": "JT",
    "KeywordList/Keyword": "OT",
}
_PEOPLE = {
    "Article/AuthorList/Author": "FAU",
    "AuthorList/Author": "FAU",
    "Book/AuthorList[@Type='editors']/Author": "FED",
    "Book/AuthorList[@Type='authors']/Author": "FAU",
}
_DATES = ("Article/Journal/JournalIssue/PubDate", "Book/PubDate", "Article/ArticleDate")
_MARKUP = frozenset("i b sub sup".split())


def read(text: str) -> Reading:
    """Every record of an answer of PubMed as an item, or kept raw."""
    records, raw = xml_records.records(text, _RECORD, _record)
    return nbib.reading(records, raw=raw)


def _record(root: etree._Element) -> Iterator[Field]:
    for part in (root.find("MedlineCitation"), root.find("BookDocument")):
        if part is not None:
            yield from _fields(part)
    yield from _numbers(root)


def _fields(part: etree._Element) -> Iterator[Field]:
    for path, tag in _TAGS.items():
        yield from (_field(tag, _words(element)) for element in part.findall(path))
    for path, tag in _PEOPLE.items():
        yield from (_person(tag, element) for element in part.findall(path))
    yield from (
        _field("DP", _date(date)) for path in _DATES for date in part.findall(path)
    )
    abstract = [*part.findall("Article/Abstract/AbstractText")]
    abstract += part.findall("Abstract/AbstractText")
    if abstract:
        yield Field(tag="AB", lines=[_labelled(section) for section in abstract])
    for heading in part.findall("MeshHeadingList/MeshHeading"):
        yield _field("MH", "/".join(map(_words, heading)))


def _numbers(root: etree._Element) -> Iterator[Field]:
    """Of the work itself, not of the works it cites."""
    for number in root.findall("*/ArticleIdList/ArticleId"):
        kind, value = number.get("IdType"), _words(number)
        if kind == "doi":
            yield _field("AID", f"{value} [doi]")
        elif kind == "pmc":
            yield _field("PMC", value)
    for number in root.iterfind(".//ELocationID[@EIdType='doi']"):
        yield _field("LID", f"{_words(number)} [doi]")


def _field(tag: str, value: str) -> Field:
    return Field(tag=tag, lines=[value])


def _person(tag: str, element: etree._Element) -> Field:
    """'Smith, John A 3rd', as PubMed's text writes it; or a group."""
    if group := _of(element, "CollectiveName"):
        return _field("CN", group)
    given = _of(element, "ForeName") or _of(element, "Initials")
    behind = f"{given} {_of(element, 'Suffix')}".strip()
    return _field(tag, ", ".join(filter(None, [_of(element, "LastName"), behind])))


def _date(element: etree._Element) -> str:
    """'2019 May 30', '2000 Spring' or '2001 Dec-2002 Jan'."""
    if words := _of(element, "MedlineDate"):
        return words
    parts = [_of(element, part) for part in ("Year", "Month", "Day")]
    season = _of(element, "Season")
    if parts[1].isdecimal():
        return "-".join(filter(None, parts))
    return " ".join(filter(None, [parts[0], season, *parts[1:]]))


def _labelled(section: etree._Element) -> str:
    label = section.get("Label")
    return f"{label}: {_words(section)}" if label else _words(section)


def _of(element: etree._Element, name: str) -> str:
    found = element.find(name)
    return "" if found is None else _words(found)


def _words(element: etree._Element) -> str:
    return " ".join(_marked(element).split())


def _marked(element: etree._Element) -> str:
    """The text of an element with the tags CSL has."""
    parts = [element.text or ""]
    for child in element:
        inner, name = _marked(child), str(child.tag)
        parts.append(f"<{name}>{inner}</{name}>" if name in _MARKUP else inner)
        parts.append(child.tail or "")
    return "".join(parts)
