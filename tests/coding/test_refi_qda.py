"""REFI-QDA projects: ours held against the schema, and those of other programs."""

import io
import re
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import etree
from pyrefiqda.models import Project
from pyrefiqda.models import project as schema
from xsdata_pydantic.bindings import XmlParser, XmlSerializer

from diffusionkb import codebook
from diffusionkb.bundled import codebook_file
from diffusionkb.cli import cli
from diffusionkb.coding.annotation_lines import target_of
from diffusionkb.coding.annotations import Annotation
from diffusionkb.coding.book_export import as_refi_qda
from diffusionkb.coding.exchange import refi_reading, refi_writing
from diffusionkb.coding.exchange.marks import Handed, Mark
from diffusionkb.coding.exchange.refi_codebook import codebook_file_of
from diffusionkb.coding.finding import find
from diffusionkb.coding.texts import FileText, Target
from diffusionkb.errors import CodebookError
from diffusionkb.model import CoderKind, Stance

CODES = codebook.load(codebook_file())
TEXT = "A 𝕊mall lamp was sold; “nobody” bought the second one, which was better."
NS = {"q": refi_writing.QDE}
GUID = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")


def handed(exact: str, code: str | None, stance: Stance | None, memo: str) -> Handed:
    file = FileText(
        path="old/lamps.pdf",
        citation_key="lamps1950",
        sha256="ab" * 32,
        paged=True,
        passages=(
            Target(
                passage_id="p0",
                text=TEXT,
                written=TEXT,
                pieces=((10, len(TEXT), 2),),
                locator="p. 7",
            ),
        ),
    )
    annotation = Annotation(
        where="ann/lamps.jsonl:1",
        coder="ann",
        coder_kind=CoderKind.PERSON,
        source="old/lamps.pdf",
        exact=exact,
        prefix="",
        suffix="",
        code=code,
        stance=stance,
        codebook_version="1.0",
        memo=memo,
        created="2026-11-20",
    )
    return Handed(annotation=annotation, place=find(annotation, [file]).place)


HANDED = [
    handed("nobody” bought", "M1", Stance.CONTRADICTS, "why\x0b & <so>"),
    handed("was sold", None, None, ""),
    handed("which was better", "M1.scalability", Stance.SUPPORTS, "why\x0b & <so>"),
]
PLAIN = f"Page one\n\n{TEXT}"


@pytest.fixture(scope="module")
def project() -> dict[str, bytes]:
    """The parts of a project of ours."""
    data = refi_writing.write(HANDED, CODES, lambda _: PLAIN)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def tags(xml: bytes | str) -> list[str]:
    root = etree.fromstring(xml if isinstance(xml, bytes) else xml.encode())
    return [etree.QName(element).localname for element in root.iter()]


def test_the_project_is_what_the_schema_says(project: dict[str, bytes]) -> None:
    """Ensures that models made from the published schema read all of it, in order.

    They refuse unknown names and missing ones; writing puts elements in the schema's
    order, so equal orders mean that ours is right.
    """
    xml = project["project.qde"]
    read = XmlParser().from_bytes(xml, Project)
    assert tags(XmlSerializer().render(read, ns_map={None: refi_writing.QDE})) == tags(
        xml
    )
    root = etree.fromstring(xml)
    guids = [value for value in root.xpath("//@guid")]
    assert all(GUID.fullmatch(guid) for guid in guids)
    assert len(set(guids)) == len(guids)
    assert set(root.xpath("//@targetGUID")) <= set(guids)
    assert set(root.xpath("//@creatingUser")) <= set(guids)
    (source,) = read.sources.text_source
    assert source.name == "old - lamps.pdf"
    assert project[f"sources/{source.plain_text_path.removeprefix('internal://')}"] == (
        PLAIN.encode()
    )
    for selection in source.plain_text_selection:
        words = PLAIN[selection.start_position : selection.end_position]
        assert words == selection.name


def test_a_line_knows_the_page_in_the_file_and_on_paper() -> None:
    """Ensures that a coding of a paged file has quotation, position and both pages."""
    place = HANDED[0].place
    assert place
    target = target_of(place)
    quote, position, page = target["selector"]
    assert (target["source"], target["page"]) == ("old/lamps.pdf", "p. 7")
    assert page["value"] == "page=3"
    assert PLAIN[position["start"] : position["end"]] == quote["exact"]
    assert quote["prefix"] + quote["exact"] + quote["suffix"] in TEXT


def test_the_same_codings_make_the_same_bytes(project: dict[str, bytes]) -> None:
    """Ensures that an export of unchanged codings is unchanged."""
    one, two = (refi_writing.write(HANDED, CODES, lambda _: PLAIN) for _ in "12")
    assert one == two


