"""Tables as CSV for spreadsheets, which would run a cell that looks like a formula."""

import csv
import io
from collections.abc import Iterable

from .answers import Document

FORMULA = ("=", "+", "-", "@", "\t", "\r")
CSV_TYPE = "text/csv; charset=utf-8"


def csv_file(
    head: Iterable[str], rows: Iterable[Iterable[object]], *, name: str
) -> Document:
    """Rows under their headings, as a file to keep under a name."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    for row in rows:
        writer.writerow(_safe(value) for value in row)
    return Document(body=out.getvalue(), content_type=CSV_TYPE, name=f"{name}.csv")


def _safe(value: object) -> object:
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value
