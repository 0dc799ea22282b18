"""Codings as a table: CSV, one coding a line, for spreadsheets and statistics.

A cell that a spreadsheet would take for a formula gets an apostrophe before it, and
loses it again when it is read.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from ...errors import UsageError
from ...references.encodings import decode
from ...references.table import LONGEST_FIELD
from .marks import NO_CODE, Handed, Mark, Marks

COLUMNS = (
    "coder",
    "source",
    "citation_key",
    "page",
    "code",
    "stance",
    "exact",
    "prefix",
    "suffix",
    "start",
    "end",
    "memo",
    "codebook",
    "created",
)
# What other programs call a column.
OTHER_NAMES = {
    "exact": (
        "quote",
        "quotation",
        "segment",
        "quotation content",
        "coded segment",
        "coded",
        "highlight",
        "excerpt",
        "text",
        "content",
    ),
    "source": (
        "document",
        "document name",
        "dokumentname",
        "file",
        "file/case",
        "filename",
        "file name",
        "note title",
        "uri",
        "citation_key",
    ),
    "code": ("tag", "codes", "label", "code name", "codename", "tags"),
    "memo": (
        "comment",
        "note",
        "comments",
        "quotation comment",
        "coded_memo",
        "kommentar",
    ),
    "coder": (
        "user",
        "created by",
        "author",
        "modified by",
        "coded by",
        "erstellt von",
        "bearbeitet von",
    ),
    "created": ("date", "creation date", "created at", "erstellt am", "modified"),
}
# What stands between several codes in a cell, by the head of its column.
SEVERAL = {"codes": re.compile(r"[\n;|]"), "tags": re.compile(r"[\n;|,]")}
SEPARATOR = re.compile(r"^sep=[,;\t]\r?\n", re.I)  # for Excel alone
FORMULA = re.compile(r"'*[=+\-@\t\r]")
ESCAPED = re.compile(r"'+[=+\-@\t\r]")
MOST_DIGITS = 18  # of a position
DELIMITERS = ",;\t"
END = "\0end"  # a last line of our own; it is seen unless a quotation is open there


def write(handed: Sequence[Handed]) -> str:
    """The table; positions are those that the words have now."""
    out = io.StringIO()
    table = csv.DictWriter(out, COLUMNS)
    table.writeheader()
    for some in handed:
        row = _row(some)
        table.writerow({name: _harmless(row[name]) for name in COLUMNS})
    return out.getvalue()


def _row(handed: Handed) -> Mapping[str, str]:
    some, place = handed.annotation, handed.place
    start, end = place.position if place else ("", "")
    paged = place is not None and place.file.paged
    return {
        "coder": some.coder,
        "source": some.source,
        "citation_key": place.file.citation_key if place else "",
        "page": some.page or (place.target.locator if place and paged else ""),
        "code": some.code or NO_CODE,
        "stance": some.stance or "",
        "exact": some.exact,
        "prefix": some.prefix,
        "suffix": some.suffix,
        "start": str(start),
        "end": str(end),
        "memo": some.memo,
        "codebook": some.codebook_version,
        "created": some.created,
    }


def _harmless(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) else cell


def _plain(cell: str | None) -> str:
    cell = cell or ""
    return cell[1:] if ESCAPED.match(cell) else cell


def read(data: bytes, *, name: str) -> Marks:
    """The codings of a table; its columns are known by their heads.

    Raises:
        UsageError: there is no column of quotations or none of codes.
    """
    text, remark = decode(data)
    text, above = SEPARATOR.subn("", text)
    csv.field_size_limit(LONGEST_FIELD)
    lines = chain(io.StringIO(text, newline=""), [END])
    rows = csv.DictReader(lines, delimiter=_delimiter(text))
    heads = _heads(rows.fieldnames or ())
    for needed in ("exact", "code"):
        if needed not in heads:
            raise UsageError(
                f"{name}: no column '{needed}'; call the columns "
                f"{', '.join(('source', 'exact', 'code', 'stance', 'memo'))}"
            )
    marks = []
    for row in _rows(rows, name, above):
        cells = {ours: _plain(row.get(theirs)) for ours, theirs in heads.items()}
        others = {
            head: cell
            for head, cell in row.items()
            if head and head not in heads.values() and isinstance(cell, str) and cell
        }
        if any(cells.values()):
            for code in _codes(cells["code"], heads["code"]):
                where = f"{name}, line {rows.line_num + above}"
                marks.append(_mark({**cells, "code": code}, others, where))
    return Marks(marks=tuple(marks), remarks=(f"{name}: {remark}",) if remark else ())


def _rows(
    rows: "csv.DictReader[str]", name: str, above: int
) -> Iterator[Mapping[str, Any]]:
    """The rows; that many lines of the file stand above them.

    Raises:
        UsageError: the table is damaged, or a quotation mark is never closed.
    """
    before = begins = rows.line_num + 1 + above
    try:
        for row in rows:
            if END in row.values():
                return
            yield row
            before, begins = begins, rows.line_num + 1 + above
    except csv.Error as error:
        raise UsageError(f"{name}: damaged from line {begins} on ({error})") from error
    raise UsageError(
        f"{name}: a quotation mark is never closed; close it in the row that begins "
        f"at line {before}, and import the file again"
    )


def _mark(cells: Mapping[str, str], others: Mapping[str, str], where: str) -> Mark:
    start = cells.get("start", "")
    counts = start.isdecimal() and len(start) <= MOST_DIGITS
    return Mark(
        where=where,
        names=tuple(filter(None, (cells.get("source"), cells.get("citation_key")))),
        exact=cells["exact"],
        prefix=cells.get("prefix", ""),
        suffix=cells.get("suffix", ""),
        start=int(start) if counts else None,
        code=cells["code"].strip(),
        stance=cells.get("stance", ""),
        memo=cells.get("memo", ""),
        created=cells.get("created", ""),
        user=cells.get("coder", ""),
        codebook=cells.get("codebook", ""),
        rest=others,
    )


def _codes(cell: str, head: str) -> Sequence[str]:
    """The codes of a cell: several where the head of the column says so."""
    between = SEVERAL.get(head.strip().lower())
    if between is None:
        return [cell]
    return [code.strip() for code in between.split(cell) if code.strip()] or [""]


def _delimiter(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(DELIMITERS, key=head.count)


def _heads(names: Sequence[str]) -> dict[str, str]:
    """Our column → the head it has in the file."""
    given = {name.strip().lower(): name for name in names if name}
    found: dict[str, str] = {}
    for ours in COLUMNS:
        for theirs in (ours, *OTHER_NAMES.get(ours, ())):
            if theirs in given and given[theirs] not in found.values():
                found[ours] = given[theirs]
                break
    return found
