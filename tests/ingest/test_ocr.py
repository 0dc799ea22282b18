"""Scans become text: which pages, marked as what, kept for how long."""

import hashlib
import io
import os
import shutil
import sqlite3
from pathlib import Path

import pypdf
import pytest

from diffusionkb import pipeline, starting
from diffusionkb.errors import CannotRun
from diffusionkb.ingest import update
from diffusionkb.ingest.extract import pdf
from diffusionkb.ingest.ocr import Task, _resolution, read_page
from diffusionkb.ingest.tesseract import find
from diffusionkb.model import LOW_QUALITY, OcrPage, TextOrigin
from diffusionkb.query.search import Mode, search
from diffusionkb.query.show import PassageView, show
from diffusionkb.query.status import status_of, waiting
from diffusionkb.settings import Folder

TYPED = [
    "The harbour master kept two ledgers and showed one of them",
    "to the inspectors, who had come by train from the capital and",
    "wished to see how the new weighing rules were being followed.",
    "Nobody in the town had read the rules, since the printed sheets",
    "were still tied in their bundle behind the door of the office.",
]
SCANNED = [
    "The weavers of the upper valley took the wide loom from a cousin",
    "who had worked with one for three winters in the ferry town and",
    "could show with her own hands how the heavy shuttle was thrown.",
    "The printed handbook that the guild had paid for was never opened",
    "and was found years later beneath the stove of the customs house.",
]
OCR_PATH = os.environ["PATH"]


def rows(folder: Folder, sql: str) -> list[tuple]:
    connection = sqlite3.connect(folder.work_db)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def put(folder: Folder, data: bytes, name: str = "ledger.pdf") -> Path:
    file = folder.corpus / name
    file.write_bytes(data)
    return file


@pytest.fixture
def mixed(typed, scanned) -> bytes:
    """A page of text, the picture of one, and a blank page."""
    return scanned(typed(TYPED, SCANNED, []), 1)


def test_pages_know_where_their_text_is_from(mixed: bytes) -> None:
    """Ensures that a picture, a text and a blank page are told apart."""
    extraction = pdf.read(mixed)
    assert extraction.origins == (TextOrigin.FILE, TextOrigin.SCAN, TextOrigin.BLANK)
    assert extraction.quality[0] > 0.9
    assert extraction.quality[1] == 0
    assert extraction.notes == (
        "no text on page 2 of 3: scanned? OCR reads them (option --ocr)",
    )


def test_a_stamp_on_every_scan_is_no_text(typed, scanned) -> None:
    """Ensures that a library's line on each scanned page does not pass for text.

    On a single page among pages of text it is the title on a cover.
    """
    stamp = ["Downloaded from a library on 3 May"]
    assert set(pdf.read(stamped(typed, scanned, stamp, pages=3)).origins) == {
        TextOrigin.SCAN
    }
    cover = stamped(typed, scanned, stamp, pages=1, after=[TYPED, TYPED])
    assert set(pdf.read(cover).origins) == {TextOrigin.FILE}


def stamped(typed, scanned, stamp, *, pages, after=()) -> bytes:
    under = pypdf.PdfReader(io.BytesIO(scanned(typed(*[SCANNED] * pages))))
    over = pypdf.PdfReader(io.BytesIO(typed(stamp)))
    writer = pypdf.PdfWriter()
    for page in under.pages:
        writer.add_page(page).merge_page(over.pages[0])
    for lines in after:
        writer.add_page(pypdf.PdfReader(io.BytesIO(typed(lines))).pages[0])
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def read_kb(tesseract, typed, scanned, tmp_path_factory) -> Folder:
    """A knowledge base of one file, built first without OCR and then with it."""
    folder = Folder(root=tmp_path_factory.mktemp("scans"))
    starting.make(folder.root)
    put(folder, scanned(typed(TYPED, SCANNED, []), 1))
    pipeline.build(folder)
    assert [(w.pages, w.origin) for w in waiting(folder)] == [((2,), "scan")]
    (before,) = rows(folder, "select text from pages where number = 0")
    report = pipeline.build(folder, with_ocr=True)
    assert report.counts["ocr"] == {"pages": 1, "failed": 0}
    assert not report.failures
    assert rows(folder, "select text from pages where number = 0") == [before]
    return folder


