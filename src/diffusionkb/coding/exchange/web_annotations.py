"""Codings as W3C Web Annotations: our own lines, of which all is kept, and others'.

In the files people own a line may leave out what its folder says; handed out, it
stands on its own.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ...model import Stance
from ...references.encodings import decode
from ..annotation_lines import CONTEXT, identity, target_of
from ..annotations import quote_selector
from .marks import NO_CODE, Handed, Mark, Marks

TAGGING = frozenset({"tagging", "classifying", "identifying"})


def write(handed: Sequence[Handed]) -> str:
    """Whole annotations, one a line: with context, id, creator, position and page."""
    lines = (json.dumps(_whole(some), ensure_ascii=False) for some in handed)
    return "".join(f"{line}\n" for line in lines)


def _whole(handed: Handed) -> Mapping[str, Any]:
    item = dict(handed.annotation.item)
    target = _completed(item["target"], handed)
    name = identity(handed.annotation.coder, item["body"], target)
    first = {"@context": CONTEXT, "id": name, "type": "Annotation"}
    first |= {"creator": handed.annotation.coder}
    return {**first, **item, "target": target}


def _completed(target: Mapping[str, Any], handed: Handed) -> Mapping[str, Any]:
    """The target with the selectors and the page that it lacks."""
    if handed.place is None:
        return target
    given = target["selector"]
    selectors = given if isinstance(given, list) else [given]
    ours = target_of(handed.place)
    there = {some.get("type") for some in selectors}
    missing = [some for some in ours["selector"] if some["type"] not in there]
    page = {"page": ours["page"]} if "page" in ours else {}
    return {**page, **target, "selector": [*selectors, *missing]}


def read(data: bytes, *, name: str) -> Marks:
    """The annotations of a file: one a line, a list, or a collection with items."""
    text, remark = decode(data)
    marks = tuple(
        mark
        for where, item in _items(text)
        for mark in _marks_of(item, f"{name}, {where}")
    )
    return Marks(marks=marks, remarks=(f"{name}: {remark}",) if remark else ())


def _items(text: str) -> Iterator[tuple[str, Any]]:
    """Each annotation, or a line that is none, with its place in the file."""
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                yield f"line {number}", _loaded(line)
        return
    if isinstance(whole, dict) and isinstance(whole.get("first"), dict):
        whole = whole["first"]  # a collection with its first page in it
    if isinstance(whole, dict):
        whole = whole.get("items", [whole])
    for number, item in enumerate(whole if isinstance(whole, list) else [], start=1):
        yield f"annotation {number}", item


def _loaded(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return line


def _marks_of(item: Any, where: str) -> Iterator[Mark]:
    try:
        target = item["target"]
        target = target[0] if isinstance(target, list) else target
        quote = quote_selector(target["selector"])
        common: dict[str, Any] = {
            "where": where,
            "names": (str(target["source"]),),
            "exact": str(quote["exact"]),
            "prefix": str(quote.get("prefix") or ""),
            "suffix": str(quote.get("suffix") or ""),
            "created": str(item.get("created") or ""),
            "user": _creator(item.get("creator")),
        }
        body = item["body"]
        own = isinstance(body, dict) and "code" in body
        found = [_own(item, body)] if own else _tagged(item, body)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        yield Mark(where=where, trouble=_trouble(item), rest={"line": item})
        return
    for said in found:
        yield Mark(**common, **said)


def _trouble(item: Any) -> str:
    """Why something is no annotation that could be a coding."""
    if isinstance(item, str):
        return "is not JSON; was the file cut off?"
    return (
        "is no annotation of a quotation: it lacks a body, or a target with a "
        "TextQuoteSelector"
    )


def _own(item: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """What a body of our own form says; the line is kept whole."""
    return {
        "code": NO_CODE if body["code"] is None else str(body["code"]),
        "stance": str(body.get("stance") or ""),
        "memo": str(body.get("memo") or ""),
        "codebook": str(body.get("codebook") or ""),
        "item": item,
    }


def _tagged(item: Mapping[str, Any], body: Any) -> list[dict[str, Any]]:
    """What bodies of other programs say: tags are codes, or a stance; texts a memo."""
    bodies = body if isinstance(body, list) else [body]
    tags: list[str] = []
    texts: list[str] = []
    for part in bodies:
        value = str(part["value"]) if isinstance(part, dict) else str(part)
        tagging = isinstance(part, dict) and part.get("purpose") in TAGGING
        (tags if tagging else texts).append(value.strip())
    stance = next((tag.lower() for tag in tags if tag.lower() in set(Stance)), "")
    codes = [tag for tag in tags if tag.lower() not in set(Stance)]
    rest = {key: item[key] for key in ("id", "motivation") if key in item}
    common = {"stance": stance, "memo": "\n".join(texts), "rest": rest}
    if not codes:
        return [{**common, "trouble": "has no tag, so no code"}]
    return [{**common, "code": code} for code in codes]


def _creator(value: Any) -> str:
    """A creator's name, or the creator itself where it is a name or an address."""
    found = value.get("name") or value.get("id") if isinstance(value, dict) else value
    return str(found or "")
