"""What pypdf knows of a PDF: its XMP record, and a second reading of a few pages.

The only importer of pypdf. It is slow and stumbles over files that pdfium reads,
so nothing here is needed: what cannot be had is a note, not an error.
"""

import io
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pypdf

# pypdf reports every oddity of a file to stderr; we compare its text instead
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_XMP_DOI = re.compile(r"(?:prism:doi|dc:identifier|pdfx:doi)[^1]{0,40}(10\.\d{4,9}/[^<\s\"]+)")
_LARGEST = 40_000  # bytes of page description; more would take seconds to read


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReading:
    """The text of sampled pages by index, the DOI of the XMP record, remarks."""

    texts: Mapping[int, str] = field(default_factory=dict)
    doi: str | None = None
    notes: tuple[str, ...] = ()


def read_again(
    data: bytes, *, passwords: Sequence[str], sample: Sequence[int]
) -> SecondReading:
    """Read the XMP record and the first of the sampled pages that is not too large."""
    try:
        reader = _open(data, passwords)
        return SecondReading(texts=_texts(reader, sample), doi=_doi(reader))
    except Exception as error:  # noqa: BLE001  a parser at work on any input at all
        reason = f"{type(error).__name__}: {error}".splitlines()[0][:120]
        return SecondReading(notes=(f"no second reading by pypdf ({reason})",))


def _open(data: bytes, passwords: Sequence[str]) -> pypdf.PdfReader:
    reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted:
        for password in ["", *passwords]:
            if reader.decrypt(password):
                break
    return reader


def _texts(reader: pypdf.PdfReader, sample: Sequence[int]) -> dict[int, str]:
    for index in sample:
        page = reader.pages[index]
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) <= _LARGEST:
            return {index: page.extract_text()}
    return {}


def _doi(reader: pypdf.PdfReader) -> str | None:
    stream = reader.root_object.get("/Metadata")
    if stream is None:
        return None
    record = stream.get_object().get_data().decode("utf-8", "replace")
    match = _XMP_DOI.search(record)
    return match[1] if match else None
