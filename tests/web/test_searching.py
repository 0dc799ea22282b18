"""Searching the site: what is counted, what is kept in memory, and where lists end."""

import os

import pytest

from diffusionkb.query import ranking, reading_ahead, words_kept
from diffusionkb.settings import Folder
from diffusionkb.web import finding, search_rows
from diffusionkb.web.pages import search
from diffusionkb.web.shelf import Shelf


@pytest.mark.parametrize("asked", ["q=rota+wards+nets", "claim=M1", "q=nets&side=for"])
def test_a_box_leaves_as_many_as_it_says(coded_kb: Folder, ask, asked: str) -> None:
    """Ensures that the number beside a box is that of the results once it is ticked."""
    (page,) = ask(coded_kb, f"/search.json?{asked}")
    boxes = [
        (facet["name"], choice["value"], choice["results"])
        for facet in page.json()["facets"]
        for choice in facet["choices"]
        if not choice["ticked"] and f"{facet['name']}=" not in asked
    ]
    assert len(boxes) > 5
    paths = [f"/search.json?{asked}&{name}={value}" for name, value, _ in boxes]
    for (_, _, number), found in zip(boxes, ask(coded_kb, *paths), strict=True):
        assert found.json()["passages"] == number


def test_where_only_the_best_are_counted_the_page_says_so(
    small_kb: Folder, ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that a ranking that was cut off is not taken for all there is."""
    (whole,) = ask(small_kb, "/search?q=nets")
    assert "fit best" not in whole.text
    monkeypatch.setattr(ranking, "NEIGHBOURS", 1)
    monkeypatch.setattr(finding, "DEPTH", 1)
    (cut,) = ask(small_kb, "/search?q=nets")
    assert "what is listed and counted here are the" in cut.text
    assert "The best " in cut.text


def test_the_last_page_leads_nowhere(
    coded_kb: Folder, ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that no link leads beyond the pages that may be asked for."""
    monkeypatch.setattr(search, "LISTED", 1)
    first, second = ask(
        coded_kb, "/search.json?claim=M1", "/search.json?claim=M1&page=2"
    )
    assert "page=2" in first.json()["next"]
    assert second.json()["results"]
    monkeypatch.setattr(search, "PAGES", 2)
    (last,) = ask(coded_kb, "/search.json?claim=M1&page=2")
    assert last.json()["next"] == ""


def test_parts_are_kept_as_long_as_the_file_is_the_same(copy_kb: Folder) -> None:
    """Ensures that nothing of an earlier database is shown."""
    made = []

    def part() -> int:
        made.append(1)
        return len(made)

    for _ in range(2):
        with Shelf(copy_kb.public_db) as shelf:
            assert shelf.kept("part", part) == 1
    seen = copy_kb.public_db.stat()
    os.utime(copy_kb.public_db, ns=(seen.st_atime_ns, seen.st_mtime_ns + 1))
    with Shelf(copy_kb.public_db) as shelf:
        assert shelf.kept("part", part) == 2


def test_candidates_do_not_fill_the_memory(
    coded_kb: Folder, ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that those kept are forgotten at some number, and found again."""
    (before,) = ask(coded_kb, "/search.json?q=rota+nets")
    monkeypatch.setattr(search_rows, "MOST_KEPT", 0)
    (after,) = ask(coded_kb, "/search.json?q=rota+nets")
    assert after.json() == before.json()


def test_the_site_reads_the_words_of_a_large_library_when_it_starts(
    small_kb: Folder, ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that answers are the same then."""
    (before,) = ask(small_kb, "/search.json?q=rota+in+wards")
    monkeypatch.setattr(words_kept, "LARGE", 1)
    finding.prepare(small_kb.public_db)
    with Shelf(small_kb.public_db) as shelf:
        assert reading_ahead.postings_of(shelf) is not None
    (after,) = ask(small_kb, "/search.json?q=rota+in+wards")
    assert after.json() == before.json()
    reading_ahead._library.cache_clear()
