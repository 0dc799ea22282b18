"""Which files are in corpus/, and which of them changed."""

import os
from pathlib import Path

import pytest

from diffusionkb.ingest.collect import NOT_SETTLED, scan

LONG_AGO = (1_500_000_000, 1_500_000_000)


def put(file: Path, text: str = "words") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    os.utime(file, LONG_AGO)
    return file


def kinds(corpus: Path) -> dict[str, str]:
    return {failure.path: failure.kind for failure in scan(corpus, {}).failures}


def test_research_files_are_found_in_order(tmp_path: Path) -> None:
    """Ensures that files in folders count, and our own and hidden ones do not."""
    names = ("b.pdf", "a/c.txt", "Ünïcode name.md")
    others = (
        *("references.json", "README.md", "LICENSE", ".hidden.txt", ".git/config"),
        *("half.pdf.part", "~$open.docx"),
    )
    for name in (*names, *others):
        put(tmp_path / name)
    found = scan(tmp_path, {})
    assert set(found.files) == set(names)
    assert list(found.files) == [
        path.relative_to(tmp_path).as_posix() for path in sorted(found.paths.values())
    ]
    assert found.failures == ()


def test_same_bytes_have_the_same_hash(tmp_path: Path) -> None:
    """Ensures that a file's identity is what is in it, not its name."""
    put(tmp_path / "a.txt", "same")
    put(tmp_path / "b.txt", "same")
    put(tmp_path / "c.txt", "other")
    files = scan(tmp_path, {}).files
    assert files["a.txt"] == files["b.txt"] != files["c.txt"]


def test_an_unchanged_file_is_not_read_again(tmp_path: Path) -> None:
    """Ensures that size and time are enough where the time can be trusted."""
    file = put(tmp_path / "a.txt")
    seen = scan(tmp_path, {}).seen
    known = {"a.txt": (*seen["a.txt"][:2], "remembered")}
    assert scan(tmp_path, known).files == {"a.txt": "remembered"}
    put(file, "longer words")
    assert scan(tmp_path, known).files["a.txt"] != "remembered"


def test_a_young_file_is_read_again(tmp_path: Path) -> None:
    """Ensures that two writes within a tick of the clock are told apart."""
    file = tmp_path / "a.txt"
    file.write_text("one")
    first = scan(tmp_path, {})
    assert first.seen["a.txt"][1] == NOT_SETTLED
    state = file.stat()
    file.write_text("two")
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert scan(tmp_path, first.seen).files != first.files


def test_links(tmp_path: Path) -> None:
    """Ensures that links inside are followed, and those that lead away are named."""
    corpus = tmp_path / "corpus"
    put(corpus / "a.txt")
    put(corpus / "folder" / "b.txt")
    put(tmp_path / "secret.txt")
    (corpus / "inside.txt").symlink_to("a.txt")
    (corpus / "outside.txt").symlink_to(tmp_path / "secret.txt")
    (corpus / "again").symlink_to("folder")
    (corpus / "gone.txt").symlink_to("nowhere.txt")
    (corpus / "circle.txt").symlink_to("circle.txt")
    assert set(scan(corpus, {}).files) == {"a.txt", "folder/b.txt", "inside.txt"}
    assert kinds(corpus) == {
        "outside.txt": "outside",
        "again": "outside",
        "gone.txt": "unreadable",
        "circle.txt": "unreadable",
    }


def test_a_corpus_that_is_a_link_is_fine(tmp_path: Path) -> None:
    """Ensures that corpus/ may stand on another disk."""
    put(tmp_path / "disk" / "a.txt")
    (tmp_path / "corpus").symlink_to("disk")
    found = scan(tmp_path / "corpus", {})
    assert set(found.files) == {"a.txt"}
    assert found.failures == ()


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Ensures that what is no ordinary file ends neither build nor patience."""
    os.mkfifo(tmp_path / "pipe.txt")
    (failure,) = scan(tmp_path, {}).failures
    assert failure.kind == "unreadable"
    assert "no ordinary file" in failure.message


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_what_may_not_be_read_is_named(tmp_path: Path) -> None:
    """Ensures that a locked file or folder does not stop the others."""
    put(tmp_path / "locked.txt").chmod(0)
    put(tmp_path / "folder" / "b.txt")
    (tmp_path / "folder").chmod(0)
    put(tmp_path / "a.txt")
    try:
        assert set(scan(tmp_path, {}).files) == {"a.txt"}
        assert set(kinds(tmp_path)) == {"locked.txt", "folder"}
    finally:
        (tmp_path / "folder").chmod(0o700)


def test_a_folder_that_cannot_be_listed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that one locked folder does not stop the build."""
    put(tmp_path / "a.txt")
    put(tmp_path / "locked" / "b.txt")
    listed = Path.iterdir

    def iterdir(self: Path):  # type: ignore[no-untyped-def]
        if self.name == "locked":
            raise PermissionError(13, "Permission denied")
        return listed(self)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    assert set(scan(tmp_path, {}).files) == {"a.txt"}
    assert kinds(tmp_path) == {"locked": "unreadable"}


def test_a_name_that_is_no_text_is_spelled_out(tmp_path: Path) -> None:
    """Ensures that a file named in an old encoding can be stored and shown."""
    file = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(file, "w") as stream:
        stream.write("words")
    found = scan(tmp_path, {})
    assert list(found.files) == ["caf\\xe9.txt"]
    assert found.paths["caf\\xe9.txt"].read_text() == "words"


@pytest.mark.parametrize(
    "name",
    ["two\nlines.pdf", "-rf.pdf", "🦀 — naïve.pdf", "a" * 251 + ".pdf", "%s {0}.pdf"],
    ids=["newline", "leading dash", "emoji", "long", "patterns"],
)
def test_any_name_is_found(tmp_path: Path, name: str) -> None:
    """Ensures that no name that a disk allows is lost or changed."""
    put(tmp_path / name)
    found = scan(tmp_path, {})
    assert list(found.files) == [name]
    assert found.paths[name] == tmp_path / name


@pytest.mark.parametrize(
    "folder", ["Drills_files", "Drills-Dateien", "Drills_fichiers"]
)
def test_parts_of_a_saved_page(tmp_path: Path, folder: str) -> None:
    """Ensures that a page's frames are no research; a folder without a page counts."""
    put(tmp_path / "Drills.html")
    put(tmp_path / folder / "saved_resource.html")
    put(tmp_path / "Wells_files" / "a.html")
    assert set(scan(tmp_path, {}).files) == {"Drills.html", "Wells_files/a.html"}
