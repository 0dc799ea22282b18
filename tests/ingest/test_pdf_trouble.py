"""The PDF reader on files that it cannot read, or only in part."""

import io

import pypdf
import pytest
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from diffusionkb.errors import UnreadableSource
from diffusionkb.ingest.extract import pdf
from diffusionkb.model import TextOrigin

LINES = ["The wells of the upper villages were dug by hand until a widow came."] * 9


def written(*pages: list[str], password: str | None = None, owner: str = "") -> bytes:
    """A PDF file with these lines on its pages; encrypted with a password."""
    writer = pypdf.PdfWriter()
    font = DictionaryObject()
    for key, value in (("Type", "Font"), ("Subtype", "Type1"), ("BaseFont", "Courier")):
        font[NameObject(f"/{key}")] = NameObject(f"/{value}")
    fonts = DictionaryObject({NameObject("/F"): font})
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        shown = " T* ".join(f"({line}) Tj" for line in lines)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F 10 Tf 12 TL 72 700 Td {shown} ET".encode())
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        page[NameObject("/Contents")] = writer._add_object(stream)
    if password is not None:
        writer.encrypt(password, owner, algorithm="AES-256")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_a_password_opens_an_encrypted_file() -> None:
    """Ensures that the right one of the passwords is found."""
    data = written(LINES, password="drill", owner="boss")
    assert pdf.read(data, passwords=["wrong", "drill"]).blocks[0].text.startswith("The")
    with pytest.raises(UnreadableSource) as caught:
        pdf.read(data, passwords=["wrong"])
    assert caught.value.kind == "encrypted"
    assert "diffusionkb.toml" in caught.value.remedy
    assert "--password" in caught.value.remedy


def test_an_owner_password_does_not_hinder_reading() -> None:
    """Ensures that a file which only restricts printing is read without asking."""
    assert pdf.read(written(LINES, password="", owner="boss")).blocks


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"%PDF-1.5\nnothing more", "damaged"),
        (written(LINES)[:300], "damaged"),
    ],
    ids=["no bytes", "blank", "no pages", "truncated"],
)
def test_unreadable_files_say_why(data: bytes, kind: str) -> None:
    """Ensures that each sort of trouble has its name and a remedy."""
    with pytest.raises(UnreadableSource) as caught:
        pdf.read(data)
    assert caught.value.kind == kind
    assert caught.value.remedy


def test_blank_pages_are_no_scans() -> None:
    """Ensures that a page with nothing on it is kept, and nobody is sent to OCR it."""
    extraction = pdf.read(written(LINES, [], []))
    assert extraction.quality[0] > 0.9
    assert extraction.quality[1:] == (0.0, 0.0)
    assert extraction.origins[1:] == (TextOrigin.BLANK, TextOrigin.BLANK)
    assert extraction.notes == ()
    assert pdf.read(written([], [])).notes == ("nothing at all on pages 1-2",)
