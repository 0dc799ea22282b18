"""Text becomes a vector: two ways, the same vector."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from diffusionkb import encoder, model_files
from diffusionkb.encoder import DIMENSIONS, MAX_TOKENS, SPECIAL_TOKENS
from diffusionkb.errors import ModelProblem

TEXTS = [
    "The pilot ended and nobody took it over.",
    "x",
    "",
    "Ein Satz mit Umlauten: größer, schöner, weiter. 中文也可以。",
    "a long text about the spread of innovations " * 80,
]


def test_both_encoders_agree() -> None:
    """Ensures that questions and passages meet in one space, whatever the length."""
    quick = encoder.query_encoder().encode(TEXTS)
    usual = encoder.build_encoder().encode(TEXTS)
    assert quick.shape == usual.shape == (len(TEXTS), DIMENSIONS)
    assert quick.dtype == usual.dtype == np.float32
    assert np.linalg.norm(quick, axis=1) == pytest.approx(1, abs=1e-4)
    assert (quick * usual).sum(axis=1) == pytest.approx(1, abs=1e-4)


def test_a_vector_does_not_depend_on_its_company() -> None:
    """Ensures that batches and padding change nothing, and order is kept."""
    quick = encoder.query_encoder()
    together = quick.encode(TEXTS * 3)
    alone = np.concatenate([quick.encode([text]) for text in TEXTS])
    assert together[: len(TEXTS)] == pytest.approx(alone, abs=1e-4)
    assert together[-len(TEXTS) :] == pytest.approx(alone, abs=1e-4)


def test_nothing_has_no_vectors() -> None:
    """Ensures that an empty list is an empty matrix."""
    assert encoder.query_encoder().encode([]).shape == (0, DIMENSIONS)
    assert encoder.build_encoder().encode([]).shape == (0, DIMENSIONS)


def test_near_in_meaning_is_near() -> None:
    """Ensures that the model is the one we think it is."""
    vectors = encoder.query_encoder().encode(
        ["nurses gave up the new rota", "the ward dropped the schedule", "kelp prices"]
    )
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_tokens_are_counted_as_the_model_sees_them() -> None:
    """Ensures that a text within the limit loses none of its words."""
    count = encoder.token_counter()
    assert count("") == 0
    assert count("the pilot") == 2
    words = "pilot " * (MAX_TOKENS - SPECIAL_TOKENS)
    assert count(words) == MAX_TOKENS - SPECIAL_TOKENS
    vectors = encoder.query_encoder().encode([words, words + "never scaled at all"])
    assert vectors[0] == pytest.approx(vectors[1], abs=1e-5)


def test_few_texts_do_not_wait_for_torch() -> None:
    """Ensures that the encoder fits the number of texts."""
    assert encoder.encoder_for(1) is encoder.query_encoder()
    assert encoder.encoder_for(10_000) is encoder.build_encoder()


def test_an_altered_model_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that other weights than the pinned ones are never used silently."""
    monkeypatch.setenv("DIFFUSIONKB_CACHE", str(tmp_path / "cache"))
    file = tmp_path / "model.safetensors"
    file.write_bytes(b"weights")
    expected = hashlib.sha256(b"weights").hexdigest()
    model_files._check(file, expected)
    file.write_bytes(b"altered weights")
    with pytest.raises(ModelProblem, match="not the pinned file.*reinstall"):
        model_files._check(file, expected)
    file.unlink()
    with pytest.raises(ModelProblem, match="cannot be read"):
        model_files._check(file, expected)


def test_a_missing_model_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ensures that the message says what to install."""
    monkeypatch.setattr(model_files, "MODEL_PACKAGE", "no_such_package_here")
    model_files.model_folder.cache_clear()
    try:
        with pytest.raises(ModelProblem, match="pip install"):
            model_files.model_folder()
    finally:
        model_files.model_folder.cache_clear()


ENCODE = "from diffusionkb.encoder import query_encoder; query_encoder().encode(['a'])"


def test_nothing_is_told_to_the_makers_of_libraries(tmp_path: Path) -> None:
    """Ensures that onnxruntime leaves no machine id and no queue of reports behind."""
    model, *_ = encoder.query_model()  # so that it need not be exported here
    quiet = ("CI", "GITHUB_ACTIONS", "ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME")
    given = {name: value for name, value in os.environ.items() if name not in quiet}
    given |= {"HOME": str(tmp_path), "DIFFUSIONKB_CACHE": str(model.parent)}
    done = subprocess.run([sys.executable, "-c", ENCODE], env=given, timeout=120)
    assert done.returncode == 0
    assert list(tmp_path.rglob("*")) == []
