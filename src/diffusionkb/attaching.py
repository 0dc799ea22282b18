"""Files that records name as attachments: found beside them, copied into corpus/.

Only documents are taken. Another file of the same name is never overwritten.
"""

import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from .whole_files import replacing

_ENDNOTE = "internal-pdf://"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """An attachment: its name in corpus/, where it came from, what became of it."""

    name: str
    outcome: str  # added | there | conflict | missing | passed over
    source: Path | None = None


def attach(
    paths: Sequence[str],
    *,
    beside: Path,
    corpus: Path,
    key: str,
    suffixes: Collection[str],
    dry_run: bool,
) -> list[Attached]:
    """Copy what is there; say what is missing."""
    done: list[Attached] = []
    for path in paths:
        source = next(filter(_is_file, _candidates(path, beside)), None)
        if source is None:
            done.append(Attached(name=path, outcome="missing"))
        elif source.suffix.lower() not in suffixes:
            found = source.resolve()
            done.append(Attached(name=path, outcome="passed over", source=found))
        else:
            done.append(_copy(source, corpus, key, dry_run=dry_run))
    return done


def _candidates(path: str, beside: Path) -> Iterator[Path]:
    """Where a program may have meant: as written, decoded, EndNote's own folder."""
    if path.startswith(_ENDNOTE):
        rest = unquote(path.removeprefix(_ENDNOTE))
        if ".." not in rest:
            yield from (folder / "PDF" / rest for folder in beside.glob("*.Data"))
            yield beside / "PDF" / rest
        return
    plain = path.removeprefix("file://").removeprefix("localhost")
    for spelled in (plain, unquote(plain), plain.replace("\\", "/")):
        yield beside / Path(spelled).expanduser()
    if not plain.startswith("/"):
        yield Path(f"/{plain}")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name too long, or with a NUL
        return False


def _copy(source: Path, corpus: Path, key: str, *, dry_run: bool) -> Attached:
    """Under its own name or, where that is taken, with the key before it."""
    found = source.resolve()
    if found.is_relative_to(corpus.resolve()):
        name = found.relative_to(corpus.resolve()).as_posix()
        return Attached(name=name, outcome="there", source=found)
    for name in (source.name, f"{key}-{source.name}"):
        target = corpus / name
        if not target.exists():
            if not dry_run:
                with replacing(target) as part:
                    shutil.copyfile(source, part)
            return Attached(name=name, outcome="added", source=found)
        if target.read_bytes() == source.read_bytes():
            return Attached(name=name, outcome="there", source=found)
    return Attached(name=source.name, outcome="conflict", source=found)
