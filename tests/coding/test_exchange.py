"""Codings out and in again, in each format: what is lost, and that it is no more."""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from diffusionkb import codebook, pipeline
from diffusionkb.bundled import codebook_file
from diffusionkb.cli import cli
from diffusionkb.coding.annotations import Annotation, read_all
from diffusionkb.coding.exchange import formats, refi_reading, table
from diffusionkb.coding.exchange.marks import Handed, Mark, as_time
from diffusionkb.coding.exchange.meaning import Meanings
from diffusionkb.errors import UsageError
from diffusionkb.model import CoderKind, Stance
from diffusionkb.settings import Folder

CODES = codebook.load(codebook_file())
SUFFIX = {"refi-qda": "qdpx", "hypothesis": "json", "csv": "csv", "jsonl": "jsonl"}
# Of a line as it was written, what is gone after a round trip. Tested to the letter;
# docs/coding.md tells it in words.
LOST = {
    "jsonl": set(),
    "csv": {"colour", "motivation", "body.mood", "body.moved"},
    "hypothesis": {"colour", "motivation", "body.mood", "body.moved"},
    "refi-qda": {"colour", "motivation", "body.mood", "body.moved"},
}
# What comes back in other words, because the format or the text gives them.
OTHERWISE = {
    "jsonl": set(),
    "csv": {"target.prefix", "target.suffix"},
    "hypothesis": {"target.prefix", "target.suffix"},
    "refi-qda": {"target.prefix", "target.suffix", "target.exact"},
}


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory, coded_kb: Folder) -> Folder:
    """A knowledge base with codings that have everything a line may have."""
    import shutil

    root = tmp_path_factory.mktemp("exchange") / "kb"
    shutil.copytree(coded_kb.root, root)
    folder = Folder(root=root)
    (folder.corpus / "poem.txt").write_text(POEM, encoding="utf-8")
    (folder.annotations / "zoe").mkdir()
    file = folder.annotations / "zoe" / "poem.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in LINES), "utf-8")
    report = pipeline.build(folder)
    assert not report.failures
    return folder


POEM = (
    "The 𝒮econd Lamp\n\n"
    "Nobody in the valley 𝕂new who had carried the first lamp over the pass, and so "
    "the miller’s daughter told a story of a pedlar with nine sons, “each brighter than "
    "the last”, who had left a lamp in every house where he was given soup. It was a "
    "good story; it sold lamps. Of the nine houses, two had a chimney; the others sold "
    "the glass and kept the oil for the winter, when the doctor came on foot.\n\n"
    "What the story leaves out is the smith. He had mended the first lamp twice and "
    "made the second one himself, of thinner brass, with a wick that the women of the "
    "valley could plait from what they had. After that nobody asked for the pedlar’s "
    "lamps, and nobody told a story about the smith. The lamps were in every house by "
    "the time the road was built, which the chronicle gives as the cause of them.\n"
)


def _line(
    exact: str, code: str | None, stance: str = "", **more: Any
) -> dict[str, Any]:
    body = {"code": code} | ({"stance": stance} if stance else {})
    body |= {"codebook": "0.9", "memo": more.pop("memo", "")}
    return {
        "type": "Annotation",
        "motivation": "classifying",
        "creator": "zoe",
        "created": more.pop("created", "2026-11-20"),
        "body": body | more.pop("body", {}),
        "target": {
            "source": "poem.txt",
            "selector": {
                "type": "TextQuoteSelector",
                "exact": exact,
                "prefix": "",
                "suffix": "",
            },
        },
        **more,
    }


LINES = [
    _line("nobody told a story about the smith", "M1", "contradicts", memo="=1+1; «ß»"),
    _line("nobody told a story about the smith", "M2", "qualifies", memo="two\nlines"),
    _line("mended the first lamp twice", "M3.codesign", "supports", colour="red"),
    _line(
        "Of the nine houses,\n two had a chimney",
        None,
        memo="read; nothing",
        created="2026-11-21T08:30:00Z",
    ),
    _line(
        "nobody asked for the pedlar’s\nlamps", "P1", "supports", body={"mood": "low"}
    ),
    _line("given soup", "P3", "supports", body={"moved": [{"from": "P9", "to": "P3"}]}),
]


