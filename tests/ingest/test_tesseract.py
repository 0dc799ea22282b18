"""The program tesseract: found, asked, stopped in time."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from diffusionkb.errors import CannotRun, UsageError
from diffusionkb.ingest.tesseract import OcrTrouble, _confidence, find, recognise

BLANK = b"P5 8 8 255\n" + b"\xff" * 64
TSV = "level\tpage\n" + "\n".join(
    f"{level}\t1\t1\t1\t1\t1\t0\t0\t9\t9\t{confidence}\t{word}"
    for level, confidence, word in (
        (4, -1, ""),
        (5, 90, "three"),
        (5, 50, "of"),
        (5, 95, " "),
        (5, 20, "xxx"),
    )
)


def only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin:/bin")


def test_without_the_program_it_says_how_to_get_it(monkeypatch) -> None:
    """Ensures that each system's way to install it is named, in one line."""
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CannotRun) as caught:
        find(["eng"])
    words = str(caught.value)
    for part in ("apt install tesseract-ocr", "brew install", "winget install"):
        assert part in words
    assert "\n" not in words
    assert caught.value.exit_code == 3


def test_missing_languages_are_named_with_their_package(stand_in, monkeypatch) -> None:
    """Ensures that a language without data is told before any page is read."""
    only(stand_in(), monkeypatch)
    with pytest.raises(CannotRun, match="chi_sim") as caught:
        find(["eng", "chi_sim"])
    assert "apt install tesseract-ocr-chi-sim" in str(caught.value)
    assert "here: eng)" in str(caught.value)


@pytest.mark.parametrize("languages", [[], ["de;rm"], [""], ["-l"], ["eng+"]])
def test_names_that_are_no_language(languages) -> None:
    """Ensures that nothing but names of languages reaches the program."""
    with pytest.raises(UsageError, match="language"):
        find(languages)


def test_an_old_program_is_refused(stand_in, monkeypatch) -> None:
    """Ensures that tesseract 3, which cannot do what we need, is not tried."""
    only(stand_in(version="3.05.02"), monkeypatch)
    with pytest.raises(CannotRun, match=r"3\.05\.02 is too old"):
        find(["eng"])


def test_what_an_engine_says_of_itself(stand_in, monkeypatch) -> None:
    """Ensures that version and languages stand in the stamp, languages once each."""
    only(stand_in(), monkeypatch)
    assert find(["eng+eng", "osd"]).made_with == "tesseract 5.3.0, eng+osd"


def test_a_program_that_does_not_answer(stand_in, monkeypatch) -> None:
    """Ensures that a broken installation is told as such."""
    folder = stand_in()
    (folder / "tesseract").write_text("#!/bin/sh\nexit 3\n")
    only(folder, monkeypatch)
    with pytest.raises(CannotRun, match="does not answer"):
        find(["eng"])


@pytest.mark.parametrize(
    ("does", "kind", "words"),
    [
        ("echo 'Image too large' >&2; exit 2", "program", "Image too large"),
        ("exit 0", "program", "wrote no result"),
        ("kill -9 $$", "program", "ended with -9"),
        ("exec sleep 60", "time", "more than 1 s"),
    ],
    ids=["complains", "writes nothing", "is killed", "is slow"],
)
def test_what_goes_wrong_is_said(
    stand_in, monkeypatch, tmp_path, does, kind, words
) -> None:
    """Ensures that each end of the program is a trouble, and leaves no files."""
    only(stand_in(does), monkeypatch)
    files = tmp_path / "files"
    files.mkdir()
    began = time.monotonic()
    with pytest.raises(OcrTrouble, match=words) as caught:
        recognise(find(["eng"]), BLANK, dpi=300, seconds=1, folder=files)
    assert caught.value.kind == kind
    assert time.monotonic() - began < 10
    assert list(files.iterdir()) == []


def test_confidence_is_weighed_by_letters() -> None:
    """Ensures that lines and empty words do not count, and long words count more."""
    assert _confidence(TSV) == pytest.approx((5 * 0.9 + 2 * 0.5 + 3 * 0.2) / 10)
    assert _confidence("") == 0


def test_a_real_page_is_read(
    tesseract, typed: Callable[..., bytes], tmp_path: Path
) -> None:
    """Ensures that the layer holds the words, where they stand on the page."""
    page = pypdfium2.PdfDocument(typed(["The ferry took nine hours."]))[0]
    dots = page.render(scale=200 / 72, grayscale=True).to_numpy()
    picture = b"P5 %d %d 255\n" % dots.shape[::-1] + dots.tobytes()
    found = recognise(find(["eng"]), picture, dpi=200, seconds=60, folder=tmp_path)
    assert found.confidence > 0.8
    layer = pypdfium2.PdfDocument(found.layer)[0]
    assert layer.get_textpage().get_text_bounded().strip() == (
        "The ferry took nine hours."
    )
    assert layer.get_size() == pytest.approx((420, 595), abs=1)
    assert list(tmp_path.iterdir()) == []
