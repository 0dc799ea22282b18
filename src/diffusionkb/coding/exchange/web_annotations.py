"""Codings as JSON lines in our own form, the W3C Web Annotation model: all is kept.

In the files people own a line may leave out what its folder says; handed out, it
stands on its own.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ...references.encodings import decode
from ..annotation_lines import CONTEXT, identity, target_of
from ..annotations import quote_selector
from .marks import NO_CODE, Handed, Mark, Marks


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
    """The annotations of a file of lines in our form."""
    text, remark = decode(data)
    marks = tuple(
        _mark(line, f"{name}, line {number}")
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    )
    return Marks(marks=marks, remarks=(f"{name}: {remark}",) if remark else ())


def _mark(line: str, where: str) -> Mark:
    try:
        item = json.loads(line)
        body, target = item["body"], item["target"]
        quote = quote_selector(target["selector"])
        code = body["code"]
        return Mark(
            where=where,
            names=(str(target["source"]),),
            exact=str(quote["exact"]),
            prefix=str(quote.get("prefix") or ""),
            suffix=str(quote.get("suffix") or ""),
            code=NO_CODE if code is None else str(code),
            stance=str(body.get("stance") or ""),
            memo=str(body.get("memo") or ""),
            created=str(item.get("created") or ""),
            user=str(item.get("creator") or ""),
            codebook=str(body.get("codebook") or ""),
            item=item,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        trouble = f"is no annotation of a quotation ({error!r})"
        return Mark(where=where, trouble=trouble, rest={"line": line})
