"""The verb map: a table that fits, and files."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from diffusionkb.cli import cli
from diffusionkb.settings import Folder


def ask(folder: Folder, *arguments: object) -> Result:
    words = ["--kb", str(folder.root), "map", *map(str, arguments)]
    return CliRunner().invoke(cli, words)


def test_the_table_fits(small_kb: Folder) -> None:
    """Ensures that all columns are shown, within 80 letters, with their claims."""
    for by in ("sector", "design", "decade", "innovation"):
        done = ask(small_kb, "--by", by, "--parts")
        assert done.exit_code == 0, done.output
        assert max(map(len, done.stdout.splitlines())) <= 80
        assert "Information alone does not spread an innovation" in done.stdout
        assert "searched, none found" in done.stdout
    assert "no work here is on it: social care" in ask(small_kb).stdout


def test_no_figure_is_cut_in_a_narrow_window(
    small_kb: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that columns stand below each other where a window holds few of them."""
    wide = ask(small_kb, "--parts").stdout
    monkeypatch.setenv("COLUMNS", "32")
    narrow = ask(small_kb, "--parts").stdout
    assert "…" not in narrow
    assert narrow.count("\nread ") > wide.count("\nread ")
    assert max(map(len, narrow.splitlines())) <= 32


def test_formats_by_option_and_by_ending(small_kb: Folder, tmp_path: Path) -> None:
    """Ensures that a file's ending says what is written, and that others are told."""
    assert json.loads(ask(small_kb, "--format", "json").stdout)["by"] == "sector"
    for ending, begins in (("svg", "<svg"), ("html", "<!DOCTYPE"), ("csv", "code,")):
        file = tmp_path / f"map.{ending}"
        assert ask(small_kb, "-o", file).exit_code == 0
        assert file.read_text("utf-8").startswith(begins)
        assert ask(small_kb, "--format", ending).stdout.startswith(begins)
    plain = tmp_path / "map.txt"
    assert ask(small_kb, "-o", plain).exit_code == 2
    assert ask(small_kb, "-o", plain, "--format", "table").exit_code == 0
    assert "Evidence by claim and sector" in plain.read_text("utf-8")


def test_an_unknown_code(small_kb: Folder) -> None:
    """Ensures that a wrong code is named."""
    done = ask(small_kb, "M99")
    assert done.exit_code != 0
    assert "M99" in str(done.exception)


def test_filters_are_options(small_kb: Folder) -> None:
    """Ensures that the map can be of some works, and wrong years are told."""
    data = json.loads(ask(small_kb, "--year", "1980..", "--format", "json").stdout)
    assert data["works"] == 3
    assert ask(small_kb, "--year", "soon").exception is not None
