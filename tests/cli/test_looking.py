"""The verbs extract and pages in a knowledge base: its settings count."""

from pathlib import Path

import pypdf
import pytest
import typst
from click.testing import CliRunner

from diffusionkb.cli import cli
from diffusionkb.errors import UnreadableSource

PASSWORD = "heron-and-otter"


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    """A knowledge base with one file that opens with the password of its settings."""
    plain, file = tmp_path / "plain.pdf", tmp_path / "corpus" / "locked.pdf"
    plain.write_bytes(typst.compile(b"The drill went from village to village."))
    writer = pypdf.PdfWriter(clone_from=plain)
    writer.encrypt(PASSWORD, algorithm="RC4-128")
    file.parent.mkdir()
    writer.write(file)
    (tmp_path / "diffusionkb.toml").write_text(f'passwords = ["{PASSWORD}"]\n')
    return file


@pytest.mark.parametrize("verb", ["extract", "pages"])
def test_passwords_of_the_settings_open_files(locked: Path, verb: str) -> None:
    """Ensures that a listed password opens a file, and that it is never printed."""
    kb = str(locked.parents[1])
    done = CliRunner().invoke(cli, ["--kb", kb, verb, str(locked)])
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output


def test_a_password_that_fails_is_not_told(locked: Path) -> None:
    """Ensures that a file which stays shut says so, without the words that were tried."""
    (locked.parents[1] / "diffusionkb.toml").write_text('passwords = ["badger"]\n')
    kb = str(locked.parents[1])
    refused = CliRunner().invoke(cli, ["--kb", kb, "extract", str(locked)])
    assert isinstance(refused.exception, UnreadableSource)
    assert "protected with a password" in str(refused.exception)
    assert "badger" not in f"{refused.exception}{refused.output}"
