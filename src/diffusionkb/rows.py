"""Records as rows of the working database. Pure functions; writing is `store.py`."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, TypeVar

from .identity import text_sha256
from .model import (
    Coding,
    Document,
    Failure,
    LineBox,
    Passage,
    Seen,
    Source,
    SourceKind,
    TextOrigin,
    Work,
)

# Under this name the database remembers what became of the annotations.
ANCHORING = "anchoring"


def as_json(value: object) -> str:
    """JSON as text; half characters, which no database can hold, become '?'."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text.encode("utf-8", "replace").decode("utf-8")


def row_key(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return row["passage_id"], row.get("code", ""), row["coder"]


def page_rows(sha256: str, document: Document) -> Iterator[dict[str, Any]]:
    for number, page in enumerate(document.pages):
        yield {
            "sha256": sha256,
            "number": number,
            "label": page.numbers.label,
            "folio": page.numbers.folio,
            "folio_confidence": round(page.numbers.folio_confidence, 3),
            "read_folio": page.numbers.folio,
            "read_confidence": round(page.numbers.folio_confidence, 3),
            "quality": round(page.quality, 3),
            "text": page.text,
            "origin": page.origin.value,
            "boxes": json.dumps([box_row(box) for box in page.boxes]),
        }


def box_row(box: LineBox) -> list[float]:
    """Start, left, bottom, right, top; a tenth of a point is as fine as print gets."""
    return [box.start, *(round(edge, 1) for edge in box[1:])]


Line = TypeVar("Line", bound=Sequence[float])


def lines_of(lines: Sequence[Line], start: int, end: int) -> Iterator[Line]:
    """The printed lines that characters `start` to `end` of a page stand on.

    A line begins with the character its text starts at, and reaches to the next one.
    """
    for line, following in zip_longest(lines, lines[1:]):
        if line[0] < end and (following is None or following[0] > start):
            yield line


def passage_rows(
    source: Source,
    document: Document,
    passages: Sequence[Passage],
    source_kind: SourceKind,
    locators: Sequence[str],
) -> Iterator[dict[str, Any]]:
    for position, (passage, locator) in enumerate(zip(passages, locators, strict=True)):
        pages = document.pages[passage.first_page : passage.last_page + 1]
        yield {
            "id": passage.id,
            "sha256": source.sha256,
            "position": position,
            "kind": passage.kind,
            "source_kind": source_kind,
            "citation_key": source.citation_key,
            "work": "",
            "section": as_json(passage.section),
            "heading": " › ".join(passage.section),
            "paragraph": passage.paragraph,
            "locator": locator,
            "first_page": passage.first_page,
            "last_page": passage.last_page,
            "spans": as_json([[s.page, s.start, s.end] for s in passage.spans]),
            "quality": round(min(page.quality for page in pages), 3),
            "text": passage.text,
            "text_sha256": text_sha256(passage.text),
            "ocr": int(any(page.origin is TextOrigin.OCR for page in pages)),
        }


def coding_row(coding: Coding) -> dict[str, Any]:
    return {
        "passage_id": coding.passage_id,
        "code": coding.code,
        "coder": coding.coder,
        "coder_kind": coding.coder_kind.value,
        "stance": coding.stance.value,
        "score": coding.score,
        "stance_score": coding.stance_score,
        "quote": coding.quote,
        "codebook_version": coding.codebook_version,
        "why": coding.why,
        "fingerprint": coding.fingerprint,
    }


def seen_row(seen: Seen) -> dict[str, Any]:
    return {
        "passage_id": seen.passage_id,
        "coder": seen.coder,
        "coder_kind": seen.coder_kind.value,
        "codebook_version": seen.codebook_version,
        "why": seen.why,
    }


def failure_row(failure: Failure, sha256: str, stamp: str) -> dict[str, str]:
    return {
        "stage": failure.stage,
        "path": failure.path,
        "sha256": sha256,
        "stamp": stamp,
        "kind": failure.kind,
        "message": failure.message,
        "remedy": failure.remedy,
    }


def work_row(
    work: Work, *, title: str, author_year: str, year: int | None
) -> dict[str, Any]:
    """A work as a row of the works table."""
    return {
        "citation_key": work.citation_key,
        "csl": as_json(work.csl),
        "title": title,
        "author_year": author_year,
        "year": year,
        "sector": work.sector,
        "design": work.design,
        "innovation_type": work.innovation_type,
        "rights": work.rights,
        "licence": work.licence,
        "origin": work.origin,
    }
