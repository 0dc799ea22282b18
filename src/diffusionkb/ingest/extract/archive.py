"""ZIP containers of documents (DOCX, ODT, EPUB): opened in memory, within limits.

Nothing is ever unpacked to disk, so the names of members can lead nowhere.
"""

import io
import posixpath
import zipfile
import zlib

from ...errors import UnreadableSource

_MOST_BYTES = 400_000_000  # of all members, unpacked
_MOST_MEMBERS = 20_000
_MOST_RATIO = 200  # unpacked to packed, of members over a megabyte
_MEGABYTE = 1_000_000
_CHUNK = 65_536
DECOMPRESSION = zlib.error
_BROKEN = (
    zipfile.BadZipFile, DECOMPRESSION, EOFError, NotImplementedError, ValueError,
    OSError, RuntimeError,
)  # fmt: skip


def opened(data: bytes, *, what: str) -> zipfile.ZipFile:
    """Open a container; refuse what is no ZIP, is locked, or unpacks absurdly."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN as error:
        raise damaged(what, error) from error
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableSource(
            f"the {what}'s ZIP container is encrypted",
            kind="encrypted",
            remedy="remove the password and save the document again",
        )
    if (
        len(parts) > _MOST_MEMBERS
        or sum(part.file_size for part in parts) > _MOST_BYTES
        or any(map(_is_bomb, parts))
    ):
        raise UnreadableSource(
            f"the {what} unpacks to an implausible size (a ZIP bomb?)",
            kind="damaged",
            remedy="open it in its program and save it as PDF",
        )
    return archive


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > max(_MEGABYTE, part.compress_size * _MOST_RATIO)


def content(archive: zipfile.ZipFile, member: str) -> tuple[bytes, str]:
    """What can be read of a member, and what kept the rest from being read."""
    chunks: list[bytes] = []
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                chunks.append(chunk)
    except KeyError:
        return b"", "it is missing"
    except _BROKEN as error:
        return b"".join(chunks), str(error) or type(error).__name__
    return b"".join(chunks), ""


def resolved(base: str, reference: str) -> str:
    """The member that `reference`, found in member `base`, means."""
    path = posixpath.join(posixpath.dirname(base), reference)
    return posixpath.normpath(path).lstrip("/")


def damaged(what: str, error: object) -> UnreadableSource:
    """The refusal of a container or of its main part."""
    return UnreadableSource(
        f"the {what} is damaged: {error}",
        kind="damaged",
        remedy="get the file again, or open it in its program and save it as PDF",
    )
