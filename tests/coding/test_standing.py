"""Annotation files held against the built knowledge base, and brought up to date."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from diffusionkb import pipeline
from diffusionkb.cli import cli
from diffusionkb.coding.annotation_lines import append
from diffusionkb.query.status import status_of
from diffusionkb.settings import Folder

TEXT = """# Rotas that came and went

## What the pilot left behind

The hospital trust paid for a pilot of self-rostering in nine wards and called it a
great success after six months. Almost nobody had planned what should come after the
pilot, and no budget line carried the name of the rota once all of the money had ended.

## Why some wards kept it

Where the rota lasted, the ward sister had changed how holidays were booked and had
taken the old paper sheet off the wall. Colleagues from two neighbouring wards came to
watch a handover, asked questions for an afternoon and copied what they had seen.
"""
QUOTE = (
    "a pilot of self-rostering in nine wards and called it a\nsuccess after six months"
)
LINES = [
    QUOTE,  # other words now
    "had changed how holidays were booked",  # as it was
    "Seven of nine wards had given up the new rota before the second winter",  # gone
    "wards",  # in both passages
]


def run(folder: Folder, *words: str) -> Result:
    return CliRunner().invoke(
        cli, ["--kb", str(folder.root), *words], standalone_mode=False
    )


def coded(folder: Folder) -> Path:
    """A file of annotations whose text then changes; built before and after."""
    file = folder.annotations / "eve" / "rota.jsonl"
    for quote in LINES:
        append(
            file,
            [
                {
                    "type": "Annotation",
                    "body": {"code": "M1", "stance": "supports", "mood": "calm"},
                    "target": {
                        "source": "rota2011.md",
                        "selector": {"type": "TextQuoteSelector", "exact": quote},
                    },
                    "colour": "red",
                }
            ],
        )
    pipeline.build(folder)
    return file


def test_as_many_lines_are_counted_as_are_listed(copy_kb: Folder) -> None:
    """Ensures that lines a coder contradicts count as unusable, in their order."""
    quote = {"type": "TextQuoteSelector", "exact": LINES[1]}
    line = {"target": {"source": "rota2011.md", "selector": quote}}
    bodies = [{"code": "M1", "stance": stance} for stance in ("supports", "qualifies")]
    lines = [json.dumps(line | {"body": body}) for body in (*bodies, *bodies)]
    (copy_kb.corpus / "rota2011.md").write_text(TEXT, "utf-8")
    (copy_kb.annotations / "eve").mkdir()
    text = "\n".join([*lines, *["torn"] * 26]) + "\n"
    (copy_kb.annotations / "eve" / "r.jsonl").write_text(text, "utf-8")
    report = pipeline.build(copy_kb)
    numbers = [2, 4, *range(5, 31)]
    paths = [f.path for f in report.failures if f.path.startswith("eve/")]
    assert paths == [f"eve/r.jsonl:{n}" for n in numbers]
    assert status_of(copy_kb).failures == report.failures
    counts = status_of(copy_kb).annotations
    left = counts["lost"] + counts["ambiguous"] + counts["unusable"]
    assert left == len(report.failures)
    said = run(copy_kb, "status")
    assert f"{counts['unusable']} unusable" in said.stdout
    assert "eve/r.jsonl:30 " in said.stderr
    checked = run(copy_kb, "annotations", "check", "--coder", "eve")
    assert "2 annotations: 2 same, 0 moved, 0 ambiguous, 0 lost; 28" in checked.stdout


def test_build_status_and_check_say_what_became_of_annotations(copy_kb: Folder) -> None:
    """Ensures that same, moved, ambiguous and lost are counted and named, with lines."""
    file = coded(copy_kb)
    (copy_kb.corpus / "rota2011.md").write_text(TEXT, encoding="utf-8")
    report = pipeline.build(copy_kb)
    counts = report.counts["annotate"]
    assert counts == {
        "annotations": 7,
        "same": 3,
        "moved": 1,
        "ambiguous": 1,
        "lost": 2,
        "unusable": 0,
    }
    status = status_of(copy_kb)
    assert status.annotations == {k: n for k, n in counts.items() if k != "annotations"}
    assert [where for where, _ in status.moved] == ["eve/rota.jsonl:1"]
    assert "called it a {+great+} success after six months”" in status.moved[0][1]
    assert not pipeline.build(copy_kb).changed

    checked = run(copy_kb, "annotations", "check", "--coder", "eve")
    assert checked.return_value == 1
    assert "4 annotations: 1 same, 1 moved, 1 ambiguous, 1 lost." in checked.stdout
    assert "eve/rota.jsonl:1 moved" in checked.stdout
    assert "eve/rota.jsonl:3" in checked.stderr
    assert "eve/rota.jsonl:4" in checked.stderr
    states = json.loads(run(copy_kb, "annotations", "check", "--format", "json").stdout)
    assert {row["state"] for row in states["annotations"]} == {
        "same",
        "moved",
        "ambiguous",
        "lost",
    }
    assert "annotations/eve/rota.jsonl:1 moved" in run(copy_kb, "status").stdout
    assert "1 annotation moved" in run(copy_kb, "build").stderr
    _brought_up_to_date(copy_kb, file)


def _brought_up_to_date(folder: Folder, file: Path) -> None:
    before = file.read_bytes().split(b"\n")
    run(folder, "annotations", "check", "--coder", "eve", "--update")
    after = file.read_bytes().split(b"\n")
    assert before[1:] == after[1:]
    line = json.loads(after[0])
    assert line["colour"] == "red"
    assert line["body"] == json.loads(before[0])["body"]
    quote, position = line["target"]["selector"]
    assert quote["exact"] == " ".join(QUOTE.split()).replace("success", "great success")
    assert position["end"] - position["start"] == len(quote["exact"])
    assert line["target"]["earlier"] == [{"source": "rota2011.md", "exact": QUOTE}]
    counts = pipeline.build(folder).counts["annotate"]
    assert (counts["same"], counts["moved"]) == (4, 0)


def test_a_coder_who_is_not_there(copy_kb: Folder) -> None:
    """Ensures that a mistyped name is told from a coder without findings."""
    done = run(copy_kb, "annotations", "check", "--coder", "nobody")
    assert "no coder 'nobody' here; coders: ann, editors" in str(done.exception)


def test_a_line_is_added_after_a_torn_one(tmp_path: Path) -> None:
    """Ensures that what a crash left of a line does not take the next one with it."""
    file = tmp_path / "ann" / "a.jsonl"
    append(file, [{"a": 1}])
    with file.open("ab") as out:
        out.write(b'{"torn')
    append(file, [{"b": 2}])
    assert file.read_text().split("\n") == ['{"a": 1}', '{"torn', '{"b": 2}', ""]
