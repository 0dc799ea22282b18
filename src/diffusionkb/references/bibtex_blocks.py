"""BibTeX text → entries of raw LaTeX fields, with abbreviations and parents resolved.

The only importer of bibtexparser. What the fields mean is `bibtex.py`.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bibtexparser import model
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import parse_single_name_into_parts

from .bibtex_tables import IN_BOOKS, MONTHS, NOT_INHERITED
from .encodings import lines_of
from .reading import Problem, Raw

# What it would log is reported with the file's name and line.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
_DEFINITIONS = frozenset({"xdata", "set"})
_LOOKS_LIKE_ENTRY = re.compile(r"^\s*@\s*\w+|=\s*[{\"]|\A\s*[,}]", re.M)
_NO_KEY = re.compile(
    r"^([ \t]*@(?!string|preamble|comment)\w+[ \t]*[{(])(\s*\w+\s*=)", re.M | re.I
)
_PIECE = re.compile(r"\{|\}|\"|#")
_BETWEEN_NAMES = re.compile(r"\\[{}]|[{}]|\s+and(?=\s)", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """An entry: its type and field names in lower case, values without delimiters."""

    kind: str
    key: str
    fields: Mapping[str, str]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """The entries of a file, what could not be read, and remarks."""

    entries: tuple[Block, ...]
    raw: tuple[Raw, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A name in the four parts BibTeX knows, as LaTeX."""

    first: str
    von: str
    last: str
    jr: str


def blocks_of(text: str) -> Blocks:
    """Split a BibTeX file; every entry is among the entries or the raw."""
    lines = "\n".join(lines_of(text))
    library = parse_string(_NO_KEY.sub(r"\1,\2", lines), parse_stack=[])
    parsed, raw, problems = _sorted(library.blocks)
    strings = dict(zip(MONTHS, MONTHS, strict=True))
    for string in library.strings:
        strings[string.key.lower()] = _value(string.value, strings)
    own = [_block(entry, strings) for entry in parsed]
    known = {block.key.lower(): block for block in reversed(own)}
    entries = [
        Block(
            kind=block.kind,
            key=block.key,
            fields=_inherited(block, known, seen=frozenset()),
            line=block.line,
        )
        for block in own
        if block.kind not in _DEFINITIONS
    ]
    return Blocks(entries=tuple(entries), raw=tuple(raw), problems=tuple(problems))


def _sorted(
    blocks: Iterable[model.Block],
) -> tuple[list[model.Entry], list[Raw], list[Problem]]:
    """Entries that were read, what was not, and what a person should know."""
    parsed: list[model.Entry] = []
    raw: list[Raw] = []
    problems: list[Problem] = []
    before: model.Block | None = None  # a failed block, whose rest may follow
    for block in blocks:
        failed = isinstance(block, model.ParsingFailedBlock)
        entry, remark = _read(block)
        if entry is not None:
            parsed.append(entry)
            problems += [Problem(line=_line(block), text=remark)] if remark else []
        elif failed:
            raw.append(_raw(block, remark))
        elif isinstance(block, model.ImplicitComment) and before is not None:
            last = raw.pop()
            rest = f"{last.text} {block.comment}"
            raw.append(Raw(text=rest, line=last.line, why=last.why))
        elif remark:
            raw.append(_raw(block, remark))
        before = block if failed and entry is None else None
    return parsed, raw, problems


def _read(block: model.Block) -> tuple[model.Entry | None, str]:
    """The entry a block is, and what is wrong with the block."""
    if isinstance(block, model.ParsingFailedBlock):
        return _rescued(block)
    if isinstance(block, model.ImplicitComment):
        strange = _LOOKS_LIKE_ENTRY.search(block.comment)
        return None, "not closed, or no entry" if strange else ""
    return (block, "") if isinstance(block, model.Entry) else (None, "")


