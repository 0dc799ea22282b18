"""Word packages that python-docx refuses, as such that it reads. Bytes to bytes.

Templates and documents with macros differ from others by a name in the list of parts;
documents of the strict form of the standard (ISO/IEC 29500) by their namespaces.
"""

import io
import re
import zipfile

_TYPES = "[Content_Types].xml"
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main"
_OTHER_MAIN = re.compile(
    rb"application/vnd\.(?:ms-word\.(?:document|template)\.macroEnabled(?:Template)?"
    rb"|openxmlformats-officedocument\.wordprocessingml\.template)\.main(?=\+xml)",
    re.I,
)
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_STRICT_SIGN = b"purl.oclc.org/ooxml"
_MARKUP = (".xml", ".rels")


def as_plain_document(data: bytes) -> bytes:
    """The package of a document without macros, in the common form of the standard."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members = package.namelist()
        types = package.read(_TYPES) if _TYPES in members else b""
        relations = package.read("_rels/.rels") if "_rels/.rels" in members else b""
        if _STRICT_SIGN in relations:
            return _rewritten(package)
        if _OTHER_MAIN.search(types):
            return _rewritten(package)
    return data


def _rewritten(package: zipfile.ZipFile) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as plain:
        for name in dict.fromkeys(package.namelist()):
            content = package.read(name)
            if name.endswith(_MARKUP):
                content = _OTHER_MAIN.sub(_MAIN, content)
                content = _STRICT.sub(_transitional, content)
            plain.writestr(name, content)
    return buffer.getvalue()


def _transitional(match: re.Match[bytes]) -> bytes:
    return b"http://schemas.openxmlformats.org/" + match[1] + b"/2006/"
