"""Ranking by words: common words stay quick, and change nothing else."""

import pytest

from diffusionkb.catalogue import Catalogue
from diffusionkb.query import fulltext, gate, lexical
from diffusionkb.query.fulltext import FullText
from diffusionkb.settings import Folder
from diffusionkb.store import Store


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("nets leaflet winter", {"harbour1999"}),  # nets: in one work only
        ("winter the nets nets", {"harbour1999"}),
        ("winter year", None),  # both common: those that have both
    ],
)
def test_only_passages_with_a_rare_word_are_scored(
    small_kb: Folder, monkeypatch: pytest.MonkeyPatch, query: str, left: set[str] | None
) -> None:
    """Ensures that those keep their order and their shares of the best score."""
    with Catalogue(small_kb.work_db) as catalogue:
        every = lexical.ranking(FullText(catalogue), query)
        monkeypatch.setattr(gate, "POOL", 1)
        monkeypatch.setattr(gate, "ENOUGH", 1)
        few = lexical.ranking(FullText(catalogue), query)
        works = {r["citation_key"] for r in catalogue.passages(few).values()}
    assert 0 < len(few) < len(every)
    assert list(few) == [key for key in every if key in few]
    for key, score in few.items():  # each word is asked for twice then
        assert score == pytest.approx(2 * every[key])
    if left:
        assert works == left


def test_a_repeated_word_counts_more(small_kb: Folder) -> None:
    """Ensures that what the question insists on decides."""
    with Catalogue(small_kb.work_db) as catalogue:
        rows = catalogue.passages(lexical.ranking(FullText(catalogue), "shuttle nets"))

        def first(query: str) -> str:
            best = next(iter(lexical.ranking(FullText(catalogue), query)))
            return str(rows[best]["citation_key"])

        assert first("shuttle nets nets nets nets") == "harbour1999"
        assert first("shuttle shuttle shuttle shuttle nets") == "loom1850"


def test_the_share_of_words(small_kb: Folder) -> None:
    """Ensures that rare words weigh more, and unknown ones are missed."""
    with Catalogue(small_kb.work_db) as catalogue:
        ids = list(lexical.ranking(FullText(catalogue), "skippers"))
        assert len(ids) == 1

        def share(query: str) -> float:
            return lexical.share_of_words(FullText(catalogue), catalogue, query, ids)

        assert share("skippers of the nets") == 1.0
        assert 0.0 < share("skippers xylophone") < 0.5
        assert share("skippers xylophone") < share("skippers handbook")
        assert share("xylophone") == share("the of") == 0.0
        assert lexical.share_of_words(FullText(catalogue), catalogue, "nets", []) == 0.0


def test_other_kinds_of_text_take_no_places(
    copy_kb: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that a ranking is as deep where references fill the first of it."""
    with Catalogue(copy_kb.work_db) as catalogue:
        (first, *others) = list(lexical.ranking(FullText(catalogue), "winter"))
        assert others
    with Store(copy_kb.work_db) as store:
        store.rows("UPDATE passages SET kind = 'reference' WHERE id = ?", [first])
    monkeypatch.setattr(fulltext, "SPARE", 1)
    with Catalogue(copy_kb.work_db) as catalogue:
        assert list(lexical.ranking(FullText(catalogue), "winter")) == others


def test_a_phrase_of_common_words_does_not_rank(
    small_kb: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that "of the" is scored only where it is rare."""
    with Catalogue(small_kb.work_db) as catalogue:
        assert lexical.ranking(FullText(catalogue), '"of the"')
        monkeypatch.setattr(gate, "POOL", 0)
        assert lexical.ranking(FullText(catalogue), '"of the"') == {}
        assert lexical.ranking(FullText(catalogue), '"of the winter"') is not None
