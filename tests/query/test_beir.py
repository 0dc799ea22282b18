"""Test collections: what is read, and what is said of a line that is wrong."""

import json
from pathlib import Path

import pytest

from diffusionkb.errors import UsageError
from diffusionkb.query import beir

CORPUS = '{"_id": "d1", "title": "T", "text": "words"}\n\n{"_id": 2, "text": null}\n'
QUERIES = '{"_id": "q1", "text": "one"}\n{"_id": "q2", "text": "two"}\n'
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\t2\t0\nq2\t2\t-1\n"


def collection(folder: Path, **files: str | bytes) -> Path:
    written = {"corpus.jsonl": CORPUS, "queries.jsonl": QUERIES, "qrels.tsv": QRELS}
    written |= {name.replace("_", "."): text for name, text in files.items()}
    for name, text in written.items():
        data = text if isinstance(text, bytes) else text.encode()
        (folder / name).write_bytes(data)
    return folder


def test_a_collection_is_read(tmp_path: Path) -> None:
    """Ensures that documents come whole, and only grades above 0 count."""
    found = beir.read(collection(tmp_path))
    assert {k: d.whole for k, d in found.documents.items()} == {
        "d1": "T words",
        "2": "",
    }
    assert found.relevant == {"q1": {"d1": 2}}
    assert list(found.questions) == ["q1", "q2"]


@pytest.mark.parametrize(
    "qrels", ["q1 0 d1 1\nq2 0 d1 1\n", "q1\td1\t1\r\nq2\td1\t1\r\n"]
)
def test_other_forms_of_judgements(tmp_path: Path, qrels: str) -> None:
    """Ensures that trec_eval's columns, Windows line ends and qrels/test.tsv do."""
    folder = collection(tmp_path, corpus_jsonl=b"\xef\xbb\xbf" + CORPUS.encode())
    (folder / "qrels.tsv").unlink()
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text(qrels)
    assert beir.read(folder).relevant == {"q1": {"d1": 1}, "q2": {"d1": 1}}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (
            "corpus_jsonl",
            '{"_id": "a"}\n{"_id": \n',
            r"corpus.jsonl, line 2: .*not JSON",
        ),
        ("corpus_jsonl", "[1]\n", r"corpus.jsonl, line 1: .*not a JSON object"),
        ("corpus_jsonl", '{"text": "a"}\n', r"corpus.jsonl, line 1: there is no _id"),
        ("corpus_jsonl", '{"_id": null}\n', r"corpus.jsonl, line 1: there is no _id"),
        ("corpus_jsonl", '{"_id": "a"}\n\n{"_id": "a"}\n', r"line 3: .*'a'.*twice"),
        ("corpus_jsonl", '{"_id": "a", "text": 3}\n', r"line 1: 'text' is not a text"),
        ("corpus_jsonl", b'{"_id": "a"}\n\xff\n', r"line 2: this is not UTF-8"),
        ("corpus_jsonl", "", "corpus.jsonl is empty"),
        ("queries_jsonl", "x\n", r"queries.jsonl, line 1: .*not JSON"),
        (
            "qrels_tsv",
            "q1\td1\t1\nq1\td1\n",
            r"qrels.tsv, line 2: this is not question",
        ),
        ("qrels_tsv", "q1\td1\t1\nq1\td1\t0.5\n", r"qrels.tsv, line 2: this is not"),
        ("qrels_tsv", "q9\td1\t1\n", r"qrels.tsv, line 1: no question 'q9'"),
        ("qrels_tsv", "query-id\tcorpus-id\tscore\n", "names no relevant document"),
    ],
)
def test_a_wrong_line_is_named(
    tmp_path: Path, name: str, text: str | bytes, words: str
) -> None:
    """Ensures that one line says which file and line, and what is wrong there."""
    with pytest.raises(UsageError, match=words) as caught:
        beir.read(collection(tmp_path, **{name: text}))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    """Ensures that an incomplete folder is said to be one."""
    (collection(tmp_path) / name).unlink()
    with pytest.raises(UsageError, match=name):
        beir.read(tmp_path)


def test_half_characters_do_no_harm(tmp_path: Path) -> None:
    """Ensures that what no database can hold becomes a question mark."""
    line = json.dumps({"_id": "a", "text": "x\ud800y"})
    found = beir.read(
        collection(tmp_path, corpus_jsonl=line + "\n", qrels_tsv="q1\ta\t1\n")
    )
    assert found.documents["a"].text == "x?y"
