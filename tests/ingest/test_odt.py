"""The OpenDocument reader: styles, notes, captions, tracked changes, broken files."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from diffusionkb.errors import UnreadableSource
from diffusionkb.ingest.extract import odt as reader
from diffusionkb.ingest.extract import read_source
from diffusionkb.model import BlockKind, Extraction

ODT = "application/vnd.oasis.opendocument.text"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "style": "style",
        "draw": "drawing",
        "meta": "meta",
        "manifest": "manifest",
        "fo": "xsl-fo-compatible",
    }.items()
)
NAMESPACES += (
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
)
STYLES = """<style:style style:name="Illustration" style:family="paragraph"/>
<style:style style:name="Heading_20_2" style:family="paragraph"/>"""
AUTOMATIC = """<style:style style:name="T1" style:family="text">
<style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="T2" style:family="text">
<style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="P1" style:family="paragraph"
 style:parent-style-name="Illustration"/>
<style:style style:name="P2" style:family="paragraph"
 style:parent-style-name="Heading_20_2"/>"""
META = """<meta:initial-creator>Eva van Dam</meta:initial-creator>
<dc:creator>A Typist</dc:creator><dc:title>How drills spread</dc:title>
<meta:creation-date>2019-04-01T10:00:00</meta:creation-date>
<dc:language>en-GB</dc:language>"""


def whole(name: str, inside: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:{name} {NAMESPACES}>'
        f"{inside}</office:{name}>"
    )


def made(
    text: str, *, mimetype: str = ODT, more: Mapping[str, str] | None = None
) -> bytes:
    parts = {
        "mimetype": mimetype,
        "content.xml": whole(
            "document-content",
            f"<office:automatic-styles>{AUTOMATIC}</office:automatic-styles>"
            f"<office:body><office:text>{text}</office:text></office:body>",
        ),
        "styles.xml": whole(
            "document-styles", f"<office:styles>{STYLES}</office:styles>"
        ),
        "meta.xml": whole("document-meta", f"<office:meta>{META}</office:meta>"),
        "META-INF/manifest.xml": f"<manifest:manifest {NAMESPACES}/>",
        **(more or {}),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in parts.items():
            archive.writestr(name, words)
    return buffer.getvalue()


def listed(found: Extraction) -> list[tuple[BlockKind, tuple[str, ...], str]]:
    return [(block.kind, block.section, block.text) for block in found.blocks]


def test_structure() -> None:
    """Ensures that headings, lists, tables, notes and captions find their kinds."""
    text = """<text:p text:style-name="Title">How drills spread</text:p>
    <text:table-of-content><text:index-body><text:p>Setting ... 1</text:p>
    </text:index-body></text:table-of-content>
    <text:h text:outline-level="1">Setting</text:h>
    <text:p>Two villages<text:note text:note-class="footnote"><text:note-citation>1
    </text:note-citation><text:note-body><text:p>Not every year.</text:p>
    </text:note-body></text:note> bought<text:s text:c="2"/>drills,<text:line-break/>5
    m<text:span text:style-name="T1">2</text:span> each.</text:p>
    <text:list><text:list-item><text:p>One of them.</text:p></text:list-item></text:list>
    <text:p><draw:frame><draw:text-box><text:p text:style-name="P1">Figure
    <text:sequence>1</text:sequence>: A map.</text:p></draw:text-box></draw:frame></text:p>
    <table:table><table:table-header-rows><table:table-row><table:table-cell>
    <text:p>Year</text:p></table:table-cell><table:table-cell><text:p>Drills</text:p>
    </table:table-cell></table:table-row></table:table-header-rows></table:table>
    <text:p text:style-name="P2">Markets</text:p>
    <text:p>They were small.</text:p>
    <text:bibliography><text:index-body><text:index-title><text:p>Works used</text:p>
    </text:index-title><text:p>Smith, B. (1990). Drills.</text:p></text:index-body>
    </text:bibliography>"""
    setting = ("Setting",)
    assert listed(read_source(made(text), name="a.odt")) == [
        (BlockKind.OTHER, (), "How drills spread"),
        (BlockKind.OTHER, setting, "Setting"),
        (BlockKind.BODY, setting, "Two villages 1 bought drills, 5 m² each."),
        (BlockKind.FOOTNOTE, setting, "1 Not every year."),
        (BlockKind.BODY, setting, "One of them."),
        (BlockKind.CAPTION, setting, "Figure 1: A map."),
        (BlockKind.OTHER, setting, "Year | Drills"),
        (BlockKind.OTHER, (*setting, "Markets"), "Markets"),
        (BlockKind.BODY, (*setting, "Markets"), "They were small."),
        (BlockKind.OTHER, ("Works used",), "Works used"),
        (BlockKind.REFERENCE, ("Works used",), "Smith, B. (1990). Drills."),
    ]


def test_tracked_changes_and_annotations() -> None:
    """Ensures that deleted words, comments and hidden words are not read."""
    text = """<text:tracked-changes><text:changed-region><text:deletion><text:p>gone
    </text:p></text:deletion></text:changed-region></text:tracked-changes>
    <text:p>Kept <text:change text:change-id="c"/><text:change-start/>and
    added<text:change-end/><office:annotation><dc:creator>Eva</dc:creator><text:p>Really?
    </text:p></office:annotation><text:hidden-text>secret</text:hidden-text> words<!-- a
    comment --> here<text:soft-page-break/> stay.</text:p>"""
    found = reader.read(made(text))
    assert [block.text for block in found.blocks] == ["Kept and added words here stay."]
    assert not found.paged


def test_bold_paragraphs_head_sections() -> None:
    """Ensures that short bold paragraphs open sections, as in other formats."""
    text = """<text:p>Before it came, people dug by hand.</text:p>
    <text:p><text:span text:style-name="T2">Setting</text:span></text:p>
    <text:p>Then it came.</text:p>"""
    assert listed(reader.read(made(text)))[-1] == (
        BlockKind.BODY,
        ("Setting",),
        "Then it came.",
    )


def test_formula() -> None:
    """Ensures that an embedded formula stands in its sentence."""
    math = "<math xmlns='http://www.w3.org/1998/Math/MathML'><msup><mi>x</mi><mn>2</mn></msup></math>"
    text = """<text:p>Adoption grew as <draw:frame><draw:object xlink:href="./Object 1"/>
    </draw:frame> at first.</text:p>"""
    found = reader.read(made(text, more={"Object 1/content.xml": math}))
    assert found.blocks[0].text == "Adoption grew as x² at first."


def test_metadata() -> None:
    """Ensures that the first author is taken, not who saved the file last."""
    assert reader.read(made("<text:p>Words.</text:p>")).metadata == {
        "title": "How drills spread",
        "author": [{"family": "van Dam", "given": "Eva"}],
        "language": "en-GB",
        "issued": {"date-parts": [[2019, 4, 1]]},
    }


LOCKED = f"""<manifest:manifest {NAMESPACES}><manifest:file-entry>
<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"""


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (made("", more={"META-INF/manifest.xml": LOCKED}), "encrypted", "password"),
        (made("", more={"encrypted-package": "x"}), "encrypted", "password"),
        (made("<text:p/>"), "no-text", "no text"),
        (made("<text:p>"), "damaged", "damaged"),
        (made("", more={"Pictures/a": "a" * 30_000_000}), "damaged", "implausible"),
        (
            made("", mimetype=ODT.replace("text", "spreadsheet")),
            "unsupported",
            "spread",
        ),
        (made("", mimetype="nonsense"), "damaged", "damaged"),
        (made("<text:p>Words.</text:p>")[:-100], "damaged", "damaged"),
    ],
)
def test_refused(data: bytes, kind: str, words: str) -> None:
    """Ensures that what cannot be read is refused with the true reason."""
    with pytest.raises(UnreadableSource, match=words) as caught:
        read_source(data, name="a.odt")
    assert caught.value.kind == kind
    assert caught.value.remedy


def test_entities_are_not_opened() -> None:
    """Ensures that a document cannot make the reader open files or swell."""
    content = made("<text:p>Words &x; here.</text:p>")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("content.xml").decode()
    doctype = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    xml = xml.replace("?>", f"?>{doctype}", 1)
    found = reader.read(made("", more={"content.xml": xml}))
    assert [block.text for block in found.blocks] == ["Words here."]


def test_hidden_words_and_boxes() -> None:
    """Ensures that what is hidden is not read, and a table of one column as text."""
    hide = '<style:text-properties text:display="none"/></style:style>'
    styles = "".join(
        f'<style:style style:name="{name}" style:family="{family}">{hide}'
        for name, family in (("H1", "paragraph"), ("H2", "text"))
    )
    row = "<table:table-row><table:table-cell><text:p>{}</text:p></table:table-cell>"
    data = made(
        '<text:section text:display="none"><text:p>Gone.</text:p></text:section>'
        '<text:p text:style-name="H1">Gone.</text:p>'
        '<text:p>Seen <text:span text:style-name="H2">gone </text:span>words.</text:p>'
        f"<table:table>{row.format('Box text.')}</table:table-row>"
        f"{row.format('Goes on.')}</table:table-row></table:table>",
        more={"styles.xml": whole("document-styles", styles)},
    )
    assert [(kind, text) for kind, _, text in listed(reader.read(data))] == [
        (BlockKind.BODY, "Seen words."),
        (BlockKind.BODY, "Box text."),
        (BlockKind.BODY, "Goes on."),
    ]
