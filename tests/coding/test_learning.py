"""Training a coder of a knowledge base's own: what is seen to before the work."""

from collections.abc import Sequence

import pytest

from diffusionkb import pipeline
from diffusionkb.coding.learning import learn
from diffusionkb.coding.weighing import Floats
from diffusionkb.settings import Folder


class StoppedError(Exception):
    """Somebody ends the training."""


def test_what_cannot_be_written_is_known_before_the_training(copy_kb: Folder) -> None:
    """Ensures that the file is begun first, and that stopping leaves nothing of it."""
    begun = []

    def encode(texts: Sequence[str]) -> Floats:
        begun.extend(copy_kb.state.glob(f".{copy_kb.coder.name}.*.part"))
        raise StoppedError(texts[0])

    with pytest.raises(StoppedError):
        learn(copy_kb, pipeline.codebook_of(copy_kb), encode)
    assert len(begun) == 1
    assert not list(copy_kb.state.glob(".*.part"))
    assert not copy_kb.coder.exists()
