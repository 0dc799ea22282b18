"""A second reading of doubtful PDF pages, by pypdf.

The only importer of pypdf. It is slow and stumbles over files that pdfium reads,
so nothing here is needed: what cannot be had is a note, not an error.
"""

import io
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pypdf

# pypdf reports every oddity of a file to stderr; we compare its text instead
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_LARGEST = 40_000  # bytes of page description; more would take seconds to read


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReading:
    """The text of some pages by index, or a remark why there is none."""

    texts: Mapping[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def read_again(
    data: bytes, *, passwords: Sequence[str], pages: Sequence[int]
) -> SecondReading:
    """Read these pages a second time, as far as they are not too large."""
    if not pages:
        return SecondReading()
    try:
        return SecondReading(texts=_texts(_open(data, passwords), pages))
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


def _texts(reader: pypdf.PdfReader, pages: Sequence[int]) -> dict[int, str]:
    texts: dict[int, str] = {}
    for index in pages:
        page = reader.pages[index]
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) <= _LARGEST:
            texts[index] = page.extract_text()
    return texts