def test_only_what_needs_it_is_read(read_kb: Folder) -> None:
    """Ensures that OCR adds the scanned page, marked, and nothing else."""
    first, second, third = rows(
        read_kb, "select origin, quality, text from pages order by number"
    )
    assert first == ("file", 1.0, " ".join(TYPED))
    assert LOW_QUALITY < second[1] <= 0.9
    assert (second[0], second[2]) == ("ocr", " ".join(SCANNED))
    assert third[0] == "blank"
    marks = rows(read_kb, "select ocr, text from passages where kind = 'body'")
    assert {(ocr, "weavers" in text) for ocr, text in marks} == {(0, False), (1, True)}
    assert waiting(read_kb) == ()
    assert status_of(read_kb).counts["pages read by OCR"] == 1
    assert not read_kb.ocr.exists()


def test_the_mark_goes_where_the_passage_goes(read_kb: Folder) -> None:
    """Ensures that search, show and the public database say what OCR read."""
    (hit,) = search(read_kb, "heavy shuttle", mode=Mode.LEXICAL).hits
    assert hit.ocr
    view = show(read_kb, hit.passage_id)
    assert isinstance(view, PassageView)
    assert view.hit.ocr
    public = sqlite3.connect(read_kb.public_db)
    cautions = dict(public.execute("select locator, caution from passages").fetchall())
    pages = public.execute("select ocr_pages, pages_without_text from documents")
    assert pages.fetchall() == [(1, 0)]
    public.close()
    assert cautions == {
        "PDF p. 1": None,
        "PDF p. 2": "read by OCR: check before quoting",
    }


def test_what_was_read_stays(read_kb: Folder, tmp_path: Path, monkeypatch) -> None:
    """Ensures that reading rules may change without OCR, until the file is gone."""
    shutil.copytree(read_kb.root, tmp_path / "kb")
    folder = Folder(root=tmp_path / "kb")
    assert not pipeline.build(folder, with_ocr=True).changed
    monkeypatch.setattr(update, "reader_stamp", lambda: "other rules")
    monkeypatch.setenv("PATH", "/nowhere")
    again = pipeline.build(folder)
    assert again.counts["extract"]["read"] == 1
    kept = "select text from pages where origin = 'ocr'"
    assert rows(folder, kept) == rows(read_kb, kept) != []
    (folder.corpus / "ledger.pdf").rename(folder.corpus / "moved.pdf")
    pipeline.build(folder)
    assert rows(folder, kept) == rows(read_kb, kept)
    (folder.corpus / "moved.pdf").unlink()
    pipeline.build(folder)
    assert rows(folder, "select count(*) from ocr_pages") == [(0,)]


def seen(file: Path, data: bytes, quality: float = -1) -> OcrPage:
    """What OCR makes of the first page, in this process."""
    file.write_bytes(data)
    sha256 = hashlib.sha256(data).hexdigest()
    task = Task(path=file, sha256=sha256, number=0, quality=quality)
    return read_page(task, find(["eng"]), 120, (), None)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_fed_wrongly_is_turned(
    tesseract, typed, scanned, tmp_path: Path, turn: int
) -> None:
    """Ensures that a sheet which was fed upside down or sideways is read."""
    data = scanned(typed(SCANNED), turn=turn)
    page = seen(tmp_path / "turned.pdf", data)
    (block,) = pdf.read(data, ocr={0: page}).blocks
    assert block.text == " ".join(SCANNED)


@pytest.mark.parametrize(("quality", "is_better"), [(0.2, True), (0.97, False)])
def test_text_gives_way_only_to_better(
    tesseract, typed, tmp_path: Path, quality: float, is_better: bool
) -> None:
    """Ensures that what the file says stays where OCR is no surer."""
    page = seen(tmp_path / "typed.pdf", typed(SCANNED), quality)
    assert (page.layer is not None) is is_better
    assert page.quality <= 0.9
    assert not page.kind


