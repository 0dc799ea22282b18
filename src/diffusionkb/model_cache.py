"""The user's cache folder: files made once from a model, and marks that confirm them.

Where models themselves are is `model_files.py`; what is made of them, `encoder.py`.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .errors import ModelProblem


def cache_folder() -> Path:
    """Where the cache is.

    Raises:
        ModelProblem: nowhere.
    """
    if named := os.environ.get("DIFFUSIONKB_CACHE"):
        return Path(named)
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base) / "diffusionkb"
    try:
        return Path.home() / ".cache" / "diffusionkb"
    except RuntimeError as error:
        raise ModelProblem(
            "embedding model: there is no home folder for its cache; "
            "set DIFFUSIONKB_CACHE to a folder that can be written"
        ) from error


def read_json(path: Path) -> object:
    """What a file says; None where it is missing or no JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def write_json(path: Path, value: object) -> None:
    """Write a file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = part_of(path)
    part.write_bytes(json.dumps(value).encode())
    part.replace(path)


def part_of(path: Path) -> Path:
    """A file beside, to be moved in whole; every process has its own."""
    return path.with_name(f"{path.name}.{os.getpid()}.part")


def sha256_of(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def mark_of(file: Path) -> Path:
    """The mark that confirms a file of the cache."""
    return file.with_suffix(".json")


def write_mark(file: Path, facts: Mapping[str, Any]) -> None:
    """Say that a file is as it was made, with what else is known of it."""
    seen = file.stat()
    state = {"size": seen.st_size, "mtime": seen.st_mtime_ns}
    write_json(mark_of(file), {**state, "sha256": sha256_of(file), **facts})


def confirmed(file: Path) -> Mapping[str, Any] | None:
    """The mark of a file that is as it was made; its time saves reading it."""
    mark = read_json(mark_of(file))
    if not isinstance(mark, dict) or not file.is_file():
        return None
    seen = file.stat()
    if mark.get("mtime") == seen.st_mtime_ns:
        return mark if mark.get("size") == seen.st_size else None
    return mark if mark.get("sha256") == sha256_of(file) else None


def unwritable(error: OSError) -> ModelProblem:
    """The cache folder cannot be written."""
    return ModelProblem(
        f"embedding model: the cache folder {cache_folder()} cannot be written "
        f"({error}); set DIFFUSIONKB_CACHE to a folder that can"
    )
