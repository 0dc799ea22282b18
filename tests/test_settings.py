"""Where a knowledge base is, and what its settings file may say."""

from pathlib import Path

import pytest

from diffusionkb.errors import NotAKnowledgeBase, SettingsError
from diffusionkb.settings import Folder, Settings, find_folder, load_settings


def settings(text: str | bytes, folder: Path) -> Settings:
    data = text if isinstance(text, bytes) else text.encode()
    (folder / "diffusionkb.toml").write_bytes(data)
    return load_settings(Folder(root=folder))


def test_the_folder_is_found_from_below(tmp_path: Path) -> None:
    """Ensures that a command works anywhere inside a knowledge base."""
    deep = tmp_path / "corpus" / "one" / "two"
    deep.mkdir(parents=True)
    assert find_folder(deep).root == tmp_path.resolve()


def test_a_named_folder_is_taken_at_its_word(tmp_path: Path) -> None:
    """Ensures that --kb DIR never picks another folder above DIR."""
    inside = tmp_path / "corpus" / "inside"
    inside.mkdir(parents=True)
    with pytest.raises(NotAKnowledgeBase, match="diffusionkb init"):
        find_folder(inside, named=True)
    assert find_folder(tmp_path, named=True).root == tmp_path.resolve()


@pytest.mark.parametrize("name", ["~no-such-user-here/kb", "nowhere", "circle"])
def test_a_folder_that_cannot_be_is_no_knowledge_base(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that odd names end in the same plain error."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "circle").symlink_to("circle")
    with pytest.raises(NotAKnowledgeBase):
        find_folder(Path(name), named=True)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    """Ensures that diffusionkb.toml is optional."""
    assert load_settings(Folder(root=tmp_path)) == Settings()


def test_values_are_taken(tmp_path: Path) -> None:
    """Ensures that numbers, lists and texts arrive, also after a byte order mark."""
    given = settings(
        b'\xef\xbb\xbfworkers = 3\npasswords = ["a"]\ntitle = "T"', tmp_path
    )
    assert given == Settings(workers=3, passwords=("a",), title="T")


def test_ocr_is_switched_on_for_good(tmp_path: Path) -> None:
    """Ensures that a library of scans need not say so at each build."""
    given = settings('ocr = true\nocr_languages = ["deu", "eng"]', tmp_path)
    assert given == Settings(ocr=True, ocr_languages=("deu", "eng"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ocr = 1", "true or false"),
        ("ocr_languages = true", "list of texts"),
        ("ocr_seconds_per_page = 0", "whole number above 0"),
        ("workers = 0", "whole number above 0"),
        ("workers = 257", "256 at most"),
        ("seconds_per_document = 86401", "86400 at most"),
        ("megabytes_per_document = 99999999999999", "1000000 at most"),
        ("excerpt_words = 1001", "1000 at most"),
        ("workers = true", "whole number above 0"),
        ("workers = 2.5", "whole number above 0"),
        ('passwords = "secret"', "list of texts"),
        ("passwords = [1]", "list of texts"),
        ("title = 7", "must be a text"),
        ("wokers = 2", "known: .*workers"),
        ("workers = ", "not valid TOML"),
        ("[workers]\na = 1", "whole number"),
        (b"title = '\xff'", "cannot be read: not UTF-8.*save it as UTF-8"),
    ],
)
def test_a_wrong_value_is_named(
    text: str | bytes, message: str, tmp_path: Path
) -> None:
    """Ensures that the message says which file and which setting is wrong."""
    with pytest.raises(SettingsError, match=message) as raised:
        settings(text, tmp_path)
    assert "diffusionkb.toml" in str(raised.value)


def test_a_settings_file_that_is_a_folder(tmp_path: Path) -> None:
    """Ensures that what cannot be opened is reported, not ignored."""
    (tmp_path / "diffusionkb.toml").mkdir()
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(Folder(root=tmp_path))
