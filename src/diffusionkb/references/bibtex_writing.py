"""CSL-JSON items → BibTeX or BibLaTeX. What they have no field for stands as csl-…"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from . import dates, names, shapes
from .bibtex import OWN
from .bibtex_tables import (
    ANY_THESIS,
    ARTICLES,
    BIBLATEX_NAMES,
    BIBLATEX_TYPES,
    BIBTEX_TYPES,
    DATES,
    DEGREES,
    ISSUERS,
    MONTHS,
    NUMBERED,
    PARTS,
    PEOPLE,
    SUBTYPES,
    TEXTS,
    TITLES,
    TYPES,
)
from .fields import DATES as CSL_DATES
from .fields import NAMES as CSL_NAMES
from .fields import TEXTS as CSL_TEXTS
from .fields import kept, split_keywords
from .latex import encode

_PEOPLE = {name: field for field, name in PEOPLE.items()}
_AS_TYPED = frozenset({"url", "doi"})
_FIELD = re.compile(r"[a-z][\w:+.-]*")
Field = tuple[str, str]


def write(items: Iterable[Mapping[str, Any]], *, biblatex: bool = False) -> str:
    """Entries with one field a line, one blank line between them."""
    return "\n".join(_entry(item, biblatex=biblatex) for item in items)


def _entry(item: Mapping[str, Any], *, biblatex: bool) -> str:
    rest = kept(item, "bibtex")
    kind = _kind(item, rest, biblatex=biblatex)
    fields: dict[str, str] = {}
    for name, value in _fields(item, kind, biblatex=biblatex):
        renamed = BIBLATEX_NAMES.get(name, name) if biblatex else name
        if value:
            fields.setdefault(renamed, value)
    for name, value in rest.items():
        if _FIELD.fullmatch(name) and isinstance(value, str) and name != "entrytype":
            fields.setdefault(name.rstrip("+"), value)
    lines = "".join(f"  {name} = {value},\n" for name, value in _enclosed(fields))
    return f"@{kind}{{{item.get('id', '')},\n{lines}}}\n"


def _enclosed(fields: Mapping[str, str]) -> Iterator[Field]:
    for name, value in fields.items():
        yield name, value if name == "month" and value in MONTHS else f"{{{value}}}"


def _kind(item: Mapping[str, Any], rest: Mapping[str, Any], *, biblatex: bool) -> str:
    """The type it came with, as long as that still means the item's type."""
    csl = str(item.get("type") or "document")
    came = str(rest.get("entrytype") or "")
    if came and TYPES.get(came, "document") == csl:
        return came
    if csl == "thesis" and not biblatex:
        degree = str(item.get("genre"))
        return next((k for k, name in DEGREES.items() if name == degree), "phdthesis")
    return (BIBLATEX_TYPES if biblatex else BIBTEX_TYPES).get(csl, "misc")


def _fields(item: Mapping[str, Any], kind: str, *, biblatex: bool) -> Iterator[Field]:
    csl = str(item.get("type") or "document")
    yield from _people(item)
    yield "title", encode(shapes.text(item, "title"), title=True)
    container = {"container-title": "journal" if csl in ARTICLES else "booktitle"}
    if csl not in ARTICLES | PARTS:
        container = {}
    for field, name in container.items():
        yield name, encode(shapes.text(item, field), title=True)
    yield from _issued(item, biblatex=biblatex)
    yield from _type(csl, kind)
    if kind in DEGREES and not item.get("genre"):
        yield "type", ANY_THESIS  # or the type of entry would say which
    written = {"title", "issued", "keyword", "page", *container, *_PEOPLE}
    for field, name in _texts(item, kind, csl):
        written.add(field)
        yield name, _written(name, shapes.text(item, field))
    pages = shapes.text(item, "page").replace("-", "--")
    yield "pages", pages
    yield "keywords", _keywords(item)
    yield from _dates(item)
    yield from _others(item, written | {"accessed", *DATES})


def _written(name: str, value: str) -> str:
    if name in _AS_TYPED:
        return value.replace("{", "%7B").replace("}", "%7D")
    return encode(value, title=name in TITLES)


def _people(item: Mapping[str, Any]) -> Iterator[Field]:
    for field, name in _PEOPLE.items():
        yield name, _names(item, field)


