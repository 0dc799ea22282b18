"""The formats codings go out and come in by, and which one a file is in."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from ...errors import UnknownName
from . import hypothes_is, refi_reading, table, web_annotations
from .marks import Marks


class Form(StrEnum):
    """The formats, by the names they have on the command line."""

    REFI_QDA = "refi-qda"
    HYPOTHESIS = "hypothesis"
    CSV = "csv"
    JSONL = "jsonl"


def read(data: bytes, *, name: str, form: Form | None = None) -> Marks:
    """The codings of a file, whose format its content tells unless it is stated.

    Raises:
        UsageError: it is in no format we know, or is damaged.
    """
    form = form or detect(data, name=name)
    return READERS[form](data, name)


def detect(data: bytes, *, name: str) -> Form:
    """The format of a file by its content.

    Raises:
        UnknownName: it is none of these.
    """
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"PK", b"<")):
        return Form.REFI_QDA
    if head.startswith((b"{", b"[")):
        return _detect_json(data)
    if head and any(mark in head.split(b"\n", 1)[0] for mark in (b",", b";", b"\t")):
        return Form.CSV
    raise UnknownName(
        f"{name} is no file of codings we know; it may be {', '.join(Form)}"
    )


def _detect_json(data: bytes) -> Form:
    """Annotations of Hypothes.is have an address and tags; all others are the W3C's."""
    rows = hypothes_is.rows_of(data) or []
    first = next((row for row in rows if isinstance(row, dict)), {})
    theirs = "uri" in first or "tags" in first or "references" in first
    return Form.HYPOTHESIS if theirs else Form.JSONL


Reader = Callable[[bytes, str], Marks]
READERS: Mapping[Form, Reader] = {
    Form.REFI_QDA: lambda data, name: refi_reading.read(data, name=name),
    Form.HYPOTHESIS: lambda data, name: hypothes_is.read(data, name=name),
    Form.CSV: lambda data, name: table.read(data, name=name),
    Form.JSONL: lambda data, name: web_annotations.read(data, name=name),
}
