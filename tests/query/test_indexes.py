"""Which index answers: exact, Chroma in the folder, or a Chroma server."""

import gc
import shutil
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from diffusionkb import chroma, encoder, indexing, pipeline
from diffusionkb.errors import CannotRun, ModelProblem, NotBuilt, SettingsError
from diffusionkb.query import indexes
from diffusionkb.query.ranking import Mode
from diffusionkb.query.search import search
from diffusionkb.settings import Folder
from diffusionkb.vectors import Vectors

QUESTION = "pilots that ended with their money"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Chroma server as a user starts it, on loopback."""
    port = free_port()
    command = Path(sys.executable).parent / "chroma"
    given = ["--host", "127.0.0.1", "--port", str(port)]
    held = tmp_path_factory.mktemp("server")
    running = subprocess.Popen(
        [command, "run", "--path", held, *given],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=held,
    )
    deadline = time.monotonic() + 60
    while not answers(port) and time.monotonic() < deadline:
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    chroma._client("127.0.0.1", port, False)._server._session.close()
    chroma._client.cache_clear()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # Chroma leaves one open
        gc.collect()
    running.terminate()
    running.wait()


def say(folder: Folder, *lines: str) -> None:
    (folder.root / "diffusionkb.toml").write_text("\n".join(["[vectors]", *lines]))


def question() -> Vectors:
    return encoder.query_encoder().encode([QUESTION])[0]


def test_a_server_answers_as_the_exact_file(copy_kb: Folder, server: str) -> None:
    """Ensures that a build fills the server, and that the same is found there."""
    exact, _ = indexes.nearest(copy_kb, question(), 5)
    say(copy_kb, f'url = "{server}"')
    _, note = indexes.nearest(copy_kb, question(), 5)
    assert "does not hold this library yet; run diffusionkb build" in note
    assert not pipeline.build(copy_kb).failures
    shutil.rmtree(copy_kb.vectors / "chroma")  # what is embedded is not asked
    there, note = indexes.nearest(copy_kb, question(), 5)
    assert (list(there), note) == (list(exact), "")
    assert there == pytest.approx(exact, abs=1e-5)
    (copy_kb.vectors / "exact.vectors").unlink()
    some = sorted(exact)[1:]
    assert indexes.nearest(copy_kb, question(), 5, within=some)[0].keys() == set(some)


def test_a_server_that_forgot_is_filled_again(copy_kb: Folder, server: str) -> None:
    """Ensures that an unchanged library goes to another server as a whole."""
    say(copy_kb, f'url = "{server}"')
    first = pipeline.build(copy_kb).counts["index"]
    assert first["added"]
    assert pipeline.build(copy_kb).counts["index"] == {"added": 0, "removed": 0}
    host, port = server.removeprefix("http://").split(":")
    client = chroma._client(host, int(port), False)
    for collection in client.list_collections():
        client.delete_collection(collection.name)
    assert pipeline.build(copy_kb).counts["index"] == first


def test_an_absent_server_is_named_and_search_goes_on(copy_kb: Folder) -> None:
    """Ensures that the build says which server, and that the exact file answers."""
    expected = [hit.passage_id for hit in search(copy_kb, QUESTION).hits]
    url = f"http://127.0.0.1:{free_port()}"
    say(copy_kb, f'url = "{url}"')
    (failure,) = pipeline.build(copy_kb).failures
    assert (failure.stage, failure.path) == ("index", url)
    assert url in failure.message
    answer = search(copy_kb, QUESTION)
    assert [hit.passage_id for hit in answer.hits] == expected
    assert any(url in note and "exact" in note for note in answer.notes)
    (copy_kb.root / "diffusionkb.toml").unlink()
    assert not pipeline.build(copy_kb).failures


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\n\r\n<html>hello"])
def test_a_server_that_hangs_or_is_another_is_named(
    copy_kb: Folder, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    """Ensures that nobody waits for what accepts a connection and never answers."""
    monkeypatch.setattr(chroma, "PATIENCE", 0.3)
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    held: list[socket.socket] = []

    def accept() -> None:
        with suppress(OSError):
            held.append(listening.accept()[0])
            held[0].sendall(said)
            if said:
                held[0].shutdown(socket.SHUT_WR)

    thread = threading.Thread(target=accept)
    thread.start()
    with listening, pytest.raises(CannotRun, match="does not answer"):
        chroma.ChromaIndex(chroma.Place(folder=copy_kb.vectors, url=url), "x", 3)
    thread.join()
    for each in held:
        each.close()


def test_a_server_that_stops_is_said(copy_kb: Folder, server: str) -> None:
    """Ensures that a built library whose server went away is still searched."""
    say(copy_kb, f'url = "{server}"')
    pipeline.build(copy_kb)
    gone = f"http://127.0.0.1:{free_port()}"
    say(copy_kb, f'url = "{gone}"')
    mark = copy_kb.vectors / "chroma.json"
    mark.write_text(mark.read_text().replace(server, gone))
    answer = search(copy_kb, QUESTION)
    assert answer.hits
    assert any("does not answer" in note for note in answer.notes)


@pytest.mark.parametrize("line", ['index = "best"', 'url = "localhost"', "ef = 3"])
def test_wrong_settings_are_said(copy_kb: Folder, line: str) -> None:
    """Ensures that what cannot be meant is refused with what can."""
    say(copy_kb, line)
    with pytest.raises(SettingsError, match="exact, chroma|such as http|known:"):
        pipeline.build(copy_kb)


def test_an_earlier_graph_is_not_asked_and_filled_anew(
    copy_kb: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that settings of Chroma's graph that change leave nobody without hits."""
    say(copy_kb, 'index = "chroma"')
    pipeline.build(copy_kb)
    expected = [hit.passage_id for hit in search(copy_kb, QUESTION).hits]
    monkeypatch.setattr(chroma, "GRAPH_NAME", "next")
    monkeypatch.setattr(indexing, "GRAPH_NAME", "next")
    assert chroma.read_mark(copy_kb.vectors, "") is None
    assert [hit.passage_id for hit in search(copy_kb, QUESTION).hits] == expected
    assert pipeline.build(copy_kb).counts["index"]["added"]
    mark = chroma.read_mark(copy_kb.vectors, "")
    assert mark
    assert mark.graph == "next"


