"""A work that is there twice, as two files with the same words."""

import shutil
from pathlib import Path

import pytest

from diffusionkb import pipeline, starting
from diffusionkb.query.search import search
from diffusionkb.settings import Folder

WORDS = """
The co-operative lent the new seed drill to a different farm each week of the spring,
and whoever had it was asked to show it to the next. By the end of the season eleven
farms had sown with it and four had ordered one of their own from the smith in town,
who changed the depth of the coulters for the heavier soil on the east of the river.
"""


@pytest.fixture(scope="module")
def twins_kb(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    root = tmp_path_factory.mktemp("twins")
    starting.make(root)
    folder = Folder(root=root)
    (folder.corpus / "drill.txt").write_text(WORDS)
    (folder.corpus / "drill.md").write_text(f"# The drill\n\n## Results\n\n{WORDS}")
    (folder.corpus / "other.txt").write_text(WORDS.replace("drill", "plough"))
    pipeline.build(folder)
    return folder


def test_a_second_reading_of_the_same_words_is_left_out(twins_kb: Folder) -> None:
    """Ensures that one work's two files give one hit, and another work its own."""
    hits = search(twins_kb, "seed lent to a different farm each week").hits
    assert sorted(hit.citation_key for hit in hits) == ["drill", "other"]


def test_a_knowledge_base_may_be_moved(twins_kb: Folder, tmp_path: Path) -> None:
    """Ensures that nothing derived remembers where the folder stood."""
    moved = tmp_path / "a folder with ünusual % name?#"
    shutil.copytree(twins_kb.root, moved)
    here = Folder(root=moved)
    assert search(here, "coulters").hits == search(twins_kb, "coulters").hits
    assert not pipeline.build(here).changed
