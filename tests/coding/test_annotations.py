"""Annotation files: which lines are taken, where they are anchored, what is reported."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusionkb import codebook
from diffusionkb.bundled import codebook_file
from diffusionkb.coding.anchoring import Target, anchor
from diffusionkb.coding.annotations import Annotation, read_all
from diffusionkb.model import CoderKind, Coding, Failure, Stance

CODES = codebook.load(codebook_file())
Line = Callable[..., str]


def read(
    folder: Path, *lines: str | bytes, coder: str = "ann"
) -> tuple[list[Annotation], list[Failure]]:
    (folder / coder).mkdir(exist_ok=True)
    data = b"\n".join(x if isinstance(x, bytes) else x.encode() for x in lines)
    (folder / coder / "file.jsonl").write_bytes(data)
    return read_all(folder, CODES)


def changed(line: str, **changes: Any) -> str:
    """The line with values at dotted places set, or taken out where None… is '-'."""
    item = json.loads(line)
    for place, value in changes.items():
        *above, last = place.split("__")
        inner = item
        for name in above:
            inner = inner[name]
        inner[last] = value
    return json.dumps(item)


def annotated(
    exact: str = "the words", prefix: str = "", suffix: str = "", **changes: Any
) -> Annotation:
    values: dict[str, Any] = {
        "where": "ann/file.jsonl:1",
        "coder": "ann",
        "coder_kind": CoderKind.PERSON,
        "source": "a.pdf",
        "code": "M1",
        "stance": Stance.SUPPORTS,
        "codebook_version": "1.0",
        "memo": "",
    }
    return Annotation(
        exact=exact, prefix=prefix, suffix=suffix, **{**values, **changes}
    )


def anchored(annotation: Annotation, *texts: str) -> tuple[list[Coding], list[Failure]]:
    targets = [Target(passage_id=f"p{n}", text=text) for n, text in enumerate(texts)]
    codings, seen, failures = anchor([annotation], {"a.pdf": targets})
    assert not seen
    return codings, failures


def test_a_line_becomes_an_annotation(tmp_path: Path, annotation: Line) -> None:
    """Ensures that all fields arrive, with the place for messages."""
    line = annotation("corpus/a.pdf", "the words", "M1", "qualifies", memo="why")
    (read_line,), failures = read(tmp_path, b"\xef\xbb\xbf" + line.encode(), "")
    assert not failures
    assert read_line == annotated(stance=Stance.QUALIFIES, memo="why")


def test_the_kind_of_a_coder(tmp_path: Path, annotation: Line) -> None:
    """Ensures that a coder is a person unless the folder says otherwise."""
    line = annotation("a.pdf", "the words", "M1", "supports")
    kind_file = tmp_path / "ann" / "coder.yaml"
    (person,), _ = read(tmp_path, line)
    kind_file.write_text("kind: editorial\n")
    (editor,), _ = read(tmp_path, line)
    assert (person.coder_kind, editor.coder_kind) == ("person", "editorial")
    for text in ("kind: bishop", "just words", "[", "", "kind: [person]"):
        kind_file.write_text(text)
        (unknown,), (failure,) = read(tmp_path, line)
        assert unknown.coder_kind is CoderKind.MODEL
        assert "kind: person" in failure.remedy


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"body": None}, "body is missing"),
        ({"body": [1]}, "body is missing or no object"),
        ({"target": "a.pdf"}, "target is missing or no object"),
        ({"target__source": None}, "'source' is missing"),
        ({"target__source": ["a"]}, "'source' is missing, empty or no text"),
        ({"target__selector": None}, "no selector of type TextQuoteSelector"),
        ({"target__selector": "quote"}, "no selector of type TextQuoteSelector"),
        ({"target__selector": [None, {"type": "x"}]}, "no selector of type"),
        ({"target__selector__exact": None}, "'exact' is missing"),
        ({"target__selector__exact": "  "}, "'exact' is missing, empty"),
        ({"target__selector__exact": "\ud83d"}, "half a character"),
        ({"target__selector__prefix": ["x"]}, "'prefix' is missing, empty or no text"),
        ({"body__stance": "maybe"}, "no stance 'maybe'; known are supports"),
        ({"body__stance": None}, "'stance' is missing"),
        ({"body__stance": ["supports"]}, "'stance' is missing"),
        ({"body__code": "M99"}, "no code 'M99'"),
        ({"body__code": True}, "'code' is missing"),
        ({"body": {"stance": "supports"}}, "'code' is missing"),
        ({"body": {"codebook": "1.0"}}, "'code' is missing"),
        ({"body__code": None}, "there is a stance, but 'code' is null"),
    ],
)
def test_a_line_of_wrong_values_is_reported(
    changes: dict[str, Any], message: str, tmp_path: Path, annotation: Line
) -> None:
    """Ensures that one bad line is named with what is wrong, and spoils no other."""
    good = annotation("a.pdf", "the words", "M1", "supports")
    taken, (failure,) = read(tmp_path, changed(good, **changes), good)
    assert len(taken) == 1
    assert failure.path == "ann/file.jsonl:1"
    assert message in failure.message


@pytest.mark.parametrize("line", ["{", "7", "null", "[]", '"text"', "[" * 100_000])
def test_a_line_that_is_no_annotation(line: str, tmp_path: Path) -> None:
    """Ensures that any JSON and any rubbish is a failure, not a crash."""
    taken, (failure,) = read(tmp_path, line)
    assert not taken
    assert failure.stage == "coding"


def test_optional_fields_may_be_null(tmp_path: Path, annotation: Line) -> None:
    """Ensures that null is nothing, not the word None."""
    line = annotation("a.pdf", "the words", "M1", "supports")
    nothing = changed(
        line, body__memo=None, body__codebook=None, target__selector__prefix=None
    )
    (taken,), _ = read(tmp_path, nothing)
    assert (taken.memo, taken.codebook_version, taken.prefix) == ("", "", "")


def test_a_number_is_a_version(tmp_path: Path, annotation: Line) -> None:
    """Ensures that "codebook": 1.0 without quotes is understood."""
    line = changed(annotation("a.pdf", "x", "M1", "supports"), body__codebook=1.0)
    (taken,), _ = read(tmp_path, line)
    assert taken.codebook_version == "1.0"


def test_unicode_line_separators_do_not_cut_a_line(
    tmp_path: Path, annotation: Line
) -> None:
    """Ensures that a quotation with U+2028 or U+0085 in it is one line."""
    quote = "one\u2028two\x85three"
    item = json.loads(annotation("a.pdf", quote, "M1", "supports"))
    (taken,), failures = read(tmp_path, json.dumps(item, ensure_ascii=False))
    assert not failures
    assert taken.exact == quote


def test_files_that_cannot_be_read(tmp_path: Path, annotation: Line) -> None:
    """Ensures that bytes that are no text, and folders, are reported."""
    _, (failure,) = read(tmp_path, b"\xff")
    assert "cannot be read" in failure.message
    (tmp_path / "ann" / "file.jsonl").unlink()
    (tmp_path / "ann" / "file.jsonl").mkdir()
    _, (failure,) = read_all(tmp_path, CODES)
    assert "cannot be read" in failure.message


def test_what_is_no_coder(tmp_path: Path, annotation: Line) -> None:
    """Ensures that training data and hidden folders and files are not read."""
    line = annotation("a.pdf", "x", "M1", "supports")
    for coder in ("training", ".hidden"):
        assert read(tmp_path, line, coder=coder) == ([], [])
    (tmp_path / "training" / "file.jsonl").rename(tmp_path / "training" / "._x.jsonl")
    (tmp_path / "training").rename(tmp_path / "ann")
    assert read_all(tmp_path, CODES) == ([], [])
    assert read_all(tmp_path / "nowhere", CODES) == ([], [])


def test_nobody_is_called_like_the_learned_coder(
    tmp_path: Path, annotation: Line
) -> None:
    """Ensures that a person's codings and the model's cannot be mixed up."""
    line = annotation("a.pdf", "x", "M1", "supports")
    taken, (failure,) = read(tmp_path, line, coder="learned-coder")
    assert not taken
    assert "learned coder" in failure.message


@pytest.mark.parametrize(
    "text", ["so the words are", "so the\n  words\tare", "the words"]
)
def test_a_quotation_is_found_whatever_the_line_breaks(text: str) -> None:
    """Ensures that white space in the quotation does not matter."""
    (coding,), failures = anchored(
        annotated("the\nwords"), "other", text.replace("\n  ", " ").replace("\t", " ")
    )
    assert not failures
    assert coding.passage_id == "p1"
    assert coding.quote == "the\nwords"


def test_context_decides_between_two_passages() -> None:
    """Ensures that prefix and suffix tell equal quotations apart."""
    texts = ("first the words end", "second the words go on")
    for prefix, suffix, found in [
        ("second ", "", "p1"),
        ("second", "", "p1"),
        ("", " end", "p0"),
        ("", "end", "p0"),
    ]:
        (coding,), failures = anchored(annotated(prefix=prefix, suffix=suffix), *texts)
        assert not failures
        assert coding.passage_id == found


@pytest.mark.parametrize(
    ("annotation", "state"),
    [
        (annotated(), "ambiguous"),
        (annotated(prefix="nowhere "), "ambiguous"),
        (annotated("other words"), "lost"),
        (annotated(source="b.pdf"), "no text of 'b.pdf'"),
    ],
)
def test_what_cannot_be_anchored_is_reported(
    annotation: Annotation, state: str
) -> None:
    """Ensures that no coding is dropped silently or put anywhere."""
    codings, (failure,) = anchored(annotation, "a the words", "b the words")
    assert not codings
    assert state in failure.message
    assert failure.remedy


@given(
    st.lists(st.text("ab ", min_size=3, max_size=12), min_size=1, max_size=5),
    st.text("ab ", min_size=1, max_size=4).filter(str.strip),
)
def test_an_anchor_holds_the_quotation(texts: list[str], exact: str) -> None:
    """Ensures that a coding stands only where its words stand, or is reported."""
    plain = [" ".join(text.split()) for text in texts]
    codings, failures = anchored(annotated(exact), *plain)
    assert len(codings) + len(failures) == 1
    for coding in codings:
        assert " ".join(exact.split()) in plain[int(coding.passage_id[1:])]


def test_two_stances_of_one_coder_are_reported() -> None:
    """Ensures that the second of two contradicting lines is named, and the first counts."""
    lines = [annotated(), annotated(stance=Stance.CONTRADICTS)]
    targets = {lines[0].source: [Target(passage_id="p0", text="here are the words")]}
    (coding,), _, (failure,) = anchor(lines, targets)
    assert coding.stance == lines[0].stance
    assert "another stance" in failure.message


def test_a_code_of_null_says_seen_without_a_code(
    tmp_path: Path, annotation: Line
) -> None:
    """Ensures that "looked at, no code" is read, with its memo and version."""
    line = changed(
        annotation("a.pdf", "the words", "M1", "supports", memo="only its topic"),
        body__code=None,
        body__stance=None,
    )
    (seen,), failures = read(tmp_path, line)
    assert not failures
    assert seen == annotated(code=None, stance=None, memo="only its topic")


def test_what_was_seen_is_anchored_once_and_not_where_it_was_coded() -> None:
    """Ensures that each passage a coder left uncoded counts once, for that coder."""
    null: dict[str, Any] = {"code": None, "stance": None}
    lines = [
        annotated("first", **null, memo="why"),
        annotated("words", prefix="first ", **null),
        annotated("second", **null),
        annotated("second"),
        annotated("second", coder="bob", **null),
        annotated("third", **null),
    ]
    texts = ("the first words", "the second words")
    targets = [Target(passage_id=f"p{n}", text=text) for n, text in enumerate(texts)]
    (coding,), seen, (failure,) = anchor(lines, {"a.pdf": targets})
    assert coding.passage_id == "p1"
    assert {(s.passage_id, s.coder, s.why) for s in seen} == {
        ("p0", "ann", "why"),
        ("p1", "bob", ""),
    }
    assert "lost: “third”" in failure.message