def _rescued(block: model.ParsingFailedBlock) -> tuple[model.Entry | None, str]:
    """An entry the library complains of but has read: repeated keys or fields."""
    inner = block.ignore_error_block
    if isinstance(inner, model.Entry):
        if isinstance(block, model.DuplicateBlockKeyBlock):
            return inner, f"the key '{inner.key}' stands in the file twice"
        return inner, f"'{inner.key}' has a field twice"
    said = getattr(block.error, "abort_reason", "") or str(block.error)
    reason = " ".join(str(said).split())
    return None, f"not readable as BibTeX ({reason[:80]})"


def _raw(block: model.Block, why: str) -> Raw:
    return Raw(text=(block.raw or "").strip("\n"), line=_line(block), why=why)


def _line(block: model.Block) -> int:
    return (block.start_line or 0) + 1


def _block(entry: model.Entry, strings: Mapping[str, str]) -> Block:
    fields: dict[str, str] = {}
    for field in entry.fields:
        name = field.key.strip().lower()
        value = _value(str(field.value), strings)
        while name in fields and fields[name] != value:
            name += "+"  # a field that is there twice keeps both values
        fields[name] = value
    return Block(
        kind=entry.entry_type.strip().lower(),
        key=entry.key.strip(),
        fields=fields,
        line=_line(entry),
    )


def _value(value: str, strings: Mapping[str, str]) -> str:
    """`"10~" # jan` as one text."""
    return "".join(_piece(piece.strip(), strings) for piece in _pieces(value))


def _pieces(value: str) -> Iterator[str]:
    depth, quoted, start = 0, False, 0
    for match in _PIECE.finditer(value):
        sign = match[0]
        if match.start() and value[match.start() - 1] == "\\":
            continue
        depth += (sign == "{") - (sign == "}")
        quoted ^= sign == '"' and depth == 0
        if sign == "#" and depth == 0 and not quoted:
            yield value[start : match.start()]
            start = match.end()
    yield value[start:]


def _piece(piece: str, strings: Mapping[str, str]) -> str:
    if len(piece) > 1 and piece[0] + piece[-1] in {"{}", '""'}:
        return piece[1:-1]
    return strings.get(piece.lower(), piece)


def _inherited(
    block: Block, known: Mapping[str, Block], *, seen: frozenset[str]
) -> dict[str, str]:
    """The fields with those of its `xdata` and `crossref` parents."""
    fields = dict(block.fields)
    here = seen | {block.key.lower()}
    named = [name.strip().lower() for name in fields.get("xdata", "").split(",")]
    cross = fields.get("crossref", "").strip().lower()
    for name in [*named, cross]:
        parent = known.get(name)
        if not name or parent is None or name in here:
            continue
        whole = _inherited(parent, known, seen=here)
        for field, value in whole.items():
            if field in NOT_INHERITED and name == cross:
                continue
            fields.setdefault(_as_child(field, block, parent, name == cross), value)
    return fields


def _as_child(field: str, block: Block, parent: Block, crossed: bool) -> str:
    """The title of a parent book is the book title of the part."""
    if not crossed:
        return field
    if block.kind in IN_BOOKS and parent.kind not in IN_BOOKS:
        names = {"title": "booktitle", "subtitle": "booksubtitle"}
        names |= {"author": "bookauthor"} if "author" in block.fields else {}
        return names.get(field, field)
    if block.kind == "article" and parent.kind == "periodical":
        return {"title": "journaltitle", "subtitle": "journalsubtitle"}.get(
            field, field
        )
    return field


def names_of(value: str) -> list[str]:
    """The single names of an author field, as LaTeX."""
    found, depth, start = [], 0, 0
    for match in _BETWEEN_NAMES.finditer(value):
        depth += (match[0] == "{") - (match[0] == "}")
        if match[0][:1].isspace() and depth <= 0:
            found.append(value[start : match.start()])
            start = match.end()
    return [name.strip() for name in [*found, value[start:]] if name.strip()]


def name_parts(name: str) -> Parts:
    found = parse_single_name_into_parts(name, strict=False)
    return Parts(
        first=" ".join(found.first),
        von=" ".join(found.von),
        last=" ".join(found.last),
        jr=" ".join(found.jr),
    )
