"""What a terminal would obey is drawn instead."""

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.table import Table
from rich.text import Text

from diffusionkb.cli import cli
from diffusionkb.cli.output import console
from diffusionkb.starting import make

NAME = "new\nline\x1b[31m\x9b2J\u202egpj.txt"


@pytest.mark.parametrize("verb", ["build", "status"])
def test_names_of_files_are_drawn(tmp_path: Path, verb: str) -> None:
    """Ensures that a name colours nothing, breaks no line, and is seen whole."""
    make(tmp_path)
    (tmp_path / "corpus" / NAME).write_text("")
    runner = CliRunner()
    done = runner.invoke(cli, ["--kb", str(tmp_path), "build"])
    if verb == "status":
        done = runner.invoke(cli, ["--kb", str(tmp_path), verb])
    assert "  new␊line␛[31m�2J�gpj.txt (empty): the file is empty\n" in done.stderr


def test_names_of_added_files_are_drawn(tmp_path: Path) -> None:
    """Ensures that add names a file in one line, too."""
    make(tmp_path)
    new = tmp_path / NAME
    new.write_text("one")
    (tmp_path / "corpus" / NAME).write_text("another")
    done = CliRunner().invoke(cli, ["--kb", str(tmp_path), "add", str(new)])
    assert "  new␊line␛[31m�2J�gpj.txt: corpus/ has another file" in done.stderr


@pytest.mark.parametrize("shown", ["a\x1bb", Text("a\x1bb", style="bold"), "table"])
def test_texts_are_drawn(shown: object) -> None:
    """Ensures that no text of a document reaches the terminal as a command."""
    if shown == "table":
        shown = Table("a\x1bb")
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()):
        console().print(shown)
    assert "\x1b" not in out.getvalue()
    assert "a␛b" in out.getvalue()
