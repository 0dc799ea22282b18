"""The Word reader: styles, tables, footnotes, tracked changes, broken files."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from diffusionkb.errors import UnreadableSource
from diffusionkb.ingest.extract import docx as reader
from diffusionkb.model import BlockKind, Extraction

FOOTNOTES = f"""<w:footnotes {nsdecls("w")}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="7"><w:p><w:r><w:t>Not every year.</w:t></w:r></w:p></w:footnote>
</w:footnotes>"""


def made(fill: Callable[[Any], None]) -> bytes:
    document = docx.Document()
    fill(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def repacked(data: bytes, **parts: str) -> bytes:
    """The document with parts replaced or added (path with / as __)."""
    changed = {name.replace("__", "/"): text for name, text in parts.items()}
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, text in changed.items():
            new.writestr(name, text)
    return buffer.getvalue()


def listed(found: Extraction) -> list[tuple[BlockKind, tuple[str, ...], str]]:
    return [(block.kind, block.section, block.text) for block in found.blocks]


def test_structure() -> None:
    """Ensures that headings, lists, tables and captions find their kinds."""

    def fill(document: Any) -> None:
        document.add_heading("How drills spread", 0)
        document.add_heading("Setting", 1)
        document.add_paragraph("Two villages.")
        document.add_paragraph("One of them.", style="List Bullet")
        table = document.add_table(1, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "1900", "3"
        document.add_paragraph("Figure 1. A map.", style="Caption")
        document.add_heading("Markets", 2)
        document.add_paragraph("They were small.")
        document.core_properties.author = "Eva M. van Dam; Smith, Bob"

    found = reader.read(made(fill))
    assert found.metadata["title"] == "How drills spread"
    assert [a["family"] for a in found.metadata["author"]] == ["van Dam", "Smith"]
    assert listed(found) == [
        (BlockKind.OTHER, (), "How drills spread"),
        (BlockKind.OTHER, ("Setting",), "Setting"),
        (BlockKind.BODY, ("Setting",), "Two villages."),
        (BlockKind.BODY, ("Setting",), "One of them."),
        (BlockKind.OTHER, ("Setting",), "1900 | 3"),
        (BlockKind.CAPTION, ("Setting",), "Figure 1. A map."),
        (BlockKind.OTHER, ("Setting", "Markets"), "Markets"),
        (BlockKind.BODY, ("Setting", "Markets"), "They were small."),
    ]


def test_raised_runs_and_bold_headings() -> None:
    """Ensures that raised numbers stand apart and bold lines open sections."""

    def fill(document: Any) -> None:
        document.add_paragraph("The drill came late.")
        document.add_paragraph().add_run("Setting").bold = True
        paragraph = document.add_paragraph("Some farmers")
        paragraph.add_run("12").font.superscript = True
        paragraph.add_run(" had 5 m")
        paragraph.add_run("2").font.superscript = True
        paragraph.add_run(" each.")

    assert listed(reader.read(made(fill)))[-1] == (
        BlockKind.BODY,
        ("Setting",),
        "Some farmers 12 had 5 m² each.",
    )


def test_tracked_changes_and_content_controls() -> None:
    """Ensures that inserted text is read, deleted text is not, controls are open."""

    def fill(document: Any) -> None:
        paragraph = document.add_paragraph("Kept ")
        paragraph._p.append(
            parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>and added</w:t></w:r></w:ins>")
        )
        paragraph._p.append(
            parse_xml(
                f"<w:del {nsdecls('w')}><w:r><w:delText>gone</w:delText></w:r></w:del>"
            )
        )
        document.element.body.insert(
            0,
            parse_xml(
                f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Inside a control."
                "</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            ),
        )

    texts = [block.text for block in reader.read(made(fill)).blocks]
    assert texts == ["Inside a control.", "Kept and added"]


def test_footnotes() -> None:
    """Ensures that a footnote follows its paragraph with the number printed there."""

    def fill(document: Any) -> None:
        paragraph = document.add_paragraph("It spread slowly.")
        paragraph._p.append(
            parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="7"/></w:r>')
        )

    data = made(fill)
    archive = zipfile.ZipFile(io.BytesIO(data))
    relations = archive.read("word/_rels/document.xml.rels").decode()
    kind = (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    )
    types = archive.read("[Content_Types].xml").decode()
    part = (
        '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>'
    )
    relation = f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/>'
    data = repacked(
        data,
        **{
            "word/footnotes.xml": FOOTNOTES,
            "word/_rels/document.xml.rels": relations.replace(
                "</Relationships>", f"{relation}</Relationships>"
            ),
            "[Content_Types].xml": types.replace("</Types>", part),
        },
    )
    assert [(kind, text) for kind, _, text in listed(reader.read(data))] == [
        (BlockKind.BODY, "It spread slowly. 1"),
        (BlockKind.FOOTNOTE, "1 Not every year."),
    ]


def _bomb() -> bytes:
    return repacked(made(lambda d: None), word__media__a="0" * 50_000_000)


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: made(lambda d: d.add_paragraph("x"))[:-400], "damaged"),
        (lambda: b"not a zip at all", "damaged"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted"),
        (_bomb, "damaged"),
        (lambda: made(lambda d: None), "no-text"),
        (
            lambda: repacked(made(lambda d: None), word__document__xml="<w:x"),
            "no-text",
        ),
        (
            lambda: repacked(made(lambda d: None), **{"word/document.xml": "<w:x"}),
            "damaged",
        ),
    ],
    ids=["truncated", "no zip", "ole", "bomb", "empty", "stray part", "broken xml"],
)
def test_unreadable(make: Callable[[], bytes], kind: str) -> None:
    """Ensures that broken, locked, exploding and empty documents are refused."""
    with pytest.raises(UnreadableSource) as caught:
        reader.read(make())
    assert caught.value.kind == kind
    assert caught.value.remedy


M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
BOX = f"""<w:p {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
<w:r><w:t>Beside a box.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps">
<w:txbxContent><w:p><w:r><w:t>Words in the box.</w:t></w:r></w:p></w:txbxContent></mc:Choice>
<mc:Fallback><w:txbxContent><w:p><w:r><w:t>Words in the box.</w:t></w:r></w:p>
</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>"""
FIELD = f"""<w:p {nsdecls("w")} xmlns:m="{M}"><w:r><w:t xml:space="preserve">It grew </w:t></w:r>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>ADDIN ZOTERO_ITEM {{}}</w:instrText>
</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>(Ryan 1943)</w:t></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> as</w:t></w:r>
<m:oMath><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>
</m:oMath><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:t>at first.</w:t></w:r></w:p>"""


def test_boxes_fields_and_formulas() -> None:
    """Ensures that boxes are read once, codes of fields and hidden words are not."""

    def fill(document: Any) -> None:
        for xml in (BOX, FIELD):
            document.element.body.insert(-1, parse_xml(xml))
        document.sections[0].header.paragraphs[0].text = "A running head"

    assert [block.text for block in reader.read(made(fill)).blocks] == [
        "Beside a box.",
        "Words in the box.",
        "It grew (Ryan 1943) as x² at first.",
    ]


def with_body(*xml: str) -> bytes:
    def fill(document: Any) -> None:
        for one in xml:
            marked = one.replace(">", f" {nsdecls('w')}>", 1)
            document.element.body.insert(-1, parse_xml(marked))

    return made(fill)


def words(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_nothing_is_lost_in_forms() -> None:
    """Ensures that rows, cells and paragraphs in controls and custom XML are read."""
    held = (
        f"<w:sdt><w:sdtContent><w:tc>{words('In a form')}</w:tc></w:sdtContent></w:sdt>"
    )
    row = f"<w:tr><w:tc>{words('More')}</w:tc><w:tc>{words('rows')}</w:tc></w:tr>"
    data = with_body(
        f"<w:customXml>{words('In custom XML.')}</w:customXml>",
        f"<w:tbl><w:tr>{held}<w:tc>{words('and out')}</w:tc></w:tr>"
        f"<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt></w:tbl>",
    )
    assert [(kind, text) for kind, _, text in listed(reader.read(data))] == [
        (BlockKind.BODY, "In custom XML."),
        (BlockKind.OTHER, "In a form | and out"),
        (BlockKind.OTHER, "More | rows"),
    ]


def test_boxes_in_and_of_tables() -> None:
    """Ensures that a box in a cell is read once, and a box drawn as a table as text."""
    data = with_body(
        f"<w:tbl><w:tr><w:tc>{BOX}</w:tc><w:tc>{words('Beside it')}</w:tc></w:tr></w:tbl>",
        f"<w:tbl><w:tr><w:tc>{words('Box text.')}{words('Goes on.')}</w:tc></w:tr></w:tbl>",
    )
    assert [(kind, text) for kind, _, text in listed(reader.read(data))] == [
        (BlockKind.OTHER, "Beside a box. | Beside it"),
        (BlockKind.BODY, "Words in the box."),
        (BlockKind.BODY, "Box text."),
        (BlockKind.BODY, "Goes on."),
    ]


def test_symbols_and_reading_aids() -> None:
    """Ensures that letters of the Symbol font are read, and ruby is left out."""
    sign = '<w:r><w:sym w:font="Symbol" w:char="F0A3"/></w:r>'
    ruby = "<w:ruby><w:rt><w:r><w:t>かんじ</w:t></w:r></w:rt><w:rubyBase>"
    data = with_body(
        f"<w:p><w:r><w:t>p</w:t></w:r>{sign}<w:r><w:t>.05 in "
        f"</w:t>{ruby}<w:r><w:t>漢字.</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>"
    )
    assert [block.text for block in reader.read(data).blocks] == ["p≤.05 in 漢字."]


def _strict(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name).decode("latin-1") for name in old.namelist()}
    common = "http://schemas.openxmlformats.org/"
    return repacked(data, **{
        name: text.replace(f"{common}wordprocessingml/2006/main", f"{STRICT}wordprocessingml/main")
        .replace(f"{common}officeDocument/2006/", f"{STRICT}officeDocument/")
        for name, text in parts.items() if name.endswith((".xml", ".rels"))
    })  # fmt: skip


STRICT = "http://purl.oclc.org/ooxml/"
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}.main+xml"


def _with_macros(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        types = old.read("[Content_Types].xml").decode()
    macros = "application/vnd.ms-word.document.macroEnabled.main+xml"
    changed = types.replace(TYPES.format("document"), macros)
    assert changed != types
    return repacked(data, **{"[Content_Types].xml": changed})


@pytest.mark.parametrize("other", [_strict, _with_macros])
def test_other_forms_of_word_documents(other: Callable[[bytes], bytes]) -> None:
    """Ensures that strict documents and such with macros are read like others."""
    data = made(lambda document: document.add_paragraph("Drills spread."))
    assert [block.text for block in reader.read(other(data)).blocks] == [
        "Drills spread."
    ]


def test_words_hidden_by_a_style() -> None:
    """Ensures that runs and paragraphs of a style that hides them are not read."""

    def fill(document: Any) -> None:
        for name, kind in (("Secret", 2), ("Aside", 1)):
            document.styles.add_style(name, kind).font.hidden = True
        paragraph = document.add_paragraph("Seen ")
        paragraph.add_run("gone ", style="Secret")
        paragraph.add_run("words.")
        document.add_paragraph("Gone.", style="Aside")

    assert [block.text for block in reader.read(made(fill)).blocks] == ["Seen words."]


def test_what_nobody_wrote() -> None:
    """Ensures that a contents list and a control's request for words are not read."""
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    gallery = (
        '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    )
    asked = "<w:r><w:t>Click here</w:t></w:r>"
    data = with_body(
        control.format(gallery, words("1 Setting 3")),
        control.format("<w:showingPlcHdr/>", words("Click to enter text.")),
        f"<w:p>{control.format('<w:showingPlcHdr/>', asked)}<w:r><w:t>Seen.</w:t></w:r></w:p>",
    )
    assert [block.text for block in reader.read(data).blocks] == ["Seen."]


def test_captions_typed_without_a_style() -> None:
    """Ensures that they are captions, and sentences about a figure are not."""
    data = with_body(
        words("Figure 1. Drills by year"),
        words("Table 2: Villages"),
        words("Figure 1 shows that they spread."),
    )
    assert [kind for kind, _, _ in listed(reader.read(data))] == [
        BlockKind.CAPTION,
        BlockKind.CAPTION,
        BlockKind.BODY,
    ]
