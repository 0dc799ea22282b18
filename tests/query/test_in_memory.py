"""Words in memory: the answers of the full-text index, and when they are read."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusionkb import catalogue as catalogue_module
from diffusionkb.catalogue import Catalogue
from diffusionkb.query import (
    common_words,
    gate,
    lexical,
    reading_ahead,
    words_kept,
)
from diffusionkb.query.common_words import read
from diffusionkb.query.filters import EMPTY
from diffusionkb.query.fulltext import FullText
from diffusionkb.query.in_memory import InMemory
from diffusionkb.query.postings import Postings
from diffusionkb.query.ranking import Mode
from diffusionkb.query.reading_ahead import postings_of, read_ahead
from diffusionkb.query.scope import scope_of
from diffusionkb.query.search import codebook_of, search
from diffusionkb.query.syntax import parse
from diffusionkb.settings import Folder
from diffusionkb.store import Store

WORDS = (
    "nets winter year kelp skippers grants the of xylophone drying-racks co-operative "
    "naïve x²y 1999 farmers' Wards harbour shuttle nets nets"
).split()


@pytest.fixture(autouse=True)
def _small_pools(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few passages are scored that gates matter in a small library."""
    monkeypatch.setattr(gate, "POOL", 4)
    monkeypatch.setattr(gate, "ENOUGH", 2)
    monkeypatch.setattr(common_words, "COMMON", 3)


def in_order(scores: dict[str, float]) -> list[tuple[float, str]]:
    """Shares of the best score, which are what counts; ties by id."""
    most = max(scores.values(), default=1.0)
    return sorted((-round(score / most, 9), key) for key, score in scores.items())


@given(
    drawn=st.lists(st.sampled_from(WORDS), max_size=7),
    phrase=st.sampled_from(("", '"drying racks" ', '"of the" ', '"winter nets" ')),
    scoped=st.booleans(),
)
def test_both_ways_give_the_same_answers(
    small_kb: Folder, drawn: list[str], phrase: str, scoped: bool
) -> None:
    """Ensures that passages, order and shares of scores are those of FTS5's BM25."""
    query = phrase + " ".join(drawn)
    with Catalogue(small_kb.work_db) as catalogue:
        asked = parse("-kelp" if scoped else "")
        scope = scope_of(catalogue, asked, EMPTY, codebook_of(small_kb)).ids
        ways = [
            FullText(catalogue, scoped=scoped),
            InMemory(Postings(catalogue, read(catalogue)), catalogue, scoped=scoped),
        ]
        ids = [row[0] for row in catalogue.rows("SELECT id FROM passages LIMIT 5")]
        theirs, ours = (lexical.ranking(way, query, scope) for way in ways)
        assert in_order(ours) == in_order(theirs)
        every = [lexical.with_every_word(way, query, theirs) for way in ways]
        assert every[0] & theirs.keys() == every[1] & theirs.keys()
        shares = [lexical.share_of_words(w, catalogue, query, ids) for w in ways]
        assert shares[0] == shares[1]


def test_scores_are_those_of_the_index(small_kb: Folder) -> None:
    """Ensures that a word that is read ahead and a rare one score as in FTS5."""
    with Catalogue(small_kb.work_db) as catalogue:
        index = InMemory(Postings(catalogue, read(catalogue)), catalogue)
        for word in ("winter", "skippers"):
            assert lexical.ranking(index, word) == pytest.approx(
                lexical.ranking(FullText(catalogue), word), rel=1e-12
            )


def test_other_kinds_of_text_are_not_ranked(copy_kb: Folder) -> None:
    """Ensures that references count as passages, and are not found."""
    with Catalogue(copy_kb.work_db) as catalogue:
        (first, *_) = lexical.ranking(FullText(catalogue), "winter")
    with Store(copy_kb.work_db) as store:
        store.rows("UPDATE passages SET kind = 'reference' WHERE id = ?", [first])
    with Catalogue(copy_kb.work_db) as catalogue:
        ours = lexical.ranking(
            InMemory(Postings(catalogue, read(catalogue)), catalogue), "winter"
        )
        theirs = lexical.ranking(FullText(catalogue), "winter")
    assert first not in ours
    assert in_order(ours) == in_order(theirs)


def test_long_lengths_are_read() -> None:
    """Ensures that numbers of one, two and three bytes are told apart."""
    data = bytes([5, 0x81, 0x00, 127, 0x81, 0x80, 0x02])
    assert list(common_words._varints(data)) == [5, 128, 127, 16386]


def test_words_are_read_when_a_process_goes_on_asking(
    copy_kb: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that answers stay the same, and that a changed library is read anew."""
    monkeypatch.setattr(words_kept, "LARGE", 1)

    def read() -> bool:
        with Catalogue(copy_kb.work_db) as catalogue:
            return reading_ahead._library(catalogue.state).postings is not None

    def answers() -> list[str]:
        return [
            hit.passage_id for hit in search(copy_kb, "winter", mode=Mode.LEXICAL).hits
        ]

    before = answers()
    assert not read()
    for _ in range(reading_ahead.FEW):
        assert answers() == before
    end = time.monotonic() + 20
    while not read() and time.monotonic() < end:
        time.sleep(0.01)
    assert read()
    assert answers() == before
    with Store(copy_kb.work_db) as store:
        store.rows("UPDATE passages SET kind = 'reference' WHERE id = ?", before[:1])
    assert not read()
    assert before[0] not in answers()


def test_a_small_library_is_not_read(small_kb: Folder) -> None:
    """Ensures that what the index answers quickly takes no memory."""
    with Catalogue(small_kb.work_db) as catalogue:
        for _ in range(2 * reading_ahead.FEW):
            assert postings_of(catalogue) is None
        read_ahead(catalogue)
        assert postings_of(catalogue) is None


def test_an_empty_library_has_no_words(tmp_path: Path) -> None:
    """Ensures that nothing is found where nothing is."""
    Store(tmp_path / "work.db").__exit__()
    with Catalogue(tmp_path / "work.db") as catalogue:
        index = InMemory(Postings(catalogue, read(catalogue)), catalogue)
        assert lexical.ranking(index, "winter nets") == {}
        assert lexical.with_every_word(index, "winter nets", {}) == set()


def test_what_a_build_overtakes_is_nobody_elses(
    copy_kb: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that a snapshot is not taken for the state that was there before it."""
    states = iter([("before",), ("after",)])
    with monkeypatch.context() as patch:
        patch.setattr(catalogue_module, "_state", lambda _: next(states))
        with Catalogue(copy_kb.work_db) as overtaken:
            assert overtaken.state not in {("before",), ("after",)}
    with Catalogue(copy_kb.work_db) as one, Catalogue(copy_kb.work_db) as two:
        assert one.state == two.state


def test_opening_a_library_at_rest_leaves_its_state(copy_kb: Folder) -> None:
    """Ensures that the empty log that a first reader makes is no change.

    Otherwise what was read ahead at the start would be of another state.
    """
    log = copy_kb.work_db.with_name("work.db-wal")
    log.unlink(missing_ok=True)
    with Catalogue(copy_kb.work_db) as catalogue:
        before = catalogue.state
    log.touch()
    with Catalogue(copy_kb.work_db) as catalogue:
        assert catalogue.state == before
    with Store(copy_kb.work_db) as store:
        store.remember("anything", "new")
        with Catalogue(copy_kb.work_db) as catalogue:
            assert catalogue.state != before
