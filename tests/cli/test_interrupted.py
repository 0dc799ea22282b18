"""Ctrl-C at moments that Python reports as something else."""

import signal
import sys
import time

import pytest

from diffusionkb import cli


@pytest.mark.parametrize("cause", [KeyboardInterrupt, None])
def test_ctrl_c_while_a_compiled_module_is_loaded(monkeypatch, capsys, cause):
    """Ensures that it is Ctrl-C to the user, and that broken installations are not."""

    def load(**_: object) -> None:
        raise ImportError("initialization failed") from (cause and cause())

    monkeypatch.setattr(cli.cli, "main", load)
    with pytest.raises(SystemExit if cause else ImportError) as raised:
        cli.main()
    if cause:
        assert raised.value.code == 130
        assert "stopped" in capsys.readouterr().err


class Doomed:
    """Something in whose end nothing can be raised."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __del__(self) -> None:
        raise self.error


def test_ctrl_c_in_a_callback_counts(monkeypatch, capsys):
    """Ensures that a Ctrl-C that Python ignores stops the command all the same."""
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)

    def work(**_: object) -> None:
        Doomed(KeyboardInterrupt())
        time.sleep(20)

    monkeypatch.setattr(cli.cli, "main", work)
    began = time.monotonic()
    with pytest.raises(SystemExit) as raised:
        cli.main()
    assert raised.value.code == 130
    assert time.monotonic() - began < 15
    assert (
        capsys.readouterr().err == "diffusionkb: stopped; what was finished is kept\n"
    )


def test_other_errors_in_callbacks_are_reported(monkeypatch, capsys):
    """Ensures that only Ctrl-C is told apart."""
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(cli.cli, "main", lambda **_: Doomed(ValueError("odd")) and 0)
    with pytest.raises(SystemExit) as raised:
        cli.main()
    assert raised.value.code == 0
    assert "ValueError: odd" in capsys.readouterr().err


def test_ctrl_c_while_a_verb_is_loaded_is_answered_afterwards(monkeypatch):
    """Ensures that no compiled module can drop it: lxml, for one, does as it begins."""
    loaded = []

    def load(name: str) -> object:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:  # as compiled modules do
            return None
        loaded.append(name)
        return None

    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(sys, "argv", ["diffusionkb", "status"])
    monkeypatch.setattr(cli.importlib, "import_module", load)
    with pytest.raises(SystemExit) as raised:
        cli.main()
    assert raised.value.code == 130
    assert loaded
