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
from diffusionkb.coding.anchoring import anchor
from diffusionkb.coding.annotations import Annotation, read_all, read_line
from diffusionkb.coding.coders import checked
from diffusionkb.coding.finding import Found
from diffusionkb.coding.texts import FileText, Target
from diffusionkb.errors import UsageError
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


def file_of(*texts: str, path: str = "a.pdf") -> FileText:
    """A file of these passages, as if its text were just theirs."""
    targets, start = [], 0
    for number, text in enumerate(texts):
        targets.append(
            Target(
                passage_id=f"p{number}",
                text=" ".join(text.split()),
                written=text,
                pieces=((start, len(text), 0),),
            )
        )
        start += len(text) + 2
    return FileText(path=path, citation_key="a", passages=tuple(targets))


def texts_of(*texts: str) -> Callable[[str], list[FileText]]:
    """What anchoring asks for the texts of a.pdf, the only file there is."""
    return lambda name: [file_of(*texts)] if name == "a.pdf" else []


def anchored(
    annotation: Annotation, *texts: str
) -> tuple[tuple[Coding, ...], tuple[Failure, ...]]:
    found = anchor([annotation], texts_of(*texts))
    assert not found.seen
    return found.codings, found.failures


def test_what_git_and_joined_files_leave_behind(
    tmp_path: Path, annotation: Line
) -> None:
    """Ensures that marks of a merge are named, and a mark of bytes is no mistake."""
    line = annotation("a.pdf", "the words", "M1", "supports")
    merged = ["<<<<<<< HEAD", line, "=======", f"\ufeff{line}", ">>>>>>> bob", ""]
    found, failures = read(tmp_path, *merged)
    assert [some.where for some in found] == ["ann/file.jsonl:2", "ann/file.jsonl:4"]
    assert {failure.message for failure in failures} == {
        "is a mark of a merge that git left open"
    }


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
        ({"body__code": "M99", "body__codebook": ["1"]}, "no code 'M99'"),
        ({"body__code": "M99", "body__codebook": "9" * 5000}, "no code 'M99'"),
        ({"body__codebook": True}, "'codebook' is missing, empty or no text"),
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


def test_files_that_would_be_overlooked(tmp_path: Path, annotation: Line) -> None:
    """Ensures that endings in capitals count, and that nobody's file is named."""
    line = annotation("a.pdf", "x", "M1", "supports")
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "a.JSONL").write_text(line)
    (tmp_path / "stray.jsonl").write_text(line)
    (taken,), (failure,) = read_all(tmp_path, CODES)
    assert taken.where == "ann/a.JSONL:1"
    assert failure.path == "stray.jsonl"
    assert "no coder's folder" in failure.message
    assert "annotations/NAME/" in failure.remedy


def test_two_coders_of_one_name(tmp_path: Path) -> None:
    """Ensures that a name that differs in case only is refused, unless it is there."""
    (tmp_path / "ann").mkdir()
    with pytest.raises(UsageError, match="'Ann' and 'ann'.* differ in case only"):
        checked("Ann", tmp_path)
    (tmp_path / "Ann").mkdir()
    for name in ("Ann", "ann", "anna"):
        assert checked(name, tmp_path) == name


HISTORY = """version: "1.1"
title: Houses
codes:
  - {id: WAIT, label: Waiting, claim: Late repairs cost more.}
history:
  - version: "1.1"
    renamed: {DELAY: WAIT}
    merged: {LATE: WAIT}
    split: {SKILL: [ONE, TWO]}
    removed: [LAW]
"""


@pytest.mark.parametrize(
    ("code", "became"),
    [
        ("DELAY", "renamed to WAIT"),
        ("LATE", "merged into WAIT"),
        ("SKILL", "split into ONE, TWO"),
        ("LAW", "removed"),
    ],
)
@pytest.mark.parametrize("made", ["1.0", "1.1"])
def test_a_code_of_an_earlier_version(
    code: str, became: str, made: str, annotation: Line
) -> None:
    """Ensures that whoever changed the codebook hears what moves the lines.

    Also where it was coded under the version whose history now takes the code away.
    """
    book = codebook.read(HISTORY, where="codebook.yaml")
    line = annotation("a.pdf", "x", code, "supports", codebook=made)
    failure = read_line(line, "ann/a.jsonl:1", "ann", CoderKind.PERSON, book)
    assert isinstance(failure, Failure)
    assert failure.message == f"has a code of before: {code} was {became} in 1.1"
    assert "diffusionkb codebook drift" in failure.remedy


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
        words, number = " ".join(exact.split()), int(coding.passage_id[1:])
        assert words in plain[number] or words in " ".join(plain)


def test_two_stances_of_one_coder_are_reported() -> None:
    """Ensures that the second of two contradicting lines is named, and the first counts."""
    lines = [annotated(), annotated(stance=Stance.CONTRADICTS, where="ann/b.jsonl:7")]
    found = anchor(lines, texts_of("here are the words"))
    (coding,), (failure,) = found.codings, found.failures
    assert coding.stance == lines[0].stance
    assert f"another stance than {lines[0].where}, an earlier line" in failure.message
    assert failure.path == lines[1].where


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
    found = anchor(lines, texts_of("the first words", "the second words"))
    (coding,), seen, (failure,) = found.codings, found.seen, found.failures
    assert coding.passage_id == "p1"
    assert {(s.passage_id, s.coder, s.why) for s in seen} == {
        ("p0", "ann", "why"),
        ("p1", "bob", ""),
    }
    assert "lost: “third”" in failure.message


