"""EndNote XML → CSL-JSON items. One record alone is parsed at a time."""

import re
from collections.abc import Iterator

from lxml import etree

from . import xml_records
from .reading import Reading
from .ris import reading
from .tagged import Field
from .tagged_tables import ENDNOTE_TYPES

# fmt: off
_TAGS = {
    "contributors/authors/author": "AU", "contributors/secondary-authors/author": "A2",
    "contributors/tertiary-authors/author": "A3",
    "contributors/subsidiary-authors/author": "A4",
    "contributors/translated-authors/author": "TA", "titles/title": "TI",
    "titles/secondary-title": "T2", "titles/tertiary-title": "T3",
    "titles/alt-title": "JA", "titles/short-title": "ST",
    "titles/translated-title": "TT", "periodical/full-title": "JF",
    "periodical/abbr-1": "J2", "periodical/abbr-2": "J1",
    "alt-periodical/full-title": "JO", "alt-periodical/abbr-1": "JA", "pages": "SP",
    "volume": "VL", "number": "IS", "issue": "IS", "num-vols": "NV", "edition": "ET",
    "section": "SE", "reprint-edition": "RP", "reprint-status": "RP",
    "keywords/keyword": "KW", "dates/year": "PY", "dates/pub-dates/date": "DA",
    "pub-location": "CY", "publisher": "PB", "orig-pub": "OP", "isbn": "SN",
    "accession-num": "AN", "call-num": "CN", "report-id": "M1", "coden": "U1",
    "electronic-resource-num": "DO", "abstract": "AB", "label": "LB", "image": "L4",
    "caption": "CA", "notes": "N1", "research-notes": "RN", "work-type": "M3",
    "reviewed-item": "RI", "remote-source": "U2", "remote-database-name": "DB",
    "remote-database-provider": "DP", "meeting-place": "C1", "work-location": "U3",
    "access-date": "Y2", "modified-date": "U4", "custom1": "C1", "custom2": "C2",
    "custom3": "C3", "custom4": "C4", "custom5": "C5", "custom6": "C6",
    "custom7": "C7", "misc1": "U5", "misc2": "U6", "misc3": "U7",
    "language": "LA", "auth-address": "AD", "auth-affiliaton": "AD",
    "urls/web-urls/url": "UR", "urls/related-urls/url": "UR", "urls/pdf-urls/url": "L1",
    "urls/text-urls/url": "L2", "urls/image-urls/url": "L4",
}
_OF_THE_PROGRAM = frozenset(
    "database source-app rec-number foreign-keys ref-type contributors titles "
    "periodical alt-periodical keywords dates urls".split()
)
# fmt: on
_STYLED = frozenset("TI T2 T3 ST TT AB".split())
_FACES = {"italic": "i", "bold": "b", "subscript": "sub", "superscript": "sup"}
_RECORD = re.compile(r"<record\b.*?(?:</record\s*>|(?=<record\b)|\Z)", re.S | re.I)


def read(text: str) -> Reading:
    """Every record of an EndNote XML file as an item, or kept raw."""
    records, raw = xml_records.records(text, _RECORD, _record)
    return reading(records, raw=raw)


def _record(root: etree._Element) -> Iterator[Field]:
    kind = root.find("ref-type")
    if name := (kind.get("name") or "") if kind is not None else "":
        yield Field(tag="TY", lines=[ENDNOTE_TYPES.get(name.lower(), name)])
    yield from _fields(root)


def _fields(root: etree._Element) -> Iterator[Field]:
    for path, tag in _TAGS.items():
        for element in root.findall(path):
            lines = _lines(element) if tag == "N1" else [_said(element, tag)]
            yield from (Field(tag=tag, lines=[line]) for line in lines if line)
    known = {path.partition("/")[0] for path in _TAGS}
    for element in root:
        name = str(element.tag)
        if name not in known | _OF_THE_PROGRAM and (words := _words(element)):
            yield Field(tag=name, lines=[words])


def _lines(element: etree._Element) -> list[str]:
    """EndNote writes the ends of lines within a text as &#xD;."""
    text = "".join(str(part) for part in element.itertext())
    return [" ".join(line.split()) for line in re.split(r"[\r\n]+", text)]


def _said(element: etree._Element, tag: str) -> str:
    """The text of an element; of titles and abstracts with italics and the like."""
    styled = [part for part in element.findall("style") if _faces(part)]
    if tag not in _STYLED or not styled or len(styled) == len(element):
        return _words(element)  # all of it in one style says nothing
    parts = [element.text or ""]
    for part in element:
        words = "".join(str(text) for text in part.itertext())
        parts += [_in_faces(words, _faces(part)), part.tail or ""]
    return " ".join("".join(parts).split())


def _faces(style: etree._Element) -> list[str]:
    """CSL's tags for 'bold italic' or 'superscript'; underlined words have none."""
    stated = (style.get("face") or "").lower().split()
    return [_FACES[face] for face in stated if face in _FACES]


def _in_faces(words: str, faces: list[str]) -> str:
    """The words in their tags; spaces at their ends stay outside."""
    bare = words.strip()
    if not bare:
        return words
    before, _, behind = words.partition(bare)
    opened = "".join(f"<{face}>" for face in faces)
    closed = "".join(f"</{face}>" for face in reversed(faces))
    return f"{before}{opened}{bare}{closed}{behind}"


def _words(element: etree._Element) -> str:
    """The text of an element; its styles are left out, lines become spaces."""
    return " ".join("".join(str(part) for part in element.itertext()).split())
