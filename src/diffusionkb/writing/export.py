"""The bibliography, written for other programs and for readers."""

import json
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from ..references.library import read_items
from ..settings import Folder


class Format(StrEnum):
    """What an export is written as."""

    CSL_JSON = "csl-json"


def export(folder: Folder, *, form: Format) -> str:
    """The whole bibliography as a text; ends with a newline."""
    return WRITERS[form](read_items(folder.references))


def _csl_json(items: Sequence[Any]) -> str:
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


WRITERS: Mapping[Format, Callable[[Sequence[Any]], str]] = {
    Format.CSL_JSON: _csl_json,
}
