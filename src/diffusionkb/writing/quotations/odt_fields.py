"""Zotero's citations in OpenDocument files: marks in the text, records beside them.

Pandoc passes over them; so a sign is put where each stands, before pandoc reads, and
taken out of the paragraphs again.
"""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lxml import etree

from .odt_words import put_in
from .records import Cited, Mention, Paragraph

NAMESPACES = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
}
NAME = f"{{{NAMESPACES['text']}}}name"
META_NAME = f"{{{NAMESPACES['meta']}}}name"
CITATION = re.compile(r"CSL_CITATION\s*(\{.*\})", re.S)
BOOKMARK = re.compile(r"(ZOTERO_BREF_\w+?)_(\d+)$")
SIGN = re.compile("\ue012(\\d+)\ue013")
LABELS = {
    "page": "p.", "chapter": "ch.", "section": "sec.", "paragraph": "para.",
    "figure": "fig.", "note": "note", "volume": "vol.", "line": "line", "verse": "v.",
}  # fmt: skip
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The citations that stand in a file, by their sign, and their records by id."""

    citations: tuple[tuple[Cited, ...], ...] = ()
    records: Mapping[str, Data]


def signed(file: Path, target: Path) -> Fields:
    """Write a copy with a sign for each citation; what the signs mean."""
    with zipfile.ZipFile(file) as old:
        content = etree.fromstring(old.read("content.xml"))
        meta = old.read("meta.xml") if "meta.xml" in old.namelist() else b""
        found = list(citation_marks(content, meta))
        for number, (start, end, _) in enumerate(found):
            _replace(start, end, f"\ue012{number}\ue013")
        put_in(content)
        with zipfile.ZipFile(target, "w") as new:
            for name in old.namelist():
                is_content = name == "content.xml"
                data = etree.tostring(content) if is_content else old.read(name)
                new.writestr(name, data)
    items = [item for _, _, data in found for item in data.get("citationItems", [])]
    return Fields(
        citations=tuple(tuple(_cited(data)) for _, _, data in found),
        records={
            str(item["id"]): item["itemData"] for item in items if "itemData" in item
        },
    )


def _bookmarked(meta: bytes) -> dict[str, str]:
    """Bookmark → what Zotero says it is, which the file's properties hold in parts."""
    parts: dict[str, dict[int, str]] = {}
    if not meta:
        return {}
    path = ".//meta:user-defined"
    for element in etree.fromstring(meta).iterfind(path, NAMESPACES):
        if match := BOOKMARK.match(str(element.get(META_NAME))):
            parts.setdefault(match[1], {})[int(match[2])] = element.text or ""
    return {
        name: "".join(text for _, text in sorted(some.items()))
        for name, some in parts.items()
    }


def citation_marks(content: Any, meta: bytes) -> Iterator[tuple[Any, Any, Data]]:
    """Start, end and data of each citation of content.xml, in the order of the file.

    `meta` is the file's meta.xml, where Zotero keeps what stands behind bookmarks.
    """
    bookmarked = _bookmarked(meta)
    for kind in ("reference-mark", "bookmark"):
        path = f".//text:{kind}-start"
        for start in content.iterfind(path, NAMESPACES):
            name = str(start.get(NAME))
            match = CITATION.search(bookmarked.get(name, name))
            end = _end(content, kind, name)
            if match and end is not None:
                yield start, end, _data(match[1])


def _end(content: Any, kind: str, name: str) -> Any:
    ends = content.iterfind(f".//text:{kind}-end", NAMESPACES)
    return next((end for end in ends if end.get(NAME) == name), None)


def _data(text: str) -> Data:
    """The JSON of a citation; Zotero writes a random word behind it."""
    try:
        data, _ = json.JSONDecoder().raw_decode(text)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _replace(start: Any, end: Any, sign: str) -> None:
    """The sign instead of the words that the citation program shows."""
    within = False
    for element in start.getroottree().getroot().iter():
        if element is start:
            within = True
            element.tail = sign
        elif element is end:
            return
        elif within:
            element.text = None
            if end not in element.iterdescendants():
                element.tail = None


def _cited(data: Data) -> Iterator[Cited]:
    for item in data.get("citationItems", []):
        locator = str(item.get("locator") or "")
        label = LABELS.get(str(item.get("label") or "page"), "")
        key = str(item.get("id"))
        place = f"{label} {locator}".strip() if locator else ""
        yield Cited(label=key, keys=(key,), locator=place)


def resolved(paragraphs: Sequence[Paragraph], fields: Fields) -> tuple[Paragraph, ...]:
    """The paragraphs with citations instead of signs."""
    return tuple(_resolved(paragraph, fields) for paragraph in paragraphs)


def _resolved(paragraph: Paragraph, fields: Fields) -> Paragraph:
    signs = list(SIGN.finditer(paragraph.text))
    if not signs:
        return paragraph

    def moved(place: int) -> int:
        return place - sum(len(sign[0]) for sign in signs if sign.end() <= place)

    mentions = [
        replace(one, start=moved(one.start), end=moved(one.end))
        for one in paragraph.mentions
    ]
    for sign in signs:
        works = fields.citations[int(sign[1])]
        place = moved(sign.start())
        mentions.append(Mention(start=place, end=place, works=works))
    return replace(
        paragraph,
        text=SIGN.sub("", paragraph.text),
        mentions=tuple(mentions),
        notes=tuple((moved(place), number) for place, number in paragraph.notes),
    )
