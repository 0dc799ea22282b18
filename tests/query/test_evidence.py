"""Evidence for and against a code."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusionkb import pipeline
from diffusionkb.cli.output import code_lines
from diffusionkb.errors import NotBuilt, UnknownName, UsageError
from diffusionkb.model import CoderKind, Stance
from diffusionkb.query.evidence import Evidence, evidence
from diffusionkb.query.filters import Filters
from diffusionkb.query.search import as_json
from diffusionkb.query.spreading import spread
from diffusionkb.settings import Folder


def ask(folder: Folder, code: str, *, limit: int = 5, **options: object) -> Evidence:
    book = pipeline.codebook_of(folder)
    return evidence(folder, book, code, limit=limit, **options)  # type: ignore[arg-type]


def test_every_side_is_there(small_kb: Folder) -> None:
    """Ensures that no side is left out, and what was searched is said."""
    found = ask(small_kb, "M1")
    assert [side.stance for side in found.sides] == list(Stance)
    assert (found.searched, found.works_searched) == (5, 4)
    supports = found.sides[0]
    assert {"kelp1987", "rota2011"} <= {hit.citation_key for hit in supports.hits}
    assert supports.passages >= supports.works >= 2


def test_people_come_before_the_model(small_kb: Folder) -> None:
    """Ensures that the model's codings are shown last."""
    kinds = [hit.codes[0].coder_kind for hit in ask(small_kb, "M1").sides[0].hits]
    assert kinds == sorted(kinds, key=["person", "editorial", "model"].index)


def test_only_this_code_is_shown(small_kb: Folder) -> None:
    """Ensures that a side shows codings of its code and stance only."""
    for side in ask(small_kb, "M1").sides:
        for hit in side.hits:
            assert all(coding.code.split(".")[0] == "M1" for coding in hit.codes)
            assert all(coding.stance is side.stance for coding in hit.codes)


def test_a_code_without_evidence_is_an_answer(small_kb: Folder) -> None:
    """Ensures that "none found" comes with how much was searched."""
    found = ask(small_kb, "P1")
    assert found.searched == 5
    assert all(side.passages == len(side.hits) == 0 for side in found.sides[1:])


def test_the_limit(small_kb: Folder) -> None:
    """Ensures that counts are of all passages, however few are shown."""
    (supports, *_) = ask(small_kb, "M1", limit=1).sides
    assert len(supports.hits) == 1 < supports.passages
    for limit in (0, -2):
        with pytest.raises(UsageError, match="at least 1"):
            ask(small_kb, "M1", limit=limit)


def test_a_code_in_small_letters(small_kb: Folder) -> None:
    """Ensures that capitals of a code count as little as in a filter."""
    assert ask(small_kb, "m1") == ask(small_kb, "M1")


def test_wrong_names(small_kb: Folder, empty_kb: Folder) -> None:
    """Ensures that an unknown code is named with the known ones."""
    with pytest.raises(UnknownName, match="M1"):
        ask(small_kb, "M99")
    with pytest.raises(NotBuilt):
        ask(empty_kb, "M1")


def test_what_two_coded_stands_once(coded_kb: Folder) -> None:
    """Ensures that a passage is listed once, with all who put it on that side."""
    (supports, *_) = ask(coded_kb, "M1", limit=50).sides
    ids = [hit.passage_id for hit in supports.hits]
    assert len(ids) == len(set(ids)) == supports.passages
    village = next(h for h in supports.hits if h.text.startswith("In village 1 "))
    assert {c.coder for c in village.codes} >= {"ann", "bob", "eve", "robot"}
    kinds = [list(CoderKind).index(h.codes[0].coder_kind) for h in supports.hits]
    assert kinds == sorted(kinds)


def test_codings_of_an_older_wording_are_marked(coded_kb: Folder) -> None:
    """Ensures that what was coded before a claim was reworded says so, as in the map."""
    book = pipeline.codebook_of(coded_kb)
    reworded = tuple(
        replace(code, changed="9.0") if code.id == "M1" else code for code in book.codes
    )
    later = replace(book, codes=reworded, version="9.0")
    assert not evidence(coded_kb, book, "M1").older
    found = evidence(coded_kb, later, "M1", limit=50)
    (supports, *_) = found.sides
    assert 0 < supports.awaiting <= supports.passages
    shown = [coding for hit in supports.hits for coding in hit.codes]
    for coding in shown:
        assert (coding in found.older) == (coding.code == "M1")
    (line, *_) = code_lines([c for c in shown if c.code == "M1"][:1], found.older)
    assert "older wording" in line
    marked = [as_json(hit, found.older)["codes"] for hit in supports.hits]
    assert any(one.get("awaiting") for some in marked for one in some)  # type: ignore[attr-defined]


def test_filters_of_works_and_coders(coded_kb: Folder) -> None:
    """Ensures that works narrow what was searched, and coders whose codings count."""
    seed = Filters(works=("seed1950",))
    found = ask(coded_kb, "M1", limit=50, filters=seed)
    assert (found.searched, found.works_searched) == (12, 1)
    assert all(h.citation_key == "seed1950" for s in found.sides for h in s.hits)
    bob = ask(coded_kb, "M1", limit=50, filters=Filters(coders=("bob",)))
    assert [side.passages for side in bob.sides] == [5, 1, 0]
    assert bob.searched == ask(coded_kb, "M1").searched
    assert {c.coder for s in bob.sides for h in s.hits for c in h.codes} == {"bob"}
    one = ask(coded_kb, "M1", limit=50, per_work=1, filters=Filters(coders=("ann",)))
    works = [hit.citation_key for hit in one.sides[0].hits]
    assert sorted(works) == ["kelp1987", "rota2011", "seed1950"]
    assert one.sides[0].passages == 7


def test_with_a_question(coded_kb: Folder) -> None:
    """Ensures that sides are what is relevant, and words and phrases are understood."""
    found = ask(coded_kb, "M1", limit=50, query="kelp drying racks")
    assert [hit.citation_key for hit in found.sides[0].hits] == ["kelp1987"]
    assert found.marks
    (supports, *_) = ask(coded_kb, "M1", query='"village 2"').sides
    assert supports.passages == 1
    (supports, *_) = ask(coded_kb, "M1", query="-village").sides
    works = {hit.citation_key for hit in supports.hits}
    assert {"kelp1987", "rota2011"} <= works
    assert "seed1950" not in works
    none = ask(coded_kb, "M1", query="superconducting qubit decoherence")
    assert [side.passages for side in none.sides] == [0, 0, 0]
    assert none.searched == ask(coded_kb, "M1").searched


@pytest.mark.parametrize("query", ["x code:P1", "x -stance:supports", "coder:ann"])
def test_no_query_hides_a_side(small_kb: Folder, query: str) -> None:
    """Ensures that the counter-evidence cannot be filtered away."""
    with pytest.raises(UsageError, match="all its sides"):
        ask(small_kb, "M1", query=query)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 2)), max_size=10))
def test_works_take_turns(items: list[tuple[str, int]]) -> None:
    """Ensures that no work is shown again before each was shown once, kind by kind."""

    def turns(some: list[tuple[str, int]]) -> list[tuple[str, int]]:
        return spread(some, work=lambda item: item[0], before=lambda item: item[1])

    shown = turns(items)
    assert sorted(shown) == sorted(items)
    assert [kind for _, kind in shown] == sorted(kind for _, kind in items)
    people = [work for work, kind in shown if kind == 0]
    first = people[: len(set(people))]
    assert len(set(first)) == len(first)
    assert turns(shown) == shown
