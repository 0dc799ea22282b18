"""What a knowledge base holds, and what in it needs attention."""

from diffusionkb.lock import building
from diffusionkb.query.status import status_of
from diffusionkb.settings import Folder


def test_counts_what_is_there(small_kb: Folder) -> None:
    """Ensures that works without a file count, and codings count by who made them."""
    found = status_of(small_kb)
    assert found.built
    assert not found.failures
    assert found.counts["works"] == 5
    assert found.counts["documents"] == 4
    assert found.counts["codings by people"] == 2
    assert found.counts["codings by editors"] == 1
    assert found.counts["passages searched"] <= found.counts["passages"]


def test_a_folder_that_was_never_built_has_a_state(empty_kb: Folder) -> None:
    """Ensures that status answers before the first build."""
    found = status_of(empty_kb)
    assert not found.built
    assert not found.building
    assert found.counts == {}


def test_a_running_build_is_named(copy_kb: Folder) -> None:
    """Ensures that status says which process builds, and answers meanwhile."""
    with building(copy_kb.lock):
        found = status_of(copy_kb)
    assert "process" in found.building
    assert found.counts["works"] == 5
    assert not status_of(copy_kb).building