def test_no_codings_make_a_project_too() -> None:
    """Ensures that an empty export is a project with a codebook, for coding elsewhere."""
    data = refi_writing.write([], CODES, lambda _: PLAIN)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        read = XmlParser().from_bytes(archive.read("project.qde"), Project)
    assert read.code_book.codes.code[0].name.startswith("M1 ")
    assert refi_reading.read(data, name="x").marks == ()


def guid() -> str:
    return str(uuid.uuid4())


def other_program(
    text: bytes, spans: list[tuple[int, int, str]], *, folder: str = "Sources"
) -> bytes:
    """A project as another program writes it: its own models, nested codes, notes."""
    child = schema.CodeType(guid=guid(), name="Cost", is_codable=True)
    top = schema.CodeType(guid=guid(), name="Barriers", is_codable=True, code=[child])
    user = schema.UserType(guid=guid(), name="Kim")
    note = schema.TextSourceType(
        guid=guid(), name="memo", plain_text_content="a note on it"
    )
    source = schema.TextSourceType(
        guid=guid(),
        name="Lamps",
        plain_text_path="internal://lamps.txt",
        plain_text_selection=[
            schema.PlainTextSelectionType(
                guid=guid(),
                name=name,
                start_position=start,
                end_position=end,
                creating_user=user.guid,
                coding=[
                    schema.CodingType(
                        guid=guid(),
                        code_ref=schema.CodeRefType(target_guid=f"{{{child.guid}}}"),
                        note_ref=[schema.NoteRefType(target_guid=note.guid.upper())],
                    )
                ],
            )
            for start, end, name in spans
        ],
        coding=[
            schema.CodingType(
                guid=guid(), code_ref=schema.CodeRefType(target_guid=top.guid)
            )
        ],
    )
    pdf = schema.PdfsourceType(
        guid=guid(),
        name="Scan",
        pdfselection=[
            schema.PdfselectionType(
                guid=guid(),
                page=3,
                first_x=1,
                first_y=1,
                second_x=9,
                second_y=9,
                coding=[
                    schema.CodingType(
                        guid=guid(), code_ref=schema.CodeRefType(target_guid=top.guid)
                    )
                ],
            )
        ],
    )
    made = Project(
        name="Team",
        origin="Another program",
        users=schema.UsersType(user=[user]),
        code_book=schema.CodeBookType(codes=schema.CodesType(code=[top])),
        cases=schema.CasesType(case=[schema.CaseType(guid=guid(), name="one")]),
        sources=schema.SourcesType(text_source=[source], pdfsource=[pdf]),
        notes=schema.NotesType(note=[note]),
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "project.qde", XmlSerializer().render(made, ns_map={None: NS["q"]})
        )
        archive.writestr(f"{folder}/lamps.txt", text)
    return out.getvalue()