def run(folder: Folder, *words: object) -> Result:
    done = CliRunner().invoke(
        cli, ["--kb", str(folder.root), *map(str, words)], standalone_mode=False
    )
    if done.exception:
        raise done.exception
    return done


def lines_of(folder: Folder, coder: str) -> list[dict[str, Any]]:
    files = sorted((folder.annotations / coder).glob("*.jsonl"))
    return [json.loads(line) for f in files for line in f.read_text().splitlines()]


def flat(item: Mapping[str, Any]) -> dict[str, Any]:
    """A line as names and values, its selector as a part of the target."""
    values = {k: v for k, v in item.items() if k not in {"body", "target"}}
    values |= {f"body.{key}": value for key, value in item["body"].items()}
    selectors = item["target"]["selector"]
    quote = selectors[0] if isinstance(selectors, list) else selectors
    words = {key: quote[key] for key in ("exact", "prefix", "suffix")}
    return (
        values
        | {f"target.{key}": value for key, value in words.items()}
        | {"target.source": item["target"]["source"]}
    )


def exported(folder: Folder, form: str, to: Path, coder: str = "zoe") -> Path:
    file = to / f"{coder}.{SUFFIX[form]}"
    done = run(
        folder, "annotations", "export", "--format", form, "--coder", coder, "-o", file
    )
    assert done.return_value == 0, done.stderr
    return file


def test_memos_are_not_lost_where_codings_are_alike(kb: Folder, tmp_path: Path) -> None:
    """Ensures that two memos on one coding come in, and a later one is listed."""
    words = "mended the first lamp twice"
    memos = ["one reason", "another reason", "one  reason", ""]
    lines = [_line(words, "M5", "supports", memo=memo) for memo in memos]
    file = tmp_path / "memos.jsonl"
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    said = ["annotations", "import", file, "--coder", "memos"]
    assert "2 new, 2 there already, 0 not imported" in run(kb, *said).stdout
    assert [line["body"]["memo"] for line in lines_of(kb, "memos")] == memos[:2]
    assert "0 new, 4 there already, 0 not imported" in run(kb, *said).stdout
    file.write_text(json.dumps(_line(words, "M5", "supports", memo="since then")))
    done = run(kb, *said)
    assert "0 new, 0 there already, 1 not imported" in done.stdout
    assert "already, with another memo" in done.stderr
    kept = kb.annotations / "memos" / "not-imported" / "memos.jsonl.jsonl"
    assert "since then" in kept.read_text()


@pytest.mark.parametrize("form", SUFFIX)
def test_a_round_trip_loses_just_this(form: str, kb: Folder, tmp_path: Path) -> None:
    """Ensures that everything but what is named here comes back as it was."""
    file = exported(kb, form, tmp_path)
    coder = f"back-{form}"
    done = run(kb, "annotations", "import", file, "--coder", coder)
    assert "6 codings: 6 new, 0 there already, 0 not imported." in done.stdout
    assert done.return_value == 0
    key = lambda item: (item["body"]["memo"], str(item["body"]["code"]))  # noqa: E731
    back = sorted(lines_of(kb, coder), key=key)
    lost, otherwise = set(), set()
    for before, after in zip(sorted(LINES, key=key), back, strict=True):
        old, new = flat(before), flat(after)
        new["creator"] = new["creator"].replace(coder, "zoe")
        lost |= {name for name in old if name not in new}
        otherwise |= {name for name in old if name in new and old[name] != new[name]}
    if form != "jsonl":
        lost |= {"motivation"}  # always one of two, by the code: it says nothing
    assert (lost, otherwise - lost) == (LOST[form], OTHERWISE[form])
    again = run(kb, "annotations", "import", file, "--coder", coder)
    assert "6 codings: 0 new, 6 there already, 0 not imported." in again.stdout
    assert sorted(lines_of(kb, coder), key=key) == back


