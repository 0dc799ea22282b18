"""Test collections in the form of BEIR: documents, questions, judgements.

A folder with corpus.jsonl, queries.jsonl and qrels.tsv (or qrels/test.tsv).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import UsageError

QRELS = ("qrels.tsv", "qrels/test.tsv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A document with its title (may be empty), or a question."""

    title: str
    text: str

    @property
    def whole(self) -> str:
        """The title before the text, as those who use these collections do."""
        return f"{self.title} {self.text}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Documents and questions by id; `relevant` is question → document → grade.

    Only grades above 0 are kept, and only questions with such a grade are asked.
    """

    documents: Mapping[str, Entry]
    questions: Mapping[str, Entry]
    relevant: Mapping[str, Mapping[str, int]]


def read(folder: Path) -> Collection:
    """Read a collection.

    Raises:
        UsageError: a file is missing, or a line of it cannot be understood.
    """
    documents = _entries(folder / "corpus.jsonl")
    questions = _entries(folder / "queries.jsonl")
    qrels = _qrels_file(folder)
    relevant: dict[str, dict[str, int]] = {}
    for number, question, document, grade in _judgements(qrels):
        if question not in questions:
            raise _wrong(qrels, number, f"no question '{question}' in queries.jsonl")
        if grade > 0:
            relevant.setdefault(question, {})[document] = grade
    if not relevant:
        raise UsageError(f"{qrels} names no relevant document; nothing to measure by")
    return Collection(documents=documents, questions=questions, relevant=relevant)


def _qrels_file(folder: Path) -> Path:
    found = next((folder / name for name in QRELS if (folder / name).is_file()), None)
    if found is None:
        raise UsageError(
            f"{folder} has no judgements; it needs {' or '.join(QRELS)} "
            "(question, document, grade)"
        )
    return found


def _entries(file: Path) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for number, line in _lines(file):
        entry = _object(file, number, line)
        key = "" if entry.get("_id") is None else str(entry["_id"])
        if not key or key in entries:
            wrong = f"the _id '{key}' stands here twice" if key else "there is no _id"
            raise _wrong(file, number, wrong)
        entries[key] = Entry(
            title=_text(file, number, entry, "title"),
            text=_text(file, number, entry, "text"),
        )
    if not entries:
        raise UsageError(f"{file} is empty; it needs one JSON object a line")
    return entries


def _object(file: Path, number: int, line: str) -> Mapping[str, Any]:
    try:
        entry = json.loads(line)
    except ValueError as error:
        raise _wrong(file, number, f"this is not JSON ({error})") from error
    if not isinstance(entry, dict):
        raise _wrong(file, number, "this is not a JSON object")
    return entry


def _text(file: Path, number: int, entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name) or ""
    if not isinstance(value, str):
        raise _wrong(file, number, f"'{name}' is not a text")
    return value.encode("utf-8", "replace").decode()  # half characters


def _judgements(file: Path) -> Iterator[tuple[int, str, str, int]]:
    """Line number, question, document, grade; a heading may come first."""
    for number, line in _lines(file):
        cells = line.split("\t") if "\t" in line else line.split()
        if len(cells) == 4:  # as trec_eval has it, with an iteration
            del cells[1]
        grade = cells[-1].strip()
        if number == 1 and not _is_whole(grade):
            continue
        if len(cells) != 3 or not _is_whole(grade):
            raise _wrong(file, number, "this is not question, document and whole grade")
        yield number, cells[0].strip(), cells[1].strip(), int(grade)


def _is_whole(text: str) -> bool:
    return text.removeprefix("-").isdecimal()


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not empty, with their numbers."""
    try:
        data = file.read_bytes()
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise UsageError(
            f"{file} cannot be read: {reason}; name a folder in the form of BEIR "
            "(corpus.jsonl, queries.jsonl, qrels.tsv)"
        ) from error
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _wrong(file, number, "this is not UTF-8 text") from error
        if text.strip():
            yield number, text.rstrip("\r")


def _wrong(file: Path, number: int, what: str) -> UsageError:
    return UsageError(f"{file}, line {number}: {what}; mend this line")
