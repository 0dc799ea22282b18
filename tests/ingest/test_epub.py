"""The EPUB reader: contents, pages, notes, protection, damaged chapters."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from diffusionkb.errors import UnreadableSource
from diffusionkb.ingest.extract import epub as reader
from diffusionkb.ingest.extract import media_type, read_source
from diffusionkb.ingest.locators import locator
from diffusionkb.ingest.pages import assemble
from diffusionkb.ingest.passages import cut
from diffusionkb.model import BlockKind, Extraction

EPUB = "application/epub+zip"
CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OEBPS/p.opf"/></rootfiles></container>"""
HEAD = """<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
<head><title>not read</title></head>"""
METADATA = """<dc:identifier id="u">urn:isbn:978-0-306-40615-7</dc:identifier>
<dc:title>How drills spread</dc:title>
<dc:creator id="c1">Eva van Dam</dc:creator><dc:creator id="c2">Bob Smith</dc:creator>
<meta refines="#c2" property="role">edt</meta>
<dc:date>2019-04-01</dc:date><dc:publisher>Barn Press</dc:publisher>
<dc:language>en-GB</dc:language>
<dc:rights>https://creativecommons.org/licenses/by/4.0/</dc:rights>"""
NAV = """<body><nav epub:type="toc"><h1>Contents</h1><ol>
<li><span>Part One</span><ol><li><a href="ch1.xhtml">1 Setting</a></li></ol></li>
<li><a href="ch2.xhtml">2 Results</a></li></ol></nav>
<nav epub:type="page-list"><ol><li><a href="ch1.xhtml#p11">11</a></li>
<li><a href="ch2.xhtml#p13">13</a></li></ol></nav></body></html>"""
CHAPTER_1 = """<body><section epub:type="chapter">
<a id="p11"/><h1>1 Setting</h1>
<p>Two villages bought drills<a epub:type="noteref" href="#f1">1</a> and the word was
bro<span role="doc-pagebreak" aria-label="Page 12" hidden="hidden"/>ken by the page.</p>
<aside epub:type="footnote" id="f1"><p>1 Not every year.</p></aside>
<h2>Markets</h2><p>They were small &amp; far&nbsp;away.</p>
<table><tr><td>1900</td><td>3</td></tr></table>
<figure><img alt="no words" src="x.png"/><figcaption>Figure 1. A map.</figcaption></figure>
</section></body></html>"""
CHAPTER_2 = """<body><div id="p13" epub:type="pagebreak" title="13"></div>
<p class="chapter-title">2 Results</p><p>Nobody kept the drill.</p></body></html>"""
PAGES = {
    "cover.xhtml": '<body epub:type="cover"><p>Cover words</p></body></html>',
    "nav.xhtml": NAV,
    "imprint.xhtml": "<body><h1>How drills spread</h1><p>Copyright © 2019 Eva van Dam."
    " All rights reserved. ISBN 978-0-306. First published 2019.</p></body></html>",
    "ch1.xhtml": CHAPTER_1,
    "ch2.xhtml": CHAPTER_2,
}


def package(pages: Mapping[str, str], metadata: str) -> str:
    nav = {"nav.xhtml": 'properties="nav"'}
    items = "".join(
        f'<item id="i{n}" href="{page}" media-type="application/xhtml+xml" '
        f"{nav.get(page, '')}/>"
        for n, page in enumerate(pages)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(pages)))
    return (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )


def made(
    pages: Mapping[str, str] = PAGES,
    *,
    metadata: str = METADATA,
    more: Mapping[str, str] | None = None,
) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", EPUB)
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OEBPS/p.opf", package(pages, metadata))
        for name, text in pages.items():
            archive.writestr(f"OEBPS/{name}", HEAD + text)
        for name, text in (more or {}).items():
            archive.writestr(name, text)
    return buffer.getvalue()


def listed(found: Extraction) -> list[tuple[BlockKind, tuple[str, ...], str]]:
    return [(block.kind, block.section, block.text) for block in found.blocks]


