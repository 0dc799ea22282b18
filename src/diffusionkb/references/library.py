"""The file corpus/references.json: its raw CSL-JSON items, read and written whole."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..errors import BibliographyError
from ..whole_files import write_whole


def read_items(file: Path) -> list[Any]:
    """The raw CSL-JSON items of a file; empty where there is no file.

    Raises:
        BibliographyError: unreadable, not JSON, not a list.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise BibliographyError(f"{file} cannot be read: {error}") from error
    try:
        items = json.loads(text)
    except json.JSONDecodeError as error:
        raise BibliographyError(
            f"{file} is not valid JSON (line {error.lineno}: {error.msg}); mend it "
            "or export it again as CSL-JSON"
        ) from error
    except (ValueError, RecursionError) as error:
        raise BibliographyError(
            f"{file} cannot be read as JSON: {error}; export it again as CSL-JSON"
        ) from error
    if not isinstance(items, list):
        raise BibliographyError(f"{file} must hold a list of CSL-JSON items: [ … ]")
    return items


def write_items(file: Path, items: Sequence[object]) -> None:
    """Whole or not at all: a reader finds the old list or the new one."""
    text = json.dumps(items, ensure_ascii=False, indent=1)
    write_whole(file, f"{text}\n")
