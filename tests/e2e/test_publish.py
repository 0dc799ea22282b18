"""The published folder, made by the command and run by Datasette itself."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

NONSENSE = "zqxjvwk"


@pytest.fixture(scope="module")
def folder(run, bundled_kb, tmp_path_factory):
    """The bundled corpus as a site."""
    target = tmp_path_factory.mktemp("sites") / "site"
    done = run("publish", "--to", target, kb=bundled_kb)
    assert done.returncode == 0, done.stderr
    assert str(target / "README.md") in done.stdout
    return target


@pytest.fixture(scope="module")
def address(folder):
    """Where `datasette serve` shows it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "datasette", "serve", ".", "--port", str(port)],
        cwd=folder,
        env=os.environ | {"DIFFUSIONKB_CACHE": str(folder / "model")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            urllib.request.urlopen(address, timeout=5).read()
            break
        except OSError:
            time.sleep(0.2)
    yield address
    process.terminate()
    process.wait(timeout=20)


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.read().decode()


def test_datasette_serves_the_folder(address):
    """Ensures that our pages, search by meaning and tables are all there."""
    assert "What research says" in read(f"{address}/")
    question = urllib.parse.urlencode({"q": "do guidelines change practice?"})
    found = json.loads(read(f"{address}/search.json?{question}"))
    assert found["results"] and not found["words_only"]
    assert json.loads(read(f"{address}/public/works.json"))["rows"]


def test_a_word_that_stands_nowhere_returns_no_row_anywhere(address):
    """Ensures that search is never ignored: tables, queries, pages."""
    assert json.loads(read(f"{address}/search.json?q={NONSENSE}"))["results"] == []
    for table in ("passages", "works"):
        rows = json.loads(read(f"{address}/public/{table}.json?_search={NONSENSE}"))
        assert rows["filtered_table_rows_count"] == 0 and rows["rows"] == []
    queries = json.loads(read(f"{address}/public.json"))["queries"]
    assert queries
    for query in queries:
        asked = [name for name in query.get("params") or () if name != "limit"]
        address_of = f"{address}/public/{query['name']}.json"
        if asked:
            words = urllib.parse.urlencode(dict.fromkeys(asked, NONSENSE))
            assert json.loads(read(f"{address_of}?{words}"))["rows"] == []


@pytest.mark.parametrize(
    "path",
    ["/public.json?sql=select+1", "/public.db", "/public/works.csv?_stream=1"],
)
def test_what_harms_an_open_site_is_off(address, path):
    """Ensures that SQL, download and streaming are refused."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        read(address + path)
    refused.value.close()
    assert refused.value.code in (400, 403)


def test_foreign_folders_are_refused_before_anything_is_built(run, bundled_kb):
    """Ensures that a wrong name costs nothing, and says what to do."""
    done = run("publish", "--to", bundled_kb, kb=bundled_kb)
    assert done.returncode == 2
    assert "new folder" in done.stderr and done.stdout == ""
