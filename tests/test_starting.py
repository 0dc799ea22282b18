"""Make a knowledge base, and put files into one."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from diffusionkb.cli import cli
from diffusionkb.errors import BibliographyError, UsageError
from diffusionkb.ingest import bibliography
from diffusionkb.settings import Folder, Settings, load_settings
from diffusionkb.starting import add, make


def outcomes(folder: Folder, *paths: Path) -> dict[str, str]:
    return {added.name: added.outcome for added in add(folder, paths)}


def items(*items: object, name: str, folder: Path) -> Path:
    file = folder / name
    file.write_text(json.dumps(items), encoding="utf-8")
    return file


def test_a_new_knowledge_base_can_be_loaded(tmp_path: Path) -> None:
    """Ensures that what init writes is what build reads."""
    folder = Folder(root=tmp_path / "new")
    written = make(folder.root)
    assert {file.name for file in written} == {
        *("codebook.yaml", "references.json", "diffusionkb.toml", ".gitignore")
    }
    load_settings(folder)
    assert bibliography.load(folder.references) == {}


def test_every_setting_in_the_file_is_a_real_one(tmp_path: Path) -> None:
    """Ensures that the commented settings can be uncommented as they stand."""
    make(tmp_path)
    file = tmp_path / "diffusionkb.toml"
    lines = [line.removeprefix("# ") for line in file.read_text().splitlines()]
    file.write_text("\n".join(line for line in lines if " = " in line))
    assert load_settings(Folder(root=tmp_path)) == Settings()


def test_the_next_command_is_quoted_for_the_shell(tmp_path: Path) -> None:
    """Ensures that what is printed works in a folder with spaces."""
    done = CliRunner().invoke(cli, ["init", str(tmp_path / "my library")])
    assert f"cd '{tmp_path}/my library' &&" in done.stderr


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """Ensures that init on a folder in use keeps every file in it."""
    make(tmp_path)
    references = Folder(root=tmp_path).references
    references.write_text('[{"id": "mine"}]')
    assert make(tmp_path) == []
    assert references.read_text() == '[{"id": "mine"}]'


def test_the_bundled_corpus_comes_along(tmp_path: Path) -> None:
    """Ensures that --with-corpus brings works and their codings."""
    make(tmp_path, with_corpus=True)
    folder = Folder(root=tmp_path)
    assert len(bibliography.load(folder.references)) > 10
    assert list(folder.annotations.glob("*/*.jsonl"))
    assert not list(tmp_path.rglob("*.part"))


def test_a_file_is_no_place_for_a_knowledge_base(tmp_path: Path) -> None:
    """Ensures that a wrong name is said, whether DIR or above it."""
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(UsageError, match="is a file"):
        make(file)
    with pytest.raises(UsageError, match="cannot be written"):
        make(file / "below")


def test_documents_are_copied_once(empty_kb: Folder, tmp_path: Path) -> None:
    """Ensures that the same file is not copied again and another is not lost."""
    mine = tmp_path / "mine"
    (mine / "deep").mkdir(parents=True)
    (mine / ".hidden").mkdir()
    (mine / "a.txt").write_text("one")
    (mine / "deep" / "b.txt").write_text("two")
    (mine / ".hidden" / "c.txt").write_text("not for us")
    (mine / ".d.txt").write_text("not for us")
    assert outcomes(empty_kb, mine) == {"a.txt": "added", "b.txt": "added"}
    assert outcomes(empty_kb, mine / "a.txt") == {"a.txt": "there"}
    (mine / "a.txt").write_text("three")
    assert outcomes(empty_kb, mine / "a.txt") == {"a.txt": "conflict"}
    assert (empty_kb.corpus / "a.txt").read_text() == "one"
    assert not list(empty_kb.corpus.glob("*.part"))


def test_of_a_folder_only_documents_are_taken(empty_kb: Folder, tmp_path: Path) -> None:
    """Ensures that other files are passed over, unless they are named themselves."""
    mine = tmp_path / "mine"
    mine.mkdir()
    for name in ("A.PDF", "b.nxml", "c.yaml", "d.json", "e.log"):
        (mine / name).write_text("something")
    assert outcomes(empty_kb, mine) == {
        **dict.fromkeys(["A.PDF", "b.nxml"], "added"),
        **dict.fromkeys(["c.yaml", "d.json", "e.log"], "passed over"),
    }
    assert outcomes(empty_kb, mine / "e.log") == {"e.log": "added"}


def test_parts_of_a_saved_page_stay_where_they_are(
    empty_kb: Folder, tmp_path: Path
) -> None:
    """Ensures that of a page that a browser saved the page alone is taken."""
    parts = tmp_path / "mine" / "Page_files"
    parts.mkdir(parents=True)
    (parts.parent / "Page.html").write_text("the page")
    (parts / "frame.html").write_text("an advertisement")
    assert outcomes(empty_kb, parts.parent) == {"Page.html": "added"}


def test_a_missing_path_is_named(empty_kb: Folder, tmp_path: Path) -> None:
    """Ensures that nothing is copied before all paths are known to be there."""
    (tmp_path / "a.txt").write_text("one")
    with pytest.raises(UsageError, match=r"nowhere\.txt does not exist"):
        add(empty_kb, [tmp_path / "a.txt", tmp_path / "nowhere.txt"])
    assert not (empty_kb.corpus / "a.txt").exists()


def test_entries_are_merged(empty_kb: Folder, tmp_path: Path) -> None:
    """Ensures that new entries come in and existing ones are left as they are."""
    first = items({"id": "a1", "title": "Æ"}, name="first.json", folder=tmp_path)
    assert outcomes(empty_kb, first) == {"a1": "added"}
    second = items(
        *({"id": "a1", "title": "Æ"}, {"id": "b2"}, {"id": "b2", "title": "other"}),
        name="second.json",
        folder=tmp_path,
    )
    assert [added.outcome for added in add(empty_kb, [second])] == [
        *("there", "added", "conflict")
    ]
    works = bibliography.load(empty_kb.references)
    assert works["a1"].csl["title"] == "Æ"
    assert "title" not in works["b2"].csl


@pytest.mark.parametrize(
    "item",
    [
        7,
        None,
        {},
        {"id": 7},
        {"id": "x", "custom": {"rights": "all"}},
    ],
)
def test_an_entry_that_would_stop_a_build_is_not_added(
    item: object, empty_kb: Folder, tmp_path: Path
) -> None:
    """Ensures that references.json can be loaded after every add."""
    file = items(item, {"id": "good1"}, name="some.json", folder=tmp_path)
    assert outcomes(empty_kb, file) == {
        "some.json line 1": "kept raw",
        "good1": "added",
    }
    assert list(bibliography.load(empty_kb.references)) == ["good1"]


def test_an_id_that_cannot_be_cited_becomes_one_that_can(
    empty_kb: Folder, tmp_path: Path
) -> None:
    """Ensures that a record is not refused for its key, and that this is said."""
    file = items({"id": "no/slash", "title": "A"}, name="some.json", folder=tmp_path)
    assert outcomes(empty_kb, file) == {
        "no-slash": "added",
        "some.json line 1": "remark",
    }


def test_a_broken_bibliography_is_not_added_to(
    empty_kb: Folder, tmp_path: Path
) -> None:
    """Ensures that an unusable references.json is reported and kept."""
    empty_kb.references.write_text('[{"title": "no id"}]')
    file = items({"id": "a1"}, name="some.json", folder=tmp_path)
    with pytest.raises(BibliographyError, match="entry 1 has no text 'id'"):
        add(empty_kb, [file])
    assert empty_kb.references.read_text() == '[{"title": "no id"}]'


def test_json_that_is_no_bibliography_is_refused(
    empty_kb: Folder, tmp_path: Path
) -> None:
    """Ensures that some other JSON file does not end up in corpus/."""
    file = tmp_path / "other.json"
    file.write_text('{"a": 1}')
    with pytest.raises(BibliographyError, match="list of CSL-JSON items"):
        add(empty_kb, [file])


def test_what_is_in_the_corpus_is_not_doubled(empty_kb: Folder) -> None:
    """Ensures that naming corpus/ itself copies nothing out of its folders."""
    file = empty_kb.corpus / "reports" / "one.md"
    file.parent.mkdir()
    file.write_text("one")
    assert outcomes(empty_kb, empty_kb.corpus)["one.md"] == "there"
    assert not (empty_kb.corpus / "one.md").exists()


def test_a_pipe_or_device_is_no_document(empty_kb: Folder, tmp_path: Path) -> None:
    """Ensures that nobody waits for a pipe, or copies /dev/zero until the disk is full."""
    pipe = tmp_path / "pipe.md"
    os.mkfifo(pipe)
    for path in (pipe, Path(os.devnull)):
        with pytest.raises(UsageError, match="no file to be copied"):
            add(empty_kb, [path])
