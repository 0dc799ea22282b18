"""Nearest passages: two indexes, one answer."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusionkb.chroma import ChromaIndex, Place, chroma_folder, sync_chroma
from diffusionkb.errors import NotBuilt
from diffusionkb.vectors import ExactIndex, Vectors, exact_file, write_exact

SIZE = 16


def unit(count: int, seed: int) -> Vectors:
    drawn = np.random.default_rng(seed).normal(size=(count, SIZE)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def names(count: int) -> list[str]:
    return [f"p-{number:04}" for number in range(count)]


def exact(folder: Path, ids: list[str], vectors: Vectors) -> ExactIndex:
    write_exact(folder, ids, vectors)
    return ExactIndex(exact_file(folder))


def synced(
    folder: Path, ids: list[str], vectors: Vectors, kind: str = "body"
) -> tuple[int, int]:
    row = {key: number for number, key in enumerate(ids)}
    return sync_chroma(
        Place(folder=folder),
        "print",
        {key: {"kind": kind} for key in ids},
        lambda some: vectors[[row[key] for key in some]],
        SIZE,
    )


@given(count=st.integers(0, 40), seed=st.integers(0, 999), wanted=st.integers(1, 50))
def test_exact_is_the_cosine(
    tmp_path_factory: pytest.TempPathFactory, count: int, seed: int, wanted: int
) -> None:
    """Ensures that the file gives back every vector, nearest first, ties by id."""
    vectors, query = unit(count, seed), unit(1, seed + 1)[0]
    index = exact(tmp_path_factory.mktemp("v"), names(count), vectors)
    found = index.nearest(query, wanted)
    assert len(found) == min(count, wanted)
    cosines = [float(c) for c in vectors @ query] if count else []
    best = sorted(zip(names(count), cosines, strict=True), key=lambda p: (-p[1], p[0]))
    assert [key for key, _ in found] == [key for key, _ in best[:wanted]]
    assert [c for _, c in found] == pytest.approx([c for _, c in best[:wanted]])


@pytest.mark.parametrize("seed", range(3))
def test_both_indexes_agree(tmp_path: Path, seed: int) -> None:
    """Ensures that it does not matter for an answer which index is asked."""
    ids, vectors = names(60), unit(60, seed)
    synced(tmp_path, ids, vectors)
    chroma = ChromaIndex(Place(folder=tmp_path), "print", SIZE)
    ours = exact(tmp_path, ids, vectors)
    for query in unit(5, seed + 10):
        left, right = ours.nearest(query, 10), chroma.nearest(query, 10)
        assert [key for key, _ in left] == [key for key, _ in right]
        assert [c for _, c in left] == pytest.approx([c for _, c in right], abs=1e-5)


def test_a_sync_does_only_what_is_needed(tmp_path: Path) -> None:
    """Ensures that passages come, go and change, and an index in step is left."""
    ids, vectors = names(6), unit(6, 1)
    assert synced(tmp_path, ids[:4], vectors) == (4, 0)
    assert synced(tmp_path, ids[:4], vectors) == (0, 0)
    assert synced(tmp_path, ids[2:], vectors[2:]) == (2, 2)
    assert ChromaIndex(Place(folder=tmp_path), "print", SIZE).ids() == ids[2:]
    assert synced(tmp_path, ids[2:], vectors[2:], kind="abstract") == (4, 4)


def test_an_empty_index_answers(tmp_path: Path) -> None:
    """Ensures that a knowledge base without text finds nothing, and does not fail."""
    synced(tmp_path, [], unit(0, 1))
    assert (
        ChromaIndex(Place(folder=tmp_path), "print", SIZE).nearest(unit(1, 1)[0], 5)
        == []
    )
    assert exact(tmp_path, [], unit(0, 1)).nearest(unit(1, 1)[0], 5) == []


def test_models_do_not_share_an_index(tmp_path: Path) -> None:
    """Ensures that vectors of two models never meet in one collection."""
    synced(tmp_path, names(3), unit(3, 1))
    assert ChromaIndex(Place(folder=tmp_path), "other print", SIZE).ids() == []


def test_a_damaged_chroma_is_made_anew(tmp_path: Path) -> None:
    """Ensures that nothing in Chroma is needed to build it again."""
    file = chroma_folder(tmp_path) / "chroma.sqlite3"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"no database at all, but long enough to be one" * 100)
    assert synced(tmp_path, names(3), unit(3, 1)) == (3, 0)
    assert ChromaIndex(Place(folder=tmp_path), "print", SIZE).ids() == names(3)


@pytest.mark.parametrize("keep", [0, 4, 12, 40, 200])
def test_a_damaged_file_is_not_built(tmp_path: Path, keep: int) -> None:
    """Ensures that half a file is recognised, with what to do."""
    write_exact(tmp_path, names(10), unit(10, 1))
    file = exact_file(tmp_path)
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(NotBuilt, match="delete it and run diffusionkb build"):
        ExactIndex(file)


def test_a_missing_file_is_not_built(tmp_path: Path) -> None:
    """Ensures that an unbuilt knowledge base says so."""
    with pytest.raises(NotBuilt, match="run diffusionkb build"):
        ExactIndex(exact_file(tmp_path))


@pytest.mark.parametrize("share", [2, 20])
def test_only_what_is_admitted_is_near(tmp_path: Path, share: int) -> None:
    """Ensures that both indexes confine an answer to these ids, many or few."""
    ids, vectors = names(120), unit(120, 1)
    synced(tmp_path, ids, vectors)
    indexes = (
        exact(tmp_path, ids, vectors),
        ChromaIndex(Place(folder=tmp_path), "print", SIZE),
    )
    within = [*ids[::share], "gone"][::-1]
    for query in unit(3, 7):
        cosines = {key: float(vectors[names(120).index(key)] @ query) for key in ids}
        best = sorted(ids[::share], key=lambda key: (-cosines[key], key))
        for index in indexes:
            found = index.nearest(query, 5, within=within)
            assert [key for key, _ in found] == best[:5]
            assert len(index.nearest(query, 500, within=within)) == len(best)
            assert index.nearest(query, 5, within=[]) == []
            assert index.nearest(query, 5, within=["gone"]) == []
