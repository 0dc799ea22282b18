"""Texts to be coded that stand in no knowledge base: one JSON object a line."""

import json
from collections.abc import Iterator
from typing import IO

from ..errors import UsageError


def read_texts(file: IO[str]) -> Iterator[tuple[object, str]]:
    """The ids and texts of lines `{"id": …, "text": "…"}`.

    Raises:
        UsageError: a line is none, or the file is no text.
    """
    try:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield _item(line, f"{file.name}, line {number}")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file.name} is not UTF-8 text ({error.reason})") from error


def _item(line: str, where: str) -> tuple[object, str]:
    try:
        item = json.loads(line)
        json.dumps(item, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            f"{where}: holds half a character (a lone surrogate); write it whole"
        ) from error
    except json.JSONDecodeError as error:
        raise UsageError(
            f"{where}: not JSON ({error.msg}); one object a line"
        ) from error
    except (ValueError, RecursionError) as error:
        raise UsageError(
            f"{where}: cannot be read as JSON ({error}); one object a line"
        ) from error
    if not isinstance(item, dict) or not isinstance(item.get("text"), str):
        raise UsageError(f'{where}: wants an object {{"id": …, "text": "…"}}')
    return item.get("id"), item["text"]