def counted() -> Iterator[Any]:
    """The same words, as programs count characters differently."""
    lines = f"First line\nof 𝕋wo.\n\n{TEXT}"
    crlf = lines.replace("\n", "\r\n")
    words = "“nobody” bought the second"

    def at(text: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    yield pytest.param(lines.encode(), at(lines), id="characters")
    yield pytest.param(crlf.encode(), at(crlf), id="two characters a line end")
    yield pytest.param(crlf.encode(), at(lines), id="one character a line end")
    yield pytest.param(lines.encode("utf-8-sig"), at(lines), id="a mark, not counted")
    yield pytest.param(
        lines.encode("utf-8-sig"), at("\ufeff" + lines), id="a mark, counted"
    )
    units = [len(lines[:n].encode("utf-16-le")) // 2 for n in at(lines)]
    yield pytest.param(lines.encode(), (units[0], units[1]), id="UTF-16 units")


@pytest.mark.parametrize(("text", "ends"), list(counted()))
@pytest.mark.parametrize("folder", ["Sources", "sources"])
def test_words_are_found_however_they_were_counted(
    text: bytes, ends: tuple[int, int], folder: str
) -> None:
    """Ensures that the coded words are the right ones, with code, user and memo."""
    words = "“nobody” bought the second"
    data = other_program(text, [(*ends, words)], folder=folder)
    read = refi_reading.read(data, name="team.qdpx")
    mark, pdf = read.marks
    assert mark.exact == words
    assert mark.code == "Barriers > Cost"
    assert (mark.user, mark.memo, mark.names) == ("Kim", "a note on it", ("Lamps",))
    assert mark.suffix.startswith(" one, which")
    assert pdf.trouble.startswith(
        "is among places in a PDF given by a rectangle (page 4)"
    )
    assert read.remarks == (
        "left out, because codings have no place for them: 1 cases",
        "left out: 1 codings of whole documents (they quote no words)",
    )


def test_a_selection_without_its_text_is_reported(tmp_path: Path) -> None:
    """Ensures that a coding whose words are not in the file is not made up."""
    data = other_program(b"short", [(90, 99, "")])
    first: Mark = refi_reading.read(data, name="team.qdpx").marks[0]
    assert "is shorter than 90" in first.trouble


def test_our_codebook_comes_back() -> None:
    """Ensures that ids, labels, claims, definitions and limits survive a .qdc."""
    text, codes = codebook_file_of(as_refi_qda(CODES).encode(), name="our.qdc")
    back = codebook.read(text, where="back")
    assert codes == len(CODES.codes)
    for old, new in zip(CODES.codes, back.codes, strict=True):
        assert (old.id, old.label, old.parent) == (new.id, new.label, new.parent)
        assert (old.claim, old.definition) == (new.claim, new.definition)
        assert "; ".join(old.includes) == "; ".join(new.includes)
        assert "; ".join(old.excludes) == "; ".join(new.excludes)
    project = refi_writing.write(HANDED, CODES, lambda _: PLAIN)
    assert codebook_file_of(project, name="our.qdc")[1] == codes


HOUSES = """version: "1.0"
title: Houses
codes:
  - {id: DAMP, label: Damp and mould, claim: Damp is a fault of buildings.}
  - {id: DAMP.cold, parent: DAMP, label: Cold walls, claim: Cold walls are damp.}
  - {id: wait, label: Waiting, claim: Late repairs cost more than early ones.}
"""


@pytest.mark.parametrize("whole", [True, False])
def test_the_ids_of_any_codebook_come_back(whole: bool) -> None:
    """Ensures that they need not look like M1, and that stances become no codes."""
    book = codebook.read(HOUSES, where="codebook.yaml")
    project = refi_writing.write([], book, lambda _: PLAIN)
    data = project if whole else as_refi_qda(book).encode()
    text, _ = codebook_file_of(data, name="our.qdc")
    back = codebook.read(text, where="back")
    told = [(code.id, code.label, code.parent, code.claim) for code in book.codes]
    assert told == [(c.id, c.label, c.parent, c.claim) for c in back.codes]


def test_a_codebook_of_another_program(tmp_path: Path) -> None:
    """Ensures that codes get ids, and that what is missing is not made up."""
    file = tmp_path / "team.qdpx"
    file.write_bytes(other_program(b"", []))
    to = tmp_path / "codebook.yaml"
    run = CliRunner().invoke(
        cli, ["codebook", "import", str(file), "-o", str(to)], standalone_mode=False
    )
    assert "2 codes" in run.stderr
    text = to.read_text()
    assert "id: barriers\n" in text
    assert "id: barriers.cost\n  parent: barriers\n" in text
    with pytest.raises(CodebookError, match="claim is empty"):
        codebook.load(to)
    assert codebook.read(text.replace("claim: ''", "claim: so"), where="x").codes
    again = CliRunner().invoke(
        cli, ["codebook", "import", str(file), "-o", str(to)], standalone_mode=False
    )
    assert "is there already" in str(again.exception)


def test_accents_of_a_name_become_letters_of_its_id() -> None:
    """Ensures that an id can be read, and that any script gets one."""
    names = ["Kürzungen &amp; Geld", "Größe", "Łódź Ærø", "Известь", "保温"]
    codes = "".join(f'<Code guid="{guid()}" name="{name}"/>' for name in names)
    xml = (
        f'<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>{codes}</Codes></CodeBook>'
    )
    text, _ = codebook_file_of(xml.encode(), name="c.qdc")
    ids = re.findall(r"^- id: (.*)$", text, re.M)
    assert ids == ["kurzungen-geld", "grosse", "lodz-aero", "code", "code-2"]


def test_a_part_of_the_archive_is_no_name_of_a_text() -> None:
    """Ensures that messages name a document as people do."""
    place = f'<PDFSelection guid="{guid()}" page="0"><Coding guid="{guid()}"/>'
    xml = (
        f'<Project xmlns="{refi_writing.QDE}"><Sources><PDFSource guid="{guid()}" '
        f'name="Lamps" path="internal://{guid()}.pdf">{place}</PDFSelection>'
        "</PDFSource></Sources></Project>"
    )
    (mark,) = refi_reading.read(xml.encode(), name="n.qde").marks
    assert (mark.where, mark.names) == ("n.qde, Lamps", ("Lamps",))
