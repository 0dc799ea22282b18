"""CSL-JSON text → items. Items come in as they stand: nothing is mended silently."""

import json
import re
from typing import Any

from .fields import is_telling
from .keys import citable
from .reading import Entry, Problem, Raw, Reading


def is_csl_json(text: str) -> bool:
    """Whether it is a list of objects that look like records, or says so."""
    try:
        items = _items(json.loads(text))
    except (ValueError, RecursionError):
        return False
    telling = {"type", "title", "id"}
    return not items or any(isinstance(i, dict) and telling & set(i) for i in items)


def read(text: str) -> Reading:
    """Every object of the list as an item, or kept raw.

    Raises:
        ValueError: no JSON, or no list of items.
    """
    entries: list[Entry] = []
    raw: list[Raw] = []
    problems: list[Problem] = []
    for item, line in _with_lines(text):
        if (
            not isinstance(item, dict)
            or not item
            or not all(isinstance(k, str) for k in item)
        ):
            words = json.dumps(item, ensure_ascii=True)
            raw.append(Raw(text=words, line=line, why="no object with fields"))
            continue
        given = item.get("id")
        key = _key(given) or _key(item.get("citation-key"))
        if not key and not is_telling(item):
            words = json.dumps(item, ensure_ascii=True)
            raw.append(Raw(text=words, line=line, why="no 'id', and no title"))
            continue
        if given is not None and key != given:
            became = f"became '{key}'" if key else "gets a new one"
            problems.append(Problem(line=line, text=f"the id '{given}' {became}"))
        rest = {name: value for name, value in item.items() if name != "id"}
        entries.append(Entry(item={"id": key, **rest} if key else rest, line=line))
    return Reading(
        entries=tuple(entries), kept_raw=tuple(raw), problems=tuple(problems)
    )


def _key(given: object) -> str:
    """A key that can be cited: Zotero's addresses and numbers are none."""
    return citable(given) if isinstance(given, str) and "://" not in given else ""


def _items(data: Any) -> list[Any]:
    if isinstance(data, dict):
        lists = (data.get("items"), data.get("references"))
        data = next(
            (found for found in lists if found), [data] if "type" in data else 0
        )
    if not isinstance(data, list):
        raise ValueError("no list of CSL-JSON items")  # noqa: TRY004
    return data


def _with_lines(text: str) -> list[tuple[Any, int]]:
    """The items, with the line each begins at where the text is a plain list."""
    items = _items(json.loads(text))
    decoder = json.JSONDecoder()
    found: list[tuple[Any, int]] = []
    position = text.find("[") + 1 if text.lstrip().startswith("[") else -1
    line, counted = 1, 0
    while position > 0 and len(found) < len(items):
        match = re.compile(r"[\s,]*").match(text, position)
        start = match.end() if match else position
        item, position = decoder.raw_decode(text, start)
        line += text.count("\n", counted, start)
        counted = start
        found.append((item, line))
    return found or [(item, 1) for item in items]
