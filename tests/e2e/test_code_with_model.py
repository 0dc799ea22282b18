"""The verb code-with-model, with a model that is installed as a plugin of llm."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from .conftest import COMMAND, Run

PLUGIN = """
import json, os, pathlib, re, time
import llm

class Slow(llm.Model):
    model_id = "slow-stand-in"

    def execute(self, prompt, stream, response, conversation):
        text = re.findall(r"<passage>\\n(.*)\\n</passage>", prompt.prompt, re.S)[0]
        calls = pathlib.Path(os.environ["CALLS"])
        number = len(calls.read_text().split()) if calls.exists() else 0
        with calls.open("a") as file:
            file.write("call\\n")
        if number:
            time.sleep(float(os.environ.get("SLOW", "0")))
        quote = " ".join(text.split()[:6])
        coding = {"code": "M1", "stance": "supports", "quote": quote, "reason": "so"}
        yield json.dumps({"codings": [coding]})

@llm.hookimpl
def register_models(register):
    register(Slow())
"""


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Installs the plugin for the commands of a test; returns where calls are noted."""
    folder = tmp_path / "installed"
    about = folder / "llm_slow-1.0.dist-info"
    about.mkdir(parents=True)
    (folder / "llm_slow.py").write_text(PLUGIN)
    (about / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: llm-slow\nVersion: 1.0\n"
    )
    (about / "entry_points.txt").write_text("[llm]\nslow = llm_slow\n")
    path = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))
    monkeypatch.setenv("PYTHONPATH", path)
    monkeypatch.setenv("LLM_USER_PATH", str(tmp_path / "llm"))
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    return tmp_path / "calls"


WORDS = ("code-with-model", "slow-stand-in", "--coder", "sam", "--include-restricted")


def lines(folder: Path) -> list[dict]:
    files = sorted((folder / "annotations" / "sam").glob("*.jsonl"))
    return [json.loads(line) for f in files for line in f.read_text().splitlines()]


def test_stopped_by_hand_and_gone_on(
    run: Run, changing_kb: Path, plugin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that Ctrl-C keeps what was answered, and that nothing is asked twice."""
    looked = run(*WORDS, "--dry-run", kb=changing_kb)
    assert looked.returncode == 0, looked.stderr
    assert looked.stderr.startswith("Model slow-stand-in, coder sam: the text of ")
    assert max(map(len, looked.stderr.splitlines())) <= 80
    assert not plugin.exists()
    monkeypatch.setenv("SLOW", "60")
    process = subprocess.Popen(
        [COMMAND, *WORDS, "--yes"],
        cwd=changing_kb,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    end = time.monotonic() + 60
    while not plugin.exists() or len(plugin.read_text().split()) < 2:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "what was finished is kept" in error
    assert "Traceback" not in error
    assert "1 passage asked about" in out
    assert len(lines(changing_kb)) == 1

    monkeypatch.setenv("SLOW", "0")
    done = run(*WORDS, "--yes", "--format", "json", kb=changing_kb)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    coded = lines(changing_kb)
    assert said["asked"] == len(coded) - 1 > 1
    assert len({line["id"] for line in coded}) == len(coded)
    # The question that was broken off is asked once more, no other one.
    assert len(plugin.read_text().split()) == len(coded) + 1

    assert run("build", kb=changing_kb).returncode == 0
    shown = run("show", "leaflet", kb=changing_kb)
    assert shown.returncode == 0, shown.stderr


def test_one_line_for_what_is_wrong(run: Run, changing_kb: Path, plugin: Path) -> None:
    """Ensures that trouble is one line with what to do, and the right exit code."""
    for words, code, said in (
        (["code-with-model"], 2, "name a model"),
        (["code-with-model", "nobody"], 2, "llm knows no model 'nobody'"),
        (["code-with-model", "slow-stand-in"], 2, "--include-restricted"),
        ([*WORDS], 2, "--yes"),
        ([*WORDS, "--price-in", "1"], 2, "--price-out"),
        ([*WORDS, "--coder", "training", "--yes"], 2, "take another name"),
    ):
        done = run(*words, kb=changing_kb)
        assert done.returncode == code, (words, done.stderr)
        assert said in done.stderr.splitlines()[-1]
        assert "Traceback" not in done.stderr
    assert not plugin.exists()
