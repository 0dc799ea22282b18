"""Files that are written whole or not at all; nothing half-written stays behind."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(file: Path) -> Iterator[Path]:
    """Where to write what takes the place of `file` once all of it is there.

    A link stays one, and devices and pipes are written to: in the place of /dev/null
    a file would stand for every program.

    Raises:
        OSError: it cannot be written; its name is that of `file`.
    """
    target = file.resolve() if file.is_symlink() else file
    if target.exists() and not target.is_file():
        yield target
        return
    part = target.with_name(f".{target.name[:200]}.{os.getpid()}.part")
    try:
        yield part
        part.replace(target)
    except OSError as error:
        if error.errno and error.filename in {None, str(part), part}:
            error.filename, error.filename2 = str(file), None
        raise
    finally:
        part.unlink(missing_ok=True)


def write_whole(file: Path, content: str | bytes) -> None:
    """Write a file, text as UTF-8.

    Raises:
        OSError: it cannot be written.
    """
    data = content.encode() if isinstance(content, str) else content
    with replacing(file) as part:
        part.write_bytes(data)
