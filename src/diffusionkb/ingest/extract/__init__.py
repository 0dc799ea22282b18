"""Bytes of a corpus file → `Extraction`: which reader reads which file.

The content decides, the file's name only between text formats. Each reader is
a module of its own. Heavy libraries come in here, so this package is imported
by worker processes and by the `extract` verb only.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath

from ...errors import UnreadableSource
from ...model import Extraction, OcrPage
from . import docx, epub, html, jats, markdown, mime, odt, pdf, text
from .charsets import MOST_CONTROLS, unmarked_utf_16

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EPUB = "application/epub+zip"
ODT = "application/vnd.oasis.opendocument.text"
MESSAGE = "message/rfc822"

READERS: Mapping[str, Callable[[bytes], Extraction]] = {
    PDF: pdf.read,
    "application/jats+xml": jats.read,
    "text/html": html.read,
    DOCX: docx.read,
    ODT: odt.read,
    EPUB: epub.read,
    "text/markdown": markdown.read,
    "text/plain": text.read,
    MESSAGE: mime.read,
}
KNOWN_FORMATS = (
    "PDF, JATS/NXML, HTML, MHTML, DOCX, ODT, EPUB, Markdown, e-mail and plain text"
)
_BY_SUFFIX = {
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".htm": "text/html",
    ".html": "text/html",
    ".xhtml": "text/html",
}
_SAVE_AS = "open it in its program and save it as PDF or DOCX"
_PICTURE = "make a PDF of it, add that, and run 'diffusionkb build --ocr'"
_NO_PROSE = {
    ".css": "a style sheet",
    ".js": "a script",
    ".mjs": "a script",
    ".json": "data (JSON)",
    ".svg": "an image",
}
_UNSUPPORTED = (
    (b"{\\rtf", "RTF", _SAVE_AS),
    (b"%!PS", "PostScript", "convert it with ps2pdf and add the PDF"),
    (b"Rar!", "a RAR archive", "unpack it and add the documents in it"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it and add the documents in it"),
    (b"\x1f\x8b", "a gzip archive", "unpack it and add the documents in it"),
    (b"\x89PNG", "an image", _PICTURE),
    (b"\xff\xd8\xff", "an image", _PICTURE),
    (b"II*\0", "an image", _PICTURE),
    (b"MM\0*", "an image", _PICTURE),
    (b"AT&TFORM", "DjVu", "convert it with ddjvu -format=pdf and add the PDF"),
    (b"SQLite format 3", "a database", "export the text it holds"),
)
_TAKE_OUT = "take it out of corpus/, or export its text"
_AS_RECORDS = "run diffusionkb add FILE, and take it out of corpus/"
_BIBLIOGRAPHY = re.compile(
    r"\A\W*(?:ï»¿)?(?:ty  - \w|pmid- ?\d|fn (?:clarivate|thomson|isi )|pt [jbsp]\n)|"
    r"\A(?:ï»¿)?\s*%0 \w|<xml>\s*<records?\b|"
    r"^@(?:article|book|in\w+|misc|\w*thesis|techreport|online|report)\s*\{",
    re.M,
)
_JATS_ROOTS = frozenset({"article", "pmc-articleset", "pmc_articleset"})
_PROLOG = re.compile(
    r"\A(?:\s|<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\]\s*)?>)*", re.S
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_CONTENTS = (
    ("word/document.xml", DOCX),
    ("META-INF/container.xml", EPUB),
    ("xl/workbook.xml", "an Excel workbook"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("content.xml", ODT),
)


def read_source(
    data: bytes,
    *,
    name: str,
    passwords: Sequence[str] = (),
    ocr: Mapping[int, OcrPage] | None = None,
) -> Extraction:
    """Read a file of any known format; raise `UnreadableSource` otherwise."""
    kind = media_type(data, name)
    try:
        if kind == PDF:
            return pdf.read(data, passwords=passwords, ocr=ocr)
        return READERS[kind](data)
    except RecursionError as error:
        raise UnreadableSource(
            f"{name}: its elements stand too deep inside each other",
            kind="damaged",
            remedy="open it in its program and save it as PDF",
        ) from error


def media_type(data: bytes, name: str) -> str:
    """The media type by content; raise `UnreadableSource` for unknown formats."""
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableSource(
            f"{name}: the file is empty", kind="empty", remedy="get the file again"
        )
    if b"%PDF" in data[:1024]:
        return PDF
    if data.startswith(b"PK"):
        return _zip_type(data, name)
    _refuse_known_others(data, name)
    return _text_type(data, name)


def _zip_type(data: bytes, name: str) -> str:
    try:
        members = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableSource(
            f"{name}: a damaged ZIP, DOCX, ODT or EPUB file ({error})",
            kind="damaged",
            remedy="get the file again",
        ) from error
    for member, kind in _ZIP_CONTENTS:
        if member in members:
            if kind in READERS:
                return kind
            raise _unsupported(name, kind, _SAVE_AS)
    raise _unsupported(name, "a ZIP archive", "unpack it and add the documents in it")


def _refuse_known_others(data: bytes, name: str) -> None:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableSource(
                f"{name}: an Office file protected with a password",
                kind="encrypted",
                remedy="open it, remove the password and save it again",
            )
        raise _unsupported(name, "an old Office format (.doc)", _SAVE_AS)
    for magic, format_name, remedy in _UNSUPPORTED:
        if data.startswith(magic):
            raise _unsupported(name, format_name, remedy)


def _text_type(data: bytes, name: str) -> str:
    head = _ascii_head(data)
    if mime.is_message(head):
        return MESSAGE
    root = _root_element(head)
    suffix = PurePath(name).suffix.lower()
    by_name = _BY_SUFFIX.get(suffix)
    if kind := _markup_type(head, root, named_html=by_name == "text/html"):
        return kind
    if _BIBLIOGRAPHY.search(head):
        raise _unsupported(name, "a bibliography", _AS_RECORDS)
    if "<?xml" in head[:200]:
        raise _unsupported(name, "XML, but neither JATS nor HTML", _SAVE_AS)
    if suffix in _NO_PROSE:
        raise _unsupported(name, _NO_PROSE[suffix], _TAKE_OUT)
    if by_name:
        return "text/plain" if by_name == "text/html" and "<" not in head else by_name
    if _is_binary(data):
        raise _unsupported(name, "a binary format we do not know", _SAVE_AS)
    return "text/plain"


def _markup_type(head: str, root: str, *, named_html: bool) -> str:
    """JATS or HTML, which have an `<article>` each; empty for anything else."""
    if root in _JATS_ROOTS and not (named_html and "<front" not in head):
        return "application/jats+xml"
    return "text/html" if root == "html" or "<!doctype html" in head else ""


def _ascii_head(data: bytes) -> str:
    """The first letters in lower case, whatever the encoding."""
    return data[:4096].replace(b"\0", b"").decode("latin-1").lower()


def _root_element(head: str) -> str:
    """The name of the first element; empty for what does not begin with markup."""
    markup = _PROLOG.sub("", head.lstrip("ï»¿þÿ"))
    match = re.match(r"\s*<([a-z][\w:.-]*)", markup)
    return match[1] if match else ""


def _is_binary(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or unmarked_utf_16(data):
        return False
    head = data[:4096]
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\v\x1b" for byte in head)
    return controls > len(head) * MOST_CONTROLS


def _unsupported(name: str, what: str, remedy: str) -> UnreadableSource:
    return UnreadableSource(
        f"{name}: {what}; readable formats are {KNOWN_FORMATS}",
        kind="unsupported",
        remedy=remedy,
    )
