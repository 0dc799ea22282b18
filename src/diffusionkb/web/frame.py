"""What all pages share: name, build, counts, addresses of style sheet and script.

One for each Datasette that serves our database. Facts are read anew when the file was
swapped.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from ..errors import NotBuilt
from . import wording
from .rendering import Reply
from .shelf import Shelf, is_ours

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"
THREADS = 4
REMEMBERED = 200  # replies, of some 30 KB each: the file they come from never changes
LONGEST = 200_000  # of a reply that is remembered, so that memory stays flat
Result = TypeVar("Result")
Given = ParamSpec("Given")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file that browsers load, under a name that follows its content."""

    text: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the head and the foot of a page say of the library."""

    title: str = "diffusionkb"
    published: str = ""
    codebook_version: str = ""
    passages: int = 0
    works: int = 0
    build: str = ""


class Frame:
    """Our database in one Datasette, and what templates need everywhere."""

    def __init__(self, *, name: str, file: Path, base: str) -> None:
        self.name = name
        self.file = file
        self.base = base.rstrip("/")
        self.version = _version()
        self.assets = assets()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="pages")
        self._replies: OrderedDict[tuple[str, str], Reply] = OrderedDict()
        self._read: tuple[tuple[int, int], Facts] | None = None

    @property
    def title(self) -> str:
        return self.facts.title

    @property
    def facts(self) -> Facts:
        """What the database says of itself, as long as it is the same file."""
        seen = self.file.stat()
        stamp = (seen.st_ino, seen.st_mtime_ns)
        if self._read is None or self._read[0] != stamp:
            self._read = (stamp, _facts(self.file))
        return self._read[1]

    def remembered(self, mark: str, origin: str) -> Reply | None:
        """The reply to the same request before, as long as the build is the same."""
        found = self._replies.get((mark, origin))
        if found is not None:
            self._replies.move_to_end((mark, origin))
        return found

    def remember(self, mark: str, origin: str, reply: Reply) -> None:
        """Keep a reply, and forget the one that was asked for longest ago."""
        if len(reply.body) > LONGEST:
            return
        self._replies[mark, origin] = reply
        while len(self._replies) > REMEMBERED:
            self._replies.popitem(last=False)

    def at(self, path: str) -> str:
        """The address of a path of this site."""
        return f"{self.base}{path}"

    def asset(self, name: str) -> str:
        return self.at(self.assets[name].path)

    async def in_thread(
        self,
        function: Callable[Given, Result],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> Result:
        """Run something that reads files without holding up other requests."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._threads, lambda: function(*given, **named)
        )

    def soon(self, function: Callable[[], Any]) -> None:
        """Run something while nobody waits for it."""
        self._threads.submit(function)


def frame_of(files: Mapping[str, str], *, base: str) -> Frame | None:
    """The first of these databases that is one of ours."""
    for name, path in files.items():
        if is_ours(Path(path)):
            return Frame(name=name, file=Path(path), base=base)
    return None


def _facts(file: Path) -> Facts:
    """Of a file that another version made nothing is known; its pages say so."""
    try:
        with Shelf(file) as shelf:
            about = shelf.about
            return Facts(
                title=about["title"],
                published=wording.date(about["published"]),
                codebook_version=about["codebook_version"],
                passages=shelf.searched(),
                works=shelf.works_searched(),
                build=about["build"],
            )
    except NotBuilt:
        return Facts()


def assets() -> dict[str, Asset]:
    """The files of static/ by name."""
    found: dict[str, Asset] = {}
    for file in sorted(STATIC.iterdir()):
        if file.suffix in (".css", ".js"):
            text = file.read_text(encoding="utf-8")
            digest = hashlib.sha256(text.encode()).hexdigest()[:12]
            path = f"/-/diffusionkb/{file.stem}.{digest}{file.suffix}"
            found[file.name] = Asset(text=text, path=path)
    return found


def _version() -> str:
    try:
        return version("diffusionkb")
    except PackageNotFoundError:
        return ""
