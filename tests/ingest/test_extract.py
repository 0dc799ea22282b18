"""Which reader reads which file: the content decides."""

import io
import pickle
import zipfile
from pathlib import Path

import pytest

from diffusionkb.errors import UnreadableSource
from diffusionkb.ingest.extract import media_type, read_source
from diffusionkb.ingest.pages import assemble

FORMATS = Path(__file__).parents[1] / "data" / "formats"
JATS, HTML = "application/jats+xml", "text/html"


def packed(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"%PDF-1.7 ...", "a.txt", "application/pdf"),
        (b"junk first\n%PDF-1.4", "a.bin", "application/pdf"),
        (b"<?xml version='1.0'?><article></article>", "a.xml", JATS),
        (b'<!DOCTYPE article PUBLIC "-//NLM//DTD" "x.dtd">\n<article>', "a.txt", JATS),
        (b"\xef\xbb\xbf<!-- c --><article xmlns:x='y'>", "a", JATS),
        (
            "<?xml version='1.0' encoding='utf-16'?><article/>".encode("utf-16"),
            "a",
            JATS,
        ),
        (b"<!DOCTYPE html><html><body><article>x</article>", "a.xml", HTML),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'><html>", "a.xhtml", HTML),
        (b"<p>A piece of a page</p>", "a.html", HTML),
        (b"# Notes\n\nOn <article> tags\n", "a.md", "text/markdown"),
        (b"# Notes\n", "a.txt", "text/plain"),
        (b"Plain words.", "README", "text/plain"),
        ("Plain words.".encode("utf-16"), "a.dat", "text/plain"),
    ],
)
def test_media_type(data: bytes, name: str, expected: str) -> None:
    """Ensures that content decides and the name breaks ties between texts."""
    assert media_type(data, name) == expected


@pytest.mark.parametrize(
    ("data", "kind", "word"),
    [
        (b"", "empty", "empty"),
        (b"\0\0\0\0", "empty", "empty"),
        (packed("META-INF/container.xml"), "damaged", "EPUB"),
        (packed("content.xml", "meta.xml"), "damaged", "ODT"),
        (packed("xl/workbook.xml"), "unsupported", "Excel"),
        (packed("a.txt"), "unsupported", "ZIP"),
        (b"PK\3\4 cut off", "damaged", "damaged"),
        (b"{\\rtf1 words}", "unsupported", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "unsupported", "old Office"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
            "password",
        ),
        (b"\x89PNG\r\n\x1a\n123", "unsupported", "image"),
        (bytes(range(1, 32)) * 40, "unsupported", "binary"),
        (b"<?xml version='1.0'?><TEI/>", "unsupported", "XML"),
    ],
)
def test_refused(data: bytes, kind: str, word: str) -> None:
    """Ensures that other formats are refused by name, with a remedy."""
    with pytest.raises(UnreadableSource, match=word) as caught:
        read_source(data, name="some.file")
    assert caught.value.kind == kind
    assert caught.value.remedy


@pytest.mark.parametrize("file", sorted(FORMATS.iterdir()), ids=lambda f: f.name)
def test_read_source(file: Path) -> None:
    """Ensures that each format is read, the same each time, and can be sent about."""
    found = read_source(file.read_bytes(), name=file.name)
    assert found == read_source(file.read_bytes(), name=file.name)
    assert pickle.loads(pickle.dumps(found)) == found
    assert len(found.quality) == len(found.numbers)
    made = assemble(found)
    for block, placed in zip(found.blocks, made.blocks, strict=True):
        parts = [made.pages[s.page].text[s.start : s.end] for s in placed.spans]
        assert parts == [piece.text for piece in block.pieces]
