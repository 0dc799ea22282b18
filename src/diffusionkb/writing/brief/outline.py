"""An outline: a Markdown file with a head, the writer's text, prompts and slots.

Comments (`<!-- … -->`) are prompts for the writer and no part of the brief; so are
headings under which nothing stands. What its slots give is not looked at here.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ...errors import UsageError
from .head import read_head
from .records import Outline, Part, Slot
from .slots import OPENING, read_slot

HEAD = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
FENCE = re.compile(r" {0,3}(```+|~~~+)")
HEADING = re.compile(r"(#{1,6})\s+(.*?)[ \t#]*")


def read_outline(file: Path) -> Outline:
    """The outline in a file.

    Raises:
        UsageError: there is no such file, it is not UTF-8 text, or its head or one of
            its slots is wrong; the message names the line.
    """
    try:
        data = file.read_bytes()
        text = data.decode("utf-8-sig")
    except FileNotFoundError as error:
        raise UsageError(
            f"{file}: no such file; name an outline ('diffusionkb brief new' writes "
            "one) or a file that was built from one"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{file}: cannot be read as an outline ({error}); it is a text file in "
            "UTF-8, such as 'diffusionkb brief new' writes"
        ) from error
    sha256 = hashlib.sha256(data).hexdigest()
    return parse(text, name=file.name, where=str(file), sha256=sha256)


def parse(text: str, *, name: str, where: str, sha256: str = "") -> Outline:
    """The outline of a text; `where` names it in messages."""
    text = text.replace("\r\n", "\n")
    head = HEAD.match(text)
    if head is None:
        raise UsageError(
            f"{where}, line 1: an outline begins with '---', 'title: …' and '---' "
            "again; 'diffusionkb brief new' writes one"
        )
    lines = _without_comments(text).split("\n")
    for number in range(head[0].count("\n")):
        lines[number] = ""
    parts = list(_parts(lines, where))
    kept, empty = _without_empty(parts)
    return Outline(
        name=name,
        sha256=sha256,
        head=read_head(head[1], where=where),
        parts=tuple(kept),
        empty=tuple(empty),
    )


def _without_comments(text: str) -> str:
    """The text without its comments, every other line where it was."""
    return COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)


def _parts(lines: Sequence[str], where: str) -> Iterator[Part]:
    """Lines of text and slots; in fenced code there are no slots."""
    fence = ""
    for number, line in enumerate(lines, start=1):
        opened = FENCE.match(line)
        if opened and not fence:
            fence = opened[1]
        elif opened and fence and opened[1].startswith(fence):
            fence = ""
        elif not fence and OPENING in line.replace(r"\{", ""):
            yield read_slot(line, where=where, line=number)
            continue
        yield line


def _without_empty(parts: Sequence[Part]) -> tuple[list[Part], list[str]]:
    """Parts without the headings that have nothing under them, and those headings."""
    kept: list[Part] = []
    empty: list[str] = []
    content, below = False, 0  # below: level of the heading that follows, if kept
    for part, heading in zip(reversed(parts), reversed(_headings(parts)), strict=True):
        if heading is None:
            content = content or isinstance(part, Slot) or bool(part.strip())
            kept.append(part)
            continue
        level = len(heading[1])
        if content or below > level:
            kept.append(part)
            below = level
        else:
            kept.append("")  # the lines after it keep their numbers
            empty.append(heading[2])
            below = min(below, level)
        content = False
    return kept[::-1], empty[::-1]


def _headings(parts: Sequence[Part]) -> list[re.Match[str] | None]:
    """For each part, the heading that it is."""
    found: list[re.Match[str] | None] = []
    fence = ""
    for part in parts:
        line = "" if isinstance(part, Slot) else part
        if opened := FENCE.match(line):
            fence = "" if fence and opened[1].startswith(fence) else fence or opened[1]
        found.append(None if fence or opened else HEADING.fullmatch(line))
    return found
