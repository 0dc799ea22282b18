"""Files are written whole or not at all."""

import os
from pathlib import Path

import pytest

from diffusionkb.whole_files import replacing, write_whole


def test_nothing_half_written_stays(tmp_path: Path) -> None:
    """Ensures that a disk that fills up leaves the old file, and no part of a new."""
    file = tmp_path / "works.json"
    file.write_text("old")

    def fill() -> None:
        with replacing(file) as part:
            part.write_text("half")
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        fill()
    assert [path.name for path in tmp_path.iterdir()] == ["works.json"]
    assert file.read_text() == "old"


def test_an_error_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    """Ensures that no name of ours stands in the message."""
    file = tmp_path / "gone" / "works.json"
    with pytest.raises(OSError) as raised:
        write_whole(file, "text")
    assert raised.value.filename == str(file)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Ensures that the file behind a link is written."""
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("old")
    link.symlink_to(file)
    write_whole(link, "new")
    assert link.is_symlink()
    assert file.read_text() == "new"


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    """Ensures that what is no file, such as /dev/null, is not replaced by one."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, b"text")
    assert os.read(reader, 10) == b"text"
    os.close(reader)
    assert pipe.is_fifo()
