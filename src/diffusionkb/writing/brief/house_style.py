"""The documents whose looks pandoc copies: its own, in our styles, on A4 pages.

The styles themselves are `styles.docx.xml` and `styles.odt.xml`.
"""

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from lxml import etree

from ..pandoc import default_file

HERE = Path(__file__).parent
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
FOOTER = "word/footer1.xml"
FOOTER_XML = (
    '<w:ftr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:p><w:pPr><w:jc w:val="center"/></w:pPr>'
    '<w:fldSimple w:instr=" PAGE "/></w:p></w:ftr>'
)
FOOTER_TYPE = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
)
FOOTER_ID = "rIdFooter"
TWIPS = {"w": "11906", "h": "16838"}  # A4
MARGINS = {"top": "1361", "right": "1474", "bottom": "1361", "left": "1474"}
EDGES = {"header": "720", "footer": "720", "gutter": "0"}
ODT_PAGE = {"page-width": "21cm", "page-height": "29.7cm"} | {
    f"margin-{side}": "2.5cm" for side in ("top", "right", "bottom", "left")
}


def reference_document(suffix: str, folder: Path) -> Path:
    """A document in our styles for a suffix (.docx, .odt), written into a folder.

    Raises:
        CannotRun: pandoc is missing.
    """
    made = folder / f"reference{suffix}"
    parts = _parts(default_file(f"reference{suffix}"))
    for name, edit in EDITS[suffix].items():
        tree = etree.fromstring(parts[name])
        edit(tree)
        parts[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
    if suffix == ".docx":
        parts[FOOTER] = FOOTER_XML.encode()
    with zipfile.ZipFile(made, "w") as packed:
        for name, content in parts.items():
            packed.writestr(zipfile.ZipInfo(name), content)  # of no particular time
    return made


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _replace(styles: etree._Element, ours: str, name: str) -> None:
    """Put our styles in place of those of the same name, or beside them."""
    for style in etree.parse(HERE / ours).getroot().iterchildren(tag=etree.Element):
        known = [one for one in styles if one.get(name) == style.get(name)]
        for one in known:
            styles.remove(one)
        styles.append(style)


def _word_styles(root: etree._Element) -> None:
    _replace(root, "styles.docx.xml", f"{W}styleId")


def _word_pages(root: etree._Element) -> None:
    section = root.find(f".//{W}sectPr")
    assert section is not None
    footer = etree.Element(f"{W}footerReference")
    footer.set(f"{W}type", "default")
    footer.set(f"{R}id", FOOTER_ID)
    section.insert(0, footer)
    for tag, values in (("pgSz", TWIPS), ("pgMar", MARGINS | EDGES)):
        element = etree.SubElement(section, f"{W}{tag}")
        for name, value in values.items():
            element.set(f"{W}{name}", value)


def _word_links(root: etree._Element) -> None:
    kind = f"{R[1:-1]}/footer"
    place = {"Id": FOOTER_ID, "Type": kind, "Target": "footer1.xml"}
    etree.SubElement(root, f"{_space(root)}Relationship", place)


def _word_types(root: etree._Element) -> None:
    part = {"PartName": f"/{FOOTER}", "ContentType": FOOTER_TYPE}
    etree.SubElement(root, f"{_space(root)}Override", part)


def _space(root: etree._Element) -> str:
    return f"{{{etree.QName(root).namespace}}}"


def _open_styles(root: etree._Element) -> None:
    styles = root.find(f"{OFFICE}styles")
    assert styles is not None
    _replace(styles, "styles.odt.xml", f"{STYLE}name")
    for page in root.iter(f"{STYLE}page-layout-properties"):
        for name, value in ODT_PAGE.items():
            page.set(f"{FO}{name}", value)


EDITS: Mapping[str, Mapping[str, Callable[[etree._Element], None]]] = {
    ".docx": {
        "word/styles.xml": _word_styles,
        "word/document.xml": _word_pages,
        "word/_rels/document.xml.rels": _word_links,
        "[Content_Types].xml": _word_types,
    },
    ".odt": {"styles.xml": _open_styles},
}
