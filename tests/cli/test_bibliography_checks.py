"""The verbs check, merge and link, as a person uses them."""

import json

import pytest
from click.testing import CliRunner

from diffusionkb import pipeline
from diffusionkb.catalogue import Catalogue
from diffusionkb.cli import cli
from diffusionkb.query import held
from diffusionkb.query.show import show

PAPER = {
    "id": "berg2012",
    "type": "article-journal",
    "title": "Spreading a checklist across nine surgical wards",
    "author": [{"family": "Berg", "given": "Ada"}],
    "issued": {"date-parts": [[2012]]},
    "container-title": "Journal of Hospital Change",
    "volume": "14",
    "page": "365-386",
    "custom": {},
}
DOUBLE = {**PAPER, "id": "export7", "page": "365-86", "DOI": "10.1234/jhc.14"}
SOUND = {
    **PAPER,
    "id": "quay1999",
    "title": "Nets for deeper water in eight harbours",
    "page": "9",
}


@pytest.fixture
def verbs(empty_kb):
    """Writes the entries and runs `bibliography` with them."""

    def _run(items, *arguments):
        if items is not None:
            empty_kb.references.write_text(json.dumps(items), encoding="utf-8")
        line = ["--kb", str(empty_kb.root), "bibliography", *arguments]
        return CliRunner().invoke(cli, line, env={"COLUMNS": "80"})

    return _run


def entries(empty_kb):
    return json.loads(empty_kb.references.read_text(encoding="utf-8"))


def test_a_sound_bibliography_is_clean(verbs):
    """Ensures exit code 0 and no proposal where there is nothing to do."""
    done = verbs([PAPER, SOUND], "check")
    assert done.exit_code == 0, done.output
    assert done.stdout == "2 entries: 0 faults, 0 likely duplicates, 0 missing links.\n"


def test_check_names_what_is_wrong_and_what_to_do(verbs):
    """Ensures that table and JSON say the same, and that the exit code is 1."""
    items = [PAPER, DOUBLE, {**SOUND, "page": "20-12"}]
    table = verbs(items, "check")
    assert table.exit_code == 1
    assert "quay1999\n   page '20-12' runs backwards" in table.stdout
    assert "berg2012 = export7\n   sure: same title, same authors" in table.stdout
    assert max(map(len, table.stdout.splitlines())) <= 80
    found = json.loads(verbs(items, "check", "--format", "json").stdout)
    assert [p["field"] for p in found["problems"] if not p["note"]] == ["page"]
    assert [(d["keys"], d["sure"]) for d in found["duplicates"]] == [
        (["berg2012", "export7"], True)
    ]


def test_merge_keeps_the_older_key_and_the_order(verbs, empty_kb):
    """Ensures that a sure pair becomes one, the others stay, and a second run rests."""
    assert verbs([SOUND, PAPER, DOUBLE], "merge", "--dry-run").exit_code == 0
    assert len(entries(empty_kb)) == 3
    done = verbs(None, "merge")
    assert done.exit_code == 0, done.output
    assert "merged export7 into berg2012" in done.stdout
    assert "taken from export7: DOI" in done.stdout
    first, second = entries(empty_kb)
    assert first == SOUND
    assert second["DOI"] == "10.1234/jhc.14"
    assert second["custom"]["aliases"] == ["export7"]
    assert verbs(None, "merge").stdout.startswith("0 merged")


def test_a_merged_entry_is_not_added_again(verbs, empty_kb, tmp_path):
    """Ensures that the library an entry came from can be added again."""
    sparse = {key: DOUBLE[key] for key in ("id", "type", "title", "author", "issued")}
    verbs([PAPER, sparse], "merge", "berg2012", "export7")
    file = tmp_path / "library.json"
    file.write_text(json.dumps([sparse]), encoding="utf-8")
    done = CliRunner().invoke(cli, ["--kb", str(empty_kb.root), "add", str(file)])
    assert done.exit_code == 0, done.output
    assert [item["id"] for item in entries(empty_kb)] == ["berg2012"]


def test_a_conflict_waits_for_a_person(verbs, empty_kb):
    """Ensures that both values are shown, nothing is written, and --prefer decides."""
    other = {**DOUBLE, "issued": {"date-parts": [[2013]]}}
    done = verbs([PAPER, other], "merge", "berg2012", "export7")
    assert done.exit_code == 1
    assert "issued: 2012 | 2013" in done.stdout
    assert "merge berg2012 export7 --prefer KEY" in done.stdout
    assert entries(empty_kb) == [PAPER, other]
    done = verbs(None, "merge", "export7", "berg2012", "--prefer", "export7")
    assert done.exit_code == 0, done.output
    (merged,) = entries(empty_kb)
    assert merged["id"] == "berg2012"
    assert merged["issued"] == other["issued"]
    assert merged["custom"]["merged"]["export7"]["issued"] == PAPER["issued"]


def test_what_is_unsure_is_shown_and_left(verbs, empty_kb):
    """Ensures that a likely pair with something against it is not merged unasked."""
    other = {**DOUBLE, "issued": {"date-parts": [[2013]]}}
    done = verbs([PAPER, other], "merge")
    assert done.exit_code == 1
    assert "berg2012 = export7?" in done.stdout
    assert "years differ by one" in done.stdout
    assert entries(empty_kb) == [PAPER, other]