def test_a_picture_without_words_gives_none(
    tesseract, typed, scanned, tmp_path: Path
) -> None:
    """Ensures that an empty scanned sheet is known to be empty, not asked for again."""
    data = scanned(typed([]))
    page = seen(tmp_path / "empty.pdf", data)
    assert page.layer == b""
    extraction = pdf.read(data, ocr={0: page})
    assert extraction.origins == (TextOrigin.OCR,)
    assert extraction.quality == (0.0,)
    assert "found no words on page 1" in extraction.notes[0]


def test_a_file_that_changed_is_not_read(
    tmp_path: Path, typed, scanned, stand_in, monkeypatch
) -> None:
    """Ensures that no page is kept under another file's hash."""
    monkeypatch.setenv("PATH", f"{stand_in()}{os.pathsep}{OCR_PATH}")
    (tmp_path / "a.pdf").write_bytes(scanned(typed(SCANNED)))
    task = Task(path=tmp_path / "a.pdf", sha256="other", number=0, quality=-1)
    page = read_page(task, find(["eng"]), 5, (), None)
    assert (page.kind, page.layer) == ("changed", None)


def test_text_of_an_earlier_ocr_is_marked(tesseract, typed, scanned, tmp_path) -> None:
    """Ensures that a file which tesseract made searchable counts as OCR, not redone."""
    page = seen(tmp_path / "scan.pdf", scanned(typed(SCANNED)))
    extraction = pdf.read(page.layer)
    assert extraction.origins == (TextOrigin.OCR,)
    assert 0.7 < extraction.quality[0] <= 0.9
    assert "read by OCR before" in extraction.notes[0]


def test_no_program_no_work(empty_kb: Folder, mixed: bytes, monkeypatch) -> None:
    """Ensures that a build with OCR ends before anything is done without tesseract."""
    put(empty_kb, mixed)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CannotRun, match="tesseract"):
        pipeline.build(empty_kb, with_ocr=True)
    assert not empty_kb.state.exists()


def test_a_page_that_fails_is_told_and_not_tried_again(
    empty_kb: Folder, typed, scanned, stand_in, monkeypatch
) -> None:
    """Ensures that the build goes on, and tries again only when the limit changes."""
    folder = stand_in("exec sleep 60")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{OCR_PATH}")
    put(empty_kb, scanned(typed(["Title"], SCANNED), 1))
    settings = empty_kb.root / "diffusionkb.toml"
    settings.write_text("ocr_seconds_per_page = 1\nocr = true\n")
    for _ in range(2):
        report = pipeline.build(empty_kb)
        (failure,) = report.failures
        assert (failure.stage, failure.path) == ("ocr", "ledger.pdf")
        assert failure.message == "page 2: took more than 1 s"
        assert "ocr_seconds_per_page" in failure.remedy
        assert (folder / "calls").read_text().count("\n") == 1
    assert report.counts["extract"]["unchanged"] == 1  # its text page is there
    (folder / "tesseract").write_text(
        (folder / "tesseract").read_text().replace("sleep 60", "false")
    )
    settings.write_text("ocr_seconds_per_page = 2\nocr = true\n")
    (failure,) = pipeline.build(empty_kb).failures
    assert failure.message.startswith("page 2: tesseract ended with 1")
    assert (folder / "calls").read_text().count("\n") == 2


@pytest.mark.parametrize(
    ("width", "height", "dpi"),
    [
        (595, 842, 300),
        (2480, 3508, 122),
        (200, 14_400, 160),
        (40_000, 40_000, 72),
        (0, 0, 300),
    ],
    ids=["A4", "pixels taken for points", "a strip", "a wall", "nothing"],
)
def test_large_sheets_are_seen_more_coarsely(width, height, dpi) -> None:
    """Ensures that no page needs more memory than a reader has."""
    assert _resolution(width, height) == dpi
