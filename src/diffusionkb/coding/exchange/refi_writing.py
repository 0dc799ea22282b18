"""Codings as a REFI-QDA project (.qdpx), for NVivo, MAXQDA, ATLAS.ti and others.

A stance is a code of its own under the code it is taken toward ("M1 supports"): codes
are what every program keeps, while notes on a single coding are not. The texts go
along as plain text, and positions count its Unicode characters. Reading is
`refi_reading.py`.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from ...codebook import Codebook
from ...model import Code, Stance
from ..annotations import Annotation
from ..book_export import described, guid
from ..finding import Place, short
from .marks import NO_CODE, Handed, as_time
from .refi_xml import Element

QDE = "urn:QDA-XML:project:1.0"
COLOURS = {
    Stance.SUPPORTS: "#2E7D32",
    Stance.CONTRADICTS: "#C62828",
    Stance.QUALIFIES: "#B26A00",
}
NAME_LENGTH = 100
# Characters that XML cannot hold.
UNHEARD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
EPOCH = (1980, 1, 1, 0, 0, 0)  # the same codings make the same bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Project:
    """What all parts of a project need: its codebook, and names for its parts."""

    codebook: Codebook

    def code(self, code: str | None, stance: Stance | None = None) -> str:
        parts = [self.codebook.title, code or NO_CODE, stance]
        return guid("/".join(filter(None, parts)))

    def user(self, coder: str) -> str:
        return guid(f"coder/{coder}")


Placed = tuple[Annotation, Place]


def write(
    handed: Sequence[Handed], codebook: Codebook, plain: Callable[[str], str]
) -> bytes:
    """The project; `plain` gives the text of a file by its sha256.

    What has no place now cannot be in it: it has no position.
    """
    placed = [(some.annotation, some.place) for some in handed if some.place]
    project = _Project(codebook=codebook)
    by_file: dict[str, list[Placed]] = {}
    for annotation, place in placed:
        by_file.setdefault(place.file.sha256, []).append((annotation, place))
    root = _element("Project", {"name": codebook.title or "diffusionkb"})
    root.set("origin", "diffusionkb")
    if times := [time for some, _ in placed if (time := as_time(some.created))]:
        root.set("creationDateTime", max(times))
    if placed:
        coders = sorted({annotation.coder for annotation, _ in placed})
        root.append(_users(coders, project))
    root.append(_codes(project))
    if placed:
        root.append(_sources(by_file, project))
    if notes := [_note(some, project) for some, _ in placed if some.memo]:
        root.append(_element("Notes", {}, notes))
    files = {f"sources/{_file(sha256)}": plain(sha256) for sha256 in by_file}
    return _zipped({"project.qde": _as_text(root), **files})


def _element(
    name: str, values: Mapping[str, str], parts: Iterable[Element] = ()
) -> Element:
    made = etree.Element(f"{{{QDE}}}{name}", nsmap={None: QDE})  # type: ignore[dict-item]
    for key, value in values.items():
        if value:
            made.set(key, UNHEARD.sub("", value))
    made.extend(list(parts))
    return made


def _text(name: str, text: str) -> Element:
    made = _element(name, {})
    made.text = UNHEARD.sub("", text)
    return made


def _as_text(root: Element) -> str:
    etree.indent(root)
    text: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text.decode("utf-8")


def _zipped(files: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode("utf-8", "replace"))
    return out.getvalue()


def _users(coders: Sequence[str], project: _Project) -> Element:
    users = (
        _element("User", {"guid": project.user(coder), "name": coder})
        for coder in coders
    )
    return _element("Users", {}, users)


def _codes(project: _Project) -> Element:
    codes = project.codebook.codes
    places = {code.id: _code(code, project) for code in codes}
    top = []
    for code in codes:
        if code.parent is None:
            top.append(places[code.id])
        else:
            places[code.parent].append(places[code.id])
    nothing = {"guid": project.code(None), "name": NO_CODE, "isCodable": "true"}
    about = _text("Description", "Read, and no code of the codebook applies.")
    top.append(_element("Code", nothing, [about]))
    return _element("CodeBook", {}, [_element("Codes", {}, top)])


def _code(code: Code, project: _Project) -> Element:
    """A code with its description and its three stances."""
    text = "\n".join(described(code, project.codebook))
    values = {"guid": project.code(code.id), "name": f"{code.id} {code.label}"}
    stances = (
        _element(
            "Code",
            {
                "guid": project.code(code.id, stance),
                "name": f"{code.id} {stance}",
                "isCodable": "true",
                "color": COLOURS[stance],
            },
        )
        for stance in Stance
    )
    codable = {**values, "isCodable": "true"}
    return _element("Code", codable, [_text("Description", text), *stances])


def _file(sha256: str) -> str:
    return f"{guid(f'text/{sha256}')}.txt"


def _sources(by_file: Mapping[str, Sequence[Placed]], project: _Project) -> Element:
    return _element(
        "Sources",
        {},
        (
            _source(placed, project)
            for _, placed in sorted(
                by_file.items(), key=lambda pair: pair[1][0][1].file.path
            )
        ),
    )


def _source(placed: Sequence[Placed], project: _Project) -> Element:
    file = placed[0][1].file
    values = {
        "guid": guid(f"source/{file.sha256}"),
        # programs take a slash in a name for a folder, or refuse it
        "name": file.path.replace("/", " - "),
        "plainTextPath": f"internal://{_file(file.sha256)}",
    }
    about = _text("Description", f"corpus/{file.path}\n{file.citation_key}")
    ordered = sorted(placed, key=lambda pair: (pair[1].position, pair[0].where))
    selections = [_selection(some, place, project) for some, place in ordered]
    return _element("TextSource", values, [about, *selections])


def _selection(annotation: Annotation, place: Place, project: _Project) -> Element:
    start, end = place.position
    user, time = project.user(annotation.coder), as_time(annotation.created)
    made = {"creatingUser": user, "creationDateTime": time}
    coding = _element(
        "Coding",
        {"guid": _name("coding", annotation), **made},
        [_reference("CodeRef", project.code(annotation.code, annotation.stance))],
    )
    if annotation.memo:
        coding.append(_reference("NoteRef", _name("note", annotation)))
    page = annotation.page or (place.target.locator if place.file.paged else "")
    about = f"codebook {annotation.codebook_version}" + (f"; {page}" if page else "")
    return _element(
        "PlainTextSelection",
        {
            "guid": _name("selection", annotation),
            "name": short(annotation.exact, NAME_LENGTH),
            "startPosition": str(start),
            "endPosition": str(end),
            **made,
        },
        [_text("Description", about), coding],
    )


def _name(what: str, annotation: Annotation) -> str:
    said = [what, annotation.where, annotation.source, annotation.exact]
    return guid("/".join([*said, annotation.code or "", annotation.stance or ""]))


def _reference(name: str, target: str) -> Element:
    return _element(name, {"targetGUID": target})


def _note(annotation: Annotation, project: _Project) -> Element:
    values = {
        "guid": _name("note", annotation),
        "name": short(annotation.memo, NAME_LENGTH),
        "creatingUser": project.user(annotation.coder),
        "creationDateTime": as_time(annotation.created),
    }
    return _element("Note", values, [_text("PlainTextContent", annotation.memo)])
