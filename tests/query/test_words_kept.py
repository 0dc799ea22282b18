"""Common words beside the database: written by builds, of one state, never in the way."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from diffusionkb import pipeline
from diffusionkb.catalogue import Catalogue
from diffusionkb.progress import Silent
from diffusionkb.query import common_words, reading_ahead, words_kept
from diffusionkb.query.fulltext import FullText
from diffusionkb.query.in_memory import InMemory
from diffusionkb.query.lexical import index_of, ranking
from diffusionkb.query.ranking import Mode
from diffusionkb.query.search import search
from diffusionkb.settings import Folder

NEW = "# New\n\nThe skippers and the others mended their nets in winter.\n"


@pytest.fixture
def large_kb(copy_kb: Folder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    """A library that is large enough, and has common words, once it is built again."""
    monkeypatch.setattr(words_kept, "LARGE", 1)
    monkeypatch.setattr(common_words, "COMMON", 1)
    yield copy_kb
    reading_ahead._library.cache_clear()


def folders(kb: Folder) -> list[Path]:
    return sorted((kb.state / "work.words").glob("*"))


def hits(kb: Folder, query: str) -> list[tuple[str, float]]:
    answer = search(kb, query, mode=Mode.LEXICAL)
    return [(hit.passage_id, hit.score) for hit in answer.hits]


def is_in_memory(kb: Folder) -> bool:
    with Catalogue(kb.work_db) as catalogue:
        return isinstance(index_of(catalogue), InMemory)


def test_the_first_question_has_them(large_kb: Folder) -> None:
    """Ensures that a build keeps what reading gives, and that answers are the same."""
    (large_kb.corpus / "new.md").write_text(NEW)
    pipeline.build(large_kb)
    with Catalogue(large_kb.work_db) as catalogue:
        index = index_of(catalogue)
        assert isinstance(index, InMemory)
        for query in ("winter nets", '"of the" harbour', "others", "the", "mended"):
            ours, theirs = (ranking(w, query) for w in (index, FullText(catalogue)))
            assert list(ours) == list(theirs)
            assert list(ours.values()) == pytest.approx(list(theirs.values()))
        assert ranking(index, "others")  # which the stop word "other" is the stem of
        kept, made = words_kept.kept(catalogue), common_words.read(catalogue)
    assert kept is not None
    for name in words_kept.NAMES:
        assert np.array_equal(getattr(kept, name), getattr(made, name)), name
    place = kept.tokens.tolist().index("the")
    assert kept.counts[place] > 0
    assert kept.starts[place] == kept.starts[place + 1]


def test_they_are_never_asked_of_another_state(large_kb: Folder) -> None:
    """Ensures that a new text is found at once, and that the next build keeps up."""
    pipeline.build(large_kb)
    (before,) = folders(large_kb)
    (large_kb.corpus / "new.md").write_text(NEW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words_kept, "keep", lambda *_: None)  # stopped before
        pipeline.build(large_kb)
    assert not is_in_memory(large_kb)
    assert hits(large_kb, "skippers mended")
    pipeline.build(large_kb)
    (after,) = folders(large_kb)
    assert after != before
    reading_ahead._library.cache_clear()
    assert is_in_memory(large_kb)
    assert hits(large_kb, "skippers mended")


def test_nothing_is_written_twice_or_needlessly(
    large_kb: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that an unchanged library keeps its files, and a small one has none."""
    pipeline.build(large_kb)
    (folder,) = folders(large_kb)
    written = (folder / "rows.npy").stat().st_mtime_ns
    pipeline.build(large_kb)
    assert (folder / "rows.npy").stat().st_mtime_ns == written
    monkeypatch.setattr(words_kept, "LARGE", 1000)
    pipeline.build(large_kb)
    assert not folders(large_kb)


def test_a_database_made_anew_has_words_of_its_own(large_kb: Folder) -> None:
    """Ensures that one misprint less, which changes no count, is enough."""
    (large_kb.corpus / "new.md").write_text(NEW)
    for file in large_kb.state.glob("work.db*"):
        file.unlink()
    pipeline.build(large_kb)
    (large_kb.corpus / "new.md").write_text(NEW.replace("mended", "minded"))
    for file in large_kb.state.glob("work.db*"):
        file.unlink()
    pipeline.build(large_kb)
    assert is_in_memory(large_kb)
    assert hits(large_kb, "minded")
    assert not hits(large_kb, "mended")


@pytest.mark.parametrize("left", [0, 100, 200])
def test_damaged_files_are_not_asked(large_kb: Folder, left: int) -> None:
    """Ensures that the full-text index answers instead, until the next build."""
    words_kept.keep(large_kb.work_db, Silent())
    (folder,) = folders(large_kb)
    whole = (folder / "rows.npy").read_bytes()
    (folder / "rows.npy").write_bytes(whole[:left])
    assert not is_in_memory(large_kb)
    expected = hits(large_kb, "winter nets")
    pipeline.build(large_kb)
    reading_ahead._library.cache_clear()
    assert is_in_memory(large_kb)
    assert expected == hits(large_kb, "winter nets") != []
