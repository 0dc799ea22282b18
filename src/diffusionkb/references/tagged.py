"""Text of tagged lines → records of (tag, value): RIS, PubMed, Web of Science, EndNote.

What stands outside every record is kept raw. Says nothing of what the tags mean.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .encodings import lines_of
from .reading import Problem, Raw

_HEADS = re.compile(  # said about the file, not about a work
    r"\s*(?:provider:.*|database:.*|content:.*|record #?\d+.*|\d+\.?|<\d+>|end of file"
    r"|exported? .*|vr \d.*|fn (?:clarivate|thomson|isi|web of).*|ef)\s*",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A tag with its value; the lines of a value are kept apart."""

    tag: str
    lines: list[str]

    @property
    def value(self) -> str:
        return " ".join(line for line in self.lines if line)


@dataclass(slots=True, kw_only=True)
class Record:
    """The fields of a record in their order, and its lines as they stood."""

    line: int
    fields: list[Field] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """How lines are tagged. `tag` has the groups tag and value.

    `begins` are tags that open a record; `end` closes one. `known` tags may open a
    record whose first line is missing. Where `folded`, further lines of a value are
    indented.
    """

    tag: re.Pattern[str]
    begins: frozenset[str]
    end: str = ""
    known: frozenset[str] = frozenset()
    folded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A text cut into records, stray lines and remarks."""

    records: tuple[Record, ...]
    stray: tuple[Raw, ...]
    problems: tuple[Problem, ...]


def split(text: str, grammar: Grammar) -> Split:
    """Cut a text into records; every line ends in a record or among the stray."""
    lines = lines_of(text)
    records: list[Record] = []
    stray: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        tag, value = _tagged(line, grammar)
        if tag == grammar.end and tag and not _is_end(lines, number, value, grammar):
            tag = ""
        current = records[-1] if records and not records[-1].ended else None
        if tag in grammar.begins or (current is None and tag in grammar.known):
            current = Record(line=number)
            records.append(current)
        if current is not None:
            _take(current, tag, value, line, grammar)
        elif line.strip() and not _HEADS.fullmatch(line) and tag != grammar.end:
            stray.append((number, line))
    return Split(
        records=tuple(records),
        stray=tuple(_blocks(stray)),
        problems=tuple(_unended(records, grammar)),
    )


def _tagged(line: str, grammar: Grammar) -> tuple[str, str]:
    match = grammar.tag.fullmatch(line)
    return (match["tag"], (match["value"] or "").strip()) if match else ("", line)


def _is_end(lines: Sequence[str], number: int, value: str, grammar: Grammar) -> bool:
    """An end tag with words behind it ends only what is followed by a new record."""
    if not value:
        return True
    following = next((line for line in lines[number:] if line.strip()), "")
    tag, _ = _tagged(following, grammar)
    return not following or tag in grammar.begins


def _take(record: Record, tag: str, value: str, line: str, grammar: Grammar) -> None:
    record.raw.append(line)
    if tag == grammar.end and tag:
        record.ended = True
    elif tag:
        record.fields.append(Field(tag=tag, lines=[value]))
    elif record.fields and (line.strip() or not grammar.folded):
        record.fields[-1].lines.append(line.strip())


def _blocks(stray: Sequence[tuple[int, str]]) -> Iterator[Raw]:
    """Stray lines that stand together, as one."""
    block: list[tuple[int, str]] = []
    for number, line in [*stray, (-1, "")]:
        if block and number != block[-1][0] + 1:
            text = "\n".join(words for _, words in block)
            yield Raw(text=text, line=block[0][0], why="not part of any record")
            block = []
        block.append((number, line))


def _unended(records: Sequence[Record], grammar: Grammar) -> Iterator[Problem]:
    for record in records:
        if grammar.end and not record.ended:
            yield Problem(
                line=record.line, text=f"record without its last line ({grammar.end})"
            )
