"""Files that a verb writes: where they cannot be written is said before the work."""

import os
from pathlib import Path
from typing import Any

import click

from ..errors import UsageError


class NewFile(click.Path):
    """A file to write, in a folder that is there."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:
        """The path; None for `-`, which is standard output.

        Raises:
            UsageError: its folder is not there.
        """
        if value == "-":
            return None
        folder = Path(value).parent
        if not folder.is_dir():
            raise UsageError(f"{folder} is no folder; make it, or name another")
        return super().convert(value, param, ctx)


NEW_FILE = NewFile()