def _names(item: Mapping[str, Any], field: str) -> str:
    return " and ".join(filter(None, map(_name, shapes.people(item, field))))


def _name(person: Mapping[str, Any]) -> str:
    if literal := person.get("literal"):
        return "others" if literal == "others" else f"{{{encode(str(literal))}}}"
    family = str(person.get("family") or "")
    von = str(person.get("non-dropping-particle") or "")
    given = f"{person.get('given') or ''} {person.get('dropping-particle') or ''}"
    parts = [f"{von} {_braced(family, of_family=True)}".strip()]
    if suffix := str(person.get("suffix") or ""):
        known = names.is_suffix(suffix)
        parts.append(encode(suffix) if known else f"{{{encode(suffix)}}}")
    parts.append(_braced(given.strip()))
    written = ", ".join(parts)
    return written.removesuffix(", ") + ("," if written.endswith(", ") else "")


def _braced(words: str, *, of_family: bool = False) -> str:
    """In braces where readers would cut: commas, 'and', what begins no capital."""
    small = of_family and any(not word[0].isupper() for word in words.split()[:-1])
    small = small or (of_family and (words[:1].islower() or names.is_suffix(words)))
    text = encode(words)
    cut = re.search(r"[,;]|\band\b", words, re.I) or names.with_suffix_apart(words)[1]
    if small or cut:
        return f"{{{text}}}"
    return text


def _issued(item: Mapping[str, Any], *, biblatex: bool) -> Iterator[Field]:
    issued = shapes.date(item, "issued")
    if not issued:
        return
    parts = dates.first_parts(issued)
    if not parts:
        yield "year", encode(str(issued.get("literal") or issued.get("raw") or ""))
        return
    special = issued.get("circa") or dates.season_of(issued) or dates.is_range(issued)
    if biblatex or special or parts[0] < 1000:
        yield "date", dates.to_edtf(issued)
    if not biblatex:
        yield "year", str(parts[0])
        month, day = (*parts[1:], 0, 0)[:2]  # some write seasons as months 13 to 24
        known = 0 < month <= len(MONTHS)
        yield "month", MONTHS[month - 1] if known else ""
        yield "day", str(day) if known and day else ""


def _edtf(date: Mapping[str, Any]) -> str:
    written = dates.to_edtf(date)
    return written if dates.first_parts(date) else encode(written)


def _type(csl: str, kind: str) -> Iterator[Field]:
    subtypes = {name: subtype for subtype, name in SUBTYPES.items()}
    if csl in subtypes and kind == "article":
        yield "entrysubtype", subtypes[csl]
    elif TYPES.get(kind, "document") != csl:
        yield f"{OWN}type", csl


def _texts(item: Mapping[str, Any], kind: str, csl: str) -> Iterator[Field]:
    """CSL field → BibTeX field, for what is a text in both."""
    yield from ((field, own[0]) for field, own in TEXTS.items() if field != "genre")
    if csl != "thesis" or item.get("genre") != DEGREES.get(kind):
        yield "genre", "type"
    yield "publisher", ISSUERS.get(csl, "publisher")
    yield "URL", "url"
    yield "DOI", "doi"
    if csl in ARTICLES:
        yield "issue", "number"
    else:
        yield ("number" if csl in NUMBERED else "collection-number"), "number"
        yield "issue", "issue"


def _keywords(item: Mapping[str, Any]) -> str:
    words = [encode(word) for word in split_keywords(item.get("keyword"))]
    mark = "; " if any("," in word for word in words) else ", "
    return mark.join(words)


def _dates(item: Mapping[str, Any]) -> Iterator[Field]:
    for name, field in {**DATES, "accessed": "urldate"}.items():
        if date := shapes.date(item, name):
            yield field, _edtf(date)


def _others(item: Mapping[str, Any], written: set[str]) -> Iterator[Field]:
    """What CSL knows and BibTeX does not, under CSL's names."""
    for field in sorted(set(item) - written):
        name = f"{OWN}{field.lower()}"
        if field in CSL_NAMES:
            yield name, _names(item, field)
        elif field in CSL_DATES:
            yield name, _edtf(shapes.date(item, field) or {})
        elif field in CSL_TEXTS:
            yield name, encode(shapes.text(item, field))
