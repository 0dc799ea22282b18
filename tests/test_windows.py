"""The profile of a text: what its windows of tokens are like."""

import numpy as np
import pytest

from diffusionkb import encoder, windows
from diffusionkb.encoder import DIMENSIONS, READING

TEXTS = [
    "The pilot ended and nobody took it over.",
    "The trial was over and no one carried it on.",
    "Kelp prices rose again in the third quarter of the year.",
    "",
    "a long text about the spread of innovations " * 80,
]


def test_both_encoders_read_alike() -> None:
    """Ensures that vector and profile are the same, whichever encoder was used."""
    quick = encoder.query_encoder().read(TEXTS)
    usual = encoder.build_encoder().read(TEXTS)
    assert quick.shape == usual.shape == (len(TEXTS), READING)
    assert quick == pytest.approx(usual, abs=2e-3)
    alone = encoder.query_encoder().encode(TEXTS)
    assert quick[:, :DIMENSIONS] == pytest.approx(alone, abs=1e-4)


def test_company_does_not_matter() -> None:
    """Ensures that a text reads the same alone and among others, in any order."""
    reader = encoder.query_encoder()
    together = reader.read(TEXTS)
    for row, text in enumerate(TEXTS):
        assert together[row] == pytest.approx(reader.read([text])[0], abs=1e-4)
    assert reader.read(TEXTS[::-1])[::-1] == pytest.approx(together, abs=1e-4)


def test_nothing_has_no_readings() -> None:
    """Ensures that an empty list is an empty matrix."""
    assert encoder.query_encoder().read([]).shape == (0, READING)
    assert encoder.build_encoder().read([]).shape == (0, READING)


def test_like_texts_have_like_profiles() -> None:
    """Ensures that a profile tells what is said, and that no words have none."""
    profiles = encoder.query_encoder().read(TEXTS)[:, DIMENSIONS:]
    assert profiles[0] @ profiles[1] > profiles[0] @ profiles[2] + 0.1
    lengths = np.linalg.norm(profiles, axis=1)
    assert lengths[:3] == pytest.approx(1, abs=1e-4)
    assert lengths[3] == 0


def test_windows_cover_every_token() -> None:
    """Ensures that no token between the special ones is left out."""
    for count in (1, 11, 12, 13, 17, 18, 19, 100):
        states = np.zeros((count + 2, count), dtype=np.float32)
        states[1:-1] = np.eye(count)
        found = windows.windows_of(states)
        assert (found.sum(axis=0) > 0).all(), count
        assert found.sum(axis=1) == pytest.approx(1)


def test_same_texts_same_landmarks() -> None:
    """Ensures that landmarks chosen twice are the same, byte for byte."""
    draw = np.random.default_rng(3)
    states = [draw.normal(size=(40, 8)).astype(np.float32) for _ in range(30)]
    content = windows.choose(states)
    assert windows.choose(states) == content
    marks = windows.unpack(content)
    (profile,) = marks.profiles(states[:1])
    assert np.linalg.norm(profile) == pytest.approx(1, abs=1e-4)


def test_profiles_are_kept_under_the_name_of_their_landmarks() -> None:
    """Ensures that other landmarks would not be taken for those of before."""
    assert windows.landmarks().fingerprint == windows.FINGERPRINT
    assert encoder.PROFILES.endswith(windows.FINGERPRINT)
