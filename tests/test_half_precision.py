"""Numbers of half the length are used where they are there, the same, and quicker."""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from diffusionkb import half_precision
from diffusionkb.half_precision import PROBES, SAME, compared, has_bf16, pays
from diffusionkb.model_files import model_folder
from diffusionkb.quick_encoder import Vectors
from diffusionkb.usual_encoder import UsualEncoder, passages


def unit(texts: Sequence[str], *, pause: float = 0, turn: float = 0) -> Vectors:
    time.sleep(pause)
    vectors = np.zeros((len(texts), 2), np.float32)
    vectors[:, 0], vectors[:, 1] = np.cos(turn), np.sin(turn)
    return vectors


@pytest.fixture
def processor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A processor that works in bf16, and an empty cache."""
    monkeypatch.setenv("DIFFUSIONKB_CACHE", str(tmp_path / "cache"))
    file = tmp_path / "cpuinfo"
    file.write_text("model name : x\nflags\t\t: fpu avx2 amx_bf16\nbugs : none\n")
    monkeypatch.setattr(half_precision, "CPUINFO", file)
    return file


@pytest.mark.parametrize(
    ("line", "there"),
    [
        ("flags : fpu avx512f avx512_bf16", True),
        ("flags\t\t: fpu amx_bf16 amx_tile", True),
        ("Features\t: fp asimd i8mm bf16 dgh", True),
        ("flags : fpu avx2 avx512f avx512bw", False),
        ("model name : bf16", False),
        ("", False),
    ],
)
def test_the_processor_is_asked(processor: Path, line: str, there: bool) -> None:
    """Ensures that it is only tried where the hardware has it."""
    processor.write_text(f"processor : 0\n{line}\n")
    assert has_bf16() is there


def test_a_system_that_does_not_say_has_none(processor: Path) -> None:
    """Ensures that other systems go on in full precision."""
    processor.unlink()
    assert not has_bf16()
    assert not pays("print", unit, unit)


@pytest.mark.parametrize(
    ("pause", "turn", "used"),
    [(0.0, 0.0, True), (0.0, 0.05, False), (0.06, 0.0, False)],
)
def test_it_must_be_the_same_and_quicker(
    processor: Path, pause: float, turn: float, used: bool
) -> None:
    """Ensures that other vectors, or no gain, leave it unused."""

    def whole(texts: Sequence[str]) -> Vectors:
        return unit(texts, pause=0.03)

    def halved(texts: Sequence[str]) -> Vectors:
        return unit(texts, pause=pause, turn=turn)

    assert pays("print", whole, halved) is used


def test_it_is_tried_once_for_a_processor(processor: Path) -> None:
    """Ensures that the next process knows, and another processor is asked anew."""
    calls: list[int] = []

    def counted(texts: Sequence[str]) -> Vectors:
        calls.append(len(texts))
        return unit(texts)

    pays("print", counted, counted)
    first = len(calls)
    pays("print", counted, counted)
    assert len(calls) == first
    processor.write_text("flags : avx512_bf16\n")
    pays("print", counted, counted)
    assert len(calls) == 2 * first


def test_halved_vectors_of_the_model_are_the_same() -> None:
    """Ensures that the bundled model keeps its vectors (here in slow emulation)."""
    usual = UsualEncoder(model_folder(), "print", 384, passages)
    assert usual.half is False or has_bf16()
    some = PROBES[::8]
    whole, halved = usual._whole(some), usual._halved(some)
    assert (whole * halved).sum(axis=1).min() >= SAME
    assert not np.array_equal(whole, halved)
    assert compared(lambda t: whole[: len(t)], lambda t: whole[: len(t)])[0] > 0.99