@pytest.mark.parametrize("form", SUFFIX)
def test_what_comes_back_stands_where_it_stood(
    form: str, kb: Folder, tmp_path: Path
) -> None:
    """Ensures that codings of all coders come back to the same passages, by position."""
    for coder in ("ann", "bob"):
        file = exported(kb, form, tmp_path, coder)
        run(kb, "annotations", "import", file, "--coder", f"{coder}-{form}")
        states = json.loads(
            run(
                kb,
                "annotations",
                "check",
                "--format",
                "json",
                "--coder",
                f"{coder}-{form}",
            ).stdout
        )
        before = json.loads(
            run(kb, "annotations", "check", "--format", "json", "--coder", coder).stdout
        )
        assert states["counts"]["same"] == len(states["annotations"])
        assert {(r["passage"], r["code"]) for r in states["annotations"]} == {
            (r["passage"], r["code"]) for r in before["annotations"]
        }
        text = (kb.corpus / "poem.txt").read_text()
        assert "𝕂" in text


def test_an_import_says_what_it_cannot_take(kb: Folder, tmp_path: Path) -> None:
    """Ensures that unknown codes, missing stances and lost words are listed and kept."""
    file = tmp_path / "team.csv"
    file.write_text(
        "Document;Segment;Code;Comment;Weight\n"
        "poem;It was a good story;Barriers;first;7\n"
        "poem;it sold lamps;Barriers;;\n"
        "poem.txt;the women of the valley could plait;M3;;\n"
        "elsewhere.docx;what the story leaves out is the smith;Dissemination:supports;;\n"
        "poem;words that stand in no text at all, anywhere;M1 supports;;\n"
        "poem;lamp;M1 supports;;\n"
    )
    once = run(kb, "annotations", "import", file, "--coder", "team", "--dry-run")
    assert not (kb.annotations / "team").exists()
    assert once.return_value == 1
    assert 'unknown code: Barriers (2); --map "Barriers=' in once.stdout
    assert "no stance: M3 (1)" in once.stdout
    assert "lost" in once.stderr
    assert "ambiguous" in once.stderr
    assert "an import keeps it in not-imported/" in once.stderr
    words = ["--map", "barriers=M1:contradicts", "--stance", "supports"]
    taken = run(kb, "annotations", "import", file, "--coder", "team", *words)
    assert "6 codings: 3 new, 0 there already, 3 not imported." in taken.stdout
    assert "    kept in not-imported/" in taken.stderr
    assert {(i["body"]["code"], i["body"]["stance"]) for i in lines_of(kb, "team")} == {
        ("M1", "contradicts"),
        ("M3", "supports"),
    }
    kept = kb.annotations / "team" / "not-imported" / "team.csv.jsonl"
    problems = [json.loads(line)["problem"] for line in kept.read_text().splitlines()]
    assert [problem.split()[0] for problem in problems] == [
        "unknown",
        "lost:",
        "ambiguous:",
    ]
    first = lines_of(kb, "team")[0]
    assert first["imported"] == {
        "from": "team.csv",
        "code": "Barriers",
        "source": "poem",
        "Weight": "7",
    }
    file.write_text("source,exact,code\npoem,It was a good story,Barriers\n")
    done = run(kb, "annotations", "import", file, "--coder", "team", *words)
    assert "0 new, 1 there already, 0 not imported" in done.stdout
    assert not kept.exists()
    assert "kind: person" in (kb.annotations / "team" / "coder.yaml").read_text()


def test_another_stance_of_the_same_coder_is_not_taken(
    kb: Folder, tmp_path: Path
) -> None:
    """Ensures that an import cannot contradict what the coder has said."""
    file = tmp_path / "turn.csv"
    file.write_text(
        "source,exact,code,stance\n"
        "poem.txt,nobody told a story about the smith,M1,supports\n"
    )
    done = run(kb, "annotations", "import", file, "--coder", "zoe")
    assert "zoe has M1 contradicts on this passage already" in done.stderr.replace(
        "\n", " "
    )
    (kb.annotations / "zoe" / "not-imported" / "turn.csv.jsonl").unlink()