def test_link_tells_two_works_apart(verbs):
    """Ensures that a pair that a person has judged is not proposed again."""
    verbs([PAPER, DOUBLE], "link", "export7", "berg2012", "--as", "different_from")
    assert verbs(None, "check").exit_code == 0
    assert "0 merged" in verbs(None, "merge").stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["merge", "berg2012"], "name two entries"),
        (["merge", "berg2012", "nobody"], "no entry 'nobody'"),
        (["merge", "berg2012", "berg2012"], "one entry already"),
        (["merge", "berg2012", "export7", "--prefer", "quay1999"], "neither of"),
        (["merge", "--prefer", "berg2012"], "name two entries"),
        (["link", "berg2012", "export7"], "--as"),
    ],
)
def test_wrong_use_says_what_to_do(verbs, arguments, words):
    """Ensures that a wrong request changes nothing and is explained."""
    done = verbs([PAPER, DOUBLE, SOUND], *arguments)
    assert words in str(done.exception)
    assert done.exception.exit_code == 2


def test_entries_without_an_id_of_their_own_stop_a_merge(verbs):
    """Ensures that nothing is merged in a file in which keys are not unique."""
    done = verbs([PAPER, PAPER], "merge")
    assert "entry 1 has no id of its own" in str(done.exception)
    assert verbs(None, "check").exit_code == 1


@pytest.fixture
def merged_kb(copy_kb):
    """The built test library, in which one entry was merged into a new one."""
    items = json.loads(copy_kb.references.read_text(encoding="utf-8"))
    rota = next(item for item in items if item["id"] == "rota2011")
    older = {**rota, "id": "ward2011"}
    copy_kb.references.write_text(json.dumps([older, *items]), encoding="utf-8")
    line = ["--kb", str(copy_kb.root), "bibliography", "merge", "ward2011", "rota2011"]
    assert CliRunner().invoke(cli, line).exit_code == 0
    return copy_kb


def test_old_keys_find_files_codings_and_works(merged_kb, sentences):
    """Ensures that a file, a coding and a question that use the old key find the work."""
    report = pipeline.build(merged_kb)
    assert not report.failures
    view = show(merged_kb, "rota2011")
    assert view.work.citation_key == "ward2011"
    assert view.files == ("rota2011.md",)
    people = [hit for hit in view.coded if hit.codes[0].coder == "ann"]
    assert any(sentences.open in hit.text for hit in people)


def test_a_file_that_contradicts_its_entry(copy_kb):
    """Ensures that another title or DOI in a file is a problem of the entry."""
    paper = copy_kb.corpus / "web" / "kelp1987.html"
    text = paper.read_text(encoding="utf-8")
    wrong = text.replace("Kelp and credit", "The harbour masters and their barometers")
    paper.write_text(wrong, encoding="utf-8")
    pipeline.build(copy_kb)
    with Catalogue(copy_kb.work_db) as catalogue:
        found = {(p.key, p.field, p.note) for p in held.problems(catalogue)}
    assert ("unread2020", "file", True) in found
    assert {
        key for key, _, note in found if not note
    } == set()  # three words prove little
    items = json.loads(copy_kb.references.read_text(encoding="utf-8"))
    items[2]["title"] = "Kelp and credit among the farmers of the outer isles"
    copy_kb.references.write_text(json.dumps(items), encoding="utf-8")
    pipeline.build(copy_kb)
    with Catalogue(copy_kb.work_db) as catalogue:
        (problem,) = (p for p in held.problems(catalogue) if not p.note)
    assert (problem.key, problem.field) == ("kelp1987", "title")
    assert "web/kelp1987.html" in problem.wrong


def test_the_doi_of_a_file_counts(copy_kb):
    """Ensures that a file with another DOI than its entry is found."""
    paper = copy_kb.corpus / "web" / "kelp1987.html"
    text = paper.read_text(encoding="utf-8")
    meta = '<head><meta name="citation_doi" content="10.1234/kelp.9">'
    paper.write_text(text.replace("<head>", meta), encoding="utf-8")
    items = json.loads(copy_kb.references.read_text(encoding="utf-8"))
    items[2]["DOI"] = "10.1234/kelp.1"
    copy_kb.references.write_text(json.dumps(items), encoding="utf-8")
    pipeline.build(copy_kb)
    with Catalogue(copy_kb.work_db) as catalogue:
        (problem,) = (p for p in held.problems(catalogue) if not p.note)
    assert (problem.key, problem.field) == ("kelp1987", "DOI")
    assert "10.1234/kelp.9" in problem.wrong


def test_a_merge_is_undone(verbs, empty_kb):
    """Ensures that both entries are again what they were, where they were."""
    items = [PAPER, SOUND, DOUBLE]
    assert verbs(items, "merge").exit_code == 0
    assert len(entries(empty_kb)) == 2
    done = verbs(None, "unmerge", "export7")
    assert done.exit_code == 0, done.output
    assert done.stdout == "berg2012 and export7 are two entries again.\n"
    assert entries(empty_kb) == items
    again = verbs(None, "unmerge", "export7")
    assert "no merge of 'export7' is kept" in str(again.exception)


def test_what_was_changed_after_a_merge_stays_when_it_is_undone(verbs, empty_kb):
    """Ensures that a person's correction is not lost, nor an alias of another merge."""
    third = {**DOUBLE, "id": "export9", "publisher": "Harbour"}
    verbs([PAPER, DOUBLE, third], "merge")
    (merged,) = entries(empty_kb)
    assert merged["custom"]["aliases"] == ["export7", "export9"]
    changed = {**merged, "note": "read", "volume": "15"}
    assert verbs([changed], "unmerge", "export7").exit_code == 0
    first, second = entries(empty_kb)
    assert second == DOUBLE
    assert (first["note"], first["volume"]) == ("read", "15")
    assert first["custom"] == {"aliases": ["export9"]}
    assert verbs(None, "unmerge", "berg2012").exit_code == 0
    assert [item["id"] for item in entries(empty_kb)] == [
        "berg2012",
        "export7",
        "export9",
    ]
    assert entries(empty_kb)[2] == third
