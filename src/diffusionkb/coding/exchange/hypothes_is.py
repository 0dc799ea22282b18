"""Codings as Hypothes.is has them: the JSON of its API, with tags for code and stance.

One annotation a coding going out. Coming in, an annotation with several code tags is
several codings, and plain tags count as codes too. Its positions are those of a web
page, not of our text: the quoted words are what counts.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...model import Stance, Work
from ...references.encodings import decode
from ..annotation_lines import identity
from .marks import NO_CODE, Handed, Mark, Marks, as_date, as_time

KNOWN_TAGS = ("code", "stance", "codebook", "source", "page")
TAKEN = frozenset({"tags", "target", "text", "user", "created"})


def write(handed: Sequence[Handed], works: Mapping[str, Work]) -> str:
    """The annotations as the API's search hands them out."""
    rows = [_row(some, works) for some in handed]
    value = {"total": len(rows), "rows": rows}
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _row(handed: Handed, works: Mapping[str, Work]) -> Mapping[str, Any]:
    some, place = handed.annotation, handed.place
    work = works.get(place.file.citation_key if place else some.source)
    uri = _address(work) or f"urn:diffusionkb:{some.source}"
    quote = {"type": "TextQuoteSelector", "exact": some.exact}
    quote |= {"prefix": some.prefix, "suffix": some.suffix}
    page = some.page or (place.target.locator if place and place.file.paged else "")
    said = {
        "code": some.code or NO_CODE,
        "stance": some.stance or "",
        "codebook": some.codebook_version,
        "source": some.source,
        "page": page,
    }
    body = {"code": some.code, "stance": some.stance}
    return {
        "id": identity(some.coder, body, {"source": some.source, "selector": quote}),
        "created": as_time(some.created),
        "user": f"acct:{some.coder}@diffusionkb",
        "uri": uri,
        "text": some.memo,
        "tags": [f"{name}:{value}" for name, value in said.items() if value],
        "target": [{"source": uri, "selector": [quote]}],
        "document": {"title": [str(work.csl.get("title", ""))] if work else []},
    }


def _address(work: Work | None) -> str:
    csl = work.csl if work else {}
    doi = str(csl.get("DOI") or "")
    return f"https://doi.org/{doi}" if doi else str(csl.get("URL") or "")


def rows_of(data: bytes) -> list[Any] | None:
    """The rows of an export: an object with rows, a list, or one object a line."""
    text, _ = decode(data)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return _lines(text)
    if isinstance(value, dict):
        value = value.get("rows", [value])
    return value if isinstance(value, list) else None


def _lines(text: str) -> list[Any] | None:
    try:
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError):
        return None


def read(data: bytes, *, name: str) -> Marks:
    """The codings of an export."""
    rows = rows_of(data) or []
    return Marks(
        marks=tuple(
            mark
            for number, row in enumerate(rows, start=1)
            for mark in _marks(row, f"{name}, annotation {number}")
        )
    )


def _marks(row: Any, where: str) -> Iterator[Mark]:
    try:
        tags = [str(tag) for tag in row.get("tags") or ()]
        said, plain = _said(tags)
        quote = _quote(row)
        rest = {key: value for key, value in row.items() if key not in TAKEN}
        codes = [*said["code"], *(() if said["code"] else plain)]
        if said["code"] and plain:
            rest = {**rest, "tags": plain}
        common: dict[str, Any] = {
            "where": where,
            "names": tuple(_names(row, said["source"])),
            "exact": str(quote.get("exact") or ""),
            "prefix": str(quote.get("prefix") or ""),
            "suffix": str(quote.get("suffix") or ""),
            "memo": str(row.get("text") or ""),
            "created": as_date(str(row.get("created") or "")),
            "user": _user(str(row.get("user") or "")),
            "codebook": "".join(said["codebook"][:1]),
            "rest": rest,
            "trouble": _trouble(row, quote, codes, said["stance"]),
        }
    except (TypeError, AttributeError, KeyError, IndexError):
        trouble = "is no annotation of Hypothes.is"
        yield Mark(where=where, trouble=trouble, rest={"row": row})
        return
    for code in codes or [""]:
        yield Mark(**common, code=code, stance="".join(said["stance"][:1]))


def _said(tags: Sequence[str]) -> tuple[dict[str, list[str]], list[str]]:
    """The tags that say something to us, by what they say; and the others."""
    said: dict[str, list[str]] = {name: [] for name in KNOWN_TAGS}
    plain = []
    for tag in tags:
        name, colon, value = tag.partition(":")
        name = name.strip().lower()
        if colon and name in said:
            said[name].append(value.strip())
        elif tag.strip().lower() in set(Stance):
            said["stance"].append(tag.strip().lower())
        else:
            plain.append(tag.strip())
    return said, plain


def _quote(row: Mapping[str, Any]) -> Mapping[str, Any]:
    for target in row.get("target") or ():
        for selector in target.get("selector") or ():
            if selector.get("type") == "TextQuoteSelector":
                found: Mapping[str, Any] = selector
                return found
    return {}


def _names(row: Mapping[str, Any], source: Sequence[str]) -> Iterator[str]:
    yield from source
    document = row.get("document") or {}
    for value in (row.get("uri"), document.get("title"), document.get("link")):
        for one in value if isinstance(value, list) else [value]:
            name = one.get("href") if isinstance(one, dict) else one
            if name:
                yield str(name)


def _user(user: str) -> str:
    return user.removeprefix("acct:").partition("@")[0]


def _trouble(
    row: Mapping[str, Any],
    quote: Mapping[str, Any],
    codes: Sequence[str],
    stances: Sequence[str],
) -> str:
    if row.get("references"):
        return "is a reply to another annotation, not a coding"
    if not quote:
        return "is a note on a whole page: it quotes no words"
    if not codes:
        return "has no tag, so no code; tag it code:M1 (or whatever the code is)"
    if len(set(stances)) > 1:
        return f"has several stances ({', '.join(stances)}); keep one"
    return ""