def found(annotation: Annotation, *texts: str) -> Found:
    ((_, outcome),) = anchor([annotation], texts_of(*texts)).outcomes
    return outcome


LONG = "the pilot had ended before anyone asked who would pay for the second year"
OPENING = "Nobody in the council had noticed that"
CLOSING = "and so the vans were sold"
BEFORE = "In the first year everything was paid by the ministry and nobody complained."


def test_the_same_words_at_another_position_have_moved() -> None:
    """Ensures that text put before a quotation is reported, and the coding kept."""
    there = annotated(LONG, start=len(OPENING) + 1)
    same = found(there, f"{OPENING} {LONG} {CLOSING}")
    assert (same.state, same.remark) == ("same", "")
    moved = found(there, BEFORE, f"{OPENING} {LONG} {CLOSING}")
    assert moved.state == "moved"
    assert moved.remark == "same words, 78 characters further on"
    assert moved.place
    assert moved.place.target.passage_id == "p1"


def test_other_words_between_the_same_ones_have_moved() -> None:
    """Ensures that a rewritten quotation is found by what stands around it."""
    now = "the pilot was over before anybody had thought of who pays for year two"
    there = annotated(LONG, f"{OPENING} ", f" {CLOSING}")
    outcome = found(there, BEFORE, f"{OPENING} {now} {CLOSING}", LONG[:20])
    assert outcome.state == "moved"
    assert outcome.place
    assert outcome.place.words == now
    assert "other words now" in outcome.remark


@pytest.mark.parametrize(
    "now",
    [
        LONG.replace("ended", "ended—").replace("second", "sec- ond"),
        LONG.replace("who would pay", "who will pay"),
        LONG.replace("anyone", "any of them").replace("would", "wou1d"),
    ],
)
def test_similar_words_have_moved(now: str) -> None:
    """Ensures that a quotation is found when the reading of the file got it otherwise."""
    outcome = found(annotated(LONG), BEFORE, f"{OPENING} {now} {CLOSING}")
    assert outcome.state == "moved"
    assert outcome.place
    assert outcome.place.words == now


def test_words_that_are_not_alike_enough_are_lost() -> None:
    """Ensures that a sentence on the same matter is not taken for the quotation."""
    near = "the pilot ended, and then somebody asked who had paid for its first year"
    assert found(annotated(LONG), f"{OPENING} {near} {CLOSING}").state == "lost"
    assert found(annotated("who pays the vans"), "who paid the vans").state == "lost"


def test_two_places_as_alike_are_ambiguous() -> None:
    """Ensures that of two similar places none is guessed."""
    one = LONG.replace("ended", "finished")
    two = LONG.replace("asked", "told us")
    assert found(annotated(LONG), one, two).state in {"ambiguous", "moved"}
    assert found(annotated(LONG), one, one).state == "ambiguous"


def test_the_position_decides_between_the_same_words() -> None:
    """Ensures that the stated place counts where words and context are the same twice."""
    twice = ("So it was. the words", "So it was. the words")
    outcome = found(annotated(start=33), *twice)
    assert outcome.state == "same"
    assert outcome.place
    assert outcome.place.target.passage_id == "p1"
    assert found(annotated(start=5), *twice).state == "ambiguous"


def test_a_quotation_over_two_passages_counts_for_the_one_with_most_of_it() -> None:
    """Ensures that words that run on are found."""
    outcome = found(
        annotated("end of one begins the next passage"),
        "This is the end of one",
        "begins the next passage, which is long",
    )
    assert outcome.state == "same"
    assert outcome.place
    assert outcome.place.target.passage_id == "p1"


def test_words_of_a_renamed_file_are_looked_for_elsewhere() -> None:
    """Ensures that a coding follows its words into a file of another name."""
    other = file_of(f"{OPENING} {LONG}", path="b.pdf")
    (pair,) = anchor([annotated(LONG)], lambda _: [], lambda _: [other]).outcomes
    assert pair[1].state == "moved"
    assert pair[1].remark == "now in b.pdf"


def test_another_files_sentence_with_other_figures_is_not_the_quotation() -> None:
    """Ensures that a coding does not go over to a like finding of another study."""
    said = "of 212 wards that were told of the new rota 9 had taken it up by the spring"
    state = {}
    for now in (
        said.replace("212", "187"),
        said.replace("told of", "told about"),
        said.replace("wards", "words"),
    ):
        other = file_of(f"{OPENING} {now}", path="b.pdf")
        (pair,) = anchor(
            [annotated(said)], lambda _: [], lambda _, o=other: [o]
        ).outcomes
        state[now] = pair[1].state
        assert found(annotated(said), f"{OPENING} {now}").state == "moved"  # its own
    assert list(state.values()) == ["lost", "moved", "moved"]
