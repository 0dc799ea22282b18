"""What is meant by a query: words, "phrases", -exclusions and fields (author:rogers).

No query is an error: what cannot be understood is searched as plain words, with a note.
Not here: which words tell (words), and what a filter admits (filters).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..errors import UsageError
from .filter_names import years_of
from .filters import EMPTY, Filters
from .words import MOST_WORDS, fts_string

# What is written before the colon → the filter that it means.
FIELDS: Mapping[str, str] = {
    "author": "authors",
    "title": "titles",
    "year": "years",
    "code": "codes",
    "stance": "stances",
    "coder": "coders",
    "sector": "sectors",
    "design": "designs",
    "innovation": "innovation_types",
    "work": "works",
    "source-kind": "source_kinds",
}
CURLY = str.maketrans("“”„−－", '"""--')  # and minus signs that are no hyphens
# A minus stands before a word or a phrase, after a space: not in words, not alone.
PIECE = re.compile(
    rf"""(?P<minus>(?<!\S)-(?=[^\W_]|"[^"]*[^\W_]))?
    (?:(?P<field>{"|".join(FIELDS)}):(?=\S))?
    (?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))""",
    re.X | re.I,
)
PHRASE = re.compile(r'"[^"]*"')
PLAIN = "searched as plain words"
# What other search engines would understand, each with what is meant here instead.
MISREAD: Mapping[re.Pattern[str], str] = {
    re.compile(rf"(?<!\S)-?({'|'.join(FIELDS)}):(?!\S)", re.I): (
        "nothing stands right after '{}:' (write author:rogers, without a space)"
    ),
    re.compile(rf"(?<!\S)(?!(?:{'|'.join(FIELDS)}):|\w+:/)([^\W\d_]\w+):\w", re.I): (
        f"'{{}}:' is no field (there is: {', '.join(FIELDS)})"
    ),
    re.compile(r"(?<=\S)\s+(AND|OR|NOT|NEAR(?:/\d+)?)(?=[\s(])"): (
        '{} is no operator (a -word is left out, a "phrase" has to be there)'
    ),
    re.compile(r"(?<!\S)(\w+\*)(?!\S)"): (
        "'{}' has no wildcard (other forms of a word are found in any case)"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query in its parts. `text` is what is ranked by; empty: nothing to rank by.

    `phrases` and `without` are FTS5 strings that a passage must, or must not, have.
    One of `outside` is enough to leave a passage out.
    """

    text: str
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    within: Filters = EMPTY
    outside: tuple[Filters, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A word or a phrase, perhaps of a field, perhaps excluded."""

    words: str
    quoted: bool
    minus: bool
    field: str


def parse(query: str) -> Asked:
    """Take a query apart."""
    text, notes = _closed(unicodedata.normalize("NFC", query).translate(CURLY))
    notes += _misread(PHRASE.sub('""', text))
    plain: list[str] = []
    phrases: list[str] = []
    without: list[str] = []
    fields: list[tuple[Piece, object]] = []
    for piece in _pieces(text):
        if piece.field and (value := _value(piece, notes)):
            fields.append((piece, value))
        elif piece.minus and not piece.field:
            without.append(fts_string(piece.words))
        else:
            plain.append(_as_written(piece))
            phrases += [fts_string(piece.words)] if piece.quoted else []
    del fields[MOST_WORDS:]  # of a pasted page
    return Asked(
        text=" ".join(plain).strip(),
        phrases=_some(phrases),
        without=_some(without),
        within=_filters([pair for pair in fields if not pair[0].minus]),
        outside=tuple(_filters([pair]) for pair in fields if pair[0].minus),
        notes=tuple(notes),
    )


def _closed(text: str) -> tuple[str, list[str]]:
    """The text without a quotation mark that is never closed."""
    if text.count('"') % 2 == 0:
        return text, []
    start, end = text.rsplit('"', 1)
    return f"{start} {end}", [
        f"a quotation mark is not closed; what follows it is {PLAIN}"
    ]


def _misread(text: str) -> Iterable[str]:
    """Of each kind of what is no syntax here the first; shouting is none."""
    for written, said in MISREAD.items():
        if (match := written.search(text)) and not text.isupper():
            yield f"{said.format(match[1])}; {PLAIN}"


def _pieces(text: str) -> Iterable[Piece]:
    for match in PIECE.finditer(text):
        quoted = match["phrase"] is not None
        yield Piece(
            words=match["phrase"] if quoted else match["word"],
            quoted=quoted,
            minus=match["minus"] is not None,
            field=(match["field"] or "").lower(),
        )


def _value(piece: Piece, notes: list[str]) -> object:
    """The value of a field; nothing, and a note, if it is none."""
    words = piece.words if piece.quoted else piece.words.rstrip(",;")
    if piece.field != "year" and fts_string(words):
        return words
    try:
        return years_of(words)
    except UsageError as error:
        said = f"{error}" if piece.field == "year" else f"{piece.field}: says no name"
        notes.append(f"{said}; {PLAIN}")
        return None


def _as_written(piece: Piece) -> str:
    words = f'"{piece.words}"' if piece.quoted else piece.words
    return f"{piece.field} {words}" if piece.field else words


def _filters(fields: Sequence[tuple[Piece, object]]) -> Filters:
    values: dict[str, tuple[object, ...]] = {}
    for piece, value in fields:
        name = FIELDS[piece.field]
        values[name] = (*values.get(name, ()), value)
    build: Callable[..., Filters] = Filters
    return build(**values)


def _some(strings: Sequence[str]) -> tuple[str, ...]:
    """Each once and none empty; of a pasted page not all."""
    return tuple(dict.fromkeys(string for string in strings if string))[:MOST_WORDS]
