"""CSV and TSV with the usual column heads → CSL-JSON items, a row a record."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from . import names
from .encodings import lines_of
from .fields import with_custom
from .name_lists import literal_list, people
from .plain_exports import reading_wos
from .reading import Entry, Raw, Reading
from .ris import reading
from .table_heads import CSL_HEADS, TELLING_TAGS, plain_head, tag_of
from .tagged import Field, Record
from .tagged_tables import ENDNOTE_TYPES

_MARKS = "\t,;|"
_PEOPLE = frozenset("AU A2 A3 A4".split())
_NOTHING = re.compile(r"nan|none|null|n/a|\[no [^\[\]]+\]", re.I)
_WOS_PEOPLE = frozenset("AU AF BA BF BE GP CA".split())
WOS_HEADS = frozenset("PT AU TI SO UT".split())
_LISTS = frozenset("KW L1".split())
LONGEST_FIELD = 10_000_000
_EMBASE = (
    re.compile(  # 'Cancer (2004) 102:4 (253-258). Date of Publication: 25 Aug 2004'
        r"(?P<JF>.+?) \((?P<PY>\d{4})\) ?(?P<VL>[^\s:()]+)?(?::(?P<IS>[^\s()]+))?"
        r"(?: ?\((?P<SP>[^()]*)\))?\.?(?: Date of Publication: (?P<DA>.*?))?"
    )
)


def is_table(text: str) -> bool:
    """Whether the first line has at least a title or DOI among its heads."""
    heads = next(_rows(text), (0, []))[1]
    tags = [tag_of(head) for head in heads]
    return bool(TELLING_TAGS & set(tags)) and (len(heads) > 1 or len(text) < 10_000)


def read(text: str) -> Reading:
    """Every row as an item, or kept raw."""
    rows = _rows(text)
    _, heads = next(rows, (0, []))
    lines = lines_of(text)
    if set(heads) >= WOS_HEADS:
        full = ((line, cells) for line, cells in rows if any(cells))
        return reading_wos(_wos_record(heads, cells, line) for line, cells in full)
    records: list[Record] = []
    others: dict[int, dict[str, str]] = {}
    raw: list[Raw] = []
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        record, rest = _record(heads, cells, line)
        record.raw.extend(lines[line - 1 : line - 1 + _height(cells)])
        records.append(record)
        others[line] = rest
    found = reading(records, raw=raw)
    entries = tuple(_with_rest(entry, others[entry.line]) for entry in found.entries)
    return Reading(entries=entries, kept_raw=found.kept_raw, problems=found.problems)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with the line each begins at; a first line 'sep=;' is for Excel."""
    csv.field_size_limit(LONGEST_FIELD)
    skipped = 0
    if match := re.match(r"sep=(.)\r?\n", text):
        text, skipped = text[match.end() :], 1
    head = text.lstrip("\r\n").split("\n", 1)[0]
    mark = max(_MARKS, key=head.count)
    # Web of Science knows no quoting: a mark at the beginning is part of a title.
    plain = mark == "\t" and set(head.strip().split(mark)) >= WOS_HEADS
    source = io.StringIO(text, newline="")
    if plain:
        reader = csv.reader(source, delimiter=mark, quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(source, delimiter=mark)
    before = 0
    while True:
        try:
            row = next(reader, None)
        except csv.Error:  # a stray quotation mark or return; the next row is read
            before = reader.line_num
            continue
        if row is None:
            return
        if before or any(row):
            yield before + 1 + skipped, row
        before = reader.line_num


def _wos_record(heads: Sequence[str], cells: Sequence[str], line: int) -> Record:
    """A row whose heads are the tags of Web of Science."""
    given = [(tag, cell.strip()) for tag, cell in zip(heads, cells, strict=False)]
    fields = [
        Field(tag=tag, lines=cell.split("; ") if tag in _WOS_PEOPLE else [cell])
        for tag, cell in given
        if cell
    ]
    return Record(line=line, fields=fields, raw=["\t".join(cells)])


def _with_full_names(heads: Sequence[str], cells: Sequence[str]) -> list[str]:
    """Scopus and Web of Science give initials, and the full names in another column.

    These count where they name as many people: 'Berg, Jan (5719); Lee, Bo (22)'.
    """
    found = list(cells)
    places = {plain_head(head): place for place, head in enumerate(heads[: len(cells)])}
    short, full = places.get("authors"), places.get("author full names")
    if short is None or full is None:
        return found
    named = re.sub(r"\s*\(\d+\)(?=\s*(?:;|$))", "", found[full])
    if named.strip() and named.count(";") == found[short].count(";"):
        found[short], found[full] = named, ""
    return found


def _record(
    heads: Sequence[str], cells: Sequence[str], line: int
) -> tuple[Record, dict[str, str]]:
    record = Record(line=line)
    rest: dict[str, str] = {}
    taken: set[str] = set()
    for place, cell in enumerate(_with_full_names(heads, cells)):
        head = heads[place] if place < len(heads) else f"column {place + 1}"
        tag, value = tag_of(head), cell.strip()
        if not value or _NOTHING.fullmatch(value):
            continue
        if tag == "PMID":
            fields = [Field(tag="AN", lines=[value]), Field(tag="DP", lines=["PubMed"])]
        elif tag and (tag not in taken or tag in _LISTS | {"SN"}):
            fields = list(_fields(tag, value))
        else:
            fields, rest[head or f"column {place + 1}"] = [], value
        record.fields.extend(fields)
        taken.add(tag)
    if "TY" not in taken:
        kind = "JOUR" if taken & {"JF", "J2", "JA"} or "SN" in taken else "GEN"
        record.fields.insert(0, Field(tag="TY", lines=[kind]))
    return record, rest


def _fields(tag: str, value: str) -> Iterator[Field]:
    """A cell as the fields it stands for."""
    values = [value]
    if tag == "TY":
        values = [_type(value)]
    elif tag in _PEOPLE:
        values = [names.written(names.free(name)) for name in people(value)]
    elif tag in _LISTS:
        values = literal_list(value) or _words(value)
    elif tag == "JF" and (match := _EMBASE.fullmatch(value)):
        parts = match.groupdict().items()
        return (Field(tag=name, lines=[part]) for name, part in parts if part)
    return (Field(tag=tag, lines=[one.strip()]) for one in values)


def _type(value: str) -> str:
    """A RIS type, or the word a database has for it."""
    if re.fullmatch(r"[A-Z]{3,7}", value):
        return value
    return ENDNOTE_TYPES.get(value.lower().split(";")[0].strip(), "GEN")


def _words(value: str) -> list[str]:
    """By semicolons; by commas outside brackets where there are none."""
    if re.search(r"[;|\n]", value):
        return re.split(r"[;|\n]", value)
    return re.split(r",\s(?![^()]*\))", value)


def _with_rest(entry: Entry, rest: Mapping[str, str]) -> Entry:
    item = dict(entry.item)
    own = {head: CSL_HEADS.get(plain_head(head), "") for head in rest}
    for head, field in own.items():
        if field and not item.get(field):
            item[field] = rest[head]
            own[head] = "taken"
    left = {head: value for head, value in rest.items() if own[head] != "taken"}
    with_custom(item, "table", left)
    return Entry(item=item, line=entry.line, files=entry.files)


def _height(cells: Sequence[str]) -> int:
    """How many lines of the file a row takes."""
    return 1 + sum(len(lines_of(cell)) - 1 for cell in cells)