def test_one_that_goes_on_asking_opens_chroma(
    copy_kb: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ensures that the first questions are quick, and later ones the same."""
    monkeypatch.setattr(indexes, "LARGE", 1)
    opened: list[object] = []
    real = indexes.ChromaIndex

    def noticed(*given: object) -> object:
        opened.append(given)
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(indexes, "ChromaIndex", noticed)
    found = []
    for number in range(1, indexes.FEW + 3):
        found.append(list(indexes.nearest(copy_kb, question(), 5)[0]))
        assert bool(opened) == (number > indexes.FEW)
    assert len(opened) == 1
    assert all(some == found[0] for some in found)


@pytest.mark.parametrize(("index", "there"), [("exact", False), ("chroma", True)])
def test_the_index_can_be_chosen(copy_kb: Folder, index: str, there: bool) -> None:
    """Ensures that no Chroma is made where none is wanted."""
    shutil.rmtree(copy_kb.vectors)
    say(copy_kb, f'index = "{index}"')
    assert not pipeline.build(copy_kb).failures
    assert (copy_kb.vectors / "chroma").exists() is there
    assert indexes.nearest(copy_kb, question(), 5)[0]


def test_without_vectors_words_are_searched(copy_kb: Folder) -> None:
    """Ensures that a first build stopped before its vectors can be asked all the same."""
    shutil.rmtree(copy_kb.vectors)
    answer = search(copy_kb, "village nets skippers")
    assert answer.hits
    assert any("holds no vectors yet" in note for note in answer.notes)
    with pytest.raises(NotBuilt, match="run diffusionkb build"):
        search(copy_kb, "skippers", mode=Mode.SEMANTIC)


def test_without_a_model_words_are_searched(
    copy_kb: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Ensures that a cache that cannot be written does not stop a search."""
    blocked = tmp_path / "a file, no folder"
    blocked.write_text("")
    monkeypatch.setenv("DIFFUSIONKB_CACHE", str(blocked))
    encoder.query_encoder.cache_clear()
    answer = search(copy_kb, "village nets skippers")
    assert answer.hits
    assert any("searched by words alone" in note for note in answer.notes)
    with pytest.raises(ModelProblem, match="cannot be written"):
        search(copy_kb, "skippers", mode=Mode.SEMANTIC)
    encoder.query_encoder.cache_clear()