HYPOTHESIS = {
    "total": 4,
    "rows": [
        {
            "id": "a1",
            "created": "2026-10-01T10:00:00.123456+00:00",
            "user": "acct:kim@hypothes.is",
            "uri": "https://example.org/poem.txt",
            "text": "a barrier?",
            "tags": ["code:M1", "P3", "stance:qualifies", "to discuss"],
            "group": "__world__",
            "target": [
                {
                    "source": "https://example.org/poem.txt",
                    "selector": [
                        {"type": "RangeSelector", "startContainer": "/p[1]"},
                        {"type": "TextPositionSelector", "start": 9, "end": 40},
                        {"type": "TextQuoteSelector", "exact": "good story; it sold"},
                    ],
                }
            ],
        },
        {"id": "a2", "uri": "https://example.org/", "tags": ["M1"], "target": [{}]},
        {"id": "a3", "references": ["a1"], "text": "no!", "tags": [], "target": []},
        {
            "id": "a4",
            "uri": "https://example.org/",
            "tags": ["P3 supports", "M2: supports"],
            "target": [
                {
                    "selector": [
                        {
                            "type": "TextQuoteSelector",
                            "exact": "kept the oil for the winter",
                        }
                    ]
                }
            ],
        },
    ],
}


def test_annotations_of_hypothes_is(kb: Folder, tmp_path: Path) -> None:
    """Ensures that code tags, plain tags, notes and replies are told apart."""
    file = tmp_path / "notes.json"
    file.write_text(json.dumps(HYPOTHESIS))
    done = run(kb, "annotations", "import", file, "--coder", "kim")
    assert "5 codings: 3 new, 0 there already, 2 not imported." in done.stdout
    assert "no stance" not in done.stdout
    assert "is a reply" in done.stderr
    assert "note on a whole page" in done.stderr
    first, second, third = lines_of(kb, "kim")
    assert third["body"]["code"] == "M2"
    assert (first["body"]["code"], first["body"]["stance"]) == ("M1", "qualifies")
    assert first["created"] == "2026-10-01T10:00:00.123456+00:00"
    assert first["imported"]["tags"] == ["P3", "to discuss"]
    assert first["imported"]["group"] == "__world__"
    assert second["body"] == {
        "code": "P3",
        "stance": "supports",
        "codebook": CODES.version,
        "memo": "",
    }


WEB = {
    "@context": "http://www.w3.org/ns/anno.jsonld",
    "type": "AnnotationPage",
    "items": [
        {
            "id": "https://example.org/1",
            "type": "Annotation",
            "creator": {"name": "Lu"},
            "body": [
                {"type": "TextualBody", "purpose": "tagging", "value": "M1"},
                {"type": "TextualBody", "purpose": "tagging", "value": "supports"},
                {"type": "TextualBody", "purpose": "commenting", "value": "hm"},
            ],
            "target": {
                "source": "file:///home/lu/poem%2Etxt",
                "selector": {
                    "type": "TextQuoteSelector",
                    "exact": "story of a pedlar",
                    "prefix": "told a ",
                },
            },
        },
        {"type": "Annotation", "body": "just a note", "target": "poem.txt"},
    ],
}


def test_web_annotations_of_other_programs(kb: Folder, tmp_path: Path) -> None:
    """Ensures that standard annotations with tags and comments are understood."""
    file = tmp_path / "web.json"
    file.write_text(json.dumps(WEB))
    done = run(kb, "annotations", "import", file, "--coder", "lu")
    assert "2 codings: 1 new, 0 there already, 1 not imported." in done.stdout
    assert "is no annotation of a quotation" in done.stderr
    (line,) = lines_of(kb, "lu")
    assert (line["body"]["code"], line["body"]["memo"]) == ("M1", "hm")
    assert line["imported"]["id"] == "https://example.org/1"
    assert line["target"]["source"] == "poem.txt"


