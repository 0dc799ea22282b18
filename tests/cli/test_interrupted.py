"""Ctrl-C at moments that Python reports as something else."""

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