def test_chapters() -> None:
    """Ensures that contents give the sections, and only chapters are running text."""
    found = read_source(made(), name="book.epub")
    setting = ("Part One", "1 Setting")
    markets = (*setting, "Markets")
    assert listed(found) == [
        (BlockKind.OTHER, (), "How drills spread"),
        (
            BlockKind.OTHER,
            (),
            "Copyright © 2019 Eva van Dam. All rights reserved. ISBN 978-0-306."
            " First published 2019.",
        ),
        (BlockKind.OTHER, setting, "1 Setting"),
        (
            BlockKind.BODY,
            setting,
            "Two villages bought drills 1 and the word was broken by the page.",
        ),
        (BlockKind.FOOTNOTE, setting, "1 Not every year."),
        (BlockKind.OTHER, markets, "Markets"),
        (BlockKind.BODY, markets, "They were small & far away."),
        (BlockKind.OTHER, markets, "1900 | 3"),
        (BlockKind.CAPTION, markets, "Figure 1. A map."),
        (BlockKind.OTHER, ("2 Results",), "2 Results"),
        (BlockKind.BODY, ("2 Results",), "Nobody kept the drill."),
    ]
    assert found.notes == ()


def test_a_notes_number_in_a_block_of_its_own_belongs_to_the_note() -> None:
    """Ensures that a number which stands before its note is no note by itself."""
    chapter = (
        "<body><h1>1 Setting</h1><p>Two villages bought drills.</p>"
        '<dl class="footnote"><dt>1</dt><dd><p>Not every year.</p></dd>'
        "<dt>[2]</dt><dd><p>In spring.</p><p>And in autumn.</p></dd></dl></body></html>"
    )
    found = read_source(made({**PAGES, "ch1.xhtml": chapter}), name="book.epub")
    notes = [text for kind, _, text in listed(found) if kind is BlockKind.FOOTNOTE]
    assert notes == ["1 Not every year.", "[2] In spring.", "And in autumn."]


def test_printed_pages() -> None:
    """Ensures that page breaks in the text and in the page list become printed pages."""
    found = reader.read(made())
    assert found.paged
    assert [page.folio for page in found.numbers] == [None, "11", "12", "13"]
    assert {page.folio_confidence for page in found.numbers[1:]} == {1.0}
    torn = next(block for block in found.blocks if "broken" in block.text)
    assert [(piece.page, piece.text) for piece in torn.pieces] == [
        (1, "Two villages bought drills 1 and the word was broken"),
        (2, "by the page."),
    ]
    document = assemble(found)
    passages = cut(document, sha256="0" * 64, count_tokens=lambda text: len(text))
    assert [locator(p, document, EPUB) for p in passages if p.kind == "body"] == [
        "pp. 11–12",
        "p. 12",
        "p. 13",
    ]


def test_own_page_numbers_are_not_printed_ones() -> None:
    """Ensures that a book without a print edition is located by sections."""
    source = '<meta property="a11y:pageBreakSource">none</meta>'
    pages = {"nav.xhtml": NAV, "ch2.xhtml": CHAPTER_2.replace("epub:type", "class")}
    found = reader.read(made(pages, metadata=METADATA + source))
    assert not found.paged


def test_metadata() -> None:
    """Ensures that the package's fields become CSL."""
    assert reader.read(made()).metadata == {
        "type": "book",
        "title": "How drills spread",
        "author": [{"family": "van Dam", "given": "Eva"}],
        "editor": [{"family": "Smith", "given": "Bob"}],
        "issued": {"date-parts": [[2019, 4, 1]]},
        "publisher": "Barn Press",
        "language": "en-GB",
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "ISBN": "9780306406157",
    }