LAMP = "mended the first lamp twice"
OTHERS = {
    "taguette": f"id,document,tag,content\n1,poem.txt,M5,{LAMP}\n",
    "qualcoder": "File,Coder,Coded,Id,Codename,Coded_Memo,Category\n"
    f"poem.txt,Kim,{LAMP},ctid:1,M5,why,Walls\n",
    "dovetail": f'Highlight,Tags,Note title,Note\n{LAMP},"M5, M4",poem,why\n',
    "maxqda": "Kommentar;Dokumentname;Code;Anfang;Segment;Bearbeitet von\n"
    f"why;poem;Lamps\\M5;1;{LAMP};Kim\n",
}


@pytest.mark.parametrize("program", OTHERS)
def test_tables_of_other_programs(program: str, kb: Folder, tmp_path: Path) -> None:
    """Ensures that the heads other programs write are known, and levels of a code."""
    file = tmp_path / f"{program}.csv"
    file.write_text(OTHERS[program])
    asked = ["--coder", program, "--stance", "supports"]
    done = run(kb, "annotations", "import", file, *asked)
    codes = [line["body"]["code"] for line in lines_of(kb, program)]
    assert codes == ["M5", "M4"][: 1 + (program == "dovetail")]
    assert done.return_value == 0
    memos = {line["body"]["memo"] for line in lines_of(kb, program)}
    assert memos == ({""} if program == "taguette" else {"why"})


def test_a_column_of_several_codes(kb: Folder, tmp_path: Path) -> None:
    """Ensures that each code of a cell is a coding of its own."""
    file = tmp_path / "atlas.csv"
    file.write_text(
        "Document\tQuotation Content\tCodes\tComment\n"
        'poem\tthe road was built, which the chronicle\t"M1 supports\nP3 qualifies"\t\n'
    )
    run(kb, "annotations", "import", file, "--coder", "atlas")
    assert [
        (i["body"]["code"], i["body"]["stance"]) for i in lines_of(kb, "atlas")
    ] == [
        ("M1", "supports"),
        ("P3", "qualifies"),
    ]


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(st.tuples(WORDS.filter(str.strip), WORDS), min_size=1, max_size=4))
def test_any_text_survives_a_table(pairs: list[tuple[str, str]]) -> None:
    """Ensures that no cell is a formula, and that all of them come back as they were."""
    handed = [
        Handed(
            annotation=Annotation(
                where="x",
                coder="ann",
                coder_kind=CoderKind.PERSON,
                source="a.pdf",
                exact=exact,
                prefix="",
                suffix="",
                code="M1",
                stance=Stance.SUPPORTS,
                codebook_version="1.0",
                memo=memo,
            )
        )
        for exact, memo in pairs
    ]
    text = table.write(handed)
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    back = table.read(text.encode(), name="x").marks
    assert [(mark.exact, mark.memo) for mark in back] == pairs


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"just words\n", "no file of codings we know"),
        (b"source,code\nx,M1\n", "no column 'exact'"),
        (b"PK\x03\x04 nothing", "damaged archive"),
        (b"<CodeBook xmlns='urn:QDA-XML:codebook:1.0'/>", "a codebook of REFI-QDA"),
        (b"<Project", "damaged"),
        (b"", "no file of codings we know"),
    ],
)
def test_a_file_that_is_none(text: bytes, message: str) -> None:
    """Ensures that each wrong file ends in one line that says why."""
    with pytest.raises(Exception, match=message):
        formats.read(text, name="file")


def annotations_of(folder: Folder) -> list[Annotation]:
    read, failures = read_all(folder.annotations, CODES)
    assert not failures
    return read


def test_xml_entities_are_not_opened() -> None:
    """Ensures that a project cannot read other files or grow without bound."""
    bomb = b"""<!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/hostname">]>
    <Project xmlns="urn:QDA-XML:project:1.0" name="x"><Sources><TextSource guid="1"
    name="&a;"><PlainTextContent>&a;words</PlainTextContent>
    <PlainTextSelection guid="2" startPosition="0" endPosition="5"><Coding guid="3">
    <CodeRef targetGUID="4"/></Coding></PlainTextSelection></TextSource></Sources>
    </Project>"""
    with pytest.raises(Exception, match="damaged"):
        refi_reading.read(bomb, name="x.qde")


