"""Scans at the command line: found, read with --ocr, marked wherever they are shown.

A stand-in for tesseract gives back a prepared page, so that this runs everywhere; the
real one is at work in tests/ingest/test_ocr.py.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).parent / "diffusionkb"
LINES = [
    "The millers of the lower valley took the new sluice gate from a",
    "joiner who had built four of them for the canal company, and who",
    "stayed for a month until the first wheel turned without a jolt.",
    "The drawing that the ministry had sent to every mill was folded",
    "under the leg of a table, where it served for twenty-six years.",
]


def run(*arguments: object, kb: Path, path: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *map(str, arguments)],
        cwd=kb,
        text=True,
        capture_output=True,
        timeout=200,
        env=os.environ | {"COLUMNS": "80", "NO_COLOR": "1", "PATH": path},
    )


@pytest.fixture
def kb(tmp_path: Path, typed, scanned) -> Path:
    """A knowledge base with a scan of one page, not built."""
    folder = tmp_path / "kb"
    subprocess.run([COMMAND, "init", folder], check=True, capture_output=True)
    (folder / "corpus" / "mill.pdf").write_bytes(scanned(typed(LINES)))
    return folder


def programs(
    stand_in, folder: Path, layer: bytes, *, confidence: int, version: str = "5.3.0"
) -> str:
    """A PATH on which tesseract reads this page, as sure as this of its words."""
    (folder / "layer.pdf").write_bytes(layer)
    row = "\t".join(["5", *"1111199999"[:9], str(confidence), "valley"])
    (folder / "table.tsv").write_text(f"head\n{row}\n")
    does = f'cp "{folder}/layer.pdf" "$2.pdf"; cp "{folder}/table.tsv" "$2.tsv"'
    return f"{stand_in(does, version=version)}{os.pathsep}{os.environ['PATH']}"


def without_tesseract() -> str:
    """The PATH, less the folders in which tesseract stands."""
    folders = os.environ["PATH"].split(os.pathsep)
    return os.pathsep.join(f for f in folders if not (Path(f) / "tesseract").exists())


def test_a_scan_from_first_build_to_search(kb, tmp_path, typed, stand_in) -> None:
    """Ensures that a user is led to --ocr, and sees later what came from it."""
    path = programs(stand_in, tmp_path, typed(LINES), confidence=88)
    first = run("build", kb=kb, path=path)
    assert first.returncode == 0
    assert "'diffusionkb build --ocr' reads them" in first.stderr
    assert "mill.pdf: 1 page without text" in first.stderr
    seen = run("status", kb=kb, path=path).stdout
    assert "mill.pdf: no text on page 1 of 1" in " ".join(seen.split())
    assert "build --ocr" in seen
    assert "2 min in all" in " ".join(seen.split())

    second = run("build", "--ocr", kb=kb, path=path)
    assert second.returncode == 0, second.stderr
    assert "1 page read by OCR" in second.stdout
    assert "--ocr" not in second.stderr
    seen = run("status", kb=kb, path=path).stdout
    assert "pages read by OCR  1" in seen
    assert "build --ocr" not in seen

    answer = run("search", "sluice gate", kb=kb, path=path).stdout
    assert "p. 1 [OCR]" in answer
    assert "read by OCR: check before you quote" in answer
    assert max(map(len, answer.splitlines())) <= 80
    (hit,) = json.loads(
        run("search", "sluice gate", "--format", "json", kb=kb, path=path).stdout
    )
    assert hit["ocr"] is True
    assert hit["text_quality"] == 0.88
    assert "[OCR]" in run("show", hit["passage_id"], kb=kb, path=path).stdout

    # A newer version reads the page anew; this one is not sure of its words.
    path = programs(stand_in, tmp_path, typed(LINES), confidence=55, version="5.4.0")
    assert run("build", "--ocr-language", "eng", kb=kb, path=path).returncode == 0
    assert "[OCR, poor text]" in run("search", "sluice gate", kb=kb, path=path).stdout
    seen = run("status", kb=kb, path=path).stdout
    assert "Poor OCR (quality under 0.7) on page 1 of 1: mill.pdf" in seen
    report = json.loads(run("status", "--format", "json", kb=kb, path=path).stdout)
    (poor,) = report["poor"]
    assert (poor["path"], poor["pages"], poor["origin"]) == ("mill.pdf", [1], "ocr")


def test_extract_reads_a_scan(kb, tmp_path, typed, stand_in) -> None:
    """Ensures that one file can be looked at with OCR, pages and passages marked."""
    path = programs(stand_in, tmp_path, typed(LINES), confidence=88)
    file = kb / "corpus" / "mill.pdf"
    plain = json.loads(
        run("extract", file, "--format", "json", kb=kb, path=path).stdout
    )
    assert [page["ocr"] for page in plain["pages"]] == [False]
    assert plain["passages"] == []
    done = run("extract", file, "--ocr", "--format", "json", kb=kb, path=path)
    read = json.loads(done.stdout)
    assert [page["ocr"] for page in read["pages"]] == [True]
    assert [passage["ocr"] for passage in read["passages"]] == [True]
    assert "tesseract 5.3.0, eng" in read["made_with"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["build", "--ocr"], "apt install tesseract-ocr"),
        (["extract", "corpus/mill.pdf", "--ocr"], "apt install tesseract-ocr"),
    ],
    ids=["build", "extract"],
)
def test_without_tesseract(kb, arguments, words) -> None:
    """Ensures that one line says how to install it, before any work, exit code 3."""
    path = without_tesseract()
    assert shutil.which("tesseract", path=path) is None
    done = run(*arguments, kb=kb, path=path)
    assert done.returncode == 3
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert words in line
    assert not (kb / ".diffusionkb").exists()


def test_a_language_that_is_not_there(kb, stand_in) -> None:
    """Ensures that the package of a missing language is named, exit code 3."""
    path = f"{stand_in()}{os.pathsep}{os.environ['PATH']}"
    done = run("build", "--ocr", "--ocr-language", "deu", kb=kb, path=path)
    assert done.returncode == 3
    assert "apt install tesseract-ocr-deu" in done.stderr
    assert not (kb / ".diffusionkb").exists()