def test_epub_2() -> None:
    """Ensures that toc.ncx gives sections, page targets and titles of chapters."""
    ncx = """<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint>
    <navLabel><text>Beginnings</text></navLabel><content src="a.xhtml"/></navPoint>
    </navMap><pageList><pageTarget value="7"><navLabel><text>7</text></navLabel>
    <content src="a.xhtml#x"/></pageTarget></pageList></ncx>"""
    opf = package({"a.xhtml": ""}, METADATA).replace(
        "</manifest>",
        '<item id="t" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>',
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OEBPS/p.opf", opf)
        archive.writestr("OEBPS/toc.ncx", ncx)
        archive.writestr(
            "OEBPS/a.xhtml", '<html><body><p>One. <a id="x"/>Two.</p></body></html>'
        )
    found = reader.read(buffer.getvalue())
    assert [(b.section, b.text) for b in found.blocks] == [
        (("Beginnings",), "One. Two.")
    ]
    assert [page.folio for page in found.numbers] == [None, "7"]


@pytest.mark.parametrize(
    ("algorithm", "refused"),
    [("http://www.w3.org/2001/04/xmlenc#aes256-cbc", True),
     ("http://www.idpf.org/2008/embedding", False)],
)  # fmt: skip
def test_copy_protection(algorithm: str, refused: bool) -> None:
    """Ensures that encrypted chapters are refused, and obfuscated fonts are not."""
    encryption = f"""<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#">
    <e:EncryptedData><e:EncryptionMethod Algorithm="{algorithm}"/><e:CipherData>
    <e:CipherReference URI="OEBPS/ch1.xhtml"/></e:CipherData></e:EncryptedData>
    </encryption>"""
    data = made(more={"META-INF/encryption.xml": encryption})
    if not refused:
        assert reader.read(data).blocks
        return
    with pytest.raises(UnreadableSource, match="copy protection") as caught:
        reader.read(data)
    assert caught.value.kind == "encrypted"


def test_damaged_chapters() -> None:
    """Ensures that what can be read is read, and the rest is said in notes."""
    data = made(
        {**PAGES, "ch2.xhtml": "<body><p>Nobody kept <b>the drill.</p><p>Cut o"}
    )
    broken = data.replace(b"OEBPS/ch1.xhtml", b"OEBPS/ch9.xhtml")
    found = reader.read(broken)
    assert "Nobody kept the drill." in [block.text for block in found.blocks]
    assert [note.split(":")[0] for note in found.notes] == [
        "chapter OEBPS/ch1.xhtml cannot be read",
        "chapter OEBPS/ch2.xhtml is not well-formed",
    ]


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x;</p>',
        "<html><body>" + "<div>" * 5000 + "<p>Deep.</p>",
        "<html><body><p>Null \0 byte</p>",
    ],
)
def test_hostile_chapters(text: str) -> None:
    """Ensures that no entity is opened and no depth stops the reader."""
    pages = {"a.xhtml": "", "b.xhtml": "<body><p>Whole words.</p></body></html>"}
    data = made(pages).replace(b"OEBPS/a.xhtml", b"OEBPS/z.xhtml")
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("OEBPS/a.xhtml", text)
    found = read_source(buffer.getvalue(), name="a.epub")
    assert "Whole words." in [block.text for block in found.blocks]
    assert "root:" not in " ".join(block.text for block in found.blocks)


def test_bombs_and_wreckage() -> None:
    """Ensures that bombs, empty books and cut-off files are refused with the reason."""
    bomb = made(more={"OEBPS/x.xhtml": "a" * 30_000_000})
    with pytest.raises(UnreadableSource, match="implausible size"):
        reader.read(bomb)
    with pytest.raises(UnreadableSource, match="no text"):
        reader.read(made({"a.xhtml": "<body><img/></body></html>"}))
    with pytest.raises(UnreadableSource, match="damaged"):
        read_source(made()[:-200], name="a.epub")
    assert media_type(made(), "book.zip") == EPUB


def test_only_one_way_of_showing_is_read() -> None:
    """Ensures that of a switch the default is read, and deletions are not."""
    switch = (
        '<epub:switch><epub:case required-namespace="x"><p>For some.</p></epub:case>'
        "<epub:default><p>For all.</p></epub:default></epub:switch>"
    )
    chapter = f"<body>{switch}<p>Kept<del> gone</del> words.</p></body></html>"
    found = reader.read(made({"ch1.xhtml": chapter}))
    assert [block.text for block in found.blocks] == ["For all.", "Kept words."]