CODED = "source,exact,code,stance,start\nlooms.txt,forty looms,M1,supports,"


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.json", "[" * 200_000), ("a.json", '{"rows": 5, "uri": "x"}')],
)
def test_json_of_another_shape(
    kb: Folder, tmp_path: Path, name: str, text: str
) -> None:
    """Ensures that what holds no codings is an answer, and no fault of ours."""
    (tmp_path / name).write_text(text)
    done = run(kb, "annotations", "import", tmp_path / name, "--coder", "zoe")
    assert "0 new, 0 there already" in done.stdout


@pytest.mark.parametrize("times", [1, 20_000])
@pytest.mark.parametrize("after", ["", "\n", "\nlooms.txt,forty looms,M1,,\n"])
def test_a_quotation_mark_that_is_never_closed(times: int, after: str) -> None:
    """Ensures that a table whose end is one open cell is refused, with the line."""
    text = f'{CODED}\nx,"{"never closed " * times}{after}'
    with pytest.raises(UsageError, match=r"a\.csv: .*never closed.* at line 3"):
        formats.read(text.encode(), name="a.csv")


def test_a_long_memo_is_read_whole() -> None:
    """Ensures that no limit of Python's on cells refuses a table."""
    text = f'source,exact,code,memo\nx,forty looms,M1,"{"word " * 40_000}"\n'
    (mark,) = formats.read(text.encode(), name="a.csv").marks
    assert len(mark.memo) > 190_000


def test_what_was_cut_off_is_said_so() -> None:
    """Ensures that half a line is told from an annotation without words."""
    for text, trouble in (
        ('{"type": "Annotation", "target', "is not JSON; was the file cut off?"),
        ('{"type": "Annotation", "target": "x"}', "is no annotation of a quotation: "),
    ):
        (mark,) = formats.read(text.encode(), name="a.jsonl").marks
        assert mark.trouble.startswith(trouble)


def test_a_position_that_no_text_has() -> None:
    """Ensures that digits without end are no position, and no fault."""
    far = f"{CODED}{'9' * 5000}\n"
    (mark,) = formats.read(far.encode(), name="a.csv").marks
    assert mark.start is None


def test_what_tells_spreadsheets_the_separator() -> None:
    """Ensures that the line `sep=;` above the heads of a table is passed over."""
    text = "sep=;\r\nsource;exact;code\r\nlooms.txt;forty, or fifty, looms;M1\r\n"
    (mark,) = formats.read(text.encode("utf-8-sig"), name="a.csv").marks
    assert (mark.exact, mark.code) == ("forty, or fifty, looms", "M1")
    assert mark.where == "a.csv, line 3"


@pytest.mark.parametrize(
    ("said", "time"),
    [
        ("2026-11-23", "2026-11-23T00:00:00Z"),
        ("2026-11-23T09:30:00Z", "2026-11-23T09:30:00Z"),
        ("2026-11-23T09:30:00.5+01:00", "2026-11-23T09:30:00.5+01:00"),
        ("2026-11-23 09:30", "2026-11-23T09:30:00"),
        ("2026-11-23T09:30", "2026-11-23T09:30:00"),
        ("2026-02-30", ""),
        ("Tuesday", ""),
        ("23/11/2026", ""),
    ],
)
def test_only_times_go_out_as_times(said: str, time: str) -> None:
    """Ensures that a date nobody can read does not spoil a whole project."""
    assert as_time(said) == time


def test_ids_that_differ_in_case_are_two() -> None:
    """Ensures that a name means the id that is spelt so, and is not guessed at else."""
    text = """{version: "1.0", title: x, codes: [
      {id: DAMP, label: Wet walls, claim: A}, {id: damp, label: Mould, claim: B}]}"""
    meanings = Meanings(codebook.read(text, where="x"), stance=Stance.SUPPORTS)
    found = {name: meanings.of(Mark(where="", code=name)) for name in ("DAMP", "damp")}
    assert {name: said.code for name, said in found.items()} == {
        "DAMP": "DAMP",
        "damp": "damp",
    }
    assert meanings.of(Mark(where="", code="Damp")).unknown == "Damp"
    assert meanings.of(Mark(where="", code="wet WALLS")).code == "DAMP"
