"""Which of our files another program means by the name it has for a text. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote

from ...model import Work

DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>?#]+")
SCHEME = re.compile(r"^[a-z]+://(www\.)?")


class Names:
    """The sha256 of our files by everything they may be called."""

    def __init__(
        self, names: Mapping[str, Sequence[str]], works: Sequence[Work]
    ) -> None:
        self._files: dict[str, set[str]] = {}
        for name, files in names.items():
            for called in (name, *_shorter(name)):
                self._files.setdefault(_folded(called), set()).update(files)
        for work in works:
            for called in _of_work(work):
                files = names.get(work.citation_key, ())
                self._files.setdefault(called, set()).update(files)

    def files(self, called: Sequence[str]) -> list[str]:
        """The files that the first name means that means any."""
        for name in called:
            for form in _forms(name):
                if found := self._files.get(form):
                    return sorted(found)
        return []


def _folded(name: str) -> str:
    return " ".join(name.replace("\\", "/").split()).casefold().removeprefix("corpus/")


def _shorter(path: str) -> Iterator[str]:
    """A path without its folders, without its ending, and as a name without slashes."""
    if "/" in path:
        yield path.replace("/", " - ")
    inner = PurePosixPath(path)
    yield inner.name
    if inner.suffix:
        yield inner.stem


def _of_work(work: Work) -> Iterator[str]:
    if title := str(work.csl.get("title") or ""):
        yield _folded(title)
    for field in ("DOI", "URL"):
        if value := str(work.csl.get(field) or ""):
            yield from _addresses(value)


def _addresses(value: str) -> Iterator[str]:
    if found := DOI.search(value):
        yield found[0].rstrip("/.").casefold()
    if "://" in value:
        bare = SCHEME.sub("", value.strip().casefold())
        yield bare.partition("#")[0].rstrip("/")


def _forms(name: str) -> Iterator[str]:
    """A name as it stands, as an address, and as a path; addresses escape letters."""
    bare = unquote(name.removeprefix("urn:diffusionkb:"))
    yield _folded(name)
    yield from _addresses(name)
    yield from map(_folded, (bare, *_shorter(bare)))
