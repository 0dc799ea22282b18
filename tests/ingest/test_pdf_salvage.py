"""The PDF reader on files that have lost their end, as broken downloads have."""

import zlib
from collections.abc import Mapping

import pytest

from diffusionkb import pipeline
from diffusionkb.errors import UnreadableSource
from diffusionkb.ingest.extract import pdf
from diffusionkb.model import LOW_QUALITY, TextOrigin
from diffusionkb.query.status import status_of, waiting
from diffusionkb.settings import Folder

TEXTS = {
    "Arrach": "In Arrach the wells were dug by hand until a widow came with a drill",
    "Boumor": "Nobody told Boumor of it; a carter had seen the tripod from the road",
    "Cinnet": "The council at Cinnet paid for two more and then forgot their upkeep",
    "Dolmen": "Last of all, farmers near Dolmen bought one between them, at harvest",
}
TOWNS = tuple(TEXTS)
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>"


def page(number: int, contents: str = "") -> bytes:
    return (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]"
        b"/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R%s>>"
    ) % (number + 1, contents.encode())


def words(town: str) -> bytes:
    text = f"BT /F 10 Tf 72 700 Td ({TEXTS[town]}.) Tj ET".encode()
    return b"<</Length %d>>\nstream\n%s\nendstream" % (len(text), text)


def written(objects: Mapping[int, bytes]) -> bytes:
    parts = [b"%d 0 obj\n%s\nendobj\n" % item for item in objects.items()]
    return b"%PDF-1.5\n" + b"".join(parts)


def cut_off(*, towns: tuple[str, ...] = TOWNS, kids: str = "") -> bytes:
    """A file that ends amid its catalogue, with or without its page tree."""
    objects = {3: FONT}
    for place, town in enumerate(towns):
        objects |= {10 + 2 * place: page(10 + 2 * place), 11 + 2 * place: words(town)}
    if kids:
        objects[2] = f"<</Type/Pages/Count 4/Kids[{kids}]>>".encode()
    return written(objects) + b"1 0 obj\n<</Type/Cata"


def towns_read(data: bytes) -> list[str | None]:
    """Of each page the town it tells of."""
    extraction = pdf.read(data)
    found: dict[int, str] = {}
    for block in extraction.blocks:
        for piece in block.pieces:
            found[piece.page] = next(town for town in TOWNS if town in piece.text)
    return [found.get(number.index) for number in extraction.numbers]


def test_pages_of_a_broken_download_are_read_in_their_order() -> None:
    """Ensures that a file without catalogue and page tree still has its pages."""
    assert towns_read(cut_off()) == list(TOWNS)


def test_the_page_tree_that_is_left_says_the_order() -> None:
    """Ensures that pages stand where the file has them, not where they were written."""
    data = cut_off(kids="16 0 R 10 0 R 14 0 R 12 0 R")
    assert towns_read(data) == ["Dolmen", "Arrach", "Cinnet", "Boumor"]


def test_a_lost_page_leaves_its_place_empty() -> None:
    """Ensures that what follows a lost page keeps its number."""
    data = cut_off(towns=TOWNS[:2], kids="10 0 R 20 0 R 12 0 R")
    assert towns_read(data) == ["Arrach", None, "Boumor"]
    assert pdf.read(data).origins[1] is TextOrigin.DAMAGED


def test_packed_pages_are_found() -> None:
    """Ensures that pages within an object stream (PDF 1.5) are read."""
    first, second = page(10), page(12)
    index = b"10 0 12 %d " % (len(first) + 1)
    packed = zlib.compress(index + first + b" " + second)
    stream = b"<</Type/ObjStm/N 2/First %d/Filter/FlateDecode/Length %d>>" % (
        len(index),
        len(packed),
    )
    objects = {
        3: FONT,
        11: words("Arrach"),
        13: words("Boumor"),
        20: stream + b"\nstream\n" + packed + b"\nendstream",
    }
    assert towns_read(written(objects)) == ["Arrach", "Boumor"]


def test_what_was_salvaged_is_marked_as_poor_text() -> None:
    """Ensures that nobody takes what is left of a file for the whole of it."""
    extraction = pdf.read(cut_off())
    assert max(extraction.quality) < LOW_QUALITY
    assert set(extraction.origins) == {TextOrigin.SALVAGED}
    assert extraction.notes[0].startswith("the end of the file is missing")


@pytest.mark.parametrize(
    "data",
    [
        cut_off().replace(b"/Type/Font", b"/Encrypt 9 0 R /Type/Font"),
        written({3: FONT, 10: page(10)}),
        written({3: FONT, 11: words("Arrach")}),
        written({20: b"<</Type/ObjStm/N 1/First 4>>\nstream\nnothing\nendstream"}),
    ],
    ids=["encrypted", "pages without text", "text without pages", "broken stream"],
)
def test_a_file_with_nothing_to_salvage_is_a_failure(data: bytes) -> None:
    """Ensures that no empty document is made of a wreck."""
    with pytest.raises(UnreadableSource) as caught:
        pdf.read(data)
    assert caught.value.kind == "damaged"


def test_status_says_that_the_file_is_to_be_got_again(empty_kb: Folder) -> None:
    """Ensures that the owner of a knowledge base hears of it."""
    (empty_kb.corpus / "torn.pdf").write_bytes(cut_off())
    pipeline.build(empty_kb)
    status = status_of(empty_kb)
    assert any("the end of the file is missing" in str(note) for note in status.notes)
    assert waiting(empty_kb) == ()  # OCR would not help
