"""The PDF reader on files that it cannot read, or only in part."""

import hashlib
import io
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from diffusionkb import pipeline
from diffusionkb.errors import UnreadableSource
from diffusionkb.ingest import workers
from diffusionkb.ingest.extract import pdf
from diffusionkb.model import Failure, TextOrigin
from diffusionkb.query.status import status_of, waiting
from diffusionkb.settings import Folder

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


def with_kids(change: Callable[[list[bytes]], list[bytes]]) -> bytes:
    """A file of three pages whose page tree was tampered with."""
    data = written(LINES, LINES, LINES)
    kids = re.search(rb"/Kids \[([^\]]*)\]", data)
    assert kids
    numbers = re.findall(rb"\d+ 0 R", kids[1])
    changed = b"/Kids [ " + b" ".join(change(numbers)) + b" ]"
    return data.replace(kids[0], changed)


def test_what_can_be_read_of_a_damaged_file_is_read() -> None:
    """Ensures that one page that cannot be loaded is named, and the others are read."""
    data = with_kids(lambda pages: [*pages[:2], b"2 0 R"])  # the page tree itself
    extraction = pdf.read(data)
    assert extraction.quality == (1.0, 1.0, 0.0)
    assert extraction.notes[0].startswith("page 3 of 3 cannot be read: damaged")
    assert extraction.origins[1:] == (TextOrigin.FILE, TextOrigin.DAMAGED)
    assert "widow" in extraction.blocks[0].text


def test_ocr_is_not_asked_for_damaged_pages(empty_kb: Folder) -> None:
    """Ensures that a page without a picture is among the remarks, not the scans."""
    data = with_kids(lambda pages: [*pages[:2], b"2 0 R"])
    (empty_kb.corpus / "torn.pdf").write_bytes(data)
    pipeline.build(empty_kb)
    assert waiting(empty_kb) == ()
    status = status_of(empty_kb)
    assert not status.poor
    assert any("page 3 of 3 cannot be read" in str(note) for note in status.notes)


def test_a_page_that_is_not_there_is_named() -> None:
    """Ensures that a hole in the page tree is not taken for a blank page."""
    extraction = pdf.read(with_kids(lambda pages: [pages[0], b"99 0 R", pages[2]]))
    assert extraction.notes[0].startswith("page 2 of 3 cannot be read: damaged")


def test_a_page_tree_in_a_circle_ends() -> None:
    """Ensures that a file whose pages lead back to themselves is a failure."""
    with pytest.raises(UnreadableSource) as caught:
        pdf.read(with_kids(lambda pages: [b"2 0 R"] * 3))
    assert caught.value.kind == "damaged"


@pytest.mark.parametrize("cut", ["startxref", "xref"])
def test_a_file_without_its_table_is_read(cut: str) -> None:
    """Ensures that the end of a file may be missing where its pages are there."""
    data = written(LINES, LINES)
    extraction = pdf.read(data[: data.rindex(cut.encode())])
    assert extraction.blocks
    assert len(extraction.numbers) == 2


def bomb(size: int) -> bytes:
    """A file of a few kilobytes whose only page unpacks to so many bytes of spaces."""
    packer = zlib.compressobj(1)
    million = b" " * 1_000_000
    once = b"".join(packer.compress(million) for _ in range(size // len(million)))
    twice = zlib.compress(once + packer.flush(), 9)
    data = written([])
    old = re.search(rb"<<\s*/Length \d+\s*>>\s*stream.*?endstream", data, re.S)
    assert old
    head = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>" % len(twice)
    return data.replace(old[0], head + b"\nstream\n" + twice + b"\nendstream")


def outcome(
    file: Path, *, passwords: tuple[str, ...] = (), megabytes: int = 1500
) -> workers.Read | Failure:
    """How a build would read this file, in a process of its own."""
    jobs = {file.name: (file, hashlib.sha256(file.read_bytes()).hexdigest())}
    ((_, made),) = workers.run(
        jobs, workers=1, seconds=60, megabytes=megabytes, passwords=passwords
    )
    return made


def test_a_bomb_ends_as_a_failure(tmp_path: Path) -> None:
    """Ensures that a page which unpacks to more than the limit ends one reader only."""
    file = tmp_path / "bomb.pdf"
    file.write_bytes(bomb(300_000_000))
    assert file.stat().st_size < 100_000
    made = outcome(file, megabytes=600)
    assert isinstance(made, Failure)
    assert made.kind in {"crash", "memory", "time"}
    assert made.remedy


def test_a_thick_book_is_read(tmp_path: Path) -> None:
    """Ensures that six hundred pages stay within the limits, the last one included."""
    file = tmp_path / "book.pdf"
    file.write_bytes(
        written(*[LINES] * 599, ["The last page of the book has the moral."])
    )
    made = outcome(file)
    assert not isinstance(made, Failure)
    assert len(made[1].pages) == 600
    assert "moral" in made[1].pages[-1].text


def test_a_password_is_never_printed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Ensures that neither the right nor a wrong password gets into any text."""
    file = tmp_path / "locked.pdf"
    file.write_bytes(written(LINES, password="s3same-open", owner="boss"))
    refused = outcome(file, passwords=("n0t-this-one",))
    assert isinstance(refused, Failure)
    assert refused.kind == "encrypted"
    opened = outcome(file, passwords=("n0t-this-one", "s3same-open"))
    assert not isinstance(opened, Failure)
    printed = "".join(capfd.readouterr())
    for text in (repr(refused), repr(opened), printed):
        assert "s3same" not in text
        assert "n0t-this" not in text
