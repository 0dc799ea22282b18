"""Evidence for and against a code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusionkb import pipeline
from diffusionkb.errors import NotBuilt, UnknownName, UsageError
from diffusionkb.model import Stance
from diffusionkb.query.evidence import Evidence, evidence
from diffusionkb.query.spreading import spread
from diffusionkb.settings import Folder


def ask(folder: Folder, code: str, *, limit: int = 5) -> Evidence:
    return evidence(folder, pipeline.codebook_of(folder), code, limit=limit)


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


def test_wrong_names(small_kb: Folder, empty_kb: Folder) -> None:
    """Ensures that an unknown code is named with the known ones."""
    with pytest.raises(UnknownName, match="M1"):
        ask(small_kb, "M99")
    with pytest.raises(NotBuilt):
        ask(empty_kb, "M1")


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
