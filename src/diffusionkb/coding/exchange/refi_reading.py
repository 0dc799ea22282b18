"""Codings out of a REFI-QDA project (.qdpx, or its .qde alone) of any program.

Only codings of words become codings here; what else a project holds is named in
remarks. Nothing is unpacked onto the disk. Writing is `refi_writing.py`.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from ...errors import UsageError
from ...references.encodings import decode
from .marks import LEVEL, Mark, Marks, as_date
from .refi_words import WORDLESS, quoted, slices
from .refi_xml import Element, below, children, guid, said, tag

MOST_BYTES = 300_000_000  # of one part, unpacked
CODEBOOK = re.compile(r"^codebook (\S+?)(?:; (.*))?$", re.S)
INSIDE = "internal://"  # before the name of a part of the archive
LEFT = {
    "Case": "cases",
    "Variable": "variables",
    "Set": "sets",
    "Graph": "graphs",
    "Link": "links",
}
Part = Callable[[str], bytes | None]


def read(data: bytes, *, name: str) -> Marks:
    """The codings of a project.

    Raises:
        UsageError: the file is damaged, or is no project.
    """
    xml, part = opened(data, name)
    root = parsed(xml, name)
    if tag(root) != "Project":
        what = "a codebook" if tag(root) == "CodeBook" else "no project"
        hint = "; codebook import takes its codes" if what == "a codebook" else ""
        raise UsageError(f"{name} is {what} of REFI-QDA, without codings{hint}")
    project = _Project(root=root, part=part, name=name)
    marks = tuple(
        mark
        for source, names in project.sources()
        for mark in project.marks(source, names)
    )
    return Marks(marks=marks, remarks=tuple(project.remarks()))


def parsed(xml: bytes, name: str) -> Element:
    """The XML, without opening its entities.

    Raises:
        UsageError: it is damaged.
    """
    try:
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=True
        )
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise UsageError(f"{name}: its XML is damaged ({error})") from error


def opened(data: bytes, name: str) -> tuple[bytes, Part]:
    """The project's XML, and what gives the other parts of it.

    Raises:
        UsageError: the archive is damaged, or holds no project.
    """
    if not data.startswith(b"PK"):
        return data, lambda _: None
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError) as error:
        raise UsageError(f"{name} is a damaged archive ({error})") from error
    parts = {info.filename.lower(): info for info in archive.infolist()}

    def part(path: str) -> bytes | None:
        info = parts.get(path.lower())
        if info is None or info.file_size > MOST_BYTES:
            return None
        try:
            return archive.read(info)
        except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as e:
            raise UsageError(f"{name}: {path} in it cannot be read ({e})") from e

    projects = sorted(path for path in parts if path.endswith(".qde"))
    xml = part(projects[0]) if projects else None
    if xml is None:
        raise UsageError(f"{name} holds no project of REFI-QDA (no .qde in it)")
    return xml, part


@dataclass(frozen=True, kw_only=True)
class _Project:
    root: Element
    part: Part
    name: str

    @cached_property
    def notes(self) -> Mapping[str, Element]:
        return {guid(some.get("guid")): some for some in below(self.root, "Note")}

    @cached_property
    def users(self) -> Mapping[str, Element]:
        return {guid(some.get("guid")): some for some in below(self.root, "User")}

    def sources(self) -> Iterator[tuple[Element, tuple[str, ...]]]:
        """Each text that codings may be of, with what it may be called here."""
        for group in children(self.root, "Sources"):
            for source in group:
                about = said(source, "Description").split("\n")
                called = [source.get(key) for key in ("name", "currentPath", "path")]
                names = tuple(
                    name.strip()
                    for name in [*about, *called]
                    if name and name.strip() and not name.startswith(INSIDE)
                )
                yield source, names
                for text in children(source, "Representation", "Transcript"):
                    yield text, names

    def marks(self, source: Element, names: Sequence[str]) -> Iterator[Mark]:
        """The codings of a text, and those that can be none of ours."""
        selections = list(children(source, "PlainTextSelection"))
        words = slices(self._text(source), selections)
        for selection in [*selections, *children(source, *WORDLESS)]:
            for coding in children(selection, "Coding"):
                maker = coding.get("creatingUser") or selection.get("creatingUser")
                common = self._about(coding, selection)
                yield Mark(
                    **common,
                    **quoted(selection, words),
                    names=tuple(names),
                    code=self.codes.get(self._code(coding), ""),
                    user=self._user(maker),
                    where=f"{self.name}, {names[-1] if names else 'a text'}",
                )

    def _user(self, maker: str | None) -> str:
        user = self.users.get(guid(maker))
        return (user.get("name") or "") if user is not None else ""

    def _about(self, coding: Element, selection: Element) -> dict[str, Any]:
        """What is said of a coding besides its words and its code."""
        about = said(selection, "Description")
        ours = CODEBOOK.match(about)
        memos = [
            self._note(self.notes[name])
            for element in (coding, selection)
            for reference in children(element, "NoteRef")
            if (name := guid(reference.get("targetGUID"))) in self.notes
        ]
        if not ours and about:
            memos.insert(0, about)
        created = coding.get("creationDateTime") or selection.get("creationDateTime")
        return {
            "memo": "\n".join(dict.fromkeys(memos)),
            "created": as_date(created or ""),
            "codebook": ours[1] if ours else "",
            "rest": {
                "selection": selection.get("guid") or "",
                "coding": coding.get("guid") or "",
            },
        }

    def _note(self, note: Element) -> str:
        return said(note, "PlainTextContent") or self._text(note).strip()

    def _code(self, coding: Element) -> str:
        references = list(children(coding, "CodeRef"))
        return guid(references[0].get("targetGUID")) if references else ""

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """The names of the codes with those above them, by guid."""
        paths: dict[str, str] = {}

        def walk(element: Element, above: tuple[str, ...]) -> None:
            for code in children(element, "Code"):
                path = (*above, (code.get("name") or "").strip())
                paths[guid(code.get("guid"))] = LEVEL.join(path)
                walk(code, path)

        for codes in below(self.root, "Codes"):
            walk(codes, ())
        return paths

    def _text(self, source: Element) -> str:
        """The plain text of a source or a note; empty where it is not in the file."""
        for content in children(source, "PlainTextContent"):
            return content.text or ""
        path = source.get("plainTextPath") or ""
        if not path.startswith(INSIDE):
            return ""
        name = PurePosixPath(path.removeprefix(INSIDE)).name
        data = self.part(f"sources/{name}")
        return decode(data)[0] if data is not None else ""

    def remarks(self) -> Iterator[str]:
        """What the project holds that is no coding of words."""
        counts: Counter[str] = Counter()
        for element in self.root.iter():
            if (kind := tag(element)) in LEFT:
                counts[LEFT[kind]] += 1
        if counts:
            kinds = ", ".join(f"{count} {kind}" for kind, count in counts.items())
            yield f"left out, because codings have no place for them: {kinds}"
        whole = sum(
            1 for source, _ in self.sources() for _ in children(source, "Coding")
        )
        if whole:
            yield f"left out: {whole} codings of whole documents (they quote no words)"
