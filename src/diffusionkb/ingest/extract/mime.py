"""Web archives (MHTML) and e-mails → the extraction of the page or letter in them.

Pictures, style sheets and attachments are left alone. The words are read by `html.py`
and `text.py`.
"""

import codecs
from collections.abc import Iterator, Mapping
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

from ...errors import UnreadableSource
from ...model import Extraction
from . import html, text
from .charsets import decode, decode_declared, decode_markup
from .frontmatter import people
from .reading import clean

_PAGE, _LETTER = "text/html", "text/plain"
_MOST_PARTS = 10_000


def is_message(head: str) -> bool:
    """Whether these first letters, in lower case, are the header of a message."""
    header, _, _ = head.replace("\r\n", "\n").lstrip().partition("\n\n")
    lines = [line for line in header.split("\n") if line[:1] not in {" ", "\t", ""}]
    fields = {line.partition(":")[0] for line in lines}
    named = all(":" in line and " " not in line.partition(":")[0] for line in lines)
    return named and ("mime-version" in fields or {"from", "message-id"} <= fields)


def read(data: bytes) -> Extraction:
    """Read a page saved as a web archive, or an e-mail."""
    message = message_from_bytes(data.lstrip(), policy=policy.default)
    if not isinstance(message, EmailMessage):
        raise _no_text()
    parts = list(_parts(message))
    wanted = (_PAGE, _LETTER) if _is_archive(message) else (_LETTER, _PAGE)
    for kind in wanted:
        for part in parts:
            words = _words(part) if part.get_content_type() == kind else b""
            if words.strip():
                read_part = html.read if kind == _PAGE else text.read
                found = read_part(codecs.BOM_UTF8 + words)
                return replace(found, metadata=_metadata(message, found.metadata))
    raise _no_text()


def _no_text() -> UnreadableSource:
    return UnreadableSource(
        "the message holds no text",
        kind="no-text",
        remedy="open it in its program and save it as PDF",
    )


def _is_archive(message: EmailMessage) -> bool:
    return message.get_content_type() == "multipart/related" or bool(
        message.get("Snapshot-Content-Location")
    )


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts in order, without what is attached."""
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            return
        is_part = isinstance(part, EmailMessage) and not part.is_multipart()
        if is_part and part.get_content_disposition() != "attachment":
            yield part


def _words(part: EmailMessage) -> bytes:
    """The text of a part as UTF-8."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if not data.strip():
        return b""
    if charset := part.get_content_charset():
        return decode_declared(data, charset)[0].encode()
    read_as = decode_markup if part.get_content_type() == _PAGE else decode
    return read_as(data)[0].encode()


def _metadata(message: EmailMessage, found: Mapping[str, Any]) -> dict[str, Any]:
    """What the page says of itself, else what the header of the message says."""
    said: dict[str, Any] = {
        "title": clean(str(message.get("Subject", ""))),
        "issued": _day(message),
    }
    if _is_archive(message):
        address = str(
            message.get("Snapshot-Content-Location")
            or message.get("Content-Location", "")
        )
        said["URL"] = clean(address) if address.startswith("http") else ""
        said.pop("issued")  # the day on which somebody saved the page
    else:
        sender, _ = parseaddr(str(message.get("From", "")))
        # no type: styles print no reference to a personal communication
        said["author"] = people(clean(sender))
    return {field: value for field, value in {**said, **found}.items() if value}


def _day(message: EmailMessage) -> dict[str, Any] | None:
    moment = getattr(message.get("Date"), "datetime", None)
    if moment is None:
        return None
    return {"date-parts": [[moment.year, moment.month, moment.day]]}
