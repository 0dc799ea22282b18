"""What a PDF says of itself: title, authors and DOI, as partial CSL-JSON.

The file's own record is taken where the first pages bear it out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from .pdf_chars import Line, PageLines
from .pdf_furniture import edge_patterns, is_repeated
from .pdf_words import clean

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+", re.IGNORECASE)
_XMP = b"<x:xmpmeta"
_XMP_DOI = re.compile(
    rb"<(?:prism:doi|pdfx:doi|dc:identifier)>\s*(?:doi:|https?://(?:dx\.)?doi\.org/)?"
    rb"(10\.\d{4,9}/[^<\s]+)",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(
    r"\.(?:docx?|pdf|indd|qxd|tex|dvi|rtf|wpd|pages|p65|fm)\b|^microsoft word|^untitled"
    r"|^doi:|^layout \d|^slide \d|^[\w-]+_[\w-]+$|^\S+$",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(r"\b10\.\d{4,9}/|@|^(?:\S+ ){0,3}journal of|journal$", re.I)
_KIND = re.compile(
    r"^(?:(?:original )?(?:research|review)|case report)(?: article)? ", re.I
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_AND = re.compile(r"\s*(?:;|\band\b|&|\n)\s*", re.IGNORECASE)
_PARTICLES = frozenset(
    "van von der den de del della di da la le ter ten dos du".split()
)
_TITLE_WORDS = (3, 45)


def read_metadata(
    data: bytes, info: Mapping[str, str], pages: Sequence[PageLines]
) -> dict[str, Any]:
    """Title, author and DOI as far as the file states them plausibly."""
    front = "\n".join(line.text for page in pages[:2] for line in page.lines)
    known = set(_WORD.findall(clean(front).lower()))
    found: dict[str, Any] = {}
    title = _stated_title(info.get("Title", ""), known) or _set_title(pages)
    if title:
        found["title"] = title
    authors = _authors(info.get("Author", ""), known)
    if authors:
        found["author"] = authors
    doi = _recorded_doi(data) or _printed_doi([*info.values(), front])
    if doi:
        found["DOI"] = _trimmed(doi)
    return found


def _stated_title(title: str, known: set[str]) -> str:
    title = " ".join(clean(title).split())
    words = _WORD.findall(title.lower())
    if _FILE_NAME.search(title) or not 2 < len(words) <= _TITLE_WORDS[1]:
        return ""
    on_page = sum(word in known for word in words)
    return title if on_page >= 0.7 * len(words) else ""


def _set_title(pages: Sequence[PageLines]) -> str:
    """The largest type on the first page that is no name of a journal."""
    if not pages:
        return ""
    fit: list[tuple[float, str, list[Line]]] = []
    for lines in _same_size(pages[0].lines):
        text = " ".join(clean(line.text) for line in lines)
        words = len(text.split())
        if not _TITLE_WORDS[0] < words <= _TITLE_WORDS[1] or _NO_TITLE.search(text):
            continue
        fit.append((lines[0].size, text, lines))
    usual = median([line.size for line in pages[0].lines] or [0.0])
    edges = edge_patterns(pages[1:])
    for size, text, lines in sorted(fit, key=lambda item: -item[0]):
        if size <= 1.1 * usual:
            break
        if not any(is_repeated(line, edges) for line in lines):
            return _KIND.sub("", text)
    return ""


def _same_size(lines: Sequence[Line]) -> list[list[Line]]:
    runs: list[list[Line]] = []
    for line in lines:
        last = runs[-1][-1] if runs else None
        if last and abs(last.size - line.size) < 0.3 and _is_next(last, line):
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def _is_next(last: Line, line: Line) -> bool:
    return -0.3 * line.size < last.base - line.base < 1.8 * line.size


def _authors(text: str, known: set[str]) -> list[dict[str, str]]:
    """The names that stand on the first pages; none if one does not."""
    names = [_name(part) for part in _split(clean(text))]
    for name in names:
        family = _WORD.findall(name.get("family", "").lower())
        if not family or not all(word in known for word in family):
            return []
        if "al" in family or (name["family"].isupper() and len(names) == 1):
            return []
    return names


def _split(text: str) -> list[str]:
    parts = [part for part in _AND.split(text) if part]
    if len(parts) == 1 or all("," in part for part in parts[:-1]):
        whole = [piece.strip() for part in parts for piece in part.split(",")]
        if all(len(piece.split()) > 1 for piece in whole if piece):
            parts = whole  # Ann Lee, Bo Kim: commas between persons
    return [part.strip(" ,.*") for part in parts if _WORD.search(part)]


def _name(text: str) -> dict[str, str]:
    if "," in text:
        family, given = text.split(",", 1)
        return {"family": family.strip(), "given": given.strip()}
    words = text.split()
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in _PARTICLES:
        at -= 1
    name = {"family": " ".join(words[at:])}
    return name | ({"given": " ".join(words[:at])} if at > 0 else {})


def _recorded_doi(data: bytes) -> str:
    """The DOI of the XMP record, which PDF files carry as plain XML."""
    start = data.find(_XMP)
    while start >= 0:
        end = data.find(b"</" + _XMP[1:], start)
        if match := _XMP_DOI.search(data, start, end if end > 0 else len(data)):
            return match[1].decode("ascii", "ignore")
        start = data.find(_XMP, end) if end > 0 else -1
    return ""


def _printed_doi(texts: Iterable[str]) -> str:
    for text in texts:
        if match := _DOI.search(text):
            return match.group()
    return ""


def _trimmed(doi: str) -> str:
    doi = doi.rstrip(".,;:'\"]}")
    return doi.rstrip(")") if doi.count(")") > doi.count("(") else doi
